"""A register brought in by its pages: send, map, mend, look, bring in; and everything that changes nothing."""

import datetime

import pytest
from django.utils import timezone

from inspections.finding.lifecycle import STATE_AFTER
from inspections.models import Finding, FindingEvent, Inspection, Submission, UploadedTable
from inspections.register.table import register_table
from inspections.register_import.check import LABELS
from tests.factories import BoardFactory, FindingFactory, InspectionFactory, UploadFactory
from tests.inspections.pages import page
from tests.inspections.tables import DAY, HEADINGS, as_csv, row, send, xlsx


def day(number):
    return datetime.date(2026, 2, number)


@pytest.mark.parametrize(("name", "make"), [("register.xlsx", xlsx), ("register.csv", as_csv)])
def test_a_register_is_sent_mapped_looked_at_and_brought_in(name, make, as_lead, force, lead, map_as_guessed):
    board = BoardFactory(force=force, name="Delivery Group")
    rows = [
        row("C-1", "Cause of concern", owner=lead.email.upper()),
        row("R-1", "Rec", parent="C-1", days=(day(6), day(7), None), owner=lead.name, board="delivery group"),
        row("R-2", "Rec", parent="C-1", days=(day(6), day(7), day(8))),
    ]
    sent = send(as_lead, force, make(HEADINGS, rows), name)
    upload = UploadedTable.objects.get()
    assert sent.url == page("columns", upload.pk)
    shown = map_as_guessed()
    assert shown.context["checked"].by_kind == (
        ("Cause of concern", 1),
        ("Recommendation", 2),
        ("Area for improvement", 0),
    )
    assert Finding.objects.count() == 0
    done = as_lead.post(page("check", upload.pk), follow=True)
    assert [str(message) for message in done.context["messages"]] == ["3 findings are on the register now."]
    inspection = Inspection.objects.get()
    assert (inspection.title, inspection.origin) == ("Custody, 2026", "unannounced_custody")
    first = Finding.objects.get(reference="R-1")
    assert (first.parent.reference, first.force_lead, first.board, first.due_on) == (
        "C-1",
        lead,
        board,
        datetime.date(2026, 3, 27),
    )
    assert list(first.events.order_by("position").values_list("kind", "on", "submission__name", "note")) == [
        ("issued", DAY, None, f"Brought in from {name}, row 3."),
        ("completed", day(6), None, ""),
        ("submitted", day(7), "February 2026", f"Brought in from {name}, row 3, without its evidence statement."),
    ]
    table = register_table(force, timezone.localdate())
    assert [figure.printed for figure in table.total.figures] == ["1", "1 (1)", ""]
    assert not UploadedTable.objects.exists()


def test_a_wrong_cell_is_on_the_page_and_nothing_changes(as_lead, force, map_as_guessed):
    send(as_lead, force, xlsx(HEADINGS, [row("R-1"), row("R-2", days=(None, None, day(3)))]))
    html = map_as_guessed().content.decode()
    assert "M3" in html
    assert "It isn&#x27;t with HMICFRS for closure." in html
    refused = as_lead.post(page("check", UploadedTable.objects.get().pk))
    assert (refused.status_code, Finding.objects.count(), Inspection.objects.count()) == (422, 0, 0)
    assert 'id="bring-in"' not in html


def test_what_the_register_has_is_named_and_not_changed(as_lead, force, map_as_guessed):
    FindingFactory(force=force, reference="R-1", text="As it was.")
    send(as_lead, force, xlsx(HEADINGS, [row("R-1"), row("R-2")]))
    assert "1 on the register already" in map_as_guessed().content.decode()
    as_lead.post(page("check", UploadedTable.objects.get().pk))
    assert list(Finding.objects.order_by("reference").values_list("reference", "text")) == [
        ("R-1", "As it was."),
        ("R-2", "Words of R-2."),
    ]


def test_what_came_on_the_register_in_the_meantime_stops_nothing_and_is_left_alone(as_lead, force, map_as_guessed):
    send(as_lead, force, xlsx(HEADINGS, [row("R-1"), row("R-2")]))
    map_as_guessed()
    FindingFactory(force=force, reference="R-2", text="Mine.")
    as_lead.post(page("check", UploadedTable.objects.get().pk))
    assert set(Finding.objects.values_list("reference", "text")) == {("R-1", "Words of R-1."), ("R-2", "Mine.")}


def test_the_register_has_all_of_it(as_lead, force, map_as_guessed):
    FindingFactory(force=force, reference="R-1")
    send(as_lead, force, xlsx(HEADINGS, [row("R-1")]))
    assert "The register has all of it" in map_as_guessed().content.decode()
    assert as_lead.post(page("check", UploadedTable.objects.get().pk)).status_code == 422


def test_an_inspection_and_a_batch_that_are_there_are_used(as_lead, force, lead, map_as_guessed):
    InspectionFactory(force=force, title="CUSTODY, 2026", origin="unannounced_custody")
    Submission.objects.create(force=force, name="Ours", on=day(7), by=lead, recorded_at=timezone.now())
    send(as_lead, force, xlsx(HEADINGS, [row("R-1", days=(day(6), day(7), None))]))
    map_as_guessed()
    as_lead.post(page("check", UploadedTable.objects.get().pk))
    assert Inspection.objects.count() == 1
    assert FindingEvent.objects.get(kind="submitted").submission.name == "Ours"


