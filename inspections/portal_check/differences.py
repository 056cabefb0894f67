"""The register held against the inspectorate's portal. Plain Python: both sides in, every difference out."""

import datetime
import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from rapidfuzz import fuzz, process

from config.texts import keys as text_keys
from inspections.finding.lifecycle import ENDED, State

# From how alike on, in hundredths, two texts may be of one finding: measured, see the decisions.
ALIKE = 75
MOST_LIKELY = 3
# Texts are compared in full only where they share one of their rarest words.
RARE_WORDS = 6
MOST_SHARING = 25
MOST_WITH_A_WORD = 100
WORD = re.compile(r"\w+")


class Status(TextChoices):
    """How the portal says that a finding stands."""

    AWAITING = "awaiting", "Awaiting review"
    PROGRESSED = "progressed", "Being progressed"
    COMPLETE = "complete", "Complete"
    NO_FURTHER_ACTION = "no_action", "No further action needed"


class Difference(TextChoices):
    """In what the two sides differ."""

    STATUS = "status", "Status differs"
    KIND = "kind", "Type differs"
    WORDS = "text", "Text differs"
    DUE = "due", "Due date differs"
    RENUMBERED = "renumbered", "Renumbered"
    ONLY_OURS = "only_ours", "Only on the register"
    ONLY_THEIRS = "only_theirs", "Only on the portal"
    DUPLICATE = "duplicate", "Listed again on the portal"


# The states in which a finding agrees with each of the portal's statuses.
AGREES = {
    Status.AWAITING: frozenset({State.SUBMITTED}),
    Status.PROGRESSED: frozenset({State.OPEN, State.COMPLETED, State.RETURNED}),
    Status.COMPLETE: frozenset({State.CLOSED}),
    Status.NO_FURTHER_ACTION: frozenset({State.NO_FURTHER_ACTION}),
}
LIVE_THERE = frozenset({Status.AWAITING, Status.PROGRESSED})


@dataclass(frozen=True, slots=True)
class Ours:
    """A finding as the register had it on the day."""

    key: int
    reference: str
    kind: str
    text: str
    state: State
    due_on: datetime.date | None = None

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED


@dataclass(frozen=True, slots=True)
class Theirs:
    """A line of the portal."""

    key: int
    reference: str
    kind: str
    text: str
    status: Status
    due_on: datetime.date | None = None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_THERE


@dataclass(frozen=True, slots=True)
class Pair:
    """One finding on both sides."""

    ours: Ours
    theirs: Theirs


