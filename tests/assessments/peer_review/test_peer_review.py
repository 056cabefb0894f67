"""Peers judge a force beside what it says itself, and change none of that."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from assessments.gap.report import gap_report, gap_row
from assessments.models import Assessment, Judgement, Score, Source
from assessments.peer_review.three_levels import side_by_side
from assessments.sign_off.page import frozen
from frameworks.content import content
from tests.factories import (
    NOON,
    AssessmentFactory,
    ForceFactory,
    JudgementFactory,
    PublishedReportFactory,
    ScoreFactory,
)

DAY = NOON.date()


@pytest.fixture
def assessment(force, peel_paf):
    return AssessmentFactory(force=force, edition=peel_paf)


@pytest.fixture
def question(peel_paf):
    return peel_paf.criteria.filter(scored=True, graded=True).order_by("position").first()


@pytest.fixture
def statement(assessment, question):
    return content(assessment.edition).by_pk[question.pk].on_or_below[0]


def level(assessment, code):
    return assessment.edition.levels.get(code=code)


def publish(assessment, grades, *, on):
    """Record a report by the codes of its grades."""
    given = {criterion.pk: level(assessment, code) for criterion, code in grades.items()}
    link = "https://example.org/report"
    where = {"force": assessment.force, "edition": assessment.edition}
    return PublishedReportFactory(**where, grades=given, published_on=on, link=link)


def page_of(name, assessment, *more):
    return reverse(f"assessments:{name}", args=[assessment.pk, *more])


class TestTheRule:
    @pytest.mark.parametrize("state", ["open", "submitted"])
    def test_a_peer_changes_nothing_of_the_forces_own(
        self, assessment, question, statement, assessor, peer_reviewer, state
    ):
        assessment.judge(statement, answer="yes", note="Ours.", version=0, by=assessor, at=NOON)
        if state == "submitted":
            assessment.submit(by=assessor, at=NOON)
        assessment.refresh_from_db()
        before, revision = gap_report(assessment, on=DAY), assessment.revision
        given = {"by": peer_reviewer, "at": NOON, "version": 0, "source": Source.PEER}
        assessment.judge(statement, answer="no", note="Theirs.", **given)
        assessment.decide(question, level=level(assessment, "adequate"), suggested=None, rationale="Seen.", **given)
        assessment.refresh_from_db()
        assert (gap_report(assessment, on=DAY), assessment.revision) == (before, revision)
        rows = Judgement.objects.filter(assessment=assessment).order_by("source")
        assert [(row.source, row.answer, row.note) for row in rows] == [
            ("peer", "no", "Theirs."),
            ("self", "yes", "Ours."),
        ]

    def test_several_peers_share_one_answer_and_nobody_loses_one(self, assessment, statement, member):
        first, second = member(Role.PEER_REVIEWER), member(Role.PEER_REVIEWER)
        given = {"note": "", "at": NOON, "source": Source.PEER, "version": 0}
        assessment.judge(statement, answer="yes", by=first, **given)
        assessment.judge(statement, answer="yes", by=second, **given)
        with pytest.raises(Assessment.Conflict) as refused:
            assessment.judge(statement, answer="no", by=second, **given)
        assert (refused.value.current.by, refused.value.current.answer) == (first, "yes")

    def test_what_is_signed_holds_no_peers_answer(self, assessment, question, statement, peer_reviewer):
        unmoved = frozen(assessment, on=DAY)
        JudgementFactory(assessment=assessment, statement_id=statement.pk, source=Source.PEER, by=peer_reviewer)
        ScoreFactory(assessment=assessment, criterion=question, source=Source.PEER, by=peer_reviewer)
        assert frozen(assessment, on=DAY) == unmoved

    def test_the_peers_own_answers_suggest_their_level(self, assessment, question, peer_reviewer):
        node = content(assessment.edition).by_pk[question.pk]
        for each in node.on_or_below:
            JudgementFactory(assessment=assessment, statement_id=each.pk, source=Source.PEER, answer="yes")
        theirs, _ = gap_row(assessment, node, on=DAY, source=Source.PEER)
        ours, _ = gap_row(assessment, node, on=DAY)
        assert (theirs.suggested.name, theirs.judged, ours.suggested, ours.judged) == (
            "Good",
            len(node.on_or_below),
            None,
            0,
        )


class TestThePage:
    def test_a_peer_answers_line_by_line_and_then_sees_what_the_force_says(
        self, client, assessment, question, statement, assessor, peer_reviewer
    ):
        assessment.judge(statement, answer="partly", note="In two districts.", version=0, by=assessor, at=NOON)
        client.force_login(peer_reviewer)
        page = page_of("peer", assessment, question.pk)
        assert "In two districts." not in client.get(page).text
        typed = {f"{statement.pk}-{name}": value for name, value in (("answer", "yes"), ("note", ""), ("version", "0"))}
        answer = client.post(page_of("peer_judge", assessment, statement.pk), typed, headers={"HX-Request": "true"})
        assert (answer.status_code, "The force says:" in answer.text) == (200, True)
        assert "Partly. In two districts." in answer.text
        stale = client.post(
            page_of("peer_judge", assessment, statement.pk),
            {**typed, f"{statement.pk}-answer": "no"},
            headers={"HX-Request": "true"},
        )
        # One's own answer since is no conflict.
        assert stale.status_code == 200
        kept = Judgement.objects.get(assessment=assessment, source=Source.PEER)
        assert (kept.answer, kept.by, kept.version) == ("no", peer_reviewer, 2)

    def test_without_a_script_the_whole_sheet_and_the_level_are_saved(
        self, client, assessment, question, statement, peer_reviewer
    ):
        client.force_login(peer_reviewer)
        typed = {"answer": "no", "note": "Not seen.", "version": "0", "was": ":0"}
        whole = {f"{statement.pk}-{name}": value for name, value in typed.items()}
        assert client.post(page_of("peer", assessment, question.pk), whole).status_code == 302
        adequate = level(assessment, "adequate")
        chosen = {"level": adequate.pk, "rationale": "As we see it.", "version": 0}
        assert client.post(page_of("peer_level", assessment, question.pk), chosen).status_code == 302
        score = Score.objects.get(assessment=assessment)
        assert (score.source, score.level, score.by, score.rationale) == (
            "peer",
            adequate,
            peer_reviewer,
            "As we see it.",
        )
        wrong = client.post(page_of("peer_level", assessment, question.pk), {"level": "x", "version": 0})
        assert (wrong.status_code, "Choose a level of this framework." in wrong.text) == (422, True)

    @pytest.mark.parametrize("who", ["ended", "elsewhere", "force_administrator"])
    def test_nobody_else_answers_as_a_peer(self, client, assessment, question, statement, member, who):
        if who == "elsewhere":
            user = member(Role.PEER_REVIEWER, in_force=ForceFactory())
        else:
            user = member(Role.PEER_REVIEWER if who == "ended" else Role.FORCE_ADMINISTRATOR)
        if who == "ended":
            yesterday = timezone.localdate() - datetime.timedelta(days=1)
            Membership.objects.filter(user=user).update(ends_on=yesterday)
        client.force_login(user)
        tried = (
            client.post(page_of("peer", assessment, question.pk)),
            client.post(page_of("peer_level", assessment, question.pk), {"version": 0}),
            client.post(page_of("peer_judge", assessment, statement.pk), {f"{statement.pk}-version": "0"}),
        )
        assert [answer.status_code for answer in tried] == [404] * 3
        reading = client.get(page_of("peer", assessment, question.pk))
        assert reading.status_code == (200 if who == "force_administrator" else 404)
        if who == "force_administrator":
            assert "Only peer reviewers of" in reading.text
        assert not Judgement.objects.exists()
        assert not Score.objects.exists()

    def test_a_peer_may_not_answer_for_the_force(self, client, assessment, question, statement, peer_reviewer):
        client.force_login(peer_reviewer)
        for name, at in (("judge", statement.pk), ("score", question.pk), ("decide", question.pk)):
            assert client.post(page_of(name, assessment, at), {"version": 0}).status_code == 404


class TestSideBySide:
    def test_three_sides_and_how_well_each_predicted(
        self, client, assessment, assessor, peer_reviewer, django_assert_num_queries
    ):
        first, second, third = assessment.edition.criteria.filter(graded=True).order_by("position")[:3]
        early = NOON - datetime.timedelta(days=30)
        for criterion, source, code, at in (
            (first, "self", "good", early),
            (first, "peer", "adequate", early),
            (second, "self", "adequate", NOON),
            (third, "peer", "good", early),
        ):
            given = {"criterion": criterion, "source": source, "level": level(assessment, code), "by": assessor}
            ScoreFactory(assessment=assessment, at=at, **given)
        publish(assessment, {first: "adequate", second: "adequate"}, on=DAY - datetime.timedelta(days=1))
        content(assessment.edition)
        with django_assert_num_queries(3):
            sides = side_by_side(assessment, on=DAY)
        told = {
            row.node.pk: (row.against_published, row.against_peers, row.own and row.own.known_before)
            for row in sides.rows
            if row.own or row.peers
        }
        assert told == {
            first.pk: ("1 grade higher", "1 grade higher", False),
            second.pk: ("Same", "", True),
            third.pk: ("", "", None),
        }
        counts = [
            (each.first, each.second, each.counts.compared, each.counts.same, each.known) for each in sides.comparisons
        ]
        assert counts == [
            ("the force", "the published grade", 2, 1, 1),
            ("the peers", "the published grade", 1, 1, 0),
            ("the force", "its peers", 1, 0, 0),
        ]
        client.force_login(peer_reviewer)
        text = client.get(page_of("side_by_side", assessment)).text
        assert "0.5 grades higher" in text
        assert 'href="https://example.org/report"' in text
        assert "You review this force as a peer." in text

    def test_a_level_predicts_the_first_grade_published_once_it_was_chosen(self, client, assessment, reader):
        """An old round isn't held against what was published years later, though that is the grade that counts."""
        first, second, third = assessment.edition.criteria.filter(graded=True).order_by("position")[:3]
        then = NOON - datetime.timedelta(days=900)
        for criterion in (first, second, third):
            ScoreFactory(assessment=assessment, criterion=criterion, level=level(assessment, "good"), at=then)
        publish(assessment, {first: "inadequate", third: "good"}, on=then.date() - datetime.timedelta(days=30))
        publish(assessment, {first: "good", second: "adequate"}, on=then.date())
        publish(assessment, {first: "outstanding"}, on=DAY)
        sides = side_by_side(assessment, on=DAY)
        rows = {row.node.pk: row for row in sides.rows}
        assert {
            key: (rows[key].published.level.code, rows[key].against_published, rows[key].against_first)
            for key in (first.pk, second.pk, third.pk)
        } == {
            first.pk: ("outstanding", "1 grade lower", "Same"),
            second.pk: ("adequate", "1 grade higher", ""),
            third.pk: ("good", "Same", ""),
        }
        [counts] = sides.comparisons
        assert (counts.counts.compared, counts.counts.same, counts.known) == (3, 2, 1)
        client.force_login(reader)
        text = client.get(page_of("side_by_side", assessment)).text
        assert "The same as the first grade published since: Good (Report" in text

    def test_a_units_levels_are_held_against_no_grade_of_the_force(self, client, force, peel_paf, reader):
        assessment = AssessmentFactory(force=force, edition=peel_paf, subject="East")
        first = assessment.edition.criteria.filter(graded=True).order_by("position").first()
        ScoreFactory(assessment=assessment, criterion=first, level=level(assessment, "good"))
        publish(assessment, {first: "adequate"}, on=DAY)
        sides = side_by_side(assessment, on=DAY)
        row = next(row for row in sides.rows if row.node.pk == first.pk)
        assert (row.published.level.code, row.against_published, sides.comparisons) == ("adequate", "", ())
        client.force_login(reader)
        text = client.get(page_of("side_by_side", assessment)).text
        assert "The published grades are of the whole force." in text

    def test_a_framework_that_nobody_grades_has_two_sides(self, client, force, ci_sam, lead):
        assessment = AssessmentFactory(force=force, edition=ci_sam)
        client.force_login(lead)
        text = client.get(page_of("side_by_side", assessment)).text
        assert "There is nothing to compare yet" in text
        assert "Published" not in text.split("</main>")[0].split("<h1")[1].split("</h1>")[1]
