"""Two rounds of one edition held beside each other: levels then and now, statements that turned, evidence added.

Only what counted in its own round is compared, and never rounds of two editions: their criteria aren't the same.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.gap.report import Measurement, measurements, shown
from assessments.gap.row import GapRow
from assessments.models import Assessment, Citation
from assessments.rules.answers import ANSWER_WORDS, Answered
from frameworks.content import Content, Node, Words, content

# From untrue to true; "not applicable" lies on no such line.
ORDER = {"no": 0, "partly": 1, "yes": 2}


class Turn(NamedTuple):
    """One statement that both rounds judged, and judged differently."""

    code: str
    text: str
    level: str
    was: str
    now: str
    said: str


class Cited(NamedTuple):
    """Evidence that one round cites for a statement and the other doesn't."""

    item: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One criterion in both rounds. Of the later one's answers, `unconfirmed` are carried over and not confirmed."""

    node: Node
    then: str
    now: str
    said: str
    is_moved: bool
    turned: tuple[Turn, ...]
    judged_then: int
    judged_now: int
    unconfirmed: int
    total: int
    added: tuple[Cited, ...]
    dropped: tuple[Cited, ...]

    @property
    def changed(self) -> bool:
        return bool(self.is_moved or self.turned or self.added or self.dropped)

    @property
    def name(self) -> str:
        return f"{self.node.number} {self.node.title}".strip()


@dataclass(frozen=True, slots=True)
class Rounds:
    """The whole comparison. `chain` are all rounds of the same unit and edition; `others` are of other editions."""

    earlier: Assessment | None
    later: Assessment
    words: Content
    rows: tuple[RoundRow, ...]
    chain: tuple[Assessment, ...]
    others: tuple[Assessment, ...]

    @property
    def up(self) -> int:
        return sum(row.said.startswith("Up") for row in self.rows)

    @property
    def down(self) -> int:
        return sum(row.said.startswith("Down") for row in self.rows)

    @property
    def turned_true(self) -> int:
        return sum(turn.said == "More true" for row in self.rows for turn in row.turned)

    @property
    def turned_untrue(self) -> int:
        return sum(turn.said == "Less true" for row in self.rows for turn in row.turned)

    @property
    def added(self) -> int:
        return sum(len(row.added) for row in self.rows)

    @property
    def unconfirmed(self) -> int:
        return sum(row.unconfirmed for row in self.rows if row.node.scored)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows if row.node.scored)

    @property
    def summary(self) -> str:
        """What changed, as sentences."""
        moved = f"{self.up} up, {self.down} down" if self.up or self.down else "no level moved up or down"
        turned = f"{self.turned_true} statements are more true and {self.turned_untrue} less true than they were"
        said = f"Of the levels: {moved}. {turned}. {self.added} citations of evidence were added."
        waits = f" {self.unconfirmed:,} of {self.total:,} answers of {self.later.round_label} are carried over and not "
        return f"{said}{waits}confirmed: they are left out." if self.unconfirmed else said

    @property
    def changed(self) -> tuple[RoundRow, ...]:
        """The criteria in which anything changed."""
        return tuple(row for row in self.rows if row.changed)


def rounds(later: Assessment, *, beside: int | None, on: datetime.date) -> Rounds:
    """Return a round held beside the chosen one of the same unit and edition, or beside the one before it.

    Of two, the one that started first is the earlier, whichever was asked about. Five queries besides reading the
    edition, whatever the size.
    """
    same = Assessment.objects.filter(force=later.force_id, subject_key=later.subject).with_edition()
    every = list(same.order_by("starts_on", "pk"))
    chain = [each for each in every if each.edition_id == later.edition_id]
    others = tuple(each for each in every if each.edition_id != later.edition_id and _is_kin(each, later))
    words, place = content(later.edition), chain.index(later)
    chosen = next((each for each in chain if each.pk == beside and each != later), None)
    other = chosen or (chain[place - 1] if place else None)
    if other is None:
        return Rounds(None, later, words, (), tuple(chain), others)
    first, last = sorted((other, later), key=chain.index)
    rows = _rows(words, first, last, on=on)
    return Rounds(first, last, words, rows, tuple(chain), others)


