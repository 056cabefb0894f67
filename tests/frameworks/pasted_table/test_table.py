"""Tables as people copy them from documents: the same statements, however they were copied and whichever way round."""

import pytest

from frameworks.pasted_table.grid import grid_of
from frameworks.pasted_table.table import EACH, NOWHERE, Named, PastedCell, statements_from_table

LEVELS = (Named("1", "Marginal"), Named("2", "Reactive"), Named("3", "Process-focused"))
CRITERIA = (Named("leadership", "Leadership"), Named("1.1", "How well does the force listen?"))
SAID = (
    PastedCell("leadership", "1", (("", "There is no vision."), ("", "A blame culture exists."))),
    PastedCell("leadership", "2", (("", "The vision has started."),)),
    PastedCell("1.1", "1", (("", "It doesn't."),)),
    PastedCell("1.1", "2", (("", "It does at times."), ("", "It says so."))),
)
ACROSS = (
    "\tMarginal\tLevel 2: Reactive\n"
    "Leadership\t• There is no vision.\n• A blame culture exists.\t• The vision has started.\n"
    "1.1 How well does the force listen?\t• It doesn't.\t• It does at times.\n• It says so."
)
DOWN = (
    "Level\tLeadership\tHow well does the force listen?\n"
    "Marginal\t• There is no vision.\n• A blame culture exists.\t• It doesn't.\n"
    "Reactive\t• The vision has started.\t• It does at times.\n• It says so."
)
QUOTED = (
    '\tMarginal\tReactive\r\nLeadership\t"There is no vision.\r\nA blame culture exists."\tThe vision has started.\r\n'
    '1.1\tIt doesn\'t.\t"It does at times.\nIt says so."\r\n'
)
HTML = """<html><style>td { color: red }</style><table><tr><td><p></p></td><th>1</th><th><b>Reactive</b></th></tr>
<tr><td>Leadership</td><td><ul><li>There is no
 vision.</li><li>A blame culture exists.</li></ul></td><td><p>The&nbsp;vision has started.</p></td></tr>
<tr><td>1.1</td><td>It doesn&rsquo;t.</td><td>It does at times.<br>It says so.</td></tr></table></html>"""


@pytest.mark.parametrize("text", [ACROSS, DOWN, QUOTED, HTML.replace("&rsquo;", "'")])
def test_a_table_says_the_same_however_it_is_copied(text):
    table = statements_from_table(text, LEVELS, CRITERIA)
    assert table.wrong == ()
    assert sorted(table.cells, key=str) == sorted(SAID, key=str)
    assert table.count == 6


def test_a_table_of_one_criterion_is_told_which():
    text = "Marginal\tReactive\tProcess-focused\n1. One\n2. Two\tThree\tFour"
    table = statements_from_table(text, LEVELS, CRITERIA, criterion="leadership")
    assert table.cells == (
        PastedCell("leadership", "1", (("1", "One"), ("2", "Two"))),
        PastedCell("leadership", "2", (("", "Three"),)),
        PastedCell("leadership", "3", (("", "Four"),)),
    )


def test_levels_down_with_one_column_of_statements():
    table = statements_from_table("1\tOne\n2\tTwo\n3\tThree", LEVELS, CRITERIA, criterion="1.1")
    assert [(cell.level, cell.statements) for cell in table.cells] == [
        ("1", (("", "One"),)),
        ("2", (("", "Two"),)),
        ("3", (("", "Three"),)),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [("row 1", "It isn't a table of two columns or more.")]),
        ("no table at all", [("row 1", "It isn't a table of two columns or more.")]),
        ("a\tb\nc\td", [("row 1, column 2", "No level is called so."), ("row 1, column 1", "No row or column")]),
        (
            "\tMarginal\tBest\nNobody\tOne\tTwo\nElse\tThree\tFour",
            [
                ("row 1, column 3", "No level is called so."),
                ("row 2, column 1", "No criterion is called so."),
                ("row 3, column 1", "No criterion is called so."),
            ],
        ),
        ("\tMarginal\tReactive\nLeadership\t\t", [("row 1, column 1", "There are no statements in it.")]),
    ],
)
def test_what_cannot_be_told_is_named_with_its_cell(text, wrong):
    table = statements_from_table(text, LEVELS, CRITERIA)
    assert table.cells == ()
    assert [found.cell for found in table.wrong] == [cell for cell, _ in wrong]
    assert [found.wrong.startswith(said) for found, (_, said) in zip(table.wrong, wrong, strict=True)] == [
        True for _ in wrong
    ]


def rows_of(text: str) -> list[list[str]]:
    """Return what stands at each place of a table, row by row."""
    grid = grid_of(text)
    texts = grid.texts()
    return [[texts.get((row, column), "") for column in range(grid.width)] for row in range(grid.height)]


