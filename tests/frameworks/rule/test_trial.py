"""A rule of rows with its worked examples: publishing tries each, and refuses while one doesn't come."""

from itertools import product

import pytest

from frameworks.checks import problems
from frameworks.content import content, digest
from frameworks.models import Edition
from frameworks.publication.acts import Refused, publish
from frameworks.rule.trial import row_words
from tests.factories import NOON, CriterionFactory, EditionFactory, LevelFactory, StatementFactory

pytestmark = pytest.mark.django_db
ROWS = "not: any of not\nachieved: all of achieved\npartly: all of partly\nnot: otherwise"
COUNTS = {"all": "2 yes", "some": "1 yes, 1 no", "none": "2 no"}


def expected(nothing, part, whole):
    """Return NCSC's result of all, some or none true in the three columns."""
    if nothing != "none":
        return "not"
    return "achieved" if whole == "all" else "partly" if part == "all" else "not"


EXAMPLES = [
    f"not: {COUNTS[nothing]}; partly: {COUNTS[part]}; achieved: {COUNTS[whole]} -> {expected(nothing, part, whole)}"
    for nothing, part, whole in product(COUNTS, repeat=3)
]


@pytest.fixture
def draft():
    """Return a draft with an outcome of three columns, its rule by rows, and 27 worked examples."""
    edition = EditionFactory(rule="first_match", source="A report", rule_rows=ROWS, rule_examples="\n".join(EXAMPLES))
    outcome = CriterionFactory(edition=edition, scored=True, code="A1.a")
    for rank, (code, name) in enumerate(
        (("not", "Not achieved"), ("partly", "Partially achieved"), ("achieved", "Achieved")), start=1
    ):
        level = LevelFactory(edition=edition, code=code, name=name, rank=rank)
        for position in (1, 2):
            StatementFactory(criterion=outcome, level=level, position=position, text=f"{name} {position}.")
    return edition


def about_the_rule(draft):
    return [str(fault) for fault in problems(draft) if fault.table == "edition"]


def test_the_27_combinations_come_out_by_four_rows(draft, framework_administrator):
    assert len(set(EXAMPLES)) == 27
    assert about_the_rule(draft) == []
    publication = publish(draft, by=framework_administrator, at=NOON)
    draft.refresh_from_db()
    assert (publication.digest_version, publication.digest) == (2, digest(draft))


@pytest.mark.parametrize("line", range(4))
def test_publishing_refuses_while_an_example_fails_and_names_it(draft, framework_administrator, line):
    rows = ROWS.splitlines()
    rows[line] = "no level: " + rows[line].partition(": ")[2]
    Edition.objects.filter(pk=draft.pk).update(rule_rows="\n".join(rows))
    draft.refresh_from_db()
    told = about_the_rule(draft)
    assert told
    assert all(each.startswith("Example ") and " gives no level, not " in each for each in told)
    with pytest.raises(Refused):
        publish(draft, by=framework_administrator, at=NOON)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule_rows": ""}, "Its levels are suggested by the first row that holds, and it has no rows."),
        ({"rule": "best_fit"}, "It has rows of a rule, and its rule is another kind than first match."),
        (
            {"rule_rows": "best: otherwise"},
            "Row 1: No level has the code best. There are not, partly, achieved, or no level.",
        ),
        ({"rule_examples": "not"}, "Example 1: An example is like good: 3 yes, 1 no; poor: 2 no -> good."),
    ],
)
def test_what_cant_be_read_is_named(draft, change, said):
    Edition.objects.filter(pk=draft.pk).update(**{"rule_examples": "", **change})
    draft.refresh_from_db()
    assert about_the_rule(draft) == [said]


def test_each_row_is_a_sentence(draft):
    assert row_words(content(draft)) == [
        "Not achieved: any statement of Not achieved is true.",
        "Achieved: all statements of Achieved are true.",
        "Partially achieved: all statements of Partially achieved are true.",
        "Not achieved: no row above holds.",
    ]


@pytest.mark.parametrize(
    ("rule", "example", "wrong"),
    [
        ("cumulative", "not: 2 yes; partly: 2 yes; achieved: 1 yes, 1 no -> partly", []),
        ("best_fit", "not: 2 no; partly: 2 no; achieved: 2 yes -> achieved", []),
        (
            "cumulative",
            "not: 2 no -> not",
            ["Example 1 gives no level, not Not achieved: No level is reached yet: Not achieved is not substantially"
             " true: 0 of its 2 judged statements are true (0%)."],
        ),
    ],
)  # fmt: skip
def test_every_rule_has_its_examples_tried(draft, rule, example, wrong):
    Edition.objects.filter(pk=draft.pk).update(rule=rule, rule_rows="", rule_examples=example)
    draft.refresh_from_db()
    assert about_the_rule(draft) == wrong
