"""Dates to the day or the month, the commissioner's 56 days, and iCalendar's grammar: rules as tables."""

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspections.calendar.ical import LONGEST, calendar_text, escaped, folded
from inspections.calendar.page import DiaryEntry
from inspections.calendar.periods import Period, period
from inspections.models.pcc_responses import Tracking, last_day, tracking

D = datetime.date
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("published", "last"),
    [
        (D(2026, 1, 5), D(2026, 3, 1)),
        (D(2027, 1, 5), D(2027, 3, 1)),
        # A leap year's February has a day more, so the clock stops a date earlier.
        (D(2028, 1, 5), D(2028, 2, 29)),
        (D(2028, 1, 6), D(2028, 3, 1)),
        (D(2027, 12, 31), D(2028, 2, 24)),
        (D(2100, 1, 5), D(2100, 3, 1)),
        (D(2026, 11, 22), D(2027, 1, 16)),
    ],
)
def test_the_day_of_publication_is_the_first_of_the_56(published, last):
    assert last_day(published) == last
    assert len([published + datetime.timedelta(days=n) for n in range((last - published).days + 1)]) == 56


@pytest.mark.parametrize(
    ("entered", "first_day", "tracked", "what"),
    [
        # The report of 1 September 2026, whose last day is 26 October.
        (D(2026, 9, 1), None, False, Tracking.TRACKED),
        (D(2026, 8, 1), None, False, Tracking.TRACKED),
        (D(2026, 10, 26), None, False, Tracking.TRACKED),
        (D(2026, 10, 27), None, False, Tracking.NOT_RECORDED),
        (None, None, False, Tracking.NOT_RECORDED),
        (D(2026, 9, 1), D(2026, 10, 26), False, Tracking.TRACKED),
        (D(2026, 9, 1), D(2026, 10, 27), False, Tracking.BEFORE),
        (D(2026, 10, 27), D(2026, 10, 26), False, Tracking.NOT_RECORDED),
        (D(2026, 10, 27), D(2026, 10, 27), False, Tracking.BEFORE),
        (None, D(2026, 10, 27), False, Tracking.BEFORE),
        (D(2026, 10, 27), None, True, Tracking.TRACKED),
        (D(2026, 10, 27), D(2026, 10, 27), True, Tracking.TRACKED),
        (None, None, True, Tracking.TRACKED),
    ],
)
def test_what_was_over_on_its_entry_or_the_first_day_is_not_tracked(entered, first_day, tracked, what):
    given = {"entered_on": entered, "first_day": first_day, "tracked": tracked}
    assert tracking(D(2026, 9, 1), **given) == what


@pytest.mark.parametrize(
    ("on", "until", "precision", "first", "last", "printed"),
    [
        (D(2026, 9, 5), None, "day", D(2026, 9, 5), D(2026, 9, 5), "5 September 2026"),
        (D(2026, 10, 3), D(2026, 10, 30), "day", D(2026, 10, 3), D(2026, 10, 30), "3 to 30 October 2026"),
        (D(2026, 1, 31), D(2026, 2, 3), "day", D(2026, 1, 31), D(2026, 2, 3), "31 January to 3 February 2026"),
        (
            D(2026, 12, 29),
            D(2027, 1, 2),
            "day",
            D(2026, 12, 29),
            D(2027, 1, 2),
            "29 December 2026 to 2 January 2027",
        ),
        (D(2027, 6, 1), None, "month", D(2027, 6, 1), D(2027, 6, 30), "June 2027"),
        (D(2027, 6, 17), None, "month", D(2027, 6, 1), D(2027, 6, 30), "June 2027"),
        (D(2028, 2, 1), None, "month", D(2028, 2, 1), D(2028, 2, 29), "February 2028"),
        (D(2022, 5, 1), D(2022, 6, 1), "month", D(2022, 5, 1), D(2022, 6, 30), "May to June 2022"),
        (D(2026, 12, 1), D(2027, 1, 1), "month", D(2026, 12, 1), D(2027, 1, 31), "December 2026 to January 2027"),
        (D(2026, 12, 1), D(2026, 12, 1), "month", D(2026, 12, 1), D(2026, 12, 31), "December 2026"),
    ],
)
def test_a_date_is_as_exact_as_it_says(on, until, precision, first, last, printed):
    found = period(on, until, precision)
    assert (found.first, found.last, found.printed) == (first, last, printed)


