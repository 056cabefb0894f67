"""The maturity profile of a force: where it stands on one edition, over its rounds, and unit beside unit.

Only levels that people decided count. No line is drawn from one edition to another, and no average is made.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Force
from assessments.gap.report import LevelCount, Measurement, measurement
from assessments.models import Assessment, Score, Source
from assessments.published_grades.grade import Published, heading
from assessments.published_grades.page import latest_published
from config.texts import keys as text_keys
from frameworks.content import Content, Node, Step, content
from frameworks.models import Edition, Framework
from maturity.profile.round_changes import Decision, Move, moves
from reports import charts
from reports.document import Chart

# A drawing of more lines than this is longer than anybody's screen; the table says the same.
MOST_DRAWN = 12
NOT_DECIDED = "Not decided"


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One criterion: where it stands, what it aims for, and for each round its level, empty where undecided.

    `published` is what the inspectorate last published of the whole force.
    """

    node: Node
    now: Step | None
    target: Step | None
    over_rounds: tuple[tuple[str, str], ...]
    published: Published | None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How many criteria stand at a level, for each round or unit."""

    name: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """For each unit the level of one criterion, empty where undecided."""

    node: Node
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Units:
    """The units that were assessed in the same round against the same edition."""

    names: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    levels: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class OtherEdition:
    """Another edition that the force was assessed against; `latest` is the key of its latest assessment."""

    edition: Edition
    latest: int
    assessments: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile as at one round of one unit. `rounds` are those up to it, the earliest first."""

    force: Force
    edition: Edition
    words: Content
    assessment: Assessment
    rounds: tuple[Assessment, ...]
    distribution: tuple[LevelCount, ...]
    rows: tuple[ProfileRow, ...]
    standing: Chart
    levels: tuple[LevelRow, ...]
    progress: Chart | None
    moves: tuple[Move, ...]
    units: Units | None
    others: tuple[OtherEdition, ...]
    # What may be chosen: every round of this unit, and one round of each other unit.
    all_rounds: tuple[Assessment, ...]
    all_units: tuple[Assessment, ...]

    @property
    def before(self) -> Assessment | None:
        """The round before; None for the first."""
        return self.rounds[-2] if len(self.rounds) > 1 else None

    @property
    def has_published(self) -> bool:
        """Whether the inspectorate has published a grade of any criterion."""
        return any(row.published for row in self.rows)

    @property
    def published_heading(self) -> str:
        """What published grades stand under."""
        return heading(of_whole_force=not self.assessment.subject)

    @property
    def is_first(self) -> bool:
        return len(self.rounds) == 1


def profile(user, force: Force, *, chosen: int | None, on: datetime.date) -> Profile | None:
    """Return the profile as at the chosen assessment, or the latest of a maturity framework; None without any.

    Only what the user may see is read: seven queries at most besides reading the edition, whatever the size, and
    one more where the publisher grades by it.
    """
    seen = _assessments(user, force, on=on)
    assessment = _chosen(seen, chosen)
    if assessment is None:
        return None
    words = content(assessment.edition)
    nodes = [node for node in words.criteria if node.takes_level]
    same = [other for other in seen if other.edition_id == assessment.edition_id]
    all_rounds = [other for other in same if other.subject_key == assessment.subject_key]
    rounds = all_rounds[: all_rounds.index(assessment) + 1]
    beside = [other for other in same if other.round_key == assessment.round_key]
    decided = _decided({*rounds, *beside})
    grades = latest_published(force.pk, words, on=on)
    rows = _rows(measurement(assessment, on=on), nodes, rounds, decided, grades)
    return Profile(
        force=force,
        edition=assessment.edition,
        words=words,
        assessment=assessment,
        rounds=tuple(rounds),
        distribution=_distribution(words, rows),
        rows=rows,
        standing=_standing(words, rows),
        levels=_levels(words, nodes, {past.round_label: past for past in rounds}, decided),
        progress=_progress(words, rows, rounds, decided),
        moves=moves(words, nodes, rounds[-2], assessment, decided) if len(rounds) > 1 else (),
        units=_units(words, nodes, beside, decided) if len(beside) > 1 else None,
        others=_others(seen, assessment.edition_id),
        all_rounds=tuple(reversed(all_rounds)),
        all_units=_latest_of_each_unit(same, assessment),
    )


def _assessments(user, force: Force, *, on: datetime.date) -> list[Assessment]:
    """Return the assessments with levels that the user may see, the oldest first."""
    seen = Assessment.objects.visible_to(user, on=on).filter(force=force).exclude(edition__rule=Edition.Rule.COVERAGE)
    return list(seen.with_edition().order_by("starts_on", "pk"))


def _chosen(seen: Sequence[Assessment], chosen: int | None) -> Assessment | None:
    """Return the one asked for; else the latest of a maturity framework, of the whole force where there is one."""
    asked = next((assessment for assessment in seen if assessment.pk == chosen), None)
    of_maturity = [assessment for assessment in seen if assessment.edition.framework.kind == Framework.Kind.MATURITY]
    return asked or (_latest(of_maturity or seen) if seen else None)


