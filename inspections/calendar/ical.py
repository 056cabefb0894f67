"""A calendar as iCalendar text (RFC 5545), in whole days."""

import datetime
from collections.abc import Iterable

from config.days import days_later
from inspections.calendar.page import DiaryEntry

LONGEST = 75
WHERE = {"date": "Key date", "meeting": "Board meeting", "pcc": "Section 55, Police Act 1996", "evidence": "Evidence"}


def calendar_text(name: str, entries: Iterable[DiaryEntry], *, host: str, marking: str, at: datetime.datetime) -> str:
    """Return the calendar as text. `host` makes its UIDs unique in the world; `at` is when it is written."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{host}//Assess your force//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(f'{marking}: {name}')}",
        *(line for entry in entries for line in _event(entry, host, marking, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: DiaryEntry, host: str, marking: str, at: datetime.datetime) -> list[str]:
    # The last day isn't part of it: an event of one day ends on the next.
    end = days_later(entry.period.last, 1)
    summary = f"{entry.title}: {entry.detail}" if entry.detail else entry.title
    unknown = "Only the month is known." if entry.period.by_month else ""
    description = "\n".join(part for part in (marking, WHERE[entry.source], unknown, entry.note) if part)
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.key}@{host}",
        f"DTSTAMP:{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(entry.period.first)}",
        f"DTEND;VALUE=DATE:{_day(end)}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(description)}",
        *([f"URL:{entry.link}"] if entry.link else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: datetime.date) -> str:
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """Return a text with the characters escaped that mean something in iCalendar, and without those that it forbids."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    allowed = "".join(character for character in plain if character.isprintable() or character in "\n\t")
    return allowed.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, continued by a space, as iCalendar wants; no character is split."""
    pieces, piece, room = [], "", LONGEST
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            # The space that begins a continued line counts.
            piece, room = "", LONGEST - 1
        piece, room = piece + character, room - size
    return "\r\n ".join([*pieces, piece])
