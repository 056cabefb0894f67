"""Saving what people typed on a scoring sheet: one line at once, or a whole page of them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from assessments.gap.report import gap_row
from assessments.gap.row import GapRow
from assessments.models import Assessment, Source
from assessments.scoring_sheet.forms import AnswerForm, PairForm
from assessments.scoring_sheet.page import (
    Group,
    Line,
    Sheet,
    blank_line_of,
    clash_on,
    line_of,
    sheet,
    showing,
    signature,
)
from frameworks.content import Node, content


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of saving a whole sheet: how many lines were saved, and the sheet with what was not."""

    saved: int
    sheet: Sheet
    refused: int
    clashes: int
    # Whether all were to be confirmed at once by somebody who didn't say that they had checked each.
    unchecked: bool = False

    @property
    def is_complete(self) -> bool:
        return not (self.refused or self.clashes or self.unchecked)


def form_for(line: Line, posted: Mapping[str, str]) -> AnswerForm:
    """Return the form of one line, bound to what was posted under its statement's number."""
    return (PairForm if line.is_pair else AnswerForm)(posted, prefix=str(line.key))


def save_line(
    assessment: Assessment,
    line: Line,
    form: AnswerForm,
    *,
    by,
    at: datetime.datetime,
    source: str = Source.SELF,
    takes_own: bool = True,
) -> None:
    """Record one line's valid form. Takes and raises what `Assessment.judge` does."""
    typed = form.cleaned_data
    first, _, second = typed["version"].partition(".")
    given = {"note": typed["note"], "by": by, "at": at, "source": source, "act": form.act, "takes_own": takes_own}
    if line.weaker is None:
        assessment.judge(line.stronger, answer=typed["answer"], version=int(first), **given)
        return
    versions = int(first), int(second)
    assessment.judge_pair(line.stronger, line.weaker, choice=typed["answer"], versions=versions, **given)


def save_sheet(shown: Sheet, posted: Mapping[str, str], *, by, at: datetime.datetime) -> Outcome:
    """Save every line that the person touched; what is wrong or clashes stays on the returned sheet as typed.

    Where any line is wrong (a note too long, an answer that isn't one) nothing at all is saved. The line that `theirs`
    names keeps what somebody else answered. `confirm_rest` confirms every answer on it that still waits for that, where
    `checked` says that the person went through them. Raises Closed.
    """
    rest = "confirm_rest" in posted and "checked" in posted
    unchecked = "confirm_rest" in posted and not rest
    lines = [line for group in shown.groups for line in group.lines]
    confirming = {f"{line.key}-confirm": "on" for line in lines if rest and line.standing}
    typed = {**dict(posted.items()), **confirming}
    forms = {line.key: form_for(line, typed) for line in lines}
    kept = posted.get("theirs", "")
    touched = {key: form for key, form in forms.items() if _touched(form) and str(key) != kept}
    wrong = sum(not form.is_valid() for form in touched.values())
    outcomes: dict[int, Line] = {}
    saved = clashes = 0
    for group in shown.groups:
        for line in group.lines:
            form = touched.get(line.key)
            if form is None:
                continue
            if wrong or unchecked:
                outcomes[line.key] = as_typed(line, form)
                continue
            try:
                save_line(shown.assessment, line, form, by=by, at=at, source=shown.source)
                saved += 1
            except Assessment.Conflict as conflict:
                clashes += 1
                mine = form.cleaned_data["answer"]
                clash = clash_on(line, conflict.current, mine)
                outcomes[line.key] = showing(line, answer=mine, note=form.cleaned_data["note"], clash=clash)
    # What was saved beside a clash stands now: the page must not show it as it was before.
    stands = shown
    if saved and clashes:
        stands = sheet(shown.assessment, shown.node, on=timezone.localdate(at), closed=False, source=shown.source)
    groups = tuple(_with(group, outcomes) for group in stands.groups)
    return Outcome(saved, replace(stands, groups=groups), wrong, clashes, unchecked)


@dataclass(frozen=True, slots=True)
class Answering:
    """What came of saving one line: the line to draw again, its criterion's row, and whether it was saved."""

    line: Line
    row: GapRow
    saved: bool


def answer_line(
    assessment: Assessment,
    node: Node,
    statement: int,
    posted: Mapping[str, str],
    *,
    by,
    at: datetime.datetime,
    source: str = Source.SELF,
) -> Answering:
    """Save one line as posted; where it is wrong, clashes or is refused, nothing changes and the line says why."""
    words, on = content(assessment.edition), timezone.localdate(at)
    blank = blank_line_of(assessment, words, node, statement)
    form = form_for(blank, posted)
    typed, error, conflict = None, "", None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            save_line(assessment, blank, form, by=by, at=at, source=source)
        except Assessment.Conflict as refusal:
            conflict = refusal
        except Assessment.Refused as refusal:
            error = str(refusal)
    row, answers = gap_row(assessment, node, on=on, source=source)
    line = line_of(assessment, words, node, statement, answers, source)
    if typed is None:
        return Answering(as_typed(line, form), row, False)
    if conflict or error:
        clash = clash_on(line, conflict.current, typed["answer"]) if conflict else None
        return Answering(
            showing(line, answer=typed["answer"], note=typed["note"], clash=clash, error=error), row, False
        )
    return Answering(replace(line, saved=True), row, True)


def as_typed(line: Line, form: AnswerForm) -> Line:
    """Return the line as the person filled it in, with the first thing wrong about it."""
    answer, note = (form[name].value() or "" for name in ("answer", "note"))
    return showing(line, answer=answer, note=note, error=form.problem)


def _touched(form: AnswerForm) -> bool:
    if form.add_prefix("version") not in form.data:
        return False
    typed = signature(form["answer"].value() or "", form["note"].value() or "")
    return bool(form["confirm"].value()) or typed != form["was"].value()


def _with(group: Group, outcomes: Mapping[int, Line]) -> Group:
    return replace(group, lines=tuple(outcomes.get(line.key, line) for line in group.lines))
