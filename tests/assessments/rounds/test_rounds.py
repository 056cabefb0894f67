"""The next round: what comes along counts for nothing until it is confirmed, and the round before is never touched."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Membership
from assessments.gap.report import gap_report
from assessments.models import Act, Assessment, Citation, Judgement, Score
from assessments.overview.list import assessment_list
from assessments.rounds.carry_over import next_round
from assessments.rounds.compare import rounds
from assessments.rounds.compare_document import rounds_table
from assessments.sign_off.page import frozen
from frameworks.content import content
from frameworks.models import Edition, Framework, Statement
from tests.factories import (
    LATER,
    NOON,
    AssessmentFactory,
    AssignmentFactory,
    CounterpartFactory,
    ItemFactory,
    JudgementFactory,
    ScoreFactory,
    UserFactory,
    first_criterion,
    small_edition,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
ABOUT = {"round_label": "Two", "starts_on": datetime.date(2027, 9, 1)}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def new(old, lead):
    return next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)


def statement(assessment, text):
    return Statement.objects.get(criterion__edition=assessment.edition, text=text)


def stands(assessment, text):
    row = Judgement.objects.get(assessment=assessment, statement__text=text)
    return row.answer, row.standing, row.version


def sheet_url(assessment):
    return reverse("assessments:score", args=[assessment.pk, first_criterion(assessment.edition).pk])


def shown_lines(page):
    return {line.stronger.text: line for group in page.context["sheet"].groups for line in group.lines}


def posted(page, *texts, **more):
    """Return what a browser sends for these lines as the page shows them, each with more fields of its own."""
    lines = shown_lines(page)
    fields = (
        {"answer": line.value, "note": line.note, "version": line.version, "was": line.was}
        for line in (lines[t] for t in texts)
    )
    return {
        f"{lines[text].key}-{name}": value
        for text, field in zip(texts, fields, strict=True)
        for name, value in {**field, **more}.items()
    }


class TestCarrying:
    def test_all_that_was_said_comes_along_unconfirmed(self, old, new):
        rows = Judgement.objects.order_by("statement").values_list("statement", "answer", "note", "by", "at", "version")
        assert list(rows.filter(assessment=new)) == list(rows.filter(assessment=old))
        assert set(Judgement.objects.filter(assessment=new).values_list("standing", flat=True)) == {"carried"}
        assert (new.follows, new.edition, new.force, new.subject, new.revision) == (
            old, old.edition, old.force, old.subject, 1,
        )  # fmt: skip

    def test_a_target_comes_along_and_a_level_does_not(self, old, new):
        assert [(each.level, each.target.rank, each.rationale) for each in new.scores.all()] == [(None, 3, "")]
        rows = gap_report(new, on=TODAY).rows
        assert [(row.now, row.before and row.before.rank) for row in rows] == [(None, 2), (None, None)]

    def test_evidence_comes_along(self, old, lead):
        item = ItemFactory(force=old.force)
        old.cite(statement(old, "1.1.1").pk, [item], by=lead, at=NOON)
        new = next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)
        assert [(each.statement.text, each.item) for each in Citation.objects.filter(assessment=new)] == [
            ("1.1.1", item)
        ]

    @pytest.mark.parametrize(("keep", "left", "owners"), [(True, False, 1), (False, False, 0), (True, True, 0)])
    def test_sections_keep_owners_who_may_still_answer(self, old, lead, keep, left, owners):
        section = AssignmentFactory(assessment=old, state="accepted", due_on=TODAY)
        if left:
            Membership.objects.filter(user=section.owner).delete()
        new = next_round(
            old, about=ABOUT | {"due_on": LATER.date() + datetime.timedelta(700)}, keep_owners=keep, by=lead, at=LATER
        )
        kept = [(each.owner, each.state, each.due_on) for each in new.assignments.all()]
        assert kept == [(section.owner, "assigned", new.due_on)] * owners

    @pytest.mark.parametrize("state", ["submitted", "signed_off"])
    def test_a_closed_round_is_followed_too_and_stays_as_it_is(self, old, lead, state):
        closed = {"state": state, "submitted_at": NOON, "submitted_by": lead}
        Assessment.objects.filter(pk=old.pk).update(**closed)
        old.refresh_from_db()
        before = frozen(old, on=TODAY), list(Judgement.objects.filter(assessment=old).order_by("pk").values())
        next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)
        again = Assessment.objects.get(pk=old.pk)
        assert (
            frozen(again, on=TODAY),
            list(Judgement.objects.filter(assessment=old).order_by("pk").values()),
        ) == before

    def test_a_peers_answers_and_empty_ones_stay_behind(self, old, lead):
        Judgement.objects.filter(assessment=old, statement__text="1.1.1").update(source="peer")
        Judgement.objects.filter(assessment=old, statement__text="1.1.2").update(answer="", note="")
        new = next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)
        assert new.judgements.filter(statement__text__in=["1.1.1", "1.1.2"]).count() == 0

    def test_the_same_round_twice_is_refused(self, old, new, lead):
        with pytest.raises(Assessment.Refused, match="There is an assessment of this unit"):
            next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)

    def test_a_withdrawn_edition_takes_no_new_round(self, old, lead):
        old.edition.status = Edition.Status.WITHDRAWN
        with pytest.raises(Assessment.Refused, match="withdrawn"):
            next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)

    def test_so_many_queries_whatever_the_size(self, force, lead, django_assert_num_queries):
        for criteria in (2, 6):
            old = AssessmentFactory(force=force, edition=small_edition(criteria=criteria))
            for each in Statement.objects.filter(criterion__edition=old.edition):
                JudgementFactory(assessment=old, statement=each, by=lead)
            ScoreFactory(assessment=old, target=old.edition.levels.first(), by=lead)
            with django_assert_num_queries(11):
                next_round(old, about=ABOUT, keep_owners=True, by=lead, at=LATER)


class TestUnconfirmed:
    def test_they_count_as_not_judged_and_both_numbers_are_told(self, old, new):
        report, before = gap_report(new, on=TODAY), gap_report(old, on=TODAY)
        assert (report.judged, report.total, report.unconfirmed) == (0, 12, 12)
        assert report.unconfirmed_words == (
            "12 of 12 answers are carried over from One and not confirmed. They count as not judged until somebody "
            "confirms them."
        )
        row = report.rows[0]
        assert (row.suggested, row.if_confirmed.rank, row.unconfirmed) == (None, before.rows[0].suggested.rank, 6)
        assert {each.carried for each in row.unjudged} == {"no"}
        assert row.met == row.missing == ()

    def test_nothing_else_counts_them(self, new, lead):
        assert next((row.judged, row.total) for row in assessment_list(lead, on=TODAY).rows) == (0, 12)
        assert '"answer":"yes"' not in frozen(new, on=TODAY)

    def test_confirming_keeps_the_answer_and_counts_it(self, new, lead):
        new.judge(statement(new, "1.1.1"), answer="yes", note="n1.1.1", version=1, by=lead, at=LATER, act=Act.CONFIRM)
        assert stands(new, "1.1.1") == ("yes", "given", 2)
        assert (gap_report(new, on=TODAY).judged, gap_report(new, on=TODAY).unconfirmed) == (1, 11)

    def test_the_same_answer_chosen_anew_is_given(self, new, lead):
        new.judge(statement(new, "1.1.1"), answer="yes", note="n1.1.1", version=1, by=lead, at=LATER)
        assert stands(new, "1.1.1") == ("yes", "given", 2)

    def test_a_note_alone_confirms_nothing(self, new, lead):
        new.judge(statement(new, "1.1.1"), answer="yes", note="Ask.", version=1, by=lead, at=LATER, act=Act.NOTE)
        assert stands(new, "1.1.1") == ("yes", "carried", 2)

    @pytest.mark.parametrize("version", [0, 1])
    def test_a_confirmation_that_was_overtaken_is_a_conflict(self, new, lead, version):
        new.judge(statement(new, "1.1.1"), answer="no", note="", version=1, by=UserFactory(), at=LATER)
        confirmed = {"answer": "yes", "note": "n1.1.1", "version": version, "by": lead, "at": LATER, "act": Act.CONFIRM}
        with pytest.raises(Assessment.Conflict):
            new.judge(statement(new, "1.1.1"), **confirmed)
        assert stands(new, "1.1.1") == ("no", "given", 2)

    def test_two_who_confirm_the_same_do_not_clash(self, new, lead):
        confirmed = {"answer": "yes", "note": "n1.1.1", "version": 1, "at": LATER, "act": Act.CONFIRM}
        for by in (lead, UserFactory()):
            new.judge(statement(new, "1.1.1"), by=by, **confirmed)
        assert stands(new, "1.1.1") == ("yes", "given", 2)

    def test_a_closed_round_takes_no_confirmation(self, new, lead):
        new.submit(by=lead, at=LATER)
        with pytest.raises(Assessment.Closed):
            new.judge(statement(new, "1.1.1"), answer="yes", note="", version=1, by=lead, at=LATER, act=Act.CONFIRM)

    def test_a_pair_is_confirmed_as_one(self, force, lead):
        edition = small_edition(levels=3, criteria=1, framework__kind=Framework.Kind.GRADED)
        old = AssessmentFactory(force=force, edition=edition)
        pair = [statement(old, text) for text in ("1.3.1", "1.2.1")]
        CounterpartFactory(stronger=pair[0], weaker=pair[1])
        # Each was answered by itself, and no single choice says so: to confirm must not answer both anew.
        for each in pair:
            JudgementFactory(assessment=old, statement=each, answer="yes")
        new = next_round(old, about=ABOUT, keep_owners=False, by=lead, at=LATER)
        new.judge_pair(*pair, choice="", note="", versions=(1, 1), by=lead, at=LATER, act=Act.CONFIRM)
        assert [stands(new, each.text) for each in pair] == [("yes", "given", 2)] * 2


class TestPages:
    @pytest.fixture
    def at_work(self, client, assessor):
        client.force_login(assessor)
        return client

    def test_a_line_says_how_its_answer_stands(self, at_work, new, assessor):
        new.judge(statement(new, "1.1.2"), answer="no", note="", version=1, by=assessor, at=LATER)
        lines = shown_lines(at_work.get(sheet_url(new)))
        assert [(lines[text].value, lines[text].standing, lines[text].stood) for text in ("1.1.1", "1.1.2")] == [
            ("yes", "carried", "Carried over from One. Not confirmed yet, so it doesn't count."),
            ("no", "", "Answered this round."),
        ]

    def test_one_press_confirms_one_line(self, at_work, new):
        page, address = (
            at_work.get(sheet_url(new)),
            reverse("assessments:judge", args=[new.pk, statement(new, "1.1.1").pk]),
        )
        answer = at_work.post(address, posted(page, "1.1.1", confirm="1"), headers=HTMX)
        assert answer.status_code == 200
        assert stands(new, "1.1.1") == ("yes", "given", 2)
        assert "5 answers above" in answer.content.decode()

    def test_without_scripts_save_confirms_those_ticked_and_no_other(self, at_work, new):
        page = at_work.get(sheet_url(new))
        at_work.post(
            sheet_url(new), {**posted(page, "1.1.2", "1.2.1"), **posted(page, "1.1.1", confirm="1"), "stay": "1"}
        )
        assert [stands(new, text)[1] for text in ("1.1.1", "1.1.2", "1.2.1")] == ["given", "carried", "carried"]

    def test_all_of_a_criterion_are_confirmed_by_who_says_that_they_checked(self, at_work, new):
        page = at_work.get(sheet_url(new))
        sent = {**posted(page, *shown_lines(page)), "confirm_rest": "1"}
        refused = at_work.post(sheet_url(new), sent)
        assert refused.status_code == 422
        assert "Say that you have checked each of the answers that are not confirmed." in refused.content.decode()
        assert Judgement.objects.filter(assessment=new, standing="given").count() == 0
        assert at_work.post(sheet_url(new), {**sent, "checked": "1"}).status_code == 302
        given = Judgement.objects.filter(assessment=new, standing="given").values_list(
            "statement__criterion", flat=True
        )
        assert list(given) == [first_criterion(new.edition).pk] * 6

    def test_confirming_all_leaves_what_somebody_answered_meanwhile(self, at_work, new):
        page = at_work.get(sheet_url(new))
        new.judge(statement(new, "1.1.1"), answer="no", note="", version=1, by=UserFactory(), at=LATER)
        sent = {**posted(page, *shown_lines(page)), "confirm_rest": "1", "checked": "1"}
        assert at_work.post(sheet_url(new), sent).status_code == 302
        assert stands(new, "1.1.1") == ("no", "given", 2)

    def test_a_note_on_a_carried_line_is_kept_and_confirms_nothing(self, at_work, new):
        page = at_work.get(sheet_url(new))
        at_work.post(sheet_url(new), {**posted(page, "1.1.1", note="Ask again."), "stay": "1"})
        row = Judgement.objects.get(assessment=new, statement__text="1.1.1")
        assert (row.answer, row.note, row.standing) == ("yes", "Ask again.", "carried")

    def test_overview_gap_report_and_why_say_how_many(self, at_work, new):
        addresses = [reverse(f"assessments:{name}", args=[new.pk]) for name in ("overview", "gap")]
        addresses.append(reverse("assessments:why", args=[new.pk, first_criterion(new.edition).pk]))
        pages = [at_work.get(address).content.decode() for address in addresses]
        assert ["12 of 12 answers are carried over from One" in page for page in pages] == [True, True, False]
        assert "6 of 6 answers are carried over and not confirmed" in pages[2]

    def test_a_kept_page_follows_the_round_before(self, at_work, old, new):
        address = reverse("assessments:overview", args=[new.pk])
        assert "last round: Level 2" in at_work.get(address).content.decode()
        Score.objects.filter(assessment=old).update(level=old.edition.levels.get(rank=1))
        Assessment.objects.filter(pk=old.pk).update(revision=old.revision + 1)
        assert "last round: Level 1" in at_work.get(address).content.decode()

    def test_a_lead_opens_the_next_round(self, client, lead, old):
        client.force_login(lead)
        address = reverse("assessments:next_round", args=[old.pk])
        typed = {"round_label": "Two", "marking": "official", "keep_owners": "on"}
        typed |= {"starts_on_day": 1, "starts_on_month": 9, "starts_on_year": 2027}
        answer = client.post(address, typed)
        new = Assessment.objects.get(follows=old)
        assert answer.url == reverse("assessments:overview", args=[new.pk])
        assert (new.round_label, new.lead, new.judgements.count()) == ("Two", lead, 12)
        again = client.post(address, typed)
        assert again.status_code == 422
        assert "There is an assessment of this unit with this framework and round already." in again.content.decode()


class TestComparing:
    def test_levels_statements_and_evidence(self, old, new, lead):
        item = ItemFactory(force=old.force, title="A review")
        new.cite(statement(new, "1.3.1").pk, [item], by=lead, at=LATER)
        for text, answer in (("1.3.1", "yes"), ("1.1.1", "partly"), ("1.1.2", "yes")):
            new.judge(statement(new, text), answer=answer, note="", version=1, by=lead, at=LATER)
        level = new.edition.levels.get(rank=3)
        Score.objects.filter(assessment=new).update(level=level)
        found = rounds(new, beside=None, on=TODAY)
        row = found.rows[0]
        assert (found.earlier, found.later) == (old, new)
        assert (row.then, row.now, row.said, row.unconfirmed) == ("Level 2", "Level 3", "Up from Level 2 to Level 3", 3)
        assert [(turn.text, turn.was, turn.now, turn.said) for turn in row.turned] == [
            ("1.1.1", "Yes", "Partly", "Less true"),
            ("1.3.1", "No", "Yes", "More true"),
        ]
        assert [(each.title, each.text) for each in row.added] == [("A review", "1.3.1")]
        assert (found.up, found.down, found.turned_true, found.turned_untrue) == (1, 0, 1, 1)

    def test_what_is_not_confirmed_has_not_turned(self, old, new):
        Judgement.objects.filter(assessment=new, statement__text="1.1.1").update(answer="no")
        assert rounds(new, beside=None, on=TODAY).rows[0].turned == ()

    def test_only_rounds_of_the_same_unit_and_edition_are_offered(self, old, new):
        same = {"force": old.force, "edition": old.edition}
        AssessmentFactory(**same, subject="Roads policing")
        AssessmentFactory(edition=old.edition)
        elsewhere = AssessmentFactory(force=old.force, edition=small_edition(framework=old.edition.framework))
        third = AssessmentFactory(**same, starts_on=datetime.date(2028, 9, 1), due_on=None)
        found = rounds(third, beside=None, on=TODAY)
        assert (list(found.chain), list(found.others)) == ([old, new, third], [elsewhere])
        assert (found.earlier, found.later) == (new, third)
        for other in (old.pk, elsewhere.pk):
            chosen = rounds(third, beside=other, on=TODAY)
            assert chosen.earlier == (old if other == old.pk else new)
        # Whichever is asked about, the one that started first is the earlier.
        assert rounds(old, beside=third.pk, on=TODAY).later == third

    def test_so_many_queries(self, old, new, django_assert_num_queries):
        content(new.edition)
        new = Assessment.objects.with_edition().get(pk=new.pk)
        # Reading a draft takes five of these, twice.
        with django_assert_num_queries(5 + 10):
            rounds(new, beside=None, on=TODAY)

    @pytest.mark.parametrize("ending", ["docx", "csv"])
    def test_it_is_taken_away_as_a_file(self, client, lead, old, new, ending):
        client.force_login(lead)
        sent = client.get(reverse("assessments:rounds_file", args=[new.pk, old.pk, ending]))
        assert sent.status_code == 200
        assert 'filename="OFFICIAL_rounds_northshire-police' in sent["Content-Disposition"]
        assert sent["Content-Disposition"].endswith(f'.{ending}"')

    def test_every_line_of_the_table_names_its_marking_and_both_rounds(self, old, new, lead):
        new.judge(statement(new, "1.3.1"), answer="yes", note="", version=1, by=lead, at=LATER)
        headings, lines = rounds_table(rounds(new, beside=None, on=TODAY))
        rows = [dict(zip(headings, line, strict=True)) for line in lines]
        assert {(row["Marking"], row["Earlier round"], row["Later round"]) for row in rows} == {
            ("OFFICIAL", "One", "Two")
        }
        assert [
            (row["Statement or evidence"], row["Then"], row["Now"]) for row in rows if row["What"] == "Statement"
        ] == [("1.3.1", "No", "Yes")]

    def test_another_editions_round_has_no_file(self, client, lead, old):
        client.force_login(lead)
        elsewhere = AssessmentFactory(force=old.force, edition=small_edition(framework=old.edition.framework))
        address = reverse("assessments:rounds_file", args=[old.pk, elsewhere.pk, "csv"])
        assert client.get(address).status_code == 404
