"""What became of each statement between two editions: a rule, tried without a page."""

import time
from dataclasses import replace

import pytest

from frameworks.compare.editions import Change, compare, compare_contents
from frameworks.compare.matching import likeness
from frameworks.content import Content, Node, Step, Words
from frameworks.editor import operations, store
from frameworks.models import Statement
from frameworks.publication.acts import edit_as_new
from tests.factories import NOON, small_edition

OLD = {
    "1": [
        "Leaders promote a clear vision of continuous improvement to everybody in the force.",
        "The force plans its resources for the demand that it expects. It checks each year that the plan was right.",
        "Officers record what victims tell them.",
        "Supervisors review the records of their team every week.",
    ],
    "2": [
        "The public can reach the force by telephone at any hour.",
        "Complaints are answered within the time that the law allows.",
    ],
}


def edition(said: dict[str, list[str]], first: int, titles: dict[str, str] | None = None) -> Content:
    """Return an edition of one level whose keys count from `first`."""
    nodes, key = [], first
    for code, texts in said.items():
        words = tuple(Words(key + n, 1, "descriptor", n, "", text, "") for n, text in enumerate(texts, start=1))
        title = (titles or {}).get(
            code, {"1": "Leadership and planning", "2": "Contact"}.get(code, f"Criterion {code}")
        )
        nodes.append(
            Node(key, None, code, code, title, "enabler", 0, True, False, True, "", "", words, words, frozenset(), {})
        )
        key += len(words) + 1
    return Content(
        first, str(first), "maturity", "best_fit", "", (Step(first, "a", "A", 1, "alone", "", ""),),
        tuple(nodes), (), {node.pk: node for node in nodes}, {},
    )  # fmt: skip


