"""The facilitator's screens: what they do, what they are refused, and what they must not tell."""

import re

import pytest
from django.core.signing import get_cookie_signer
from django.urls import reverse

from assessments.models import Action, Score
from maturity import seat_cookie
from maturity.models import Ballot, Vote, Workshop
from tests.factories import NOON, AssessmentFactory, ParticipantFactory, WorkshopFactory
from tests.factories.maturity import as_shown

CRITERIA = ("leadership", "engagement")


def url(name, workshop, *args):
    return reverse(f"maturity:{name}", args=[workshop.pk, *args])


@pytest.fixture
def ballot(workshop, leadership):
    return workshop.open_ballot(leadership, at=NOON)


@pytest.fixture
def revealed(ballot, levels):
    """Return the ballot with one vote on it, revealed."""
    ballot.cast(participant=ParticipantFactory(workshop=ballot.workshop), level=levels["Reactive"], at=NOON)
    ballot.reveal(at=NOON)
    return ballot


@pytest.fixture
def client(client, facilitator):
    client.force_login(facilitator)
    return client


def set_up(ci_sam, **changed):
    chosen = {f"vote-{ci_sam.criteria.get(code=code).pk}": "on" for code in CRITERIA}
    return {"title": "Autumn", "guests": "on", **chosen, **changed}


