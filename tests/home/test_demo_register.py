"""The demo force's register: the shape of a published one, to the digit, and what was true before."""

import datetime

import pytest

from assessments.models import Concern
from home import demo
from inspections.batches.page import batch_list
from inspections.models import Finding, FindingEvent, PortalImport, Submission
from inspections.portal_check.page import reconciliation_page
from inspections.register.table import register_table
from tests.factories import NOON, ForceFactory, MembershipFactory

TODAY = NOON.date()
PRINTED = [
    ("Local PEEL", "6", "19 (2)", "11 (4)"),
    ("National PEEL", "1 (1)", "4 (1)", "1"),
    ("National DA PEEL Thematic", "", "1", ""),
    ("National Child Protection Inspection (NCPI)", "", "7 (3)", ""),
    ("Crime Data Integrity (CDI)", "1", "1", ""),
    ("Unannounced Custody inspection", "3", "3", "13"),
    ("Other national thematic inspections", "6", "123 (45)", "12 (5)"),
    ("Total on Force register", "17 (1)", "158 (51)", "37 (9)"),
]


@pytest.fixture
def demo_force(db):
    force = ForceFactory(name="Demoshire Police (fictional)")
    people = {name: MembershipFactory(force=force).user for name in ("lead", "second", "third", "fourth")}
    demo.make_register(force, people, on=TODAY)
    return force


def test_the_table_to_the_digit(demo_force):
    table = register_table(demo_force, TODAY)
    rows = [*table.rows, table.total]
    assert [(row.origin, *(figure.printed for figure in row.figures)) for row in rows] == PRINTED
    assert (table.portal.figures, table.portal_on) == ((17, 139, 38), TODAY)


def test_every_difference_to_the_portal_is_listed_and_the_sum_adds_up(demo_force):
    page = reconciliation_page(PortalImport.objects.get(force=demo_force), shown="", page=None)
    assert (page.result.register, page.result.portal, page.result.adds_up) == ((17, 158, 37), (17, 139, 38), True)
    assert {step.label: step.figures for step in page.result.steps if step.counts} == {
        "Only on the register": (0, -13, -1),
        "Only on the portal": (0, 0, 2),
        "Live on the register, ended on the portal": (0, -9, 0),
        "Ended on the register, live on the portal": (0, 2, 0),
        "Listed again on the portal": (0, 1, 0),
    }
    assert {sort.code: (sort.number, sort.unexplained) for sort in page.sorts} == {
        "status": (17, 17),
        "text": (4, 4),
        "due": (5, 5),
        "renumbered": (2, 2),
        "only_ours": (14, 2),
        "only_theirs": (2, 2),
        "duplicate": (1, 0),
    }
    likely = [[one.alike for one in each.likely] for each in page.result.of("only_theirs")]
    assert [len(each) > 0 for each in likely] == [True, False]


def test_the_batches(demo_force):
    counts = [(page.batch.on, *page.counts.values()) for page in batch_list(demo_force)]
    assert counts == [
        (datetime.date(2026, 9, 17), 28, 28, 0, 0, 0),
        (datetime.date(2026, 4, 16), 41, 31, 6, 4, 0),
        (datetime.date(2025, 11, 13), 2, 2, 0, 0, 0),
    ]


def test_what_was_true_before(demo_force):
    """Before the first batch nothing is in brackets, and the eleven closed after a revisit are live."""
    table = register_table(demo_force, datetime.date(2025, 11, 1))
    assert table.rows[0].recommendations.printed == "30"
    assert sum(figure.submitted for figure in table.total.figures) == 0
    after = register_table(demo_force, datetime.date(2026, 9, 17))
    assert sum(figure.submitted for figure in after.total.figures) > 28


def test_nothing_in_it_is_anybodys_words(demo_force):
    found = Finding.objects.filter(force=demo_force).select_related("inspection")
    assert all("(fictional)" in each.text for each in found)
    assert all(each.inspection.title.endswith("(fictional)") for each in found)
    notes = FindingEvent.objects.exclude(note="").values_list("note", flat=True)
    assert {note for note in notes if not note.startswith("Force lead")} == {
        "Made-up proof, seen by the board.",
        "A made-up evidence statement.",
        "Made-up feedback: show that it lasts.",
        "Closed by HMICFRS after a revisit.",
    }


def test_every_life_in_it_is_possible(demo_force):
    """What is stored in one go keeps to the rules that the acts hold."""
    from inspections.finding.lifecycle import STATE_AFTER, Standing, missing_note, out_of_order

    for finding in Finding.objects.filter(force=demo_force).prefetch_related("events"):
        first, *events = sorted(finding.events.all(), key=lambda event: event.position)
        now = Standing(STATE_AFTER[first.kind], first.on, first.on)
        for event in events:
            assert out_of_order(event.kind, now, on=event.on, today=TODAY) == ""
            assert missing_note(event.kind, now.state, event.note) == ""
            if event.kind in STATE_AFTER:
                now = Standing(STATE_AFTER[event.kind], event.on, first.on)


def test_three_causes_of_concern_are_on_questions(demo_force):
    on = Concern.objects.filter(force=demo_force, closed_on=None).order_by("pk")
    frameworks = on.values_list("criterion__edition__framework__slug", flat=True)
    assert list(frameworks) == ["peel-paf", "peel-paf", "judgment-criteria"]
    assert Submission.objects.filter(force=demo_force).count() == 3
