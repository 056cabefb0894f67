"""The words of one edition as plain values: levels, criteria in order, statements and counterparts.

A published edition never changes, so each process caches the ones it has read. Drafts are read anew every time. The
framework's title, licence and attribution may be corrected, so they are no part of it: ask `edition.framework`.
"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.text import slugify

from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Statement, takes_level
from frameworks.rule.first_match_table import FirstMatch
from frameworks.rule.lines import first_match_of
from frameworks.rule.suggestion import OURS, Thresholds


def printed_code(code: str, title: str) -> str:
    """Return a criterion's code where it tells more than the title; a code made of the title's words does not."""
    repeats = f"-{slugify(code)}-" in f"-{slugify(title)}-" and not any(map(str.isdigit, code))
    return "" if repeats else code


def printed_name(code: str, title: str) -> str:
    """Return what a criterion is called: its title, after its code where that tells more."""
    return f"{printed_code(code, title)} {title}".strip()


def level_name(name: str, code: str) -> str:
    """Return what a level is called in a sentence; some scales have codes and no names."""
    return f"Level {name}" if name == code else name


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the scale; ranks count from 1, the lowest."""

    pk: int
    code: str
    name: str
    rank: int
    builds: str
    definition: str
    lead_in: str


STEP = [column.name for column in fields(Step)]
CRITERION = ("pk", "parent", "code", "title", "kind", "scored", "graded", "guidance", "note")
STATEMENT = ("criterion", "pk", "aspect", "position", "code", "text", "mark", "note")
# What the digest of a publication is made of from now on: see digest_of.
DIGEST_VERSION = 2


@dataclass(frozen=True, slots=True)
class Words:
    """One statement. `rank` is that of its level, None for a vision and for what is underdone or overdone."""

    pk: int
    rank: int | None
    aspect: str
    position: int
    code: str
    text: str
    note: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule by which answers become levels: whose it is, in whose words, and what it is made of.

    `owner` is one of Edition.Owner. `rows` and `examples` are as they were written, one on each line.
    """

    owner: str = Edition.Owner.OURS
    words: str = ""
    place: str = ""
    thresholds: Thresholds = OURS
    rows: str = ""
    enough: float = 0.0
    enough_of: str = Edition.EnoughOf.EACH
    share_of: str = Edition.ShareOf.JUDGED
    partly_counts: bool = False
    examples: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One criterion: its own statements, and all those on or below it, each in the publication's order.

    `number` is the code where it tells more than the title, empty where it only repeats its words.
    """

    pk: int
    parent: int | None
    code: str
    number: str
    title: str
    kind: str
    depth: int
    scored: bool
    graded: bool
    takes_level: bool
    guidance: str
    note: str
    statements: tuple[Words, ...]
    on_or_below: tuple[Words, ...]
    descendants: frozenset[int]
    titles: dict[int, str] = field(hash=False)

    @property
    def name(self) -> str:
        """What the criterion is called in a sentence."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Content:
    """A whole edition. `criteria` are in order, parents before children; `pairs` are (stronger, weaker) statements."""

    edition: int
    label: str
    kind: str
    rule: str
    source: str
    levels: tuple[Step, ...]
    criteria: tuple[Node, ...]
    pairs: tuple[tuple[int, int], ...]
    by_pk: dict[int, Node] = field(hash=False, repr=False)
    # Stronger to weaker, only for pairs whose two statements stand in no other pair: one choice answers both.
    counterparts: dict[int, int] = field(hash=False, repr=False)
    # Ranks whose statements only say weaker what a higher one says: no force aims for them.
    weaker_ranks: frozenset[int] = frozenset()
    # Statement to the scored criterion that it counts for: its own, or the nearest one above.
    counts_for: dict[int, int] = field(default_factory=dict, hash=False, repr=False)
    ruling: Ruling = Ruling()

    @property
    def named_levels(self) -> tuple[tuple[int, str, str], ...]:
        """Every level as (rank, code, name), lowest first."""
        return tuple((level.rank, level.code, level.name) for level in self.levels)

    def first_match(self) -> FirstMatch:
        """Return the rule that the edition's rows say. Raises WrongLines where they can't be read."""
        own = self.ruling
        return first_match_of(own.rows, self.named_levels, own.enough, own.enough_of, own.partly_counts, own.share_of)

    @property
    def thresholds(self) -> Thresholds:
        """From which shares a level is substantially and partly true, by the edition's rule."""
        return self.ruling.thresholds

    @property
    def scale(self) -> list[tuple[int, str]]:
        """Every level as (rank, name), lowest first."""
        return [(level.rank, level.name) for level in self.levels]

    def level(self, pk: int | None) -> Step | None:
        """Return the level with that key, None where there is none."""
        return next((level for level in self.levels if level.pk == pk), None)

    def ranked(self, rank: int | None) -> Step | None:
        """Return the level of that rank, None where there is none."""
        return next((level for level in self.levels if level.rank == rank), None)

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """Return what a criterion stands below, the outermost first."""
        found: tuple[Node, ...] = ()
        while node.parent:
            node = self.by_pk[node.parent]
            found = (node, *found)
        return found

    def level_name(self, rank: int | None) -> str:
        """Return what the level of that rank is called in a sentence, nothing where there is none."""
        step = self.ranked(rank)
        return level_name(step.name, step.code) if step else ""


