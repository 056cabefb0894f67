"""What changes an assessment, and what each act refuses: nothing is lost silently, and nothing half done."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.roles import Role
from assessments.models import Assessment, Concern, Judgement, Score
from assessments.scoring_sheet.page import line_of
from assessments.scoring_sheet.save import form_for, save_line
from frameworks.content import content
from frameworks.models import Criterion, Framework
from tests.factories import (
    NOON,
    AssessmentFactory,
    ConcernFactory,
    CounterpartFactory,
    ForceFactory,
    FrameworkFactory,
    JudgementFactory,
    MembershipFactory,
    ScoreFactory,
    UserFactory,
    first_criterion,
    first_statement,
    small_edition,
)

pytestmark = pytest.mark.django_db
LATER = NOON + datetime.timedelta(minutes=5)


@pytest.fixture
def ann():
    return UserFactory(name="Ann")


@pytest.fixture
def bob():
    return UserFactory(name="Bob")


@pytest.fixture
def assessment():
    return AssessmentFactory(edition=small_edition())


@pytest.fixture
def statement(assessment):
    return first_statement(assessment.edition)


@pytest.fixture
def criterion(assessment):
    return first_criterion(assessment.edition)


@pytest.fixture
def levels(assessment):
    return list(assessment.edition.levels.order_by("rank"))


@pytest.fixture
def pair(assessment, criterion):
    """Return a statement of level 3 and its weaker counterpart of level 2."""
    stronger, weaker = (criterion.statements.get(level__rank=rank, position=1) for rank in (3, 2))
    CounterpartFactory(stronger=stronger, weaker=weaker)
    return stronger, weaker


def stands(assessment):
    """Return all that an act could change: answers, scores, and the assessment's own columns."""
    return (
        list(Judgement.objects.filter(assessment=assessment).order_by("pk").values()),
        list(Score.objects.filter(assessment=assessment).order_by("pk").values()),
        Assessment.objects.filter(pk=assessment.pk).values().get(),
    )


@pytest.fixture
def unchanged(assessment):
    """Fail the test where anything of the assessment changed between the first use of this and the end."""
    before = []
    yield lambda: before.append(stands(assessment))
    assert before == [stands(assessment)]


def revision(assessment):
    return Assessment.objects.get(pk=assessment.pk).revision


def answers(assessment):
    columns = ("statement__text", "answer", "note", "by__name", "version")
    return list(Judgement.objects.filter(assessment=assessment).order_by("statement__text").values_list(*columns))


