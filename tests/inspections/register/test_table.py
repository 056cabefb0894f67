"""The table as at a date: whole answers, whatever order things were recorded in, in a fixed number of queries."""

import datetime
import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Force
from inspections.finding.ageing import BANDS, band, held
from inspections.finding.lifecycle import ENDED, STATE_AFTER, Act, State
from inspections.models import Finding, FindingEvent, Inspection, PortalCount, Submission
from inspections.register.table import KINDS, Counts, Figure, register_table
from tests.factories import (
    NOON,
    BoardFactory,
    FindingFactory,
    ForceFactory,
    InspectionFactory,
    UserFactory,
)
from tests.inspections.lives import START, lives

CAUSE, REC, AFI = KINDS
TODAY = NOON.date()
ORIGINS = [
    "Local PEEL",
    "National PEEL",
    "National DA PEEL Thematic",
    "National Child Protection Inspection (NCPI)",
    "Crime Data Integrity (CDI)",
    "Unannounced Custody inspection",
    "Other national thematic inspections",
]


def day(month, number=1):
    return datetime.date(2026, month, number)


def made(force, lived, origin="local_peel", by=None):
    """Store findings with these lives as rows, in the order given, and return them."""
    by = by or UserFactory()
    inspection = InspectionFactory(force=force, origin=origin)
    batch = Submission.objects.create(force=force, name=f"Batch {inspection.pk}", on=START, by=by, recorded_at=NOON)
    findings = [
        Finding(
            force=force, inspection=inspection, kind=kind, reference=f"{origin}-{place}", text="Made up.", due_on=due
        )
        for place, (kind, due, _) in enumerate(lived)
    ]
    Finding.objects.bulk_create(findings)
    events = [
        FindingEvent(
            finding=finding,
            position=position,
            kind=act,
            on=on,
            note="Said.",
            submission=batch if act == Act.SUBMITTED else None,
            by=by,
            recorded_at=NOON,
        )
        for finding, (_, _, life) in zip(findings, lived, strict=True)
        for position, (act, on) in enumerate(life, 1)
    ]
    return findings, events


def printed(table):
    rows = [*table.rows, table.total]
    return {row.origin: tuple(figure.printed for figure in row.figures) for row in rows}


@pytest.mark.parametrize(
    ("live", "submitted", "text"),
    [(0, 0, ""), (6, 0, "6"), (19, 2, "19 (2)"), (1, 1, "1 (1)"), (139, None, "139")],
)
def test_a_figure_as_a_board_reads_it(live, submitted, text):
    assert Figure(live, submitted).printed == text


@pytest.mark.django_db
def test_an_empty_register():
    table = register_table(ForceFactory(name="Northshire Police"), TODAY)
    assert printed(table) == {**dict.fromkeys(ORIGINS, ("", "", "")), "Total on Force register": ("", "", "")}
    assert (table.force, table.on, table.since) == ("Northshire Police", TODAY, TODAY - datetime.timedelta(days=91))
    assert (table.portal, table.portal_on, table.overdue.total) == (None, None, 0)


@pytest.fixture
def lived(force):
    """Return a force with one finding of every fate."""
    quick = [
        (CAUSE, None, [(Act.ISSUED, day(2))]),
        (REC, day(5), [(Act.ISSUED, day(2)), (Act.ASSIGNED, day(3))]),
        (REC, day(5), [(Act.ISSUED, day(2)), (Act.COMPLETED, day(4)), (Act.SUBMITTED, day(6))]),
        (REC, day(5), [(Act.ISSUED, day(2)), (Act.CLOSED, day(6))]),
        (AFI, None, [(Act.ISSUED, day(6)), (Act.COMPLETED, day(6)), (Act.SUBMITTED, day(7)), (Act.RETURNED, day(9))]),
        (AFI, None, [(Act.ISSUED, day(2)), (Act.NO_FURTHER_ACTION, day(4)), (Act.REOPENED, day(6))]),
        (AFI, None, [(Act.ISSUED, day(11, 23))]),
    ]
    _, events = made(force, quick)
    FindingEvent.objects.bulk_create(events)
    BoardFactory(force=force).meet(on=day(5), note="", by=UserFactory())
    for on, counts in ((day(3), (9, 9, 9)), (day(8), (1, 3, 2)), (day(12), (8, 8, 8))):
        names = ("causes_of_concern", "recommendations", "afis")
        figures = dict(zip(names, counts, strict=True))
        PortalCount.objects.create(force=force, on=on, by=UserFactory(), **figures)
    _, elsewhere = made(ForceFactory(), quick)
    FindingEvent.objects.bulk_create(elsewhere)
    return force


