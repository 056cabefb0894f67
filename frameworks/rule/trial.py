"""A rule tried on answers that nobody gave: the worked examples of an edition, and what an editor asks of a draft."""

from collections.abc import Iterator, Sequence

from frameworks.content import Content
from frameworks.rule.condition import in_words
from frameworks.rule.first_match import Group, first_match
from frameworks.rule.first_match_table import FirstMatch
from frameworks.rule.lines import WrongLines, examples_of
from frameworks.rule.suggestion import Suggestion, Tally, best_fit, cumulative, distance_from_good

SOME_CONCERN = ("one",)
ANSWERS = ("yes", "partly", "no", "na", "unjudged")
WRONG = "Example {} gives {}, not {}: {}"


def tried(words: Content, groups: Sequence[Group], *, has_concern: bool = False) -> Suggestion:
    """Return what the edition's rule suggests of answers counted by level and mark. Raises WrongLines."""
    concerns = SOME_CONCERN if has_concern else ()
    if words.rule == "first_match":
        return first_match(words.first_match(), groups, words.named_levels, concerns)
    tallies = _by_level(words, groups)
    if words.rule == "distance_from_good" and tallies:
        return distance_from_good(tallies[-1], words.scale, concerns=concerns, thresholds=words.thresholds)
    if words.rule == "cumulative":
        return cumulative(tallies, words.thresholds)
    return best_fit(tallies, words.thresholds) if words.rule == "best_fit" else Suggestion(None, "")


def row_words(words: Content) -> list[str]:
    """Return each row of a first match as a sentence. Raises WrongLines."""
    names = {code: name for _, code, name in words.named_levels}
    given: dict[int | None, str] = {None: "No level", **dict(words.scale)}
    return [f"{given[row.rank]}: {in_words(row.clauses, names)}." for row in words.first_match().rows]


def wrong_rule(words: Content) -> Iterator[str]:
    """Yield what is wrong with the edition's rule in sentences: rows that can't be read, examples that don't come."""
    try:
        rule = words.first_match() if words.rule == "first_match" else FirstMatch(())
    except WrongLines as wrong:
        yield from wrong.sentences
        return
    if words.rule == "first_match" and not rule.rows:
        yield "Its levels are suggested by the first row that holds, and it has no rows."
    if words.ruling.rows.strip() and words.rule != "first_match":
        yield "It has rows of a rule, and its rule is another kind than first match."
    try:
        examples = examples_of(words.ruling.examples, words.named_levels)
    except WrongLines as wrong:
        yield from wrong.sentences
        return
    for example in examples:
        found = tried(words, example.groups, has_concern=example.has_concern)
        if found.rank != example.rank:
            names: dict[int | None, str] = {None: "no level", **dict(words.scale)}
            yield WRONG.format(example.line, names[found.rank], names[example.rank], found.why)


def _by_level(words: Content, groups: Sequence[Group]) -> list[Tally]:
    tallies = []
    for level in words.levels:
        own = [group.tally for group in groups if group.tally.rank == level.rank]
        if own:
            counts = {
                name: sum(getattr(each, name) for each in own) for name in ("yes", "partly", "no", "na", "unjudged")
            }
            tallies.append(Tally(level.rank, level.name, level.builds, **counts))
    return tallies
