"""What the fields and buttons of the editor do to a draft, and the sentence that is recorded of each act."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from frameworks.editor import operations
from frameworks.editor.draft import GROUPED, Draft, Key, Refused, Row, Value
from frameworks.editor.store import Act, change
from frameworks.editor.words import cell_name, fingerprint, halves, name_of, plain
from frameworks.models import Edit, Statement

MOVED = (
    "Somebody else moved or removed this a moment ago. It stands here now: look, and do it again if it is still due."
)
# A criterion's name at one level is typed like a column of the criterion, with the level's key behind this.
TITLE_AT = "title_at_"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into one field; `seen` is the fingerprint of what it said when they opened the page."""

    key: Key
    column: str
    value: Value
    seen: str


class Clash(Refused):
    """Somebody else changed the field meanwhile: `theirs` is what it says now."""

    def __init__(self, theirs: Value):
        super().__init__("Somebody else changed this while you were typing.")
        self.theirs = theirs


def stands(draft: Draft, key: Key, column: str) -> Value:
    """Return what a field says in the draft."""
    if column.startswith(TITLE_AT):
        level = int(column.removeprefix(TITLE_AT))
        titles = {(row["criterion"], row["level"]): row["title"] for _, row in draft.of("leveltitle")}
        return titles.get((key[1], level), "")
    return draft.rows[key][column]


def type_in(edition: int, typed: Typed, *, by, at: datetime.datetime) -> Edit | None:
    """Save one field and return what is recorded of it. Raises Clash, and Refused where its row is gone."""

    def act(draft: Draft) -> tuple[Draft, str]:
        if typed.key not in draft.rows:
            raise Refused("Somebody else deleted this while you were typing.")
        now = stands(draft, typed.key, typed.column)
        if fingerprint(now) not in {typed.seen, fingerprint(typed.value)}:
            raise Clash(now)
        if typed.column.startswith(TITLE_AT):
            level = int(typed.column.removeprefix(TITLE_AT))
            what = f"Changed what {name_of(draft, typed.key)} is called at {cell_name(draft, level, '')}"
            return operations.entitle(draft, typed.key[1], level, plain(typed.value)), what
        if typed.column in SHARES and _is_upside_down(typed, draft.rows[typed.key]):
            raise Refused("A level can't be partly true only from a higher share than substantially true.")
        what = f"Changed {COLUMN_NAMES.get(typed.column, typed.column)} of {name_of(draft, typed.key)}"
        return draft.with_fields(typed.key, **{typed.column: typed.value}), what

    return change(edition, act, by=by, at=at)


SHARES = ("share_some", "share_substantial")


def _is_upside_down(typed: Typed, row: Row) -> bool:
    some, substantial = ({**row, typed.column: typed.value}[name] for name in SHARES)
    return some > substantial


COLUMN_NAMES = {
    "title": "the title",
    "code": "the code",
    "kind": "the kind",
    "scored": "whether statements are scored",
    "graded": "whether the publisher grades",
    "guidance": "the guidance",
    "note": "the note",
    "name": "the name",
    "definition": "the definition",
    "lead_in": "the lead-in",
    "builds": "how it builds",
    "text": "the words",
    "label": "the label",
    "source": "the source",
    "published_on": "the date of publication",
    "rule": "the rule",
    "rule_owner": "whose rule it is",
    "rule_words": "the words of the rule",
    "rule_place": "where the rule is said",
    "share_substantial": "from where on a level is substantially true",
    "share_some": "from where on a level is partly true",
    "rule_rows": "the rows of the rule",
    "rule_enough": "how much is to be judged first",
    "rule_enough_of": "of what that share is",
    "rule_share_of": "of what shares are",
    "rule_partly_counts": "whether a partly counts",
    "rule_examples": "the worked examples",
    "mark": "the mark",
    "notes": "the notes",
    "supersedes": "what is replaced",
    "publisher": "the publisher",
    "licence": "the licence",
    "attribution": "the attribution",
}


def press(edition: int, verb: str, key: Key, posted: Mapping[str, Any], *, by, at: datetime.datetime) -> Edit | None:
    """Do what a button says to a row and return what is recorded of it. Raises Refused, KeyError for no such verb."""
    button = VERBS[verb]

    def act(draft: Draft) -> tuple[Draft, str]:
        place = posted.get(f"place-{key[0]}-{key[1]}")
        if key not in draft.rows or (place and place != draft.place(key)):
            raise Refused(MOVED)
        return button.do(draft, key, posted), button.sentence.format(name_of(draft, key))

    return change(edition, act, by=by, at=at)


def _under(draft: Draft, key: Key, posted: Mapping[str, Any]) -> Draft:
    chosen = posted.get(f"under-{key[1]}", "")
    return operations.move_under(draft, key, int(chosen) if chosen.isdecimal() else None)


def _to_cell(draft: Draft, key: Key, posted: Mapping[str, Any]) -> Draft:
    level, aspect = cell_of(posted.get(f"cell-{key[1]}", ""))
    return operations.to_cell(draft, key, level, aspect)


