"""What can be done to a draft: rows moved, split, joined, pasted and paired. Each takes a draft and returns another."""

from collections.abc import Iterable

from frameworks.editor.draft import Draft, Key, Refused, Row, Value

# --- Order


def step(draft: Draft, key: Key, by: int) -> Draft:
    """Return the draft with the row one place further up (-1) or down (+1) among its siblings."""
    siblings = draft.siblings(key)
    at = siblings.index(key[1]) + by
    if not 0 <= at < len(siblings):
        raise Refused("It is the first here already." if by < 0 else "It is the last here already.")
    return draft.put(key, at)


def step_in(draft: Draft, key: Key) -> Draft:
    """Return the draft with the criterion as the last part of the one before it."""
    siblings = draft.siblings(key)
    at = siblings.index(key[1])
    if at == 0:
        raise Refused("There is no criterion before it here that it could become part of.")
    return draft.with_fields(key, parent=siblings[at - 1])


def step_out(draft: Draft, key: Key) -> Draft:
    """Return the draft with the criterion right after the one that it was part of."""
    parent = draft.rows[key]["parent"]
    if parent is None:
        raise Refused("It stands at the top already.")
    above = ("criterion", parent)
    at = draft.siblings(above).index(parent)
    return draft.with_fields(key, parent=draft.rows[above]["parent"]).put(key, at + 1)


def move_under(draft: Draft, key: Key, parent: int | None) -> Draft:
    """Return the draft with the criterion as the last part of another one, or last at the top."""
    if parent == key[1] or (parent is not None and parent in draft.criteria(key[1])):
        raise Refused("A criterion can't become part of itself, or of what is part of it.")
    if parent is not None and ("criterion", parent) not in draft.rows:
        raise Refused("That criterion is not in this draft any more.")
    return draft.with_fields(key, parent=parent)


# --- Statements


def split(draft: Draft, key: Key, first: str, second: str) -> Draft:
    """Return the draft with one statement made into two; note, number and counterparts stay with the first."""
    if not (first and second):
        raise Refused("Say where it is to be split: both halves need words.")
    row = draft.rows[key]
    draft = draft.with_fields(key, text=first)
    draft, second_half = draft.with_row("statement", {**row, "text": second, "code": "", "note": ""}, after=key[1])
    return _remembering(draft, second_half, key[1])


def _remembering(draft: Draft, statement: int, other: int) -> Draft:
    """Return the draft with a statement that comes from what another one comes from as well."""
    own = {row["former"] for _, row in draft.of("predecessor") if row["statement"] == statement}
    for row in [row for _, row in draft.of("predecessor") if row["statement"] == other and row["former"] not in own]:
        draft, _ = draft.with_row("predecessor", {**row, "statement": statement})
    return draft


def merge(draft: Draft, key: Key) -> Draft:
    """Return the draft with a statement and the next one made into one, with the notes and counterparts of both."""
    siblings = draft.siblings(key)
    at = siblings.index(key[1])
    if at + 1 == len(siblings):
        raise Refused("There is no statement behind it in its cell.")
    other = ("statement", siblings[at + 1])
    one, two = draft.rows[key], draft.rows[other]
    text, note = f"{one['text']} {two['text']}".strip(), "\n".join(filter(None, (one["note"], two["note"])))
    draft = draft.with_fields(key, text=text, note=note, code=one["code"] or two["code"])
    for side, away in (("stronger", "weaker"), ("weaker", "stronger")):
        pairs = [row for _, row in draft.of("counterpart")]
        taken_over = [{**row, side: key[1]} for row in pairs if row[side] == other[1] and row[away] != key[1]]
        for row in taken_over:
            if row not in pairs:
                draft, _ = draft.with_row("counterpart", row)
    return _remembering(draft, key[1], other[1]).without(other)


def to_cell(draft: Draft, key: Key, level: int | None, aspect: str) -> Draft:
    """Return the draft with a statement last in another cell of its criterion."""
    if level is not None and ("level", level) not in draft.rows:
        raise Refused("That level is not in this draft any more.")
    return draft.with_fields(key, level=level, aspect=aspect)


def paste(draft: Draft, cell: Row, pasted: Iterable[tuple[str, str]]) -> Draft:
    """Return the draft with more statements, each a number and a text, at the end of a cell."""
    for code, text in pasted:
        draft, _ = draft.with_row("statement", {**cell, "code": code, "text": text, "note": ""})
    return draft


def pair(draft: Draft, one: int, other: int) -> Draft:
    """Return the draft with two statements as counterparts, the one at the higher level the stronger."""
    ranks: dict[Value, int] = {pk: place for place, pk in enumerate(draft.ordered("level"), 1)}
    rows: dict[int, Row] = {pk: draft.rows.get(("statement", pk), {}) for pk in (one, other)}
    at = {pk: ranks.get(row.get("level"), 0) for pk, row in rows.items()}
    if not (at[one] and at[other]):
        raise Refused("Counterparts are two statements at levels of this draft.")
    if at[one] == at[other]:
        raise Refused("Counterparts stand at two levels: one says more, the other less.")
    if rows[one]["criterion"] != rows[other]["criterion"]:
        raise Refused("Counterparts belong to one criterion.")
    weaker, stronger = sorted((one, other), key=at.__getitem__)
    if {"stronger": stronger, "weaker": weaker} in [row for _, row in draft.of("counterpart")]:
        raise Refused("These two are counterparts already.")
    return draft.with_row("counterpart", {"stronger": stronger, "weaker": weaker})[0]


def entitle(draft: Draft, criterion: int, level: int, title: str) -> Draft:
    """Return the draft with another name of a criterion at one level; an empty one takes the name away."""
    held = [pk for pk, row in draft.of("leveltitle") if (row["criterion"], row["level"]) == (criterion, level)]
    if not title:
        return draft.without(*(("leveltitle", pk) for pk in held))
    if held:
        return draft.with_fields(("leveltitle", held[0]), title=title)
    return draft.with_row("leveltitle", {"criterion": criterion, "level": level, "title": title})[0]
