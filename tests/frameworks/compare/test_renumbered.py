"""Shipped editions against later ones in which numbers are given anew: words pair criteria, a number alone never does.

A later edition is made of an edition's own words, with other keys.
"""

import codecs
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from types import MappingProxyType

import pytest

from frameworks.compare.editions import Change, Comparison, compare_contents
from frameworks.content import Content, Node, Words, content
from frameworks.models import Edition

pytestmark = pytest.mark.django_db
LATER = 1_000_000
EDITIONS = ("peel_paf", "judgment_criteria", "ci_sam", "competency", "nisp")
LEADERSHIP = {
    "9": "How good is the force's leadership and force management?",
    "9.1": "Leaders at every level set the direction",
    "9.2": "Leaders are chosen and developed well",
    "9.3": "The force plans effectively for its future leaders",
}
LEADERS_SAY = (
    "The force's leaders say at every level what is expected of those whom they lead.",
    "The chief officer team makes a strategic plan and keeps to it.",
    "Leaders know how well they lead, and are told so by those whom they lead.",
    "Supervisors have time to supervise and to support their teams.",
    "The force works effectively with others to find and bring on talented people.",
    "The force regularly tests its plans for who leads next.",
)


def later(
    old: Content,
    *,
    without: tuple[str, ...] = (),
    titles: Mapping[str, str] = MappingProxyType({}),
    number: Callable[[str], str] = str,
    say: Callable[[Words], str] = attrgetter("text"),
) -> Content:
    """Return an edition that says the same under other keys, but for what is told otherwise."""
    tops = {node.pk for node in old.criteria if node.code in without}
    gone = tops | {key for top in tops for key in old.by_pk[top].descendants}

    def again(statements: tuple[Words, ...]) -> tuple[Words, ...]:
        return tuple(
            replace(
                words,
                pk=words.pk + LATER,
                code=words.code and number(words.code),
                text=say(words),
            )
            for words in statements
        )

    nodes = tuple(
        replace(
            node,
            pk=node.pk + LATER,
            parent=node.parent and node.parent + LATER,
            code=number(node.code),
            title=titles.get(node.code, node.title),
            statements=again(node.statements),
            on_or_below=again(node.on_or_below),
            descendants=frozenset(key + LATER for key in node.descendants),
        )
        for node in old.criteria
        if node.pk not in gone
    )
    levels = tuple(replace(step, pk=step.pk + LATER) for step in old.levels)
    return replace(old, levels=levels, criteria=nodes, by_pk={node.pk: node for node in nodes}, pairs=())


def nine(old: Content) -> list[Words]:
    """Return the statements of the PAF's question 9, on the Strategic Policing Requirement."""
    return next(list(node.on_or_below) for node in old.criteria if node.code == "9")


def on_leadership(old: Content, **more) -> Content:
    """Return a later edition whose question 9 asks for leadership."""
    told = {words.pk: text for words, text in zip(nine(old), LEADERS_SAY, strict=True)}
    return later(old, titles=LEADERSHIP, say=lambda words: told.get(words.pk, words.text), **more)


def renumbered(code: str) -> str:
    """Return a code of the PAF without its questions 9 and 10."""
    top, dot, rest = code.partition(".")
    return f"{int(top) - 2 if int(top) > 10 else top}{dot}{rest}"


def counted(compared: Comparison) -> tuple[dict[str, int], dict[str, int]]:
    return tuple(dict(Counter(c.change for c in changes)) for changes in (compared.criteria, compared.statements))


def went(compared: Comparison) -> dict[str, str | None]:
    """Return which question of the old edition is which of the new one, by code."""
    codes = {node.code: compared.successor(node.pk) for node in compared.old.criteria if node.depth == 0}
    return {code: key and compared.new.by_pk[key].code for code, key in codes.items()}


def shipped_content(request, name: str) -> Content:
    edition: Edition = request.getfixturevalue(name)
    return content(edition)


