"""What agreeing would record, beside what stands: the quorum, the reasons, and what others decided meanwhile."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Judgement, Score, Source
from maturity.models import Ballot, StatementVote, Vote
from maturity.proposal import quorum
from tests.factories import NOON, AssessmentFactory, ParticipantFactory, WorkshopFactory, small_edition
from tests.factories.maturity import as_shown


@pytest.fixture
def edition(db):
    return small_edition(levels=4, criteria=2, statements=1)


@pytest.fixture
def levels(edition):
    """Return the levels by rank."""
    return {level.rank: level for level in edition.levels.all()}


@pytest.fixture
def criterion(edition):
    return edition.criteria.order_by("position").first()


@pytest.fixture
def statements(criterion):
    """Return the criterion's statements, one at each level, lowest first."""
    return list(criterion.statements.select_related("criterion").order_by("level__rank"))


@pytest.fixture
def assessment(force, edition):
    return AssessmentFactory(force=force, edition=edition)


@pytest.fixture
def stands(assessment, lead):
    """Return a function that records the force's own answer to a statement, over whatever stands."""

    def answer(statement, said, note=""):
        row = assessment.judgements.filter(statement=statement).first()
        assessment.judge(statement, answer=said, note=note, version=row.version if row else 0, by=lead, at=NOON)

    return answer


@pytest.fixture
def revealed(assessment, facilitator, criterion, levels):
    """Return a function that lets a room vote, by (rank or None, answers by statement), and reveals it."""

    def vote(*said):
        workshop = WorkshopFactory(
            assessment=assessment, facilitator=facilitator, criteria=[criterion], statements_too=True
        )
        ballot = workshop.open_ballot(criterion, at=NOON)
        for rank, answers in said:
            somebody = ParticipantFactory(workshop=workshop)
            ballot.cast(participant=somebody, level=levels.get(rank), answers=answers, at=NOON)
        ballot.reveal(at=NOON)
        return ballot

    return vote


def answers(assessment):
    rows = assessment.judgements.order_by("statement__level__rank")
    return {row.statement.text: (row.answer, row.note) for row in rows.select_related("statement")}


@pytest.mark.parametrize(("voters", "expected"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (25, 13)])
def test_the_quorum_is_half_of_those_who_voted(voters, expected):
    assert quorum(voters) == expected


def test_one_answer_of_five_replaces_nothing(assessment, revealed, statements, levels, stands, facilitator):
    low = statements[0]
    stands(low, "yes", "Seen in all three districts.")
    ballot = revealed((1, {low: "no"}), *[(1, {})] * 4)
    proposal = ballot.proposal(on=NOON.date())
    assert [(answer.stands_words, answer.room_words, answer.becomes) for answer in proposal.asked] == [
        ("Yes", "No (1 answered)", "Stays as it is: too few answered")
    ]
    assert (proposal.voters, proposal.quorum, proposal.replaced) == (5, 3, ())
    ballot.agree(level=levels[1], rationale="So.", version=proposal.version, by=facilitator, at=NOON)
    assert answers(assessment) == {low.text: ("yes", "Seen in all three districts.")}


