"""Tables as people copy them from documents: the same statements, however they were copied and whichever way round."""

import pytest

from frameworks.editor.pasted_table import Named, PastedCell, grid_of, statements_from_table

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


def test_quotes_are_kept_as_a_spreadsheet_copies_them():
    text = '\tMarginal\tReactive\nLeadership\t"No ""vision"".\nA blame culture."\tIt says "yes".'
    assert grid_of(text) == [
        ["", "Marginal", "Reactive"],
        ["Leadership", 'No "vision".\nA blame culture.', 'It says "yes".'],
    ]
    assert grid_of('A\t"One"\nB\tTwo') == [["A", '"One"'], ["B", "Two"]]


def test_nothing_but_the_words_of_cells_is_kept_of_html():
    assert grid_of("<table><tr><td>A<script>alert(1)</script></td><td>&lt;b&gt;</td></tr></table>") == [["A", "<b>"]]
