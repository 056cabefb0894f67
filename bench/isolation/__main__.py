"""Take away each place that keeps one force's rows from another, one at a time, and see whether any test notices.

sh scripts/isolation.sh. The methods that decide who may see or change a row are found by what they take: a queryset's,
given somebody, that returns rows. Every use of one is tried, and every filter on somebody that is written by hand: it
is cut out of the running program, and the tests that come past it run until one fails, those that ask for every address
first, then those of the same app, then the others. Printed: each place with the test that noticed, then how many of
how many. What a test comes past is noted once, before.
"""

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from _pytest.runner import runtestprotocol

from bench.isolation import gates
from bench.isolation.gates import ROOT, Passed, Place, Swap

# Where the rows that are left are the same ones, because something else keeps the others away too.
KEPT_AS_WELL = {
    "history/views.py _visits visible_to": "they are asked for one force, whose history the person reads",
    "maturity/models/ballot.py Ballot._origin visible_to": "a ballot is agreed only after its reveal",
    "maturity/ballot_paper.py paper filter(participant)": "before the reveal nobody is shown another's vote",
    "maturity/room.py _tasks filter(participant)": "before the reveal nobody is shown another's vote",
    **dict.fromkeys(
        (
            f"maturity/{place} visible_to"
            for place in (
                "ballot_paper.py paper",
                "models/ballot.py Ballot._lock_for_vote",
                "room.py _tasks",
                "seat_views.py seat_board",
            )
        ),
        "no vote but the participant's own is asked for",
    ),
}
# What starts servers or takes long.
LEFT_OUT = ("browser", "server", "vendor", "maturity/test_live.py", "test_setup.py")
FIRST = ("tests/test_access.py", "tests/test_isolation.py")
# Where each test asks every address many times: for what is kept until the reveal, and for nothing else.
LAST, OF_VOTES = ("tests/maturity/test_blindness.py", "tests/test_fuzz.py"), {"maturity", "records"}
TABLES = ("GET", "POST")


class NotingTable(dict):
    """A table of addresses that says which one is being asked."""

    def __iter__(self):
        for address in super().__iter__():
            gates.now.address = address
            yield address
        gates.now.address = None


class FewerOf(dict):
    """A table of which only some addresses are asked; it knows what is said of the others."""

    def __init__(self, table: dict, asked: set[str | None]):
        super().__init__(table)
        self.asked = asked

    def __iter__(self):
        return (name for name in super().__iter__() if name in self.asked)

    def items(self):
        return [(name, self[name]) for name in self]


@dataclass
class After:
    """What pytest takes for the next test: one that shares nothing with the last but the session."""

    session: pytest.Session

    def listchain(self):
        return [self.session]


@dataclass
class Tries:
    """A plugin that runs the collected tests anew for each place, until one fails."""

    only: list[str]
    places: list[Place] = field(default_factory=list)
    around: Swap = field(default_factory=dict)
    passes: dict[str, Passed] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.places, self.around = gates.everywhere()
        # Whom the near tests tell nothing about waits for the far ones, which take long.
        for far in (False, True):
            # Methods before what is written by hand.
            for number, place in sorted(enumerate(self.places), key=lambda each: "(" in each[1].name):
                if self.wants(place) and not place.noticed and not (far and place.spot in KEPT_AS_WELL):
                    began = time.monotonic()
                    place.noticed = self.first_failure(session, place, number, far=far)
                    said = place.noticed or ("NOBODY NOTICED" if far else "not yet")
                    print(f"{place}: {said} ({place.tried} tests, {time.monotonic() - began:.0f} s)", flush=True)
        # A test that a place has left broken would have noticed nothing.
        noticed = {place.noticed for place in self.places}
        self.doubted = {item.nodeid for item in session.items if item.nodeid in noticed and fails(item, session)}
        session.testsfailed = 0
        return True

    def wants(self, place: Place) -> bool:
        return not self.only or any(word in str(place) for word in self.only)

    def first_failure(self, session, place: Place, number: int, *, far: bool) -> str:
        """Return the first test that fails without the place and passes with it; an empty text where none does."""
        for item in in_order(session.items, place, far=far):
            asked = {address for address, numbers in self.passed_by(item, session).items() if number in numbers}
            if not asked:
                continue
            # Of a table of addresses, no more than come past the place.
            fewer = tables(item, lambda table, asked=asked: table if None in asked else FewerOf(table, asked))
            with swapped(place.without), fewer:
                failed = fails(item, session)
            place.tried += 1
            if failed:
                return item.nodeid
        return ""

    def passed_by(self, item, session) -> Passed:
        """Return the places that a test comes past, by the address that it asks; none for one that fails by itself."""
        if item.nodeid not in self.passes:
            gates.now = gates.Noted()
            with swapped(self.around), tables(item, NotingTable):
                failed = fails(item, session)
            self.passes[item.nodeid] = {} if failed else gates.now.passed
        return self.passes[item.nodeid]