def test_a_workshop_is_set_up(client, assessment, ci_sam):
    engagement = ci_sam.criteria.get(code="engagement")
    typed = {f"place-{engagement.pk}": "1", "groups": "Sergeants\r\n\r\n  Other  ranks \nsergeants", "time_box": "10"}
    answer = client.post(reverse("maturity:convene", args=[assessment.pk]), set_up(ci_sam, **typed))
    workshop = Workshop.objects.get()
    assert answer.url == url("run", workshop)
    order = workshop.agenda.order_by("position").values_list("criterion__code", flat=True)
    assert list(order) == ["engagement", "leadership"]
    assert sorted(workshop.groups.values_list("name", flat=True)) == ["Other ranks", "sergeants"]
    assert (workshop.time_box, workshop.guests, workshop.names_shown) == (10, True, False)
    assert re.fullmatch(r"[A-Z0-9]{6}", workshop.code)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"title": ""}, "Give the workshop a title."),
        ({"time_box": "500"}, "Give the time box in minutes, from 1 to 120."),
        ({"groups": "x" * 61}, "Shorten each group&#x27;s name to 60 characters."),
        ({"groups": "\n".join(map(str, range(13)))}, "Name no more than 12 groups."),
    ],
)
def test_a_wrong_set_up_keeps_what_was_typed(client, assessment, ci_sam, changed, problem):
    answer = client.post(reverse("maturity:convene", args=[assessment.pk]), set_up(ci_sam, **changed))
    assert (answer.status_code, Workshop.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert problem in page
    assert len(re.findall(r'type="checkbox" name="vote-\d+" id="[^"]+" checked', page)) == len(CRITERIA)


def test_a_workshop_needs_a_criterion(client, assessment):
    answer = client.post(reverse("maturity:convene", args=[assessment.pk]), {"title": "Autumn"})
    assert answer.context["messages_of"] == ["Choose at least one criterion."]


def test_a_closed_assessment_holds_no_workshop(client, assessment, ci_sam, lead):
    assessment.submit(by=lead, at=NOON)
    answer = client.post(reverse("maturity:convene", args=[assessment.pk]), set_up(ci_sam))
    said = "This assessment is closed. Reopen it before a workshop."
    assert answer.context["form"].non_field_errors() == [said]


def test_before_the_reveal_the_console_knows_only_how_many(client, workshop, ballot, levels):
    """Two rooms that voted differently get the same bytes, headers and all; so do the wall and somebody else's seat."""
    watcher = ParticipantFactory(workshop=workshop, name="Watcher")
    voter = ParticipantFactory(workshop=workshop, name="Voter")
    tokens = re.compile(rb'(csrfmiddlewaretoken"|name="once") value="[^"]+"|data-(live|shared|left)="[^"]+"')
    client.cookies[f"seat-{workshop.pk}"] = signed(watcher, at=client.session["_auth_user_id"])

    def look():
        seen = []
        for name in ("run", "run_board", "projector", "projector_board", "seat", "seat_board"):
            answer = client.get(url(name, workshop))
            assert answer.status_code == 200
            headers = {
                key: value for key, value in answer.headers.items() if key not in ("ETag", "Expires", "Last-Modified")
            }
            seen.append((name, headers, tokens.sub(b"", answer.content)))
        return seen

    def vote(level, note, confidence):
        Vote.objects.all().delete()
        Workshop.objects.update(revision=7, stage=7)
        ballot.cast(participant=voter, level=level, note=note, confidence=confidence, at=NOON)
        return look()

    seen = [vote(levels["Marginal"], "", None), vote(levels["Integral"], "A long note." * 50, 3), vote(None, "", 1)]
    assert seen[0] == seen[1] == seen[2]
    assert client.get(url("run", workshop)).context["console"].voted == 1


def signed(participant, *, at):
    """Return the cookie of somebody who joined as a guest at the browser of whoever is signed in there."""
    name = seat_cookie.name_of(participant.workshop_id)
    return get_cookie_signer(f"{name}{seat_cookie.SALT}.{at}").sign(participant.key)


def test_other_peoples_votes_move_nobodys_etag(client, workshop, ballot, levels, enter):
    ann, board = enter(workshop, "Ann"), url("seat_board", workshop)
    before = ann.get(board)["ETag"]
    ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Marginal"], at=NOON)
    workshop.refresh_from_db()
    moved = ann.get(board)["ETag"]
    # The newcomer moved it; their vote did not.
    assert moved != before
    ballot.cast(participant=workshop.participants.last(), level=levels["Integral"], at=NOON)
    assert ann.get(board)["ETag"] == moved
    assert ann.get(board, headers={"If-None-Match": moved}).status_code == 304


@pytest.mark.parametrize("name", ["reopen", "agree"])
def test_what_needs_a_reveal_is_refused_before_it(press, workshop, ballot, levels, name):
    page = press(workshop, name, ballot.pk, level=levels["Reactive"].pk, rationale="Why.", dissent="Not so.")
    assert Ballot.objects.get().phase == Ballot.Phase.BLIND
    assert "eveal" in page.content.decode()
    assert not Score.objects.exists()


@pytest.mark.parametrize("name", ["reveal", "park", "skip", "reopen"])
def test_a_finished_ballot_takes_no_act(press, workshop, revealed, levels, name, facilitator):
    revealed.agree(version=as_shown(revealed), level=levels["Reactive"], rationale="Seen.", by=facilitator, at=NOON)
    page = press(workshop, name, revealed.pk)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert list(Ballot.objects.values_list("phase", flat=True)) == [Ballot.Phase.AGREED]


def test_a_refused_agreement_loses_nothing(press, workshop, revealed, assessment, lead):
    typed = {"rationale": "Seen in two.", "dissent": "One saw more."}
    answer = press(workshop, "agree", revealed.pk, **typed)
    assert answer.status_code == 422
    assert answer.context["messages_of"] == ["Choose the level that the room agreed."]
    form = answer.context["agree_form"]
    assert (form["rationale"].value(), form["dissent"].value()) == tuple(typed.values())
    assert "hx-morph-skip" in answer.content.decode()


def test_a_level_other_than_the_suggested_needs_a_reason(press, workshop, revealed, levels, assessment, facilitator):
    for statement in revealed.criterion.statements.select_related("criterion", "level"):
        true = statement.level.name == "Process-focused"
        assessment.judge(statement, answer="yes" if true else "no", note="", version=0, by=facilitator, at=NOON)
    typed = {"level": levels["Integral"].pk, "dissent": "One saw more.", "version": as_shown(revealed)}
    answer = press(workshop, "agree", revealed.pk, **typed)
    assert answer.status_code == 422
    assert "Say why you chose Integral." in answer.context["agree_form"].errors["rationale"][0]
    assert answer.context["agree_form"]["dissent"].value() == "One saw more."
    assert not Score.objects.exists()


def test_a_closed_assessment_takes_no_agreement(press, workshop, revealed, levels, assessment, lead):
    assessment.submit(by=lead, at=NOON)
    typed = {"level": levels["Reactive"].pk, "rationale": "Seen.", "version": as_shown(revealed)}
    answer = press(workshop, "agree", revealed.pk, **typed)
    assert answer.status_code == 422
    assert answer.context["agree_form"]["rationale"].value() == "Seen."
    assert Ballot.objects.get().phase == Ballot.Phase.REVEALED


def test_an_action_is_planned_where_it_was_said(press, workshop, revealed, facilitator):
    assert press(workshop, "plan", revealed.pk).status_code == 422
    press(workshop, "plan", revealed.pk, title="Brief everybody", owner=facilitator.pk)
    planned = [(each.title, each.criterion.code, each.owner) for each in Action.objects.all()]
    assert planned == [("Brief everybody", "leadership", facilitator)]


def test_parked_is_gone_back_to(press, workshop, ballot, leadership):
    page = press(workshop, "park", ballot.pk)
    rows = [(row.node.code, row.state, row.can_open) for row in page.context["console"].rows][:2]
    assert rows == [("leadership", "Parked", True), ("engagement", "", True)]
    assert page.context["console"].following.node.code == "engagement"
    press(workshop, "open_ballot", leadership.pk)
    assert list(Ballot.objects.order_by("round").values_list("round", "phase")) == [(1, "parked"), (2, "blind")]


def test_a_workshop_is_handed_over(press, workshop, lead, assessor, ballot):
    assert press(workshop, "hand_over", facilitator=assessor.pk).status_code == 422
    press(workshop, "hand_over", facilitator=lead.pk)
    assert Workshop.objects.get().facilitator == lead
    assert press(workshop, "reveal", ballot.pk).status_code == 404


def test_only_its_facilitator_runs_it(client, workshop, lead, ballot):
    client.force_login(lead)
    assert client.get(url("run", workshop)).status_code == 404
    assert client.post(url("reveal", workshop, ballot.pk)).status_code == 404
    assert Ballot.objects.get().revealed_at is None


def test_a_ballot_of_another_workshop_is_not_found(press, workshop, assessment, facilitator, leadership):
    other = WorkshopFactory(assessment=assessment, facilitator=facilitator).open_ballot(leadership, at=NOON)
    assert press(workshop, "reveal", other.pk).status_code == 404


def test_an_htmx_act_gets_the_fragment(client, workshop, leadership):
    answer = client.post(url("open_ballot", workshop, leadership.pk), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div class="app-console"')


def test_the_reveal_says_that_it_cannot_be_undone(client, workshop, ballot):
    page = client.get(url("run", workshop)).content.decode()
    assert re.search(r'id="reveal">Reveal the votes: this can.t be undone<', page)


def test_the_wall_shows_no_names_and_no_controls(client, assessment, facilitator, leadership, levels):
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, names_shown=True)
    ParticipantFactory(workshop=workshop, name="Zebedee")
    assert "data:image/svg+xml" in client.get(url("projector", workshop)).content.decode()
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.cast(participant=workshop.participants.get(), level=levels["Reactive"], at=NOON)
    ballot.reveal(at=NOON)
    wall = client.get(url("projector_board", workshop)).content.decode()
    assert "Zebedee" not in wall
    assert "<form" not in wall
    assert "Zebedee" in client.get(url("run_board", workshop)).content.decode()


def test_framework_text_is_never_markup(client, force, facilitator):
    from tests.factories import small_edition

    edition = small_edition(levels=2, criteria=1, statements=1)
    edition.criteria.update(title="<img src=x onerror=alert(1)> {{ 7 }}", guidance="<b>{{ 8 }}</b>")
    workshop = WorkshopFactory(assessment=AssessmentFactory(force=force, edition=edition), facilitator=facilitator)
    workshop.open_ballot(edition.criteria.get(), at=NOON)
    for name in ("run", "projector"):
        page = client.get(url(name, workshop)).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt; {{ 7 }}" in page


def test_the_screens_take_a_fixed_number_of_queries(client, workshop, ballot, django_assert_max_num_queries):
    for _ in range(3):
        with django_assert_max_num_queries(24):
            client.get(url("run_board", workshop))
        with django_assert_max_num_queries(14):
            client.get(url("projector_board", workshop))
        for _ in range(5):
            ParticipantFactory(workshop=workshop)
