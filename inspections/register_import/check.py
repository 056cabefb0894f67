"""A register kept elsewhere, read line by line. Plain Python: a table and what is on the register in, findings out."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspections.finding.lifecycle import ENDED, STATE_AFTER, Act, Standing, State, missing_note, out_of_order, said
from inspections.models import Finding
from inspections.models.inspections import Inspection
from inspections.uploaded_table.cells import DAYS_ALLOWED, Field, Line, Reading, WrongCell

Kind = Finding.Kind

KIND_WORDS = {
    "coc": "cause",
    "cause for concern": "cause",
    "causes of concern": "cause",
    "rec": "recommendation",
    "recs": "recommendation",
    "recommendations": "recommendation",
    "areas for improvement": "afi",
    "afis": "afi",
}
STATE_WORDS = {
    "live": "open",
    "in progress": "open",
    "complete": "completed",
    "completed": "completed",
    "discharged": "closed",
    "nfa": "no_action",
    "no further action needed": "no_action",
}
ORIGIN_WORDS = {
    "ncpi": "ncpi",
    "national child protection inspection": "ncpi",
    "crime data integrity": "cdi",
    "custody": "unannounced_custody",
    "peel": "local_peel",
    "thematic": "other_national_thematic",
    "national thematic": "other_national_thematic",
}
ADDRESSED = (("force", "This force"), ("all", "All forces"))
FIELDS = (
    Field("reference", "Reference", needed=True, longest=40, heard_as=("ref", "number", "finding reference", "id")),
    Field("kind", "Type", needed=True, choices=tuple(Kind.choices), words=KIND_WORDS, heard_as=("finding type",)),
    Field("text", "Text", needed=True, longest=5000, heard_as=("finding", "wording", "description", "details")),
    Field("parent", "Cause of concern that it belongs to", longest=40, heard_as=("cause of concern", "parent")),
    Field("accelerated", "Accelerated", takes="yes_no", heard_as=("accelerated cause of concern",)),
    Field("addressed_to", "Addressed to", choices=ADDRESSED),
    Field("inspection", "Inspection", needed=True, longest=200, heard_as=("report", "inspection title", "source")),
    Field("origin", "Origin", choices=tuple(Inspection.Origin.choices), words=ORIGIN_WORDS),
    Field("inspection_kind", "Kind of inspection", choices=tuple(Inspection.Kind.choices)),
    Field("published_on", "Report published", takes="day", heard_as=("published", "publication date", "report date")),
    Field("issued_on", "Issued", takes="day", heard_as=("date issued", "issued on", "raised")),
    Field("due_on", "Due", takes="day", heard_as=("due date", "target date", "deadline")),
    Field("closedown_on", "Closedown", takes="day", heard_as=("closedown date", "expected closure")),
    Field("force_lead", "Force lead", longest=254, heard_as=("lead", "owner", "strategic lead")),
    Field("delivery_lead", "Delivery lead", longest=254, heard_as=("delivery owner", "local delivery lead")),
    Field("board", "Board", longest=150, heard_as=("governance board", "governance")),
    Field("completed_on", "Completed locally", takes="day", heard_as=("completed", "date completed")),
    Field("proof", "What shows that it is complete", longest=4000, heard_as=("proof", "evidence")),
    Field("submitted_on", "Submitted to HMICFRS", takes="day", heard_as=("submitted", "date submitted")),
    Field("statement", "Evidence statement", longest=4000, heard_as=("statement",)),
    Field("returned_on", "Returned with feedback", takes="day", heard_as=("returned", "date returned")),
    Field("feedback", "HMICFRS's feedback", longest=4000, heard_as=("feedback",)),
    Field("closed_on", "Closed by HMICFRS", takes="day", heard_as=("closed", "date closed", "discharged on")),
    Field("dropped_on", "No further action on", takes="day", heard_as=("no further action", "nfa")),
    Field("reason", "Reason for closing", longest=4000, heard_as=("reason", "closure reason")),
    Field("state", "State", choices=tuple(State.choices), words=STATE_WORDS, heard_as=("status",)),
)
# The dates of acts in the order in which they are done, each with the field that holds what was said with it.
ACTS = (
    (Act.COMPLETED, "completed_on", "proof"),
    (Act.SUBMITTED, "submitted_on", "statement"),
    (Act.RETURNED, "returned_on", "feedback"),
    (Act.CLOSED, "closed_on", "reason"),
    (Act.NO_FURTHER_ACTION, "dropped_on", "reason"),
)
# Which date each state would rest on.
DATE_OF = {STATE_AFTER[act]: name for act, name, _ in ACTS}
LABELS = {each.name: each.label for each in FIELDS}
TWICE = "{reference} is in row {row} already."


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that is on the register: its type, how it stands, and every act so far with its day."""

    kind: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class OnRegister:
    """What an import is held against. People and boards are by folded name or address, with their keys."""

    findings: Mapping[str, Known] = field(default_factory=dict)
    inspections: Mapping[str, tuple[int, str, datetime.date | None]] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    boards: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """An act of a line: what was done on which day, what was said with it, and the field that says so."""

    act: str
    on: datetime.date
    note: str
    field: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A finding to put on the register, and what happened to it; the first act is its issue."""

    line: Line
    acts: tuple[Done, ...]

    @property
    def reference(self) -> str:
        return str(self.line.get("reference"))

    @property
    def standing(self) -> Standing:
        return self.stood(datetime.date.max)

    def stood(self, on: datetime.date) -> Standing:
        """Return how it stood on a day, not before its issue."""
        past = [done for done in self.acts if done.on <= on] or self.acts[:1]
        return Standing(STATE_AFTER[past[-1].act], past[-1].on, self.acts[0].on)


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do: the findings to bring in, those left out since the register has them, what is wrong."""

    brought: tuple[Brought, ...]
    already: tuple[str, ...]
    wrong: tuple[WrongCell, ...]
    new_inspections: tuple[str, ...]

    @property
    def by_kind(self) -> tuple[tuple[str, int], ...]:
        """How many of each type would come in."""
        kinds = Counter(each.line.get("kind") for each in self.brought)
        return tuple((str(kind.label), kinds[kind.value]) for kind in Kind)

    @property
    def by_state(self) -> tuple[tuple[str, int], ...]:
        """In which states they would stand."""
        states = Counter(each.standing.state for each in self.brought)
        return tuple((str(state.label), states[state]) for state in State if states[state])