def content(edition: Edition) -> Content:
    """Return the edition's words; five queries, and none once a published edition has been read."""
    if edition.status == Edition.Status.DRAFT:
        return _read(edition)
    cached = _cache.get(edition.pk)
    if cached is None:
        # Threads may read the same edition at once and cache the same words: no harm, and no lock to wait for.
        cached = _cache[edition.pk] = _read(edition)
        for oldest in list(_cache)[:-MOST_CACHED]:
            _cache.pop(oldest, None)
    return cached


MOST_CACHED = 16
_cache: dict[int, "Content"] = {}


def forget() -> None:
    """Empty the cache of published editions."""
    _cache.clear()


class Rows(NamedTuple):
    """The rows that an edition's words stand in, each kind in the publication's order."""

    levels: list[dict]
    criteria: list[dict]
    statements: list[dict]
    titles: list[tuple[int, int, str]]
    pairs: list[tuple[int, int]]


def _read(edition: Edition) -> Content:
    rows = Rows(
        levels=list(Level.objects.of(edition).values(*STEP)),
        criteria=list(Criterion.objects.of(edition).values(*CRITERION)),
        statements=list(Statement.objects.of(edition).values(*STATEMENT, rank=F("level__rank"))),
        titles=list(LevelTitle.objects.of(edition).values_list("criterion", "level__rank", "title")),
        pairs=list(Counterpart.objects.of(edition).values_list("stronger", "weaker")),
    )
    return assembled(edition, edition.framework.kind, rows)


def assembled(edition: Edition, kind: str, rows: Rows) -> Content:
    """Return the words that rows hold, wherever they were read: of an edition of a framework of that kind."""
    own: dict[int, list[Words]] = {}
    for row in rows.statements:
        words = {name: value for name, value in row.items() if name != "criterion"}
        own.setdefault(row["criterion"], []).append(Words(**words))
    nodes, pairs = _nodes(kind, rows, own), tuple(rows.pairs)
    return Content(
        edition=edition.pk,
        label=edition.label,
        kind=kind,
        rule=edition.rule,
        source=edition.source,
        levels=tuple(Step(**row) for row in rows.levels),
        criteria=nodes,
        pairs=pairs,
        ruling=_ruling(edition),
        by_pk={node.pk: node for node in nodes},
        counterparts=_lone(pairs),
        weaker_ranks=_weaker_ranks(own, pairs),
        # Criteria come before what is below them, so the nearest has the last word.
        counts_for={words.pk: node.pk for node in nodes if node.scored for words in node.on_or_below},
    )