@pytest.mark.parametrize("name", EDITIONS)
def test_numbers_given_to_others_move_nothing(request, name):
    old = shipped_content(request, name)
    codes = [node.code for node in old.criteria]
    next_one = dict(zip(codes, [*codes[1:], codes[0]], strict=True))
    compared = compare_contents(old, later(old, number=lambda code: next_one.get(code, code)))
    criteria, statements = counted(compared)
    assert set(criteria) == {Change.SAME}
    assert set(statements) == {Change.SAME}
    assert all(compared.successor(node.pk) == node.pk + LATER for node in old.criteria)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_number_alone_pairs_nothing(request, name):
    old = shipped_content(request, name)

    def other(text: str) -> str:
        return codecs.encode(text, "rot13")

    titles = {node.code: other(node.title) for node in old.criteria}
    compared = compare_contents(old, later(old, titles=titles, say=lambda words: other(words.text)))
    for changes in counted(compared):
        assert set(changes) == {Change.GONE, Change.NEW}
    assert [compared.successor(node.pk) for node in old.criteria] == [None] * len(old.criteria)


def test_question_9_of_the_paf_is_not_a_later_one_on_leadership(peel_paf):
    old = content(peel_paf)
    compared = compare_contents(old, on_leadership(old))
    assert counted(compared) == ({"same": 67, "gone": 4, "new": 4}, {"same": 145, "gone": 6, "new": 6})
    assert went(compared) == {str(at): str(at) if at != 9 else None for at in range(1, 13)}


def test_questions_that_follow_those_that_are_gone_are_found_under_their_new_numbers(peel_paf):
    old = content(peel_paf)
    compared = compare_contents(old, later(old, without=("9", "10"), number=renumbered))
    assert counted(compared) == ({"same": 60, "gone": 11}, {"same": 137, "gone": 14})
    expected = {str(at): str(at) for at in range(1, 9)} | {"9": None, "10": None, "11": "9", "12": "10"}
    assert went(compared) == expected


def test_reworded_statements_take_their_criterion_along_under_another_number(peel_paf):
    old = content(peel_paf)

    def say(words: Words) -> str:
        return words.text.replace("The force", "The force and its partners", 1)

    compared = compare_contents(old, later(old, without=("9", "10"), number=renumbered, say=say))
    stayed = [words for node in old.criteria if node.code.split(".")[0] not in ("9", "10") for words in node.statements]
    reworded = sum(say(words) != words.text for words in stayed)
    statements = {"same": len(stayed) - reworded, "reworded": reworded, "gone": 14}
    assert counted(compared) == ({"same": 60, "gone": 11}, statements)


def test_a_question_with_a_new_title_is_found_by_its_statements(peel_paf):
    old = content(peel_paf)
    titles = {"11": "Is the organisation a good employer?"}
    compared = compare_contents(old, later(old, titles=titles, number=renumbered, without=("9", "10")))
    assert went(compared)["11"] == "9"
    [change] = [change for change in compared.criteria if change.new_texts == ("Is the organisation a good employer?",)]
    assert (change.change, [old.by_pk[key].code for key in change.old]) == (Change.REWORDED, ["11"])


def test_a_statement_of_that_number_about_something_else_is_gone_and_another_new(peel_paf):
    old = content(peel_paf)
    changed = nine(old)[0]
    compared = compare_contents(old, later(old, say=lambda w: LEADERS_SAY[1] if w.pk == changed.pk else w.text))
    assert [(c.change, c.old or c.new) for c in compared.statements if c.change != Change.SAME] == [
        (Change.GONE, (changed.pk,)),
        (Change.NEW, (changed.pk + LATER,)),
    ]


def test_a_level_that_statements_left_is_told(judgment_criteria):
    old = content(judgment_criteria)
    node = next(node for node in old.criteria if {words.rank for words in node.statements} >= {2, 3})
    moved = next(words for words in node.statements if words.rank == 2)
    new = later(old)
    at = {words.pk for words in node.statements} & {moved.pk}
    nodes = tuple(_at_level(each, at, 3) for each in new.criteria)
    compared = compare_contents(old, replace(new, criteria=nodes, by_pk={each.pk: each for each in nodes}))
    assert [(c.change, c.old, c.turn) for c in compared.statements if c.change != Change.SAME or c.turn] == [
        (Change.MOVED, (moved.pk,), "level")
    ]


def _at_level(node: Node, old: set[int], rank: int) -> Node:
    def placed(statements: tuple[Words, ...]) -> tuple[Words, ...]:
        return tuple(replace(words, rank=rank) if words.pk - LATER in old else words for words in statements)

    return replace(node, statements=placed(node.statements), on_or_below=placed(node.on_or_below))
