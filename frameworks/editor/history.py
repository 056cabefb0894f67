"""What would go with a row, and what was done to a draft, as the editor's pages tell it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from frameworks.editor.acts import COLUMN_NAMES, going_mark
from frameworks.editor.draft import Draft, Key, Value
from frameworks.editor.words import name_of
from frameworks.models import Edit, Edition

CHANGES_ON_A_PAGE = 50
NOUNS = {
    "criterion": ("criterion", "criteria"),
    "statement": ("statement", "statements"),
    "level": ("level", "levels"),
    "leveltitle": ("title at a level", "titles at levels"),
    "counterpart": ("pair of counterparts", "pairs of counterparts"),
    "link": ("line of the crosswalk", "lines of the crosswalk"),
}


@dataclass(frozen=True, slots=True)
class Going:
    """What goes with a row that is deleted, in words, and a mark of it."""

    name: str
    title: str
    parts: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Words:
    """One field before and after an edit."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Done:
    """One edit of the list of changes."""

    edit: Edit
    words: tuple[Words, ...]
    came: str
    went: str
    may_undo: bool


def going(draft: Draft, key: Key) -> Going:
    """Return what goes with a row."""
    row = draft.rows[key]
    counted = Counter(table for table, _ in draft.naming([key]) - {key})
    parts = tuple(_counted(table, counted[table]) for table in NOUNS if counted[table])
    title = str(row.get("title") or row.get("text") or row.get("definition") or "")
    return Going(name_of(draft, key), title, parts, going_mark(draft, key))


def _counted(table: str, many: int) -> str:
    one, more = NOUNS.get(table, (table, f"{table}s"))
    return f"{many} {one if many == 1 else more}"


def changes(edition: Edition, page: str | None) -> tuple[Page, tuple[Done, ...]]:
    """Return one page of what was done to the draft, the latest first; two queries."""
    shown = Paginator(Edit.objects.of(edition), CHANGES_ON_A_PAGE).get_page(page)
    return shown, tuple(_edit_line(edit) for edit in shown)


def _edit_line(edit: Edit) -> Done:
    came = Counter(row["row"][0] for row in edit.changes if row["before"] is None)
    went = Counter(row["row"][0] for row in edit.changes if row["after"] is None)
    undone = getattr(edit, "undone_by", None)
    return Done(edit, tuple(_words(edit.changes)), _all(came), _all(went), undone is None)


def _words(rows: Iterable[dict]) -> Iterable[Words]:
    for row in rows:
        if row["before"] is not None and row["after"] is not None:
            for column, after in row["after"].items():
                before: Value = row["before"][column]
                if column in COLUMN_NAMES and before != after:
                    yield Words(COLUMN_NAMES[column].removeprefix("the ").capitalize(), _said(before), _said(after))


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _all(counted: Counter) -> str:
    return ", ".join(_counted(table, counted[table]) for table in NOUNS if counted[table])