@dataclass(frozen=True, slots=True)
class Likely:
    """A finding that a line of the portal may be, and how alike their texts are, in hundredths."""

    ours: Ours
    alike: int


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference: the sides that have it, and for what only the portal has, what it may be on the register."""

    difference: Difference
    ours: Ours | None
    theirs: Theirs | None
    likely: tuple[Likely, ...] = ()

    @property
    def reference(self) -> str:
        """The reference by which it is known: the register's, or the portal's where the register has none."""
        side = self.ours or self.theirs
        return side.reference if side else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sum that leads from the register's total to the portal's: so many of each type."""

    label: str
    figures: tuple[int, ...]

    @property
    def counts(self) -> bool:
        """Whether there is anything to add or take away."""
        return any(self.figures)

    @property
    def printed(self) -> tuple[str, ...]:
        """As a sum shows them: a sign before each, and nothing where there is nothing to add."""
        return tuple(f"{figure:+d}" if figure else "" for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Both sides held together.

    `matched` agree in everything. `unlisted` ended on the register and aren't on the portal, which is no difference.
    `steps` lead from the live findings of the register to those of the portal, by type in the order that was asked.
    """

    matched: tuple[Pair, ...]
    differences: tuple[Differing, ...]
    unlisted: tuple[Ours, ...]
    register: tuple[int, ...]
    steps: tuple[Step, ...]
    portal: tuple[int, ...]

    @property
    def adds_up(self) -> bool:
        """Whether the steps explain the whole of the difference between the totals."""
        columns = zip(self.register, *(step.figures for step in self.steps), strict=True)
        return tuple(sum(column) for column in columns) == self.portal

    def of(self, difference: str) -> tuple[Differing, ...]:
        """Return the differences of one sort."""
        return tuple(each for each in self.differences if each.difference == difference)


def reconcile(ours: Iterable[Ours], theirs: Iterable[Theirs], *, kinds: Sequence[str]) -> Reconciliation:
    """Return where the two sides agree and every difference between them, in the order of the references."""
    mine = sorted(ours, key=lambda each: (each.reference, each.key))
    listed, again = _once_each(sorted(theirs, key=lambda each: each.key), mine)
    pairs, left, right = _paired(mine, listed)
    unlisted = tuple(each for each in left if not each.is_live)
    likely = _likely(left, right)
    differences = [each for pair in pairs for each in _differing(pair)]
    agreeing = {pair.ours.key for pair in pairs} - {each.ours.key for each in differences if each.ours}
    differences += [Differing(Difference.ONLY_OURS, each, None) for each in left if each.is_live]
    differences += [Differing(Difference.ONLY_THEIRS, None, each, likely.get(each.key, ())) for each in right]
    differences += [Differing(Difference.DUPLICATE, None, each) for each in again]
    order = list(Difference)
    return Reconciliation(
        matched=tuple(pair for pair in pairs if pair.ours.key in agreeing),
        differences=tuple(sorted(differences, key=lambda each: (order.index(each.difference), each.reference))),
        unlisted=unlisted,
        register=_counted([each.kind for each in mine if each.is_live], kinds),
        steps=_steps(pairs, left, right, again, kinds),
        portal=_counted([each.kind for each in [*listed, *again] if each.is_live], kinds),
    )


def folded(text: str) -> str:
    """Return a text's words alone: neither case, punctuation nor spacing makes two texts differ."""
    return " ".join(WORD.findall(text_keys.same(text).replace("'", "").replace("’", "")))  # noqa: RUF001


def alike(one: str, other: str) -> int:
    """Return how alike two texts are, in hundredths, whatever the order of their words."""
    return int(fuzz.token_sort_ratio(folded(one), folded(other)))


def agree(state: str, status: str) -> bool:
    """Return whether a state on the register and a status on the portal say the same."""
    return State(state) in AGREES[Status(status)]


def _once_each(theirs: list[Theirs], ours: list[Ours]) -> tuple[list[Theirs], list[Theirs]]:
    """Return the portal's lines, one a reference, and those that list a reference again.

    Of several with one reference, the line that has the register's words is kept, else the first.
    """
    words = {text_keys.same(each.reference): folded(each.text) for each in ours}
    groups: dict[str, list[Theirs]] = defaultdict(list)
    for each in theirs:
        groups[text_keys.same(each.reference)].append(each)
    once, again = [], []
    for reference, lines in groups.items():
        same = (each for each in lines if folded(each.text) == words.get(reference))
        kept = next(same, lines[0]) if len(lines) > 1 else lines[0]
        once.append(kept)
        again += [each for each in lines if each is not kept]
    return once, again


def _paired(ours: list[Ours], theirs: list[Theirs]) -> tuple[list[Pair], list[Ours], list[Theirs]]:
    """Return each finding with its line of the portal, and what is left on either side.

    The same reference and the same words; then the same words alone; then the same reference alone: where the portal
    was renumbered, a reference may by now belong to another finding.
    """
    pairs: list[Pair] = []
    left, right = ours, theirs
    for key in (_reference_and_words, _words, _reference):
        found = _match(left, right, key)
        pairs += found
        taken_ours, taken_theirs = {pair.ours.key for pair in found}, {pair.theirs.key for pair in found}
        left = [each for each in left if each.key not in taken_ours]
        right = [each for each in right if each.key not in taken_theirs]
    return sorted(pairs, key=lambda pair: pair.ours.reference), left, right


def _reference(side: Ours | Theirs) -> str:
    return text_keys.same(side.reference)


def _words(side: Ours | Theirs) -> str:
    text = folded(side.text)
    return f"{side.kind}: {text}" if text else ""


def _reference_and_words(side: Ours | Theirs) -> str:
    return f"{_reference(side)}: {folded(side.text)}"


def _match(left: list[Ours], right: list[Theirs], key: Callable[[Ours | Theirs], str]) -> list[Pair]:
    """Return the pairs of what has the same key, where on each side it is the only one with it."""
    ours, theirs = _only(left, key), _only(right, key)
    return [Pair(ours[name], theirs[name]) for name in ours if name and name in theirs]


def _only(sides: list, key: Callable) -> dict:
    names = [key(each) for each in sides]
    counted = Counter(names)
    return {name: each for name, each in zip(names, sides, strict=True) if counted[name] == 1}


def _differing(pair: Pair) -> Iterable[Differing]:
    """Yield each difference of a pair. What the portal leaves empty differs from nothing."""
    ours, theirs = pair.ours, pair.theirs
    differs = {
        Difference.RENUMBERED: _reference(ours) != _reference(theirs),
        Difference.STATUS: not agree(ours.state, theirs.status),
        Difference.KIND: ours.kind != theirs.kind,
        Difference.WORDS: bool(theirs.text) and folded(ours.text) != folded(theirs.text),
        Difference.DUE: theirs.due_on is not None and ours.due_on != theirs.due_on,
    }
    return (Differing(difference, ours, theirs) for difference, does in differs.items() if does)


def _likely(left: list[Ours], right: list[Theirs]) -> dict[int, tuple[Likely, ...]]:
    """Return, for each line that only the portal has, the findings left over that it may be, the likeliest first."""
    texts = {each.key: folded(each.text) for each in left if each.text}
    mine = {each.key: each for each in left}
    sharing: dict[str, list[int]] = defaultdict(list)
    for key, text in texts.items():
        for word in set(text.split()):
            sharing[word].append(key)
    found = {}
    for line in right:
        text = folded(line.text)
        rare = sorted((word for word in set(text.split()) if word in sharing), key=lambda word: len(sharing[word]))
        near: dict[int, float] = defaultdict(float)
        for word in rare[:RARE_WORDS]:
            for key in sharing[word][:MOST_WITH_A_WORD]:
                near[key] += 1 / len(sharing[word])
        choices = {key: texts[key] for key in heapq.nlargest(MOST_SHARING, near, key=near.__getitem__)}
        best = process.extract(text, choices, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=MOST_LIKELY)
        found[line.key] = tuple(Likely(mine[key], int(score)) for _, score, key in best)
    return found


def _counted(found: list[str], kinds: Sequence[str]) -> tuple[int, ...]:
    return tuple(found.count(kind) for kind in kinds)


def _steps(
    pairs: list[Pair], left: list[Ours], right: list[Theirs], again: list[Theirs], kinds: Sequence[str]
) -> tuple[Step, ...]:
    """Return what leads from the register's live findings to the portal's, each step by type."""
    ended_there = [pair.ours.kind for pair in pairs if pair.ours.is_live and not pair.theirs.is_live]
    ended_here = [pair.theirs.kind for pair in pairs if pair.theirs.is_live and not pair.ours.is_live]
    both = [pair for pair in pairs if pair.ours.is_live and pair.theirs.is_live]
    return (
        Step("Only on the register", _less(_counted([each.kind for each in left if each.is_live], kinds))),
        Step("Only on the portal", _counted([each.kind for each in right if each.is_live], kinds)),
        Step("Live on the register, ended on the portal", _less(_counted(ended_there, kinds))),
        Step("Ended on the register, live on the portal", _counted(ended_here, kinds)),
        Step(
            "Of another type on the portal",
            tuple(
                theirs - ours
                for ours, theirs in zip(
                    _counted([pair.ours.kind for pair in both], kinds),
                    _counted([pair.theirs.kind for pair in both], kinds),
                    strict=True,
                )
            ),
        ),
        Step("Listed again on the portal", _counted([each.kind for each in again if each.is_live], kinds)),
    )


def _less(figures: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-figure for figure in figures)