def check(reading: Reading, register: OnRegister, *, today: datetime.date) -> Checked:
    """Return what bringing the lines in would do, or every reason why they can't be brought in as they are."""
    wrong = [*reading.wrong, *_twice(reading)]
    new = [line for line in reading.lines if line.get("reference") not in register.findings]
    already = tuple(str(line.get("reference")) for line in reading.lines if line.get("reference") in register.findings)
    lives = []
    for line in new:
        life, faults = _life(reading, line, register, today)
        wrong += [*faults, *_belongs(reading, line, register)]
        if life is not None:
            lives.append(life)
    wrong += [*_families(reading, lives, register), *_one_inspection(reading, new, register)]
    titles = {line.get("inspection"): None for line in new if line.get("inspection")}
    unknown = tuple(title for title in titles if title.casefold() not in register.inspections)
    return Checked(tuple(lives), already, tuple(sorted(wrong, key=_by_place)), unknown)


def _by_place(fault: WrongCell) -> tuple[int, int, str]:
    letters = fault.cell.rstrip("0123456789")
    return int(fault.cell[len(letters) :]), len(letters), letters


def _twice(reading: Reading) -> list[WrongCell]:
    first: dict[str, int] = {}
    wrong = []
    for line in reading.lines:
        reference = line.get("reference")
        if reference and first.setdefault(reference, line.number) != line.number:
            told = TWICE.format(reference=reference, row=first[reference])
            wrong.append(reading.fault("reference", line, told, "One row for each finding."))
    return wrong


def _life(reading: Reading, line: Line, register: OnRegister, today: datetime.date):
    """Return the line's acts in order, None where they can't be told, and what is wrong with each."""
    title = str(line.get("inspection", "")).casefold()
    _, _, on_register = register.inspections.get(title, (0, "", None))
    issued = line.get("issued_on") or line.get("published_on") or on_register
    if issued is None:
        told = "Nothing says when it was issued, nor when the report was published."
        return None, [reading.fault("issued_on", line, told, DAYS_ALLOWED)]
    if issued > today:
        which = "issued_on" if line.get("issued_on") else "published_on"
        return None, [reading.fault(which, line, "The date is in the future.", DAYS_ALLOWED)]
    acts = [Done(Act.ISSUED, issued, "", "issued_on")]
    now = Standing(State.OPEN, issued, issued)
    for act, name, note_field in ACTS:
        on, note = line.get(name), line.get(note_field, "")
        if on is None:
            continue
        if refusal := out_of_order(act, now, on=on, today=today):
            return None, [reading.fault(name, line, refusal)]
        # What went to HMICFRS, and what came back, was said elsewhere long ago; why something ended must be said.
        if act in {Act.CLOSED, Act.NO_FURTHER_ACTION} and (missing := missing_note(act, now.state, note)):
            return None, [reading.fault(note_field, line, missing, f"Give it as “{LABELS[note_field]}”.", instead=name)]
        acts.append(Done(act, on, note, name))
        now = Standing(STATE_AFTER[act], on, issued)
    return Brought(line, tuple(acts)), _as_stated(reading, line, now.state)


def _as_stated(reading: Reading, line: Line, reached: State) -> list[WrongCell]:
    """Return what is wrong where a column says how the finding stands and the dates say otherwise."""
    stated = line.get("state")
    if stated is None or stated == reached:
        return []
    name = DATE_OF.get(State(stated))
    asks = (
        f"Give the date under “{LABELS[name]}”, or change the state." if name else "Take the dates out, or change it."
    )
    told = f"The state is “{State(stated).label}”; by the dates it is “{reached.label}”."
    return [WrongCell(*reading.where("state", line.number), State(stated).label, told, asks)]