class TestJudge:
    def test_a_first_answer(self, assessment, statement, ann):
        assessment.judge(statement, answer="yes", note="Seen.", version=0, by=ann, at=NOON)
        judgement = Judgement.objects.get()
        assert (judgement.answer, judgement.note, judgement.by, judgement.at, judgement.version) == (
            "yes",
            "Seen.",
            ann,
            NOON,
            1,
        )
        assert answers(assessment) == [("1.1.1", "yes", "Seen.", "Ann", 1)]
        assert revision(assessment) == 2

    def test_an_answer_over_the_one_that_was_seen(self, assessment, statement, ann, bob):
        assessment.judge(statement, answer="yes", note="", version=0, by=ann, at=NOON)
        assessment.judge(statement, answer="no", note="Not now.", version=1, by=bob, at=LATER)
        assert answers(assessment) == [("1.1.1", "no", "Not now.", "Bob", 2)]
        assert revision(assessment) == 3

    def test_different_statements_never_touch(self, assessment, statement, ann, bob):
        other = statement.criterion.statements.get(level__rank=1, position=2)
        assessment.judge(statement, answer="yes", note="", version=0, by=ann, at=NOON)
        assessment.judge(other, answer="no", note="", version=0, by=bob, at=NOON)
        assert answers(assessment) == [("1.1.1", "yes", "", "Ann", 1), ("1.1.2", "no", "", "Bob", 1)]

    @pytest.mark.parametrize("version", [0, 1])
    def test_a_stale_version_is_a_conflict_and_changes_nothing(
        self, assessment, statement, ann, bob, unchanged, version
    ):
        JudgementFactory(assessment=assessment, statement=statement, answer="yes", note="Mine.", by=ann, version=2)
        unchanged()
        with pytest.raises(Assessment.Conflict) as refusal:
            assessment.judge(statement, answer="no", note="", version=version, by=bob, at=LATER)
        assert refusal.value.current.by == ann
        assert (refusal.value.current.answer, refusal.value.current.version) == ("yes", 2)
        assert str(refusal.value).startswith("Ann changed this")

    @pytest.mark.parametrize("version", [0, 1])
    def test_the_same_answer_is_no_conflict_whoever_was_first(self, assessment, statement, ann, bob, version):
        JudgementFactory(assessment=assessment, statement=statement, answer="yes", note="Seen.", by=ann, version=2)
        assessment.judge(statement, answer="yes", note="Seen.", version=version, by=bob, at=LATER)
        assert answers(assessment) == [("1.1.1", "yes", "Seen.", "Ann", 2)]

    def test_the_same_answer_with_another_note_is_a_conflict(self, assessment, statement, bob, unchanged):
        JudgementFactory(assessment=assessment, statement=statement, answer="yes", note="Seen.")
        unchanged()
        with pytest.raises(Assessment.Conflict):
            assessment.judge(statement, answer="yes", note="Heard.", version=0, by=bob, at=LATER)

    def test_a_version_that_never_was_is_a_first_answer(self, assessment, statement, ann):
        """There is nothing to lose."""
        assessment.judge(statement, answer="yes", note="", version=7, by=ann, at=NOON)
        assert answers(assessment) == [("1.1.1", "yes", "", "Ann", 1)]

    def test_an_answer_can_be_taken_back_and_its_note_kept(self, assessment, statement, ann):
        assessment.judge(statement, answer="yes", note="Ask again.", version=0, by=ann, at=NOON)
        assessment.judge(statement, answer="", note="Ask again.", version=1, by=ann, at=LATER)
        assert answers(assessment) == [("1.1.1", "", "Ask again.", "Ann", 2)]

    def test_a_carried_answer_is_given_once_it_is_saved(self, assessment, statement, ann):
        JudgementFactory(assessment=assessment, statement=statement, standing=Judgement.Standing.CARRIED)
        assessment.judge(statement, answer="no", note="", version=1, by=ann, at=NOON)
        assert Judgement.objects.get().standing == Judgement.Standing.GIVEN

    def test_a_statement_of_another_edition(self, assessment, ann, unchanged):
        unchanged()
        foreign = first_statement(small_edition())
        with pytest.raises(Assessment.WrongEdition, match="belongs to another edition"):
            assessment.judge(foreign, answer="yes", note="", version=0, by=ann, at=NOON)

    def test_another_assessment_keeps_its_own(self, assessment, statement, ann):
        other = AssessmentFactory(edition=assessment.edition)
        assessment.judge(statement, answer="yes", note="", version=0, by=ann, at=NOON)
        assert (answers(other), revision(other)) == ([], 1)

    def test_an_answer_that_is_none(self, assessment, statement, ann, unchanged):
        unchanged()
        with pytest.raises(IntegrityError), transaction.atomic():
            assessment.judge(statement, answer="maybe", note="", version=0, by=ann, at=NOON)


class TestJudgePair:
    @pytest.mark.parametrize(
        ("choice", "stronger", "weaker"),
        [
            ("stronger", "yes", "no"),
            ("weaker", "no", "yes"),
            ("partly", "partly", "partly"),
            ("neither", "no", "no"),
            ("na", "na", "na"),
            ("", "", ""),
        ],
    )
    def test_one_choice_answers_both(self, assessment, pair, ann, choice, stronger, weaker):
        assessment.judge_pair(*pair, choice=choice, note="Why.", versions=(0, 0), by=ann, at=NOON)
        assert answers(assessment) == [("1.2.1", weaker, "", "Ann", 1), ("1.3.1", stronger, "Why.", "Ann", 1)]
        assert Judgement.choice_of(stronger, weaker) == choice
        assert revision(assessment) == 2

    @pytest.mark.parametrize(("stronger", "weaker"), [("yes", "yes"), ("yes", "partly"), ("", "no"), ("na", "yes")])
    def test_answers_that_no_single_choice_gives(self, stronger, weaker):
        assert Judgement.choice_of(stronger, weaker) is None

    @pytest.mark.parametrize("clashing", [0, 1])
    def test_a_clash_on_either_takes_back_both(self, assessment, pair, ann, bob, unchanged, clashing):
        JudgementFactory(assessment=assessment, statement=pair[clashing], answer="partly", by=ann)
        unchanged()
        with pytest.raises(Assessment.Conflict) as refusal:
            assessment.judge_pair(*pair, choice="stronger", note="", versions=(0, 0), by=bob, at=LATER)
        assert refusal.value.current.statement_id == pair[clashing].pk

    def test_the_weaker_keeps_its_own_note(self, assessment, pair, ann, bob):
        JudgementFactory(assessment=assessment, statement=pair[1], answer="yes", note="Older.", by=ann)
        assessment.judge_pair(*pair, choice="stronger", note="Newer.", versions=(0, 1), by=bob, at=LATER)
        assert answers(assessment) == [("1.2.1", "no", "Older.", "Bob", 2), ("1.3.1", "yes", "Newer.", "Bob", 1)]

    def test_a_statement_of_another_edition_takes_back_both(self, assessment, pair, ann, unchanged):
        unchanged()
        foreign = first_statement(small_edition())
        with pytest.raises(Assessment.WrongEdition):
            assessment.judge_pair(pair[0], foreign, choice="stronger", note="", versions=(0, 0), by=ann, at=NOON)