def test_quotes_are_kept_as_a_spreadsheet_copies_them():
    text = '\tMarginal\tReactive\nLeadership\t"No ""vision"".\nA blame culture."\tIt says "yes".'
    assert rows_of(text) == [
        ["", "Marginal", "Reactive"],
        ["Leadership", 'No "vision".\nA blame culture.', 'It says "yes".'],
    ]
    assert rows_of('A\t"One"\nB\tTwo') == [["A", '"One"'], ["B", "Two"]]


def test_nothing_but_the_words_of_cells_is_kept_of_html():
    assert rows_of("<table><tr><td>A<script>alert(1)</script></td><td>&lt;b&gt;</td></tr></table>") == [["A", "<b>"]]


SCALE = (Named("1", "Emerging"), Named("2", "Developing"), Named("3", "Leading"))
THEMES = (Named("a", "Plans"), Named("b", "People"), Named("c", "Money"))


def html(*rows: str) -> str:
    """Return a table; a cell that begins with "2:" goes over two columns, and with "/2:" over two rows."""

    def cell(text: str) -> str:
        over, _, said = text.rpartition(":")
        name = "rowspan" if over.startswith("/") else "colspan"
        return f"<td {name}={over.lstrip('/')}>{said}</td>" if over else f"<td>{text}</td>"

    return f"<table>{''.join(f'<tr>{chr(10).join(map(cell, row.split(chr(124))))}</tr>' for row in rows)}</table>"


HEAD = "Theme|Emerging|Developing|Leading"
PLANS = "Plans|No plan|A plan|A plan that is kept"
ABOUT_PLANS = {("a", "1"): ["No plan"], ("a", "2"): ["A plan"], ("a", "3"): ["A plan that is kept"]}


def told(text: str, criterion: str = "") -> tuple[dict, list]:
    """Return what stands where without a question, and each question with its places."""
    table = statements_from_table(text, SCALE, THEMES, criterion=criterion)
    assert table.wrong == ()
    cells = {(cell.criterion, cell.level): [said for _, said in cell.statements] for cell in table.cells}
    return cells, [(placing.text, placing.places) for placing in table.questions]


MERGED = [
    pytest.param(
        html(HEAD, PLANS, "People|2:Training is patchy|Everybody is trained"),
        {**ABOUT_PLANS, ("b", "3"): ["Everybody is trained"]},
        [("Training is patchy", (("b", "1"), ("b", "2")))],
        id="over two levels",
    ),
    pytest.param(
        html(HEAD, "Plans|No plan|/2:A start is made|Kept", "People|Nobody|Everybody"),
        {("a", "1"): ["No plan"], ("a", "3"): ["Kept"], ("b", "1"): ["Nobody"], ("b", "3"): ["Everybody"]},
        [("A start is made", (("a", "2"), ("b", "2")))],
        id="over two criteria",
    ),
    pytest.param(
        html(HEAD, "/2:Plans|No plan|A plan|Kept", "None at all|Some|All", "People|Nobody|Some|Everybody"),
        {
            ("a", "1"): ["No plan", "None at all"],
            ("a", "2"): ["A plan", "Some"],
            ("a", "3"): ["Kept", "All"],
            ("b", "1"): ["Nobody"],
            ("b", "2"): ["Some"],
            ("b", "3"): ["Everybody"],
        },
        [],
        id="a criterion over two rows",
    ),
    pytest.param(
        html(HEAD, "/2:Plans|No plan|/2:A plan|Kept", "None at all|All"),
        {("a", "1"): ["No plan", "None at all"], ("a", "2"): ["A plan"], ("a", "3"): ["Kept", "All"]},
        [],
        id="over two rows of one criterion",
    ),
    pytest.param(
        html("Theme|Emerging|2:Leading", "Plans|No plan|A plan|Kept", "People|Nobody|2:All"),
        {("a", "1"): ["No plan"], ("a", "3"): ["A plan", "Kept"], ("b", "1"): ["Nobody"], ("b", "3"): ["All"]},
        [],
        id="a level over two columns",
    ),
    pytest.param(
        html(HEAD, "4:Plans", "|No plan|A plan|Kept", "4:People", "|Nobody||Everybody"),
        {
            ("a", "1"): ["No plan"],
            ("a", "2"): ["A plan"],
            ("a", "3"): ["Kept"],
            ("b", "1"): ["Nobody"],
            ("b", "3"): ["Everybody"],
        },
        [],
        id="a criterion as a heading over the whole row",
    ),
    pytest.param(
        html("Level|Plans|People|Money", "Emerging|2:Nobody cares|None", "Leading|Kept|All|Enough"),
        {("c", "1"): ["None"], ("a", "3"): ["Kept"], ("b", "3"): ["All"], ("c", "3"): ["Enough"]},
        [("Nobody cares", (("a", "1"), ("b", "1")))],
        id="over two criteria, levels down",
    ),
]


