"""Whatever is answered and decided by the shipped editions, what a level claims beyond its answers is said."""

import re
from html import unescape

import pytest
from django.urls import reverse

from assessments.gap.document import gap_document, gap_workbook
from assessments.gap.report import gap_report
from assessments.gap.table import gap_table, gap_values
from assessments.rules.claim import MarkKind
from inspections.board_paper.page import document_of
from inspections.readiness.page import is_question, readiness
from reports.document import Bullets, Heading, Table
from tests.assessments.gap.drawn import GRADED, SHIPPED, filled
from tests.factories import NOON, BoardPaperFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


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
def test_every_reader_of_the_report_says_each_mark_and_no_other(client, force, lead, slug, seed):
    assessment = filled(slug, seed, force)
    report = gap_report(assessment, on=TODAY)
    told = {row.pk: [mark.words for mark in row.marks] for row in report.rows}
    scored = {row.pk: told[row.pk] for row in report.rows if row.scored}
    assert any(scored.values())
    assert in_json(report) == told
    assert in_excel(report) == told
    assert in_word(report) == {row.pk: told[row.pk] for row in report.rows if row.scored or row.takes_level}
    # Its lines are statements: what has none isn't there.
    assert in_csv(report) == scored
    page = page_of(client, lead, "assessments:gap", assessment.pk)
    assert sentences(page, r'<section class="app-gap" id="c(\d+)".*?</section>', SENTENCE) == scored
    assert [sentence for sentence in report.marks if sentence not in page] == []
    bullets = [block.items for block in gap_document(report, author="A").blocks if isinstance(block, Bullets)]
    assert not report.marks or bullets[0] == report.marks


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("slug", SHIPPED)
def test_each_list_of_criteria_names_the_marks(client, force, lead, slug, seed):
    assessment = filled(slug, seed, force)
    report = gap_report(assessment, on=TODAY)
    names = [[f"{mark.name[:1].upper()}{mark.name[1:]}" for mark in row.marks] for row in report.rows]
    for name in ("gap", "overview"):
        assert named_in_table(page_of(client, lead, f"assessments:{name}", assessment.pk)) == names
    told = {row.pk: [mark.words for mark in row.marks] for row in report.rows if row.marks}
    submitting = page_of(client, lead, "assessments:submit", assessment.pk)
    assert sentences(submitting, r'<li><a [^>]*/criteria/(\d+)/"[^>]*>[^<]*</a>: <strong>.*?</li>', SAID_TO_SUBMIT) == {
        pk: [" ".join(words)] for pk, words in told.items()
    }
    assessment.submit(by=lead, at=NOON)
    signing = page_of(client, lead, "assessments:sign_off", assessment.pk)
    assert re.findall(SENTENCE, signing) == [
        words for row in report.rows if row.scored or row.takes_level for words in told.get(row.pk, ())
    ]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("slug", GRADED)
def test_readiness_and_the_board_paper_say_each_mark_and_no_other(client, force, lead, slug, seed):
    assessment = filled(slug, seed, force)
    report = gap_report(assessment, on=TODAY)
    told = {row.pk: [mark.words for mark in row.marks] for row in report.rows if is_question(row)}
    assert any(told.values())
    page = page_of(client, lead, "inspections:readiness", force.code)
    assert sentences(page, r'<tr [^>]*id="question-(\d+)".*?</tr>', OVERDUE) == told
    paper, _ = document_of(BoardPaperFactory(force=force), on=TODAY)
    (ranked,) = [table for table in tables(paper) if table.caption == "Questions with something to do"]
    why = {row[1]: row[4] for row in ranked.rows}
    for row in report.rows:
        if is_question(row):
            said = why.get(f"{row.number} {row.title}".strip(), "")
            assert said.startswith(" ".join(told[row.pk]))
            assert len(re.findall(BEGINS, said)) == len(told[row.pk])


# How each mark begins, and nothing else that is said of a criterion.
BEGINS = r"(?:Decided |The framework doesn't describe )"
SENTENCE = r'<p class="app-claim app-claim--\w+"><strong>(.*?)</strong></p>'
SAID_TO_SUBMIT = r"</a>: <strong>(.*?)</strong></li>"
OVERDUE = rf'<strong class="app-overdue">({BEGINS}.*?)</strong>'


def page_of(client, user, name, *args):
    client.force_login(user)
    return unescape(client.get(reverse(name, args=args)).content.decode())


def sentences(page, part, sentence):
    """Return what a page says in each of its parts, by the criterion's key."""
    return {int(found[1]): re.findall(sentence, found[0]) for found in re.finditer(part, page, re.DOTALL)}


def named_in_table(page):
    """Return the names of the marks in each row of the table of criteria."""
    body = re.search(r"<tbody.*?</tbody>", page, re.DOTALL)[0]
    kept = [row for row in re.findall(r"<tr .*?</tr>", body, re.DOTALL) if "colspan" not in row]
    return [re.findall(r'app-mark--late">(.*?)</strong>', row) for row in kept]


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def in_json(report):
    criteria = gap_values(report)["criteria"]
    return {
        row.pk: [mark["words"] for mark in values["marks"]] for row, values in zip(report.rows, criteria, strict=True)
    }


def in_excel(report):
    book = gap_workbook(report, author="A").sheets[0].table
    column = book.headings.index("Marks")
    return {row.pk: split(line[column]) for row, line in zip(report.rows, book.rows, strict=True)}


def in_csv(report):
    headings, lines = gap_table(report)
    code, marks = headings.index("Criterion code"), headings.index("Marks")
    keys = {row.code: row.pk for row in report.rows}
    return {keys[line[code]]: split(line[marks]) for line in lines}


def in_word(report):
    """Return the marks among the points below each criterion's heading."""
    keys = {f"{row.number} {row.title}".strip(): row.pk for row in report.rows}
    found, key = {}, None
    for block in gap_document(report, author="A").blocks:
        if isinstance(block, Heading):
            key = keys.get(block.text)
        elif isinstance(block, Bullets) and key:
            found[key] = [item for item in block.items if re.match(BEGINS, item)]
    return found


def split(words):
    return re.split(rf"(?<=\.) (?={BEGINS})", words) if words else []


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
