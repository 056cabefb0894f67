"""The grades that the inspectorate published: facts of a force and a question, recorded report by report."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, PublishedGrade, PublishedReport
from assessments.published_grades.page import published, published_grades
from frameworks.content import content
from history.models import Entry
from tests.factories import (
    NOON,
    AssessmentFactory,
    ForceFactory,
    InspectionFactory,
    PublishedReportFactory,
    ScoreFactory,
    first_criterion,
)

DAY = NOON.date()
EARLIER = DAY - datetime.timedelta(days=400)


@pytest.fixture
def questions(peel_paf):
    return list(peel_paf.criteria.filter(graded=True).order_by("position")[:3])


@pytest.fixture
def levels(peel_paf):
    return {level.code: level for level in peel_paf.levels.all()}


@pytest.fixture
def record(force, peel_paf, lead):
    """Return a function that records a report on the force with grades by question."""

    def make(grades, *, title="PEEL", on=DAY, link="", at_force=None, edition=None):
        return PublishedReport.objects.record(
            at_force or force,
            edition or peel_paf,
            title=title,
            published_on=on,
            link=link,
            grades={criterion.pk: level for criterion, level in grades.items()},
            by=lead,
            at=NOON,
        )

    return make


@pytest.fixture
def told(force, peel_paf):
    """Return a function that says each question's grades on a day, the first first."""

    def tell(on=DAY, of=force):
        words = content(peel_paf)
        found = published(of.pk, words, on=on)
        return {
            words.by_pk[pk].code: [(grade.level.code, grade.report, grade.on) for grade in grades]
            for pk, grades in found.items()
        }

    return tell


