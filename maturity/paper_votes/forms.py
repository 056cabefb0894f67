"""One sheet of paper as a form: whose it is, and a vote for each ballot that takes one now."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django import forms

from frameworks.content import Node, content
from frameworks.models import Level, Statement
from maturity.ballot_paper import asked
from maturity.forms import CANT_SAY, LONGEST_NAME, SeatForm, VoteForm
from maturity.models import Ballot, Group, Participant, Workshop
from maturity.paper_votes.handouts import CANT_SAY as CANT_SAY_PRINTED

CLOSED = "A ballot on this sheet takes no more votes, so nothing was recorded. What is still open is below."
OF_BALLOT = re.compile(r"(b\d+)-")


class WhoForm(SeatForm):
    """Whose sheet this is. Both may stay empty."""

    name = forms.CharField(
        label="Name on the sheet",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": f"Shorten the name to {LONGEST_NAME} characters."},
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        required=False,
        empty_label="None ticked",
        error_messages={"invalid_choice": "Choose one of this workshop's groups."},
    )


class PaperVoteForm(VoteForm):
    """One vote as it is typed from paper: a digit chooses the level in its list. Left empty, nothing is recorded."""

    def __init__(self, *args, words, node: Node, statements, **kwargs):
        super().__init__(*args, words=words, node=node, statements=statements, **kwargs)
        levels = [(str(level.pk), f"{level.rank} {level.name}") for level in words.levels] if node.takes_level else []
        self.fields["level"].widget = forms.Select(choices=[("", ""), *levels, (CANT_SAY, CANT_SAY_PRINTED)])
        self.fields["confidence"].choices = [("", ""), *self.fields["confidence"].choices[1:]]
        self.fields["note"].widget = forms.TextInput(attrs={"autocomplete": "off"})

    @property
    def is_blank(self) -> bool:
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def lines(self) -> list[tuple[str, forms.BoundField]]:
        """Return the statements that are asked, each with its answer."""
        return [(f"{each.code} {each.text}".strip(), self[f"{each.pk}-answer"]) for each in self.statements]


class PaperVote(NamedTuple):
    """One vote as it stands on paper."""

    ballot: Ballot
    level: Level | None
    confidence: int | None
    note: str
    answers: Mapping[Statement, str] | None


class SheetForm:
    """All of one sheet: nothing of it is recorded unless all of it can be."""

    def __init__(self, typed, *, workshop: Workshop, ballots: Iterable[Ballot], seat: Participant | None):
        words = content(workshop.assessment.edition)
        self.typed: Mapping[str, str] = typed or {}
        self.who = WhoForm(typed, workshop=workshop) if seat is None else None
        self.votes: list[tuple[Ballot, Node, PaperVoteForm]] = []
        self.refusals: list[str] = []
        for ballot in ballots:
            node = words.by_pk[ballot.criterion_id]
            asks, prefix = asked(workshop, node), f"b{ballot.pk}"
            form = PaperVoteForm(typed, words=words, node=node, statements=asks, prefix=prefix)
            self.votes.append((ballot, node, form))
        if seat and typed is None and self.votes:
            # Sheet after sheet is typed in from the keyboard.
            self.votes[0][2].fields["level"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        """Return whether there is at least one vote and nothing is wrong with any."""
        typed = [form for _, _, form in self.votes if not form.is_blank]
        if self._has_closed():
            self.refusals.append(CLOSED)
        elif not typed:
            self.refusals.append("Type in at least one vote.")
        right = [form.is_valid() for form in (*([self.who] if self.who else []), *typed)]
        return not self.refusals and all(right)

    def _has_closed(self) -> bool:
        """Return whether something was typed for a ballot that took votes when the form was shown, and doesn't now."""
        open_now = {form.prefix for _, _, form in self.votes}
        filled = {found[1] for key, value in self.typed.items() if value.strip() and (found := OF_BALLOT.match(key))}
        return bool(filled - open_now)

    def refuse(self, refusal: Exception) -> None:
        """Keep what the workshop said beside what was typed."""
        self.refusals.append(str(refusal))

    @property
    def problems(self) -> list[str]:
        """What is wrong, as sentences; of a vote with its criterion."""
        of_who = [str(error) for errors in self.who.errors.values() for error in errors] if self.who else []
        of_votes = [
            f"{node.title}: {problem}"
            for _, node, form in self.votes
            if form.is_bound and not form.is_blank
            for problem in form.problems
        ]
        return [*self.refusals, *of_who, *of_votes]

    def named(self) -> dict:
        """Return the name and the group of a new sheet; nothing for a seat that is there already."""
        return {"name": "", "group": None, **self.who.cleaned_data} if self.who else {}

    def cast(self) -> list[PaperVote]:
        """Return the votes on the sheet; two queries at most."""
        typed = [(ballot, form) for ballot, _, form in self.votes if not form.is_blank]
        wanted = {pk for _, form in typed for pk in form.answers}
        statements = Statement.objects.select_related("criterion").in_bulk(wanted) if wanted else {}
        return [
            PaperVote(
                ballot,
                form.chosen_level,
                form.cleaned_data["confidence"],
                form.cleaned_data["note"],
                {statements[pk]: answer for pk, answer in form.answers.items()} if form.statements else None,
            )
            for ballot, form in typed
        ]