class TestDecide:
    def test_a_first_level(self, assessment, criterion, levels, ann):
        score = decide(assessment, criterion, level=levels[1], suggested=levels[1], rationale="", by=ann)
        assert (score.level, score.target, score.rationale, score.by, score.version) == (levels[1], None, "", ann, 1)
        assert revision(assessment) == 2

    @pytest.mark.parametrize("rationale", ["", "   ", "\n"])
    def test_another_level_than_the_suggested_one_needs_a_reason(
        self, assessment, criterion, levels, unchanged, rationale
    ):
        unchanged()
        with pytest.raises(Assessment.ReasonNeeded, match=r"The answers suggest Level 2\. Say why you chose Level 3\."):
            decide(assessment, criterion, level=levels[2], suggested=levels[1], rationale=rationale)

    def test_another_level_with_a_reason(self, assessment, criterion, levels):
        score = decide(assessment, criterion, level=levels[2], suggested=levels[1], rationale=" Two districts. ")
        assert (score.level, score.rationale) == (levels[2], "Two districts.")

    @pytest.mark.parametrize(("level", "suggested"), [(None, 1), (2, 2), (None, None)])
    def test_no_reason_is_needed_where_there_is_nothing_to_differ_from(
        self, assessment, criterion, levels, level, suggested
    ):
        chosen, offered = (None if place is None else levels[place] for place in (level, suggested))
        assert decide(assessment, criterion, level=chosen, suggested=offered, rationale="").level == chosen

    @pytest.mark.parametrize(
        ("basis", "said"),
        [
            ("Nothing is judged here.", "Nothing is judged here. Say why you chose Level 3."),
            ("", "The answers suggest no level. Say why you chose Level 3."),
        ],
    )
    def test_a_level_that_nothing_suggests_needs_a_reason(self, assessment, criterion, levels, unchanged, basis, said):
        unchanged()
        with pytest.raises(Assessment.ReasonNeeded) as refusal:
            decide(assessment, criterion, level=levels[2], rationale=" ", basis=basis)
        assert str(refusal.value) == said

    def test_what_the_answers_suggested_is_kept_with_the_level(self, assessment, criterion, levels):
        score = decide(
            assessment, criterion, level=levels[1], suggested=levels[1], basis="The answers suggest Level 2."
        )
        assert score.basis == "The answers suggest Level 2."
        assert decide(assessment, criterion, level=None, basis="Nothing is judged here.", version=1).basis == ""

    def test_it_leaves_the_target_alone(self, assessment, criterion, levels, ann):
        assessment.aim(criterion, target=levels[2], version=0, by=ann, at=NOON)
        score = decide(assessment, criterion, level=levels[0], version=1)
        assert (score.level, score.target, score.version) == (levels[0], levels[2], 2)
        assert revision(assessment) == 3

    @pytest.mark.parametrize("version", [0, 1])
    def test_a_stale_version_is_a_conflict(self, assessment, criterion, levels, ann, unchanged, version):
        ScoreFactory(assessment=assessment, criterion=criterion, level=levels[0], by=ann, version=2)
        unchanged()
        with pytest.raises(Assessment.Conflict) as refusal:
            decide(assessment, criterion, level=levels[1], version=version)
        assert (refusal.value.current.level, refusal.value.current.version) == (levels[0], 2)

    def test_the_same_level_twice_is_no_conflict(self, assessment, criterion, levels, ann):
        decide(assessment, criterion, level=levels[0], by=ann)
        assert decide(assessment, criterion, level=levels[0]).by == ann
        assert Score.objects.get().version == 1

    def test_a_level_of_another_edition(self, assessment, criterion, unchanged):
        unchanged()
        foreign = small_edition().levels.first()
        with pytest.raises(Assessment.WrongEdition):
            decide(assessment, criterion, level=foreign)

    def test_a_criterion_of_another_edition(self, assessment, levels, unchanged):
        unchanged()
        with pytest.raises(Assessment.WrongEdition):
            decide(assessment, first_criterion(small_edition()), level=levels[0])

    @pytest.mark.parametrize(
        ("kind", "scored", "graded", "takes"),
        [
            (Framework.Kind.MATURITY, True, False, True),
            (Framework.Kind.MATURITY, False, False, False),
            (Framework.Kind.GRADED, True, True, True),
            (Framework.Kind.GRADED, False, True, True),
            (Framework.Kind.GRADED, True, False, False),
            (Framework.Kind.GRADED, False, False, False),
        ],
    )
    def test_a_level_is_recorded_where_there_is_a_grade_or_a_scale(self, kind, scored, graded, takes):
        edition = small_edition(framework=FrameworkFactory(kind=kind))
        assessment, criterion = AssessmentFactory(edition=edition), first_criterion(edition)
        Criterion.objects.filter(pk=criterion.pk).update(scored=scored, graded=graded)
        criterion.refresh_from_db()
        if takes:
            assert decide(assessment, criterion, level=edition.levels.first()).pk
            return
        with pytest.raises(Assessment.NoLevelHere):
            decide(assessment, criterion, level=edition.levels.first())
        assert (Score.objects.count(), revision(assessment)) == (0, 1)

    @pytest.mark.parametrize("code", ["9", "10"])
    def test_the_two_ungraded_questions_of_the_paf_take_no_level(self, peel_paf, code):
        assessment = AssessmentFactory(edition=peel_paf)
        question, good = peel_paf.criteria.get(code=code), peel_paf.levels.get(code="good")
        with pytest.raises(Assessment.NoLevelHere):
            decide(assessment, question, level=good)
        assert (Score.objects.count(), revision(assessment)) == (0, 1)

    def test_core_questions_and_principal_areas_take_a_level_and_what_nobody_grades_does_not(self, judgment_criteria):
        assessment = AssessmentFactory(edition=judgment_criteria)
        good = judgment_criteria.levels.get(code="good")
        for criterion in judgment_criteria.criteria.filter(graded=True, kind__in=["principal area", "core question"]):
            decide(assessment, criterion, level=good)
        with pytest.raises(Assessment.NoLevelHere):
            decide(assessment, judgment_criteria.criteria.get(code="5.1"), level=good)
        assert (Score.objects.count(), revision(assessment)) == (12, 13)