HOSTILE = {
    "macros": ("register.xlsm", b"PK\x03\x04", "Files that can hold macros aren"),
    "another kind": ("register.pdf", b"%PDF", "That isn&#x27;t an Excel or CSV file."),
    "not what it says": ("register.xlsx", b"hello", "The file isn&#x27;t what its name says: register.xlsx."),
    "a path": ("../../../etc/cron.d/x.xlsx", b"hello", "The file isn&#x27;t what its name says: x.xlsx."),
    "nothing": ("register.csv", b"", "The file is empty."),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_can_not_be_taken_is_refused_with_its_reason(case, as_lead, force):
    name, content, told = HOSTILE[case]
    response = send(as_lead, force, content, name)
    assert (response.status_code, told in response.content.decode()) == (422, True)
    assert not UploadedTable.objects.exists()


def test_what_a_cell_says_is_never_run(as_lead, force, map_as_guessed):
    bad = '=cmd|" /C calc"!A0<img src=x onerror=alert(1)>{{ 7 }}'
    rows = [[bad if heading in ("Finding", "Notes") else cell for heading, cell in zip(HEADINGS, row("R-1"))]]  # noqa: B905
    send(as_lead, force, as_csv(HEADINGS, rows), "register.csv")
    upload = UploadedTable.objects.get()
    assert "<img src=x" not in as_lead.get(page("columns", upload.pk)).content.decode()
    map_as_guessed()
    as_lead.post(page("check", upload.pk))
    assert Finding.objects.get().text == bad
    assert "<img src=x" not in as_lead.get(page("finding", Finding.objects.get().pk)).content.decode()


def test_another_force_s_people_boards_and_findings_are_strangers(as_lead, force, outsider, map_as_guessed):
    BoardFactory(name="Their board")
    FindingFactory(reference="C-9", kind="cause")
    send(as_lead, force, xlsx(HEADINGS, [row("R-1", "Rec", parent="C-9", owner=outsider.email, board="Their board")]))
    assert [fault.cell for fault in map_as_guessed().context["checked"].wrong] == ["D2", "I2", "J2"]


def test_what_comes_in_stands_as_if_each_act_had_been_recorded_by_hand(as_lead, force, map_as_guessed):
    """What is stored in one go keeps to the rules that the acts hold."""
    headings = [*HEADINGS[:-1], "Returned", "Feedback", "No further action", "Reason"]
    lives = [
        [*row("R-1")[:-1], None, None, None, None],
        [*row("R-2", days=(day(6), day(7), None))[:-1], day(9), "Not yet.", None, None],
        [*row("R-3")[:-1], None, None, day(9), "Overtaken."],
        [*row("R-4", days=(None, None, day(9)))[:-1], None, None, None, "Revisit."],
    ]
    send(as_lead, force, xlsx(headings, lives))
    map_as_guessed()
    as_lead.post(page("check", UploadedTable.objects.get().pk))
    states = {each.reference: each.state for each in Finding.objects.as_at(timezone.localdate())}
    assert states == {"R-1": "open", "R-2": "returned", "R-3": "no_action", "R-4": "closed"}
    for finding in Finding.objects.all():
        acts = list(finding.events.order_by("position").values_list("kind", "on"))
        assert acts == sorted(acts, key=lambda act: act[1])
        assert finding.standing(timezone.localdate()).state == STATE_AFTER[acts[-1][0]]


def test_bringing_in_takes_a_fixed_number_of_queries(force, lead, django_assert_max_num_queries):
    from inspections.register_import.apply import bring_in
    from inspections.uploaded_table.mapping import choose_columns, columns_in, reading_of

    rows = [
        [number, [f"R-{number}", "AFI", "T", None, "A", "CDI", ["2026-01-05"], *[None] * 7]] for number in range(2, 402)
    ]
    upload = UploadFactory(force=force, headings=HEADINGS, rows=rows)
    choose_columns(upload, {column.place: column.field for column in columns_in(upload) if column.field})
    reading = reading_of(upload)
    with django_assert_max_num_queries(25):
        bring_in(upload, reading, by=lead, at=timezone.now())
    assert Finding.objects.filter(force=force).count() == 400


def test_the_labels_of_the_fields_are_known_as_headings():
    assert len(set(LABELS.values())) == len(LABELS)


def test_references_that_look_alike_are_one(as_lead, force, map_as_guessed):
    """The case of the collection: a non-breaking hyphen, a hyphen, lower case with a space behind it."""
    send(as_lead, force, xlsx(HEADINGS, [row("X\u201117"), row("X-17"), row("x-17 ")]))
    checked = map_as_guessed().context["checked"]
    assert [(each.cell, each.wrong) for each in checked.wrong] == [
        ("A3", "X-17 is in row 2 already, written as “X\u201117”."),
        ("A4", "x-17 is in row 2 already, written as “X\u201117”."),
    ]
    as_lead.post(page("discard", UploadedTable.objects.get().pk))
    FindingFactory(force=force, reference="x-17")
    send(
        as_lead,
        force,
        xlsx(HEADINGS, [row("X\u201117"), row("X-18", "Cause of concern"), row("R-1", "Rec", parent="X\u201318")]),
    )
    checked = map_as_guessed().context["checked"]
    assert (checked.already, [each.wrong for each in checked.wrong]) == (("X\u201117",), [])
    as_lead.post(page("check", UploadedTable.objects.get().pk))
    assert Finding.objects.get(reference="R-1").parent.reference == "X-18"
