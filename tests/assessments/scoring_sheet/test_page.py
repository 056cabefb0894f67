"""The scoring sheet: which lines a criterion has, under which headings, and what stands on each."""

from dataclasses import replace

import pytest
from django.urls import reverse

from assessments.models import Judgement
from assessments.scoring_sheet.page import Clash, clash_on, line_of, sheet, showing, signature
from frameworks.content import content
from frameworks.models import Criterion, Edition, Framework, LevelTitle
from tests.factories import (
    NOON,
    AssessmentFactory,
    CounterpartFactory,
    CriterionFactory,
    JudgementFactory,
    StatementFactory,
    UserFactory,
    first_criterion,
    small_edition,
)

TODAY = NOON.date()
ALONE = ["yes", "partly", "no", "na", ""]
PAIRED = ["stronger", "weaker", "partly", "neither", "na", ""]


def sheet_of(assessment, criterion, *, closed=False):
    words = content(assessment.edition)
    return sheet(assessment, words.by_pk[criterion.pk], on=TODAY, closed=closed)


def outline(page):
    """Return each group's heading with its lines' texts; a pair's are joined by a stroke."""
    return [
        (
            group.heading,
            [" / ".join(each.text for each in (line.stronger, line.weaker) if each) for line in group.lines],
        )
        for group in page.groups
    ]


def only_line(page, text):
    return next(line for group in page.groups for line in group.lines if line.stronger.text == text)


@pytest.fixture
def assessment(db):
    return AssessmentFactory(edition=small_edition(levels=3, criteria=3))


@pytest.fixture
def criterion(assessment):
    return first_criterion(assessment.edition)


@pytest.fixture
def graded(db):
    return AssessmentFactory(edition=small_edition(levels=3, criteria=1, framework__kind=Framework.Kind.GRADED))


@pytest.fixture
def pair(graded):
    """Return a statement of level 3 and its weaker counterpart of level 2, of an assessment by grades."""
    criterion = first_criterion(graded.edition)
    made = [criterion.statements.get(level__rank=rank, position=1) for rank in (3, 2)]
    CounterpartFactory(stronger=made[0], weaker=made[1])
    return made


def test_a_maturity_scale_is_climbed(assessment, criterion):
    assert outline(sheet_of(assessment, criterion)) == [
        ("Level 1", ["1.1.1", "1.1.2"]),
        ("Level 2", ["1.2.1", "1.2.2"]),
        ("Level 3", ["1.3.1", "1.3.2"]),
    ]


def test_grades_are_read_from_the_top_with_the_pairs_first(graded, pair):
    assert outline(sheet_of(graded, first_criterion(graded.edition))) == [
        ("Level 3 or Level 2: choose what describes the force", ["1.3.1 / 1.2.1"]),
        ("Level 3", ["1.3.2"]),
        ("Level 2", ["1.2.2"]),
        ("Level 1", ["1.1.1", "1.1.2"]),
    ]


def test_a_statement_in_two_pairs_is_answered_by_itself(graded, pair):
    criterion = first_criterion(graded.edition)
    CounterpartFactory(stronger=criterion.statements.get(text="1.3.2"), weaker=pair[1])
    assert outline(sheet_of(graded, criterion)) == [
        ("Level 3", ["1.3.1", "1.3.2"]),
        ("Level 2", ["1.2.1", "1.2.2"]),
        ("Level 1", ["1.1.1", "1.1.2"]),
    ]


def test_a_level_with_its_own_title_is_headed_by_both(assessment, criterion):
    LevelTitle.objects.create(criterion=criterion, level=assessment.edition.levels.get(rank=2), title="Political Savvy")
    headings = [group.heading for group in sheet_of(assessment, criterion).groups]
    assert headings == ["Level 1", "Level 2: Political Savvy", "Level 3"]


def test_the_words_that_open_each_statement_of_a_level_stand_above_them(assessment, criterion):
    assessment.edition.levels.filter(rank=2).update(lead_in="In addition to the above:")
    assert [group.lead_in for group in sheet_of(assessment, criterion).groups] == ["", "In addition to the above:", ""]


