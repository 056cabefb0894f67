"""The shelf's pages as stories: adding, finding, changing, handing out, asking and bringing."""

import datetime
import hashlib
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evidence.files import LARGEST_FILE
from evidence.models import EvidenceRequest, Item
from tests.evidence.test_files import HTML, PDF, SVG, bomb
from tests.factories import NOON, AssessmentFactory, EvidenceRequestFactory, FileItemFactory, ItemFactory

SAID = {"title": "Custody audit", "shows": "That cells are checked.", "strength": "3", "marking": "official"}
DATED = {"effective_on_day": "1", "effective_on_month": "9", "effective_on_year": "2026"}


@pytest.fixture
def signed_in(client, assessor):
    client.force_login(assessor)
    return client


def adding(force, kind="file"):
    return reverse("evidence:add", args=[force.code, kind])


def upload(name, content):
    return {**SAID, "upload": SimpleUploadedFile(name, content)}


def test_somebody_adds_a_file_and_gets_the_same_bytes_back(signed_in, force, assessor):
    made = signed_in.post(adding(force), upload("../Custody audit.pdf", PDF), follow=True)
    item = Item.objects.get()
    assert made.redirect_chain == [(reverse("evidence:item", args=[item.pk]), 302)]
    assert (item.title, item.strength, item.by, item.force, item.name) == (
        "Custody audit",
        3,
        assessor,
        force,
        "Custody audit.pdf",
    )
    answer = signed_in.get(reverse("evidence:download", args=[item.pk]))
    assert hashlib.sha256(answer.getvalue()).hexdigest() == item.sha256
    headers = {
        "Content-Disposition": 'attachment; filename="Custody audit.pdf"',
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert {name: answer.headers[name] for name in headers} == headers


def test_a_name_beyond_ascii_is_written_as_the_standard_has_it(signed_in, force):
    signed_in.post(adding(force), upload("Prüfbericht.pdf", PDF))
    answer = signed_in.get(reverse("evidence:download", args=[Item.objects.get().pk]))
    answer.getvalue()
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Pr%C3%BCfbericht.pdf"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("drawing.svg", SVG, "That kind of file isn&#x27;t taken."),
        ("page.txt", HTML, "The file holds a web page or a drawing in code, not plain text."),
        ("plan.docx", bomb(), "Unpacked, the file is far larger than a document can be"),
        ("big.pdf", b"%PDF-" + b" " * (LARGEST_FILE + 1024 * 1024), "The file is larger than 25 MB."),
        ("empty.txt", b"", "The file is empty."),
    ],
)
def test_a_hostile_file_is_refused_and_what_was_typed_stays(signed_in, force, evidence_folder, name, content, why):
    answer = signed_in.post(adding(force), upload(name, content))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert why in page
    assert 'value="Custody audit"' in page
    assert not Item.objects.exists()
    assert not evidence_folder.exists()


def test_a_link_and_a_note(signed_in, force):
    signed_in.post(adding(force, "link"), {**SAID, **DATED, "link": "intranet.force.example/audit"})
    signed_in.post(adding(force, "note"), {**SAID, "text": "Seen by <b>two</b> inspectors."})
    link, note = Item.objects.order_by("pk")
    assert (link.link, link.effective_on) == ("https://intranet.force.example/audit", datetime.date(2026, 9, 1))
    page = signed_in.get(reverse("evidence:item", args=[note.pk])).content.decode()
    assert "Seen by &lt;b&gt;two&lt;/b&gt; inspectors." in page


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://force.example/", "data:text/html,x", "not an address"]
)
def test_only_web_addresses_are_links(signed_in, force, address):
    answer = signed_in.post(adding(force, "link"), {**SAID, "link": address})
    assert (answer.status_code, Item.objects.count()) == (422, 0)


def test_there_is_no_fourth_kind(signed_in, force):
    assert signed_in.get(adding(force, "film")).status_code == 404


def test_the_review_is_not_before_the_date(signed_in, force):
    early = {"review_on_day": "1", "review_on_month": "8", "review_on_year": "2026"}
    answer = signed_in.post(adding(force, "note"), {**SAID, **DATED, **early, "text": "x"})
    assert answer.status_code == 422
    assert "The review date is before the effective date." in answer.content.decode()


def test_nothing_leaves_quarantine(signed_in, force, settings):
    settings.EVIDENCE_SCAN_COMMAND = [sys.executable, "-c", "raise SystemExit(2)"]
    answer = signed_in.post(adding(force), upload("audit.pdf", PDF), follow=True)
    assert "Nobody can have the file until the virus check has passed it." in answer.content.decode()
    item = Item.objects.get()
    assert signed_in.get(reverse("evidence:download", args=[item.pk])).status_code == 404
    assert "waits for the virus check" in signed_in.get(reverse("evidence:item", args=[item.pk])).content.decode()


