"""Headings never skip a level, whatever tree a document is made of."""

import io
import random

import docx
import pypdf
import pytest

from reports.document import LOWEST, Heading, Paragraph, nested
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes
from tests.reports.documents import document
from tests.reports.reading_pdf import heading_tags


def levels(blocks):
    return [block.level for block in blocks if isinstance(block, Heading)]


def skips(found):
    """Return the places at which a heading stands more than one level below the one before it."""
    return [at for at, (before, level) in enumerate(zip([0, *found], found, strict=False)) if level > before + 1]


def random_tree(numbers, depth=0):
    """Return headings as a tree of depth 1 to 6 has them: branches end at any depth, and some levels are left out."""
    blocks = []
    for at in range(numbers.randint(1, 3)):
        if depth == 0 or numbers.random() < 0.7:
            blocks += [Heading(f"{depth}.{at}", depth + 1), Paragraph("Words.")]
        if depth < 5 and numbers.random() < 0.5:
            blocks += random_tree(numbers, depth + 1)
    # A tree may also begin below its top.
    return blocks[2:] if depth == 0 and numbers.random() < 0.3 else blocks


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ([], []),
        ([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]),
        # The tree of an edition whose first standard lies below a group that isn't shown.
        ([1, 3, 2], [1, 2, 2]),
        ([3, 3, 2, 1], [1, 1, 1, 1]),
        ([1, 4, 3, 4, 2], [1, 2, 2, 3, 2]),
        ([0, -1, 2], [1, 1, 2]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 7, 2], [1, 2, 3, 4, 5, 6, LOWEST, LOWEST, LOWEST, 2]),
    ],
)
def test_the_level_of_each_heading(given, printed):
    assert levels(nested(Heading("H", level) for level in given)) == printed


def test_a_thousand_random_trees_skip_no_level_and_keep_their_order():
    for seed in range(1000):
        tree = random_tree(random.Random(seed))
        made = document(blocks=tuple(tree))
        assert skips(levels(made.blocks)) == [], seed
        assert [block.text for block in made.blocks] == [block.text for block in tree]
        assert document(blocks=made.blocks) == made


@pytest.mark.parametrize("tens", range(10))
def test_a_thousand_random_trees_as_word_and_pdf(tens):
    """A hundred in each file, since a file costs more than what is in it."""
    trees = [random_tree(random.Random(100 * tens + seed)) for seed in range(100)]
    made = document(blocks=tuple(block for tree in trees for block in tree))
    wanted = levels(made.blocks)
    assert skips(wanted) == []
    word = docx.Document(io.BytesIO(docx_bytes(made)))
    styles = [each.style.name for each in word.paragraphs]
    assert [int(name[-1]) for name in styles if name.startswith("Heading ")] == wanted
    assert heading_tags(pypdf.PdfReader(io.BytesIO(pdf_bytes(made)))) == wanted
