"""The gap report as a document and as a workbook: which words stand where. No file format, and nothing computed."""

from collections.abc import Callable, Sequence

from assessments.gap import charts
from assessments.gap.charts import named
from assessments.gap.planned_action import Planned
from assessments.gap.report import WHOLE_FORCE, GapReport
from assessments.gap.row import GapRow
from assessments.gap.shares import Cell, Share, percent_of
from assessments.gap.statement import GapStatement
from assessments.gap.table import LISTS, STATEMENT_COLUMNS, entries
from assessments.models import Assessment
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED
from reports.document import Block, Bullets, Contents, Document, Heading, Paragraph, Sheet, Table, Workbook
from reports.document import Cell as Printed

CAPTIONS = {
    **dict(LISTS),
    "holding_back": "Weaker statements that still hold the force back",
    "noted": "Other statements with a note",
}
STATES = {str(state): str(state.label) for state in Assessment.State}


def _now_and_marks(row: GapRow) -> str:
    names = ", ".join(mark.name for mark in row.marks)
    return f"{row.standing} ({names})" if names else row.standing


# (heading, what stands below it), so that no heading slides off its values.
SUMMARY: tuple[tuple[str, Callable[[GapRow], Printed], float], ...] = (
    ("Criterion", named, 33),
    ("Now", _now_and_marks, 14),
    ("Suggested", lambda row: row.suggested.name if row.suggested else "", 13),
    ("Target", lambda row: row.target_words, 13),
    ("To close", lambda row: row.to_close.partition(" statement")[0], 9.5),
    ("Judged", lambda row: f"{row.judged} of {row.total}" if row.scored else "", 9),
    ("Open actions", lambda row: len(row.actions), 8.5),
)
CRITERIA: tuple[tuple[str, Callable[[GapRow], Printed]], ...] = (
    ("Code", lambda row: row.code),
    ("Criterion", lambda row: row.title),
    ("Kind", lambda row: row.kind),
    ("Now", lambda row: row.standing),
    ("Suggested", lambda row: row.suggested.name if row.suggested else None),
    ("Why", lambda row: row.why),
    ("Target", lambda row: row.target.name if row.target else None),
    ("Target set by people", lambda row: "Yes" if row.target_is_set else "No"),
    ("Marks", lambda row: row.marks_words),
    ("Reason", lambda row: row.rationale),
    ("Shortest path", lambda row: row.path_words),
    ("Statements to close", lambda row: row.path.count if row.path else None),
    ("Judged", lambda row: row.judged if row.scored else None),
    ("Statements", lambda row: row.total if row.scored else None),
    ("Not confirmed", lambda row: row.unconfirmed if row.scored else None),
    ("Suggested if confirmed", lambda row: row.if_confirmed.name if row.if_confirmed else None),
    ("Last round", lambda row: row.before.name if row.before else None),
    ("Met of all that apply, %", lambda row: row.percent_met),
    ("Open causes of concern", lambda row: ", ".join(row.concerns)),
    ("Published grade", lambda row: row.published.level.name if row.published else None),
    ("Published on", lambda row: row.published.on if row.published else None),
    ("Published in", lambda row: row.published.report if row.published else None),
    ("Address of the report", lambda row: row.published.link if row.published else None),
    *((f"{CAPTIONS[name]}, count", lambda row, name=name: len(getattr(row, name))) for name, _ in LISTS),
)
ACTIONS: tuple[tuple[str, Callable[[Planned], Printed], float], ...] = (
    ("Action", lambda each: each.title, 50),
    ("Owner", lambda each: each.owner or "Nobody yet", 22),
    ("Due", lambda each: each.due_on, 16),
    ("Effort", lambda each: each.effort, 8),
    ("Overdue", lambda each: _yes(each.is_overdue), 10),
)


def gap_document(report: GapReport, *, author: str) -> Document:
    """Return the report as a document for Word and PDF."""
    return _front(report, author, (*_standing(report), *_matrix(report), *_each(report), *_rule(report)))


def gap_workbook(report: GapReport, *, author: str) -> Workbook:
    """Return the report as a workbook: a sheet for each way of looking at it."""
    counted = tuple((each.name, each.count) for each in report.distribution)
    statements = Table(
        "Every statement in its list",
        tuple(heading for heading, _ in STATEMENT_COLUMNS),
        tuple(tuple(get(entry) for _, get in STATEMENT_COLUMNS) for entry in entries(report)),
        row_heads=False,
    )
    return Workbook(
        _front(report, author, _rule(report)),
        (
            Sheet("Criteria", _criteria(report)),
            Sheet("Statements", statements),
            _heat_sheet(report),
            Sheet("Answers by level", _levels(report)),
            Sheet("Actions", _all_actions(report)),
            Sheet("Distribution", Table("How many criteria stand at each level", ("Level", "Criteria"), counted)),
        ),
    )