def test_the_whole_answer(lived, django_assert_num_queries):
    with django_assert_num_queries(4):
        table = register_table(lived, TODAY)
    assert printed(table) == {
        **dict.fromkeys(ORIGINS, ("", "", "")),
        "Local PEEL": ("1", "2 (1)", "2"),
        "Total on Force register": ("1", "2 (1)", "2"),
    }
    assert (table.on, table.since) == (TODAY, day(5))
    assert table.portal == Counts("portal", "Total on HMIC monitoring portal", 1, 3, 2)
    assert table.portal_on == day(8)
    assert table.balance == (
        Counts("live_before", "Live before", 1, 3, 0),
        Counts("issued", "New", 0, 0, 1),
        Counts("reopened", "Reopened", 0, 0, 1),
        Counts("closed", "Closed by HMICFRS", 0, 1, 0),
        Counts("no_action", "No further action", 0, 0, 0),
        Counts("live_now", "Live now", 1, 2, 2),
    )
    assert table.passed == (
        Counts("completed", "Completed locally", 0, 0, 1),
        Counts("submitted", "Submitted to HMICFRS", 0, 1, 1),
        Counts("returned", "Returned with feedback", 0, 0, 1),
    )
    assert table.with_force == (
        Counts("0", "Less than 3 months", 0, 0, 0),
        Counts("91", "3 to 6 months", 0, 1, 1),
        Counts("182", "6 to 12 months", 1, 1, 1),
        Counts("365", "1 to 2 years", 0, 0, 0),
        Counts("730", "2 years or more", 0, 0, 0),
    )
    assert table.with_hmicfrs == (
        Counts("0", "Less than 3 months", 0, 0, 1),
        Counts("91", "3 to 6 months", 0, 1, 0),
        Counts("182", "6 to 12 months", 0, 0, 0),
        Counts("365", "1 to 2 years", 0, 0, 0),
        Counts("730", "2 years or more", 0, 0, 0),
    )
    assert table.overdue == Counts("overdue", "Overdue", 0, 1, 0)


@pytest.mark.parametrize(
    ("on", "total"),
    [
        (day(1), ("", "", "")),
        (day(2), ("1", "3", "1")),
        (day(4), ("1", "3", "")),
        (day(6), ("1", "2 (1)", "2")),
        (day(7), ("1", "2 (1)", "2 (1)")),
        (day(9), ("1", "2 (1)", "2")),
    ],
)
def test_as_at_an_earlier_date_it_says_what_was_true_then(on, total, lived):
    assert printed(register_table(lived, on))["Total on Force register"] == total


def test_an_origin_of_ones_own_is_shown_where_it_holds_something(force):
    FindingFactory(inspection=InspectionFactory(force=force, origin=Inspection.Origin.OTHER))
    assert [row.origin for row in register_table(force, TODAY).rows] == [*ORIGINS, "Other inspections"]


