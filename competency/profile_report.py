"""What a profile shows: the level on each sub-competency, the gap to the expected level and to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from competency.levels import described, distance, distance_words, level_name, name_at, standing, title_at, warned
from competency.models import Answer, Profile
from frameworks.content import Content, Node, content
from frameworks.models import Edition

LABELS = dict(Answer.choices)
# Of what it looks like underdone or overdone, people say how often it is so.
WARNING_LABELS = {"yes": "Yes", "partly": "Sometimes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement that isn't wholly true yet, and what was answered."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A level that isn't reached yet: what isn't true there, and what isn't answered; never one for the other."""

    level: str
    title: str
    is_next: bool
    is_expected: bool
    missing: tuple[Missing, ...]
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that somebody says of themselves and that is too little or too much of the competency."""

    aspect: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One sub-competency, by the name that it has at the level expected, or else at the one reached.

    `state` is unset, unanswered, below, met or above; levels are in words, empty for none.
    """

    pk: int
    title: str
    reached: str
    expected: str
    state: str
    distance: str
    why: str
    answered: int
    total: int
    ahead: tuple[Ahead, ...]
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Competency:
    """The sub-competencies of one competency."""

    title: str
    cluster: str
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """A whole profile. The figures count sub-competencies; `met` are those at the expected level or above it."""

    profile: Profile
    words: Content
    competencies: tuple[Competency, ...]
    role: str
    expected: int
    met: int
    below: int
    warnings: int
    answered: int
    total: int

    @property
    def rows(self) -> Iterator[ReportRow]:
        """Every sub-competency, in order."""
        return (row for competency in self.competencies for row in competency.rows)


def profile_report(profile: Profile) -> ProfileReport:
    """Return what a profile shows; two queries, and those of the edition's words."""
    words = content(profile.edition)
    answers = dict(profile.answers.values_list("statement", "answer"))
    expected = profile.role_profile.ranks() if profile.role_profile else {}
    scored = [node for node in words.criteria if node.scored]
    competencies = tuple(
        _competency(
            profile.edition, words, parent, tuple(_row(node, words, answers, expected.get(node.pk)) for node in nodes)
        )
        for parent, nodes in groupby(scored, key=lambda node: node.parent)
    )
    rows = [row for competency in competencies for row in competency.rows]
    states = [row.state for row in rows]
    return ProfileReport(
        profile=profile,
        words=words,
        competencies=competencies,
        role=profile.role_profile.title if profile.role_profile else "",
        expected=sum(bool(row.expected) for row in rows),
        met=states.count("met") + states.count("above"),
        below=states.count("below"),
        warnings=sum(len(row.warnings) for row in rows),
        answered=sum(row.answered for row in rows),
        total=sum(row.total for row in rows),
    )


def _competency(edition: Edition, words: Content, parent: int | None, rows: tuple[ReportRow, ...]) -> Competency:
    if parent is None:
        return Competency(edition.framework.title, "", rows)
    node = words.by_pk[parent]
    return Competency(node.title, words.by_pk[node.parent].title if node.parent else "", rows)


def _row(node: Node, words: Content, answers: Mapping[int, str], expected: int | None) -> ReportRow:
    at = standing(node, words.levels, answers)
    missing = distance(at.rank, expected, words.levels)
    return ReportRow(
        pk=node.pk,
        title=title_at(node, expected if expected is not None else at.rank),
        reached=name_at(words, at.rank),
        expected=name_at(words, expected),
        state=_state(missing, at.judged),
        distance=distance_words(missing) if at.judged or missing is None else "Not answered yet",
        why=at.why,
        answered=at.answered,
        total=at.total,
        ahead=tuple(_ahead(node, words, answers, at.rank, expected)),
        warnings=tuple(_warnings(node, answers)),
    )


def _state(missing: int | None, judged: bool) -> str:
    if missing is None:
        return "unset"
    if not judged:
        return "unanswered"
    return "below" if missing > 0 else "above" if missing < 0 else "met"


def _ahead(
    node: Node, words: Content, answers: Mapping[int, str], reached: int | None, expected: int | None
) -> Iterator[Ahead]:
    """Yield the next level above the one reached, and those after it up to the expected one."""
    above = [step for step in words.levels if step.rank > (reached or 0)]
    for step in above:
        is_next = step is above[0]
        if not is_next and (expected is None or step.rank > expected):
            return
        own = [statement for statement in described(node) if statement.rank == step.rank]
        yield Ahead(
            level=level_name(step),
            title=title_at(node, step.rank),
            is_next=is_next,
            is_expected=step.rank == expected,
            missing=tuple(
                Missing(statement.text, LABELS[answer])
                for statement in own
                if (answer := answers.get(statement.pk, "")) in {Answer.PARTLY, Answer.NO}
            ),
            unanswered=tuple(statement.text for statement in own if not answers.get(statement.pk)),
        )


def _warnings(node: Node, answers: Mapping[int, str]) -> Iterator[Warned]:
    for statement in warned(node):
        answer = answers.get(statement.pk, "")
        if answer in {Answer.YES, Answer.PARTLY}:
            yield Warned(statement.aspect.capitalize(), statement.text, WARNING_LABELS[answer])