@contextmanager
def swapped(swap: Swap):
    """Have functions run other code than their own."""
    whole = {function: function.__code__ for function in swap}
    for function, code in swap.items():
        function.__code__ = code
    try:
        yield
    finally:
        for function, code in whole.items():
            function.__code__ = code


@contextmanager
def tables(item, made: Callable[[dict], dict]):
    """Give a test other tables of addresses than its module's."""
    whole = {name: vars(item.module)[name] for name in TABLES if name in vars(item.module)}
    for name, table in whole.items():
        setattr(item.module, name, made(table))
    try:
        yield
    finally:
        for name, table in whole.items():
            setattr(item.module, name, table)


def fails(item, session) -> bool:
    return any(report.failed for report in runtestprotocol(item, nextitem=After(session), log=False))


def in_order(items, place: Place, *, far: bool):
    """Return the tests that are likely to notice first, then the rest of the app's; or, far, all the others."""
    app = place.path.relative_to(ROOT).parts[0]

    def rank(item):
        path = item.path.relative_to(ROOT).as_posix()
        if path in FIRST:
            # Whoever belongs to another force is the likeliest.
            return 0 if "outsider" in item.name else 1
        if path in LAST:
            return 4 if app in OF_VOTES else 5
        return 2 if path.startswith(f"tests/{app}/") else 3

    wanted = {3, 4} if far else {0, 1, 2}
    return sorted((item for item in items if rank(item) in wanted), key=rank)


def main() -> int:
    only = [word.removeprefix("--only=") for word in sys.argv[1:] if word.startswith("--only=")]
    given = [word for word in sys.argv[1:] if not word.startswith("--only=")]
    tries, began = Tries(only), time.monotonic()
    # A test that a cut breaks leaves files open, for which whichever test comes later would fail.
    without = [word for name in ("unraisableexception", "cacheprovider", "xdist") for word in ("-p", f"no:{name}")]
    arguments = ["-q", "--no-header", *without, "-m", "not browser", *given]
    arguments += [f"--ignore=tests/{path}" for path in LEFT_OUT]
    pytest.main(arguments, plugins=[tries])
    return said_of(tries, time.monotonic() - began)


def said_of(tries: Tries, seconds: float) -> int:
    """Print the figures and what nobody noticed; return 1 where there is any of that, or nothing was tried."""
    wanted = [place for place in tries.places if tries.wants(place)]
    unnoticed = [place for place in wanted if not place.noticed and place.spot not in KEPT_AS_WELL]
    as_well = [place for place in wanted if not place.noticed and place.spot in KEPT_AS_WELL]
    doubted = [place for place in wanted if place.noticed in tries.doubted]
    noticed = len(wanted) - len(unnoticed) - len(as_well) - len(doubted)
    said = f"{noticed} noticed, {len(as_well)} kept apart by something else as well"
    print(f"{len(wanted)} places tried, {said}, {len(unnoticed)} unnoticed, in {seconds / 60:.0f} minutes.")
    for place in as_well:
        print(f"  {place}: {KEPT_AS_WELL[place.spot]}")
    for place in unnoticed:
        print(f"  {place}: nobody noticed")
    for place in doubted:
        print(f"  {place}: {place.noticed} failed without the cut too, the second time")
    return 1 if unnoticed or doubted or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
