"""The list of changes of a draft, and what a deletion would take with it: both count rows in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from frameworks.editor.acts import COLUMN_NAMES, deletion_fingerprint
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
class Deletion:
    """A row that may be deleted, how many rows of which kind go with it, and a fingerprint of them all."""

    name: str
    title: str
    parts: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after an edit."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit of the list of changes: the fields that it changed, and the rows that came and went."""

    edit: Edit
    fields: tuple[FieldChange, ...]
    came: str
    went: str
    may_undo: bool


def deletion(draft: Draft, key: Key) -> Deletion:
    """Return what would go with a row if it were deleted."""
    row = draft.rows[key]
    return Deletion(
        name=name_of(draft, key),
        title=row.get("title") or row.get("text") or row.get("definition") or "",
        parts=tuple(_counted(table for table, _ in draft.naming([key]) - {key})),
        fingerprint=deletion_fingerprint(draft, key),
    )


def changes(edition: Edition, page: str | None) -> tuple[Page, tuple[EditLine, ...]]:
    """Return one page of what was done to the draft, the latest first; two queries."""
    shown = Paginator(Edit.objects.of(edition), CHANGES_ON_A_PAGE).get_page(page)
    return shown, tuple(_edit_line(edit) for edit in shown)


def _edit_line(edit: Edit) -> EditLine:
    return EditLine(
        edit=edit,
        fields=tuple(_field_changes(edit.changes)),
        came=", ".join(_counted(row["row"][0] for row in edit.changes if row["before"] is None)),
        went=", ".join(_counted(row["row"][0] for row in edit.changes if row["after"] is None)),
        may_undo=not hasattr(edit, "undone_by"),
    )


def _counted(tables: Iterable[str]) -> Iterable[str]:
    """Yield how many rows there are of each table, in words."""
    numbers = Counter(tables)
    for table, (one, several) in NOUNS.items():
        if number := numbers[table]:
            yield f"{number} {one if number == 1 else several}"


def _field_changes(rows: Iterable[dict]) -> Iterable[FieldChange]:
    for row in rows:
        if row["before"] is not None and row["after"] is not None:
            for column, after in row["after"].items():
                before = row["before"][column]
                if column in COLUMN_NAMES and before != after:
                    where = COLUMN_NAMES[column].removeprefix("the ").capitalize()
                    yield FieldChange(where, _in_words(before), _in_words(after))


def _in_words(value: Value) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)