def _pair(draft: Draft, key: Key, posted: Mapping[str, Any]) -> Draft:
    other = posted.get(f"other-{key[1]}", "")
    return operations.pair(draft, key[1], int(other) if other.isdecimal() else 0)


class Verb(NamedTuple):
    """What a button does to a draft, the sentence that is recorded of it, and to rows of which tables."""

    do: Callable[[Draft, Key, Mapping[str, Any]], Draft]
    sentence: str
    tables: frozenset[str]


CRITERIA, STATEMENTS = frozenset({"criterion"}), frozenset({"statement"})
VERBS = {
    "up": Verb(lambda draft, key, posted: operations.step(draft, key, -1), "Moved {} up", frozenset(GROUPED)),
    "down": Verb(lambda draft, key, posted: operations.step(draft, key, +1), "Moved {} down", frozenset(GROUPED)),
    "in": Verb(
        lambda draft, key, posted: operations.step_in(draft, key), "Made {} part of the one before it", CRITERIA
    ),
    "out": Verb(lambda draft, key, posted: operations.step_out(draft, key), "Moved {} out by one step", CRITERIA),
    "under": Verb(_under, "Moved {} elsewhere", CRITERIA),
    "merge": Verb(lambda draft, key, posted: operations.merge(draft, key), "Joined {} with the next one", STATEMENTS),
    "cell": Verb(_to_cell, "Moved {} to another cell", STATEMENTS),
    "pair": Verb(_pair, "Gave {} a counterpart", STATEMENTS),
    "unpair": Verb(
        lambda draft, key, posted: draft.without(key), "Parted two counterparts", frozenset({"counterpart"})
    ),
}


def cell_of(chosen: str) -> tuple[int | None, str]:
    """Return the level and aspect of a cell from its value in a form: a level's key, or an aspect. Raises Refused."""
    if chosen.isdecimal():
        return int(chosen), Statement.Aspect.DESCRIPTOR.value
    if chosen in {Statement.Aspect.VISION, Statement.Aspect.UNDERDONE, Statement.Aspect.OVERDONE}:
        return None, chosen
    raise Refused("Choose a level, or one of the kinds without a level.")


def cell_value(level: Value, aspect: Value) -> str:
    """Return the value of a cell in a form, which `cell_of` reads."""
    return str(level or aspect)


def split(key: Key, text: str, at: int | None, seen: str) -> Act:
    """Return the act that splits a statement in two, with its words as somebody changed them."""
    first, second = halves(text, at)

    def act(draft: Draft) -> tuple[Draft, str]:
        if key not in draft.rows:
            raise Refused("Somebody else deleted this statement.")
        if fingerprint(draft.rows[key]["text"]) != seen:
            raise Clash(draft.rows[key]["text"])
        return operations.split(draft, key, first, second), f"Split {name_of(draft, key)} in two"

    return act


def add_statements(criterion: int, cell: str, pasted: Iterable[tuple[str, str]]) -> Act:
    """Return the act that adds statements at the end of one cell."""
    level, aspect = cell_of(cell)
    pasted = list(pasted)

    def act(draft: Draft) -> tuple[Draft, str]:
        if ("criterion", criterion) not in draft.rows or (level and ("level", level) not in draft.rows):
            raise Refused("Somebody else deleted that criterion or level.")
        cell = {"criterion": criterion, "level": level, "aspect": aspect}
        many = "1 statement" if len(pasted) == 1 else f"{len(pasted)} statements"
        under = name_of(draft, ("criterion", criterion))
        return operations.paste(draft, cell, pasted), f"Added {many} to {under}, {cell_name(draft, level, aspect)}"

    return act


def add_row(table: str, fields: Row) -> Act:
    """Return the act that adds a criterion, last below its parent, or a level on top of the scale."""

    def act(draft: Draft) -> tuple[Draft, str]:
        parent = fields.get("parent")
        if parent is not None and ("criterion", parent) not in draft.rows:
            raise Refused("Somebody else deleted the criterion that it should stand below.")
        if fields["code"] in [row["code"] for _, row in draft.of(table)]:
            raise Refused(f"This draft has a {table} with the code {fields['code']} already.")
        added, pk = draft.with_row(table, fields)
        return added, f"Added {name_of(added, (table, pk))}"

    return act


def delete(key: Key, seen: str) -> Act:
    """Return the act that deletes a row and what goes with it, as long as that is still what the page showed."""

    def act(draft: Draft) -> tuple[Draft, str]:
        if key not in draft.rows:
            raise Refused("Somebody else deleted it already.")
        if seen != deletion_fingerprint(draft, key):
            raise Refused("Somebody else changed what would go with it. Read again what goes, and then delete it.")
        return draft.without(key), f"Deleted {name_of(draft, key)}"

    return act


def deletion_fingerprint(draft: Draft, key: Key) -> str:
    """Return the fingerprint of a row and all that would be deleted with it."""
    return fingerprint(repr([(named, sorted(draft.rows[named].items())) for named in sorted(draft.naming([key]))]))
