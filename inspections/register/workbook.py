"""The register as a workbook: the lines that somebody asked for, under headings by which they can be read in again."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Force
from inspections.finding.lifecycle import Act
from inspections.models import Finding, FindingEvent
from inspections.register.page import filtered
from inspections.register.table import MARKING
from inspections.register_import.check import LABELS
from reports.document import Cell, Document, Paragraph, Sheet, Table, Workbook

KIND = "register"
# Findings read at once.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """One finding, the day of its latest act of each sort, and what was said with it."""

    finding: Finding
    latest: Mapping[str, tuple[datetime.date, str]]
    since: datetime.date
    is_overdue: bool

    def on(self, act: str) -> datetime.date | None:
        return self.latest[act][0] if act in self.latest else None

    def said(self, *acts: str) -> str:
        return next((self.latest[act][1] for act in acts if act in self.latest and self.latest[act][1]), "")


def _address(person) -> str:
    return person.email if person else ""


COLUMNS: tuple[tuple[str, Callable[[Exported], Cell]], ...] = (
    (LABELS["reference"], lambda each: each.finding.reference),
    (LABELS["kind"], lambda each: each.finding.get_kind_display()),
    (LABELS["text"], lambda each: each.finding.text),
    (LABELS["state"], lambda each: str(each.finding.state.label)),
    ("State since", lambda each: each.since),
    ("Overdue", lambda each: "Yes" if each.is_overdue else "No"),
    (LABELS["parent"], lambda each: each.finding.parent.reference if each.finding.parent else ""),
    (LABELS["accelerated"], lambda each: "Yes" if each.finding.accelerated else "No"),
    (LABELS["addressed_to"], lambda each: each.finding.get_addressed_to_display()),
    (LABELS["inspection"], lambda each: each.finding.inspection.title),
    (LABELS["inspection_kind"], lambda each: each.finding.inspection.get_kind_display()),
    (LABELS["origin"], lambda each: each.finding.inspection.get_origin_display()),
    (LABELS["published_on"], lambda each: each.finding.inspection.published_on),
    (LABELS["due_on"], lambda each: each.finding.due_on),
    (LABELS["closedown_on"], lambda each: each.finding.closedown_on),
    (LABELS["force_lead"], lambda each: _address(each.finding.force_lead)),
    (LABELS["delivery_lead"], lambda each: _address(each.finding.delivery_lead)),
    (LABELS["board"], lambda each: each.finding.board.name if each.finding.board else ""),
    (LABELS["issued_on"], lambda each: each.on(Act.ISSUED)),
    (LABELS["completed_on"], lambda each: each.on(Act.COMPLETED)),
    (LABELS["proof"], lambda each: each.said(Act.COMPLETED)),
    (LABELS["submitted_on"], lambda each: each.on(Act.SUBMITTED)),
    (LABELS["statement"], lambda each: each.said(Act.SUBMITTED)),
    (LABELS["returned_on"], lambda each: each.on(Act.RETURNED)),
    (LABELS["feedback"], lambda each: each.said(Act.RETURNED)),
    (LABELS["closed_on"], lambda each: each.on(Act.CLOSED)),
    (LABELS["dropped_on"], lambda each: each.on(Act.NO_FURTHER_ACTION)),
    (LABELS["reason"], lambda each: each.said(Act.CLOSED, Act.NO_FURTHER_ACTION)),
)


def register_workbook(
    force: Force, wanted: Mapping, *, asked: Iterable[tuple[str, str]], on: datetime.date, author: str
) -> Workbook:
    """Return the findings of the force that are wanted, as they stand on that day; two queries.

    Both are read in pieces, and a finding is let go once its line is written: thousands of them, with all that belongs
    to them, are more than a process gives back.
    """
    latest: dict[int, dict[str, tuple[datetime.date, str]]] = {}
    since: dict[int, datetime.date] = {}
    # All of the force's: a list of thousands of keys is more than a database takes in one question.
    events = FindingEvent.objects.filter(finding__force=force, on__lte=on).exclude(kind=Act.ASSIGNED)
    columns = events.order_by("finding", "position").values_list("finding", "kind", "on", "note")
    for finding, act, day, note in columns.iterator(AT_ONCE):
        latest.setdefault(finding, {})[act] = (day, note)
        since[finding] = day
    findings = filtered(Finding.objects.filter(force=force), wanted, on=on).with_all().order_by("reference", "pk")
    rows = []
    for each in findings.iterator(AT_ONCE):
        if each.pk not in latest:
            # Issued since the events were read.
            continue
        exported = Exported(each, latest[each.pk], since[each.pk], each.is_overdue(on))
        rows.append(tuple(get(exported) for _, get in COLUMNS))
    choice = "; ".join(f"{label}: {value}" for label, value in asked) or "All that are live"
    table = Table(
        caption=f"{len(rows)} findings. {choice}.",
        headings=tuple(heading for heading, _ in COLUMNS),
        rows=tuple(rows),
        wide=True,
    )
    front = Document(
        title="Register of findings",
        kind=KIND,
        force=force.name,
        marking=MARKING,
        disclosable=False,
        author=author,
        version="1.0",
        on=on,
        blocks=(Paragraph("Where something happened more than once, the register's file shows the latest day."),),
        subtitle=choice,
    )
    return Workbook(front, (Sheet("Register", table),), front_last=True)
