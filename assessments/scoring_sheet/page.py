"""The scoring sheet: one criterion's statements as lines to answer, with what stands on each."""

import datetime
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.urls import reverse

from assessments.cited_evidence.counts import Backing, backed, backing
from assessments.gap.report import answers_of, gap_row, shown
from assessments.gap.row import GapRow
from assessments.models import Assessment, Judgement, Score, Source
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED, Answered
from assessments.scoring_sheet.carried_from import ANSWERED, Former, Origins, origins
from frameworks.content import Content, Node, Words, content


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a line offers. A paired line's two statements are options too, with their level as `of`.

    `control` is the id of its button, the same whenever the line is drawn again, so that the focus stays.
    """

    value: str
    label: str
    checked: bool
    control: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else's answer on a line, found while saving another one."""

    by: str
    theirs: str
    note: str
    mine: str


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, or two counterparts answered by one choice.

    `version` is what the person saw, two numbers with a dot between for a pair; `was` signs the answer and note that
    the page showed, so that a line nobody touched is left alone. `evidence` counts what the statement cites, on a page
    that is drawn whole; the answer to a save leaves that part of the line as it is. `standing` is empty, or how an
    answer came over that nobody has confirmed; `stood` says so, and `formers` are what it came from in other words. On
    a peer's line, `tail` ends the address that it is saved at, and `theirs` says what the force answered, once the peer
    has.
    """

    key: int
    stronger: Words
    weaker: Words | None
    value: str
    note: str
    version: str
    was: str
    options: tuple[Option, ...]
    url: str
    mixed: bool = False
    evidence: int = 0
    clash: Clash | None = None
    error: str = ""
    saved: bool = False
    standing: str = ""
    stood: str = ""
    formers: tuple[Former, ...] = ()
    tail: str = ""
    theirs: str = ""

    @property
    def is_pair(self) -> bool:
        return self.weaker is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading: a level, a topic area, or the counterparts of two levels."""

    heading: str
    lead_in: str
    note: str
    lines: tuple[Line, ...]


class Place(NamedTuple):
    """Where a criterion stands: those next to it, and its place, from 1, `of` so many of its kind."""

    before: Node | None
    after: Node | None
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the scoring page of one criterion prints."""

    assessment: Assessment
    words: Content
    node: Node
    ancestors: tuple[Node, ...]
    row: GapRow
    groups: tuple[Group, ...]
    before: Node | None
    after: Node | None
    place: int
    of: int
    closed: bool
    source: str = Source.SELF

    @property
    def unconfirmed(self) -> int:
        """How many lines show an answer that came over and that nobody has confirmed."""
        return sum(bool(line.standing) for group in self.groups for line in group.lines)

    @property
    def clashes(self) -> int:
        return sum(line.clash is not None for group in self.groups for line in group.lines)

    @property
    def mistakes(self) -> int:
        return sum(bool(line.error) for group in self.groups for line in group.lines)


class Grounds(NamedTuple):
    """What the answers of one criterion rest on, and no answer changes: evidence cited, and where they came from."""

    backing: Mapping[int, Backing]
    origins: Origins | None


def grounds(assessment: Assessment, node: Node, source: str = Source.SELF) -> Grounds:
    """Return what the answers of a criterion rest on, a peer's on evidence alone; at most three queries."""
    if not node.scored:
        return Grounds({}, None)
    statements = [each.pk for each in node.on_or_below]
    came = origins(assessment, statements) if source == Source.SELF else None
    return Grounds(backing(assessment, statements), came)


def sheet(
    assessment: Assessment,
    node: Node,
    *,
    on: datetime.date,
    closed: bool,
    source: str = Source.SELF,
    known: Grounds | None = None,
) -> Sheet:
    """Return the scoring page's content, the force's or its peers'; `closed` where the person who asks can't answer.

    `known` is what its answers rest on, where that is known already.
    """
    words = content(assessment.edition)
    row, answers = gap_row(assessment, node, on=on, source=source)
    known = known or grounds(assessment, node, source)
    answers = backed(answers, known.backing, words)
    groups = groups_of(assessment, words, node, answers, source) if node.scored else ()
    if known.origins:
        groups = _told(groups, known.origins)
    return Sheet(
        assessment=assessment,
        words=words,
        node=node,
        ancestors=words.ancestors(node),
        row=row,
        groups=groups,
        closed=closed,
        source=source,
        **place_of(words, node)._asdict(),
    )