def test_what_is_below_a_criterion_stands_under_its_own_title(assessment, criterion):
    level = assessment.edition.levels.get(rank=3)
    for position, code in ((50, "1.2"), (40, "1.1")):
        topic = CriterionFactory(
            edition=assessment.edition,
            parent=criterion,
            position=position,
            code=code,
            title=f"Topic {code}",
            scored=False,
        )
        StatementFactory(criterion=topic, level=level, text=f"Of {code}", position=1)
    assert outline(sheet_of(assessment, criterion))[3:] == [
        ("1.1 Topic 1.1: Level 3", ["Of 1.1"]),
        ("1.2 Topic 1.2: Level 3", ["Of 1.2"]),
    ]


def test_each_level_of_what_is_below_a_criterion_is_named_where_there_are_several(assessment, criterion):
    criterion.statements.all().delete()
    topic = CriterionFactory(
        edition=assessment.edition, parent=criterion, position=40, code="1.1", title="Topic", scored=False
    )
    high, low = (assessment.edition.levels.get(rank=rank) for rank in (3, 2))
    StatementFactory(criterion=topic, level=high, text="High", position=1)
    assert outline(sheet_of(assessment, criterion)) == [("1.1 Topic", ["High"])]
    StatementFactory(criterion=topic, level=low, text="Low", position=2)
    assert outline(sheet_of(assessment, criterion)) == [
        ("1.1 Topic: Level 2", ["Low"]),
        ("1.1 Topic: Level 3", ["High"]),
    ]


def test_what_has_no_level_is_not_answered(assessment, criterion):
    before = outline(sheet_of(assessment, criterion))
    StatementFactory(criterion=criterion, level=None, aspect="underdone", position=1)
    assert outline(sheet_of(assessment, criterion)) == before


def test_where_the_sheet_stands_among_the_others(assessment):
    pages = [
        sheet_of(assessment, each) for each in Criterion.objects.filter(edition=assessment.edition).order_by("position")
    ]
    keys = [page.node.pk for page in pages]
    assert [(page.place, page.of, page.before and page.before.pk, page.after and page.after.pk) for page in pages] == [
        (1, 3, None, keys[1]),
        (2, 3, keys[0], keys[2]),
        (3, 3, keys[1], None),
    ]


def test_a_sheet_is_closed_where_the_caller_says_so(assessment, criterion):
    assert [sheet_of(assessment, criterion, closed=closed).closed for closed in (True, False)] == [True, False]


def test_a_line_that_nobody_answered(assessment, criterion):
    line = only_line(sheet_of(assessment, criterion), "1.1.1")
    statement = criterion.statements.get(text="1.1.1")
    assert (line.key, line.value, line.note, line.version, line.is_pair, line.mixed) == (
        statement.pk,
        "",
        "",
        "0",
        False,
        False,
    )
    assert line.url == reverse("assessments:judge", args=[assessment.pk, statement.pk])
    assert len({option.control for option in line.options}) == len(line.options)
    assert [(option.value, option.checked) for option in line.options] == [(value, value == "") for value in ALONE]


@pytest.mark.parametrize("answer", ALONE)
def test_a_line_shows_what_stands(assessment, criterion, answer):
    JudgementFactory(assessment=assessment, answer=answer, note="Seen.", version=4)
    line = only_line(sheet_of(assessment, criterion), "1.1.1")
    assert (line.value, line.note, line.version) == (answer, "Seen.", "4")
    assert [option.value for option in line.options if option.checked] == [answer]


@pytest.mark.parametrize(
    ("choice", "answers"), [(str(choice), pair) for choice, pair in Judgement.PAIR_ANSWERS.items()]
)
def test_a_pair_shows_the_choice_that_gave_both_answers(graded, pair, choice, answers):
    for statement, answer, version in zip(pair, answers, (2, 5), strict=True):
        JudgementFactory(assessment=graded, statement=statement, answer=answer, note=f"Of {statement}", version=version)
    line = only_line(sheet_of(graded, first_criterion(graded.edition)), "1.3.1")
    assert (line.key, line.weaker.pk, line.value, line.note, line.version, line.mixed) == (
        pair[0].pk,
        pair[1].pk,
        choice,
        "Of 1.3.1",
        "2.5",
        False,
    )
    assert [option.value for option in line.options] == PAIRED
    assert [option.value for option in line.options if option.checked] == [choice]
    assert [(option.label, option.of) for option in line.options[:2]] == [("1.3.1", "Level 3"), ("1.2.1", "Level 2")]


