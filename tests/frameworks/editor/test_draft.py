"""Acts on a draft as plain values: what they do, what they refuse, and that undoing them all leaves nothing."""

import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frameworks.content import digest
from frameworks.editor import operations
from frameworks.editor.acts import VERBS
from frameworks.editor.draft import Draft, Group, Key, Refused, Row
from frameworks.editor.store import change, read, undo
from frameworks.editor.undo import InTheWay, as_json, difference, from_json, undone
from frameworks.editor.words import bullets, fingerprint, halves
from frameworks.models import Edit
from frameworks.publication.acts import edit_as_new
from tests.factories import NOON, small_edition

TREE = {1: None, 2: 1, 3: 1, 4: None, 5: 4}
ABOUT: Row = {"title": "T", "kind": "k", "scored": True, "graded": False, "guidance": "", "note": ""}


@pytest.fixture
def draft():
    return plain_draft()


def plain_draft() -> Draft:
    """Return criteria 1 (of 2 and 3) and 4 (of 5), levels 1 and 2, and in criterion 2 two statements at each level.

    Statement 1 was 11 in the edition before, and so on.
    """
    rows: dict[Key, Row] = {
        ("criterion", pk): {**ABOUT, "code": f"c{pk}", "parent": parent} for pk, parent in TREE.items()
    }
    for pk in (1, 2):
        words = {"definition": "", "lead_in": "", "builds": "alone"}
        rows["level", pk] = {"code": f"l{pk}", "name": f"Level {pk}", **words}
    for pk, level in ((1, 1), (2, 1), (3, 2), (4, 2)):
        words = {"code": "", "text": f"Text {pk}.", "note": ""}
        rows["statement", pk] = {"criterion": 2, "level": level, "aspect": "descriptor", **words}
        rows["predecessor", pk] = {"statement": pk, "former": pk + 10}
    rows["counterpart", 1] = {"stronger": 4, "weaker": 2}
    cells: dict[Group, tuple[int, ...]] = {
        ("statement", (2, 1, "descriptor")): (1, 2),
        ("statement", (2, 2, "descriptor")): (3, 4),
    }
    tree: dict[Group, tuple[int, ...]] = {
        ("criterion", (None,)): (1, 4),
        ("criterion", (1,)): (2, 3),
        ("criterion", (4,)): (5,),
    }
    return Draft(rows, {**tree, ("level", ()): (1, 2), **cells})


MOVES = [
    ("down", 1, [4, 5, 1, 2, 3]),
    ("up", 3, [1, 3, 2, 4, 5]),
    ("in", 4, [1, 2, 3, 4, 5]),
    ("in", 3, [1, 2, 3, 4, 5]),
    ("out", 2, [1, 3, 2, 4, 5]),
    ("out", 5, [1, 2, 3, 4, 5]),
]


@pytest.mark.parametrize(("verb", "pk", "order"), MOVES)
def test_moving_a_criterion_takes_along_what_is_part_of_it(draft, verb, pk, order):
    moved = VERBS[verb].do(draft, ("criterion", pk), {})
    assert list(moved.criteria()) == order
    assert undone(moved, difference(draft, moved)) == draft


def test_parents_after_moving(draft):
    moved = operations.step_in(draft, ("criterion", 4))
    assert [moved.rows["criterion", pk]["parent"] for pk in (4, 5)] == [1, 4]
    assert operations.step_out(moved, ("criterion", 4)) == draft


REFUSED = [
    (lambda d: operations.step(d, ("criterion", 1), -1), "It is the first here already."),
    (lambda d: operations.step(d, ("level", 2), +1), "It is the last here already."),
    (lambda d: operations.step_in(d, ("criterion", 2)), "There is no criterion before it here"),
    (lambda d: operations.step_out(d, ("criterion", 1)), "It stands at the top already."),
    (lambda d: operations.move_under(d, ("criterion", 1), 3), "A criterion can't become part of itself"),
    (lambda d: operations.move_under(d, ("criterion", 1), 1), "A criterion can't become part of itself"),
    (lambda d: operations.move_under(d, ("criterion", 1), 9), "That criterion is not in this draft any more."),
    (lambda d: operations.split(d, ("statement", 1), "All", ""), "Say where it is to be split"),
    (lambda d: operations.merge(d, ("statement", 2)), "There is no statement behind it in its cell."),
    (lambda d: operations.to_cell(d, ("statement", 1), 9, "descriptor"), "That level is not in this draft any more."),
    (lambda d: operations.pair(d, 1, 2), "Counterparts stand at two levels"),
    (lambda d: operations.pair(d, 2, 4), "These two are counterparts already."),
    (lambda d: operations.pair(d, 1, 9), "Counterparts are two statements at levels of this draft."),
]


