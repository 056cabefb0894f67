"""The portal's export by its pages: send it, hold it against the register, and settle what differs line by line."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from inspections.models import (
    ColumnChoice,
    Finding,
    FindingEvent,
    PortalCount,
    PortalImport,
    PortalLine,
    Settlement,
    UploadedTable,
    WordMeaning,
)
from inspections.portal_check.page import by_key, imports_of, key_of, reconciliation_of, reconciliation_page
from inspections.register.table import register_table
from tests.factories import NOON, FindingFactory, InspectionFactory, PortalImportFactory, PortalLineFactory
from tests.inspections.tables import as_csv, xlsx

KIND = Finding.Kind
DAY = datetime.date(2026, 11, 22)
HEADINGS = ["HMICFRS ref", "Type", "Recommendation", "Status", "Due date"]


def page(name, *args):
    return reverse(f"inspections:{name}", args=args)


def three(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def source(force):
    return PortalImportFactory(force=force)


def listed(source, finding, **changes):
    """Put a line on the portal that says what the register says, but for the changes."""
    same = {"reference": finding.reference, "kind": finding.kind, "text": finding.text, "due_on": finding.due_on}
    return PortalLineFactory(portal_import=source, **{**same, **changes})


def only(source):
    """Return the only difference, and the arguments of its address."""
    (each,) = reconciliation_of(source).differences
    return each, [source.pk, key_of(each)]


def stands(finding):
    return Finding.objects.as_at(timezone.localdate()).get(pk=finding.pk).state


def said(response):
    return [str(message) for message in response.context["messages"]]


# Bringing an export in


def send(client, force, content, name="portal.csv", on=None):
    day = on or timezone.localdate()
    typed = {"file": SimpleUploadedFile(name, content), **three("on", day)}
    return client.post(page("portal_exports", force.code), typed)


@pytest.mark.parametrize(("name", "make"), [("portal.xlsx", xlsx), ("portal.csv", as_csv)])
def test_an_export_is_sent_mapped_and_held_against_the_register(name, make, as_lead, force):
    FindingFactory(force=force, reference="AFI-1", text="Made up.")
    rows = [
        ["AFI-1", "AFI", "Made up.", "Being progressed", None],
        ["C-1", "Cause of concern", "Another.", "In hand", datetime.date(2026, 12, 1)],
        ["AFI-1", "AFI", "Made up.", "Being progressed", None],
    ]
    send(as_lead, force, make(HEADINGS, rows), name)
    upload = UploadedTable.objects.get()
    columns = as_lead.get(page("columns", upload.pk)).context["form"].columns
    assert [column.field for column in columns] == ["", "kind", "text", "status", "due_on"]
    typed = {f"column_{column.place}": column.field or "reference" for column in columns}
    words = as_lead.post(page("columns", upload.pk), typed, follow=True)
    assert [word.word for word in words.context["form"].unknown] == ["In hand"]
    ready = as_lead.post(page("words", upload.pk), {"word_0": "progressed"}, follow=True)
    assert [(again.cell, again.reference, again.first) for again in ready.context["checked"].again] == [
        ("A4", "AFI-1", 2)
    ]
    assert not PortalImport.objects.exists()
    assert not PortalCount.objects.exists()
    shown = as_lead.post(page("check", upload.pk), follow=True)
    assert said(shown) == ["The portal's 3 lines are in. Nothing on the register changed."]
    assert [(row.each.difference, row.each.reference) for row in shown.context["page"].rows] == [
        ("only_theirs", "C-1"),
        ("duplicate", "AFI-1"),
    ]
    assert register_table(force, timezone.localdate()).portal.figures == (1, 0, 2)
    assert WordMeaning.objects.get().meaning == "progressed"
    assert ColumnChoice.objects.get(field="reference").heading == "HMICFRS ref"
    assert Finding.objects.count() == 1


WRONG = {
    "a reference that is missing": ([None, "AFI", "T", "Complete", None], "A2", "It is empty."),
    "a bad date": (["A", "AFI", "T", "Complete", "31/02/2026"], "E2", "It isn&#x27;t a date."),
    "a text for a type": (["A" * 41, "AFI", "T", "Complete", None], "A2", "It has 41 characters."),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_cell_that_is_wrong_is_named_and_nothing_changes(case, as_lead, force):
    row, cell, told = WRONG[case]
    send(as_lead, force, as_csv(["Reference", *HEADINGS[1:]], [row]))
    upload = UploadedTable.objects.get()
    for column in ("reference", "kind", "text", "status", "due_on"):
        heading = (
            "Reference"
            if column == "reference"
            else dict(zip(["kind", "text", "status", "due_on"], HEADINGS[1:], strict=True))[column]
        )
        ColumnChoice.objects.create(force=force, purpose="portal", field=column, heading=heading)
    html = as_lead.get(page("check", upload.pk)).content.decode()
    assert (cell in html, told in html) == (True, True)
    assert as_lead.post(page("check", upload.pk)).status_code == 422
    assert not PortalImport.objects.exists()


def test_columns_that_are_not_the_portal_s_are_asked_for_again(as_lead, force):
    send(as_lead, force, as_csv(["Name", "Age"], [["A", 1]]))
    upload = UploadedTable.objects.get()
    assert as_lead.get(page("check", upload.pk)).url == page("columns", upload.pk)
    refused = as_lead.post(page("columns", upload.pk), {})
    assert refused.context["form"].non_field_errors() == [
        "Choose the column that holds the reference, the type and the status."
    ]


def test_an_export_of_a_day_to_come_is_refused(as_lead, force):
    later = timezone.localdate() + datetime.timedelta(days=1)
    response = send(as_lead, force, as_csv(HEADINGS, [["A", "AFI", "T", "Complete", None]]), on=later)
    assert response.context["form"].errors == {"on": ["The date is in the future."]}


def test_the_last_export_of_a_day_gives_the_table_its_portal_line(force, lead):
    from reports.readers.lines import Line

    def take(*kinds):
        lines = [
            Line(n, {"reference": f"P-{n}", "kind": kind, "status": "awaiting"}) for n, kind in enumerate(kinds, 2)
        ]
        PortalImport.objects.take_in(lines, force=force, on=DAY, name="p.csv", by=lead, at=NOON)

    take("cause", "afi")
    take("cause", "recommendation", "recommendation")
    assert register_table(force, DAY).portal.figures == (1, 2, 0)
    assert [(row.lines, row.live) for row in imports_of(force)] == [(3, 3), (2, 2)]


# What taking the portal's side records


def accept(client, address, **typed):
    return client.post(page("accept_portal", *address), {f"accept-{name}": value for name, value in typed.items()})


@pytest.mark.parametrize(
    ("acts", "status", "typed", "state"),
    [
        ([], "complete", {}, "closed"),
        (["complete", "submit"], "complete", {}, "closed"),
        ([], "no_action", {"note": "Overtaken."}, "no_action"),
        (["complete", "submit"], "progressed", {"note": "Show that it lasts."}, "returned"),
        (["close"], "progressed", {}, "open"),
    ],
)
def test_accepting_a_status_records_the_act_that_leads_to_it(acts, status, typed, state, as_lead, source, lead):
    from inspections.models import Submission

    finding = FindingFactory(force=source.force, reference="AFI-1")
    given = {"on": DAY, "by": lead, "at": timezone.now()}
    for act in acts:
        if act == "submit":
            Submission.objects.submit({finding: "Proof."}, force=source.force, name="B", **given)
        else:
            getattr(finding, act)(note="Said.", **given)
    listed(source, finding, status=status)
    address = only(source)[1]
    response = accept(as_lead, address, **typed, **three("on", DAY))
    assert response.status_code == 302
    assert stands(finding) == state
    assert not reconciliation_of(source).differences
    settled = Settlement.objects.get()
    assert (settled.difference, settled.choice, settled.finding) == ("status", "accepted", finding)
    assert "on the monitoring portal as at 22 November 2026." in finding.events.last().note or status == "progressed"


def test_a_returned_finding_needs_the_feedback(as_lead, source, lead):
    from inspections.models import Submission

    finding = FindingFactory(force=source.force)
    given = {"on": DAY, "by": lead, "at": timezone.now()}
    finding.complete(**given)
    Submission.objects.submit({finding: "Proof."}, force=source.force, name="B", **given)
    listed(source, finding, status="progressed")
    response = accept(as_lead, only(source)[1], **three("on", DAY))
    assert response.status_code == 422
    assert response.context["form"].errors == {"note": ["Write down the feedback that HMICFRS gave."]}
    assert stands(finding) == "submitted"


def test_a_cause_of_concern_is_not_discharged_by_the_portal_alone(as_lead, source):
    cause = FindingFactory(force=source.force, kind=KIND.CAUSE_OF_CONCERN, reference="C-1")
    rec = FindingFactory(inspection=cause.inspection, kind=KIND.RECOMMENDATION, parent=cause, reference="R-1")
    listed(source, cause, status="complete")
    listed(source, rec)
    address = only(source)[1]
    refused = accept(as_lead, address, **three("on", DAY))
    assert refused.status_code == 422
    assert stands(cause) == "open"
    assert accept(as_lead, address, note="HMICFRS's letter.", **three("on", DAY)).status_code == 302
    assert stands(cause) == "closed"


def test_an_act_that_is_out_of_order_is_refused_and_nothing_is_settled(as_lead, source):
    finding = FindingFactory(force=source.force)
    listed(source, finding, status="complete")
    response = accept(as_lead, only(source)[1], **three("on", datetime.date(2025, 1, 1)))
    assert "The date is before the finding was issued" in response.content.decode()
    assert (response.status_code, Settlement.objects.count(), FindingEvent.objects.count()) == (422, 0, 1)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"text": "Other words altogether."}, "text", "Other words altogether."),
        ({"due_on": datetime.date(2026, 12, 1)}, "due_on", datetime.date(2026, 12, 1)),
        ({"reference": "HM-1"}, "reference", "HM-1"),
    ],
)
def test_accepting_a_correction_corrects_the_finding_and_keeps_what_it_said(changes, field, value, as_lead, source):
    finding = FindingFactory(force=source.force, reference="AFI-1")
    listed(source, finding, **changes)
    assert accept(as_lead, only(source)[1]).status_code == 302
    assert getattr(Finding.objects.get(), field) == value
    assert not reconciliation_of(source).differences
    settled = Settlement.objects.get()
    assert (settled.reference, settled.ours != settled.theirs) == ("AFI-1", True)


def test_what_only_the_portal_has_is_put_on_the_register(as_lead, source):
    inspection = InspectionFactory(force=source.force, title="Custody")
    PortalLineFactory(portal_import=source, reference="HM-1", kind="recommendation", inspection="Custody")
    address = only(source)[1]
    form = as_lead.get(page("settle", *address)).context["accepting"]
    assert form.fields["inspection"].initial == inspection
    blank = accept(as_lead, address, is_finding="new")
    assert list(blank.context["form"].errors) == ["inspection", "on"]
    accept(as_lead, address, is_finding="new", inspection=inspection.pk, **three("on", DAY))
    made = Finding.objects.get()
    assert (made.reference, made.kind, made.inspection) == ("HM-1", "recommendation", inspection)
    assert not reconciliation_of(source).differences


def test_what_only_the_portal_has_may_be_a_finding_under_another_reference(as_lead, source):
    ours = FindingFactory(force=source.force, reference="AFI-1", text="The force should improve how it records stops.")
    PortalLineFactory(
        portal_import=source, reference="HM-1", text="The force should improve how it records searches and stops."
    )
    address = [source.pk, key_of(reconciliation_of(source).of("only_theirs")[0])]
    form = as_lead.get(page("settle", *address)).context["accepting"]
    assert [value for value, _ in form.fields["is_finding"].choices] == ["new", str(ours.pk)]
    accept(as_lead, address, is_finding=ours.pk)
    ours.refresh_from_db()
    assert ours.reference == "HM-1"
    assert [each.difference for each in reconciliation_of(source).differences] == ["text"]


def test_another_finding_than_those_shown_can_not_be_chosen(as_lead, source):
    other = FindingFactory(force=source.force, text="Nothing like it.")
    stranger = FindingFactory()
    PortalLineFactory(portal_import=source, reference="HM-1", text="The force should improve.")
    address = [source.pk, key_of(reconciliation_of(source).of("only_theirs")[0])]
    for chosen in (other.pk, stranger.pk):
        assert list(accept(as_lead, address, is_finding=chosen).context["form"].errors) == ["is_finding"]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("only_ours", None), ("kind", {"kind": "recommendation"}), ("status", {"status": "awaiting"})],
)
def test_where_nothing_of_the_portal_s_can_be_recorded_only_an_explanation_is_offered(kind, changes, as_lead, source):
    finding = FindingFactory(force=source.force)
    if changes:
        listed(source, finding, **changes)
    each, address = only(source)
    assert each.difference == kind
    shown = as_lead.get(page("settle", *address))
    assert (shown.context["accepting"], bool(shown.context["no_remedy"])) == (None, True)
    assert accept(as_lead, address).status_code == 422
    assert not Settlement.objects.exists()


# Explaining


def test_an_explanation_is_kept_and_the_difference_stays(as_lead, source, lead):
    finding = FindingFactory(force=source.force, reference="AFI-1")
    address = only(source)[1]
    blank = as_lead.post(page("explain_one", *address), {"note": " "})
    assert blank.context["form"].errors == {"note": ["Write why the difference stands."]}
    done = as_lead.post(page("explain_one", *address) + "?show=only_ours", {"note": "Issued yesterday."})
    assert done.url == page("reconciliation", source.pk) + "?show=only_ours"
    (row,) = reconciliation_page(source, shown="", page=None).rows
    assert (row.explained.note, row.explained.by, row.each.ours.key) == ("Issued yesterday.", lead, finding.pk)


def test_several_are_explained_at_once(as_lead, source):
    for _ in range(3):
        FindingFactory(force=source.force)
    keys = list(by_key(reconciliation_of(source)))
    address = page("explain_many", source.pk)
    none = as_lead.post(address, {"note": "Timing."})
    assert none.context["form"].non_field_errors() == ["Tick the differences that this explains."]
    untold = as_lead.post(address, {"difference": keys[:2], "note": ""})
    assert untold.status_code == 422
    assert untold.content.decode().count(" checked>") == 2
    as_lead.post(address, {"difference": [*keys[:2], "nonsense"], "note": "Timing."})
    shown = reconciliation_page(source, shown="", page=None)
    assert ([sort.unexplained for sort in shown.sorts], Settlement.objects.count()) == ([1], 2)


def test_an_earlier_export_s_explanation_is_shown_with_the_same_difference(as_lead, force, lead, source):
    FindingFactory(force=force)
    as_lead.post(page("explain_one", *only(source)[1]), {"note": "Not theirs to list."})
    later = PortalImportFactory(force=force, on=DAY, at=timezone.now())
    (row,) = reconciliation_page(later, shown="", page=None).rows
    assert (row.explained, row.before.note) == (None, "Not theirs to list.")


def test_a_difference_that_is_gone_says_so(as_lead, source):
    finding = FindingFactory(force=source.force)
    listed(source, finding)
    address = [source.pk, f"only_ours-{finding.pk}-0"]
    for name in ("settle", "accept_portal", "explain_one"):
        send = as_lead.get if name == "settle" else as_lead.post
        assert "isn't there any more" in said(send(page(name, *address), follow=True))[0]


# Who sees what, and how much it asks


def test_a_reader_sees_everything_and_is_offered_nothing(client, member, source):
    FindingFactory(force=source.force)
    client.force_login(member(Role.READER))
    html = client.get(page("reconciliation", source.pk)).content.decode()
    assert ("Only on the register" in html, "Settle" in html, html.count("<form")) == (True, False, 1)


def test_what_the_portal_says_is_never_taken_for_markup(as_lead, source):
    bad = "<img src=x onerror=alert(1)>{{ 7 }}"
    line = PortalLineFactory(portal_import=source, reference="HM-1", text=bad, inspection=bad)
    for address in (page("reconciliation", source.pk), page("settle", source.pk, f"only_theirs-0-{line.pk}")):
        html = as_lead.get(address).content.decode()
        assert ("<img src=x" in html, "&lt;img src=x onerror=alert(1)&gt;{{ 7 }}" in html) == (False, True)


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_asks_five_questions_whatever_the_number_of_lines(number, source, django_assert_num_queries):
    for _ in range(number):
        PortalLineFactory(portal_import=source)
        FindingFactory(force=source.force)
    with django_assert_num_queries(5):
        shown = reconciliation_page(source, shown="", page="1")
    assert (shown.differing, len(shown.rows)) == (number * 2, min(number * 2, 50))


def test_the_register_is_held_against_the_portal_as_it_stood_on_that_day(source, lead):
    finding = FindingFactory(force=source.force)
    listed(source, finding, status="progressed")
    PortalImport.objects.filter(pk=source.pk).update(on=datetime.date(2026, 6, 1))
    finding.close(on=datetime.date(2026, 7, 1), by=lead, at=NOON, note="Seen.")
    source.refresh_from_db()
    assert reconciliation_of(source).differences == ()
    PortalImport.objects.filter(pk=source.pk).update(on=DAY)
    source.refresh_from_db()
    assert [each.difference for each in reconciliation_of(source).differences] == ["status"]


def test_only_its_own_sort_is_shown_where_one_is_asked(as_lead, source):
    FindingFactory(force=source.force)
    PortalLineFactory(portal_import=source)
    shown = as_lead.get(page("reconciliation", source.pk), {"show": "only_theirs"}).context["page"]
    assert ([row.each.difference for row in shown.rows], shown.differing) == (["only_theirs"], 2)
    all_of_them = as_lead.get(page("reconciliation", source.pk), {"show": "nonsense"}).context["page"]
    assert len(all_of_them.rows) == 2
    assert PortalLine.objects.count() == 1
