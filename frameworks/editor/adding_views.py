"""Adding to a draft, pasting, splitting and deleting, and what was done to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from frameworks.editor import pages
from frameworks.editor.acts import add_row, add_statements, delete, split
from frameworks.editor.draft import Refused
from frameworks.editor.forms import AddCriterionForm, AddLevelForm, PasteForm, SplitForm
from frameworks.editor.history import changes, going
from frameworks.editor.save import CONFLICT, DELETABLE, OK, UNPROCESSABLE
from frameworks.editor.store import Act, change, undo
from frameworks.editor.views import READ_AND_WRITTEN, of_draft
from frameworks.models import Edition


def _done(request: HttpRequest, edition: Edition, form, act: Act) -> bool:
    """Return whether the act was done; where it is refused the form says why."""
    try:
        edit = change(edition.pk, act, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{edit.what if edit else 'Nothing changed'}.")
    return True


def _form_page(request: HttpRequest, name: str, context: dict) -> HttpResponse:
    status = UNPROCESSABLE if context["form"].errors else OK
    return render(request, f"frameworks/editor/{name}.html", context, status=status)


@of_draft(*READ_AND_WRITTEN)
def add_criterion(request: HttpRequest, edition: Edition) -> HttpResponse:
    here = pages.desk(edition)
    sent = request.POST if request.method == "POST" else None
    initial = {"parent": request.GET.get("below", ""), "scored": True}
    form = AddCriterionForm(sent, parents=pages.parents(here.draft), initial=initial)
    if sent is not None and form.is_valid() and _done(request, edition, form, add_row("criterion", form.row())):
        return redirect("frameworks:edit", edition.pk)
    return _form_page(request, "add", {"desk": here, "form": form, "what": "criterion"})


@of_draft(*READ_AND_WRITTEN)
def add_level(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = AddLevelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _done(request, edition, form, add_row("level", form.row())):
        return redirect("frameworks:edit_levels", edition.pk)
    return _form_page(request, "add", {"desk": pages.desk(edition), "form": form, "what": "level"})


@of_draft(*READ_AND_WRITTEN)
def paste(request: HttpRequest, edition: Edition, criterion: int) -> HttpResponse:
    here = pages.desk(edition)
    row = here.draft.rows.get(("criterion", criterion))
    if row is None:
        raise Http404("This draft has no such criterion.")
    sent = request.POST if request.method == "POST" else None
    form = PasteForm(sent, cells=pages.cell_choices(here.draft), initial={"cell": request.GET.get("cell", "")})
    preview = form.statements() if sent is not None and form.is_valid() else []
    keep = add_statements(criterion, form.cleaned_data["cell"], preview) if preview and "keep" in request.POST else None
    if keep and _done(request, edition, form, keep):
        return redirect("frameworks:edit_criterion", edition.pk, criterion)
    context = {"desk": here, "form": form, "criterion": criterion, "row": row, "preview": preview}
    return _form_page(request, "paste", context)


@of_draft(*READ_AND_WRITTEN)
def split_statement(request: HttpRequest, edition: Edition, statement: int) -> HttpResponse:
    here = pages.desk(edition)
    key = ("statement", statement)
    if key not in here.draft.rows:
        raise Http404("This draft has no such statement.")
    row = here.draft.rows[key]
    form = SplitForm(request.POST if request.method == "POST" else None, text=row["text"])
    typed = form.cleaned_data if request.method == "POST" and form.is_valid() else None
    if typed and _done(request, edition, form, split(key, typed["text"], typed["at"], typed["was"])):
        return redirect("frameworks:edit_criterion", edition.pk, row["criterion"])
    context = {"desk": here, "form": form, "statement": statement, "name": pages.name_of(here.draft, key)}
    return _form_page(request, "split", context)


@of_draft(*READ_AND_WRITTEN)
def delete_from_draft(request: HttpRequest, edition: Edition, table: str, row: int) -> HttpResponse:
    here = pages.desk(edition)
    key = (table, row)
    if table not in DELETABLE or key not in here.draft.rows:
        raise Http404("This draft has no such thing.")
    back = pages.back_from(edition, here.draft, key)
    context = {"desk": here, "going": going(here.draft, key), "back": back, "refused": ""}
    if request.method == "POST":
        try:
            edit = change(edition.pk, delete(key, request.POST.get("was", "")), by=request.user, at=timezone.now())
        except Refused as refusal:
            return render(request, "frameworks/editor/delete.html", context | {"refused": refusal}, status=CONFLICT)
        messages.success(request, f"{edit.what if edit else 'Nothing changed'}. You can undo this under Changes.")
        return redirect(back)
    return render(request, "frameworks/editor/delete.html", context)


@of_draft("GET", "HEAD")
def edit_changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    shown, lines = changes(edition, request.GET.get("page"))
    context = {"desk": pages.desk(edition), "shown": shown, "lines": lines}
    return render(request, "frameworks/editor/changes.html", context)


@of_draft("POST")
def undo_edit(request: HttpRequest, edition: Edition, edit: int) -> HttpResponse:
    row = get_object_or_404(edition.edits, pk=edit)
    try:
        undo(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, f"Not undone. {refusal}")
    else:
        messages.success(request, f"Undone: {row.what}.")
    return redirect("frameworks:edit_changes", edition.pk)