def decide(assessment, criterion, *, level, suggested=None, basis="", rationale="Seen.", version=0, by=None):
    return assessment.decide(
        criterion,
        level=level,
        suggested=suggested,
        basis=basis,
        rationale=rationale,
        version=version,
        by=by or UserFactory(),
        at=LATER,
    )


class TestAim:
    def test_a_target_and_back_to_the_next_one_up(self, assessment, criterion, levels, ann):
        assert assessment.aim(criterion, target=levels[2], version=0, by=ann, at=NOON).target == levels[2]
        assert assessment.aim(criterion, target=None, version=1, by=ann, at=LATER).target is None
        assert revision(assessment) == 3

    def test_it_leaves_the_level_alone(self, assessment, criterion, levels, ann):
        ScoreFactory(assessment=assessment, criterion=criterion, level=levels[0], rationale="Because.")
        score = assessment.aim(criterion, target=levels[1], version=1, by=ann, at=LATER)
        assert (score.level, score.rationale, score.target) == (levels[0], "Because.", levels[1])

    def test_a_target_of_another_edition(self, assessment, criterion, ann, unchanged):
        unchanged()
        with pytest.raises(Assessment.WrongEdition):
            assessment.aim(criterion, target=small_edition().levels.first(), version=0, by=ann, at=NOON)

    def test_a_stale_version_is_a_conflict(self, assessment, criterion, levels, ann, unchanged):
        ScoreFactory(assessment=assessment, criterion=criterion, version=2)
        unchanged()
        with pytest.raises(Assessment.Conflict):
            assessment.aim(criterion, target=levels[1], version=1, by=ann, at=LATER)


