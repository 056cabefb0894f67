"""A workshop's summary as a document and as a table. It knows the words and the columns, and no file format."""

import datetime
from collections.abc import Callable, Iterator
from typing import NamedTuple

from maturity.spread import Round, Spread
from maturity.summary.page import ActionSummary, CriterionSummary, Summary
from reports.document import Block, Bullets, Cell, Document, Heading, Paragraph, Table, filename

KIND = "workshop-summary"
UNSEEN = "Not revealed"
TOLD = (
    "No vote stands beside a name here, and the notes written with votes stayed in the room. What was never revealed "
    "stays unseen: only how many voted is told."
)


class Entry(NamedTuple):
    """One criterion in one round. `seen` are its revealed votes; before the first round there is no number either."""

    summary: Summary
    row: CriterionSummary
    number: int | None
    voted: int | None
    seen: Round | None


def summary_document(summary: Summary, *, on: datetime.date) -> Document:
    """Return the summary as a document to be written as Word or PDF."""
    workshop, assessment = summary.workshop, summary.workshop.assessment
    return Document(
        title=f"Workshop summary: {workshop.title}",
        subtitle=f"{assessment}. {assessment.edition.framework.title}, {assessment.edition.label}",
        kind=KIND,
        force=assessment.force.name,
        about=workshop.title,
        marking=assessment.get_marking_display(),
        disclosable=assessment.disclosable,
        author=str(workshop.facilitator),
        version=f"As recorded up to change {workshop.revision} of the workshop",
        on=on,
        blocks=tuple(_blocks(summary)),
    )


def summary_filename(summary: Summary, ending: str, *, on: datetime.date) -> str:
    """Return the name of a file that isn't made of the document."""
    assessment = summary.workshop.assessment
    marking = assessment.get_marking_display()
    return filename(marking, KIND, assessment.force.name, summary.workshop.title, on, ending=ending)


def summary_table(summary: Summary) -> tuple[list[str], list[list[object]]]:
    """Return the headings and the rows: one for each round of each criterion, and one where there was none."""
    columns = (*COLUMNS, *_levels(summary), *LAST_COLUMNS)
    return [heading for heading, _ in columns], [[get(entry) for _, get in columns] for entry in _entries(summary)]


Columns = tuple[tuple[str, Callable[[Entry], object]], ...]
COLUMNS: Columns = (
    ("Marking", lambda entry: entry.summary.workshop.assessment.get_marking_display()),
    ("Disclosable under FOIA", lambda entry: "Yes" if entry.summary.workshop.assessment.disclosable else "No"),
    ("Force", lambda entry: entry.summary.workshop.assessment.force.name),
    ("Unit", lambda entry: entry.summary.workshop.assessment.subject_name),
    ("Round", lambda entry: entry.summary.workshop.assessment.round_label),
    ("Workshop", lambda entry: entry.summary.workshop.title),
    ("Opened", lambda entry: entry.summary.held_on.isoformat()),
    ("Framework", lambda entry: entry.summary.workshop.assessment.edition.framework.title),
    ("Edition", lambda entry: entry.summary.words.label),
    ("Criterion code", lambda entry: entry.row.node.code),
    ("Criterion", lambda entry: entry.row.node.title),
    ("State", lambda entry: entry.row.state),
    ("Agreed level", lambda entry: entry.row.level),
    ("Why", lambda entry: entry.row.rationale),
    ("Dissent", lambda entry: entry.row.dissent),
    ("Actions", lambda entry: "; ".join(action.title for action in entry.row.actions)),
    ("Vote", lambda entry: entry.number),
    ("Voted", lambda entry: entry.voted),
    ("Revealed", lambda entry: "" if entry.number is None else "Yes" if entry.seen else "No"),
)
LAST_COLUMNS: Columns = (
    ("Can't say", lambda entry: entry.seen.cant_say if entry.seen else None),
    ("Median", lambda entry: entry.seen.middle if entry.seen else ""),
    ("Lowest", lambda entry: entry.seen.lowest if entry.seen else ""),
    ("Highest", lambda entry: entry.seen.highest if entry.seen else ""),
    ("Agreement", lambda entry: entry.seen.agreement.word if entry.seen else ""),
    ("Agreement index", lambda entry: entry.seen.index if entry.seen else ""),
)


def _levels(summary: Summary) -> Columns:
    def column(place: int) -> Callable[[Entry], object]:
        return lambda entry: _count(entry, place)

    return tuple((level.name, column(place)) for place, level in enumerate(summary.words.levels))


def _count(entry: Entry, place: int) -> int | None:
    if entry.seen is None or not entry.row.node.takes_level:
        return None
    return entry.seen.agreement.counts[place]


def _entries(summary: Summary) -> Iterator[Entry]:
    for row in summary.rows:
        seen = {revealed.number: revealed for revealed in row.spread.rounds} if row.spread else {}
        voted = {blind.number: blind.voted for blind in row.unseen}
        voted |= {number: revealed.voters for number, revealed in seen.items()}
        for number in sorted(voted):
            yield Entry(summary, row, number=number, voted=voted[number], seen=seen.get(number))
        if not voted:
            yield Entry(summary, row, number=None, voted=None, seen=None)