@pytest.mark.parametrize("given", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("stood", ["", "yes", "no"])
def test_the_rooms_answer_counts_from_half_of_the_voters(
    assessment, revealed, statements, levels, stands, facilitator, given, stood
):
    low = statements[0]
    if stood:
        stands(low, stood)
    ballot = revealed(*[(1, {low: "no"})] * given, *[(None, {})] * (5 - given))
    ballot.agree(level=levels[1], rationale="So.", version=as_shown(ballot), by=facilitator, at=NOON)
    expected = "no" if given >= 3 else stood
    assert answers(assessment) == ({low.text: (expected, "")} if expected else {})


def test_what_the_room_confirms_stays_whose_it_was(assessment, revealed, statements, levels, stands, facilitator, lead):
    """The same answer again changes nothing; one that was carried over counts from then on."""
    low, second = statements[:2]
    stands(low, "yes", "Mine.")
    carried = {"answer": "yes", "standing": Judgement.Standing.CARRIED, "by": lead, "at": NOON}
    assessment.judgements.create(statement=second, **carried)
    ballot = revealed(*[(2, {low: "yes", second: "yes"})] * 3)
    proposal = ballot.proposal(on=NOON.date())
    assert [(answer.statement.pk, answer.stands_words) for answer in proposal.replaced] == [
        (second.pk, "Yes, carried over and not confirmed")
    ]
    ballot.agree(level=levels[2], rationale="So.", version=proposal.version, by=facilitator, at=NOON)
    rows = assessment.judgements.order_by("statement__level__rank").values_list("by", "version", "standing")
    assert list(rows) == [(lead.pk, 1, "given"), (facilitator.pk, 2, "given")]


def test_page_and_check_use_one_suggestion(press, assessment, revealed, statements, levels, stands):
    """What is suggested follows from the answers as the room would leave them, on the page as in the check."""
    for statement, said in zip(statements, ("no", "yes", "no", "no"), strict=True):
        stands(statement, said)
    changes = dict(zip(statements, ("no", "no", "yes", "no"), strict=True))
    ballot = revealed(*[(3, changes)] * 3)
    page = press(ballot.workshop, "nudge")
    proposal = page.context["console"].proposal
    assert (proposal.suggested_before.rank, proposal.row.suggested.rank) == (2, 3)
    assert "answers: The answers suggest Level 3." in page.content.decode()
    typed = {"level": levels[3].pk, "version": page.context["agree_form"]["version"].value()}
    assert press(ballot.workshop, "agree", ballot.pk, **typed).status_code == 200
    assert Score.objects.values_list("level__rank", "basis").get() == (3, "The answers suggest Level 3.")


@pytest.mark.parametrize(
    ("ranks", "level", "why"),
    [
        ((3, 3, 3), 3, ""),
        ((3, 3, 4), 4, "The answers suggest Level 3. The middle of the votes is Level 3. Say why you chose Level 4."),
        ((2, 2, 2), 3, "The middle of the votes is Level 2. Say why you chose Level 3."),
        ((2, 2, 3, 4), 3, ""),
        ((2, 2, 3, 4), 2, "The answers suggest Level 3. Say why you chose Level 2."),
        ((1, 1, 2, 2), 3, "The middle of the votes is Level 1 to Level 2. Say why you chose Level 3."),
        ((None, None), 3, "Nobody chose a level. Say why you chose Level 3."),
    ],
)
def test_a_level_needs_a_reason_unless_suggested_and_carried_by_the_middle(
    press, assessment, revealed, statements, levels, stands, ranks, level, why
):
    for statement, said in zip(statements, ("no", "no", "yes", "no"), strict=True):
        stands(statement, said)
    ballot = revealed(*[(rank, {}) for rank in ranks])
    typed = {"level": levels[level].pk, "version": as_shown(ballot)}
    answer = press(ballot.workshop, "agree", ballot.pk, **typed)
    if why:
        assert answer.context["agree_form"].errors == {"rationale": [why]}
        assert not Score.objects.exists()
        answer = press(ballot.workshop, "agree", ballot.pk, **typed, rationale="Talked through.")
    assert Score.objects.get().level == levels[level]


# --- What somebody decided meanwhile


def _level(assessment, statements, levels, stands, lead):
    version = Score.objects.get().version
    assessment.decide(
        Score.objects.get().criterion,
        level=levels[4],
        suggested=None,
        rationale="Mine.",
        version=version,
        by=lead,
        at=NOON,
    )
    return "{} changed the level or its target"


def _target(assessment, statements, levels, stands, lead):
    score = Score.objects.get()
    assessment.aim(score.criterion, target=levels[4], version=score.version, by=lead, at=NOON)
    return "{} changed the level or its target"


def _answer(assessment, statements, levels, stands, lead):
    stands(statements[0], "partly", "Mine.")
    return "{} changed 1 answer"


def _new_answer(assessment, statements, levels, stands, lead):
    stands(statements[1], "partly", "Mine.")
    return "{} changed 1 answer"


def _level_and_answers(assessment, *others):
    _answer(assessment, *others)
    _new_answer(assessment, *others)
    _level(assessment, *others)
    return "{} changed the level or its target and 2 answers"


def _suggestion(assessment, statements, levels, stands, lead):
    for statement in statements[2:]:
        stands(statement, "no")
    return "What the answers suggest has changed"


@pytest.mark.parametrize("meanwhile", [_level, _target, _answer, _new_answer, _level_and_answers, _suggestion])
def test_what_somebody_decided_meanwhile_is_a_conflict_and_never_overwritten(
    press, assessment, revealed, criterion, statements, levels, stands, lead, meanwhile
):
    assessment.decide(criterion, level=levels[2], suggested=None, rationale="Before.", version=0, by=lead, at=NOON)
    stands(statements[0], "yes", "Before.")
    ballot = revealed(*[(1, {statements[0]: "no", statements[1]: "yes"})] * 3)
    typed = {"level": levels[1].pk, "rationale": "Talked through.", "dissent": "One saw more."}
    seen = press(ballot.workshop, "nudge").context["agree_form"]["version"].value()
    said = meanwhile(assessment, statements, levels, stands, lead).format(lead)
    stood = state(assessment)
    answer = press(ballot.workshop, "agree", ballot.pk, **typed, version=seen)
    page, form = answer.content.decode(), answer.context["agree_form"]
    why = f"{said} since this was shown. Nothing was recorded. Read what stands now, then record again."
    assert (answer.status_code, form.non_field_errors()) == (409, [why])
    assert (form["rationale"].value(), form["dissent"].value()) == ("Talked through.", "One saw more.")
    assert state(assessment) == stood
    assert Ballot.objects.get().phase == Ballot.Phase.REVEALED
    # The page shows what stands now, and sends that: the room may put its own in its place knowingly.
    again = re.search(r'name="version" value="([^"]*)"', page)[1]
    assert again == as_shown(ballot) != seen
    assert press(ballot.workshop, "agree", ballot.pk, **typed, version=again).status_code == 200
    assert Score.objects.get().level == levels[1]


def state(assessment):
    """Return all that people answered and decided, with its versions."""
    scores = Score.objects.filter(assessment=assessment).values_list("level", "rationale", "by", "version")
    rows = assessment.judgements.order_by("pk").values_list("statement", "answer", "note", "by", "version")
    return list(scores), list(rows)


def test_a_wrong_form_keeps_what_was_shown_so_that_a_change_is_still_told(
    press, assessment, revealed, statements, levels, stands
):
    ballot = revealed(*[(1, {statements[0]: "no"})] * 3)
    seen = as_shown(ballot)
    stands(statements[0], "yes")
    answer = press(ballot.workshop, "agree", ballot.pk, version=seen, rationale="x" * 2001, level=levels[1].pk)
    assert answer.status_code == 422
    assert answer.context["agree_form"]["version"].value() == seen


@pytest.mark.parametrize("version", ["", "level:0", "nonsense : x:y", "level:9 suggested:9"])
def test_an_agreement_that_saw_something_else_is_refused(press, assessment, revealed, statements, levels, version):
    ballot = revealed(*[(1, {statements[0]: "no"})] * 3)
    typed = {"level": levels[1].pk, "rationale": "So.", "version": version}
    assert press(ballot.workshop, "agree", ballot.pk, **typed).status_code == 409
    assert state(assessment) == ([], [])


def test_what_peers_say_is_neither_shown_nor_replaced(assessment, revealed, statements, levels, facilitator, lead):
    given = {"version": 0, "by": lead, "at": NOON, "source": Source.PEER}
    assessment.judge(statements[0], answer="yes", note="A peer.", **given)
    ballot = revealed(*[(1, {statements[0]: "no"})] * 3)
    proposal = ballot.proposal(on=NOON.date())
    assert (proposal.decided, proposal.asked[0].stands_words) == (None, "Not judged")
    ballot.agree(level=levels[1], rationale="So.", version=proposal.version, by=facilitator, at=NOON)
    rows = assessment.judgements.order_by("source").values_list("source", "answer", "note")
    assert list(rows) == [("peer", "yes", "A peer."), ("self", "no", "")]


def test_nothing_is_proposed_of_votes_that_are_blind(assessment, facilitator, criterion, statements, levels):
    workshop = WorkshopFactory(
        assessment=assessment, facilitator=facilitator, criteria=[criterion], statements_too=True
    )
    ballot = workshop.open_ballot(criterion, at=NOON)
    ballot.cast(
        participant=ParticipantFactory(workshop=workshop), level=levels[4], answers={statements[0]: "no"}, at=NOON
    )
    proposal = ballot.proposal(on=NOON.date())
    assert (proposal.voters, proposal.asked, proposal.middle) == (0, (), ())


def test_the_console_takes_as_many_queries_for_any_number_of_statements(
    client, facilitator, revealed, statements, stands
):
    ballot = revealed(*[(2, {statements[0]: "yes"})] * 6)
    stands(statements[0], "no")
    client.force_login(facilitator)

    def queries():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("maturity:run_board", args=[ballot.workshop_id])).status_code == 200
        return len(queries)

    queries()
    one = queries()
    for statement in statements[1:]:
        stands(statement, "no")
        for vote in Vote.objects.all():
            StatementVote.objects.create(vote=vote, statement=statement, answer="yes")
    assert len(statements) > 1
    assert queries() == one