class TestStates:
    def test_submitted_and_opened_again(self, assessment, ann):
        assessment.submit(by=ann, at=NOON)
        assert (assessment.state, assessment.submitted_by, assessment.submitted_at, assessment.is_open) == (
            "submitted",
            ann,
            NOON,
            False,
        )
        assessment.reopen(reason="One more answer.", by=ann, at=LATER)
        assert (assessment.state, assessment.submitted_by, assessment.submitted_at, assessment.is_open) == (
            "open",
            None,
            None,
            True,
        )
        assert revision(assessment) == 3

    def test_submitting_twice_keeps_the_first(self, assessment, ann, bob):
        assessment.submit(by=ann, at=NOON)
        with pytest.raises(Assessment.Closed, match="This assessment is submitted, so nothing was changed"):
            assessment.submit(by=bob, at=LATER)
        assert (assessment.submitted_by, revision(assessment)) == (ann, 2)

    def test_what_is_open_cannot_be_opened(self, assessment, ann, unchanged):
        unchanged()
        with pytest.raises(Assessment.Refused):
            assessment.reopen(reason="Why not.", by=ann, at=NOON)

    def test_what_is_signed_off_takes_no_change(self, ann):
        signed = AssessmentFactory(submitted=True, state=Assessment.State.SIGNED_OFF)
        before = stands(signed)
        with pytest.raises(Assessment.Closed, match="This assessment is signed off"):
            signed.submit(by=ann, at=NOON)
        with pytest.raises(Assessment.Closed):
            signed.set_up(subject="Roads policing")
        assert stands(signed) == before

    def test_setting_up(self, assessment, ann):
        assessment.set_up(subject="Roads policing", lead=ann, marking=Assessment.Marking.OFFICIAL_SENSITIVE)
        assert (assessment.subject_name, assessment.lead, assessment.get_marking_display()) == (
            "Roads policing",
            ann,
            "OFFICIAL-SENSITIVE",
        )
        assert revision(assessment) == 2

    def test_setting_up_cannot_make_two_of_one_round(self, assessment):
        AssessmentFactory(force=assessment.force, edition=assessment.edition, round_label="Spring")
        with pytest.raises(IntegrityError), transaction.atomic():
            assessment.set_up(round_label="Spring")
        assert revision(assessment) == 1

    @pytest.mark.parametrize("act", ["first", "over", "pair", "decide", "aim", "set_up", "submit"])
    @pytest.mark.parametrize("state", [Assessment.State.SUBMITTED, Assessment.State.SIGNED_OFF])
    def test_a_closed_assessment_takes_no_change(self, assessment, pair, criterion, levels, ann, act, state):
        """Whoever read it while it was open is refused all the same: what counts is the row as it stands."""
        statement = first_statement(assessment.edition)
        JudgementFactory(assessment=assessment, statement=statement)
        Assessment.objects.filter(pk=assessment.pk).update(state=state, submitted_at=NOON, submitted_by=ann)
        before = stands(assessment)
        given = {"by": ann, "at": LATER}
        acts = {
            "first": lambda: assessment.judge(pair[0], answer="no", note="", version=0, **given),
            "over": lambda: assessment.judge(statement, answer="no", note="", version=1, **given),
            "pair": lambda: assessment.judge_pair(*pair, choice="stronger", note="", versions=(0, 0), **given),
            "decide": lambda: decide(assessment, criterion, level=levels[0]),
            "aim": lambda: assessment.aim(criterion, target=levels[1], version=0, **given),
            "set_up": lambda: assessment.set_up(subject="Roads policing"),
            "submit": lambda: assessment.submit(**given),
        }
        with pytest.raises(Assessment.Closed):
            acts[act]()
        assert stands(assessment) == before


