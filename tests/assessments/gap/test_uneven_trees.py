"""Editions whose criteria stand at uneven depth: every file of their gap report comes, and no heading skips a level."""

import io
import random

import docx
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from assessments.gap.document import gap_document
from assessments.gap.files import ENDINGS
from assessments.gap.headings import headings
from assessments.gap.report import GapReport, shown
from assessments.gap.row import row_of
from assessments.rules.answers import Answered, Decided
from frameworks.content import Content, Node, Step, Words
from frameworks.models import Edition
from tests.factories import NOON, AssessmentFactory
from tests.reports.reading_pdf import heading_tags
from tests.reports.test_headings import levels, skips

RULES = ("best_fit", "cumulative", "distance_from_good", "coverage")
# A scored standard below a group that is neither scored nor graded, before one at the top.
UNEVEN = """
framework:
  slug: uneven
  title: A tree of uneven depth
  publisher: Nobody
  edition: "1"
  kind: maturity
  licence: none
  attribution: none
  source: none
  rule: cumulative
  scale:
  - {code: '1', name: One, ordinal: '1'}
  - {code: '2', name: Two, ordinal: '2'}
nodes:
- code: '1'
  title: A group
  kind: group
  scored: false
  graded: false
  children:
  - code: '1.1'
    title: A standard below a group
    kind: standard
    scored: true
    graded: false
    descriptors: {'1': [It is begun.], '2': [It is done.]}
- code: '2'
  title: A standard at the top
  kind: standard
  scored: true
  graded: false
  descriptors: {'1': [It is begun.], '2': [It is done.]}
"""


def random_edition(seed):
    """Return an edition of random depth (1 to 6), scale and rule; which of its criteria are scored is random too."""
    numbers = random.Random(seed)
    ranks = range(1, numbers.randint(2, 6) + 1)
    nodes, deepest = [], numbers.randint(1, 6)

    def grow(parent, depth):
        children = []
        for _ in range(numbers.randint(1, 3)):
            at, scored = len(nodes), numbers.random() < 0.6
            nodes.append(None)
            below = grow(at + 1, depth + 1) if depth + 1 < deepest and numbers.random() < 0.6 else []
            own = tuple(
                Words(100 * at + place, numbers.choice(ranks), "descriptor", place, "", f"Statement {place}", "")
                for place in range(numbers.randint(1, 4) if scored else 0)
            )
            nodes[at] = Node(
                pk=at + 1,
                parent=parent,
                code=f"C{at}",
                number=f"{at}",
                title=f"Criterion {at}",
                kind=numbers.choice(["group", "standard"]),
                depth=depth,
                scored=scored,
                graded=False,
                takes_level=scored,
                guidance="",
                note="",
                statements=own,
                on_or_below=(*own, *(words for child in below for words in child.on_or_below)),
                descendants=frozenset(),
                titles={},
            )
            children.append(nodes[at])
        return children

    grow(None, 0)
    return Content(
        edition=1,
        label="1",
        kind="maturity",
        rule=numbers.choice(RULES),
        source="",
        levels=tuple(Step(rank, f"{rank}", f"Level {rank}", rank, "alone", "", "") for rank in ranks),
        criteria=tuple(nodes),
        pairs=(),
        by_pk={node.pk: node for node in nodes},
        counterparts={},
    )


def report_of(words, seed):
    """Return the gap report of an assessment whose answers and levels are random."""
    numbers = random.Random(seed)
    answers = {
        each.pk: Answered(numbers.choice(["", "yes", "partly", "no", "na"]), note=numbers.choice(["", "Seen."]))
        for node in words.criteria
        for each in node.statements
    }
    ranks = [None, *(level.rank for level in words.levels)]
    decided = {node.pk: Decided(numbers.choice(ranks), numbers.choice(ranks)) for node in words.criteria if node.scored}
    nodes = shown(words)
    return GapReport(
        assessment=1,
        force="Northshire Police",
        subject="Whole force",
        round_label="Autumn",
        marking="OFFICIAL",
        disclosable=False,
        state="open",
        revision=1,
        on=NOON.date(),
        framework="Uneven",
        edition="1",
        kind=words.kind,
        rule=words.rule,
        attribution="None",
        levels=words.levels,
        ruling=words.ruling,
        rows=tuple(row_of(words, node, answers, decided, {}) for node in nodes),
        under=headings(words, nodes),
        distribution=(),
        judged=0,
        total=0,
    )


def test_a_thousand_random_editions_skip_no_level():
    depths = set()
    for seed in range(1000):
        words = random_edition(seed)
        found = levels(gap_document(report_of(words, seed), author="Ann").blocks)
        assert skips(found) == [], seed
        depths.add(max(node.depth for node in words.criteria) + 1)
    assert depths == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("seed", range(4))
def test_random_editions_as_word_and_pdf(seed):
    report = report_of(random_edition(seed), seed)
    wanted = levels(gap_document(report, author="Ann").blocks)
    word = docx.Document(io.BytesIO(ENDINGS["docx"].write(report, "Ann")))
    styles = [each.style.name for each in word.paragraphs]
    assert [int(name[-1]) for name in styles if name.startswith("Heading ")] == wanted
    assert heading_tags(pypdf.PdfReader(io.BytesIO(ENDINGS["pdf"].write(report, "Ann")))) == wanted


@pytest.mark.django_db
def test_from_an_uneven_file_to_a_gap_report_as_pdf(client, framework_administrator, member, force):
    client.force_login(framework_administrator)
    client.post(reverse("frameworks:import"), {"file": SimpleUploadedFile("uneven.yaml", UNEVEN.encode())})
    edition = Edition.objects.get(framework__slug="uneven")
    client.post(reverse("frameworks:publish", args=[edition.pk]), {"sure": "on"})
    edition.refresh_from_db()
    assert edition.status == "published"

    client.force_login(member(Role.INSPECTION_LEAD))
    assessment = AssessmentFactory(force=force, edition=edition)
    files = {
        ending: client.get(reverse("assessments:gap_file", args=[assessment.pk, ending])).content for ending in ENDINGS
    }
    tags = heading_tags(pypdf.PdfReader(io.BytesIO(files["pdf"])))
    assert skips(tags) == []
    word = docx.Document(io.BytesIO(files["docx"]))
    styled = [(each.style.name, each.text) for each in word.paragraphs if each.style.name.startswith("Heading ")]
    assert [int(name[-1]) for name, _ in styled] == tags
    assert ("Heading 2", "1.1 A standard below a group") in styled
    assert ("Heading 2", "2 A standard at the top") in styled
