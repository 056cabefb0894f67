"""How the benchmark finds the line where one machine ends, and how it counts what was stored."""

import re

import pytest
from django.db import connection

from assessments.models import Judgement
from bench.growth.people import Counted, Seat, _stored
from bench.growth.steps import Plan, Step, between, line, to_the_line
from bench.timing import Times


def step(people: int, p95: float, a_second: float = 100) -> Step:
    times = Times(p95 / 2, p95, 100)
    return Step(1, people, times, Times(1, 1, 100), a_second, Counted(10, 10, 0), {}, 100)


@pytest.mark.parametrize(
    ("found", "ends", "following"),
    [
        ([(30, 20), (300, 90), (1_000, 800)], (1_000, None), None),
        ([(30, 1_200), (300, 2_000)], (None, 30), None),
        # A hundred requests a second are five hundred people, of whom nine tenths are tried.
        ([(30, 20), (300, 90), (1_000, 4_000)], (300, 1_000), 450),
        ([(30, 20), (300, 90), (450, 1_001), (1_000, 4_000)], (300, 450), 370),
        ([(30, 20), (300, 1_000), (1_000, 1_001)], (300, 1_000), 450),
        ([(30, 20), (300, 1_100), (450, 900)], (30, 300), 160),
        ([(300, 90), (310, 1_100)], (300, 310), None),
    ],
)
def test_the_line_lies_between_two_numbers_of_people(found, ends, following):
    steps = [step(*each) for each in found]
    assert tuple(each and each.people for each in line(steps)) == ends
    assert between(steps) == following


def test_somebody_who_is_refused_is_beyond_the_line():
    times = Times(1, 1, 100)
    assert [Step(1, 30, times, times, 9, Counted(10, 10, n), {}, 100).holds for n in (0, 1)] == [True, False]


def test_what_lies_between_is_measured_too():
    tried = [each.people for each in to_the_line(lambda n: step(n, 2 * n), Plan().people, tries=3)]
    assert tried == [30, 300, 1_000, 450, 720, 580]


@pytest.mark.parametrize(
    ("acknowledged", "version", "answer", "is_sure", "stored"),
    [
        (3, 8, "yes", True, 3),
        (3, 7, "yes", True, 2),
        (3, 8, "partly", True, 2),
        # One more was sent and is there, and nobody was told.
        (3, 9, "partly", False, 3),
        (0, 5, "no", True, 0),
    ],
)
def test_an_acknowledged_answer_is_there_by_its_version_and_the_last_by_its_words(
    acknowledged, version, answer, is_sure, stored
):
    seat = Seat(7, "", 1, 2, (3,), ("yes", "partly"), began_with=5, is_sure=is_sure)
    seat.saves = [(0.0, 0.1)] * acknowledged
    assert _stored(seat, Judgement(version=version, answer=answer, by_id=7)) == stored


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Growth is measured on PostgreSQL alone")
def test_the_short_form_of_growth(run):
    """More forces and some people behind nginx: each table is printed, and no acknowledged answer is lost."""
    said = run("bench", "growth", "--short")
    assert "| The force's assessments |" in said
    [(asked, acknowledged, stored, refused)] = re.findall(
        r"^\| 3 \| 12 \| (\d+) \|.* (\d+) \| (\d+) \| (\d+) \|$", said, re.M
    )
    assert int(asked) > 0
    assert (stored, refused) == (acknowledged, "0")
    assert re.search(r"^12 people, three processes: answers stored +\d+ of \d+ +all +holds$", said, re.M)
