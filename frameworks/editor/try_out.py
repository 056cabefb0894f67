"""A draft's rule tried on answers that are typed in: so many of each at each level, what it suggests, and why."""

from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from frameworks.content import Content
from frameworks.rule.first_match import Group
from frameworks.rule.lines import WrongLines, written_example
from frameworks.rule.suggestion import Suggestion, Tally
from frameworks.rule.trial import tried

ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No", "na": "Not applicable", "unjudged": "Not judged"}
# No criterion has as many statements at a level.
MOST = 999


@dataclass(frozen=True, slots=True)
class Lane:
    """The statements of one level that bear one mark, "" for none."""

    rank: int
    code: str
    name: str
    mark: str

    @property
    def words(self) -> str:
        return f"{self.name}, marked {self.mark}" if self.mark else self.name


class Outcome(NamedTuple):
    """What came of it: the suggestion with its level's name, and the same as a worked example; or what is wrong."""

    level: str
    suggestion: Suggestion | None
    example: str
    wrong: tuple[str, ...] = ()


def lanes_of(words: Content) -> list[Lane]:
    """Return the levels of a draft, lowest first, each with the marks that its statements bear."""
    marks = {(each.rank, each.mark) for node in words.criteria for each in node.statements if each.mark}
    return [
        Lane(level.rank, level.code, level.name, mark)
        for level in words.levels
        for mark in ("", *sorted(mark for rank, mark in marks if rank == level.rank))
    ]


class TrialForm(forms.Form):
    """How many statements are answered how, lane by lane; empty counts as none."""

    all_optional = True

    concern = forms.BooleanField(label="A cause of concern is open", required=False)

    def __init__(self, typed=None, *, words: Content, **kwargs):
        super().__init__(typed, **kwargs)
        self.words, self.lanes = words, lanes_of(words)
        for number, lane in enumerate(self.lanes):
            for answer, label in ANSWERS.items():
                self.fields[f"{answer}-{number}"] = forms.IntegerField(
                    label=f"{label}, {lane.words}",
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    error_messages={"invalid": f"Enter a whole number: {label}, {lane.words}."},
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
                )

    @property
    def table(self) -> list[tuple[Lane, list[BoundField]]]:
        """The boxes, lane by lane."""
        return [(lane, [self[f"{each}-{number}"] for each in ANSWERS]) for number, lane in enumerate(self.lanes)]

    @property
    def groups(self) -> list[Group]:
        """What was typed, counted by level and mark; lanes in which nothing was typed are left out."""
        found = []
        for number, lane in enumerate(self.lanes):
            counts = {answer: self.cleaned_data[f"{answer}-{number}"] or 0 for answer in ANSWERS}
            if any(counts.values()):
                found.append(
                    Group(Tally(lane.rank, lane.name, self._builds(lane.rank), **counts), lane.code, lane.mark)
                )
        return found

    def _builds(self, rank: int) -> str:
        return next(level.builds for level in self.words.levels if level.rank == rank)


def outcome_of(form: TrialForm) -> Outcome | None:
    """Return what the rule suggests of what was typed; None where nothing was, or it can't be taken."""
    if not form.is_bound or not form.is_valid() or not form.groups:
        return None
    has_concern = form.cleaned_data["concern"]
    try:
        found = tried(form.words, form.groups, has_concern=has_concern)
    except WrongLines as fault:
        return Outcome("", None, "", fault.sentences)
    level = form.words.ranked(found.rank)
    example = written_example(form.groups, level.code if level else "", has_concern=has_concern)
    return Outcome(form.words.level_name(found.rank), found, example)