@pytest.mark.parametrize(
    ("on", "until", "precision", "today", "words"),
    [
        (D(2026, 9, 5), None, "day", D(2026, 9, 4), "Tomorrow"),
        (D(2026, 9, 5), None, "day", D(2026, 9, 5), "Today"),
        (D(2026, 9, 5), None, "day", D(2026, 9, 6), "Past"),
        (D(2026, 9, 5), None, "day", D(2025, 9, 5), "In 365 days"),
        (D(2028, 3, 1), None, "day", D(2028, 2, 28), "In 2 days"),
        (D(2026, 10, 3), D(2026, 10, 30), "day", D(2026, 10, 2), "Tomorrow"),
        (D(2026, 10, 3), D(2026, 10, 30), "day", D(2026, 10, 3), "Under way, 27 days left"),
        (D(2026, 10, 3), D(2026, 10, 30), "day", D(2026, 10, 29), "Under way, 1 day left"),
        (D(2026, 10, 3), D(2026, 10, 30), "day", D(2026, 10, 30), "Ends today"),
        (D(2026, 10, 3), D(2026, 10, 30), "day", D(2026, 10, 31), "Past"),
        # Where only the month is known, nobody knows a number of days.
        (D(2027, 6, 1), None, "month", D(2027, 5, 31), "Next month"),
        (D(2027, 6, 1), None, "month", D(2027, 4, 30), "In 2 months"),
        (D(2027, 1, 1), None, "month", D(2026, 12, 1), "Next month"),
        (D(2027, 6, 1), None, "month", D(2026, 5, 31), "In 13 months"),
        (D(2027, 6, 1), None, "month", D(2027, 6, 1), "This month"),
        (D(2027, 6, 1), None, "month", D(2027, 6, 30), "This month"),
        (D(2027, 6, 1), None, "month", D(2027, 7, 1), "Past"),
    ],
)
def test_how_far_off_it_is(on, until, precision, today, words):
    assert period(on, until, precision).countdown(today) == words


def test_a_month_comes_after_the_days_of_it_that_are_known():
    june = period(D(2027, 6, 1), None, "month")
    days = [
        period(D(2027, 5, 31), None, "day"),
        period(D(2027, 6, 30), None, "day"),
        period(D(2027, 7, 1), None, "day"),
    ]
    assert sorted([june, *days], key=lambda each: each.order) == [days[0], days[1], june, days[2]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        ("a\x00b\x07c\x1bd", "abcd"),
        ("BEGIN:VEVENT", "BEGIN:VEVENT"),
        ("Ynys Môn £5", "Ynys Môn £5"),
    ],
)
def test_what_has_a_meaning_is_escaped(text, written):
    assert escaped(text) == written


@example("x" * 300)
@example("x" + "é€" * 100)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_a_long_line_is_folded_at_75_octets_and_nothing_is_lost(text):
    lines = folded(f"SUMMARY:{text}").split("\r\n")
    assert max(len(line.encode()) for line in lines) <= LONGEST
    assert all(line.startswith(" ") for line in lines[1:])
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == f"SUMMARY:{text}"


def entry(at, **changed):
    given = {"source": "date", "pk": 7, "about": 7, "title": "PARM, the first", "detail": "Key; date", "note": ""}
    return DiaryEntry(**{**given, "period": at, "link": "", "countdown": "", **changed})


def test_the_whole_calendar():
    entries = [
        entry(period(D(2026, 9, 5), None, "day")),
        entry(period(D(2027, 6, 1), None, "month"), pk=8, detail="", note="Two\nlines", link="https://e.example/a,b"),
        entry(Period(D(2026, 12, 30), D(2026, 12, 31)), source="meeting", pk=7, detail=""),
    ]
    text = calendar_text("Northshire", entries, host="force.example", marking="OFFICIAL", at=NOON)
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert text.replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//force.example//Assess your force//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:OFFICIAL: Northshire",
        "BEGIN:VEVENT",
        "UID:date-7@force.example",
        "DTSTAMP:20261122T120000Z",
        "DTSTART;VALUE=DATE:20260905",
        "DTEND;VALUE=DATE:20260906",
        "SUMMARY:PARM\\, the first: Key\\; date",
        "DESCRIPTION:OFFICIAL\\nKey date",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:date-8@force.example",
        "DTSTAMP:20261122T120000Z",
        "DTSTART;VALUE=DATE:20270601",
        "DTEND;VALUE=DATE:20270701",
        "SUMMARY:PARM\\, the first",
        "DESCRIPTION:OFFICIAL\\nKey date\\nOnly the month is known.\\nTwo\\nlines",
        "URL:https://e.example/a,b",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:meeting-7@force.example",
        "DTSTAMP:20261122T120000Z",
        "DTSTART;VALUE=DATE:20261230",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:PARM\\, the first",
        "DESCRIPTION:OFFICIAL\\nBoard meeting",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
