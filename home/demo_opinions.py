"""Opinions on the demo force: a peer's answers, made-up published grades, and threads of comments."""

import datetime
from collections.abc import Iterable, Mapping
from functools import partial

from accounts.models import User
from assessments.models import Assessment, Comment, Judgement, PublishedReport, Source
from frameworks.content import Node, content
from frameworks.models import Criterion, Level

# The demo's reports: how many days ago each was published, and its grades as ranks, question by question. Serious and
# organised crime is graded by region, in a report of its own.
PEEL, PEEL_DAYS_AGO, PEEL_GRADES = "PEEL (fictional)", 200, (4, 3, 3, 4, 2, 3)
REGIONAL, REGIONAL_DAYS_AGO, REGIONAL_GRADE = "Serious and organised crime in the region (fictional)", 90, 3
# What the peer says of the first question's characteristics, in turn: seen less often than the force says.
PEER_SAID = ("yes", "partly", "no", "partly", "yes")
PEER_RANK = 3
SETTLED, OPEN = "Do we count last year's survey or wait for the new one?", "Who can show this outside the two towns?"


def make_opinions(people: dict[str, User], assessments: Iterable[Assessment], *, on: datetime.date, at) -> None:
    """Let a peer judge the first PEEL question, record the last published grades, and begin two threads."""
    lead, peer, assessor = (people[f"{name}@demo.example"] for name in ("lead", "peer", "assessor"))
    for assessment in assessments:
        if assessment.edition.framework.slug == "peel-paf":
            question = next(node for node in content(assessment.edition).criteria if node.scored and node.graded)
            levels = {level.rank: level for level in assessment.edition.levels.all()}
            _judge_as_peer(assessment, question, levels[PEER_RANK], by=peer, at=at)
            _publish(assessment, levels, on=on, by=lead, at=at)
            _talk(assessment, question, lead, assessor, at=at)


def _judge_as_peer(assessment: Assessment, question: Node, level: Level, *, by: User, at) -> None:
    judge = partial(Judgement, assessment=assessment, source=Source.PEER, by=by, at=at)
    statements = [statement for statement in question.on_or_below if statement.rank]
    Judgement.objects.bulk_create(
        judge(statement_id=statement.pk, answer=PEER_SAID[place % len(PEER_SAID)])
        for place, statement in enumerate(statements)
    )
    assessment.decide(
        Criterion.objects.get(pk=question.pk),
        level=level,
        suggested=level,
        rationale="Much of it is told well and shown seldom.",
        version=0,
        by=by,
        at=at,
        source=Source.PEER,
    )


def _publish(assessment: Assessment, levels: Mapping[int, Level], *, on: datetime.date, by: User, at) -> None:
    questions = [node for node in content(assessment.edition).criteria if node.graded]
    regional = next((node for node in questions if "organised crime" in node.title), questions[-1])
    every = {node.pk: levels[PEEL_GRADES[place % len(PEEL_GRADES)]] for place, node in enumerate(questions)}
    for title, days_ago, grades in (
        (PEEL, PEEL_DAYS_AGO, every),
        (REGIONAL, REGIONAL_DAYS_AGO, {regional.pk: levels[REGIONAL_GRADE]}),
    ):
        PublishedReport.objects.record(
            assessment.force,
            assessment.edition,
            title=title,
            published_on=on - datetime.timedelta(days=days_ago),
            link="",
            grades=grades,
            by=by,
            at=at,
        )


def _talk(assessment: Assessment, question: Node, lead: User, assessor: User, *, at) -> None:
    settled = Comment.objects.begin(assessment, question.pk, text=SETTLED, by=assessor, at=at)
    settled.reply(text="The one that we have. The action names the new one.", by=lead, at=at)
    settled.resolve(by=lead, at=at)
    Comment.objects.begin(assessment, question.pk, text=OPEN, by=lead, at=at)
