"""Signing a report as it stands, and reading what was signed beside what is true now."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from assessments.gap.report import answers_of, gap_report
from assessments.gap.table import gap_values
from assessments.models import Assessment, Milestone, SignOff
from assessments.rules.answers import Answered
from assessments.sign_off.differences import Difference, differences
from frameworks.content import content


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed report: the values that were signed, and what reads otherwise now."""

    sign_off: SignOff
    values: dict[str, Any]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """What was done with a whole assessment, and what was signed, the newest first."""

    milestones: tuple[Milestone, ...]
    sign_offs: tuple[SignOff, ...]


def course(assessment: int) -> Course:
    """Return the course that an assessment took; two queries."""
    milestones = Milestone.objects.filter(assessment=assessment).select_related("by").order_by("-at", "-pk")
    signed_off = SignOff.objects.filter(assessment=assessment).select_related("by").defer("report")
    return Course(tuple(milestones), tuple(signed_off.order_by("-at", "-pk")))


def frozen(assessment: Assessment, *, on: datetime.date) -> str:
    """Return the assessment's gap report and every answer as text, the same to the byte for the same assessment."""
    values = {**gap_values(gap_report(assessment, on=on)), "answers": _answers(assessment)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign(assessment: Assessment, *, capacity: str, statement: str, by, on: datetime.date, at) -> SignOff:
    """Sign the report as it stands on a day and return the sign-off. Raises what `Assessment.sign_off` raises."""
    return assessment.sign_off(report=frozen(assessment, on=on), capacity=capacity, statement=statement, by=by, at=at)


def signed(sign_off: SignOff, *, on: datetime.date) -> Signed:
    """Return what was signed, and how the assessment differs from it on a day. Five queries at most."""
    values = json.loads(sign_off.report)
    # Through JSON as well, so that the two are of the same kinds of value.
    now = json.loads(frozen(sign_off.assessment, on=on))
    return Signed(sign_off, values, differences(values, now))


def _answers(assessment: Assessment) -> list[dict[str, Any]]:
    """Return every statement with its criterion's code, answer and note; the gap report lists only some of them."""
    given = answers_of(assessment)
    words = content(assessment.edition)
    codes = {key: words.by_pk[criterion].code for key, criterion in words.counts_for.items()}
    found = []
    for node in words.criteria:
        for each in node.statements:
            stands = given.get(each.pk, Answered())
            said = {"answer": stands.answer, "note": stands.note, "not_confirmed": stands.carried}
            found.append({"key": each.pk, "criterion": codes.get(each.pk, node.code), "text": each.text, **said})
    return found