def _latest_of_each_unit(same: Sequence[Assessment], assessment: Assessment) -> tuple[Assessment, ...]:
    """Return one assessment of each unit: of the same round where there is one, else the latest."""
    latest = {other.subject_key: other for other in same}
    latest |= {other.subject_key: other for other in same if other.round_key == assessment.round_key}
    return tuple(sorted(latest.values(), key=lambda unit: text_keys.order(unit.subject)))


def _decided(assessments: set[Assessment]) -> dict[tuple[int, int], Decision]:
    """Return what people decided, by assessment and criterion."""
    rows = Score.objects.filter(assessment__in=assessments, source=Source.SELF, level__isnull=False)
    columns = rows.values_list("assessment", "criterion", "level__rank", "level__name", "rationale")
    return {(assessment, criterion): Decision(rank, name, why) for assessment, criterion, rank, name, why in columns}


def _rows(
    gaps: Measurement,
    nodes: Sequence[Node],
    rounds: Sequence[Assessment],
    decided: Mapping[tuple[int, int], Decision],
    grades: Mapping[int, Published],
) -> tuple[ProfileRow, ...]:
    return tuple(
        ProfileRow(
            node=node,
            now=row.now,
            target=row.target,
            over_rounds=tuple((past.round_label, _name(decided, past, node)) for past in rounds),
            published=grades.get(node.pk),
        )
        for node, row in ((node, gaps.row(node)) for node in nodes)
    )


def _distribution(words: Content, rows: Sequence[ProfileRow]) -> tuple[LevelCount, ...]:
    # As the gap report counts: what sums others up is no criterion of its own.
    ranks = [_rank(row.now) for row in rows if row.node.scored]
    at = [LevelCount(level.rank, level.name, ranks.count(level.rank)) for level in words.levels]
    return (*at, LevelCount(None, NOT_DECIDED, ranks.count(None)))


def _name(decided: Mapping[tuple[int, int], Decision], assessment: Assessment, node: Node) -> str:
    decision = decided.get((assessment.pk, node.pk))
    return decision.name if decision else ""


def _levels(
    words: Content,
    nodes: Sequence[Node],
    columns: Mapping[str, Assessment],
    decided: Mapping[tuple[int, int], Decision],
) -> tuple[LevelRow, ...]:
    """Return how many criteria stand at each level in each of the columns, and how many aren't decided."""
    counted = [node for node in nodes if node.scored]
    names = {label: [_name(decided, column, node) for node in counted] for label, column in columns.items()}
    steps = [*((level.name, level.name) for level in reversed(words.levels)), (NOT_DECIDED, "")]
    return tuple(
        LevelRow(step, tuple((label, column.count(name)) for label, column in names.items())) for step, name in steps
    )


def _standing(words: Content, rows: Sequence[ProfileRow]) -> Chart:
    return charts.profile(
        "Where the force stands",
        [level.name for level in words.levels],
        [charts.Standing(_title(row.node), _rank(row.now), _rank(row.target)) for row in rows],
    )


def _progress(
    words: Content,
    rows: Sequence[ProfileRow],
    rounds: Sequence[Assessment],
    decided: Mapping[tuple[int, int], Decision],
) -> Chart | None:
    if len(rounds) < 2 or len(rows) > MOST_DRAWN:
        return None
    lines = []
    for row in rows:
        decisions = [decided.get((past.pk, row.node.pk)) for past in rounds]
        lines.append((_title(row.node), [decision.rank if decision else None for decision in decisions]))
    labels = [past.round_label for past in rounds]
    return charts.progress("Progress over rounds", [level.name for level in words.levels], labels, lines)


def _units(
    words: Content, nodes: Sequence[Node], beside: Sequence[Assessment], decided: Mapping[tuple[int, int], Decision]
) -> Units:
    order = {unit.subject_name: unit for unit in sorted(beside, key=lambda unit: text_keys.order(unit.subject))}
    return Units(
        names=tuple(order),
        rows=tuple(_unit_row(order, node, decided) for node in nodes),
        levels=_levels(words, nodes, order, decided),
    )


def _unit_row(units: Mapping[str, Assessment], node: Node, decided: Mapping[tuple[int, int], Decision]) -> UnitRow:
    return UnitRow(node, tuple((label, _name(decided, unit, node)) for label, unit in units.items()))


def _others(seen: Sequence[Assessment], edition: int) -> tuple[OtherEdition, ...]:
    by_edition: dict[int, list[Assessment]] = {}
    for assessment in seen:
        if assessment.edition_id != edition:
            by_edition.setdefault(assessment.edition_id, []).append(assessment)
    others = [OtherEdition(them[-1].edition, _latest(them).pk, len(them)) for them in by_edition.values()]
    return tuple(sorted(others, key=lambda other: (other.edition.framework.title, other.edition.label)))


def _latest(assessments: Sequence[Assessment]) -> Assessment:
    """Return the latest of the whole force where there is one, else of any unit; they come oldest first."""
    return ([assessment for assessment in assessments if not assessment.subject] or list(assessments))[-1]


def _title(node: Node) -> str:
    return f"{node.number} {node.title}".strip()


def _rank(level: Step | None) -> int | None:
    return level.rank if level else None