def _belongs(reading: Reading, line: Line, register: OnRegister) -> list[WrongCell]:
    """Return what is wrong about the line's people, board, and what only one type has."""
    wrong = []
    for name, known, told in (
        ("force_lead", register.people, "Nobody in the force is called so."),
        ("delivery_lead", register.people, "Nobody in the force is called so."),
        ("board", register.boards, "The force has no board of that name."),
    ):
        if line.get(name) and line.get(name).casefold() not in known:
            allowed = "A name or e-mail address of somebody in the force." if "lead" in name else "The name of a board."
            wrong.append(reading.fault(name, line, told, allowed))
    if line.get("accelerated") and line.get("kind") not in {None, Kind.CAUSE_OF_CONCERN}:
        wrong.append(reading.fault("accelerated", line, "Only a cause of concern is accelerated.", "No."))
    return wrong


def _families(reading: Reading, lives: list[Brought], register: OnRegister) -> list[WrongCell]:
    """Return what is wrong between causes of concern and their recommendations."""
    in_file = {each.reference: each for each in lives}
    all_lines = {line.get("reference"): line for line in reading.lines}
    wrong: list[WrongCell] = []
    of_cause: dict[str, list[Brought]] = {}
    for each in lives:
        name = each.line.get("parent")
        if not name:
            continue
        told = _no_parent(each, all_lines.get(name), register.findings.get(name)) or _too_late(each, in_file.get(name))
        if told:
            wrong.append(reading.fault("parent", each.line, told, "The reference of a cause of concern, or nothing."))
        of_cause.setdefault(name, []).append(each)
    for name, children in of_cause.items():
        cause = in_file.get(name)
        last = cause.acts[-1] if cause else None
        if cause and last and last.act == Act.CLOSED and not last.note.strip():
            live = [each.reference for each in children if _is_live(each, last.on)]
            if live:
                wrong.append(reading.fault("reason", cause.line, _still_live(live), instead="closed_on"))
    return wrong


def _is_live(each: Brought, on: datetime.date) -> bool:
    return each.acts[0].on <= on and each.stood(on).state not in ENDED


def _still_live(live: list[str]) -> str:
    return (
        f"{', '.join(live)} of it {'is' if len(live) == 1 else 'are'} still live on that day."
        " Close what is done, or give a reason why the cause of concern is discharged all the same."
    )


def _no_parent(each: Brought, line: Line | None, known: Known | None) -> str:
    """Return why a finding can't belong to what its line names; an empty text where it can."""
    if each.line.get("kind") != Kind.RECOMMENDATION:
        return "Only a recommendation belongs to a cause of concern."
    if known is not None and known.standing.state in ENDED:
        return "That cause of concern is closed on the register. Reopen it first."
    kind = known.kind if known is not None else line.get("kind") if line is not None else None
    if kind is None:
        return "Neither the file nor the register has a finding with this reference."
    return "" if kind == Kind.CAUSE_OF_CONCERN else "That finding isn't a cause of concern."


def _too_late(each: Brought, cause: Brought | None) -> str:
    if cause is None or cause.standing.state not in ENDED or each.acts[0].on <= cause.standing.since:
        return ""
    return f"It was issued after {cause.reference} had ended, on {said(cause.standing.since)}."


def _one_inspection(reading: Reading, lines: list[Line], register: OnRegister) -> list[WrongCell]:
    """Return what is wrong about inspections: without an origin, or with two origins or days of publication."""
    wrong: list[WrongCell] = []
    stated: dict[str, dict[str, tuple[Any, str]]] = {}
    for line in lines:
        title = line.get("inspection")
        if not title:
            continue
        _, origin, published = register.inspections.get(title.casefold(), (0, None, None))
        first = stated.setdefault(title.casefold(), {})
        for name, known in (("origin", origin), ("published_on", published), ("inspection_kind", None)):
            value = line.get(name)
            before, where = (known, "on the register") if known else first.get(name, (None, ""))
            if value and before and value != before:
                shown = said(before) if isinstance(before, datetime.date) else _label(name, before)
                wrong.append(reading.fault(name, line, f"This inspection has another {where}: {shown}."))
            elif value:
                first.setdefault(name, (value, f"in row {line.number}"))
    for line in lines:
        title = str(line.get("inspection", "")).casefold()
        if title in stated and title not in register.inspections and "origin" not in stated[title]:
            told = "The inspection is new, and nothing says its origin."
            wrong.append(reading.fault("origin", line, told, _labels("origin"), instead="inspection"))
    return wrong


def _label(name: str, value: str) -> str:
    return dict(next(each for each in FIELDS if each.name == name).choices)[value]


def _labels(name: str) -> str:
    return next(each for each in FIELDS if each.name == name).allowed
