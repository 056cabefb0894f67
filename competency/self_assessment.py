"""The page on which somebody assesses themselves on one sub-competency: its lines, and saving them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.text import capfirst

from competency.forms import AnswerForm
from competency.levels import WARNINGS, described, level_name, title_at
from competency.models import Profile, StatementAnswer
from competency.models.profiles import Given
from competency.profile_report import LABELS, WARNING_LABELS
from frameworks.content import Content, Node, Words, content

NOT_ANSWERED = "Not answered"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, with the id of its control."""

    value: str
    label: str
    control: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with its answer as shown. `was` and `version` are of the answer that stood when it was rendered.

    `clash` is what stands now, in words, where another tab answered since; `error` is what is wrong with what was sent.
    """

    key: int
    text: str
    is_warning: bool
    answer: str
    was: str
    version: int
    clash: str = ""
    error: str = ""

    @property
    def options(self) -> tuple[Option, ...]:
        labels = WARNING_LABELS if self.is_warning else LABELS
        offered = [*labels.items(), ("", NOT_ANSWERED)]
        return tuple(
            Option(value, label, f"a{self.key}-{value or 'none'}", value == self.answer) for value, label in offered
        )

    @property
    def chosen(self) -> str:
        """The answer in words."""
        return next((option.label for option in self.options if option.checked), NOT_ANSWERED)


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one level, by the level's own name, or those of one warning."""

    heading: str
    title: str
    is_warning: bool
    is_expected: bool
    lead_in: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sub-competency to answer. `place` of `of` is where it stands in the framework."""

    profile: Profile
    words: Content
    node: Node
    title: str
    where: tuple[str, ...]
    groups: tuple[Group, ...]
    place: int
    of: int
    before: Node | None
    after: Node | None

    @property
    def lines(self) -> Iterator[Line]:
        return (line for group in self.groups for line in group.lines)

    @property
    def stopped(self) -> tuple[Line, ...]:
        """The lines of which nothing was saved, because they are wrong or were changed meanwhile."""
        return tuple(line for line in self.lines if line.clash or line.error)

    @property
    def is_wrong(self) -> bool:
        return any(line.error for line in self.lines)


def sheet(profile: Profile, criterion: int) -> Sheet | None:
    """Return the page of one sub-competency, by key; None where it isn't one. Two queries besides the words."""
    words = content(profile.edition)
    scored = [node for node in words.criteria if node.scored]
    place = next((at for at, node in enumerate(scored) if node.pk == criterion), None)
    if place is None:
        return None
    node = scored[place]
    rows = {row.statement_id: row for row in profile.answers.filter(statement__in=[w.pk for w in node.on_or_below])}
    expected = profile.role_profile.ranks().get(node.pk) if profile.role_profile else None
    return Sheet(
        profile=profile,
        words=words,
        node=node,
        title=title_at(node, expected),
        where=tuple(_above(words, node)),
        groups=tuple(_groups(words, node, rows, expected)),
        place=place + 1,
        of=len(scored),
        before=scored[place - 1] if place else None,
        after=scored[place + 1] if place + 1 < len(scored) else None,
    )


def save(shown: Sheet, posted: Mapping[str, str], *, at: datetime.datetime) -> Sheet:
    """Save what was touched and return the page as it stands; what is wrong or clashes stays as it was chosen.

    Where any line is wrong nothing is saved. Of a line that clashed before, `mine` saves the choice over the other
    tab's, and `theirs` leaves that be. Raises Refused where the profile is finished.
    """
    forms = {line.key: AnswerForm(posted, prefix=str(line.key)) for line in shown.lines}
    touched = {key: form for key, form in forms.items() if form.is_touched and str(key) != posted.get("theirs")}
    errors = {key: form.problem for key, form in touched.items() if not form.is_valid()}
    if errors:
        return _with_choices(shown, touched, errors, {})
    given = {key: Given(form.cleaned_data["answer"], form.cleaned_data["version"]) for key, form in touched.items()}
    clashing = shown.profile.say(given, at=at)
    # Read anew: what was saved beside a clash stands now, and what stands is what the next choice is held against.
    stands = sheet(shown.profile, shown.node.pk) or shown
    clashes = {line.key: line.chosen for line in stands.lines if line.key in clashing}
    return _with_choices(stands, {key: touched[key] for key in clashes}, {}, clashes)


def _with_choices(
    shown: Sheet, forms: Mapping[int, AnswerForm], errors: Mapping[int, str], clashes: Mapping[int, str]
) -> Sheet:
    """Return the page with what was chosen on the lines of these forms, and what is said of them."""

    def with_choice(line: Line) -> Line:
        key, form = line.key, forms.get(line.key)
        if form is None:
            return line
        answer = form["answer"].value() or ""
        return replace(line, answer=answer, error=errors.get(key, ""), clash=clashes.get(key, ""))

    groups = (replace(group, lines=tuple(map(with_choice, group.lines))) for group in shown.groups)
    return replace(shown, groups=tuple(groups))


def _groups(words: Content, node: Node, rows: Mapping[int, StatementAnswer], expected: int | None) -> Iterator[Group]:
    for step in words.levels:
        lines = _lines((statement for statement in described(node) if statement.rank == step.rank), rows)
        if lines:
            yield Group(
                heading=capfirst(level_name(step)),
                title=title_at(node, step.rank),
                is_warning=False,
                is_expected=step.rank == expected,
                lead_in=step.lead_in,
                lines=lines,
            )
    for aspect in WARNINGS:
        lines = _lines((statement for statement in node.on_or_below if statement.aspect == aspect), rows)
        if lines:
            heading = aspect.capitalize()
            yield Group(heading=heading, title="", is_warning=True, is_expected=False, lead_in="", lines=lines)


def _lines(statements: Iterable[Words], rows: Mapping[int, StatementAnswer]) -> tuple[Line, ...]:
    return tuple(_line(statement, rows.get(statement.pk)) for statement in statements)


def _line(statement: Words, row: StatementAnswer | None) -> Line:
    answer, version = (row.answer, row.version) if row else ("", 0)
    is_warning = statement.aspect in WARNINGS
    return Line(statement.pk, statement.text, is_warning, answer, was=answer, version=version)


def _above(words: Content, node: Node) -> Iterator[str]:
    """Yield the titles of what the criterion stands below, the highest first."""
    if node.parent is not None:
        parent = words.by_pk[node.parent]
        yield from _above(words, parent)
        yield parent.title
