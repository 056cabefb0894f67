"""How the criteria of different frameworks correspond, read from either side, and which pairs look as if they might.

The mapping is this product's own: made by its authors and by framework administrators, never by a publisher.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz, process

from frameworks.compare.matching import words_of
from frameworks.content import Content, Node, Words, content, printed_name
from frameworks.models import Criterion, Edition, Link

# From how alike on, in hundredths, two criteria are suggested, and how many are shown at once.
WORTH_A_LOOK = 55
MOST_SUGGESTED = 40
MOST_READ = 10

COLUMNS = ("", "__edition", "__code", "__title", "__kind", "__edition__framework__title", "__edition__label")


@dataclass(frozen=True, slots=True)
class Corresponding:
    """A criterion of another edition that one corresponds to, and how, as seen from the one."""

    criterion: int
    name: str
    kind: str
    edition: int
    edition_name: str
    framework: str
    relation: str
    note: str
    author: str


@dataclass(frozen=True, slots=True)
class LinkedCriterion:
    """A criterion with all that it corresponds to."""

    node: Node
    links: tuple[Corresponding, ...]


@dataclass(frozen=True, slots=True)
class OtherFramework:
    """Another edition that an edition's criteria are linked to, and by how many links."""

    edition: int
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """An edition's links. `shown` is the other edition that the list is narrowed to; None where it is whole."""

    others: tuple[OtherFramework, ...]
    shown: int | None
    total: int
    criteria: tuple[LinkedCriterion, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two criteria that may correspond, how alike they are in hundredths, and what is alike."""

    one: Node
    other: Node
    alike: int
    why: str


def corresponding(editions, edition: int, criteria: Collection[int] | None = None) -> dict[int, list[Corresponding]]:
    """Return what each criterion of an edition, or of those named, corresponds to in the `editions`; one query."""
    columns = [f"{side}{name}" for side in ("source", "target") for name in COLUMNS]
    here = Q(source__edition=edition) | Q(target__edition=edition)
    if criteria is not None:
        here = Q(source__in=criteria) | Q(target__in=criteria)
    rows = Link.objects.filter(here, source__edition__in=editions, target__edition__in=editions)
    order = ("source__edition__framework__title", "source__position", "target__edition__framework__title")
    rows = rows.order_by(*order, "target__position", "pk")
    links: dict[int, list[Corresponding]] = defaultdict(list)
    for row in rows.values("relation", "note", "author", *columns):
        for ours, theirs in (("source", "target"), ("target", "source")):
            if row[f"{ours}__edition"] == edition and (criteria is None or row[ours] in criteria):
                links[row[ours]].append(_corresponding(row, theirs))
    return links


def _corresponding(row: Mapping, side: str) -> Corresponding:
    framework = row[f"{side}__edition__framework__title"]
    return Corresponding(
        criterion=row[side],
        name=printed_name(row[f"{side}__code"], row[f"{side}__title"]),
        kind=row[f"{side}__kind"],
        edition=row[f"{side}__edition"],
        edition_name=f"{framework}, {row[f'{side}__edition__label']}",
        framework=framework,
        relation=Link.Way.of(row["relation"], forwards=side == "target").label,
        note=row["note"],
        author=row["author"],
    )


def crosswalk(words: Content, editions, shown: int | None) -> Crosswalk:
    """Return an edition's links to the `editions`, or to one of them; one query."""
    links = corresponding(editions, words.edition)
    others: dict[int, list[Corresponding]] = defaultdict(list)
    for link in sorted((link for of_one in links.values() for link in of_one), key=lambda link: link.edition_name):
        others[link.edition].append(link)
    shown = shown if shown in others else None
    criteria = (
        LinkedCriterion(node, tuple(link for link in links[node.pk] if shown in (None, link.edition)))
        for node in words.criteria
        if node.pk in links
    )
    return Crosswalk(
        others=tuple(OtherFramework(pk, to_it[0].edition_name, len(to_it)) for pk, to_it in others.items()),
        shown=shown,
        total=sum(map(len, others.values())),
        criteria=tuple(criterion for criterion in criteria if criterion.links),
    )


def suggestions(one: Edition, other: Edition) -> tuple[Suggestion, ...]:
    """Return pairs of criteria that look alike and that nobody has decided on, the likeliest first; two queries."""
    left, right = content(one), content(other)
    home = {words.pk: node.pk for read in (left, right) for node in read.criteria for words in node.statements}
    best = {pair: (alike, f"Their titles are {alike}% alike.") for pair, alike in _alike(_titles(left), _titles(right))}
    for (stated, answered), alike in _alike(_statements(left), _statements(right)):
        pair = home[stated], home[answered]
        if alike > best.get(pair, (0, ""))[0]:
            best[pair] = (alike, f"Two of their statements are {alike}% alike.")
    decided = Link.objects.decided_pairs()
    open_pairs = sorted((-alike, pair, why) for pair, (alike, why) in best.items() if frozenset(pair) not in decided)
    return tuple(
        Suggestion(left.by_pk[mine], right.by_pk[theirs], -unlike, why)
        for unlike, (mine, theirs), why in open_pairs[:MOST_SUGGESTED]
    )


def strongest(criterion: Criterion) -> tuple[Words, ...]:
    """Return the statements of the highest levels on or below a criterion: enough to compare it with another one."""
    node = content(criterion.edition).by_pk[criterion.pk]
    return tuple(sorted(node.on_or_below, key=lambda words: -(words.rank or 0))[:MOST_READ])


def _titles(read: Content) -> dict[int, str]:
    return {node.pk: words_of(node.title) for node in read.criteria}


def _statements(read: Content) -> dict[int, str]:
    return {words.pk: words_of(words.text) for node in read.criteria for words in node.statements}


def _alike(texts: Mapping[int, str], choices: Mapping[int, str]) -> Iterable[tuple[tuple[int, int], int]]:
    for key, words in texts.items():
        for _, score, other in process.extract(words, choices, scorer=fuzz.ratio, score_cutoff=WORTH_A_LOOK, limit=5):
            yield (key, other), int(score)