def _front(report: GapReport, author: str, blocks: Sequence[Block]) -> Document:
    unit = "" if report.subject == WHOLE_FORCE else f" {report.subject}"
    return Document(
        title="Gap report",
        subtitle=f"{report.framework}, {report.edition}: {report.subject}, {report.round_label}",
        kind="gap-report",
        force=report.force,
        marking=report.marking,
        disclosable=report.disclosable,
        author=author,
        version=f"Revision {report.revision}, {STATES[report.state].lower()}",
        on=report.on,
        about=f"{report.framework}{unit}",
        blocks=tuple(blocks),
    )


def _standing(report: GapReport) -> list[Block]:
    """Return where the force stands: words, a drawing of each criterion's level and target, and both as tables."""
    judged = f"{report.judged:,} of {report.total:,} statements are judged. {report.unconfirmed_words}".strip()
    counted = tuple((each.name, each.count) for each in report.distribution)
    return [
        Heading("Contents"),
        Contents(),
        Heading("Where the force stands"),
        Paragraph(judged),
        *((Bullets(report.marks),) if report.marks else ()),
        charts.distribution(report),
        Table("How many criteria stand at each level", ("Level", "Criteria"), counted, widths=(80, 20)),
        Heading("Level now and target"),
        *charts.profile(report),
        Table(
            "Every criterion",
            tuple(heading for heading, _, _ in SUMMARY),
            _under_headings(report, lambda row: tuple(get(row) for _, get, _ in SUMMARY)),
            widths=tuple(width for _, _, width in SUMMARY),
        ),
        *_published(report),
    ]


def _under_headings(
    report: GapReport, cells: Callable[[GapRow], tuple[Printed, ...] | None]
) -> tuple[tuple[Printed, ...], ...]:
    """Return a line for each row that has cells, and for each heading that stands between them."""
    lines: list[tuple[Printed, ...]] = []
    for headings, row in report.outline:
        if line := cells(row):
            lines += [(heading.name, *[""] * (len(line) - 1)) for heading in headings]
            lines.append(line)
    return tuple(lines)


def _published(report: GapReport) -> list[Block]:
    """Return what the inspectorate published of each question, where anything is recorded."""
    if not report.has_published:
        return []
    rows = tuple((named(row), row.published.level.name, row.published.source) for row in report.rows if row.published)
    heads = ("Criterion", "Grade", "Report")
    return [Table(f"{report.published_heading} by the inspectorate", heads, rows, widths=(54, 21, 25))]


def _matrix(report: GapReport) -> list[Block]:
    drawn = charts.heat_map(report)
    return [Heading("How much of each level is true"), *drawn, _heat_table(report)] if drawn else []


def _heat_table(report: GapReport) -> Table:
    levels = tuple(level.name for level in report.levels)
    rows = _under_headings(
        report, lambda row: (named(row), *(_heat_words(cell) for cell in row.cells)) if row.cells else None
    )
    widths = (34, *(66 / max(len(levels), 1),) * len(levels))
    return Table("How much of each level is true", ("Criterion", *levels), rows, widths=widths, wide=len(levels) > 6)


def _heat_sheet(report: GapReport) -> Sheet:
    """Return how much of each level is true as shares that Excel can count with, on the tints of the drawing."""
    names = tuple(level.name for level in report.levels)
    rows = []
    for row in (row for row in report.rows if row.cells):
        shares = {share.rank: share for share in row.shares}
        told = (_share(shares.get(level.rank)) for level in report.levels)
        rows.append((named(row), *told, row.now.name if row.now else None, row.target.name if row.target else None))
    table = Table("How much of each level is true", ("Criterion", *names, "Now", "Target"), tuple(rows))
    return Sheet("Heat map", table, heat=tuple(range(1, len(names) + 1)))


def _share(share: Share | None) -> Printed:
    """Return how much of a level is true, from 0 to 1; words where nothing is judged, None where nothing is asked."""
    if share is None:
        return None
    return ANSWER_WORDS[UNJUDGED] if share.percent is None else share.percent / 100


def _heat_words(cell: Cell) -> str:
    marks = [word for word, holds in (("now", cell.is_now), ("target", cell.is_target)) if holds]
    return f"{cell.words}, {' and '.join(marks)}" if marks and cell.words else cell.words or " and ".join(marks)


