"""A register kept elsewhere, read line by line. Plain Python: a table and what is on the register in, findings out."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.texts.keys import address, same
from inspections.finding.lifecycle import (
    ENDED,
    STATE_AFTER,
    Act,
    Standing,
    State,
    is_overdue,
    missing_note,
    out_of_order,
    said,
)
from inspections.models import Finding
from inspections.models.inspections import Inspection
from inspections.models.pcc_responses import last_day
from inspections.uploaded_table.cells import Reading
from reports.readers.fields import DAYS_ALLOWED, Field
from reports.readers.intake import Intake
from reports.readers.lines import Line, WrongCell, WrongCells

Kind = Finding.Kind
INTAKE = Intake("a register of findings")

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
LABELS = {field.name: field.label for field in FIELDS}
PARENTS = "The reference of a cause of concern, or nothing."
NO_SUCH_FINDING = "Neither the file nor the register has a finding with this reference."


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that is on the register: its type, how it stands, and its reference as the register writes it."""

    kind: str
    standing: Standing
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OnRegister:
    """What an import is held against: each by its reference, title, name or address, as `known_as` folds them."""

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
    def key(self) -> str:
        return known_as(self.reference)

    @property
    def standing(self) -> Standing:
        return self.stood(datetime.date.max)

    def stood(self, on: datetime.date) -> Standing:
        """Return how it stood on a day, not before its issue."""
        past = [done for done in self.acts if done.on <= on] or self.acts[:1]
        return Standing(STATE_AFTER[past[-1].act], past[-1].on, self.acts[0].on)


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do: the findings to bring in, those left out since the register has them, what is wrong.

    Of the new inspections' reports, `over` counts those whose 56 days for the PCC's comments are over, so that no
    clock starts; `overdue` counts the findings that would stand as overdue.
    """

    brought: tuple[Brought, ...]
    already: tuple[str, ...]
    wrong: tuple[WrongCell, ...]
    new_inspections: tuple[str, ...]
    over: int
    overdue: int

    @property
    def by_kind(self) -> tuple[tuple[str, int], ...]:
        """How many of each type would come in."""
        kinds = Counter(brought.line.get("kind") for brought in self.brought)
        return tuple((str(kind.label), kinds[kind.value]) for kind in Kind)

    @property
    def by_state(self) -> tuple[tuple[str, int], ...]:
        """In which states they would stand."""
        states = Counter(brought.standing.state for brought in self.brought)
        return tuple((str(state.label), states[state]) for state in State if states[state])


def check(reading: Reading, register: OnRegister, *, today: datetime.date) -> Checked:
    """Return what bringing the lines in would do, or every reason why they can't be brought in as they are."""
    wrong = WrongCells(reading.wrong)
    _twice(reading, wrong)
    new = [line for line in reading.lines if known_as(line.text("reference")) not in register.findings]
    known = [line for line in reading.lines if known_as(line.text("reference")) in register.findings]
    already = tuple(str(line.get("reference")) for line in known)
    lives = []
    for line in new:
        life = _life(line, register, today, wrong)
        _belongs(line, register, wrong)
        if life is not None:
            lives.append(life)
    _families(reading, lives, register, wrong)
    _one_inspection(new, register, wrong)
    titles = {known_as(title): title for line in reversed(new) if (title := line.text("inspection"))}
    unknown = tuple(title for key, title in reversed(titles.items()) if key not in register.inspections)
    return Checked(
        brought=tuple(lives),
        already=already,
        wrong=wrong.in_order(),
        new_inspections=unknown,
        over=_over(new, register, today),
        overdue=sum(is_overdue(life.line.get("due_on"), life.standing.state, today) for life in lives),
    )


def _over(lines: list[Line], register: OnRegister, today: datetime.date) -> int:
    """Return how many new inspections have a report whose 56 days are over."""
    published = {known_as(line.text("inspection")): day for line in lines if (day := line.get("published_on"))}
    return sum(last_day(day) < today for title, day in published.items() if title not in register.inspections)


