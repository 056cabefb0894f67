"""One sheet of paper as a form: whose it is, and a vote for each ballot that takes one now."""

import re
from collections.abc import Sequence

from django import forms

from config.form_page import problems_of
from frameworks.content import Node, content
from frameworks.models import Statement
from maturity.ballot_paper import CANT_SAY, CANT_SAY_WORDS, asked
from maturity.join_forms import LONGEST_NAME, SeatForm
from maturity.models import Ballot, Group, Participant, Workshop
from maturity.paper_votes.handouts import line_of, numbered
from maturity.paper_votes.sheets import PaperVote
from maturity.seat_forms import VoteForm

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
        levels = [(str(level.pk), numbered(level)) for level in words.levels] if node.takes_level else []
        self.fields["level"].widget = forms.Select(choices=[("", ""), *levels, (CANT_SAY, CANT_SAY_WORDS)])
        self.fields["confidence"].choices = [("", ""), *self.fields["confidence"].choices[1:]]
        self.fields["note"].widget = forms.TextInput(attrs={"autocomplete": "off"})

    @property
    def is_blank(self) -> bool:
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    @property
    def problems(self) -> list[str]:
        return problems_of(self)

    def lines(self) -> list[tuple[str, forms.BoundField]]:
        """Return the statements that are asked, each with its answer."""
        return [(line_of(statement), self[f"{statement.pk}-answer"]) for statement in self.statements]


class SheetForm(forms.Form):
    """All of one sheet: nothing of it is recorded unless all of it can be."""

    def __init__(self, data, *, workshop: Workshop, ballots: Sequence[Ballot], seat: Participant | None):
        super().__init__(data)
        words = content(workshop.assessment.edition)
        self.workshop, self.ballots, self.seat = workshop, ballots, seat
        self.who = WhoForm(data, workshop=workshop) if seat is None else None
        self.votes: list[tuple[Ballot, Node, PaperVoteForm]] = []
        for ballot in ballots:
            node = words.by_pk[ballot.criterion_id]
            statements, prefix = asked(workshop, node), f"b{ballot.pk}"
            form = PaperVoteForm(data, words=words, node=node, statements=statements, prefix=prefix)
            self.votes.append((ballot, node, form))
        if seat and data is None and self.votes:
            # Sheet after sheet is typed in from the keyboard.
            self.votes[0][2].fields["level"].widget.attrs["autofocus"] = True

    def clean(self) -> None:
        """Say what is wrong on the whole sheet: of a vote with its criterion."""
        typed = [(node, form) for _, node, form in self.votes if not form.is_blank]
        problems = [CLOSED] if self._has_closed() else [] if typed else ["Type in at least one vote."]
        problems += problems_of(self.who) if self.who else []
        problems += [f"{node.title}: {problem}" for node, form in typed for problem in form.problems]
        if problems:
            raise forms.ValidationError(problems)

    def _has_closed(self) -> bool:
        """Return whether something was typed for a ballot that took votes when the form was shown, and doesn't now."""
        open_now = {form.prefix for _, _, form in self.votes}
        filled = {name[1] for key, value in self.data.items() if value.strip() and (name := OF_BALLOT.match(key))}
        return bool(filled - open_now)

    def cast(self) -> list[PaperVote]:
        """Return the votes on the sheet; two queries at most."""
        typed = [(ballot, form) for ballot, _, form in self.votes if not form.is_blank]
        answered = {pk for _, form in typed for pk in form.answers}
        statements = Statement.objects.select_related("criterion").in_bulk(answered) if answered else {}
        return [
            PaperVote(
                ballot=ballot,
                level=form.chosen_level,
                confidence=form.cleaned_data["confidence"],
                note=form.cleaned_data["note"],
                answers=form.answers_among(statements),
            )
            for ballot, form in typed
        ]
