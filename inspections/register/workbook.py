"""The register as an Excel workbook, under headings by which it can be imported again."""

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
class ExportedFinding:
    """One finding with the day and the note of the latest act of each kind."""

    finding: Finding
    latest: Mapping[str, tuple[datetime.date, str]]
    is_overdue: bool

    def on(self, act: str) -> datetime.date | None:
        return self.latest[act][0] if act in self.latest else None

    def note(self, *acts: str) -> str:
        return next((self.latest[act][1] for act in acts if act in self.latest and self.latest[act][1]), "")


def _address(person) -> str:
    return person.email if person else ""


COLUMNS: tuple[tuple[str, Callable[[ExportedFinding], Cell]], ...] = (
    (LABELS["reference"], lambda row: row.finding.reference),
    (LABELS["kind"], lambda row: row.finding.get_kind_display()),
    (LABELS["text"], lambda row: row.finding.text),
    (LABELS["state"], lambda row: str(row.finding.state.label)),
    ("State since", lambda row: row.finding.since),
    ("Overdue", lambda row: "Yes" if row.is_overdue else "No"),
    (LABELS["parent"], lambda row: row.finding.parent.reference if row.finding.parent else ""),
    (LABELS["accelerated"], lambda row: "Yes" if row.finding.accelerated else "No"),
    (LABELS["addressed_to"], lambda row: row.finding.get_addressed_to_display()),
    (LABELS["inspection"], lambda row: row.finding.inspection.title),
    (LABELS["inspection_kind"], lambda row: row.finding.inspection.get_kind_display()),
    (LABELS["origin"], lambda row: row.finding.inspection.get_origin_display()),
    (LABELS["published_on"], lambda row: row.finding.inspection.published_on),
    (LABELS["due_on"], lambda row: row.finding.due_on),
    (LABELS["closedown_on"], lambda row: row.finding.closedown_on),
    (LABELS["force_lead"], lambda row: _address(row.finding.force_lead)),
    (LABELS["delivery_lead"], lambda row: _address(row.finding.delivery_lead)),
    (LABELS["board"], lambda row: row.finding.board.name if row.finding.board else ""),
    (LABELS["issued_on"], lambda row: row.on(Act.ISSUED)),
    (LABELS["completed_on"], lambda row: row.on(Act.COMPLETED)),
    (LABELS["proof"], lambda row: row.note(Act.COMPLETED)),
    (LABELS["submitted_on"], lambda row: row.on(Act.SUBMITTED)),
    (LABELS["statement"], lambda row: row.note(Act.SUBMITTED)),
    (LABELS["returned_on"], lambda row: row.on(Act.RETURNED)),
    (LABELS["feedback"], lambda row: row.note(Act.RETURNED)),
    (LABELS["closed_on"], lambda row: row.on(Act.CLOSED)),
    (LABELS["dropped_on"], lambda row: row.on(Act.NO_FURTHER_ACTION)),
    (LABELS["reason"], lambda row: row.note(Act.CLOSED, Act.NO_FURTHER_ACTION)),
)


def _latest_acts(force: Force, on: datetime.date) -> dict[int, dict[str, tuple[datetime.date, str]]]:
    """Return the day and the note of the latest act of each kind, of each of the force's findings."""
    latest: dict[int, dict[str, tuple[datetime.date, str]]] = {}
    # All of the force's: a list of thousands of keys is more than a database takes in one question.
    events = FindingEvent.objects.filter(finding__force=force, on__lte=on).exclude(kind=Act.ASSIGNED)
    columns = events.order_by("finding", "position").values_list("finding", "kind", "on", "note")
    for pk, act, day, note in columns.iterator(AT_ONCE):
        latest.setdefault(pk, {})[act] = (day, note)
    return latest


def register_workbook(
    force: Force, filters: Mapping[str, str], *, asked: Iterable[tuple[str, str]], on: datetime.date, author: str
) -> Workbook:
    """Return the force's findings that the filters ask for, as they stand on that day; two queries.

    Both are read in pieces, and a finding is dropped once its row is written: a process never gives back the memory
    that thousands of them take.
    """
    latest = _latest_acts(force, on)
    findings = (
        filtered(Finding.objects.filter(force=force), filters, on=on).with_all().order_by("reference_found", "pk")
    )
    rows = []
    for finding in findings.iterator(AT_ONCE):
        # What was issued since the events were read waits for the next file.
        if finding.pk in latest:
            row = ExportedFinding(finding, latest[finding.pk], finding.is_overdue(on))
            rows.append(tuple(value_of(row) for _, value_of in COLUMNS))
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
