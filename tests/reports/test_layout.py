"""Which page a block stands on: upright or landscape."""

import pytest

from reports.document import Heading, PageBreak, Paragraph, Table
from reports.layout import spreads

H1, H2, P, BREAK = Heading("One"), Heading("Two", 2), Paragraph("Text"), PageBreak()
NARROW, WIDE = Table("n", ("A",), ()), Table("w", ("A",), (), wide=True)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([], []),
        ([H1, P, NARROW], [(False, [H1, P, NARROW])]),
        ([WIDE], [(True, [WIDE])]),
        ([H1, WIDE], [(True, [H1, WIDE])]),
        ([P, H1, H2, P, WIDE, P, H1, P], [(False, [P]), (True, [H1, H2, P, WIDE, P]), (False, [H1, P])]),
        ([NARROW, P, WIDE], [(False, [NARROW, P]), (True, [WIDE])]),
        ([P, BREAK, H1, WIDE, BREAK, H1], [(False, [P]), (True, [H1, WIDE]), (False, [H1])]),
        ([H1, WIDE, H2, WIDE], [(True, [H1, WIDE, H2, WIDE])]),
        ([P, BREAK, P], [(False, [P, BREAK, P])]),
        ([WIDE, NARROW, WIDE], [(True, [WIDE]), (False, [NARROW]), (True, [WIDE])]),
    ],
)
def test_spreads(blocks, expected):
    assert [(spread.landscape, list(spread.blocks)) for spread in spreads(blocks)] == expected