@pytest.mark.parametrize(("text", "cells", "questions"), MERGED)
def test_merged_cells_are_placed_rightly_or_asked_about(text, cells, questions):
    assert told(text) == (cells, questions)


SHORT = [
    pytest.param(
        "Theme\tEmerging\tDeveloping\tLeading\nPeople\tTraining is patchy\tEverybody is trained",
        "",
        [
            ("Training is patchy", (("b", "1"), ("b", "2"))),
            ("Everybody is trained", (("b", "2"), ("b", "3"))),
        ],
        id="tabs",
    ),
    pytest.param(
        html(HEAD, "People|Everybody is trained"),
        "",
        [("Everybody is trained", (("b", "1"), ("b", "2"), ("b", "3")))],
        id="html",
    ),
    pytest.param(
        "Emerging\tDeveloping\tLeading\nNo plan\tA plan",
        "a",
        [("No plan", (("a", "1"), ("a", "2"))), ("A plan", (("a", "2"), ("a", "3")))],
        id="no names",
    ),
    pytest.param(
        "Theme\tEmerging\tDeveloping\nNo plan\tA plan",
        "a",
        [("No plan", (("a", "1"),)), ("A plan", (("a", "1"), ("a", "2")))],
        id="perhaps a name",
    ),
    pytest.param(
        "Level\tPlans\tPeople\tMoney\nEmerging\tNo plan\tNobody",
        "",
        [("No plan", (("a", "1"), ("b", "1"))), ("Nobody", (("b", "1"), ("c", "1")))],
        id="levels down",
    ),
]


@pytest.mark.parametrize(("text", "criterion", "questions"), SHORT)
def test_what_stands_in_a_short_row_is_asked_about(text, criterion, questions):
    assert told(text, criterion) == ({}, questions)


def test_a_line_that_is_a_criterion_is_a_heading_and_no_paragraph_of_the_cell_above():
    text = "Theme\tEmerging\tLeading\nPlans\tNo plan\tA plan\nPeople\n\tNobody\tEverybody"
    assert told(text) == (
        {("a", "1"): ["No plan"], ("a", "3"): ["A plan"], ("b", "1"): ["Nobody"], ("b", "3"): ["Everybody"]},
        [],
    )


@pytest.mark.parametrize("plans", ["Plans", "plans", "PLANS "])
def test_two_short_rows_one_after_another_are_two_rows(plans):
    text = f"Theme\tEmerging\tLeading\n{plans}\tNo plan\nPeople\tNobody"
    assert told(text) == ({}, [("No plan", (("a", "1"), ("a", "3"))), ("Nobody", (("b", "1"), ("b", "3")))])


def test_two_short_rows_with_the_levels_down_are_two_rows():
    text = "Level\tPlans\tPeople\nEmerging\tNo plan\nleading\tA plan"
    assert told(text) == ({}, [("No plan", (("a", "1"), ("b", "1"))), ("A plan", (("a", "3"), ("b", "3")))])


@pytest.mark.parametrize("text", ["Emerging\tLeading\nPlans\tNo plan\tA plan", html("Emerging", PLANS)])
def test_a_first_row_that_is_short_is_refused(text):
    [wrong] = statements_from_table(text, SCALE, THEMES).wrong
    assert wrong.wrong.startswith("The first row has ")


@pytest.mark.parametrize("merged", ["colspan=99999", "rowspan=0 colspan=200", "rowspan=-1", "colspan=x", "colspan="])
def test_a_cell_that_says_it_goes_over_anything_does_no_harm(merged):
    rows = "".join(f"<tr><td {merged}>{at}</td></tr>" for at in range(300))
    assert statements_from_table(f"<table>{rows}</table>", SCALE, THEMES).wrong


def test_answers_place_what_was_asked_in_the_order_of_the_table():
    text = html(HEAD, "People|First|2:Training is patchy", "People|Second|Third|Fourth")
    table = statements_from_table(text, SCALE, THEMES)
    [asked] = table.questions
    rest = [("1", ["First", "Second"]), ("2", ["Third"]), ("3", ["Fourth"])]
    expected = {
        "0": [rest[0], ("2", ["Training is patchy", "Third"]), rest[2]],
        "1": [rest[0], rest[1], ("3", ["Training is patchy", "Fourth"])],
        EACH: [rest[0], ("2", ["Training is patchy", "Third"]), ("3", ["Training is patchy", "Fourth"])],
        NOWHERE: rest,
    }
    for answer, cells in expected.items():
        answered = table.answered({asked.name: answer})
        assert sorted((cell.level, [said for _, said in cell.statements]) for cell in answered) == cells
    assert table.cells == table.answered({}) == table.answered({asked.name: NOWHERE})
