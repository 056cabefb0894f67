"""The gap report as a whole: what stands in which list, what is aimed at, and how many queries it takes."""

import datetime

import pytest

from assessments.gap.report import LevelCount, gap_report
from assessments.models import Assessment, Judgement
from assessments.rules.shortest_path import Path, Pick
from frameworks.content import content
from frameworks.models import Criterion, Edition, Framework, Level, Statement
from tests.factories import (
    NOON,
    AssessmentFactory,
    ConcernFactory,
    CounterpartFactory,
    CriterionFactory,
    EditionFactory,
    FrameworkFactory,
    JudgementFactory,
    LevelFactory,
    ScoreFactory,
    StatementFactory,
    UserFactory,
    first_criterion,
    small_edition,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LISTS = ("met", "missing", "unjudged", "not_applicable", "holding_back")
EMPTY = {name: [] for name in LISTS}
READING = 5


def answer(assessment, **answers):
    """Record answers by the text of the statement, its dots written as underscores."""
    for text, given in answers.items():
        statement = Statement.objects.get(criterion__edition=assessment.edition, text=text.strip("_").replace("_", "."))
        JudgementFactory(assessment=assessment, statement=statement, answer=given, by=UserFactory())


def answer_all(assessment, given="no", **fields):
    by = UserFactory()
    rows = Statement.objects.filter(criterion__edition=assessment.edition, level__isnull=False)
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement=statement, answer=given, by=by, at=NOON, **fields)
        for statement in rows
    )


def lists(row):
    """Return the texts in each of a row's lists."""
    return {name: [each.text for each in getattr(row, name)] for name in LISTS}


def report_of(assessment):
    return gap_report(assessment, on=TODAY)


@pytest.fixture
def edition():
    """Return a draft of two criteria with five levels of four statements."""
    return small_edition(levels=5, criteria=2, statements=4)


@pytest.fixture
def assessment(edition):
    return AssessmentFactory(edition=edition)


def test_nothing_is_judged_yet(assessment):
    report = report_of(assessment)
    assert [
        (row.title, row.now, row.suggested, row.target.rank, row.target_is_set, row.judged, row.total)
        for row in report.rows
    ] == [(title, None, None, 2, False, 0, 20) for title in [row.title for row in report.rows]]
    assert lists(report.rows[0]) == {
        "met": [],
        "missing": [],
        "unjudged": ["1.2.1", "1.2.2", "1.2.3", "1.2.4"],
        "not_applicable": [],
        "holding_back": [],
    }
    assert report.rows[0].path.count is None
    assert [(each.rank, each.count) for each in report.distribution] == [
        (1, 0),
        (2, 0),
        (3, 0),
        (4, 0),
        (5, 0),
        (None, 2),
    ]
    assert (report.judged, report.total, report.percent_judged) == (0, 40, 0)


def test_each_statement_of_the_target_stands_in_the_one_list_where_it_belongs(assessment):
    answer_all(assessment)
    Judgement.objects.filter(statement__text__in=["1.1.1", "1.1.2"]).update(answer="yes")
    Judgement.objects.filter(statement__text="1.1.3").update(answer="partly")
    Judgement.objects.filter(statement__text="1.2.1").update(answer="yes", note="Seen in all districts.")
    Judgement.objects.filter(statement__text="1.2.2").update(answer="partly")
    Judgement.objects.filter(statement__text="1.2.3").update(answer="na")
    Judgement.objects.filter(statement__text="1.2.4").delete()
    ScoreFactory(assessment=assessment)
    row = report_of(assessment).rows[0]
    assert (row.now.rank, row.suggested.rank, row.target.rank) == (1, 2, 2)
    assert lists(row) == {
        "met": ["1.2.1"],
        "missing": ["1.2.2"],
        "unjudged": ["1.2.4"],
        "not_applicable": ["1.2.3"],
        "holding_back": ["1.1.1", "1.1.2", "1.1.3"],
    }
    assert [each.answer for each in (*row.missing, *row.unjudged, *row.holding_back)] == [
        "partly",
        "",
        "yes",
        "yes",
        "partly",
    ]
    assert row.met[0].note == "Seen in all districts."
    assert (row.judged, row.total) == (19, 20)


def test_partly_is_not_yet_true(assessment):
    answer_all(assessment, "partly")
    row = report_of(assessment).rows[0]
    assert [len(getattr(row, name)) for name in LISTS] == [0, 4, 0, 0, 4]


