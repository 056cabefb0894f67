"""What changed from one round to the next: levels that moved and why, answers that changed, dissent on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.models import Assessment, Judgement
from frameworks.content import Content, Node
from maturity.models import Ballot

ANSWERS = {str(answer): str(answer.label) for answer in Judgement.Answer}


class Decision(NamedTuple):
    """What people decided on one criterion in one round."""

    rank: int
    name: str
    rationale: str


class Turn(NamedTuple):
    """One statement whose answer changed."""

    level: str
    code: str
    text: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Move:
    """One criterion that changed. `said` tells how its level moved, `why` the reason given this time."""

    node: Node
    said: str
    is_level: bool
    is_decided: bool
    why: str
    dissent: str
    turned: tuple[Turn, ...]

    @property
    def needs_reason(self) -> bool:
        """Whether the level was decided without a reason."""
        return self.is_level and self.is_decided and not self.why


def moves(
    words: Content,
    nodes: Sequence[Node],
    before: Assessment,
    now: Assessment,
    decided: Mapping[tuple[int, int], Decision],
) -> tuple[Move, ...]:
    """Return the criteria that changed, those whose level did first; two queries."""
    turned, dissent = _turned(words, before, now), _dissent(now)
    changes = []
    for node in nodes:
        was, is_now = decided.get((before.pk, node.pk)), decided.get((now.pk, node.pk))
        has_moved = (was.rank if was else None) != (is_now.rank if is_now else None)
        if has_moved or turned.get(node.pk):
            changes.append(
                Move(
                    node=node,
                    said=said_of(was, is_now),
                    is_level=has_moved,
                    is_decided=is_now is not None,
                    why=is_now.rationale if is_now else "",
                    dissent=dissent.get(node.pk, ""),
                    turned=tuple(turned.get(node.pk, ())),
                )
            )
    return tuple(sorted(changes, key=lambda move: not move.is_level))


def said_of(was: Decision | None, now: Decision | None) -> str:
    """Return in words how a level moved."""
    if was is None or now is None:
        if now:
            return f"Decided for the first time: {now.name}"
        return f"Not decided yet; it was {was.name}" if was else "Not decided in either round"
    if was.rank == now.rank:
        return f"Still {now.name}"
    return f"{'Up' if now.rank > was.rank else 'Down'} from {was.name} to {now.name}"


def _turned(words: Content, before: Assessment, now: Assessment) -> dict[int, list[Turn]]:
    """Return the statements that both rounds judged and judged differently, by the criterion that they count for."""
    rows = Judgement.objects.given().filter(assessment__in=[before, now])
    answers: dict[int, dict[int, str]] = {before.pk: {}, now.pk: {}}
    for assessment, pk, answer in rows.values_list("assessment", "statement", "answer"):
        answers[assessment][pk] = answer
    was, is_now = answers[before.pk], answers[now.pk]
    turned: dict[int, list[Turn]] = {}
    for node in words.criteria:
        for statement in node.statements:
            old, new = was.get(statement.pk), is_now.get(statement.pk)
            if old and new and old != new:
                level = words.ranked(statement.rank)
                name = level.name if level else ""
                turn = Turn(name, statement.code, statement.text, was=ANSWERS[old], now=ANSWERS[new])
                turned.setdefault(words.counts_for.get(statement.pk, node.pk), []).append(turn)
    return turned


def _dissent(now: Assessment) -> dict[int, str]:
    """Return the dissent on record where a level was agreed, the last of each criterion."""
    rows = Ballot.objects.filter(workshop__assessment=now, phase=Ballot.Phase.AGREED).order_by("agreed_at", "pk")
    return dict(rows.values_list("criterion", "dissent"))