def known_as(text: str) -> str:
    """Return the key of a reference, of an inspection's title or of a board's name."""
    return same(text)


def person_known_as(text: str) -> str:
    """Return the key of a person's name, or of their e-mail address, which is folded less."""
    return address(text) if "@" in text else same(text)


def _twice(reading: Reading, wrong: WrongCells) -> None:
    first: dict[str, Line] = {}
    for line in reading.lines:
        reference = line.text("reference")
        before = first.setdefault(known_as(reference), line)
        if reference and before is not line:
            alike = before.text("reference")
            otherwise = "" if alike == reference else f", written as “{alike}”"
            told = f"{reference} is in row {before.number} already{otherwise}."
            wrong.add(line.wrong("reference", told, "One row for each finding."))


def _life(line: Line, register: OnRegister, today: datetime.date, wrong: WrongCells) -> Brought | None:
    """Return the line's acts in order; None where they can't be told, with what is wrong."""
    _, _, on_register = register.inspections.get(known_as(line.text("inspection")), (0, "", None))
    issued = line.get("issued_on") or line.get("published_on") or on_register
    if issued is None:
        told = "Nothing says when it was issued, nor when the report was published."
        wrong.add(line.wrong("issued_on", told, DAYS_ALLOWED))
        return None
    if issued > today:
        which = "issued_on" if line.get("issued_on") else "published_on"
        wrong.add(line.wrong(which, "The date is in the future.", DAYS_ALLOWED))
        return None
    acts = [Done(Act.ISSUED, issued, "", "issued_on")]
    now = Standing(State.OPEN, issued, issued)
    for act, name, note_field in ACTS:
        on, note = line.get(name), line.text(note_field)
        if on is None:
            continue
        if refusal := out_of_order(act, now, on=on, today=today):
            wrong.add(line.wrong(name, refusal))
            return None
        # What went to HMICFRS, and what came back, was said elsewhere long ago; why something ended must be said.
        if act in {Act.CLOSED, Act.NO_FURTHER_ACTION} and (missing := missing_note(act, now.state, note)):
            wrong.add(line.wrong(note_field, missing, f"Give it as “{LABELS[note_field]}”.", instead=name))
            return None
        acts.append(Done(act, on, note, name))
        now = Standing(STATE_AFTER[act], on, issued)
    _as_stated(line, now.state, wrong)
    return Brought(line, tuple(acts))


def _as_stated(line: Line, reached: State, wrong: WrongCells) -> None:
    """Tell where a column says how the finding stands and the dates say otherwise."""
    stated = line.get("state")
    if stated is None or stated == reached:
        return
    name = DATE_OF.get(State(stated))
    asks = (
        f"Give the date under “{LABELS[name]}”, or change the state." if name else "Take the dates out, or change it."
    )
    told = f"The state is “{State(stated).label}”; by the dates it is “{reached.label}”."
    wrong.add(line.wrong("state", told, asks))


def _belongs(line: Line, register: OnRegister, wrong: WrongCells) -> None:
    """Tell what is wrong about the line's people, board, and what only one type has."""
    for name, known, key, told in (
        ("force_lead", register.people, person_known_as, "Nobody in the force is called so."),
        ("delivery_lead", register.people, person_known_as, "Nobody in the force is called so."),
        ("board", register.boards, known_as, "The force has no board of that name."),
    ):
        if line.get(name) and key(line.get(name)) not in known:
            allowed = "A name or e-mail address of somebody in the force." if "lead" in name else "The name of a board."
            wrong.add_name(line.wrong(name, told, allowed), ())
    if line.get("accelerated") and line.get("kind") not in {None, Kind.CAUSE_OF_CONCERN}:
        wrong.add(line.wrong("accelerated", "Only a cause of concern is accelerated.", "No."))


