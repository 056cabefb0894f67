"""A table from a document, pasted into a draft: shown cell by cell first, and kept once that is right."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import Truncator

from config.form_page import attempt, get_or_post, posted, status_of
from frameworks.content import level_name, printed_code
from frameworks.editor import pages
from frameworks.editor.draft import Draft, Refused
from frameworks.editor.operations import paste
from frameworks.editor.store import change
from frameworks.models import Edition, Statement
from frameworks.pasted_table.table import (
    EACH,
    NOWHERE,
    Named,
    PastedCell,
    PastedTable,
    Placing,
    in_words,
    statements_from_table,
)


class TableForm(forms.Form):
    """A table, and the criterion that it is about where it names none."""

    criterion = forms.ChoiceField(
        label="Criterion",
        required=False,
        help_text="Only where the table is about one criterion and doesn't name it.",
    )
    table = forms.CharField(
        label="The table",
        max_length=500_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-table": "true"}),
        help_text="Copy it in Word or Excel and paste it here. Levels may stand across or down.",
        error_messages={"required": "Paste a table."},
    )

    def __init__(self, *args, draft: Draft, **kwargs):
        super().__init__(*args, **kwargs)
        self.draft = draft
        rows = ((pk, draft.rows["criterion", pk]) for pk in draft.criteria())
        self.named = {str(row["code"]): (pk, str(row["title"])) for pk, row in rows}
        choices = [(code, f"{code}: {title[:80]}") for code, (_, title) in self.named.items()]
        field = cast(forms.ChoiceField, self.fields["criterion"])
        field.choices = [("", "The table names its criteria"), *choices]

    def read(self) -> PastedTable:
        """Return what the table says."""
        rows = dict(self.draft.of("level"))
        levels = [Named(str(row["code"]), str(row["name"])) for row in rows.values()]
        criteria = [Named(code, title) for code, (_, title) in self.named.items()]
        typed = self.cleaned_data
        return statements_from_table(typed["table"], levels, criteria, criterion=typed["criterion"])

    def place_name(self, place: tuple[str, str]) -> str:
        """Return what a criterion at a level is called."""
        levels = {str(row["code"]): level_name(str(row["name"]), str(row["code"])) for _, row in self.draft.of("level")}
        code, level = place
        title = self.named[code][1]
        return f"{printed_code(code, title)} {title}".strip() + f": {levels[level]}"

    def headed(self, table: PastedTable) -> list[tuple[str, PastedCell]]:
        """Return each cell that needs no question under the names of its criterion and level."""
        return [(self.place_name((cell.criterion, cell.level)), cell) for cell in table.cells]


class PlacesForm(forms.Form):
    """Where the cells of a table belong that may stand in several places: a question for each."""

    def __init__(self, *args, table: TableForm, questions: tuple[Placing, ...], **kwargs):
        super().__init__(*args, **kwargs)
        for placing in questions:
            names = [table.place_name(place) for place in placing.places]
            several = [(EACH, "In each of these")] if len(names) > 1 else []
            self.fields[placing.name] = forms.ChoiceField(
                label=f"Where does “{Truncator(placing.text).chars(120)}” belong?",
                help_text=placing.why,
                widget=forms.RadioSelect,
                choices=[*((str(at), name) for at, name in enumerate(names)), *several, (NOWHERE, "Leave it out")],
                error_messages={"required": "Say where it belongs, or leave it out."},
            )


@get_or_post
def paste_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a pasted table becomes; put it into the draft once somebody has seen that."""
    drafts = Edition.objects.administered_by(request.user).filter(status=Edition.Status.DRAFT)
    edition = get_object_or_404(drafts.select_related("framework", "supersedes"), pk=pk)
    here = pages.desk(edition)
    form = TableForm(posted(request), draft=here.draft)
    table = form.read() if form.is_valid() else None
    places = _places(request, form, table)
    if table and table.wrong:
        number = len(table.wrong)
        form.add_error("table", f"{number} thing{'s' if number != 1 else ''} to put right in the table.")
    elif table and "keep" in request.POST and _keep(request, edition, places, table):
        return redirect("frameworks:edit", pk)
    context = {
        "desk": here,
        "form": form,
        "places": places,
        "table": table,
        "shown": form.headed(table) if table else [],
    }
    return render(request, "frameworks/pasted_table/page.html", context, status=status_of(form, places))


def _places(request: HttpRequest, form: TableForm, table: PastedTable | None) -> PlacesForm:
    """Return the questions about a table; they have to be answered only once it is kept."""
    typed = request.POST if "keep" in request.POST else None
    questions = table.questions if table else ()
    return PlacesForm(typed, initial=request.POST.dict(), table=form, questions=questions)


def _keep(request: HttpRequest, edition: Edition, places: PlacesForm, table: PastedTable) -> bool:
    def keep() -> tuple[PastedCell, ...]:
        cells = table.answered(places.cleaned_data)
        if not cells:
            raise Refused("Everything in the table is left out, so there is nothing to keep.")
        change(edition.pk, _act(cells), by=request.user, at=timezone.now())
        return cells

    tried = attempt(places, keep)
    if tried.done:
        messages.success(request, f"{in_words(tried.result)}.")
    return tried.done


def _act(cells: tuple[PastedCell, ...]):
    """Return the act that puts every cell's statements behind those that are there."""

    def act(draft: Draft) -> tuple[Draft, str]:
        levels = {str(row["code"]): pk for pk, row in draft.of("level")}
        criteria = {str(row["code"]): pk for pk, row in draft.of("criterion")}
        for cell in cells:
            if cell.level not in levels or cell.criterion not in criteria:
                raise Refused("Somebody else deleted one of these criteria or levels.")
            place = {"criterion": criteria[cell.criterion], "level": levels[cell.level]}
            draft = paste(draft, {**place, "aspect": Statement.Aspect.DESCRIPTOR.value}, cell.statements)
        return draft, in_words(cells)

    return act
