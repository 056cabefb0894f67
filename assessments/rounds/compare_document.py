"""Two rounds beside each other as a document and as a table: which words stand where. Nothing computed."""

import datetime
from collections.abc import Callable, Iterator

from assessments.rounds.compare import RoundRow, Rounds
from reports.document import Block, Cell, Document, Heading, Paragraph, Table
from reports.writers.csv import csv_text
from reports.writers.docx import docx_bytes

ABOUT = ("Marking", "Disclosable under FOIA", "Force", "Unit", "Framework", "Edition", "Earlier round", "Later round")
HEADINGS = (*ABOUT, "Criterion", "What", "Statement or evidence", "Level", "Then", "Now", "Said")
LEVELS: tuple[tuple[str, Callable[[RoundRow], Cell], float], ...] = (
    ("Criterion", lambda row: row.name, 40),
    ("Then", lambda row: row.then, 14),
    ("Now", lambda row: row.now, 14),
    ("What happened", lambda row: row.said, 20),
    ("Not confirmed", lambda row: f"{row.unconfirmed} of {row.total}" if row.node.scored else "", 12),
)


def rounds_document(rounds: Rounds, *, author: str, on: datetime.date) -> Document:
    """Return the comparison as a document; it is marked as the more closely held of the two rounds."""
    later, earlier = rounds.later, rounds.earlier
    marking, disclosable = _front(rounds)
    edition = f"{rounds.later.edition.framework.title}, {rounds.words.label}"
    compared = f"{earlier.round_label} and {later.round_label}" if earlier else later.round_label
    return Document(
        title="Two rounds compared",
        subtitle=f"{edition}: {later.subject_name}, {compared}",
        kind="rounds",
        force=later.force.name,
        marking=marking,
        disclosable=disclosable,
        author=author,
        version=f"As at revision {later.revision} of {later.round_label}",
        on=on,
        about=f"{rounds.later.edition.framework.title} {later.subject}".strip(),
        blocks=tuple(_blocks(rounds)),
    )


def rounds_filename(rounds: Rounds, ending: str, *, on: datetime.date) -> str:
    """Return the file's name, which begins with its marking."""
    return rounds_document(rounds, author="", on=on).filename(ending)


def rounds_table(rounds: Rounds) -> tuple[list[str], list[list[object]]]:
    """Return the headings and a row for each level, each statement that turned and each piece of evidence."""
    later, marking, disclosable = rounds.later, *_front(rounds)
    about = [marking, "Yes" if disclosable else "No", later.force.name, later.subject_name]
    earlier = rounds.earlier.round_label if rounds.earlier else ""
    about += [rounds.later.edition.framework.title, rounds.words.label, earlier, later.round_label]
    return list(HEADINGS), [[*about, *cells] for row in rounds.rows for cells in _cells(row)]


def _front(rounds: Rounds) -> tuple[str, bool]:
    """Return the marking of the more closely held of the two rounds, and whether both are disclosable."""
    pair = [each for each in (rounds.earlier, rounds.later) if each]
    return max((each.get_marking_display() for each in pair), key=len), all(each.disclosable for each in pair)


def _cells(row: RoundRow) -> Iterator[tuple[str, ...]]:
    yield row.name, "Level", "", "", row.then, row.now, row.said
    for turn in row.turned:
        yield row.name, "Statement", f"{turn.code} {turn.text}".strip(), turn.level, turn.was, turn.now, turn.said
    for each in row.added:
        yield row.name, "Evidence", each.title, "", "Not cited", "Cited", each.text
    for each in row.dropped:
        yield row.name, "Evidence", each.title, "", "Cited", "Not cited", each.text


def _blocks(rounds: Rounds) -> Iterator[Block]:
    yield Heading("Levels then and now")
    yield Paragraph(rounds.summary)
    yield Table(
        f"{rounds.earlier.round_label if rounds.earlier else ''} and {rounds.later.round_label}",
        tuple(heading for heading, _, _ in LEVELS),
        tuple(tuple(get(row) for _, get, _ in LEVELS) for row in rounds.rows),
        widths=tuple(width for _, _, width in LEVELS),
    )
    yield Heading("What changed, criterion by criterion")
    for row in rounds.changed:
        yield Heading(row.name, 2)
        yield Paragraph(row.said or f"{row.then}, now {row.now}")
        if row.turned:
            turned = tuple((f"{each.code} {each.text}".strip(), each.was, each.now, each.said) for each in row.turned)
            heads = ("Statement", "Then", "Now", "Said")
            yield Table(f"Statements that turned ({len(turned)})", heads, turned, widths=(60, 13, 13, 14))
        evidence = [(each.title, each.text, "Added") for each in row.added]
        evidence += [(each.title, each.text, "No longer cited") for each in row.dropped]
        if evidence:
            columns = ("Evidence", "For the statement", "What happened")
            yield Table(f"Evidence ({len(evidence)})", columns, tuple(evidence), widths=(35, 50, 15))
    if not rounds.changed:
        yield Paragraph("Nothing that counted in both rounds is different.")
    edition = rounds.later.edition
    yield Paragraph(
        f"{edition.framework.title}, {edition.label}. {edition.framework.attribution}",
        quiet=True,
    )


def _word(rounds: Rounds, *, author: str, on: datetime.date) -> bytes:
    return docx_bytes(rounds_document(rounds, author=author, on=on))


def _csv(rounds: Rounds, *, author: str, on: datetime.date) -> bytes:
    # With its mark in front, spreadsheets take it for UTF-8.
    return csv_text(*rounds_table(rounds)).encode("utf-8-sig")


ENDINGS: dict[str, Callable[..., bytes]] = {"docx": _word, "csv": _csv}