def _families(reading: Reading, lives: list[Brought], register: OnRegister, wrong: WrongCells) -> None:
    """Tell what is wrong between causes of concern and their recommendations."""
    in_file = {life.key: life for life in lives}
    written = {known_as(line.text("reference")): line.text("reference") for line in reading.lines}
    written |= {key: known.reference or key for key, known in register.findings.items()}
    kinds = {known_as(line.text("reference")): line.get("kind") for line in reading.lines}
    kinds |= {key: known.kind for key, known in register.findings.items()}
    causes = [written[key] for key, kind in kinds.items() if kind == Kind.CAUSE_OF_CONCERN]
    of_cause: dict[str, list[Brought]] = defaultdict(list)
    for life in lives:
        name, line = known_as(life.line.text("parent")), life.line
        if not name:
            continue
        of_cause[name].append(life)
        if line.get("kind") != Kind.RECOMMENDATION:
            wrong.add(line.wrong("parent", "Only a recommendation belongs to a cause of concern.", PARENTS))
        elif told := _no_parent(kinds.get(name), register.findings.get(name)) or _too_late(life, in_file.get(name)):
            wrong.add_name(line.wrong("parent", told, PARENTS), causes if told == NO_SUCH_FINDING else ())
    for name, children in of_cause.items():
        cause = in_file.get(name)
        last = cause.acts[-1] if cause else None
        if cause and last and last.act == Act.CLOSED and not last.note.strip():
            live = [life.reference for life in children if _is_live(life, last.on)]
            if live:
                wrong.add(cause.line.wrong("reason", _still_live(live), instead="closed_on"))


def _is_live(life: Brought, on: datetime.date) -> bool:
    return life.acts[0].on <= on and life.stood(on).state not in ENDED


def _still_live(live: list[str]) -> str:
    return (
        f"{', '.join(live)} of it {'is' if len(live) == 1 else 'are'} still live on that day."
        " Close what is done, or give a reason why the cause of concern is discharged all the same."
    )


def _no_parent(kind: str | None, known: Known | None) -> str:
    """Return why a recommendation can't belong to what its line names; an empty text where it can."""
    if known is not None and known.standing.state in ENDED:
        return "That cause of concern is closed on the register. Reopen it first."
    if kind is None:
        return NO_SUCH_FINDING
    return "" if kind == Kind.CAUSE_OF_CONCERN else "That finding isn't a cause of concern."


def _too_late(life: Brought, cause: Brought | None) -> str:
    if cause is None or cause.standing.state not in ENDED or life.acts[0].on <= cause.standing.since:
        return ""
    return f"It was issued after {cause.reference} had ended, on {said(cause.standing.since)}."


def _one_inspection(lines: list[Line], register: OnRegister, wrong: WrongCells) -> None:
    """Tell what is wrong about inspections: without an origin, or with two origins or days of publication."""
    stated: dict[str, dict[str, tuple[Any, str]]] = {}
    first: dict[str, Line] = {}
    for line in lines:
        title = known_as(line.text("inspection"))
        if not title:
            continue
        _, origin, published = register.inspections.get(title, (0, None, None))
        first.setdefault(title, line)
        said_before = stated.setdefault(title, {})
        for name, known in (("origin", origin), ("published_on", published), ("inspection_kind", None)):
            value = line.get(name)
            before, where = (known, "on the register") if known else said_before.get(name, (None, ""))
            if value and before and value != before:
                shown = said(before) if isinstance(before, datetime.date) else dict(_field(name).choices)[before]
                wrong.add_name(line.wrong(name, f"This inspection has another {where}: {shown}."), ())
            elif value:
                said_before.setdefault(name, (value, f"in row {line.number}"))
    for title, line in first.items():
        if title not in register.inspections and "origin" not in stated[title]:
            told = "The inspection is new, and nothing says its origin."
            wrong.add(line.wrong("origin", told, _field("origin").allowed, instead="inspection"))


def _field(name: str) -> Field:
    return next(field for field in FIELDS if field.name == name)