@pytest.mark.parametrize(
    ("decided", "aimed", "target", "is_set"),
    [
        (None, None, 2, False),
        (1, None, 2, False),
        (4, None, 5, False),
        (5, None, None, False),
        (1, 4, 4, True),
        (5, 3, 3, True),
    ],
)
def test_the_target_is_the_next_level_up_unless_people_set_one(assessment, decided, aimed, target, is_set):
    levels = {level.rank: level for level in assessment.edition.levels.all()}
    if decided or aimed:
        ScoreFactory(assessment=assessment, level=levels.get(decided), target=levels.get(aimed))
    row = report_of(assessment).rows[0]
    assert (row.now and row.now.rank, row.target and row.target.rank, row.target_is_set) == (decided, target, is_set)


def test_at_the_top_there_is_nothing_to_close(assessment):
    answer_all(assessment)
    Judgement.objects.filter(statement__level__rank=5).update(answer="yes")
    Judgement.objects.filter(statement__text="1.1.1").update(answer="yes")
    row = report_of(assessment).rows[0]
    assert (row.suggested.rank, row.target, row.path, row.to_close) == (5, None, None, "")
    # What there is to see is that of the top itself.
    assert lists(row) == EMPTY | {"met": ["1.5.1", "1.5.2", "1.5.3", "1.5.4"], "holding_back": ["1.1.1"]}


def test_a_level_that_does_not_apply_is_not_aimed_at(assessment):
    answer_all(assessment)
    Judgement.objects.filter(statement__level__rank=1).update(answer="yes")
    Judgement.objects.filter(statement__level__rank=2).update(answer="na")
    row = report_of(assessment).rows[0]
    assert (row.suggested.rank, row.target.rank) == (1, 3)


def test_the_path_and_its_marks(assessment):
    answer_all(assessment)
    row = report_of(assessment).rows[0]
    keys = tuple(Statement.objects.filter(text__startswith="1.2.").order_by("position").values_list("pk", flat=True))
    assert row.path == Path(2, (Pick(2, keys),))
    assert [each.in_path for each in row.missing] == [True] * 4
    words = "Level 2 is suggested from 2 of the 4 not true yet: any 2 of these 4, marked “on the path” below."
    assert (row.path_words, row.to_close) == (words, "2 of 4 statements")


def test_what_people_decided_and_what_the_answers_suggest_stand_apart(assessment):
    answer_all(assessment)
    Judgement.objects.filter(statement__level__rank=3).update(answer="yes")
    level = assessment.edition.levels.get(rank=2)
    ScoreFactory(assessment=assessment, level=level, rationale="Two districts only.")
    first, second = report_of(assessment).rows
    assert (first.now.rank, first.suggested.rank, first.differs, first.rationale, first.standing) == (
        2,
        3,
        True,
        "Two districts only.",
        "Level 2",
    )
    # The next one up from what people decided, which the answers suggest already.
    assert (first.target.rank, first.path, first.to_close) == (3, Path(0), "Nothing")
    assert (second.now, second.suggested.rank, second.differs, second.standing) == (
        None,
        3,
        False,
        "Not decided; Level 3 suggested",
    )


def test_the_distribution_counts_decisions_and_never_suggestions(assessment):
    answer_all(assessment)
    Judgement.objects.filter(statement__level__rank=3).update(answer="yes")
    ScoreFactory(assessment=assessment, level=assessment.edition.levels.get(rank=5))
    assert report_of(assessment).distribution == (
        LevelCount(1, "Level 1", 0),
        LevelCount(2, "Level 2", 0),
        LevelCount(3, "Level 3", 0),
        LevelCount(4, "Level 4", 0),
        LevelCount(5, "Level 5", 1),
        LevelCount(None, "Not decided yet", 1),
    )


def test_only_the_force_s_own_answers_and_levels_count(assessment):
    answer_all(assessment, "yes", source="peer")
    ScoreFactory(assessment=assessment, source="peer")
    answer_all(AssessmentFactory(edition=assessment.edition, force=assessment.force), "yes")
    report = report_of(assessment)
    assert [(row.judged, row.now, row.version) for row in report.rows] == [(0, None, 0), (0, None, 0)]


def test_what_the_report_is_about(assessment):
    report = report_of(assessment)
    assert (report.assessment, report.force, report.subject, report.round_label, report.on, report.revision) == (
        assessment.pk,
        assessment.force.name,
        "Whole force",
        assessment.round_label,
        TODAY,
        1,
    )
    assert (report.marking, report.disclosable, report.state) == ("OFFICIAL", False, "open")
    assert (report.framework, report.edition, report.rule) == (
        assessment.edition.framework.title,
        assessment.edition.label,
        "best_fit",
    )
    assert (report.substantial, report.some) == (85, 40)


