"""Whatever an edition says, each form of file keeps all of it: tried with editions that no publisher would print."""

import dataclasses
import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frameworks.files.check import take_in
from frameworks.files.edition_values import (
    WrittenCriterion,
    WrittenEdition,
    WrittenLevel,
    WrittenStatement,
    WrittenTitle,
    write_draft,
    written,
)
from frameworks.files.fixture import fixture_text
from frameworks.files.nested_read import read_nested
from frameworks.files.nested_write import nested_text
from frameworks.files.read import take_file
from frameworks.files.safe_yaml import read_yaml
from frameworks.files.tables import EDITION
from frameworks.files.workbook import edition_workbook, read_workbook
from frameworks.models import Edition, Framework
from reports.writers.xlsx import xlsx_bytes

ON = datetime.date(2026, 11, 22)
FEW = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# What breaks files: formulas, quotes, YAML's own signs, words that YAML reads as no text, other alphabets, lines.
AWKWARD = [
    "=1+1",
    "@x",
    "-1",
    "'",
    '"',
    "null",
    "no",
    "~",
    "1.10",
    "1e3",
    "#N/A?",
    ": a",
    "- b",
    "&a",
    "*a",
    "{7}",
    "|",
]
SIGNS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Co"), exclude_characters="\ufeff\x85"
)
WORDS = st.one_of(st.sampled_from(AWKWARD), st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(bool))
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
CODES = st.lists(WORDS, min_size=1, max_size=4, unique=True)
MARKS = st.sampled_from(["", "must"])
MAYBE = st.one_of(st.just(""), LINES)


@st.composite
def editions(draw) -> WrittenEdition:
    """Return an edition that holds together: parents before children, places from 1, counterparts a level apart."""
    levels = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True))
    builds = st.sampled_from(["alone", "on_top", "otherwise"])
    scale = [
        WrittenLevel(code, draw(WORDS), rank, draw(builds), draw(MAYBE), draw(MAYBE))
        for rank, code in enumerate(levels, 1)
    ]
    criteria: list[WrittenCriterion] = []
    path: list[str] = []
    for code in draw(CODES):
        path = path[: draw(st.integers(0, len(path)))]
        parent = path[-1] if path else ""
        flags = draw(st.booleans()), draw(st.booleans())
        criteria.append(WrittenCriterion(code, parent, draw(LINES), draw(WORDS), *flags, draw(MAYBE), draw(MAYBE)))
        path.append(code)
    statements = []
    for criterion in criteria:
        cells = [
            *((level, "descriptor") for level in levels),
            *(("", each) for each in ("overdone", "underdone", "vision")),
        ]
        for level, aspect in cells:
            for place in range(1, draw(st.integers(0, 2)) + 1):
                number, note = draw(st.one_of(st.just(""), WORDS)), draw(MAYBE)
                text, mark = draw(LINES), draw(MARKS)
                statements.append(WrittenStatement(criterion.code, level, aspect, place, number, text, mark, note))
    ranks = {code: rank for rank, code in enumerate(levels)}
    pairs = [
        (one.place, other.place)
        for one in statements
        for other in statements
        if one.criterion == other.criterion and one.level and other.level and ranks[one.level] == ranks[other.level] + 1
    ]
    titles = [WrittenTitle(each.code, levels[-1], draw(WORDS)) for each in criteria if draw(st.booleans())]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
    return WrittenEdition(
        slug="any-edition",
        title=draw(WORDS),
        publisher=draw(WORDS),
        kind=draw(st.sampled_from(["maturity", "graded", "strategy", "competency"])),
        licence=draw(MAYBE),
        attribution=draw(MAYBE),
        label=draw(WORDS),
        source=draw(MAYBE),
        published_on=draw(st.one_of(st.none(), st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 1, 1)))),
        supersedes="",
        rule=draw(st.sampled_from(Edition.Rule.values)),
        rule_owner=draw(st.sampled_from(Edition.Owner.values)),
        rule_words=draw(MAYBE),
        rule_place=draw(MAYBE),
        share_substantial=draw(st.sampled_from([0.85, 0.8333333333333334, 1.0])),
        share_some=draw(st.sampled_from([0.4, 0.0, 0.125])),
        rule_rows=draw(MAYBE),
        rule_enough=draw(st.sampled_from([0.0, 0.5, 1.0])),
        rule_enough_of=draw(st.sampled_from(Edition.EnoughOf.values)),
        rule_share_of=draw(st.sampled_from(Edition.ShareOf.values)),
        rule_partly_counts=draw(st.booleans()),
        rule_examples=draw(MAYBE),
        notes=draw(MAYBE),
        levels=tuple(scale),
        criteria=tuple(criteria),
        statements=tuple(statements),
        counterparts=tuple(sorted(chosen, key=lambda pair: (pair[0][3], pair[1][3]))),
        titles=tuple(titles),
    )


def set_of_pairs(said):
    """Return the edition with its counterparts as a set: their order says nothing."""
    return dataclasses.replace(said, counterparts=tuple(sorted(said.counterparts)))


@given(editions())
@FEW
def test_excel_keeps_all_of_it(said):
    content = xlsx_bytes(edition_workbook(said, on=ON, author="A person"))
    assert set_of_pairs(take_in(read_workbook("edition.xlsx", content), {}).edition) == set_of_pairs(said)


@given(editions())
@FEW
def test_nested_yaml_keeps_all_of_it(said):
    taken = take_in(read_nested(read_yaml(nested_text(said).encode())), {}).edition
    assert set_of_pairs(taken) == set_of_pairs(said)


@pytest.mark.django_db
@given(editions())
@settings(FEW, max_examples=5)
def test_the_database_and_a_fixture_keep_all_of_it(said):
    draft = write_draft(said)
    try:
        assert set_of_pairs(written(draft)) == set_of_pairs(said)
        text = fixture_text(draft)
    finally:
        draft.delete()
        Framework.objects.filter(slug=said.slug).delete()
    taken = take_file("edition.yaml", text.encode())
    assert (set_of_pairs(taken.edition), taken.remarks) == (set_of_pairs(said), ())


def test_every_column_of_an_edition_is_a_field_of_it():
    assert {column.name for column in EDITION.columns} <= {field.name for field in dataclasses.fields(WrittenEdition)}