def place_of(words: Content, node: Node) -> Place:
    """Return where a criterion stands among those that are shown."""
    order = shown(words)
    place = next((at for at, each in enumerate(order) if each.pk == node.pk), 0)
    return Place(
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        place=1 + sum(each.kind == node.kind for each in order[:place]),
        of=sum(each.kind == node.kind for each in order),
    )


def line_of(
    assessment: Assessment,
    words: Content,
    node: Node,
    statement: int,
    answers: Mapping[int, Answered],
    source: str = Source.SELF,
) -> Line:
    """Return the line that answers a statement, alone or as the stronger of a pair, with what it prints of others."""
    line = blank_line_of(assessment, words, node, statement, answers)
    if source != Source.SELF:
        return beside(assessment, [line])[0]
    if not assessment.follows_id:
        return line
    if line.value and not line.standing:
        # It waits for nobody, so where it came from isn't told: nothing has to be asked.
        return replace(line, stood=ANSWERED)
    came = origins(assessment, [each.pk for each in (line.stronger, line.weaker) if each])
    return _came(line, came) if came else line


def blank_line_of(
    assessment: Assessment, words: Content, node: Node, statement: int, answers: Mapping[int, Answered] | None = None
) -> Line:
    """Return the line that a form is made for; no query."""
    by_pk = {each.pk: each for each in node.on_or_below}
    weaker = by_pk.get(words.counterparts.get(statement, 0))
    return _line(_lines_url(assessment), words, by_pk[statement], weaker, answers or {})


def _told(groups: tuple[Group, ...], came: Origins) -> tuple[Group, ...]:
    """Return the groups with where each of the force's answers came from."""
    return tuple(replace(group, lines=tuple(_came(line, came) for line in group.lines)) for group in groups)


def _came(line: Line, came: Origins) -> Line:
    said = came.said(line.key, value=line.value, standing=line.standing)
    waits = bool(line.standing) or not line.value
    keys = [each.pk for each in (line.stronger, line.weaker) if each]
    formers = tuple(former for key in keys for former in came.formers.get(key, ())) if waits else ()
    return replace(line, stood=said, formers=formers)


def beside(assessment: Assessment, lines: Sequence[Line]) -> list[Line]:
    """Return peers' lines, each with what the force answered there, where the peers have; at most one query."""
    asked = [each.pk for line in lines if line.value for each in (line.stronger, line.weaker) if each]
    own = answers_of(assessment, asked) if asked else {}
    return [replace(line, tail=PEER_TAIL, theirs=_theirs(line, own) if line.value else "") for line in lines]


def _theirs(line: Line, own: Mapping[int, Answered]) -> str:
    """Return what the force answered on a line, in words."""
    stands = own.get(line.stronger.pk, Answered())
    value: str | None = stands.answer
    if line.weaker:
        value = Judgement.choice_of(stands.answer, own.get(line.weaker.pk, Answered()).answer)
    labels = {option.value: option.of or option.label for option in line.options}
    said = labels.get(value, ANSWER_WORDS[UNJUDGED]) if value is not None else "Each was answered by itself"
    return f"{said}. {stands.note}" if stands.note else f"{said}."


def signature(answer: str, note: str) -> str:
    """Return what a page signs a line with: the same for the same answer and note, whatever the line ends are."""
    return f"{answer}:{zlib.crc32(note.replace(chr(13), '').encode()):x}"


def showing(line: Line, *, answer: str, note: str, clash: Clash | None = None, error: str = "") -> Line:
    """Return the line with what the person typed in place of what stands, and why it wasn't saved."""
    options = tuple(replace(option, checked=option.value == answer) for option in line.options)
    return replace(line, value=answer, note=note, options=options, clash=clash, error=error)


def clash_on(line: Line, current: Judgement | Score, mine: str) -> Clash:
    """Return the clash between the line as it stands now and the answer somebody wanted to give."""
    # Of a pair, the grade says which statement is meant; both stand right below.
    labels = {option.value: option.of or option.label for option in line.options}
    unjudged = ANSWER_WORDS[UNJUDGED]
    return Clash(str(current.by), labels.get(line.value, unjudged), line.note, labels.get(mine, unjudged))


def _lines_url(assessment: Assessment) -> str:
    return reverse("assessments:judge", args=[assessment.pk, 0]).removesuffix("0/")