def test_the_thresholds_are_the_rules(assessment):
    Edition.objects.filter(pk=assessment.edition_id).update(share_substantial=0.5, share_some=0.25)
    assessment.edition.refresh_from_db()
    answer_all(assessment)
    Judgement.objects.filter(statement__text="1.2.1").update(answer="yes")
    report = report_of(assessment)
    assert (report.substantial, report.some, report.rows[0].suggested.rank) == (50, 25, 2)


@pytest.fixture
def pairs():
    """Return an assessment by grades: one question, three pairs of Good and requires improvement, two Outstanding."""
    edition = EditionFactory(framework=FrameworkFactory(kind=Framework.Kind.GRADED))
    question = CriterionFactory(edition=edition, graded=True, kind="question")
    names = (
        ("Inadequate", "otherwise", 1),
        ("Requires improvement", "alone", 3),
        ("Good", "alone", 3),
        ("Outstanding", "on_top", 2),
    )
    made = {}
    for rank, (name, builds, statements) in enumerate(names, start=1):
        level = LevelFactory(edition=edition, rank=rank, name=name, builds=builds)
        for position in range(1, statements + 1):
            text = f"{name} {position}"
            made[text] = StatementFactory(criterion=question, level=level, position=position, text=text)
    for position in (1, 2, 3):
        CounterpartFactory(stronger=made[f"Good {position}"], weaker=made[f"Requires improvement {position}"])
    return AssessmentFactory(edition=edition)


def grade(assessment, **answers):
    answer_all(assessment)
    for name, given in answers.items():
        name = name.replace("_", " ").capitalize()
        Judgement.objects.filter(statement__text=name).update(answer=given)


def test_a_weaker_counterpart_that_is_still_true_holds_back_and_is_no_aim(pairs):
    grade(pairs, requires_improvement_1="yes", requires_improvement_2="yes", good_3="yes", inadequate_1="partly")
    row = report_of(pairs).rows[0]
    assert (row.suggested.name, row.target.name) == ("Requires improvement", "Good")
    assert lists(row) == {
        "met": ["Good 3"],
        "missing": ["Good 1", "Good 2"],
        "unjudged": [],
        "not_applicable": [],
        "holding_back": ["Inadequate 1", "Requires improvement 1", "Requires improvement 2"],
    }
    # Making one Good true makes its weaker counterpart untrue: 2 of 3 against 1 of 3.
    words = "Good is suggested from 1 of the 2 not true yet: any 1 of these 2, marked “on the path” below."
    assert (row.path.count, row.path_words) == (1, words)


def test_outstanding_comes_on_top_so_good_does_not_hold_it_back(pairs):
    grade(pairs, good_1="yes", good_2="yes", good_3="yes", requires_improvement_1="yes", outstanding_1="partly")
    row = report_of(pairs).rows[0]
    assert (row.suggested.name, row.target.name) == ("Good", "Outstanding")
    assert lists(row) == {
        "met": [],
        "missing": ["Outstanding 1", "Outstanding 2"],
        "unjudged": [],
        "not_applicable": [],
        "holding_back": ["Requires improvement 1"],
    }
    assert (row.path.count, row.to_close) == (2, "2 of 2 statements")


def test_a_path_through_the_level_below_shows_its_statements_with_their_own_level(pairs):
    grade(pairs, good_1="yes", good_2="yes", outstanding_1="yes")
    ScoreFactory(assessment=pairs, level=None, target=pairs.edition.levels.get(name="Outstanding"))
    row = report_of(pairs).rows[0]
    assert [(each.text, each.level, each.elsewhere, each.in_path) for each in row.missing] == [
        ("Good 3", "Good", True, True),
        ("Outstanding 2", "Outstanding", False, True),
    ]
    words = "Outstanding is suggested from 2 of the 2 not true yet: this one; and this one, marked “on the path” below."
    assert row.path_words == words


def test_the_question_at_the_top_of_the_grades(pairs):
    grade(pairs, good_1="yes", good_2="yes", good_3="yes", outstanding_1="yes", outstanding_2="yes")
    row = report_of(pairs).rows[0]
    assert (row.suggested.name, row.target, row.path) == ("Outstanding", None, None)


