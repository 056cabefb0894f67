"""An edition as nested YAML for people: each criterion with its statements and, nested in it, its parts."""

from collections import defaultdict
from collections.abc import Iterator

import yaml

from frameworks.files.edition_values import (
    OF_CRITERION,
    OF_RULE,
    RULE_DEFAULTS,
    Place,
    WrittenCriterion,
    WrittenEdition,
    WrittenLevel,
    WrittenStatement,
    values_of,
)
from frameworks.files.fixture import Lines
from frameworks.models import Edition, Level, Statement

DESCRIPTOR = Statement.Aspect.DESCRIPTOR
BESIDES = (Statement.Aspect.VISION, Statement.Aspect.UNDERDONE, Statement.Aspect.OVERDONE)
# The two levels that a pair of two numbers means; a pair of others names its levels.
PAIRED = ("good", "requires_improvement")


def nested_text(edition: WrittenEdition) -> str:
    """Return the edition as nested YAML; read again, it says the same."""
    nested = {"framework": _framework(edition), "nodes": list(_nodes(edition))}
    return yaml.dump(nested, Dumper=Lines, allow_unicode=True, sort_keys=False, width=1_000_000)


def _framework(edition: WrittenEdition) -> dict:
    named = {
        **values_of(edition, ("slug", "title", "publisher")),
        "edition": edition.label,
        **values_of(edition, ("kind", "licence", "attribution", "source", "published_on", "supersedes", "rule")),
        **{name: value for name, value in values_of(edition, OF_RULE).items() if value != RULE_DEFAULTS[name]},
        "scale": [_level(level) for level in edition.levels],
        "notes": edition.notes,
    }
    return {name: value for name, value in named.items() if name == "scale" or value not in ("", None)}


def _level(level: WrittenLevel) -> dict:
    builds = "" if level.builds == Level.Builds.ALONE else level.builds
    named = {"code": level.code, "name": level.name, "ordinal": level.rank, "builds": builds}
    return _filled(named | values_of(level, ("lead_in", "definition")))


def _nodes(edition: WrittenEdition) -> Iterator[dict]:
    """Yield the criteria at the top, each with what is below it."""
    below: dict[str, list[WrittenCriterion]] = defaultdict(list)
    for criterion in edition.criteria:
        below[criterion.parent].append(criterion)
    cells: dict[str, dict[str, dict[str, list]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for statement in edition.statements:
        cells[statement.criterion][statement.aspect][statement.level].append(_statement(statement))
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for title in edition.titles:
        titles[title.criterion][title.level] = title.title
    pairs: dict[str, list[tuple]] = defaultdict(list)
    for stronger, weaker in edition.counterparts:
        pairs[stronger[0]].append(_pair(stronger, weaker))

    def node(criterion: WrittenCriterion) -> dict:
        here = cells[criterion.code]
        return _filled(
            {
                **values_of(criterion, OF_CRITERION),
                "titles_by_level": titles.get(criterion.code, {}),
                "descriptors": dict(here[DESCRIPTOR]),
                **{aspect.value: here[aspect][""] for aspect in BESIDES},
                "paired": pairs.get(criterion.code, []),
                "children": [node(child) for child in below[criterion.code]],
            }
        )

    return (node(criterion) for criterion in below[""])


def _statement(statement: WrittenStatement) -> str | dict:
    """Return the text alone where there is nothing else to say."""
    if not (statement.code or statement.mark or statement.note):
        return statement.text
    return _filled(values_of(statement, ("code", "text", "mark", "note")))


def _pair(stronger: Place, weaker: Place) -> tuple:
    """Return two numbers that count from 0, each after its level where the two aren't Good and Requires improvement."""
    indices = (stronger[3] - 1, weaker[3] - 1)
    if (stronger[1], weaker[1]) == PAIRED:
        return indices
    return stronger[1], indices[0], weaker[1], indices[1]


def _filled(values: dict) -> dict:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def usual_rule(kind: str, *, characteristics: bool) -> str:
    """Return how a level is usually suggested in a framework of that kind."""
    if characteristics:
        return Edition.Rule.DISTANCE_FROM_GOOD.value
    rules = {"strategy": Edition.Rule.COVERAGE, "competency": Edition.Rule.CUMULATIVE}
    return rules.get(kind, Edition.Rule.BEST_FIT).value
