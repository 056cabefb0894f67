"""The pulse: what participants say of the workshop itself, one answer each, told only together."""

import pytest
from django.urls import reverse

from maturity.models import Pulse, Workshop
from maturity.summary.page import summary
from tests.factories import NOON, ParticipantFactory, WorkshopFactory


def url(workshop):
    return reverse("maturity:pulse", args=[workshop.pk])


@pytest.fixture
def both(workshop, enter):
    browsers = enter(workshop, "Guest"), enter(workshop, "Other")
    workshop.close(at=NOON)
    return browsers


@pytest.fixture
def guest(both):
    """Return a guest's browser, in a workshop that has ended."""
    return both[0]


@pytest.fixture
def other(both):
    """Return another guest's."""
    return both[1]


def test_the_seat_leads_to_the_pulse_at_the_end(workshop, guest):
    page = guest.get(reverse("maturity:seat", args=[workshop.pk])).content.decode()
    assert f'href="{url(workshop)}"' in page


def test_an_answer_is_recorded_once_and_can_be_changed(workshop, guest, other):
    first = guest.post(url(workshop), {"confident": "2", "useful": "5", "comment": " Warmer. "})
    assert first.url == reverse("maturity:seat", args=[workshop.pk])
    shown = guest.get(url(workshop)).content.decode()
    assert "You have answered already" in shown
    assert "You have answered already" not in other.get(url(workshop)).content.decode()
    guest.post(url(workshop), {"confident": "4", "useful": "5", "comment": ""})
    assert list(Pulse.objects.values_list("confident", "useful", "comment")) == [(4, 5, "")]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"useful": "3"}, "Say how confident you are in the levels agreed."),
        ({"confident": "3"}, "Say how useful the workshop was."),
        ({"confident": "6", "useful": "3"}, "Choose an answer for each question."),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(workshop, guest, typed, problem):
    answer = guest.post(url(workshop), {"comment": "Kept", **typed})
    page = answer.content.decode()
    assert (answer.status_code, problem in page, ">Kept</textarea>" in page.replace("\n", "")) == (422, True, True)
    assert not Pulse.objects.exists()


def test_nobody_is_asked_while_the_workshop_goes_on(workshop, enter):
    browser = enter(workshop, "Guest")
    assert "when the workshop has ended" in browser.get(url(workshop)).content.decode()
    assert browser.post(url(workshop), {"confident": "3", "useful": "3"}).status_code == 422
    assert not Pulse.objects.exists()


def test_somebody_without_a_seat_is_sent_to_join(client, workshop):
    assert client.get(url(workshop)).url == reverse("maturity:join")


def test_a_participant_of_another_workshop_is_refused(workshop):
    stranger = ParticipantFactory(workshop=WorkshopFactory())
    workshop.close(at=NOON)
    with pytest.raises(Workshop.Refused):
        workshop.hear(stranger, confident=3, useful=3, comment="")


def told(workshop, *answers):
    people = [ParticipantFactory(workshop=workshop) for _ in answers]
    workshop.close(at=NOON)
    for person, (confident, useful, comment) in zip(people, answers, strict=True):
        workshop.hear(person, confident=confident, useful=useful, comment=comment)
    return summary(workshop).pulse


def test_two_answers_are_only_counted(workshop):
    pulse = told(workshop, (1, 1, "A secret"), (5, 5, ""))
    assert (pulse.answered, pulse.is_shown, pulse.rows, pulse.comments) == (2, False, (), ())


def test_three_answers_are_told_together(workshop):
    pulse = told(workshop, (1, 4, "zebra"), (5, 4, "Apple"), (4, 4, "  "), (1, 4, ""))
    rows = [(question, [cell.count for cell in given.cells], given.middle) for question, given in pulse.rows]
    assert rows == [
        ("Confident in the result", [2, 0, 0, 1, 1], "Not at all"),
        ("Useful", [0, 0, 0, 4, 0], "Very"),
    ]
    assert pulse.comments == ("Apple", "zebra")


@pytest.mark.parametrize("answers", [2, 3])
def test_the_summary_shows_comments_from_three(client, reader, workshop, answers):
    told(workshop, *[(3, 3, "More time")] * answers)
    client.force_login(reader)
    page = client.get(reverse("maturity:summary", args=[workshop.pk])).content.decode()
    assert ("More time" in page) == (answers == 3)
