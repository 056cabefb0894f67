"""Whatever is answered and decided by the shipped editions, what a level claims beyond its answers is said."""

import random
from html import unescape

import pytest
from django.urls import reverse

from assessments.gap.document import gap_document, gap_workbook
from assessments.gap.report import gap_report
from assessments.gap.table import gap_table, gap_values
from assessments.models import Judgement, Score
from assessments.rules.claim import MarkKind
from frameworks.models import Edition, Statement
from inspections.readiness.page import is_question, readiness
from reports.document import Bullets
from tests.factories import NOON, AssessmentFactory, ConcernFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
GRADED = ("peel-paf", "judgment-criteria")
SHIPPED = ("ci-sam", "competency", *GRADED)


def filled(slug, seed, force):
    """Return an assessment whose answers, levels and causes of concern are drawn by chance, some criteria untouched."""
    chance = random.Random(seed)
    edition = Edition.objects.get(framework__slug=slug)
    assessment, by = AssessmentFactory(force=force, edition=edition), UserFactory()
    levels = list(edition.levels.order_by("rank"))
    rows, scores = [], []
    for criterion in edition.criteria.order_by("position"):
        leaning = chance.choice(["", "yes", "no", "partly", "na", "any"])
        for statement in Statement.objects.filter(criterion=criterion, level__isnull=False):
            answer = chance.choice(["yes", "no", "partly", "na", ""]) if leaning == "any" else leaning
            if chance.random() < 0.2:
                answer = ""
            rows.append(Judgement(assessment=assessment, statement=statement, answer=answer, by=by, at=NOON))
        if criterion.graded or (criterion.scored and slug not in GRADED):
            if chance.random() < 0.8:
                scores.append(
                    Score(assessment=assessment, criterion=criterion, level=chance.choice(levels), by=by, at=NOON)
                )
            if chance.random() < 0.15:
                ConcernFactory(force=force, criterion=criterion)
    Judgement.objects.bulk_create(rows)
    Score.objects.bulk_create(scores)
    return assessment


def enough_is_judged(rule, shares):
    """Return whether enough is judged for a suggestion, as each rule says it in words."""
    applying = [share for share in shares if share.total > share.na]
    if rule == "cumulative":
        applying = applying[:1]
    return all(2 * share.judged >= share.total and share.judged > share.na for share in applying)


def expected(report, row):
    """Return the marks that a row has to bear, worked out from what it shows."""
    if row.now is None:
        return set()
    kinds, lowest = set(), report.levels[0].rank
    described = [share.rank for share in row.shares if share.total > share.na]
    if report.rule == "distance_from_good" and described:
        described = range(lowest, max(described) + 1)
    held = row.now.rank
    if described and held not in described and held > min(described):
        kinds.add(MarkKind.NOT_DESCRIBED)
        held = max(rank for rank in described if rank < held)
    is_claimed = row.suggested is not None and held > row.suggested.rank
    if is_claimed:
        kinds.add(MarkKind.CLAIMED_ABOVE)
    if row.concerns and row.now.rank > lowest and not (is_claimed and report.rule == "distance_from_good"):
        kinds.add(MarkKind.CONCERN)
    if row.total and not enough_is_judged(report.rule, row.shares):
        kinds.add(MarkKind.TOO_LITTLE_JUDGED if row.judged else MarkKind.NOTHING_JUDGED)
    elif row.total and row.suggested is None:
        kinds.add(MarkKind.NOT_SUPPORTED)
    return kinds


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("slug", SHIPPED)
def test_a_level_bears_every_mark_that_belongs_to_it_and_no_other(force, slug, seed):
    report = gap_report(filled(slug, seed, force), on=TODAY)
    assert {row.title: {mark.kind for mark in row.marks} for row in report.rows} == {
        row.title: expected(report, row) for row in report.rows
    }
    assert any(row.marks for row in report.rows)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("slug", SHIPPED)
def test_every_reader_of_the_report_says_each_mark(client, force, lead, slug, seed):
    assessment = filled(slug, seed, force)
    report = gap_report(assessment, on=TODAY)
    said = {row.pk: [mark.words for mark in row.marks] for row in report.rows if row.scored and row.marks}
    rows = {row.pk: row for row in report.rows}
    assert said
    values = {each["title"]: [mark["words"] for mark in each["marks"]] for each in gap_values(report)["criteria"]}
    book = gap_workbook(report, author="A").sheets[0].table
    column = book.headings.index("Marks")
    cells = dict(zip([row.pk for row in report.rows], [line[column] for line in book.rows], strict=True))
    bullets = [
        item for block in gap_document(report, author="A").blocks if isinstance(block, Bullets) for item in block.items
    ]
    headings, lines = gap_table(report)
    in_csv = {line[headings.index("Criterion")]: line[headings.index("Marks")] for line in lines}
    client.force_login(lead)
    page = unescape(client.get(reverse("assessments:gap", args=[assessment.pk])).content.decode())
    for pk, words in said.items():
        assert values[rows[pk].title] == words
        assert cells[pk] == " ".join(words)
        assert [sentence for sentence in words if sentence not in bullets] == []
        assert [sentence for sentence in words if sentence not in page] == []
        if rows[pk].title in in_csv:
            assert in_csv[rows[pk].title] == " ".join(words)
    assert [sentence for sentence in report.marks if sentence not in page or sentence not in bullets] == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("slug", GRADED)
def test_what_is_claimed_is_a_risk_and_ranks_first(force, slug, seed):
    answer = readiness(filled(slug, seed, force), on=TODAY)
    marked = {
        row.pk: [mark.words for mark in row.marks] for row in answer.report.rows if row.marks and is_question(row)
    }
    ranked = {question.row.pk: list(question.reasons) for question in answer.ranked}
    assert {pk: ranked[pk][: len(words)] for pk, words in marked.items()} == marked
    claims = [any(mark.kind == MarkKind.CLAIMED_ABOVE for mark in question.row.marks) for question in answer.ranked]
    assert claims == sorted(claims, reverse=True)