def test_what_the_scanner_refuses_is_said_at_once(signed_in, force, settings):
    settings.EVIDENCE_SCAN_COMMAND = [sys.executable, "-c", "raise SystemExit(1)"]
    answer = signed_in.post(adding(force), upload("audit.pdf", PDF))
    assert answer.status_code == 422
    assert "The virus check refused this file, so it was deleted." in answer.content.decode()
    assert [item.scan for item in Item.objects.all()] == ["refused"]


def test_two_people_change_one_item(signed_in, force):
    item = ItemFactory(force=force)
    page = reverse("evidence:amend", args=[item.pk])
    Item.objects.get().amend(version=1, at=NOON, title="Theirs")
    typed = {**SAID, "version": "1"}
    refused = signed_in.post(page, typed)
    assert refused.status_code == 422
    assert "Somebody else changed this" in refused.content.decode()
    assert 'name="version" value="2"' in refused.content.decode()
    assert Item.objects.get().title == "Theirs"
    assert signed_in.post(page, {**typed, "version": "2"}).status_code == 302
    assert (Item.objects.get().title, Item.objects.get().text) == ("Custody audit", "Seen in all three districts.")


def test_a_sensitive_item_marks_its_page(signed_in, force):
    item = ItemFactory(force=force, marking="official_sensitive")
    page = signed_in.get(reverse("evidence:item", args=[item.pk])).content.decode()
    assert page.count("</span>OFFICIAL-SENSITIVE</p>") == 2


def test_taking_something_off_the_shelf(signed_in, force, django_capture_on_commit_callbacks):
    item = FileItemFactory(force=force)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("evidence:take_off", args=[item.pk]))
    assert (Item.objects.exists(), item.file.storage.exists(item.file.name)) == (False, False)


def test_another_forces_file_is_not_found(client, outsider, force):
    client.force_login(outsider)
    item = FileItemFactory(force=force)
    for name in ("item", "download", "amend"):
        assert client.get(reverse(f"evidence:{name}", args=[item.pk])).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?q=seen&kind=note&strength=1&flag=uncited", "?flag=relied_on", "?page=4", "?page=x"]
)
def test_two_hundred_items_take_at_most_twelve_queries(
    signed_in, force, assessor, django_assert_max_num_queries, query
):
    assessment = AssessmentFactory(force=force)
    items = [ItemFactory(force=force) for _ in range(200)]
    for statement in assessment.edition.criteria.order_by("position").values_list("statements", flat=True):
        assessment.cite(statement, items[:100], by=assessor, at=NOON)
    with django_assert_max_num_queries(12):
        page = signed_in.get(reverse("evidence:shelf", args=[force.code]) + query)
    assert page.status_code == 200


def test_the_list_shows_what_was_asked_for(signed_in, force):
    ItemFactory(force=force, title="One"), ItemFactory(force=force, title="Two", strength=4), ItemFactory(title="Other")
    listed = signed_in.get(reverse("evidence:shelf", args=[force.code]), {"strength": 4}).context["list"]
    assert ([row.item.title for row in listed.rows], listed.total) == (["Two"], 1)


def test_somebody_is_asked_and_brings_it(client, force, assessor, reader):
    client.force_login(assessor)
    due = {"due_on_day": "6", "due_on_month": "9", "due_on_year": "2027"}
    client.post(reverse("evidence:ask", args=[force.code]), {"title": "The audit", "asked": reader.pk, **due})
    asked = EvidenceRequest.objects.get()
    client.force_login(reader)
    page = client.get(reverse("evidence:request", args=[asked.pk])).content.decode()
    assert "Add a file" in page
    assert "Withdraw" not in page
    bring = reverse("evidence:bring", args=[asked.pk, "note"])
    assert client.post(bring, {**SAID, "text": ""}).status_code == 422
    client.post(bring, {**SAID, "text": "Seen."})
    asked.refresh_from_db()
    assert (asked.state, asked.item.title, asked.item.by) == ("answered", "Custody audit", reader)


def test_a_request_is_answered_from_the_shelf(client, force, reader):
    asked = EvidenceRequestFactory(force=force, asked=reader)
    item, theirs = ItemFactory(force=force), ItemFactory()
    client.force_login(reader)
    page = reverse("evidence:request", args=[asked.pk])
    for wrong in ("", "x", "9" * 30, theirs.pk):
        assert client.post(page, {"item": wrong}).status_code == 422
    client.post(page, {"item": item.pk})
    asked.refresh_from_db()
    assert (asked.state, asked.item) == ("answered", item)


def test_nobody_is_asked_for_yesterday(signed_in, force, reader):
    due = {"due_on_day": "1", "due_on_month": "1", "due_on_year": "2020"}
    answer = signed_in.post(reverse("evidence:ask", args=[force.code]), {"title": "x", "asked": reader.pk, **due})
    assert answer.status_code == 422
    assert "The date is over already." in answer.content.decode()
