"""The portal's export, read line by line. Plain Python: a table in, the portal's lines out."""

from collections import Counter
from dataclasses import dataclass

from config.texts.keys import same
from inspections.portal_check.differences import LIVE_THERE, Status
from inspections.register_import.check import KIND_WORDS, Kind
from inspections.uploaded_table.cells import Reading
from reports.readers.fields import Field
from reports.readers.intake import Intake
from reports.readers.lines import Line, WrongCell

INTAKE = Intake("an export of the portal")
FIELDS = (
    Field("reference", "Reference", needed=True, longest=40, heard_as=("ref", "number", "id", "recommendation number")),
    Field("kind", "Type", needed=True, choices=tuple(Kind.choices), words=KIND_WORDS, heard_as=("finding type",)),
    Field("text", "Text", longest=5000, heard_as=("finding", "wording", "description", "recommendation", "details")),
    Field(
        "status",
        "Status",
        needed=True,
        choices=tuple(Status.choices),
        words={"no further action": "no_action", "closed": "complete", "completed": "complete"},
        heard_as=("state", "portal status"),
    ),
    Field("due_on", "Due", takes="day", heard_as=("due date", "target date", "deadline")),
    Field("inspection", "Inspection", longest=200, heard_as=("report", "inspection title", "publication")),
)


@dataclass(frozen=True, slots=True)
class Again:
    """A line that lists a reference for the second time or more: its cell, and the row that has it first."""

    cell: str
    reference: str
    first: int


@dataclass(frozen=True, slots=True)
class CheckedPortal:
    """What a table of the portal holds: its lines, those that list a reference again, and what is wrong."""

    lines: tuple[Line, ...]
    again: tuple[Again, ...]
    wrong: tuple[WrongCell, ...]

    @property
    def live(self) -> tuple[tuple[str, int], ...]:
        """How many of each type are live on the portal: what its total says."""
        kinds = Counter(line.get("kind") for line in self.lines if line.get("status") in LIVE_THERE)
        return tuple((str(kind.label), kinds[kind.value]) for kind in Kind)

    @property
    def by_status(self) -> tuple[tuple[str, int], ...]:
        """How many lines have each status."""
        statuses = Counter(line.get("status") for line in self.lines)
        return tuple((str(status.label), statuses[status.value]) for status in Status if statuses[status.value])


def check_portal(reading: Reading) -> CheckedPortal:
    """Return what a table of the portal holds, and every cell that can't be taken."""
    first: dict[str, int] = {}
    again = []
    for line in reading.lines:
        reference = line.get("reference")
        key = same(reference) if reference else ""
        if key and first.setdefault(key, line.number) != line.number:
            again.append(Again(line.where("reference"), reference, first[key]))
    return CheckedPortal(reading.lines, tuple(again), reading.wrong)
