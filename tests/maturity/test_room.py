"""A workshop as its people live it, over HTTP: in, vote, wait, see, agree."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.gap.report import gap_report
from assessments.models import Judgement, Score
from maturity.models import Ballot, Vote
from tests.factories import NOON, AssessmentFactory, ParticipantFactory, ScoreFactory, WorkshopFactory

HTMX = {"HX-Request": "true"}


def seat_of(browser, workshop):
    return browser.get(reverse("maturity:seat", args=[workshop.pk])).context["seat"]


def vote_url(ballot):
    return reverse("maturity:vote", args=[ballot.workshop_id, ballot.pk])


@pytest.fixture
def ballot(workshop, leadership):
    return workshop.open_ballot(leadership, at=NOON)


@pytest.fixture
def ann(workshop, enter):
    """Return the browser of a guest."""
    return enter(workshop, "Ann")


def test_from_the_lobby_to_the_gap_report(press, enter, workshop, assessment, leadership, levels, today):
    browsers = [enter(workshop, name) for name in ("Ann", "Bob", "Cas")]
    assert [seat_of(each, workshop).screen for each in browsers] == ["lobby"] * 3
    press(workshop, "open_ballot", leadership.pk)
    ballot = Ballot.objects.get()
    for browser, name in zip(browsers, ("Reactive", "Reactive", "Proactive"), strict=True):
        assert seat_of(browser, workshop).screen == "vote"
        answer = browser.post(vote_url(ballot), {"level": levels[name].pk, "confidence": "3", "note": f"{name}!"})
        assert answer.url == reverse("maturity:seat", args=[workshop.pk])
        assert seat_of(browser, workshop).paper.said == name
    page = press(workshop, "reveal", ballot.pk)
    last = page.context["console"].stage.spread.last
    assert (last.agreement.counts, last.agreement.word, last.middle) == ((0, 2, 0, 1, 0), "Spread", "Reactive")
    assert last.confidence == (("High", 3),)
    typed = {"level": levels["Reactive"].pk, "rationale": "Seen in two.", "dissent": "One saw more."}
    typed["version"] = page.context["agree_form"]["version"].value()
    assert press(workshop, "agree", ballot.pk, **typed).context["console"].stage.name == "agreed"
    assert seat_of(browsers[0], workshop).stage.outcome.dissent == "One saw more."
    assert list(Score.objects.values_list("criterion__code", "level__name", "rationale")) == [
        ("leadership", "Reactive", "Seen in two.")
    ]
    report = gap_report(assessment, on=today)
    assert [(row.code, row.now.name) for row in report.rows if row.now] == [("leadership", "Reactive")]
    press(workshop, "close")
    assert seat_of(browsers[1], workshop).screen == "ended"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Choose a level, or “Can\N{RIGHT SINGLE QUOTATION MARK}t say”."),
        ({"level": "999999"}, "Choose one of the levels shown."),
        ({"level": "cant_say", "confidence": "9"}, "Choose low, middling or high."),
        ({"level": "cant_say", "note": "x" * 2001}, "Shorten this note to 2,000 characters or fewer. It has 2001."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_vote_is_said_and_stays_as_it_was_typed(ann, ballot, typed, problem, headers):
    answer = ann.post(vote_url(ballot), {"note": "Mine.", **typed}, headers=headers)
    assert answer.status_code == 422
    shown = answer.context["seat"]
    assert (shown.problems, shown.screen) == ((problem,), "vote")
    assert shown.paper.marks.note == typed.get("note", "Mine.")
    assert not Vote.objects.exists()


def test_a_vote_is_changed_until_the_reveal(ann, workshop, ballot, levels):
    for name in ("Marginal", "Integral"):
        ann.post(vote_url(ballot), {"level": levels[name].pk})
    ann.post(vote_url(ballot), {"level": "cant_say"})
    assert list(Vote.objects.values_list("level", flat=True)) == [None]
    assert seat_of(ann, workshop).paper.cant_say
    ballot.reveal(at=NOON)
    answer = ann.post(vote_url(ballot), {"level": levels["Marginal"].pk, "note": "Too late."})
    assert answer.status_code == 409
    assert answer.context["seat"].problems == ("This ballot takes no more votes, so your vote stays as it was.",)
    assert "Too late." in answer.content.decode()
    assert list(Vote.objects.values_list("level", "note")) == [(None, "")]


def test_an_htmx_vote_gets_the_fragment(ann, ballot, levels):
    answer = ann.post(vote_url(ballot), {"level": levels["Marginal"].pk}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div class="app-room"')
    assert answer.context["seat"].paper.said == "Marginal"


def _reveal(workshop, ballot):
    ballot.reveal(at=NOON)
    return "This ballot takes no more votes, so your vote"


def _park(workshop, ballot):
    ballot.park()
    return "This ballot takes no more votes, so your vote"


def _close(workshop, ballot):
    workshop.close(at=NOON)
    return "This workshop has ended, so your vote"


@pytest.mark.parametrize("too_late", [_reveal, _park, _close])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_late_vote_is_told_what_became_of_it(enter, workshop, ballot, levels, too_late, headers):
    """Whoever has no vote is told that none was counted; whoever has one, that it stands."""
    voted, late = enter(workshop, "Ann"), enter(workshop, "Bob")
    voted.post(vote_url(ballot), {"level": levels["Marginal"].pk})
    said = too_late(workshop, ballot)
    for browser, became in ((voted, "stays as it was"), (late, "was not counted")):
        answer = browser.post(vote_url(ballot), {"level": levels["Integral"].pk}, headers=headers)
        assert (answer.status_code, answer.context["seat"].problems) == (409, (f"{said} {became}.",))
    assert list(Vote.objects.values_list("level__name", flat=True)) == ["Marginal"]


def test_no_decided_level_is_told_before_the_reveal(ann, press, workshop, ballot, leadership, levels, force, ci_sam):
    """A vote can be changed until then, so an earlier level would draw votes to itself even from those who voted."""
    before = AssessmentFactory(force=force, edition=ci_sam, round_label="Spring")
    workshop.assessment.follows = before
    workshop.assessment.save()
    facilitating = Client()
    facilitating.force_login(workshop.facilitator)
    screens = {"seat": ann, "seat_board": ann, "projector": facilitating, "run": facilitating}

    def look(score_before, score_now):
        Score.objects.all().delete()
        ScoreFactory(assessment=before, criterion=leadership, level=levels[score_before])
        ScoreFactory(assessment=workshop.assessment, criterion=leadership, level=levels[score_now])
        answers = [browser.get(reverse(f"maturity:{name}", args=[workshop.pk])) for name, browser in screens.items()]
        assert {answer.status_code for answer in answers} == {200}
        pages = [answer.content for answer in answers]
        return [
            re.sub(rb'(csrfmiddlewaretoken" value|name="once" value|data-(live|shared|left))="[^"]*"', b"", page)
            for page in pages
        ]

    assert look("Integral", "Proactive") == look("Marginal", "Reactive")
    ann.post(vote_url(ballot), {"level": levels["Marginal"].pk})
    assert look("Integral", "Proactive") == look("Marginal", "Reactive")
    assert press(workshop, "reveal", ballot.pk).context["console"].stage.before == "Marginal"
    # The board of a seat is everybody's, and cached: what may be corrected later stands on the console's screens.
    shown = ann.get(reverse("maturity:seat", args=[workshop.pk]))
    assert "The round before" not in shown.content.decode()


def test_an_observer_sees_and_has_no_vote(enter, workshop, ballot, levels):
    observer = enter(workshop, "Olga", observes="on")
    shown = seat_of(observer, workshop)
    assert (shown.screen, shown.votes) == ("vote", False)
    page = observer.get(reverse("maturity:seat", args=[workshop.pk])).content.decode()
    assert "You are observing." in page
    assert "data-paper=" not in page
    assert observer.post(vote_url(ballot), {"level": levels["Marginal"].pk}).status_code == 409
    assert not Vote.objects.exists()


@pytest.mark.parametrize("votes", [True, False])
def test_the_facilitator_votes_only_where_it_is_set(client, assessment, facilitator, leadership, levels, votes):
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, facilitator_votes=votes)
    client.force_login(facilitator)
    client.post(reverse("maturity:take_seat", args=[workshop.code]), {"name": "F"})
    ballot = workshop.open_ballot(leadership, at=NOON)
    assert seat_of(client, workshop).votes is votes
    assert workshop.voters().count() == int(votes)
    assert client.post(vote_url(ballot), {"level": levels["Marginal"].pk}).status_code == (302 if votes else 409)
    assert Vote.objects.count() == int(votes)


def test_a_nudge_reaches_those_who_have_not_voted(ann, enter, workshop, ballot, levels):
    bob = enter(workshop, "Bob")
    bob.post(vote_url(ballot), {"level": levels["Marginal"].pk})
    workshop.nudge(at=NOON + datetime.timedelta(minutes=1))
    assert (seat_of(ann, workshop).is_nudged, seat_of(bob, workshop).is_nudged) == (True, False)


def test_statements_alone_are_voted_on_where_no_level_is_taken(enter, press, force, facilitator, peel_paf):
    topic = peel_paf.criteria.filter(scored=False, statements__isnull=False).order_by("position").first()
    assessment = AssessmentFactory(force=force, edition=peel_paf)
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, criteria=[topic])
    browsers = [enter(workshop, name) for name in ("Ann", "Bob", "Cas")]
    press(workshop, "open_ballot", topic.pk)
    ballot = Ballot.objects.get()
    key = topic.statements.order_by("position").first().pk
    paper = seat_of(browsers[0], workshop).paper
    assert (paper.choices, paper.parts[0].lines[0].key) == ((), key)
    assert browsers[0].post(vote_url(ballot), {}).status_code == 422
    for browser, answer in zip(browsers, ("yes", "no", "partly"), strict=True):
        assert browser.post(vote_url(ballot), {f"{key}-answer": answer}).status_code == 302
    assert seat_of(browsers[0], workshop).paper.said == "1 statement answered"
    page = press(workshop, "reveal", ballot.pk)
    spread = page.context["console"].stage.spread
    assert [(each.yes, each.partly, each.no) for each in spread.disputed] == [(1, 1, 1)]
    shown = page.context["agree_form"]["version"].value()
    press(workshop, "agree", ballot.pk, rationale="Talked through.", version=shown)
    assert list(Judgement.objects.values_list("statement", "answer")) == [(key, "partly")]


def test_scoring_beforehand_from_ones_own_list(enter, press, assessment, facilitator, leadership, levels):
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, prescoring=True)
    ann = enter(workshop, "Ann")
    shown = seat_of(ann, workshop)
    assert (shown.screen, [task.is_done for task in shown.tasks]) == ("prescoring", [False] * 4)
    ballot = workshop.ballots.get(criterion=leadership)
    paper = ann.get(vote_url(ballot)).context["seat"].paper
    assert paper.node.title == "Leadership"
    ann.post(vote_url(ballot), {"level": levels["Proactive"].pk})
    assert [task.is_done for task in seat_of(ann, workshop).tasks] == [True, False, False, False]
    rows = press(workshop, "end_prescoring").context["console"].rows
    first = rows[0]
    assert (first.voted, first.can_reveal, first.can_open, first.disputed) == (1, True, False, None)
    assert seat_of(ann, workshop).screen == "lobby"
    assert ann.post(vote_url(ballot), {"level": levels["Marginal"].pk}).status_code == 409
    page = press(workshop, "reveal", ballot.pk)
    assert page.context["console"].stage.spread.last.middle == "Proactive"


def test_a_seat_takes_a_fixed_number_of_queries(ann, workshop, ballot, levels, django_assert_num_queries):
    board = reverse("maturity:seat_board", args=[workshop.pk])
    ann.get(board)
    # Drawn already for everybody who has no vote yet.
    with django_assert_num_queries(2):
        ann.get(board)
    ann.post(vote_url(ballot), {"level": levels["Marginal"].pk})
    for _ in range(2):
        with django_assert_num_queries(6):
            ann.get(board)
        for _ in range(5):
            ParticipantFactory(workshop=workshop)


def test_the_clock_is_shown_and_ends_nothing(enter, assessment, leadership, levels):
    workshop = WorkshopFactory(assessment=assessment, time_box=10)
    ballot = workshop.open_ballot(leadership, at=timezone.now() - datetime.timedelta(hours=1))
    ann = enter(workshop, "Ann")
    clock = seat_of(ann, workshop).stage.clock
    assert clock.until - clock.since == datetime.timedelta(minutes=10)
    assert ann.post(vote_url(ballot), {"level": levels["Marginal"].pk}).status_code == 302
