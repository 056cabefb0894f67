"""A finding's whole cycle, and a portal's export held against the register, by the browser alone."""

import csv
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser_fixtures import LEAD

REGISTER = "/inspections/demo/"


@pytest.fixture
def keeper(person):
    """Return a window of whoever keeps the demo force's register."""
    return person(LEAD)


def day(page, group, on):
    """Fill in the three boxes of a date."""
    boxes = page.get_by_role("group", name=group)
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        boxes.get_by_label(label).fill(str(value))


def done(page, words):
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def unfold(page, words):
    """Open what is folded away under these words, and return it."""
    folded = page.locator("details", has=page.locator("summary", has_text=words))
    folded.locator("summary").click()
    return folded


def complete(page, note):
    form = unfold(page, "Record as completed locally")
    form.get_by_label("What shows that it is complete").fill(note)
    form.get_by_role("button", name="Record as completed locally").click()
    done(page, "completed locally")


def submit(page, reference, batch):
    page.get_by_role("link", name="submit a batch").click()
    page.get_by_label("Name of the batch").fill(batch)
    page.get_by_label(f"Send {reference}").check()
    page.locator("section", has=page.get_by_role("link", name=reference, exact=True)).locator("textarea").fill("Seen.")
    page.get_by_role("button", name="Record the batch as submitted").click()
    done(page, f"The batch {batch} is recorded")


def answer(page, choice, note):
    line = page.locator(".app-answer-line").first
    line.locator("select").select_option(label=choice)
    line.locator("textarea").fill(note)
    page.get_by_role("button", name="Record these answers").click()
    done(page, "answers are recorded")


def test_a_finding_is_raised_assigned_completed_submitted_returned_submitted_and_closed(keeper, axe, worker_id):
    page, reference = keeper, f"BR-{worker_id}"
    today = timezone.localdate()
    page.goto(REGISTER)
    axe(page)
    page.get_by_role("link", name="Add a finding").click()
    page.get_by_label("Inspection", exact=True).select_option(index=1)
    page.get_by_label("Area for improvement").check()
    page.get_by_label("Reference").fill(reference)
    page.get_by_label("Text").fill("Made up in the browser.")
    day(page, "Issued on", today - timedelta(days=30))
    page.get_by_label("This force").check()
    axe(page)
    page.get_by_role("button", name="Put it on the register").click()
    done(page, f"{reference} is on the register.")
    finding = page.url
    assign = unfold(page, "Assign it")
    assign.get_by_label("Force lead").select_option(label="Inspection lead")
    assign.get_by_label("Board").select_option(index=1)
    assign.get_by_role("button", name="Assign").click()
    done(page, f"{reference} is assigned.")
    for batch, choice, note in (("First", "Returned with feedback", "Show that it lasts."), ("Second", "Closed", "")):
        page.goto(finding)
        complete(page, "Seen by the board.")
        axe(page)
        submit(page, reference, f"{batch} of {worker_id}")
        answer(page, choice, note)
        axe(page)
    page.goto(finding)
    expect(page.get_by_text("Closed", exact=True)).to_be_visible()
    expect(page.locator(".app-events li")).to_have_count(8)


def portal_file(path, site):
    """Write what the portal would list: three of the demo's first findings: one closed, one reworded, one as it is."""
    code = """
from inspections.models import Finding
for each in Finding.objects.filter(force__code="demo").exclude(reference__startswith="BR-").order_by("reference")[:5]:
    print(each.reference, each.get_kind_display(), each.text, sep="|")
"""
    rows = [line.split("|") for line in site.shell(code).splitlines()]
    with path.open("w", newline="") as file:
        write = csv.writer(file)
        write.writerow(["HMICFRS no", "Sort", "Words", "Where it stands"])
        write.writerow([*rows[0], "Finished"])
        write.writerow([rows[1][0], rows[1][1], f"Reworded: {rows[1][2]}", "In hand"])
        write.writerow([*rows[3], "In hand"])
    return rows


def test_a_portal_s_export_is_brought_in_mapped_and_settled_line_by_line(keeper, axe, site, tmp_path):
    page, file = keeper, tmp_path / "export.csv"
    rows = portal_file(file, site)
    page.goto(REGISTER)
    page.get_by_role("link", name="Portal").click()
    axe(page)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    for letter, field in (("A", "Reference (needed)"), ("B", "Type (needed)"), ("C", "Text"), ("D", "Status (needed)")):
        page.get_by_label(f"Column {letter}").select_option(label=field)
    axe(page)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_label("“Finished”").select_option(label="Complete")
    page.get_by_label("“In hand”").select_option(label="Being progressed")
    axe(page)
    page.get_by_role("button", name="Keep these meanings").click()
    axe(page)
    page.get_by_role("button", name="Hold it against the register").click()
    done(page, "Nothing on the register changed.")
    axe(page)
    totals = page.get_by_role("row", name=re.compile("^On the portal"))
    expect(totals).to_be_visible()
    reconciliation = page.url

    page.get_by_role("link", name=re.compile("^Text differs")).click()
    page.get_by_role("link", name=f"Settle {rows[1][0]}").click()
    axe(page)
    page.get_by_role("button", name=re.compile("Take the portal.s text")).click()
    done(page, f"{rows[1][0]}: recorded as on the portal.")
    page.goto(reconciliation)
    expect(page.get_by_role("link", name=re.compile("^Text differs"))).to_have_count(0)

    page.get_by_role("link", name=re.compile("^Only on the register")).click()
    link = page.get_by_role("link", name=re.compile("^Settle .*only on the register")).first
    reference = link.inner_text().replace("Settle", "").split(",")[0].strip()
    link.click()
    page.get_by_label("Why the difference stands").fill("The portal lists it next month.")
    page.get_by_role("button", name="Explain it").click()
    done(page, f"{reference}: explained.")
    expect(page.get_by_role("row", name=re.compile(reference)).get_by_text("next month")).to_be_visible()
    page.get_by_text(re.compile("What was settled")).click()
    expect(page.locator(".app-events")).to_contain_text("Recorded as on the portal")