def told(old: dict[str, list[str]], new: dict[str, list[str]]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return the changes that are more than nothing, as kind and texts."""
    found = compare_contents(edition(old, 100), edition(new, 1000))
    return [(c.change, c.old_texts, c.new_texts) for c in found.statements if c.change != Change.SAME]


def test_the_same_words_in_the_same_place_are_the_same():
    found = compare_contents(edition(OLD, 100), edition(OLD, 1000))
    assert [(c.change, c.similarity) for c in found.statements] == [(Change.SAME, 100)] * 6
    assert [(c.change, c.old, c.new) for c in found.criteria] == [
        (Change.SAME, (100,), (1000,)),
        (Change.SAME, (105,), (1005,)),
    ]


LEADERS, PLANS, RECORD, REVIEW = OLD["1"]
REACH, COMPLAINTS = OLD["2"]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        pytest.param(
            [LEADERS, PLANS, "Officers and staff record what victims tell them.", REVIEW],
            [REACH, COMPLAINTS],
            [(Change.REWORDED, (RECORD,), ("Officers and staff record what victims tell them.",))],
            id="reworded",
        ),
        pytest.param(
            [LEADERS, PLANS, RECORD], [REACH, COMPLAINTS, REVIEW], [(Change.MOVED, (REVIEW,), (REVIEW,))], id="moved"
        ),
        pytest.param(
            [
                LEADERS,
                "The force plans its resources for the demand that it expects.",
                "The force checks each year that the plan was right.",
                RECORD,
                REVIEW,
            ],
            [REACH, COMPLAINTS],
            [
                (
                    Change.SPLIT,
                    (PLANS,),
                    (
                        "The force plans its resources for the demand that it expects.",
                        "The force checks each year that the plan was right.",
                    ),
                )
            ],
            id="split",
        ),
        pytest.param(
            [LEADERS, PLANS, "Officers record what victims tell them, and supervisors review the records every week."],
            [REACH, COMPLAINTS],
            [
                (
                    Change.MERGED,
                    (RECORD, REVIEW),
                    ("Officers record what victims tell them, and supervisors review the records every week.",),
                )
            ],
            id="merged",
        ),
        pytest.param(
            [LEADERS, PLANS, RECORD, REVIEW, "Body-worn video is kept for thirty days."],
            [REACH],
            [
                (Change.NEW, (), ("Body-worn video is kept for thirty days.",)),
                (Change.GONE, (COMPLAINTS,), ()),
            ],
            id="new and gone",
        ),
    ],
)
def test_what_became_of_a_statement(one, two, expected):
    assert told(OLD, {"1": one, "2": two}) == expected


def test_a_criterion_that_was_renumbered_is_found_by_its_title_and_statements():
    new = {"1": ["Digital tools are safe to use for everybody."], "2": OLD["1"], "3": OLD["2"]}
    titles = {"1": "Technology", "2": "Leadership and planning", "3": "Contact"}
    found = compare_contents(edition(OLD, 100), edition(new, 1000, titles))
    assert [(c.change, c.old_texts, c.new_texts) for c in found.criteria] == [
        (Change.NEW, (), ("Technology",)),
        (Change.SAME, ("Leadership and planning",), ("Leadership and planning",)),
        (Change.SAME, ("Contact",), ("Contact",)),
    ]
    assert [c.change for c in found.statements] == [Change.NEW, *[Change.SAME] * 6]


def test_a_criterion_split_in_two_keeps_its_statements_in_place():
    new = {"1": [LEADERS, PLANS], "1b": [RECORD, REVIEW], "2": OLD["2"]}
    found = compare_contents(edition(OLD, 100), edition(new, 1000, {"1b": "Records of victims"}))
    assert [(c.change, c.new_texts) for c in found.criteria] == [
        (Change.SPLIT, ("Leadership and planning", "Records of victims")),
        (Change.SAME, ("Contact",)),
    ]
    assert {c.change for c in found.statements} == {Change.SAME}


def test_two_criteria_merged_into_one():
    found = compare_contents(edition(OLD, 100), edition({"1": [*OLD["1"], *OLD["2"]]}, 1000))
    assert [(c.change, c.old_texts) for c in found.criteria] == [
        (Change.MERGED, ("Leadership and planning", "Contact"))
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("The same.", "The  same.", 100), ("The same.", "The same", 99), ("Same the", "The same", 99), ("One", "", 0)],
)
def test_only_the_very_same_words_are_wholly_alike(old, new, expected):
    assert likeness(old, new) == expected


def long_edition(first: int, size: int, every: int) -> Content:
    """Return so many statements, every so many of them said otherwise."""
    said = {}
    for c in range(1, size // 20 + 1):
        texts = [
            f"Team {c} checks task {c * n} with partner {n} each week and tells {n * 7} others so." for n in range(20)
        ]
        said[str(c)] = [f"From now on {t}" if i % every == 0 else t for i, t in enumerate(texts)]
    return edition(said, first)


def test_every_statement_of_both_editions_stands_in_one_change():
    old, new = long_edition(1, 200, 3), long_edition(10_000, 240, 4)
    found = compare_contents(old, new)
    for side, read in (("old", old), ("new", new)):
        stood = sorted(key for change in found.statements for key in getattr(change, side))
        assert stood == sorted(words.pk for node in read.criteria for words in node.statements)
        stood = sorted(key for change in found.criteria for key in getattr(change, side))
        assert stood == sorted(node.pk for node in read.criteria)


def test_four_hundred_statements_against_four_hundred_take_less_than_a_second():
    old, new = long_edition(1, 400, 99), long_edition(10_000, 400, 1)
    started = time.process_time()
    compare_contents(old, new)
    assert time.process_time() - started < 1


@pytest.mark.django_db
def test_two_editions_of_the_database_are_compared(django_assert_num_queries):
    old = small_edition(levels=2, criteria=2, statements=2)
    new = small_edition(levels=2, criteria=2, statements=2, framework=old.framework)
    with django_assert_num_queries(12):
        found = compare(old, new)
    assert {change.change for change in found.statements} == {Change.SAME}
    assert replace(found.statements[0]) == found.of_old[found.statements[0].old[0]]


@pytest.mark.django_db
def test_a_sentence_retyped_in_a_draft_is_reworded_and_not_gone_and_new():
    old = small_edition(levels=2, criteria=2, statements=2, status="published")
    draft = edit_as_new(old, "Next")
    retyped = Statement.objects.get(criterion__edition=draft, text="1.2.1")
    Statement.objects.filter(pk=retyped.pk).update(text="Nothing of the old sentence is left in this one.")
    found = [(c.change, c.old_texts, c.new) for c in compare(old, draft).statements if c.change != Change.SAME]
    assert found == [(Change.REWORDED, ("1.2.1",), (retyped.pk,))]


@pytest.mark.django_db
def test_what_was_split_and_joined_in_a_draft_is_split_and_merged_whatever_its_words(framework_administrator):
    old = small_edition(levels=2, criteria=1, statements=2, status="published")
    draft = edit_as_new(old, "Next")
    keys = {row.text: row.pk for row in Statement.objects.of(draft)}
    acts = (
        lambda it: operations.split(it, ("statement", keys["1.1.1"]), "Patrols are planned.", "Calls are answered."),
        lambda it: operations.merge(it, ("statement", keys["1.2.1"])),
        lambda it: it.with_fields(("statement", keys["1.2.1"]), text="Everybody is trained."),
    )
    for act in acts:
        store.change(draft.pk, lambda it, act=act: (act(it), "Did something"), by=framework_administrator, at=NOON)
    found = [(c.change, c.old_texts, c.new_texts) for c in compare(old, draft).statements if c.change != Change.SAME]
    assert found == [
        (Change.SPLIT, ("1.1.1",), ("Patrols are planned.", "Calls are answered.")),
        (Change.MERGED, ("1.2.1", "1.2.2"), ("Everybody is trained.",)),
    ]
