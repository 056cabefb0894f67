"""The spread: what a reveal shows, and to whom it would tell too much."""

import pytest

from maturity.models import ORDERED_FROM, Ballot, Vote
from maturity.spread import answers_given, spread
from tests.factories import NOON, AssessmentFactory, ParticipantFactory, WorkshopFactory, small_edition


@pytest.fixture
def edition(db):
    return small_edition(levels=4, criteria=2, statements=1)


@pytest.fixture
def levels(edition):
    """Return the levels by rank."""
    return {level.rank: level for level in edition.levels.all()}


@pytest.fixture
def room(edition, levels):
    """Return a function that lets a room vote on its first criterion, by (rank or None, group), and reveals it."""

    def vote(*said, groups=(), **settings):
        workshop = WorkshopFactory(assessment=AssessmentFactory(edition=edition), groups=groups, **settings)
        named = {group.name: group for group in workshop.groups.all()}
        criterion = edition.criteria.order_by("position").first()
        ballot = workshop.open_ballot(criterion, at=NOON)
        for rank, group in said:
            somebody = ParticipantFactory(workshop=workshop, group=named.get(group))
            ballot.cast(participant=somebody, level=levels.get(rank), note=f"Of {somebody}", at=NOON)
        ballot.reveal(at=NOON)
        return ballot

    return vote


def seen(ballot, viewer=None):
    return spread(ballot.workshop, ballot, ballot.workshop.ballots.all(), viewer=viewer)


def test_a_reveal_counts_every_vote(room):
    shown = seen(room((2, ""), (2, ""), (4, ""), (None, "")))
    last = shown.last
    assert (last.voters, last.cant_say, last.agreement.counts) == (4, 1, (0, 2, 0, 1))
    assert (last.middle, last.lowest, last.highest, last.agreement.word) == ("Level 2", "Level 2", "Level 4", "Spread")
    rows = [(row.name, row.votes[0].count, row.votes[0].dots, row.votes[0].is_middle) for row in shown.levels]
    assert rows == [
        ("Level 4", 1, "●", False),
        ("Level 3", 0, "", False),
        ("Level 2", 2, "●●", True),
        ("Level 1", 0, "", False),
    ]


def test_nobody_can_say(room):
    last = seen(room((None, ""), (None, ""))).last
    assert (last.voters, last.cant_say, last.middle, last.agreement.word, last.index) == (2, 2, "", "", "")


@pytest.mark.parametrize(
    ("ranks", "outcome"),
    [((4,), "Level 4"), ((2, 2), "Level 2"), ((1, 4), "Level 1 and Level 4"), ((1, 1, 2), "Close, around Level 1")],
)
def test_fewer_than_three_votes_show_their_levels_and_no_word(room, ranks, outcome):
    assert seen(room(*[(rank, "") for rank in ranks])).last.outcome == outcome


def test_names_are_shown_only_where_the_workshop_says_so(room):
    plain, named = seen(room((1, ""))), seen(room((1, ""), names_shown=True))
    assert plain.levels[-1].votes[0].names == ()
    assert len(named.levels[-1].votes[0].names) == 1


def test_notes_come_in_the_order_of_their_words(room, levels):
    ballot = room((1, ""), (2, ""), (3, ""))
    Vote.objects.filter(level=levels[1]).update(note="zebra")
    Vote.objects.filter(level=levels[2]).update(note="Apple")
    Vote.objects.filter(level=levels[3]).update(note="  ")
    assert seen(ballot).last.notes == ("Apple", "zebra")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(1, "A")] * 3 + [(2, "B")] * 3, [("A", (3, 0, 0, 0), "Level 1"), ("B", (0, 3, 0, 0), "Level 2")]),
        ([(1, "A")] * 3 + [(2, "")] * 3, [("A", (3, 0, 0, 0), "Level 1"), ("No group", (0, 3, 0, 0), "Level 2")]),
        pytest.param([(1, "A")] * 3 + [(2, "B")] * 2, [], id="a group of two"),
        pytest.param([(1, "A")] * 3 + [(2, "B")] * 3 + [(3, "")], [], id="one left over"),
        pytest.param([(1, "A")] * 3 + [(2, "B")] * 2 + [(None, "B")], [], id="two who could say"),
        pytest.param([(1, "A")] * 6, [], id="only one group"),
    ],
)
def test_groups_are_shown_only_where_each_has_three(room, said, expected):
    shown = seen(room(*said, groups=["A", "B"]))
    assert [(each.name, each.counts, each.middle) for each in shown.groups] == expected


