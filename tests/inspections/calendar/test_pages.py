"""The calendar's pages and its feed: what a force keeps, what another force never sees, and a secret address."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Membership
from evidence.models import Item
from inspections.calendar.page import diary
from inspections.models import CalendarLink, KeyDate
from tests.factories import NOON, BoardFactory, ForceFactory, InspectionFactory, KeyDateFactory, UserFactory
from tests.inspections.pages import page

D = datetime.date


def three(name, day, month, year):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def typed(**changed):
    day = {**three("on", 5, 9, 2027), **three("until", "", "", "")}
    return {"kind": "parm", "title": "PARM", "precision": "day", "note": "", "link": "", **day, **changed}


@pytest.mark.parametrize("year", [1, 1989, 2101, 9999])
def test_a_year_far_off_is_refused_with_a_sentence(as_lead, force, year):
    """It was taken, and broke the feed of everybody who subscribes."""
    refused = as_lead.post(page("add_key_date", force.code), typed(**three("on", 31, 12, f"{year:04}")))
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"on": ["Give a year from 1990 to 2100."]}
    assert not KeyDate.objects.exists()


def test_a_feed_outlives_a_day_that_was_taken_before(client, force, lead):
    KeyDateFactory(force=force, on=D.max)
    InspectionFactory(force=force, published_on=D.max)
    link = CalendarLink.objects.create(user=lead, force=force, made_at=NOON)
    assert "DTSTART;VALUE=DATE:99991231" in client.get(page("feed", link.token)).content.decode()


def test_a_whole_calendar_in_four_queries(force, today, django_assert_num_queries):
    KeyDateFactory(force=force, title="Window opens", on=D(2026, 10, 4))
    KeyDateFactory(force=force, title="Debrief", on=D(2027, 1, 1), precision="month")
    KeyDateFactory(force=force, title="Final evidence", on=D(2026, 11, 3), until=D(2026, 11, 30))
    KeyDateFactory(force=force, title="Window opens", kind="window", on=D(2027, 1, 31))
    board = BoardFactory(force=force, name="Monitoring Board")
    board.meet(on=D(2026, 12, 1), note="Main room", agenda="https://force.example/agenda", by=UserFactory())
    InspectionFactory(force=force, title="Late report", published_on=D(2026, 9, 27))
    InspectionFactory(force=force, title="Due today", published_on=D(2026, 9, 28))
    InspectionFactory(force=force, title="Not published", published_on=None)
    given = {"kind": "note", "shows": "It.", "text": "Seen.", "by": UserFactory(), "at": NOON, "changed_at": NOON}
    given["force"] = force
    Item.objects.create(title="Old survey", review_on=D(2026, 11, 1), **given)
    Item.objects.create(title="Secret", review_on=D(2026, 12, 2), marking="official_sensitive", **given)
    Item.objects.create(title="No review", **given)
    Item.objects.create(title="Another force's", review_on=D(2026, 12, 3), **{**given, "force": ForceFactory()})
    KeyDateFactory(title="Another force's")
    BoardFactory().meet(on=D(2026, 12, 1), note="", by=UserFactory())
    InspectionFactory(title="Another force's report", published_on=D(2026, 11, 1))
    with django_assert_num_queries(4):
        answer = diary(force, on=today)
    assert [(each.title, each.countdown) for each in answer.late] == [
        ("Old survey", "21 days late"),
        ("Late report", "1 day late"),
    ]
    assert [
        (month.label, [(each.title, each.period.printed, each.countdown) for each in month.entries])
        for month in answer.months
    ] == [
        (
            "November 2026",
            [
                ("Final evidence", "3 to 30 November 2026", "Under way, 8 days left"),
                ("Due today", "22 November 2026", "Today"),
            ],
        ),
        (
            "December 2026",
            [
                ("Monitoring Board", "1 December 2026", "In 9 days"),
                ("Evidence marked OFFICIAL-SENSITIVE", "2 December 2026", "In 10 days"),
            ],
        ),
        (
            "January 2027",
            [("Window opens", "31 January 2027", "In 70 days"), ("Debrief", "January 2027", "In 2 months")],
        ),
    ]
    assert [each.title for each in answer.over] == ["Window opens"]
    assert [each.title for each in answer.within(9)] == ["Final evidence", "Due today", "Monitoring Board"]
    assert [each.title for each in answer.within(8)] == ["Final evidence", "Due today"]


def test_an_empty_calendar_says_what_will_be_on_it(as_lead, force):
    text = as_lead.get(page("calendar", force.code)).content.decode()
    assert "Nothing is on the calendar yet." in text
    assert "Show what is over" not in text


def test_what_is_over_is_shown_when_asked(as_lead, force):
    KeyDateFactory(force=force, title="Long ago", on=D(2020, 1, 1))
    address = page("calendar", force.code)
    assert "Long ago" not in as_lead.get(address).content.decode()
    assert "Long ago" in as_lead.get(f"{address}?past=on").content.decode()


def test_a_date_is_added_changed_to_a_month_and_deleted(as_lead, force, lead):
    assert as_lead.post(page("add_key_date", force.code), typed()).status_code == 302
    found = KeyDate.objects.get()
    assert (found.force, found.kind, found.on, found.until, found.precision) == (
        force,
        "parm",
        D(2027, 9, 5),
        None,
        "day",
    )
    assert found.by == lead
    month = typed(precision="month", **three("on", "", 6, 2027))
    assert as_lead.post(page("change_key_date", found.pk), month).status_code == 302
    found.refresh_from_db()
    assert (found.on, found.period.printed) == (D(2027, 6, 1), "June 2027")
    as_lead.post(page("delete_key_date", found.pk))
    assert not KeyDate.objects.exists()


@pytest.mark.parametrize(
    ("changed", "name", "error"),
    [
        ({"title": ""}, "title", "This field is required."),
        (three("on", "", 9, 2027), "on", "Enter the day, or say that only the month is known."),
        (three("on", 31, 9, 2027), "on", "Enter a real date, like 27 3 2026."),
        (three("on", "", "", ""), "on", "Enter a date."),
        (three("until", 4, 9, 2027), "__all__", "The last day is before the first."),
        ({"precision": "week"}, "precision", "Select a valid choice. week is not one of the available choices."),
        ({"link": "javascript:alert(1)"}, "link", "Enter a valid URL."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(changed, name, error, as_lead, force):
    response = as_lead.post(page("add_key_date", force.code), typed(**changed))
    assert response.status_code == 422
    assert response.context["form"].errors == {name: [error]}
    assert "There is a problem" in response.content.decode()
    assert not KeyDate.objects.exists()


def test_a_month_range_takes_any_day_typed(as_lead, force):
    as_lead.post(page("add_key_date", force.code), typed(precision="month", **three("until", 2, 10, 2027)))
    assert KeyDate.objects.get().period.printed == "September to October 2027"


@pytest.fixture
def link(as_lead, force, lead):
    as_lead.post(page("calendar_link", force.code))
    return CalendarLink.objects.get(user=lead, force=force)


def feed(client, link):
    client.logout()
    return client.get(page("feed", link.token))


def test_the_feed_needs_no_signing_in_and_shows_one_forces_dates(client, link, force):
    KeyDateFactory(force=force, title="Debrief", on=D(2027, 6, 1), precision="month")
    KeyDateFactory(title="Another force's secret")
    response = feed(client, link)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    text = response.content.decode()
    assert "SUMMARY:Debrief" in text
    assert "DTSTART;VALUE=DATE:20270601\r\nDTEND;VALUE=DATE:20270701\r\n" in text
    assert "secret" not in text


def test_a_new_address_ends_the_old_one_and_no_address_works_once_ended(client, as_lead, link, force, lead):
    old = link.token
    as_lead.post(page("calendar_link", force.code))
    link.refresh_from_db()
    assert link.token != old
    assert client.get(page("feed", old)).status_code == 404
    assert client.get(page("feed", link.token)).status_code == 200
    theirs = CalendarLink.objects.create(user=UserFactory(), force=force, made_at=NOON)
    as_lead.post(page("revoke_calendar_link", force.code))
    assert list(CalendarLink.objects.all()) == [theirs]
    assert client.get(page("feed", link.token)).status_code == 404


def test_an_address_stops_when_its_owner_leaves(client, link, force, lead):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Membership.objects.filter(user=lead).update(ends_on=yesterday)
    assert feed(client, link).status_code == 404


@pytest.mark.parametrize("token", ["1", "1-", "x-y", "0-0", "9" * 30 + "-a", "1-é"])
def test_a_guessed_address_is_nobodys(token, client, link):
    assert client.get(page("feed", token)).status_code == 404


def test_a_signature_of_another_link_opens_nothing(client, link, outsider):
    other = CalendarLink.objects.create(user=outsider, force=outsider.memberships.get().force, made_at=timezone.now())
    forged = f"{link.pk}-{other.token.partition('-')[2]}"
    assert client.get(page("feed", forged)).status_code == 404


def test_each_person_has_an_address_of_their_own(client, link, reader, force):
    client.force_login(reader)
    text = client.get(page("calendar_link", force.code)).content.decode()
    assert link.token not in text
    assert "Make my address" in text
