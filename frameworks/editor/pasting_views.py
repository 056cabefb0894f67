"""A table from a document, pasted into a draft: shown cell by cell first, and kept once that is right."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from config.form_page import attempt, get_or_post, posted, status_of
from frameworks.content import level_name, printed_code
from frameworks.editor import pages
from frameworks.editor.draft import Draft, Refused
from frameworks.editor.operations import paste
from frameworks.editor.pasted_table import Named, PastedCell, PastedTable, in_words, statements_from_table
from frameworks.editor.store import change
from frameworks.models import Edition, Statement


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

    def headed(self, table: PastedTable) -> list[tuple[str, PastedCell]]:
        """Return each cell under the names of its criterion and level."""
        levels = {str(row["code"]): level_name(str(row["name"]), str(row["code"])) for _, row in self.draft.of("level")}
        titles = {code: f"{printed_code(code, title)} {title}".strip() for code, (_, title) in self.named.items()}
        return [(f"{titles[cell.criterion]}: {levels[cell.level]}", cell) for cell in table.cells]


@get_or_post
def paste_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a pasted table becomes; put it into the draft once somebody has seen that."""
    drafts = Edition.objects.administered_by(request.user).filter(status=Edition.Status.DRAFT)
    edition = get_object_or_404(drafts.select_related("framework", "supersedes"), pk=pk)
    here = pages.desk(edition)
    form = TableForm(posted(request), draft=here.draft)
    table = form.read() if form.is_valid() else None
    if table and table.wrong:
        number = len(table.wrong)
        form.add_error("table", f"{number} thing{'s' if number != 1 else ''} to put right in the table.")
    elif table and "keep" in request.POST and _keep(request, edition, form, table):
        return redirect("frameworks:edit", pk)
    context = {"desk": here, "form": form, "table": table, "shown": form.headed(table) if table else []}
    return render(request, "frameworks/editor/paste_table.html", context, status=status_of(form))


def _keep(request: HttpRequest, edition: Edition, form: TableForm, table: PastedTable) -> bool:
    tried = attempt(form, lambda: change(edition.pk, _act(table.cells), by=request.user, at=timezone.now()))
    if tried.done:
        messages.success(request, f"{in_words(table.cells)}.")
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