class TestLines:
    """The forms hold the shape of what is typed, before any rule is asked."""

    @pytest.mark.parametrize(
        ("note", "problem"),
        [
            ("x" * 2000, ""),
            ("x" * 2001, "Shorten this note to 2,000 characters or fewer. It has 2001."),
            ("\r\n".join("x" * 1000), ""),
        ],
    )
    def test_a_note_is_as_long_as_the_browser_counts_it(self, assessment, statement, note, problem):
        _, form = line_and_form(assessment, statement, answer="yes", note=note, version="0")
        assert form.problem == problem

    @pytest.mark.parametrize(
        ("answer", "version", "problem"),
        [
            ("maybe", "0", "Choose yes, partly, no or not applicable."),
            ("yes", "-1", "Reload the page and try again."),
            ("yes", "0.0", "Reload the page and try again."),
            ("yes", "1" * 10, "Reload the page and try again."),
        ],
    )
    def test_what_is_no_answer(self, assessment, statement, answer, version, problem):
        _, form = line_and_form(assessment, statement, answer=answer, note="", version=version)
        assert form.problem == problem

    def test_a_line_is_saved(self, assessment, statement, ann):
        line, form = line_and_form(assessment, statement, answer="partly", note="One\r\nTwo", version="0")
        assert form.is_valid()
        save_line(assessment, line, form, by=ann, at=NOON)
        assert answers(assessment) == [("1.1.1", "partly", "One\nTwo", "Ann", 1)]

    def test_a_paired_line_is_saved_as_two_answers(self, assessment, pair, ann):
        line, form = line_and_form(assessment, pair[0], answer="weaker", note="", version="0.0")
        assert form.is_valid()
        save_line(assessment, line, form, by=ann, at=NOON)
        assert answers(assessment) == [("1.2.1", "yes", "", "Ann", 1), ("1.3.1", "no", "", "Ann", 1)]

    @pytest.mark.parametrize(("answer", "version"), [("yes", "0.0"), ("stronger", "0")])
    def test_a_paired_line_takes_a_choice_and_two_versions(self, assessment, pair, answer, version):
        _, form = line_and_form(assessment, pair[0], answer=answer, note="", version=version)
        assert not form.is_valid()


def line_and_form(assessment, statement, **typed):
    words = content(assessment.edition)
    line = line_of(assessment, words, words.by_pk[words.counts_for[statement.pk]], statement.pk, {})
    return line, form_for(line, {f"{statement.pk}-{name}": value for name, value in typed.items()})


class TestWhoMay:
    EVERYBODY = set(Role)
    ASSESSES = {Role.ASSESSOR, Role.FACILITATOR, Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR}
    RUNS = {Role.FACILITATOR, Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR}

    @pytest.mark.parametrize(
        ("asked", "roles"), [("visible_to", EVERYBODY), ("editable_by", ASSESSES), ("run_by", RUNS)]
    )
    @pytest.mark.parametrize("role", list(Role))
    def test_by_role(self, asked, roles, role, today):
        membership = MembershipFactory(role=role)
        ours = AssessmentFactory(force=membership.force)
        AssessmentFactory(edition=ours.edition)
        found = getattr(Assessment.objects, asked)(membership.user, on=today)
        assert list(found) == ([ours] if role in roles else [])

    @pytest.mark.parametrize("asked", ["visible_to", "editable_by", "run_by"])
    @pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True)])
    def test_a_membership_holds_to_the_end_of_its_last_day(self, asked, days, counts, today):
        membership = MembershipFactory(role=Role.INSPECTION_LEAD, ends_on=today + datetime.timedelta(days=days))
        AssessmentFactory(force=membership.force)
        assert getattr(Assessment.objects, asked)(membership.user, on=today).exists() is counts

    @pytest.mark.parametrize("asked", ["visible_to", "editable_by", "run_by"])
    def test_somebody_who_is_no_longer_active_sees_nothing(self, asked, today):
        membership = MembershipFactory(role=Role.FORCE_ADMINISTRATOR, user__is_active=False)
        AssessmentFactory(force=membership.force)
        assert not getattr(Assessment.objects, asked)(membership.user, on=today).exists()

    @pytest.mark.parametrize("asked", ["visible_to", "editable_by", "run_by"])
    def test_nobody_sees_an_assessment_without_a_role_in_its_force(self, asked, today):
        AssessmentFactory()
        for user in (UserFactory(), UserFactory(is_framework_administrator=True), UserFactory(is_superuser=True)):
            assert not getattr(Assessment.objects, asked)(user, on=today).exists()

    def test_several_roles_show_an_assessment_once(self, today):
        membership = MembershipFactory(role=Role.READER)
        MembershipFactory(user=membership.user, force=membership.force, role=Role.ASSESSOR)
        AssessmentFactory(force=membership.force)
        assert Assessment.objects.visible_to(membership.user, on=today).count() == 1

    def test_an_assessor_in_one_force_and_reader_in_another_edits_in_the_first(self, today):
        membership = MembershipFactory(role=Role.ASSESSOR)
        other = MembershipFactory(user=membership.user, role=Role.READER)
        ours, theirs = AssessmentFactory(force=membership.force), AssessmentFactory(force=other.force)
        assert set(Assessment.objects.visible_to(membership.user, on=today)) == {ours, theirs}
        assert set(Assessment.objects.editable_by(membership.user, on=today)) == {ours}