def _each(report: GapReport) -> list[Block]:
    """Return a section for each criterion: how it stands, why, the path, and its statements list by list."""
    shown = [row for row in report.rows if row.scored or row.takes_level]
    highest = min((row.depth for row in shown), default=0)
    blocks: list[Block] = [Heading("Criterion by criterion")] if shown else []
    for row in shown:
        facts = (*_facts(row), *([f"{report.published_heading}: {row.published.words}"] if row.published else []))
        blocks += [Heading(named(row), 2 + row.depth - highest), Bullets(facts)]
        for name, _ in LISTS:
            if listed := getattr(row, name):
                caption = row.holding_back_words if name == "holding_back" else CAPTIONS[name]
                blocks.append(_list_table(f"{caption} ({len(listed)})", listed))
        if row.actions:
            blocks.append(_actions(row))
    return blocks


def _facts(row: GapRow) -> list[str]:
    suggested = f" (suggested: {row.suggested.name})" if row.suggested and row.differs else ""
    facts = [f"Now: {row.standing}{suggested}"]
    facts += [mark.words for mark in row.marks]
    if row.target:
        facts.append(f"Target: {row.target_words}")
    elif row.scored:
        facts.append("The highest level that the framework describes is reached. Below is how its statements stand.")
    facts += [f"{label}: {words}" for label, words in (("Why", row.why), ("Reason", row.rationale)) if words]
    if row.before:
        facts.append(f"Last round: {row.before.name}")
    if row.unconfirmed:
        facts.append(row.unconfirmed_words)
    if row.met:
        facts.append(f"Evidence: {sum(bool(each.evidence) for each in row.met)} of the {len(row.met)} true have some")
    if row.concerns:
        facts.append(f"Open causes of concern: {', '.join(row.concerns)}")
    if row.path:
        facts.append(f"Shortest path{f' to {row.target.name}' if row.target else ''}: {row.path_words}")
    return facts


def _list_table(caption: str, listed: Sequence[GapStatement]) -> Table:
    """Return statements as a table; a column in which nothing would stand is left out."""
    columns: list[tuple[str, Callable[[GapStatement], Printed], float, bool]] = [
        ("No.", lambda each: each.code, 9, any(each.code for each in listed)),
        ("Statement", lambda each: each.text, 52, True),
        ("Level", lambda each: each.level, 14, any(each.elsewhere for each in listed)),
        ("Answer", lambda each: ANSWER_WORDS[each.answer], 12, True),
        ("Not confirmed", lambda each: each.carried_words, 12, any(each.carried for each in listed)),
        ("On the path", lambda each: "Yes" if each.in_path else "", 9, any(each.in_path for each in listed)),
        ("Evidence", _backed_by, 14, any(each.evidence for each in listed)),
        ("Note", lambda each: each.note, 26, any(each.note for each in listed)),
    ]
    kept = [column for column in columns if column[3]]
    return Table(
        caption,
        tuple(heading for heading, _, _, _ in kept),
        tuple(tuple(get(each) for _, get, _, _ in kept) for each in listed),
        widths=tuple(width for _, _, width, _ in kept),
        row_heads=False,
    )


def _backed_by(each: GapStatement) -> str:
    """Return how many items back a statement, and how strong the best of them is."""
    if each.evidence:
        return f"{each.evidence}, {each.strongest.lower()}{' at best' if each.evidence > 1 else ''}"
    return "None" if each.lacks_evidence else ""


def _actions(row: GapRow) -> Table:
    return Table(
        f"Open actions ({len(row.actions)})",
        tuple(heading for heading, _, _ in ACTIONS),
        tuple(tuple(get(each) for _, get, _ in ACTIONS) for each in row.actions),
        widths=tuple(width for _, _, width in ACTIONS),
    )


def _all_actions(report: GapReport) -> Table:
    heads = ("Criterion", *(heading for heading, _, _ in ACTIONS))
    rows = tuple((named(row), *(get(each) for _, get, _ in ACTIONS)) for row in report.rows for each in row.actions)
    return Table("Open actions about the gaps", heads, rows)


def _criteria(report: GapReport) -> Table:
    rows = tuple((report.under_words(row), *(get(row) for _, get in CRITERIA)) for row in report.rows)
    return Table("Every criterion", ("Under", *(heading for heading, _ in CRITERIA)), rows, wide=True, row_heads=False)


def _levels(report: GapReport) -> Table:
    rows = tuple(
        (named(row), *share[1:7], share.total, share.percent, _yes(share.is_now), _yes(share.is_target))
        for row in report.rows
        for share in row.shares
    )
    true = f"True of {percent_of(report.rule)}, %"
    heads = ("Criterion", "Level", *ANSWER_WORDS.values(), "Statements", true, "Now", "Target")
    return Table("How the statements of each level are answered", heads, rows, wide=True)


def _rule(report: GapReport) -> list[Block]:
    return [
        Heading("Rule and source"),
        Paragraph(report.rule_words, quiet=True),
        Paragraph(f"{report.framework}, {report.edition}. {report.attribution}", quiet=True),
    ]


def _yes(holds: bool) -> str:
    return "Yes" if holds else ""