def test_rounds_stand_side_by_side(room, levels):
    first = room((1, ""), (4, ""))
    second = first.reopen(at=NOON)
    for somebody in first.workshop.participants.all():
        second.cast(participant=somebody, level=levels[2], at=NOON)
    assert [each.number for each in seen(first).rounds] == [1]
    second.reveal(at=NOON)
    shown = seen(second)
    assert [(each.number, each.agreement.counts) for each in shown.rounds] == [(1, (1, 0, 0, 1)), (2, (0, 2, 0, 0))]
    assert [[votes.count for votes in row.votes] for row in shown.levels] == [[1, 0], [0, 0], [0, 2], [1, 0]]


def test_statements_least_agreed_on_come_first(edition, levels):
    workshop = WorkshopFactory(assessment=AssessmentFactory(edition=edition), statements_too=True)
    criterion = edition.criteria.order_by("position").first()
    low, middle, high, top = criterion.statements.order_by("level__rank")
    ballot = workshop.open_ballot(criterion, at=NOON)
    for answers in (("yes", "yes", "yes", "na"), ("yes", "no", "partly", "na"), ("yes", "no", "yes", "na")):
        given = dict(zip((low, middle, high, top), answers, strict=True))
        ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels[2], answers=given, at=NOON)
    ballot.reveal(at=NOON)
    shown = seen(ballot)
    assert [(each.text, each.yes, each.partly, each.no, each.na) for each in shown.statements] == [
        ("1.1.1", 3, 0, 0, 0),
        ("1.2.1", 1, 0, 2, 0),
        ("1.3.1", 2, 1, 0, 0),
        ("1.4.1", 0, 0, 0, 3),
    ]
    assert [each.text for each in shown.disputed] == ["1.2.1", "1.3.1"]


def test_a_spread_takes_two_queries(room, django_assert_num_queries):
    ballot = room(*[(rank % 4 + 1, "") for rank in range(12)])
    ballots = list(ballot.workshop.ballots.all())
    seen(ballot)
    # A draft's words are read anew: five queries and the framework's title.
    with django_assert_num_queries(7):
        spread(ballot.workshop, ballot, ballots, viewer=None)


def test_an_unrevealed_round_is_in_nobodys_spread(room, levels):
    first = room((1, ""), (4, ""))
    second = first.reopen(at=NOON)
    voter = first.workshop.participants.first()
    second.cast(participant=voter, level=levels[3], at=NOON)
    for viewer in (None, voter):
        shown = seen(Ballot.objects.get(pk=second.pk), viewer)
        assert [each.agreement.counts for each in shown.rounds] == [(1, 0, 0, 1)]
    # Whoever asks with a ballot that only seems revealed is told no vote of it.
    second.revealed_at = NOON
    assert [each.voters for each in spread(second.workshop, second, [first, second], viewer=None).rounds] == [2, 0]


def test_an_unrevealed_answer_is_told_to_nobody(edition, levels):
    workshop = WorkshopFactory(assessment=AssessmentFactory(edition=edition), statements_too=True)
    criterion = edition.criteria.order_by("position").first()
    ballot, voter = workshop.open_ballot(criterion, at=NOON), ParticipantFactory(workshop=workshop)
    ballot.cast(participant=voter, level=levels[2], answers={criterion.statements.first(): "yes"}, at=NOON)
    assert answers_given([ballot.pk], viewer=None) == {}


@pytest.fixture
def prescored(edition, levels):
    """Return a workshop whose two criteria are scored beforehand by so many people: one split, one agreed."""

    def make(people):
        workshop = WorkshopFactory(assessment=AssessmentFactory(edition=edition), prescoring=True)
        agreed, split = workshop.ballots.order_by("criterion__position")
        for place in range(people):
            somebody = ParticipantFactory(workshop=workshop)
            agreed.cast(participant=somebody, level=levels[2], at=NOON)
            split.cast(participant=somebody, level=levels[1 if place % 2 else 4], at=NOON)
        return workshop, agreed, split

    return make


@pytest.mark.parametrize(("people", "ends", "ordered"), [(5, True, True), (5, False, False), (4, True, False)])
def test_the_order_of_disagreement_waits_for_the_meeting_and_for_five(prescored, people, ends, ordered):
    workshop, agreed, split = prescored(people)
    if ends:
        workshop.end_prescoring(at=NOON)
    expected = [split.pk, agreed.pk] if ordered else []
    assert Vote.objects.by_disagreement(workshop) == expected
    assert ORDERED_FROM == 5


def test_once_the_meeting_began_what_was_scored_takes_no_vote(prescored, levels):
    workshop, agreed, _ = prescored(1)
    workshop.end_prescoring(at=NOON)
    agreed.refresh_from_db()
    with pytest.raises(Ballot.WrongPhase):
        agreed.cast(participant=workshop.participants.get(), level=levels[4], at=NOON)
    assert Vote.objects.get(ballot=agreed).level == levels[2]
