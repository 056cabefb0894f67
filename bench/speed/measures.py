"""Each measurement of the bench, made over HTTP against the running server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Judgement
from bench.ground import FORCES, Ground
from bench.speed.floors import prepared
from bench.speed.weight import Weight, weigh
from bench.timing import Times, a_second, at_once, in_turn, summed_up
from bench.visitor import Line, Visitor
from frameworks.content import Content, Node, content

# Of each act: at least 200 for the cheap ones, and never for long.
CHEAP, DEAR, SECONDS = 300, 100, 12
BUSY, BUSY_SECONDS = 4, 1.5
AT_ONCE, ROUNDS = 30, 10
NAMES = {"ci-sam": "CI SAM", "peel-paf": "PAF", "judgment-criteria": "judgment criteria"}
# What the stronger statement, or the only one, is answered by each choice that is made here.
STANDS = {"stronger": "yes", "yes": "yes", "partly": "partly"}


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is built, and how often anything is measured at most."""

    forces: int = FORCES
    findings: int = 5_000
    criteria: int = 50
    times: int = CHEAP
    busy_seconds: float = BUSY_SECONDS
    rounds: int = ROUNDS


# To see in half a minute that it runs; its figures say nothing.
SHORT = Amount(forces=1, findings=50, criteria=2, times=2, busy_seconds=0.1, rounds=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: `limit` is how many times the floor's p50 is allowed, None where nothing is."""

    what: str
    times: Times
    floor: Times | None
    a_second: float | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.times.p50 / self.floor.p50 if self.floor else None


@dataclass(frozen=True, slots=True)
class Burst:
    """So many people saving at once, several times over; `stored` of `sent` were read back from the database."""

    what: str
    times: Times
    sent: int
    stored: int


class Bench:
    """A site that runs at an address, on the ground that was built for it."""

    def __init__(self, address: str, ground: Ground, amount: Amount = Amount()):
        self.address, self.ground, self.amount = address, ground, amount
        self.lead = self.visitor(0)

    def times(self, number: int) -> int:
        """Return how often to measure what is measured so often where there is time."""
        return min(number, self.amount.times)

    def visitor(self, number: int, **more) -> Visitor:
        return Visitor(self.address, self.ground.sessions[number], **more)

    def pages(self) -> Iterator[Figure]:
        engine_limit = {"sqlite": 8, "postgresql": 6}[connection.vendor]
        for slug, assessment in self.ground.assessments.items():
            node = largest_criterion(content(assessment.edition))
            what = f"Criterion page, {NAMES[slug]} ({len(node.on_or_below)} statements)"
            path, save = f"/assessments/{assessment.pk}/criteria/{node.pk}/", self.line(assessment).save
            yield self._page(f"{what}, unchanged", path, limit=engine_limit)
            yield self._page(f"{what}, just changed", path, limit=engine_limit, after=save)
        largest = self.ground.largest
        for name, title, unchanged, changed in (("", "Overview", 4, None), ("gap/", "Gap report", 3, 25)):
            what, path = f"{title}, {statement_count(largest)} statements", f"/assessments/{largest.pk}/{name}"
            yield self._page(f"{what}, unchanged", path, limit=unchanged)
            yield self._page(f"{what}, just changed", path, limit=changed, after=self.line(largest).save)

    def saves(self) -> Iterator[Figure]:
        for slug, assessment in self.ground.assessments.items():
            line = self.line(assessment)
            row = Judgement.objects.get(assessment=assessment, statement=line.statement)
            kind = "pair of answers" if len(line.versions) > 1 else "answer"
            yield self._save(f"One {kind} saved, {NAMES[slug]}", line, f"/bare/save/{row.pk}/")

    def bursts(self) -> Iterator[Burst]:
        for slug in ("ci-sam", "judgment-criteria"):
            yield self._burst(f"{AT_ONCE} people at once, {NAMES[slug]}", self.ground.assessments[slug])

    def weights(self) -> Iterator[Weight]:
        signed_in, stranger = self.visitor(0, encoding="br, gzip"), Visitor(self.address, encoding="br, gzip")
        yield weigh(stranger, "/accounts/login/")
        for path in ("/", "/frameworks/", "/frameworks/search/?q=victims", "/assessments/", "/assessments/open/"):
            yield weigh(signed_in, path)
        for assessment in self.ground.assessments.values():
            node, edition = largest_criterion(content(assessment.edition)), assessment.edition
            at = f"/assessments/{assessment.pk}"
            for path in (f"{at}/", f"{at}/set-up/", f"{at}/criteria/{node.pk}/", f"{at}/gap/"):
                yield weigh(signed_in, path)
            yield weigh(signed_in, f"/frameworks/{edition.pk}/")
            yield weigh(signed_in, f"/frameworks/criteria/{node.pk}/")

    def queries(self) -> dict[str, int]:
        """Return how many queries each page makes in a process that has read the edition, just after a change."""
        largest, client = self.ground.largest, Client(headers={"host": self.address})
        client.force_login(self.ground.people[0])
        node = largest_criterion(content(largest.edition))
        at, found = f"/assessments/{largest.pk}", {}
        for what, path in (("criterion page", f"{at}/criteria/{node.pk}/"), ("gap report", f"{at}/gap/")):
            client.get(path)
            self.line(largest).save()
            with CaptureQueriesContext(
                connection,
            ) as caught:
                client.get(path)
            found[what] = len(caught)
        return found

    def floor(self, path: str) -> tuple[str, int]:
        """Prepare a page's bytes; return the address of the bare view that answers them, and how many there are."""
        name, body = path.strip("/").replace("/", "-"), self.lead.get(path).body
        prepared(name).parent.mkdir(exist_ok=True)
        prepared(name).write_bytes(body)
        return f"/bare/page/{name}/", len(body)

    def bare_save(self, path: str) -> float:
        """Return how many seconds the least that a save can be took."""
        reply = self.lead.post(path, {})
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}")
        return reply.seconds

    def _page(self, what: str, path: str, *, limit: float | None, after: Callable | None = None) -> Figure:
        floor_path, size = self.floor(path)

        def page() -> float:
            if after:
                after()
            return self.lead.time(path)

        number = DEAR if after else CHEAP
        times, floor = in_turn(page, lambda: self.lead.time(floor_path), times=self.times(number), at_most=SECONDS)
        rate = (
            None
            if after
            else a_second([_timing(self.visitor(n), path) for n in range(BUSY)], seconds=self.amount.busy_seconds)
        )
        return Figure(f"{what}, {size / 1000:.0f} kB", times, floor, rate, limit)

    def _save(self, what: str, line: Line, floor_path: str) -> Figure:
        acts = lambda: line.save().seconds, lambda: self.bare_save(floor_path)
        times, floor = in_turn(*acts, times=self.times(CHEAP), at_most=SECONDS)
        lines = [self.line(self._assessment_of(line), at=n + 1, person=n) for n in range(BUSY)]
        rate = a_second([_saving(each) for each in lines], seconds=self.amount.busy_seconds)
        return Figure(what, times, floor, rate, 5)

    def _burst(self, what: str, assessment: Assessment) -> Burst:
        lines = [self.line(assessment, at=n, person=n + 1) for n in range(AT_ONCE)]
        for line in lines:
            line.save()
        seconds, stored = [], 0
        for _ in range(self.amount.rounds):
            seconds += [reply.seconds for reply in at_once([line.save for line in lines])]
            stored += sum(self._is_stored(assessment, line, n + 1) for n, line in enumerate(lines))
        return Burst(what, summed_up(seconds), AT_ONCE * self.amount.rounds, stored)

    def _is_stored(self, assessment: Assessment, line: Line, person: int) -> bool:
        expected = {"by": self.ground.people[person], "answer": STANDS[line.answer], "version": line.versions[0]}
        return Judgement.objects.filter(assessment=assessment, statement=line.statement, **expected).exists()

    def line(self, assessment: Assessment, at: int = 0, person: int = 0) -> Line:
        """Return a line of the assessment's sheets, at the version that stands now: a pair where it has pairs."""
        words = content(assessment.edition)
        statements = list(words.counterparts) or [each.pk for each in largest_criterion(words).on_or_below]
        statement = statements[at]
        keys = [statement, words.counterparts[statement]] if words.counterparts else [statement]
        found = dict(assessment.judgements.filter(statement__in=keys).values_list("statement", "version"))
        version = ".".join(str(found[key]) for key in keys)
        answers = ("stronger" if words.counterparts else "yes", "partly")
        return Line(self.visitor(person), assessment.pk, statement, version, answers)

    def _assessment_of(self, line: Line) -> Assessment:
        return next(each for each in self.ground.assessments.values() if each.pk == line.assessment)


def largest_criterion(words: Content) -> Node:
    """Return the criterion with the most statements to answer."""
    return max((node for node in words.criteria if node.scored), key=lambda node: len(node.on_or_below))


def statement_count(assessment: Assessment) -> int:
    return sum(bool(each.rank) for node in content(assessment.edition).criteria for each in node.statements)


def _timing(visitor: Visitor, path: str) -> Callable[[], float]:
    return lambda: visitor.time(path)


def _saving(line: Line) -> Callable[[], float]:
    return lambda: line.save().seconds
