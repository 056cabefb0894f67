"""The demo force's actions on its gaps, and who answers which section: made up, like the force."""

import datetime
from collections.abc import Mapping

from accounts.models import User
from assessments.actions.defaults import offer
from assessments.gap.report import gap_report
from assessments.models import Assessment
from frameworks.content import content
from frameworks.models import Criterion

# What will be done, whose it is (nobody's where empty), effort, and in how many days it is due.
PLANS = (
    ("Brief supervisors, and check a sample of fifty cases", "assessor@demo.example", "S", -7),
    ("Publish a procedure, and audit it after a quarter", "assessor2@demo.example", "M", 45),
    ("Review who does this, and with how many people", "lead@demo.example", "L", 120),
    ("Ask two other forces how they do it", "", "", None),
)
OWNERS = ("assessor@demo.example", "assessor2@demo.example")
ASKED = "Say which districts were looked at."


def make_plans(people: Mapping[str, User], assessments: list[Assessment], *, on: datetime.date, at) -> None:
    """Plan an action for each of an assessment's first gaps, and assign its first sections."""
    lead = people["lead@demo.example"]
    for assessment in assessments:
        gaps = [row for row in gap_report(assessment, on=on).rows if row.path and row.path.count]
        for row, (title, owner, effort, days) in zip(gaps, PLANS, strict=False):
            assessment.plan(
                Criterion.objects.get(pk=row.pk),
                title=title,
                owner=people.get(owner),
                effort=effort,
                due_on=None if days is None else on + datetime.timedelta(days=days),
                statements=offer(row).ticked,
                by=lead,
                at=at,
            )
    for assessment in assessments[:1]:
        _assign(assessment, people, on=on, at=at)


def _assign(assessment: Assessment, people: Mapping[str, User], *, on: datetime.date, at) -> None:
    lead = people["lead@demo.example"]
    scored = [node.pk for node in content(assessment.edition).criteria if node.scored]
    due_on = on + datetime.timedelta(days=14)
    assessment.assign({pk: (people[OWNERS[n % 2]], due_on) for n, pk in enumerate(scored)}, by=lead, at=at)
    sections = list(assessment.assignments.select_related("owner").order_by("pk"))
    for section in sections[:2]:
        section.submit(by=section.owner, at=at)
    for section in sections[:1]:
        section.ask_for_changes(ASKED, by=lead, at=at)