def _is_kin(each: Assessment, later: Assessment) -> bool:
    return each.edition.framework_id == later.edition.framework_id


def _rows(words: Content, first: Assessment, last: Assessment, *, on: datetime.date) -> tuple[RoundRow, ...]:
    found, cited = measurements([first, last], on=on), _cited(first, last)
    return tuple(_row(words, node, found[first.pk], found[last.pk], cited) for node in shown(words))


Cites = Mapping[int, tuple[list[Cited], list[Cited]]]


def _row(words: Content, node: Node, then: Measurement, now: Measurement, cited: Cites) -> RoundRow:
    was, is_now = then.row(node), now.row(node)
    own = node.on_or_below if node.scored else ()
    added, dropped = (
        tuple(each._replace(text=one.text) for one in own if one.pk in cited for each in cited[one.pk][side])
        for side in (0, 1)
    )
    return RoundRow(
        node=node,
        then=_stands(was),
        now=_stands(is_now),
        said=said_of(was, is_now),
        is_moved=(was.now and was.now.rank) != (is_now.now and is_now.now.rank),
        turned=tuple(_turned(words, own, then.answers, now.answers)),
        judged_then=was.judged,
        judged_now=is_now.judged,
        unconfirmed=is_now.unconfirmed,
        total=is_now.total,
        added=added,
        dropped=dropped,
    )


def _stands(row: GapRow) -> str:
    """Return the level that people decided, or the share where none is recorded."""
    return row.now.name if row.now else "Not decided" if row.takes_level else row.standing


def said_of(was: GapRow, now: GapRow) -> str:
    """Return in words how a decided level moved."""
    if not (was.takes_level or now.takes_level):
        return ""
    if was.now and now.now:
        if was.now.rank == now.now.rank:
            return f"Still {now.now.name}"
        return f"{'Up' if now.now.rank > was.now.rank else 'Down'} from {was.now.name} to {now.now.name}"
    if now.now:
        return f"Decided for the first time: {now.now.name}"
    return f"Not decided yet; it was {was.now.name}" if was.now else "Not decided in either round"


def _turned(
    words: Content, own: Sequence[Words], was: Mapping[int, Answered], now: Mapping[int, Answered]
) -> list[Turn]:
    found = []
    for each in own:
        old, new = was.get(each.pk, Answered()).answer, now.get(each.pk, Answered()).answer
        if old and new and old != new:
            level = words.ranked(each.rank)
            name = level.name if level else ""
            found.append(Turn(each.code, each.text, name, ANSWER_WORDS[old], ANSWER_WORDS[new], _direction(old, new)))
    return found


def _direction(old: str, new: str) -> str:
    if old not in ORDER or new not in ORDER:
        return "Applies no more" if new == "na" else "Applies now"
    return "More true" if ORDER[new] > ORDER[old] else "Less true"


def _cited(first: Assessment, last: Assessment) -> Cites:
    """Return by statement what evidence only the later round cites, and what only the earlier does; one query."""
    rows = (
        Citation.objects.usable()
        .filter(assessment__in=[first, last])
        .order_by("item__title_found", "item__title", "pk")
    )
    sides: dict[int, dict[tuple[int, int], Cited]] = {first.pk: {}, last.pk: {}}
    for assessment, statement, item, title in rows.values_list("assessment", "statement", "item", "item__title"):
        sides[assessment][statement, item] = Cited(item, title, "")
    then, now = sides[first.pk], sides[last.pk]
    found: Mapping[int, tuple[list[Cited], list[Cited]]] = defaultdict(lambda: ([], []))
    for (statement, item), each in now.items():
        if (statement, item) not in then:
            found[statement][0].append(each)
    for (statement, item), each in then.items():
        if (statement, item) not in now:
            found[statement][1].append(each)
    return found
