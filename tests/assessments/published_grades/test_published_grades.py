"""The grades that the inspectorate published: recorded report by report, beside the force's own."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Score, Source
from assessments.published_grades.record import grades, record_grades
from tests.factories import NOON, AssessmentFactory, ScoreFactory, first_criterion

DAY = NOON.date()
EARLIER = DAY - datetime.timedelta(days=400)


@pytest.fixture
def assessment(force, peel_paf):
    return AssessmentFactory(force=force, edition=peel_paf)


@pytest.fixture
def questions(peel_paf):
    return list(peel_paf.criteria.filter(graded=True).order_by("position")[:3])


@pytest.fixture
def levels(peel_paf):
    return {level.code: level for level in peel_paf.levels.all()}


def recorded(assessment):
    rows = Score.objects.filter(assessment=assessment, source=Source.PUBLISHED).order_by("criterion__position")
    return [(row.criterion.code, row.level.code, row.published_on, row.link) for row in rows]


def record(assessment, chosen, *, on=DAY, link="", amends=None, seen=None, by):
    keys = {criterion.pk: level for criterion, level in chosen.items()}
    seen = grades(assessment).seen if seen is None else seen
    about = {"published_on": on, "link": link, "amends": amends, "seen": seen}
    return record_grades(assessment, keys, by=by, at=NOON, **about)


class TestRecording:
    def test_one_report_leaves_the_grades_of_another_and_may_be_corrected(self, assessment, questions, levels, lead):
        first, second, third = questions
        good, adequate = levels["good"], levels["adequate"]
        assert record(assessment, {first: good, second: good, third: None}, on=EARLIER, by=lead) == 2
        assert record(assessment, {first: None, second: adequate, third: adequate}, link="https://a.uk/", by=lead) == 2
        assert recorded(assessment) == [
            (first.code, "good", EARLIER, ""),
            (second.code, "adequate", DAY, "https://a.uk/"),
            (third.code, "adequate", DAY, "https://a.uk/"),
        ]
        day_before = DAY - datetime.timedelta(days=1)
        assert record(assessment, {first: None, second: good, third: None}, on=day_before, amends=DAY, by=lead) == 1
        assert recorded(assessment) == [
            (first.code, "good", EARLIER, ""),
            (second.code, "good", day_before, ""),
        ]

    def test_nothing_is_recorded_over_what_was_not_seen(self, assessment, questions, levels, lead):
        first, _, _ = questions
        seen = grades(assessment).seen
        record(assessment, {first: levels["good"]}, by=lead)
        with pytest.raises(Assessment.Refused, match="Somebody else recorded grades"):
            record(assessment, {first: levels["adequate"]}, seen=seen, by=lead)
        assert recorded(assessment) == [(first.code, "good", DAY, "")]

    def test_only_what_the_publisher_grades(self, assessment, levels, lead, ci_sam):
        ungraded = assessment.edition.criteria.filter(graded=False).first()
        for chosen in ({ungraded: levels["good"]}, {first_criterion(ci_sam): levels["good"]}):
            with pytest.raises(Assessment.WrongEdition):
                record(assessment, chosen, by=lead)

    @pytest.mark.parametrize(
        "wrong", [{"source": "published", "published_on": None}, {"source": "self", "published_on": DAY}]
    )
    def test_the_database_holds_that_a_published_grade_alone_has_its_day(self, assessment, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoreFactory(assessment=assessment, **wrong)


class TestThePage:
    def typed(self, assessment, day, **more):
        parts = {f"published_on_{part}": getattr(day, part) for part in ("day", "month", "year")} if day else {}
        return {**parts, "link": "", "amends": "", "seen": grades(assessment).seen, **more}

    def test_recorded_corrected_and_shown_in_readiness(self, client, assessment, questions, levels, lead):
        client.force_login(lead)
        first, second, _ = questions
        page = reverse("assessments:published", args=[assessment.pk])
        chosen = {f"grade-{first.pk}": levels["good"].pk, "link": "https://example.org/peel"}
        answer = client.post(page, self.typed(assessment, DAY, **chosen), follow=True)
        assert "1 published grade recorded." in answer.text
        assert recorded(assessment) == [(first.code, "good", DAY, "https://example.org/peel")]
        form = client.get(page).context["form"]
        assert (form["published_on"].value(), form["link"].value(), form["amends"].value()) == (
            DAY,
            "https://example.org/peel",
            DAY,
        )
        assert [field.value() for field in form.graded if field.value()] == [levels["good"].pk]
        ready = client.get(reverse("inspections:readiness", args=[assessment.force.code])).context["answer"]
        assert {each.row.pk: each.published for each in ready.questions if each.published} == {first.pk: "Good"}
        again = client.get(f"{page}?another")
        assert "It stays unless you choose a grade." in again.text
        assert [field.value() for field in again.context["form"].graded if field.value()] == []
        assert second.pk != first.pk

    @pytest.mark.parametrize(
        ("day", "more", "said"),
        [
            (None, {}, "Give the day on which it was published."),
            ("tomorrow", {}, "A grade that is published has a day of today or before."),
            (DAY, {"none": True}, "Choose the grade of at least one question."),
            (DAY, {"link": "javascript:alert(1)"}, "Enter a web address"),
            (DAY, {"level": "999999"}, "Choose a level of this framework."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, client, assessment, questions, levels, lead, day, more, said
    ):
        client.force_login(lead)
        if day == "tomorrow":
            day = timezone.localdate() + datetime.timedelta(days=1)
        given = dict(more)
        grade = given.pop("level", levels["good"].pk)
        chosen = {} if given.pop("none", False) else {f"grade-{questions[0].pk}": grade}
        answer = client.post(
            reverse("assessments:published", args=[assessment.pk]), self.typed(assessment, day, **chosen, **given)
        )
        assert (answer.status_code, said in answer.text) == (422, True)
        assert recorded(assessment) == []

    def test_a_framework_that_nobody_grades_has_no_such_page(self, client, force, ci_sam, lead):
        client.force_login(lead)
        page = reverse("assessments:published", args=[AssessmentFactory(force=force, edition=ci_sam).pk])
        assert client.get(page).status_code == 404