class TestRecording:
    def test_every_report_is_kept_and_the_latest_by_day_counts(self, record, told, force, questions, levels):
        """Recorded in another order than published: a question that the later one doesn't grade keeps its grade."""
        first, second, third = questions
        later = {first: None, second: levels["adequate"], third: levels["adequate"]}
        record(later, title="Regional report")
        record({first: levels["good"], second: levels["good"], third: None}, on=EARLIER)
        assert told() == {
            first.code: [("good", "PEEL", EARLIER)],
            second.code: [("good", "PEEL", EARLIER), ("adequate", "Regional report", DAY)],
            third.code: [("adequate", "Regional report", DAY)],
        }
        day_before = DAY - datetime.timedelta(days=1)
        assert told(day_before) == {code: [("good", "PEEL", EARLIER)] for code in (first.code, second.code)}
        [group] = published_grades(force, on=DAY).editions
        assert [report.title for report in group.reports] == ["Regional report", "PEEL"]
        assert [
            (question.node.code, question.latest and question.latest.words, [each.words for each in question.before])
            for question in group.questions[:3]
        ] == [
            (first.code, "Good (PEEL, 18 October 2025)", []),
            (second.code, "Adequate (Regional report, 22 November 2026)", ["Good (PEEL, 18 October 2025)"]),
            (third.code, "Adequate (Regional report, 22 November 2026)", []),
        ]

    def test_a_report_may_be_corrected(self, record, told, questions, levels, lead):
        first, second, third = questions
        report = record({first: levels["good"], second: levels["good"]})
        grades = {first.pk: levels["adequate"], second.pk: None, third.pk: levels["good"]}
        about = {"title": "PEEL 2025", "published_on": EARLIER, "link": "https://a.uk/"}
        report.correct(version=1, grades=grades, by=lead, at=NOON, **about)
        assert told() == {
            first.code: [("adequate", "PEEL 2025", EARLIER)],
            third.code: [("good", "PEEL 2025", EARLIER)],
        }
        kept = PublishedReport.objects.get()
        assert (kept.title, kept.published_on, kept.link, kept.version) == (*about.values(), 2)

    def test_nobody_corrects_what_they_have_not_seen(self, record, told, questions, levels, lead):
        report = record({questions[0]: levels["good"]})
        shown = PublishedReport.objects.get(pk=report.pk)
        given = {"title": "PEEL", "published_on": DAY, "link": "", "by": lead, "at": NOON}
        report.correct(version=1, grades={questions[0].pk: levels["adequate"]}, **given)
        with pytest.raises(PublishedReport.Conflict, match="Somebody else changed this report"):
            shown.correct(version=1, grades={questions[0].pk: levels["good"]}, **given)
        assert told() == {questions[0].code: [("adequate", "PEEL", DAY)]}
        with pytest.raises(PublishedReport.Conflict, match="Somebody else changed this report"):
            shown.take_out(version=1)
        report.take_out(version=2)
        with pytest.raises(PublishedReport.Conflict):
            shown.correct(version=2, grades={questions[0].pk: levels["good"]}, **given)
        assert told() == {}

    def test_taking_a_report_out_brings_the_one_before_back(self, record, told, questions, levels):
        first = questions[0]
        record({first: levels["good"]}, on=EARLIER)
        record({first: levels["adequate"]}, title="By mistake").take_out(version=1)
        assert told() == {first.code: [("good", "PEEL", EARLIER)]}

    def test_a_question_has_one_grade_a_day(self, record, told, questions, levels, lead):
        first, second, _ = questions
        record({first: levels["good"]})
        with pytest.raises(PublishedReport.SameDay, match="PEEL, published on the same day, grades “How good"):
            record({first: levels["adequate"]}, title="Regional report")
        other = record({second: levels["adequate"]}, title="Regional report")
        both = {first.pk: levels["good"], second.pk: levels["good"]}
        about = {"title": other.title, "published_on": DAY, "link": ""}
        with pytest.raises(PublishedReport.SameDay):
            other.correct(version=1, grades=both, by=lead, at=NOON, **about)
        assert told() == {
            first.code: [("good", "PEEL", DAY)],
            second.code: [("adequate", "Regional report", DAY)],
        }

    def test_a_report_is_recorded_once(self, record, questions, levels):
        record({questions[0]: levels["good"]})
        with pytest.raises(ValidationError, match="A report of this title and day is recorded already"):
            record({questions[1]: levels["good"]})

    @pytest.mark.parametrize("grades", ["none", "ungraded", "another's question", "another's level"])
    def test_only_what_the_publisher_grades(self, record, told, peel_paf, ci_sam, questions, levels, grades):
        given = {
            "none": {questions[0]: None},
            "ungraded": {peel_paf.criteria.filter(graded=False).first(): levels["good"]},
            "another's question": {first_criterion(ci_sam): levels["good"]},
            "another's level": {questions[0]: ci_sam.levels.first()},
        }[grades]
        with pytest.raises((PublishedReport.NothingGraded, PublishedReport.WrongEdition)), transaction.atomic():
            record(given)
        assert (told(), PublishedReport.objects.count()) == ({}, 0)

    def test_the_database_holds_one_grade_of_a_question_in_a_report(self, record, questions, levels):
        report = record({questions[0]: levels["good"]})
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishedGrade.objects.create(report=report, criterion=questions[0], level=levels["adequate"])
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoreFactory(assessment=AssessmentFactory(force=report.force), source="published")

    def test_another_force_and_another_edition_hear_nothing_of_it(
        self, record, told, judgment_criteria, questions, levels
    ):
        other = ForceFactory()
        record({questions[0]: levels["good"]})
        PublishedReportFactory(force=other, edition=judgment_criteria)
        assert told(of=other) == {}

    def test_each_round_is_told_and_no_other(self, record, force, peel_paf, ci_sam, questions, levels, lead):
        """Open or closed: the revision of what was signed stays."""
        rounds = {
            "open": AssessmentFactory(force=force, edition=peel_paf),
            "closed": AssessmentFactory(force=force, edition=peel_paf, submitted=True),
            "unit": AssessmentFactory(force=force, edition=peel_paf, subject="East"),
            "another edition": AssessmentFactory(force=force, edition=ci_sam),
            "another force": AssessmentFactory(edition=peel_paf),
        }
        report = record({questions[0]: levels["good"]})
        about = {"title": "PEEL", "published_on": DAY, "link": "", "by": lead, "at": NOON}
        report.correct(version=1, grades={questions[0].pk: levels["adequate"]}, **about)
        report.take_out(version=2)
        after = {name: Assessment.objects.get(pk=each.pk) for name, each in rounds.items()}
        assert {name: (each.revision, each.plan_revision) for name, each in after.items()} == {
            "open": (1, 4),
            "closed": (1, 4),
            "unit": (1, 4),
            "another edition": (1, 1),
            "another force": (1, 1),
        }

    def test_what_was_recorded_is_in_the_forces_history(self, record, force, questions, levels):
        record({questions[0]: levels["good"]}).take_out(version=1)
        entries = Entry.objects.filter(kind__in=["assessments_publishedreport", "assessments_publishedgrade"])
        assert sorted((entry.kind, entry.act, entry.force_id, entry.assessment) for entry in entries) == [
            ("assessments_publishedgrade", "made", force.pk, None),
            ("assessments_publishedgrade", "removed", force.pk, None),
            ("assessments_publishedreport", "made", force.pk, None),
            ("assessments_publishedreport", "removed", force.pk, None),
        ]


