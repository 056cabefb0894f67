"""Getting in, and coming back to the same seat."""

import pytest
from allauth.core.internal.ratelimit import parse_rates as rates
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from maturity.join_views import TOO_MANY, WRONG_CODE
from maturity.models import Participant, Workshop
from maturity.models.door import CODE_LENGTH, CODE_SIGNS
from tests.factories import NOON, ParticipantFactory, WorkshopFactory

JOIN = "/join/"


@pytest.fixture(autouse=True)
def no_wrong_codes_yet(db):
    cache.clear()


@pytest.fixture(autouse=True, scope="module")
def counting(django_db_setup, django_db_blocker):
    """Make the table that wrong codes are counted in."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)


def take_url(workshop):
    return reverse("maturity:take_seat", args=[workshop.code])


def who(browser, workshop):
    return browser.get(reverse("maturity:seat", args=[workshop.pk])).context["seat"].participant


@pytest.mark.parametrize("written", [str.lower, str.upper, lambda code: f" {code[:3]} {code[3:].lower()} "])
def test_a_code_is_read_however_it_is_typed(workshop, written):
    answer = Client().post(JOIN, {"code": written(workshop.code)})
    assert answer.url == take_url(workshop)


@pytest.mark.parametrize("code", ["ZZZZZZ", "", "x" * 30, "' or 1=1"])
def test_a_wrong_code_gets_one_plain_message(workshop, code):
    answer = Client().post(JOIN, {"code": code})
    assert answer.status_code == 422
    said = str(answer.context["form"].errors["code"][0])
    assert said in (WRONG_CODE, "Enter the workshop's code.")


def test_a_code_dies_with_its_workshop(workshop):
    workshop.close(at=NOON)
    assert Client().post(JOIN, {"code": workshop.code}).context["form"].errors["code"] == [WRONG_CODE]
    assert Client().get(take_url(workshop)).status_code == 404


def guess(browser, times):
    """Try wrong codes, in both ways of asking; return what the last try was told."""
    for place in range(times):
        answer = browser.post(JOIN, {"code": "ZZZZZZ"}) if place % 2 else browser.get("/join/ZZZZZZ/")
    return answer.context["form"].errors["code"]


def test_codes_are_not_found_by_trying(workshop):
    browser = Client(REMOTE_ADDR="192.0.2.1")
    assert guess(browser, 60) == [WRONG_CODE]
    # One more is taken each five seconds.
    assert guess(browser, 2) == [TOO_MANY]
    for answer in (browser.post(JOIN, {"code": workshop.code}), browser.get(take_url(workshop))):
        assert answer.context["form"].errors["code"] == [TOO_MANY]
    assert Client(REMOTE_ADDR="192.0.2.2").get(take_url(workshop)).status_code == 200


def test_whoever_guesses_locks_out_no_room_that_was_entered_from_there(workshop, enter):
    there = {"REMOTE_ADDR": "192.0.2.1"}
    assert Client(**there).get(take_url(workshop)).status_code == 200
    other = WorkshopFactory(assessment=workshop.assessment)
    assert guess(Client(**there), 62) == [TOO_MANY]
    assert Client(**there).post(JOIN, {"code": workshop.code}).url == take_url(workshop)
    assert Client(**there).post(take_url(workshop), {"name": "Ann"}).status_code == 302
    assert Client(**there).get(take_url(other)).status_code == 404
    # A code that was renewed isn't known there any more.
    Workshop.objects.filter(pk=workshop.pk).update(code="AAAAAA")
    assert Client(**there).get("/join/AAAAAA/").status_code == 404


def test_whoever_belongs_to_the_force_needs_no_luck(workshop):
    client = Client(REMOTE_ADDR="192.0.2.1")
    client.force_login(workshop.facilitator)
    assert guess(client, 62) == [TOO_MANY]
    assert client.get(take_url(workshop)).status_code == 200


def test_trying_all_codes_takes_more_than_forty_years(settings):
    limits = settings.ACCOUNT_RATE_LIMITS
    (few,), (more,) = (rates(limits[name]) for name in ("join_workshop", "join_workshop_slowly"))
    seconds = len(CODE_SIGNS) ** CODE_LENGTH / (few.amount / few.duration + more.amount / more.duration)
    assert seconds > 40 * 365.25 * 24 * 60 * 60


def test_a_hall_behind_one_address_gets_in(workshop, enter):
    for number in range(80):
        enter(workshop, f"Guest {number}")
    assert Participant.objects.count() == 80


def test_a_guest_comes_back_to_the_same_seat(workshop, enter):
    ann = enter(workshop, "Ann")
    seat = who(ann, workshop)
    assert ann.get(take_url(workshop)).url == reverse("maturity:seat", args=[workshop.pk])
    assert who(ann, workshop) == seat
    assert Participant.objects.count() == 1


def test_the_cookie_is_signed_and_no_script_reads_it(workshop, enter):
    ann = enter(workshop, "Ann")
    cookie = ann.cookies[f"seat-{workshop.pk}"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    thief = Client()
    thief.cookies[f"seat-{workshop.pk}"] = Participant.objects.get().key
    assert thief.get(reverse("maturity:seat", args=[workshop.pk])).url == JOIN


def test_a_seat_in_one_workshop_is_none_in_another(workshop, assessment, enter):
    other = WorkshopFactory(assessment=assessment)
    ann = enter(workshop, "Ann")
    ann.cookies[f"seat-{other.pk}"] = ann.cookies[f"seat-{workshop.pk}"].value
    assert ann.get(reverse("maturity:seat", args=[other.pk])).url == JOIN
    assert ann.get(reverse("maturity:seat_board", args=[other.pk])).status_code == 404


def test_a_member_is_recognised_on_any_device(workshop, assessor):
    first, second = Client(), Client()
    first.force_login(assessor)
    second.force_login(assessor)
    assert first.get(take_url(workshop)).context["form"]["name"].value() == assessor.name
    first.post(take_url(workshop), {"name": "Sam"})
    assert f"seat-{workshop.pk}" not in first.cookies
    assert (who(first, workshop).user, who(second, workshop)) == (assessor, who(first, workshop))


def test_somebody_of_another_force_is_a_guest(workshop, outsider):
    browser = Client()
    browser.force_login(outsider)
    browser.post(take_url(workshop), {"name": "Visitor"})
    assert who(browser, workshop).user is None


@pytest.mark.parametrize("signed_in", [True, False])
def test_guests_may_be_kept_out(assessment, outsider, assessor, signed_in):
    workshop = WorkshopFactory(assessment=assessment, guests=False)
    browser = Client()
    if signed_in:
        browser.force_login(outsider)
    answer = browser.post(take_url(workshop), {"name": "Visitor"})
    assert answer.status_code == 422
    said = "This workshop is for members of the force. Sign in to join it."
    assert answer.context["form"].non_field_errors() == [said]
    browser.force_login(assessor)
    assert browser.post(take_url(workshop), {"name": "Member"}).status_code == 302


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ann  Lee", "ann lee"),
        ("Siân", "SIÂN"),
        ("Siân", "Sia\u0302n"),
        ("Ann-Marie", "ann \u2013 marie"),
        ("Tom", "\uff34\uff4f\uff4d"),
    ],
)
def test_a_name_is_taken_once(workshop, enter, first, second):
    enter(workshop, first)
    answer = Client().post(take_url(workshop), {"name": second})
    said = "Somebody here is called that already. Add something to tell you apart."
    assert (answer.status_code, answer.context["form"].errors["name"]) == (422, [said])


def test_an_accent_makes_another_person(workshop, enter):
    enter(workshop, "Sian")
    enter(workshop, "Siân")
    assert sorted(Participant.objects.values_list("name", flat=True)) == ["Sian", "Siân"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("T\u200bom", "There is an invisible mark in this name. Type it by hand."),
        (
            "\u0422om",
            "The letter “\u0422” in this name is Cyrillic and looks like another. Type the name by hand.",
        ),
    ],
)
def test_a_name_that_passes_for_another_is_refused(workshop, enter, name, said):
    enter(workshop, "Tom")
    answer = Client().post(take_url(workshop), {"name": name})
    assert (answer.status_code, answer.context["form"].errors["name"]) == (422, [said])
    assert workshop.participants.count() == 1


def test_the_database_itself_holds_one_seat_a_name(workshop):
    ParticipantFactory(workshop=workshop, name="Siân")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.bulk_create([Participant(workshop=workshop, name="SIÂN", key="k", joined_at=NOON)])
    other = ParticipantFactory(workshop=workshop, name="Tom")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=other.pk).update(name="SIÂN")


def test_a_group_is_one_of_this_workshops(assessment, enter):
    workshop, other = (WorkshopFactory(assessment=assessment, groups=["A", "B"]) for _ in range(2))
    mine, theirs = workshop.groups.get(name="A"), other.groups.get(name="A")
    enter(workshop, "Ann", group=mine.pk)
    assert Participant.objects.get().group == mine
    answer = Client().post(take_url(workshop), {"name": "Bob", "group": theirs.pk})
    assert answer.context["form"].errors["group"] == ["Choose one of this workshop's groups."]