def test_core_questions_are_graded_and_not_scored(judgment_criteria):
    assessment = AssessmentFactory(edition=judgment_criteria)
    answer_all(assessment)
    report = report_of(assessment)
    found = {}
    for row in report.rows:
        found.setdefault((row.kind, row.scored, row.takes_level), []).append(row)
    assert {key: len(rows) for key, rows in found.items()} == {
        ("principal area", False, True): 3,
        ("core question", False, True): 9,
        ("core question", False, False): 1,
        ("question", True, True): 23,
        ("question", False, False): 1,
    }
    for row in report.rows:
        if not row.scored:
            assert (row.suggested, row.why, row.target, row.path, row.total) == (None, "", None, None, 0)
            assert lists(row) == EMPTY
    assert [row.code for row in found["question", False, False]] == ["5.1"]
    assert [row.depth for row in report.rows[:3]] == [0, 1, 2]


def test_a_decision_on_a_core_question_is_in_its_row_and_not_in_the_distribution(judgment_criteria):
    assessment = AssessmentFactory(edition=judgment_criteria)
    good = judgment_criteria.levels.get(code="good")
    core = judgment_criteria.criteria.filter(kind="core question").order_by("position").first()
    ScoreFactory(assessment=assessment, criterion=core, level=good)
    report = report_of(assessment)
    assert next(row for row in report.rows if row.pk == core.pk).now.name == "Good"
    assert [(each.name, each.count) for each in report.distribution] == [
        ("Inadequate", 0),
        ("Requires Improvement", 0),
        ("Good", 0),
        ("Outstanding", 0),
        ("Not decided yet", 23),
    ]


def test_the_two_ungraded_questions_of_the_paf_show_a_share_and_never_a_grade(peel_paf):
    assessment = AssessmentFactory(edition=peel_paf)
    answer_all(assessment, "yes")
    report = report_of(assessment)
    ungraded = [row for row in report.rows if not row.takes_level]
    assert [(row.code, row.suggested, row.percent_met, row.standing) for row in ungraded] == [
        ("9", None, 100, "100% of good met"),
        ("10", None, 100, "100% of good met"),
    ]
    assert all("This question is not graded." in row.why for row in ungraded)
    assert {row.suggested.code for row in report.rows if row.takes_level} == {"good"}
    assert sum(each.count for each in report.distribution) == 10


def test_good_is_the_paf_s_target_until_it_is_reached(peel_paf):
    assessment = AssessmentFactory(edition=peel_paf)
    answer_all(assessment)
    row = report_of(assessment).rows[0]
    assert (row.suggested.code, row.target.code, len(row.missing)) == ("requires_improvement", "good", row.total)
    assert row.path.count == next(n for n in range(row.total + 1) if n / row.total >= 0.85)
    Judgement.objects.update(answer="yes")
    row = report_of(assessment).rows[0]
    assert (row.suggested.code, row.target) == ("good", None)


@pytest.fixture
def first_of_paf(peel_paf):
    """Return an assessment by the PAF of which all is true, its first question and that one's first topic area."""
    assessment = AssessmentFactory(edition=peel_paf)
    answer_all(assessment, "yes")
    question = peel_paf.criteria.get(code="1")
    return assessment, question, question.children.order_by("position").first()


@pytest.mark.parametrize(
    ("opened", "closed", "is_open"),
    [
        (TODAY, None, True),
        (TODAY + datetime.timedelta(days=1), None, False),
        (datetime.date(2026, 1, 5), TODAY, False),
        (datetime.date(2026, 1, 5), TODAY + datetime.timedelta(days=1), True),
    ],
)
def test_a_cause_of_concern_counts_while_it_is_open(first_of_paf, opened, closed, is_open):
    assessment, question, topic = first_of_paf
    ConcernFactory(force=assessment.force, criterion=topic, reference="CoC 7", opened_on=opened, closed_on=closed)
    row, *others = report_of(assessment).rows
    assert (row.pk, row.concerns, row.suggested.code) == (
        question.pk,
        ("CoC 7",) if is_open else (),
        "inadequate" if is_open else "good",
    )
    assert {concern for other in others for concern in other.concerns} == set()


def test_with_an_open_cause_of_concern_it_never_says_that_nothing_is_left(first_of_paf):
    assessment, question, topic = first_of_paf
    for criterion in (question, topic):
        ConcernFactory(force=assessment.force, criterion=criterion, reference="CoC 7")
    row = report_of(assessment).rows[0]
    assert row.concerns == ("CoC 7",)
    assert row.why == "Inadequate: a cause of concern is open (CoC 7)."
    assert (row.target.code, row.path.count, row.to_close) == ("good", 0, "The cause of concern")
    assert row.path_words == (
        "What is behind CoC 7 has to be put right: "
        "while a cause of concern is open, only the lowest grade is suggested."
    )
    Judgement.objects.filter(statement__criterion__parent=question).update(answer="no")
    row = report_of(assessment).rows[0]
    assert row.path.count > 0
    assert "marked “on the path” below. What is behind CoC 7 has to be put right too" in row.path_words