def _blocks(summary: Summary) -> Iterator[Block]:
    yield from _opening(summary)
    yield Heading("What was agreed")
    if summary.agreed:
        rows = tuple((_title(row), row.outcome, row.rationale, row.dissent) for row in summary.agreed)
        heads = ("Criterion", "Agreed", "Why", "Dissent")
        yield Table("What the room agreed", heads, rows, widths=(20, 15, 40, 25))
    else:
        yield Paragraph("Nothing was agreed.")
    if summary.left:
        yield Heading("Not agreed", level=2)
        yield Bullets(tuple(f"{_title(row)}: {row.state.lower()}" for row in summary.left))
    if summary.actions:
        yield Heading("Actions")
        actions = tuple(_action(row, action) for row, action in summary.actions)
        yield Table("What will be done", ("Criterion", "Action", "Who", "By when"), actions, widths=(22, 40, 20, 18))
    yield from _votes(summary)
    yield from _pulse(summary)
    yield Heading("Source")
    edition, framework = summary.workshop.assessment.edition, summary.workshop.assessment.edition.framework
    for line in (edition.source, f"Licence: {framework.licence}", framework.attribution, TOLD):
        if line:
            yield Paragraph(line, quiet=True)


def _action(row: CriterionSummary, action: ActionSummary) -> tuple[Cell, ...]:
    return _title(row), action.title, action.owner or "Nobody yet", action.due_on


def _opening(summary: Summary) -> Iterator[Block]:
    people, opened = summary.people, _day(summary.held_on)
    when = f"Opened on {opened} and ended on {_day(summary.ended_on)}" if summary.ended_on else f"Opened on {opened}"
    paper = f" ({people.on_paper} on paper)" if people.on_paper else ""
    still = "" if summary.ended_on else " It is still open: this is how it stands now."
    yield Paragraph(f"{when}, facilitated by {summary.workshop.facilitator}.{still}")
    yield Paragraph(f"{people.joined} took part: {people.voters} with a vote{paper}, {people.observers} without.")
    if summary.standing:
        rows = (*((level.name, level.count) for level in summary.standing), ("Not agreed", len(summary.left)))
        yield Table("How many criteria were agreed at each level", ("Level", "Criteria"), rows, widths=(75, 25))


def _votes(summary: Summary) -> Iterator[Block]:
    if not summary.voted_on:
        return
    yield Heading("How the room voted")
    taken = any(entry.row.node.takes_level for entry in _entries(summary) if entry.voted is not None)
    scale = tuple(level.name for level in summary.words.levels) if taken else ()
    last = ("Can't say", "Median", "Range", "Agreement") if taken else ()
    rows = tuple(_vote_row(entry, len(scale)) for entry in _entries(summary) if entry.number is not None)
    heads = ("Criterion", "Round", "Voted", *scale, *last)
    widths = (20, 7, 7, *(8 for _ in scale), *((7, 10, 14, 12) if taken else ()))
    yield Table("Votes for each level, round by round", heads, rows, widths=widths, wide=taken)
    answered = [(row, row.spread) for row in summary.rows if row.spread and row.spread.statements]
    if answered:
        yield Heading("What the room said of the statements")
    for row, spread in answered:
        yield from _statements(row, spread)


def _vote_row(entry: Entry, levels: int) -> tuple[Cell, ...]:
    first = (_title(entry.row), entry.number, entry.voted)
    if not levels:
        return first
    seen = entry.seen
    if seen is None:
        return (*first, *(None for _ in range(levels + 1)), UNSEEN, "", "")
    counts = tuple(_count(entry, place) for place in range(levels))
    return (*first, *counts, seen.cant_say, seen.middle, seen.reach, seen.agreement.word)


def _statements(row: CriterionSummary, spread: Spread) -> Iterator[Block]:
    yield Heading(_title(row), level=2)
    heads = ("Level", "Statement", "Yes", "Partly", "No", "Not applicable")
    rows = tuple((votes.level, votes.text, votes.yes, votes.partly, votes.no, votes.na) for votes in spread.statements)
    caption = f"Answers to the statements of {_title(row)}, last round"
    yield Table(caption, heads, rows, widths=(16, 48, 8, 9, 8, 11), row_heads=False)


def _pulse(summary: Summary) -> Iterator[Block]:
    pulse = summary.pulse
    if not pulse.is_shown:
        return
    yield Heading("What people said of the workshop")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (question, *(cell.count for cell in answers.cells), answers.middle) for question, answers in pulse.rows
    )
    heads = ("Question", *pulse.scale, "Middle answer")
    yield Table(f"Feedback of {pulse.answered} people", heads, rows, widths=(25, *(12 for _ in pulse.scale), 15))
    if pulse.comments:
        yield Paragraph("For next time, without names:")
        yield Bullets(pulse.comments)


def _title(row: CriterionSummary) -> str:
    return f"{row.node.number} {row.node.title}".strip()


def _day(on: datetime.date | None) -> str:
    return f"{on.day} {on:%B %Y}" if on else ""