def _ruling(edition: Edition) -> Ruling:
    return Ruling(
        owner=edition.rule_owner,
        words=edition.rule_words,
        place=edition.rule_place,
        thresholds=Thresholds(float(edition.share_substantial), float(edition.share_some)),
        rows=edition.rule_rows,
        enough=float(edition.rule_enough),
        enough_of=edition.rule_enough_of,
        share_of=edition.rule_share_of,
        partly_counts=edition.rule_partly_counts,
        examples=edition.rule_examples,
    )


def _nodes(kind: str, rows: Rows, own: dict[int, list[Words]]) -> tuple[Node, ...]:
    """Return the criteria in order, each with its own statements and all those on or below it."""
    below, titles = _below(rows.criteria), _titles(rows)
    depths: dict[int | None, int] = {None: -1}
    nodes = []
    for row in rows.criteria:
        pk, scored, graded = row["pk"], row["scored"], row["graded"]
        depths[pk] = depths[row["parent"]] + 1
        nodes.append(
            Node(
                **row,
                number=printed_code(row["code"], row["title"]),
                depth=depths[pk],
                takes_level=takes_level(scored=scored, graded=graded, kind=kind),
                statements=tuple(own.get(pk, ())),
                on_or_below=tuple(words for place in (pk, *below[pk]) for words in own.get(place, ())),
                descendants=frozenset(below[pk]),
                titles=titles.get(pk, {}),
            )
        )
    return tuple(nodes)


def _titles(rows: Rows) -> dict[int, dict[int, str]]:
    titles: dict[int, dict[int, str]] = {}
    for criterion, rank, title in rows.titles:
        titles.setdefault(criterion, {})[rank] = title
    return titles


def _lone(pairs: tuple[tuple[int, int], ...]) -> dict[int, int]:
    times = Counter(pk for pair in pairs for pk in pair)
    return {stronger: weaker for stronger, weaker in pairs if times[stronger] == times[weaker] == 1}


def _weaker_ranks(own: dict[int, list[Words]], pairs: tuple[tuple[int, int], ...]) -> frozenset[int]:
    weaker = {pk for _, pk in pairs}
    ranks = (words.rank for statements in own.values() for words in statements if words.pk in weaker)
    return frozenset(rank for rank in ranks if rank is not None)


def _below(rows: list[dict]) -> dict[int, list[int]]:
    """Return each criterion's descendants in order; parents stand before their children in `rows`."""
    parents = {row["pk"]: row["parent"] for row in rows}
    below: dict[int, list[int]] = {pk: [] for pk in parents}
    for pk, ancestor in parents.items():
        while ancestor:
            below[ancestor].append(pk)
            ancestor = parents[ancestor]
    return below


def digest(edition: Edition, version: int = DIGEST_VERSION) -> str:
    """Return the SHA-256, in hexadecimal, of the edition's words, order, scale and rule; no key of a row is part."""
    return digest_of(_read(edition), version)


def digest_of(read: Content, version: int = DIGEST_VERSION) -> str:
    """Return the digest of words that are read already. Version 1 is of words and scale, 2 of the rule besides."""
    codes = {node.pk: node.code for node in read.criteria}
    places = {words.pk: _place(node, words) for node in read.criteria for words in node.statements}
    edition_as_lists: dict[str, Any] = {
        "levels": [[s.code, s.name, s.rank, s.builds, s.definition, s.lead_in] for s in read.levels],
        "criteria": [
            [n.code, codes.get(n.parent or 0), n.title, n.kind, n.scored, n.graded, n.guidance, n.note, n.titles]
            for n in read.criteria
        ],
        "statements": [
            [*_place(node, words), words.code, words.text, words.note]
            for node in read.criteria
            for words in node.statements
        ],
        "pairs": [[places[stronger], places[weaker]] for stronger, weaker in read.pairs],
    }
    if version > 1:
        edition_as_lists["rule"] = [read.rule, asdict(read.ruling)]
        edition_as_lists["marks"] = [
            [*_place(node, words), words.mark] for node in read.criteria for words in node.statements if words.mark
        ]
    return hashlib.sha256(json.dumps(edition_as_lists, ensure_ascii=False).encode()).hexdigest()


def _place(node: Node, words: Words) -> list:
    return [node.code, words.rank, words.aspect, words.position]