@pytest.mark.parametrize(("act", "why"), REFUSED)
def test_what_is_refused(draft, act, why):
    with pytest.raises(Refused, match=why):
        act(draft)


def test_splitting_and_joining_again(draft):
    split = operations.split(draft, ("statement", 2), "Text", "two.")
    first, second = split.ordered("statement", 2, 1, "descriptor")[1:]
    assert [split.rows["statement", pk]["text"] for pk in (first, second)] == ["Text", "two."]
    assert operations.merge(split, ("statement", first)).rows["statement", 2]["text"] == "Text two."


def formers(draft: Draft, statement: int) -> list[int]:
    """Return which statements of the edition before a statement comes from."""
    return sorted(row["former"] for _, row in draft.of("predecessor") if row["statement"] == statement)


def test_both_halves_come_from_what_was_split_and_joined_ones_from_both(draft):
    split = operations.split(draft, ("statement", 2), "Text", "two.")
    second_half = split.ordered("statement", 2, 1, "descriptor")[2]
    assert (formers(split, 2), formers(split, second_half)) == ([12], [12])
    assert formers(operations.merge(split, ("statement", 2)), 2) == [12]
    assert formers(operations.merge(draft, ("statement", 1)), 1) == [11, 12]


def test_a_statement_that_was_retyped_or_moved_keeps_where_it_came_from(draft):
    retyped = draft.with_fields(("statement", 2), text="Quite another sentence.", code="9")
    assert formers(retyped, 2) == [12]
    assert formers(operations.to_cell(retyped, ("statement", 2), 2, "descriptor"), 2) == [12]
    assert formers(draft.without(("statement", 2)), 2) == []


def test_joined_statements_keep_the_counterparts_of_both(draft):
    merged = operations.merge(draft, ("statement", 1))
    assert [(row["stronger"], row["weaker"]) for _, row in merged.of("counterpart")] == [(4, 1)]


def test_the_stronger_counterpart_is_the_one_at_the_higher_level(draft):
    for one, other in ((1, 3), (3, 1)):
        paired = operations.pair(draft, one, other)
        assert {"stronger": 3, "weaker": 1} in [row for _, row in paired.of("counterpart")]


def test_what_names_a_row_goes_with_it(draft):
    gone = draft.naming([("criterion", 1)]) - {("criterion", 1)}
    assert sorted(gone) == [
        *(("counterpart", 1), ("criterion", 2), ("criterion", 3)),
        *((table, pk) for table in ("predecessor", "statement") for pk in (1, 2, 3, 4)),
    ]


# --- Undoing


def test_an_old_edit_is_undone_and_later_ones_stay(draft):
    renamed = draft.with_fields(("criterion", 5), title="New")
    moved = operations.step(renamed, ("criterion", 1), +1)
    back = undone(moved, difference(draft, renamed))
    assert back == operations.step(draft, ("criterion", 1), +1)


def test_a_deleted_branch_comes_back_where_it_stood_among_what_came_since(draft):
    deleted = draft.without(("criterion", 2))
    since, new = deleted.with_row("criterion", {**ABOUT, "code": "new", "parent": 1})
    back = undone(since, from_json(as_json(difference(draft, deleted))))
    assert back.ordered("criterion", 1) == (2, 3, new)
    assert back.ordered("statement", 2, 2, "descriptor") == (3, 4)
    assert ("counterpart", 1) in back.rows


IN_THE_WAY = [
    # What was done, what was done since to the same thing.
    (lambda d: d.with_fields(("level", 1), name="A"), lambda d: d.with_fields(("level", 1), name="B")),
    (lambda d: d.with_fields(("level", 1), name="A"), lambda d: d.without(("level", 1))),
    (lambda d: d.without(("criterion", 2)), lambda d: d.without(("criterion", 1))),
    (lambda d: d.with_row("criterion", {**ABOUT, "code": "n", "parent": 1})[0], lambda d: _below_the_newest(d)),
    (lambda d: operations.step(d, ("criterion", 3), -1), lambda d: operations.move_under(d, ("criterion", 3), 4)),
]


def _below_the_newest(draft: Draft) -> Draft:
    newest = min(pk for pk, _ in draft.of("criterion"))
    return draft.with_row("criterion", {**ABOUT, "code": "m", "parent": newest})[0]