def reckoned(lived, on, since):
    """Return what the table must say of findings with these lives, counted one by one from their acts."""
    live, submitted, balance, waits = [0] * 3, [0] * 3, [0] * 3, [0] * 3
    bands = [[0] * 3 for _ in BANDS]
    for kind, _, life in lived:
        place = KINDS.index(kind)
        known = [(act, when) for act, when in life if when <= on and act in STATE_AFTER]
        before = [act for act, when in known if when <= since]
        if before and STATE_AFTER[before[-1]] not in ENDED:
            balance[place] += 1
        if not known:
            continue
        state = STATE_AFTER[known[-1][0]]
        submitted[place] += state == State.SUBMITTED
        if state not in ENDED:
            live[place] += 1
            bands[band(held(known, on).with_force)][place] += 1
            waits[place] += any(act == Act.SUBMITTED for act, _ in known)
    return live, submitted, balance, bands, waits


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lived=st.lists(st.tuples(st.sampled_from(KINDS), st.none(), lives()), max_size=8),
    on=st.integers(0, 400),
    back=st.integers(1, 200),
    order=st.randoms(use_true_random=False),
)
def test_any_order_of_recording_gives_the_same_table_and_only_events_up_to_the_date_count(
    lived, on, back, order: random.Random, db
):
    on = START + datetime.timedelta(days=on)
    since = on - datetime.timedelta(days=back)
    with transaction.atomic():
        force = ForceFactory()
        _, events = made(force, lived)
        order.shuffle(events)
        FindingEvent.objects.bulk_create(events)
        table = register_table(force, on, since)

        known = ForceFactory(name=force.name)
        _, events = made(known, lived)
        FindingEvent.objects.bulk_create([event for event in events if event.on <= on])
        assert register_table(known, on, since) == table

        live, submitted, before, bands, waits = reckoned(lived, on, since)
        assert [figure.live for figure in table.total.figures] == live
        assert [figure.submitted for figure in table.total.figures] == submitted
        assert list(table.balance[0].figures) == before
        assert [list(counts.figures) for counts in table.with_force] == bands
        assert [sum(column) for column in zip(*(each.figures for each in table.with_hmicfrs), strict=True)] == waits
        start, *changes, end = (each.figures for each in table.balance)
        new, reopened, closed, dropped = changes
        summed = zip(start, new, reopened, closed, dropped, strict=True)
        assert [a + b + c - d - e for a, b, c, d, e in summed] == list(end)
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=st.lists(lives(), min_size=1, max_size=4), order=st.randoms(use_true_random=False))
def test_recording_by_the_acts_themselves_in_any_order_gives_the_same_table(lived, order: random.Random, db):
    """Interleave the findings' acts at will, each finding's own in its order, and compare with rows stored at once."""
    with transaction.atomic():
        force, by = ForceFactory(), UserFactory()
        inspection = InspectionFactory(force=force)
        at = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
        turns = [place for place, life in enumerate(lived) for _ in life]
        order.shuffle(turns)
        ahead = [list(life) for life in lived]
        findings: dict[int, Finding] = {}
        for number, place in enumerate(turns):
            act, on = ahead[place].pop(0)
            if act == Act.ISSUED:
                given = {"kind": AFI, "reference": f"{place}", "text": "Made up.", "on": on, "by": by, "at": at}
                findings[place] = Finding.objects.issue(inspection, **given)
            elif act == Act.SUBMITTED:
                sent = {"force": force, "name": f"{number}", "on": on, "by": by, "at": at}
                Submission.objects.submit({findings[place]: "Proof."}, **sent)
            elif act == Act.ASSIGNED:
                findings[place].assign(on=on, by=by, at=at, closedown_on=on)
            else:
                record = {
                    Act.COMPLETED: findings[place].complete,
                    Act.RETURNED: findings[place].return_with_feedback,
                    Act.CLOSED: findings[place].close,
                    Act.REOPENED: findings[place].reopen,
                    Act.NO_FURTHER_ACTION: findings[place].drop,
                }[act]
                record(on=on, by=by, at=at, note="Said.")
        same = ForceFactory(name=force.name)
        _, events = made(same, [(AFI, None, life) for life in lived])
        FindingEvent.objects.bulk_create(events)
        for days in (0, 60, 120, 400):
            on = START + datetime.timedelta(days=days)
            assert register_table(same, on, START) == register_table(force, on, START)
        transaction.set_rollback(True)


def test_the_same_queries_for_five_thousand_findings(db, django_assert_num_queries):
    force: Force = ForceFactory()
    life = [(Act.ISSUED, day(2)), (Act.ASSIGNED, day(2)), (Act.COMPLETED, day(4)), (Act.SUBMITTED, day(6))]
    _, events = made(force, [(KINDS[n % 3], day(5), life[: n % 4 + 1]) for n in range(5000)])
    FindingEvent.objects.bulk_create(events, batch_size=2000)
    with django_assert_num_queries(4):
        table = register_table(force, TODAY)
    assert sum(figure.live for figure in table.total.figures) == 5000
