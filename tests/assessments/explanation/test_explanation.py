"""Why a criterion stands where it does: the chain, link by link, and its page."""

import datetime

import pytest
from django.urls import reverse

from assessments.explanation.page import RULES, why
from assessments.models import Judgement, Score
from frameworks.content import content
from frameworks.models import Edition
from tests.factories import (
    NOON,
    AssessmentFactory,
    ConcernFactory,
    ItemFactory,
    ParticipantFactory,
    WorkshopFactory,
    small_edition,
)
from tests.factories.maturity import as_shown

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def assessment(force):
    return AssessmentFactory(force=force, edition=small_edition(criteria=1))


@pytest.fixture
def criterion(assessment):
    return assessment.edition.criteria.get()


def judged(assessment, criterion, said, *, by):
    for text, answer in said.items():
        statement = criterion.statements.get(text=text)
        assessment.judge(statement, answer=answer, note="", version=0, by=by, at=NOON)


def chain(assessment):
    node = next(node for node in content(assessment.edition).criteria if node.scored)
    return why(assessment, node, on=DAY)


def test_the_chain_from_the_rule_to_the_evidence(assessment, criterion, assessor, facilitator):
    judged(assessment, criterion, {"1.1.1": "no", "1.2.1": "yes", "1.2.2": "yes", "1.3.1": "partly"}, by=assessor)
    strong, weak = (ItemFactory(force=assessment.force, strength=strength) for strength in (4, 1))
    assessment.cite(criterion.statements.get(text="1.2.1").pk, [weak, strong], by=assessor, at=NOON)
    levels = {level.rank: level for level in assessment.edition.levels.all()}
    assessment.decide(
        criterion, level=levels[3], suggested=levels[2], rationale="Seen.", version=0, by=facilitator, at=NOON
    )
    assessment.aim(criterion, target=levels[3], version=1, by=assessor, at=NOON + datetime.timedelta(days=1))
    ConcernFactory(force=assessment.force, criterion=criterion, reference="CoC-1", title="Custody")
    told = chain(assessment)
    assert told.rule.startswith(RULES["best_fit"][:40])
    assert "85%" in told.rule
    assert (told.row.suggested.rank, told.row.differs) == (2, True)
    assert (told.decision.level, told.decision.by, told.decision.at, told.decision.rationale, told.decision.origin) == (
        "Level 3",
        "Facilitator",
        NOON,
        "Seen.",
        "",
    )
    assert [(each.reference, each.title) for each in told.concerns] == [("CoC-1", "Custody")]
    assert [
        (level.share.name, [(group.heading, [link.words.text for link in group.links]) for group in level.told])
        for level in told.levels
    ] == [
        ("Level 1", [("Not true", ["1.1.1"]), ("Not judged", ["1.1.2"])]),
        ("Level 2", [("True", ["1.2.1", "1.2.2"])]),
        ("Level 3", [("Partly true", ["1.3.1"]), ("Not judged", ["1.3.2"])]),
    ]
    backed, unbacked = told.levels[1].told[0].links
    assert [(each.item, each.strength) for each in backed.cited] == [
        (strong, "Independently verified"),
        (weak, "Asserted"),
    ]
    assert (backed.by, backed.lacks_evidence, unbacked.lacks_evidence, told.unbacked) == ("Assessor", False, True, 1)


def test_how_a_room_agreed_is_told_until_somebody_decides_otherwise(assessment, criterion, facilitator):
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, title="Spring")
    ballot = workshop.open_ballot(criterion, at=NOON)
    levels = {level.rank: level for level in assessment.edition.levels.all()}
    for level in (levels[2], levels[2], levels[1], None):
        ballot.cast(participant=ParticipantFactory(workshop=workshop), level=level, at=NOON)
    ballot.reveal(at=NOON)
    ballot.agree(
        version=as_shown(ballot),
        level=levels[2],
        rationale="Seen.",
        dissent="One district sees less.",
        by=facilitator,
        at=NOON,
    )
    told = chain(assessment).decision
    assert (told.level, told.by) == ("Level 2", "Facilitator")
    first, _, rest = told.origin.partition(" Votes: ")
    assert first == "Agreed in the workshop “Spring” on 22 November 2026, in round 1."
    assert sorted(rest.partition(". Dissent")[0].split(", ")) == ["1 Level 1", "1 couldn't say", "2 Level 2"]
    assert rest.endswith("Dissent: One district sees less.")
    assessment.decide(
        criterion, level=levels[1], suggested=None, rationale="Seen since.", version=1, by=facilitator, at=NOON
    )
    assert chain(assessment).decision.origin == ""


def test_setting_a_target_decides_nothing(assessment, criterion, assessor):
    assessment.aim(criterion, target=assessment.edition.levels.get(rank=2), version=0, by=assessor, at=NOON)
    score = Score.objects.get()
    assert (chain(assessment).decision, score.decided_by, score.decided_at) == (None, None, None)


@pytest.mark.parametrize("slug", ["ci-sam", "peel-paf", "judgment-criteria", "competency"])
def test_the_chain_takes_seven_queries_whatever_its_size(force, assessor, slug, django_assert_num_queries):
    edition = Edition.objects.select_related("framework").get(framework__slug=slug)
    assessment, words = AssessmentFactory(force=force, edition=edition), content(edition)
    node = max((node for node in words.criteria if node.scored), key=lambda each: len(each.on_or_below))
    given = {"assessment": assessment, "by": assessor, "at": NOON}
    Judgement.objects.bulk_create(
        Judgement(statement_id=each.pk, answer="yes", **given) for each in node.on_or_below if each.rank
    )
    items = [ItemFactory(force=force) for _ in range(3)]
    for each in node.on_or_below:
        assessment.cite(each.pk, items, by=assessor, at=NOON)
    with django_assert_num_queries(7):
        told = why(assessment, node, on=DAY)
    assert sum(len(group.links) for level in told.levels for group in level.told) == told.row.total


def test_every_rule_has_its_words():
    assert set(RULES) == set(Edition.Rule.values)


def test_the_page(client, assessment, criterion, assessor, outsider):
    judged(assessment, criterion, {"1.2.1": "yes"}, by=assessor)
    criterion.statements.filter(text="1.2.2").update(text="<img src=x onerror=alert(1)>")
    page = reverse("assessments:why", args=[assessment.pk, criterion.pk])
    client.force_login(assessor)
    shown = client.get(page).content.decode()
    assert "1 statement was answered yes with no evidence to back it." in shown
    assert "&lt;img src=x" in shown
    assert "<img src=x" not in shown
    client.force_login(outsider)
    assert client.get(page).status_code == 404