@pytest.mark.parametrize(("done", "since"), IN_THE_WAY)
def test_what_was_built_on_since_stands_in_the_way(draft, done, since):
    after = done(draft)
    with pytest.raises(InTheWay):
        undone(since(after), difference(draft, after))


def any_act(draft: Draft, pick: random.Random) -> Draft:
    """Return the draft after some act of the editor; unchanged where it is refused."""
    tables = {table: [(table, pk) for pk, _ in draft.of(table)] for table in ("criterion", "statement", "level")}
    key = pick.choice([key for keys in tables.values() for key in keys] or [("level", 0)])
    verb = pick.choice([name for name, each in VERBS.items() if key[0] in each.tables] + ["delete", "words", "add"])
    said = {f"{name}-{key[1]}": str(pick.choice([1, 2, 3, 4, 5])) for name in ("under", "cell", "other")}
    try:
        if verb == "delete":
            return draft.without(key) if len(draft.rows) > 6 else draft
        if verb == "words":
            return draft.with_fields(key, code=f"{key[0]}-{pick.random()}")
        if verb == "add":
            row = {**draft.rows[key], "code": f"new-{pick.random()}"}
            return draft.with_row(key[0], row, after=pick.choice([None, key[1]]))[0]
        return VERBS[verb].do(draft, key, said)
    except Refused:
        return draft


@given(seed=st.integers(0, 2**32), many=st.integers(1, 25))
@settings(max_examples=60, deadline=None)
def test_undoing_everything_leaves_the_draft_as_it_was(seed, many):
    pick, at = random.Random(seed), [plain_draft()]
    for _ in range(many):
        at.append(any_act(at[-1], pick))
    draft = at[-1]
    for before, after in reversed(list(pairwise(at))):
        draft = undone(draft, from_json(as_json(difference(before, after))))
    assert draft == at[0]


@pytest.mark.django_db
@given(seed=st.integers(0, 2**32))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_leaves_the_database_as_it_was(framework_administrator, seed):
    edition = edit_as_new(small_edition(levels=2, criteria=3, status="published"), f"After {seed}")
    pick = random.Random(seed)
    who = {"by": framework_administrator, "at": NOON}
    start, words = read(edition), digest(edition)
    for _ in range(8):
        change(edition.pk, lambda draft: (any_act(draft, pick), "Did something"), **who)
    for edit in Edit.objects.filter(edition=edition).order_by("-pk"):
        assert undo(edit, **who) is not None
    assert (read(edition), digest(edition)) == (start, words)


# --- What is pasted and typed

PASTED = [
    ("• One\n  goes on\n• Two\n\nAlone", [("", "One goes on"), ("", "Two"), ("", "Alone")]),
    ("One line\n2021 was hard\n", [("", "One line"), ("", "2021 was hard")]),
    ("1. One\n2) Two\n(a) Three\n53.1 Four", [("1", "One"), ("2", "Two"), ("a", "Three"), ("53.1", "Four")]),
    ("- dash\n\u2013 en dash\n\u2014 em dash\n* star", [("", "dash"), ("", "en dash"), ("", "em dash"), ("", "star")]),
    ("Begins:\n- one", [("", "Begins:"), ("", "one")]),
    ("\uf0b7\tFrom Word", [("", "From Word")]),
    ("-\n\n  \n", []),
    ("well-known\nThe 5 Cs", [("", "well-known"), ("", "The 5 Cs")]),
]


@pytest.mark.parametrize(("pasted", "expected"), PASTED)
def test_bullets(pasted, expected):
    assert bullets(pasted) == expected


HALVES = [
    ("One.\r\n\r\nTwo.", None, ("One.", "Two.")),
    ("One.\n \nTwo.\n\nThree.", None, ("One.", "Two.\n\nThree.")),
    ("One. Two.", 5, ("One.", "Two.")),
    ("One. Two.", None, ("One. Two.", "")),
    ("One.", 0, ("One.", "")),
    ("One.", 9, ("One.", "")),
]


@pytest.mark.parametrize(("text", "at", "expected"), HALVES)
def test_halves(text, at, expected):
    assert halves(text, at) == expected


def test_a_mark_tells_words_apart_and_not_line_ends():
    assert fingerprint("a\r\nb ") == fingerprint("a\nb")
    assert fingerprint("a") != fingerprint("b")
    assert fingerprint(None) == fingerprint("")