def test_a_pair_whose_answers_no_choice_gives_is_mixed(graded, pair):
    for statement in pair:
        JudgementFactory(assessment=graded, statement=statement, answer="yes")
    line = only_line(sheet_of(graded, first_criterion(graded.edition)), "1.3.1")
    assert (line.value, line.mixed, line.version) == ("", True, "1.1")


def test_a_line_alone_is_the_line_on_the_sheet(graded, pair):
    criterion, words = first_criterion(graded.edition), content(graded.edition)
    page = sheet_of(graded, criterion)
    for text in ("1.3.1", "1.3.2"):
        on_sheet = only_line(page, text)
        assert line_of(graded, words, words.by_pk[criterion.pk], on_sheet.key, {}) == on_sheet


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("yes", "Seen."), ("yes", "Seen."), True),
        (("yes", "One\nTwo"), ("yes", "One\r\nTwo"), True),
        (("yes", "Seen."), ("no", "Seen."), False),
        (("yes", "Seen."), ("yes", "Seen"), False),
        (("", ""), ("", " "), False),
    ],
)
def test_a_signature_tells_whether_a_line_was_touched(one, other, same):
    assert (signature(*one) == signature(*other)) is same


def test_each_line_is_signed_as_it_was_shown(assessment, criterion):
    JudgementFactory(assessment=assessment, answer="no", note="One\nTwo")
    page = sheet_of(assessment, criterion)
    assert only_line(page, "1.1.1").was == signature("no", "One\nTwo")
    assert only_line(page, "1.1.2").was == signature("", "")


def test_what_was_typed_is_shown_and_what_stands_stays_signed(assessment, criterion):
    JudgementFactory(assessment=assessment, answer="no", note="Theirs.", by=UserFactory(name="Ann"))
    line = only_line(sheet_of(assessment, criterion), "1.1.1")
    clash = clash_on(line, Judgement.objects.select_related("by").get(), "yes")
    shown = showing(line, answer="yes", note="Mine.", clash=clash)
    assert (shown.value, shown.note, shown.version, shown.was) == ("yes", "Mine.", line.version, line.was)
    assert [option.value for option in shown.options if option.checked] == ["yes"]
    assert (clash.by, clash.theirs, clash.note, clash.mine) == ("Ann", "No", "Theirs.", "Yes")


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["judgment-criteria", "ci-sam", "peel-paf", "competency"])
def test_every_statement_of_a_shipped_framework_is_answered_on_one_line(slug):
    edition = Edition.objects.get(framework__slug=slug)
    assessment, words = AssessmentFactory(edition=edition), content(edition)
    found, paired = [], 0
    for node in words.criteria:
        if node.scored:
            page = sheet(assessment, node, on=TODAY, closed=False)
            lines = [line for group in page.groups for line in group.lines]
            found += [each.pk for line in lines for each in (line.stronger, line.weaker) if each]
            assert all(words.counterparts[line.key] == line.weaker.pk for line in lines if line.is_pair)
            paired += sum(line.is_pair for line in lines)
    everything = {each.pk for node in words.criteria for each in node.statements if each.rank is not None}
    assert len(found) == len(set(found))
    assert set(found) == everything
    assert paired == len(words.counterparts)


def test_a_criterion_that_is_only_graded_has_no_lines(judgment_criteria):
    assessment = AssessmentFactory(edition=judgment_criteria)
    core = judgment_criteria.criteria.filter(kind="core question").order_by("position").first()
    page = sheet_of(assessment, core)
    assert (page.groups, [node.kind for node in page.ancestors]) == ((), ["principal area"])


def test_a_sheet_takes_four_queries_once_its_edition_is_read(judgment_criteria, django_assert_num_queries):
    assessment, words = AssessmentFactory(edition=judgment_criteria), content(judgment_criteria)
    node = max((node for node in words.criteria if node.scored), key=lambda node: len(node.on_or_below))
    with django_assert_num_queries(4):
        sheet(assessment, node, on=TODAY, closed=False)


def test_mistakes_and_clashes_are_counted(assessment, criterion):
    page = sheet_of(assessment, criterion)
    group = page.groups[0]
    first, second = group.lines
    clash = Clash("Ann", "No", "", "Yes")
    wrong = replace(group, lines=(showing(first, answer="x", note="", error="Choose."), replace(second, clash=clash)))
    page_with = replace(page, groups=(wrong, *page.groups[1:]))
    assert [(each.mistakes, each.clashes) for each in (page, page_with)] == [(0, 0), (1, 1)]
