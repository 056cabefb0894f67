"""How the criteria of different frameworks correspond, read from either side, and which pairs look as if they might.

The mapping is this product's own: made by its authors and by framework administrators, never by a publisher.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz, process

from frameworks.compare.matching import words_of
from frameworks.content import Content, Node, Words, content, printed_code
from frameworks.models import Criterion, Edition, Link
from frameworks.models.decisions import Unrelated

# From how alike on, in hundredths, two criteria are suggested, and how many are shown at once.
WORTH_A_LOOK = 55
MOST_SUGGESTED = 40
MOST_READ = 10

COLUMNS = ("", "__edition", "__code", "__title", "__kind", "__edition__framework__title", "__edition__label")
RELATIONS = {
    (Link.Relation.SAME, True): "The same as",
    (Link.Relation.SAME, False): "The same as",
    (Link.Relation.OVERLAPS, True): "Overlaps with",
    (Link.Relation.OVERLAPS, False): "Overlaps with",
    (Link.Relation.SUPPORTS, True): "Supports",
    (Link.Relation.SUPPORTS, False): "Supported by",
}


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
    """Two criteria that may correspond, how alike they are in hundredths, and by what."""

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
    found: dict[int, list[Corresponding]] = defaultdict(list)
    for relation, note, author, *sides in rows.values_list("relation", "note", "author", *columns):
        one, other = sides[: len(COLUMNS)], sides[len(COLUMNS) :]
        for forwards, ours, theirs in ((True, one, other), (False, other, one)):
            if ours[1] == edition and (criteria is None or ours[0] in criteria):
                found[ours[0]].append(_corresponding(theirs, RELATIONS[relation, forwards], note, author))
    return found


def _corresponding(side: Sequence, relation: str, note: str, author: str) -> Corresponding:
    criterion, edition, code, title, kind, framework, label = side
    name = f"{printed_code(code, title)} {title}".strip()
    return Corresponding(criterion, name, kind, edition, f"{framework}, {label}", framework, relation, note, author)


def crosswalk(read: Content, editions, shown: int | None) -> Crosswalk:
    """Return an edition's links to the `editions`, or to one of them; one query."""
    links = corresponding(editions, read.edition)
    others: dict[int, list[Corresponding]] = defaultdict(list)
    for each in sorted((link for found in links.values() for link in found), key=lambda link: link.edition_name):
        others[each.edition].append(each)
    shown = shown if shown in others else None
    criteria = (
        LinkedCriterion(node, tuple(each for each in links[node.pk] if shown in (None, each.edition)))
        for node in read.criteria
        if node.pk in links
    )
    return Crosswalk(
        others=tuple(OtherFramework(pk, each[0].edition_name, len(each)) for pk, each in others.items()),
        shown=shown,
        total=sum(len(each) for each in others.values()),
        criteria=tuple(each for each in criteria if each.links),
    )


def suggestions(one: Edition, other: Edition) -> tuple[Suggestion, ...]:
    """Return pairs of criteria that look alike and that nobody has decided on, the likeliest first; two queries."""
    left, right = content(one), content(other)
    decided = _decided(one, other)
    spoken: dict[int, Node] = {
        words.pk: node for read in (left, right) for node in read.criteria for words in node.statements
    }
    best: dict[tuple[int, int], tuple[int, str]] = {}
    for pair, alike in _titles_alike(left, right):
        best[pair] = (alike, f"Their titles are {alike}% alike.")
    for (said, answered), alike in _statements_alike(left, right):
        pair = spoken[said].pk, spoken[answered].pk
        if alike > best.get(pair, (0, ""))[0]:
            best[pair] = (alike, f"Two of their statements are {alike}% alike.")
    ordered = sorted(best.items(), key=lambda each: (-each[1][0], each[0]))
    wanted = [(pair, said) for pair, said in ordered if frozenset(pair) not in decided][:MOST_SUGGESTED]
    return tuple(Suggestion(left.by_pk[a], right.by_pk[b], alike, why) for (a, b), (alike, why) in wanted)


def strongest(criterion: Criterion) -> tuple[Words, ...]:
    """Return what a criterion says of the best, on or below it: enough statements to compare it with another."""
    node = content(criterion.edition).by_pk[criterion.pk]
    return tuple(sorted(node.on_or_below, key=lambda words: -(words.rank or 0))[:MOST_READ])


def _decided(one: Edition, other: Edition) -> set[frozenset[int]]:
    """Return the pairs that somebody linked, or found not to correspond."""
    linked = Link.objects.filter(source__edition__in=(one, other), target__edition__in=(one, other))
    refused = Unrelated.objects.filter(one__edition__in=(one, other), other__edition__in=(one, other))
    return {frozenset(pair) for pair in (*linked.values_list("source", "target"), *refused.values_list("one", "other"))}


def _titles_alike(left: Content, right: Content) -> Iterable[tuple[tuple[int, int], int]]:
    choices = {node.pk: words_of(node.title) for node in right.criteria}
    return _alike({node.pk: words_of(node.title) for node in left.criteria}, choices)


def _statements_alike(left: Content, right: Content) -> Iterable[tuple[tuple[int, int], int]]:
    said, answered = (
        {words.pk: words_of(words.text) for node in read.criteria for words in node.statements}
        for read in (left, right)
    )
    return _alike(said, answered)


def _alike(said: Mapping[int, str], choices: Mapping[int, str]) -> Iterable[tuple[tuple[int, int], int]]:
    for key, words in said.items():
        for _, score, other in process.extract(words, choices, scorer=fuzz.ratio, score_cutoff=WORTH_A_LOOK, limit=5):
            yield (key, other), int(score)