def test_another_force_s_cause_of_concern_and_another_edition_s_are_nothing_here(first_of_paf, judgment_criteria):
    assessment, _, topic = first_of_paf
    ConcernFactory(criterion=topic)
    ConcernFactory(force=assessment.force, criterion=judgment_criteria.criteria.get(code="1.1"))
    assert {row.concerns for row in report_of(assessment).rows} == {()}


def test_beside_grades_a_cause_of_concern_is_said_and_changes_no_suggestion(pairs):
    grade(pairs, good_1="yes", good_2="yes", good_3="yes")
    ConcernFactory(force=pairs.force, criterion=first_criterion(pairs.edition), reference="CoC 1")
    row = report_of(pairs).rows[0]
    assert (row.suggested.name, row.concerns) == ("Good", ("CoC 1",))
    assert row.why.endswith(" Open causes of concern: CoC 1.")


def test_every_level_stands_on_those_below_it_on_a_cumulative_scale():
    assessment = AssessmentFactory(edition=small_edition(rule=Edition.Rule.CUMULATIVE, criteria=1))
    answer_all(assessment)
    Judgement.objects.filter(statement__level__rank=3).update(answer="yes")
    row = report_of(assessment).rows[0]
    assert (row.suggested, row.target.rank, row.path.count) == (None, 2, 4)
    assert lists(row) == {
        "met": [],
        "missing": ["1.1.1", "1.1.2", "1.2.1", "1.2.2"],
        "unjudged": [],
        "not_applicable": [],
        "holding_back": [],
    }


def test_the_words_without_a_level_are_judged_nowhere(competency):
    assessment = AssessmentFactory(edition=competency)
    report = report_of(assessment)
    assert report.total == Statement.objects.filter(criterion__edition=competency, level__isnull=False).count() == 360


@pytest.mark.parametrize("slug", ["ci-sam", "peel-paf", "judgment-criteria", "competency"])
def test_no_statement_stands_in_two_lists_and_none_of_the_target_in_none(slug):
    edition = Edition.objects.get(framework__slug=slug)
    assessment, by = AssessmentFactory(edition=edition), UserFactory()
    turns = ("yes", "no", "partly", "na", "", "no")
    rows = Statement.objects.filter(criterion__edition=edition, level__isnull=False).order_by("pk")
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement=each, answer=turns[at % 6], by=by, at=NOON)
        for at, each in enumerate(rows)
        if at % 7
    )
    words = content(edition)
    for row in report_of(assessment).rows:
        found = [each.pk for name in LISTS for each in getattr(row, name)]
        assert len(found) == len(set(found))
        if row.target and row.scored:
            at_target = {each.pk for each in words.by_pk[row.pk].on_or_below if each.rank == row.target.rank}
            assert at_target <= set(found)
        marked = {each.pk for each in (*row.missing, *row.unjudged) if each.in_path}
        assert marked == {key for pick in (row.path.picks if row.path else ()) for key in pick.of}
        assert {each.answer for each in row.met} <= {"yes"}
        assert {each.answer for each in row.missing} <= {"no", "partly"}
        assert {each.answer for each in row.unjudged} <= {""}
        assert {each.answer for each in row.not_applicable} <= {"na"}


@pytest.mark.parametrize("slug", ["ci-sam", "peel-paf", "judgment-criteria", "competency"])
def test_the_number_of_queries_is_the_same_whatever_the_size(slug, django_assert_num_queries):
    answer_all(AssessmentFactory(edition=Edition.objects.get(framework__slug=slug)))
    assessment = Assessment.objects.with_edition().get()
    # Published grades are asked for where the publisher grades by it, once until what is published changes.
    grades = assessment.edition.criteria.filter(graded=True).exists()
    # The edition is read once in a process: its rows are what this counts besides the report's own.
    with django_assert_num_queries(5 + grades + READING):
        cold = gap_report(assessment, on=TODAY)
    with django_assert_num_queries(5):
        assert gap_report(assessment, on=TODAY) == cold


def test_a_draft_is_read_anew(assessment):
    report_of(assessment)
    Criterion.objects.filter(edition=assessment.edition).update(title="Renamed")
    Level.objects.filter(edition=assessment.edition, rank=2).update(name="Second")
    row = report_of(assessment).rows[0]
    assert (row.title, row.target.name) == ("Renamed", "Second")
