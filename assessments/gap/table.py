"""The gap report as plain values and as a table. It knows the words and the columns, and no file format."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from assessments.gap.planned_action import Planned
from assessments.gap.report import GapReport
from assessments.gap.row import GapRow
from assessments.gap.statement import GapStatement
from assessments.published_grades.grade import Published
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED
from assessments.rules.shortest_path import Path
from frameworks.content import Step

# A row's lists by their names in the report, with the words for people.
LISTS = (
    ("missing", "Not yet true"),
    ("unjudged", ANSWER_WORDS[UNJUDGED]),
    ("holding_back", "Holding back"),
    ("met", "Already true"),
    ("not_applicable", "Not applicable"),
    ("noted", "Other, with a note"),
)


class Entry(NamedTuple):
    """One statement in one list of one criterion."""

    report: GapReport
    row: GapRow
    listed: str
    statement: GapStatement


COLUMNS: tuple[tuple[str, Callable[[Entry], str | int]], ...] = (
    ("Marking", lambda entry: entry.report.marking),
    ("Disclosable under FOIA", lambda entry: _yes_no(entry.report.disclosable)),
    ("Force", lambda entry: entry.report.force),
    ("Unit", lambda entry: entry.report.subject),
    ("Round", lambda entry: entry.report.round_label),
    ("As at", lambda entry: entry.report.on.isoformat()),
    ("Framework", lambda entry: entry.report.framework),
    ("Edition", lambda entry: entry.report.edition),
    ("Under", lambda entry: entry.report.under_words(entry.row)),
    ("Criterion code", lambda entry: entry.row.code),
    ("Criterion", lambda entry: entry.row.title),
    ("Now", lambda entry: _name(entry.row.now)),
    ("Suggested", lambda entry: _name(entry.row.suggested)),
    ("Target", lambda entry: _name(entry.row.target)),
    ("Marks", lambda entry: entry.row.marks_words),
    ("Published grade", lambda entry: entry.row.published.level.name if entry.row.published else ""),
    ("Published on", lambda entry: entry.row.published.on.isoformat() if entry.row.published else ""),
    ("Published in", lambda entry: entry.row.published.report if entry.row.published else ""),
    ("List", lambda entry: entry.listed),
    ("Level", lambda entry: entry.statement.level),
    ("Statement code", lambda entry: entry.statement.code),
    ("Statement", lambda entry: entry.statement.text),
    ("Answer", lambda entry: ANSWER_WORDS[entry.statement.answer]),
    ("Answer not confirmed", lambda entry: entry.statement.carried_words),
    ("On the shortest path", lambda entry: _yes_no(entry.statement.in_path)),
    ("Note", lambda entry: entry.statement.note),
    ("Evidence", lambda entry: entry.statement.evidence),
    ("Strongest evidence", lambda entry: entry.statement.strongest),
)
# Where the report is named once for all, each line needs only what follows from the criterion on.
STATEMENT_COLUMNS = COLUMNS[8:]


def gap_table(report: GapReport) -> tuple[list[str], list[list[object]]]:
    """Return the headings and the rows: one for each statement in each list of each criterion."""
    return [heading for heading, _ in COLUMNS], [[get(entry) for _, get in COLUMNS] for entry in entries(report)]


def gap_values(report: GapReport) -> dict[str, object]:
    """Return the whole report as dictionaries, lists, texts, numbers and None."""
    return {
        "assessment": report.assessment,
        "force": report.force,
        "subject": report.subject,
        "round": report.round_label,
        "framework": report.framework,
        "edition": report.edition,
        "kind": report.kind,
        "rule": report.rule,
        "attribution": report.attribution,
        "marking": report.marking,
        "disclosable": report.disclosable,
        "state": report.state,
        "on": report.on.isoformat(),
        "revision": report.revision,
        "thresholds": {"substantial": report.substantial, "some": report.some},
        "judged": report.judged,
        "total": report.total,
        "not_confirmed": report.unconfirmed,
        "follows": report.follows,
        "marks": list(report.marks),
        "levels": [_level(level) for level in report.levels],
        "distribution": [{"name": each.name, "rank": each.rank, "count": each.count} for each in report.distribution],
        "criteria": [_criterion(report, row) for row in report.rows],
    }


def entries(report: GapReport) -> Iterator[Entry]:
    """Return each statement in each list of each criterion."""
    for row in report.rows:
        for name, words in LISTS:
            for statement in getattr(row, name):
                yield Entry(report, row, words, statement)


def _criterion(report: GapReport, row: GapRow) -> dict[str, object]:
    levels = {level.name: level for level in report.levels}
    return {
        "code": row.code,
        "title": row.title,
        "kind": row.kind,
        "depth": row.depth,
        "scored": row.scored,
        "takes_level": row.takes_level,
        "now": _level(row.now),
        "target": _level(row.target),
        "target_is_set": row.target_is_set,
        "target_is_claimed": row.target_is_claimed,
        "marks": [{"kind": str(mark.kind), "words": mark.words} for mark in row.marks],
        "suggested": _level(row.suggested),
        "why": row.why,
        "rationale": row.rationale,
        "judged": row.judged,
        "total": row.total,
        "not_confirmed": row.unconfirmed,
        "suggested_if_confirmed": _level(row.if_confirmed),
        "round_before": _level(row.before),
        "percent_met": row.percent_met,
        "concerns": list(row.concerns),
        "published": _published(row.published),
        **{name: [_statement(each, levels) for each in getattr(row, name)] for name, _ in LISTS},
        "path": _path(row.path),
        "actions": [_action(each) for each in row.actions],
        "shares": [share._asdict() for share in row.shares],
    }


def _action(each: Planned) -> dict[str, object]:
    return {
        "key": each.pk,
        "title": each.title,
        "owner": each.owner or None,
        "due_on": each.due_on.isoformat() if each.due_on else None,
        "effort": each.effort or None,
        "is_overdue": each.is_overdue,
    }


def _level(level: Step | None) -> dict[str, object] | None:
    return {"code": level.code, "name": level.name, "rank": level.rank} if level else None


def _statement(each: GapStatement, levels: dict[str, Step]) -> dict[str, object]:
    return {
        "key": each.pk,
        "code": each.code,
        "text": each.text,
        "answer": each.answer or None,
        "not_confirmed": each.carried or None,
        "note": each.note,
        "level": _level(levels.get(each.level)),
        "in_path": each.in_path,
        "evidence": each.evidence,
        "strongest_evidence": each.strongest or None,
    }


def _path(path: Path | None) -> dict[str, object] | None:
    """Return the path; the numbers in `of` are the keys of statements in the same criterion's lists."""
    if path is None:
        return None
    picks = [
        {"count": pick.count, "of": list(pick.of), **({"have_to_stop_being_true": True} if pick.ceases else {})}
        for pick in path.picks
    ]
    said: dict[str, object] = {"count": path.count, "picks": picks, "why": path.why, "shorter": path.shorter}
    return {**said, "at_most": True} if path.at_most else said


def _published(grade: Published | None) -> dict[str, object] | None:
    if grade is None:
        return None
    return {"level": _level(grade.level), "report": grade.report, "on": grade.on.isoformat(), "link": grade.link}


def _name(level: Step | None) -> str:
    return level.name if level else ""


def _yes_no(is_so: bool) -> str:
    return "Yes" if is_so else "No"