def typed(day, **more):
    parts = {f"published_on_{part}": getattr(day, part) for part in ("day", "month", "year")} if day else {}
    return {"title": "PEEL", **parts, "link": "", "version": 0, **more}


class TestThePages:
    @pytest.fixture
    def page(self, force, peel_paf):
        return reverse("assessments:record_report", args=[force.code, peel_paf.pk])

    @pytest.fixture
    def client(self, client, lead):
        client.force_login(lead)
        return client

    def test_recorded_once_and_corrected(self, client, page, force, questions, levels):
        first, second, _ = questions
        chosen = {f"grade-{first.pk}": levels["good"].pk, "link": "https://example.org/peel"}
        answer = client.post(page, typed(DAY, **chosen), follow=True)
        assert "The report's grades are recorded." in answer.text.replace("&#x27;", "'")
        assert 'href="https://example.org/peel"' in answer.text
        report = PublishedReport.objects.get(force=force)
        correct = reverse("assessments:correct_report", args=[report.pk])
        form = client.get(correct).context["form"]
        assert [form[name].value() for name in ("title", "published_on", "link", "version")] == [
            "PEEL",
            DAY,
            "https://example.org/peel",
            1,
        ]
        assert [field.value() for field in form.graded if field.value()] == [levels["good"].pk]
        assert "Last published: Good (PEEL, 22 November 2026)." in client.get(page).text
        changed = typed(DAY, **{f"grade-{second.pk}": levels["adequate"].pk}, version=1)
        assert client.post(correct, changed).status_code == 302
        assert client.post(correct, changed).status_code == 422
        assert list(report.grades.values_list("criterion", "level__code")) == [(second.pk, "adequate")]
        client.post(reverse("assessments:take_report_out", args=[report.pk]), {"version": 1})
        assert PublishedReport.objects.exists()
        client.post(reverse("assessments:take_report_out", args=[report.pk]), {"version": 2})
        assert not PublishedReport.objects.exists()

    @pytest.mark.parametrize(
        ("day", "more", "said"),
        [
            (None, {}, "Give the day on which it was published."),
            ("tomorrow", {}, "A grade that is published has a day of today or before."),
            (DAY, {"title": " "}, "Say which report it is."),
            (DAY, {"none": True}, "Choose the grade of at least one question."),
            (DAY, {"link": "javascript:alert(1)"}, "Enter a web address"),
            (DAY, {"level": "999999"}, "Choose a level of this framework."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, client, page, questions, levels, day, more, said):
        if day == "tomorrow":
            day = timezone.localdate() + datetime.timedelta(days=1)
        given = dict(more)
        grade = given.pop("level", levels["good"].pk)
        chosen = {} if given.pop("none", False) else {f"grade-{questions[0].pk}": grade}
        answer = client.post(page, typed(day, **chosen, **given))
        assert (answer.status_code, said in answer.text) == (422, True)
        assert not PublishedReport.objects.exists()

    def test_a_framework_that_nobody_grades_and_a_draft_have_no_such_page(self, client, force, ci_sam, peel_paf):
        for edition in (ci_sam.pk, 10**9):
            assert client.get(reverse("assessments:record_report", args=[force.code, edition])).status_code == 404

    def test_an_inspection_of_the_register_fills_the_form_in(self, client, force, peel_paf):
        known = {"title": "SOC, the region", "link": "https://example.org/soc", "published_on": EARLIER}
        for edition, name in ((peel_paf, "record_report"), (None, "grades")):
            inspection = InspectionFactory(force=force, edition=edition, **{**known, "title": f"{name}: SOC"})
            led = client.get(reverse("inspections:inspection_grades", args=[force.code, inspection.pk]), follow=True)
            assert led.resolver_match.url_name == name
            if edition:
                form = led.context["form"]
                assert [form[field].value() for field in ("title", "published_on", "link")] == [
                    inspection.title,
                    EARLIER,
                    inspection.link,
                ]
            else:
                to = f"{reverse('assessments:record_report', args=[force.code, peel_paf.pk])}?title=grades%3A+SOC&amp;"
                assert f'href="{to}' in led.text

    def test_an_address_that_says_nonsense_begins_an_empty_form(self, client, page):
        form = client.get(f"{page}?published_on=31-12&title=&link=%00").context["form"]
        assert form["published_on"].value() is None
        assert client.get(f"{page}?published_on=2026-02-31").status_code == 200

    def test_a_reader_reads_and_is_offered_nothing_to_change(self, client, reader, record, force, questions, levels):
        report = record({questions[0]: levels["good"]})
        client.force_login(reader)
        text = client.get(reverse("assessments:grades", args=[force.code])).text
        assert "Good" in text
        assert reverse("assessments:correct_report", args=[report.pk]) not in text
        assert "Record a report" not in text

    def test_another_forces_grades_are_not_there(self, client, record, questions, levels, peel_paf):
        theirs = PublishedReportFactory(edition=peel_paf)
        for name in ("correct_report", "take_report_out"):
            assert client.post(reverse(f"assessments:{name}", args=[theirs.pk])).status_code == 404
        for args in ([theirs.force.code], [theirs.force.code, peel_paf.pk]):
            name = "grades" if len(args) == 1 else "record_report"
            assert client.get(reverse(f"assessments:{name}", args=args)).status_code == 404
        assert PublishedReport.objects.get().grades.exists()


class TestEveryRound:
    """The shape of the fault: the next round said "not recorded"."""

    @pytest.fixture
    def rounds(self, force, peel_paf, lead):
        first = AssessmentFactory(force=force, edition=peel_paf, round_label="One")
        closed = AssessmentFactory(force=force, edition=peel_paf, round_label="Two", submitted=True)
        return first, closed, AssessmentFactory(force=force, edition=peel_paf, round_label="Three", follows=closed)

    def test_a_grade_stands_at_once_in_every_round_on_every_page(
        self, client, rounds, lead, record, questions, levels, force
    ):
        client.force_login(lead)
        pages = [reverse(f"assessments:{name}", args=[each.pk]) for each in rounds for name in ("gap", "side_by_side")]
        pages += [f"{reverse('inspections:readiness', args=[force.code])}?assessment={each.pk}" for each in rounds]
        pages += [f"{reverse('maturity:profile', args=[force.code])}?at={each.pk}" for each in rounds]
        words = "SOC, the region, 22 November 2026"
        assert [words in client.get(page).text for page in pages] == [False] * len(pages)
        report = record({questions[0]: levels["adequate"]}, title="SOC, the region")
        assert [words in client.get(page).text for page in pages] == [True] * len(pages)
        report.take_out(version=1)
        assert [words in client.get(page).text for page in pages] == [False] * len(pages)

    def test_it_is_in_every_file_of_every_round(self, client, rounds, lead, record, questions, levels):
        client.force_login(lead)
        record({questions[0]: levels["adequate"]}, title="SOC")
        for each in rounds:
            text = client.get(reverse("assessments:gap_file", args=[each.pk, "csv"])).content.decode("utf-8-sig")
            assert ",Adequate,2026-11-22,SOC," in text