def groups_of(
    assessment: Assessment, words: Content, node: Node, answers: Mapping[int, Answered], source: str = Source.SELF
) -> tuple[Group, ...]:
    """Return the lines of one criterion under their headings, with what stands on each."""
    groups = _groups_of(assessment, words, node, answers)
    if source == Source.SELF:
        return groups
    lines = iter(beside(assessment, [line for group in groups for line in group.lines]))
    return tuple(replace(group, lines=tuple(next(lines) for _ in group.lines)) for group in groups)


def _groups_of(
    assessment: Assessment, words: Content, node: Node, answers: Mapping[int, Answered]
) -> tuple[Group, ...]:
    base = _lines_url(assessment)
    by_pk = {each.pk: each for each in node.on_or_below}
    pairs = {strong: weak for strong, weak in words.counterparts.items() if strong in by_pk}
    inside = {*pairs, *pairs.values()}
    groups = []
    if pairs:
        lines = tuple(_line(base, words, by_pk[strong], by_pk[weak], answers) for strong, weak in pairs.items())
        levels = sorted({by_pk[pk].rank or 0 for pk in inside}, reverse=True)
        names = " or ".join(step.name for rank in levels if (step := words.ranked(rank)))
        groups.append(Group(f"{names}: choose what describes the force", "", "", lines))
    on_levels = {one.rank for one in node.on_or_below if one.rank is not None}
    for each in (node, *(words.by_pk[pk] for pk in sorted(node.descendants, key=_position(words)))):
        alone = [one for one in each.statements if one.pk not in inside and one.rank is not None]
        # A graded framework reads from the top down, as it is printed; a maturity scale is climbed.
        ranks = sorted({one.rank or 0 for one in alone}, reverse=words.kind == "graded")
        for rank in ranks:
            lines = tuple(_line(base, words, one, None, answers) for one in alone if one.rank == rank)
            groups.append(_group(words, node, each, rank, lines, names_level=len(on_levels) > 1))
    return tuple(groups)


def _position(words: Content):
    places = {node.pk: place for place, node in enumerate(words.criteria)}
    return places.__getitem__


def _group(words: Content, node: Node, each: Node, rank: int, lines: tuple[Line, ...], *, names_level: bool) -> Group:
    """Return the lines of one level: the criterion's own, or those of one below it, under its title.

    What is below names its level too, where the criterion's statements are on several.
    """
    level = words.ranked(rank)
    heading = level.name if level else ""
    if each.pk != node.pk:
        title = f"{each.number} {each.title}".strip()
        return Group(f"{title}: {heading}" if names_level else title, "", each.note, lines)
    if rank in node.titles:
        heading = f"{heading}: {node.titles[rank]}"
    return Group(heading, level.lead_in if level else "", "", lines)


def _line(base: str, words: Content, stronger: Words, weaker: Words | None, answers: Mapping[int, Answered]) -> Line:
    stands = answers.get(stronger.pk, Answered())
    value, version, mixed, standing = stands.shows, str(stands.version), False, stands.standing
    if weaker:
        other = answers.get(weaker.pk, Answered())
        choice = Judgement.choice_of(stands.shows, other.shows)
        value, version, mixed = choice or "", f"{version}.{other.version}", choice is None
        standing = max(standing, other.standing)
    return Line(
        key=stronger.pk,
        stronger=stronger,
        weaker=weaker,
        value=value,
        note=stands.note,
        version=version,
        was=signature(value, stands.note),
        options=_options(words, value, stronger, weaker),
        url=f"{base}{stronger.pk}/",
        mixed=mixed,
        evidence=stands.evidence,
        standing=standing,
    )


def _options(words: Content, value: str, stronger: Words, weaker: Words | None) -> tuple[Option, ...]:
    offered = [(answer, label, "") for answer, label in (BETWEEN if weaker else ANSWERS)]
    if weaker:
        high, low = words.ranked(stronger.rank), words.ranked(weaker.rank)
        two = ("stronger", stronger.text, high.name if high else ""), ("weaker", weaker.text, low.name if low else "")
        offered = [*two, *offered]
    return tuple(
        Option(answer, label, value == answer, f"a{stronger.pk}-{place}", of)
        for place, (answer, label, of) in enumerate(offered, 1)
    )


ANSWERS = tuple(ANSWER_WORDS.items())
# A peer's line is saved at its statement's address with this behind it.
PEER_TAIL = "peer/"
BETWEEN = (("partly", "Partly both"), ("neither", "Neither"), *ANSWERS[-2:])