class TestTables:
    """What the database itself refuses."""

    def test_one_assessment_per_force_edition_unit_and_round(self, assessment):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssessmentFactory(
                force=assessment.force, edition=assessment.edition, round_label=assessment.round_label, subject=""
            )

    def test_it_ends_after_it_starts(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssessmentFactory(starts_on=datetime.date(2026, 9, 2), due_on=datetime.date(2026, 9, 1))
        assert AssessmentFactory(starts_on=datetime.date(2026, 9, 1), due_on=datetime.date(2026, 9, 1)).pk

    @pytest.mark.parametrize(
        "columns",
        [{"state": "submitted"}, {"state": "signed_off"}, {"submitted_at": NOON}],
    )
    def test_closed_and_by_whom_go_together(self, assessment, columns):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=assessment.pk).update(**columns)

    def test_one_judgement_per_statement_and_source(self, assessment, statement):
        JudgementFactory(assessment=assessment, statement=statement)
        assert JudgementFactory(assessment=assessment, statement=statement, source="peer").pk
        with pytest.raises(IntegrityError), transaction.atomic():
            JudgementFactory(assessment=assessment, statement=statement)

    def test_a_statement_is_never_answered_by_the_inspectorate(self, assessment):
        with pytest.raises(IntegrityError), transaction.atomic():
            JudgementFactory(assessment=assessment, source="published")

    def test_one_score_per_criterion_and_source(self, assessment, criterion):
        for source in ("self", "peer"):
            assert ScoreFactory(assessment=assessment, criterion=criterion, source=source).pk
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoreFactory(assessment=assessment, criterion=criterion)

    def test_a_concern_closes_after_it_opens(self):
        day = datetime.date(2026, 1, 5)
        assert ConcernFactory(opened_on=day, closed_on=day).pk
        with pytest.raises(IntegrityError), transaction.atomic():
            ConcernFactory(opened_on=day, closed_on=datetime.date(2026, 1, 4))

    def test_one_concern_per_force_criterion_and_reference(self):
        concern = ConcernFactory()
        assert ConcernFactory(criterion=concern.criterion, reference=concern.reference, force=ForceFactory()).pk
        with pytest.raises(IntegrityError), transaction.atomic():
            ConcernFactory(criterion=concern.criterion, reference=concern.reference, force=concern.force)


@pytest.mark.parametrize(("day", "is_open"), [(4, False), (5, True), (9, True), (10, False), (11, False)])
def test_a_concern_is_open_from_its_first_day_until_the_one_it_closes_on(day, is_open):
    ConcernFactory(opened_on=datetime.date(2026, 1, 5), closed_on=datetime.date(2026, 1, 10))
    assert Concern.objects.open(on=datetime.date(2026, 1, day)).exists() is is_open


def test_a_concern_without_an_end_stays_open():
    ConcernFactory(opened_on=datetime.date(2026, 1, 5))
    assert Concern.objects.open(on=datetime.date(2036, 1, 5)).exists()


@pytest.mark.parametrize("of", ["edition", "statement", "criterion", "level"])
def test_what_an_assessment_stands_on_cannot_be_deleted(assessment, statement, criterion, of):
    JudgementFactory(assessment=assessment, statement=statement)
    ScoreFactory(assessment=assessment, criterion=criterion)
    rows = {"edition": assessment.edition, "statement": statement, "criterion": criterion, "level": statement.level}
    with pytest.raises(ProtectedError):
        rows[of].delete()
