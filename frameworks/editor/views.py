"""The editor of drafts, for framework administrators: the tree, pages of fields, adding, deleting and undoing."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial, wraps

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from config.form_page import CONFLICT, attempt, attempt_at_once, get_or_post, post_only, posted, repeatable, status_of
from frameworks.content import content
from frameworks.editor import acts, pages
from frameworks.editor.draft import Draft
from frameworks.editor.forms import (
    AddCriterionForm,
    AddLevelForm,
    DeleteForm,
    DraftForm,
    PasteForm,
    Place,
    Slot,
    SplitForm,
    placed,
)
from frameworks.editor.history import changes, deletion
from frameworks.editor.save import DELETABLE, Pressed, Saved, lost, page_of_button, press_button, save_fields
from frameworks.editor.store import Act, change, read, undo
from frameworks.editor.try_out import ANSWERS, TrialForm, outcome_of
from frameworks.lookups import administered_edition
from frameworks.models import Edition

View = Callable[..., HttpResponse]


def of_draft(view: View) -> View:
    """Give the view a draft in place of its key; for a published edition a page says why it can't be edited."""

    @get_or_post
    @wraps(view)
    def answer(request: HttpRequest, pk: int, **keys) -> HttpResponse:
        edition = administered_edition(request, pk)
        if edition.status == Edition.Status.DRAFT:
            return view(request, edition, **keys)
        status = CONFLICT if request.method == "POST" else 200
        return render(request, "frameworks/editor/locked.html", {"edition": edition}, status=status)

    return answer


# --- The tree


@repeatable
@of_draft
def tree(request: HttpRequest, edition: Edition) -> HttpResponse:
    is_posted, is_script = request.method == "POST", "HX-Request" in request.headers
    pressed = press_button(request, edition) if is_posted else Pressed(True, "")
    if is_posted and pressed.done and not is_script:
        messages.success(request, f"{pressed.sentence}.")
        return redirect(f"{request.path}#{pressed.anchor}")
    desk = pages.desk(edition)
    context = {"desk": desk, "tree": pages.tree(desk), "pressed": pressed}
    name = "_tree_update" if is_script else "tree"
    return render(request, f"frameworks/editor/{name}.html", context, status=200 if pressed.done else CONFLICT)


# --- Pages of fields


@of_draft
def criterion(request: HttpRequest, edition: Edition, criterion: int) -> HttpResponse:
    places = partial(pages.criterion_places, pk=criterion)
    return _fields_page(request, edition, "criterion", places, partial(pages.criterion_page, pk=criterion))


@of_draft
def statement(request: HttpRequest, edition: Edition, statement: int) -> HttpResponse:
    places = partial(pages.places_of, key=("statement", statement))
    return _fields_page(request, edition, "statement", places, partial(pages.statement_page, pk=statement))


@of_draft
def levels(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _fields_page(request, edition, "levels", pages.level_places, pages.rungs)


@of_draft
def about(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _fields_page(request, edition, "edition", pages.about_places, pages.about_page)


def _fields_page(
    request: HttpRequest,
    edition: Edition,
    name: str,
    places: Callable[[Draft], Iterable[Place]],
    page: Callable[[Draft, Mapping[str, Slot]], object],
) -> HttpResponse:
    """Answer a page of fields. Posted to, it saves them, does what was pressed, and shows what stood in the way."""
    form, saved = None, Saved(timezone.now())
    try:
        if request.method == "POST":
            draft = read(edition)
            form = DraftForm(draft, places(draft), request.POST)
            saved = save_fields(request, edition, form)
            if address := _address_after(request, edition, form, saved):
                return redirect(address)
            edition = administered_edition(request, edition.pk)
        desk = pages.desk(edition)
        here = places(desk.draft)
    except pages.Gone:
        return _gone(request, edition)
    form = form.again(desk.draft, here) if form else DraftForm(desk.draft, here)
    context = {"desk": desk, "page": page(desk.draft, saved.slots(form)), "form": form, "saved": saved}
    return render(request, f"frameworks/editor/{name}.html", context, status=saved.status(form))


def _address_after(request: HttpRequest, edition: Edition, form: DraftForm, saved: Saved) -> str:
    """Do what was pressed once all is saved, and return where to go on; nothing where something stood in the way."""
    if saved.status(form) != 200:
        return ""
    sentence, address = "", page_of_button(request, edition)
    if not address and request.POST.get("do"):
        pressed = press_button(request, edition)
        if not pressed.done:
            saved.refused = pressed.sentence
            return ""
        sentence, address = pressed.sentence, f"{request.path}#{pressed.anchor}"
    time = f"Saved {date_format(timezone.localtime(saved.at), 'H:i')}" if saved.names else ""
    outcome = ". ".join(part for part in (time, sentence) if part)
    if outcome or "do" not in request.POST:
        messages.success(request, f"{outcome or 'Nothing had changed'}.")
    return address or request.path


def _gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer that what the page was about is deleted, with what was typed into it; 404 where nothing was."""
    typed = lost(request, read(edition))
    if not typed:
        raise Http404("This draft has no such thing.")
    return render(request, "frameworks/editor/gone.html", {"edition": edition, "lost": typed}, status=CONFLICT)


@repeatable
@post_only("frameworks:edit", "pk")
@of_draft
def save_field(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Save the fields that a script sends while somebody types, and answer with what came of it."""
    draft = read(edition)
    places = [placed(name.removesuffix("-was")) for name in request.POST if name.endswith("-was")]
    form = DraftForm(draft, [place for place in places if place and place[0] in draft.rows], request.POST)
    saved = save_fields(request, edition, form)
    again = form.again(read(edition), form.places)
    context = {"slots": list(saved.slots(again).values()), "saved": saved}
    return render(request, "frameworks/editor/_saved_fields.html", context, status=saved.status(again))


# --- Adding, splitting and deleting


def _is_done(
    request: HttpRequest, edition: Edition, form: forms.BaseForm, act: Callable[[], Act], *, hint: str = ""
) -> bool:
    """Return whether the act that the form asks for was done; where it wasn't, the form says why."""
    changed = attempt(form, lambda: change(edition.pk, act(), by=request.user, at=timezone.now()))
    if changed.done:
        messages.success(request, f"{changed.result.what if changed.result else 'Nothing changed'}.{hint}")
    return changed.done


@of_draft
def add_criterion(request: HttpRequest, edition: Edition) -> HttpResponse:
    desk = pages.desk(edition)
    initial = {"parent": request.GET.get("below", ""), "scored": True}
    form = AddCriterionForm(posted(request), parents=pages.parents(desk.draft), initial=initial)
    if _is_done(request, edition, form, lambda: acts.add_row("criterion", form.row())):
        return redirect("frameworks:edit", edition.pk)
    context = {"desk": desk, "form": form, "what": "criterion"}
    return render(request, "frameworks/editor/add.html", context, status=status_of(form))


@of_draft
def add_level(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = AddLevelForm(posted(request))
    if _is_done(request, edition, form, lambda: acts.add_row("level", form.row())):
        return redirect("frameworks:edit_levels", edition.pk)
    context = {"desk": pages.desk(edition), "form": form, "what": "level"}
    return render(request, "frameworks/editor/add.html", context, status=status_of(form))


@of_draft
def paste_statements(request: HttpRequest, edition: Edition, criterion: int) -> HttpResponse:
    """Show what a pasted list becomes; add it once somebody has seen that."""
    desk = pages.desk(edition)
    row = pages.row_of(desk.draft, ("criterion", criterion))
    initial = {"cell": request.GET.get("cell", "")}
    form = PasteForm(posted(request), cells=pages.cell_choices(desk.draft), initial=initial)
    preview = form.statements() if form.is_valid() else []

    def act() -> Act:
        return acts.add_statements(criterion, form.cleaned_data["cell"], preview)

    if "keep" in request.POST and _is_done(request, edition, form, act):
        return redirect("frameworks:edit_criterion", edition.pk, criterion)
    context = {"desk": desk, "form": form, "criterion": criterion, "row": row, "preview": preview}
    return render(request, "frameworks/editor/paste.html", context, status=status_of(form))


@of_draft
def split_statement(request: HttpRequest, edition: Edition, statement: int) -> HttpResponse:
    desk, key = pages.desk(edition), ("statement", statement)
    row = pages.row_of(desk.draft, key)
    form = SplitForm(posted(request), text=row["text"])

    def act() -> Act:
        typed = form.cleaned_data
        return acts.split(key, typed["text"], typed["at"], typed["was"])

    if _is_done(request, edition, form, act):
        return redirect("frameworks:edit_criterion", edition.pk, row["criterion"])
    context = {"desk": desk, "form": form, "statement": statement, "name": pages.name_of(desk.draft, key)}
    return render(request, "frameworks/editor/split.html", context, status=status_of(form))


@of_draft
def delete_from_draft(request: HttpRequest, edition: Edition, table: str, row: int) -> HttpResponse:
    """Ask before a row is deleted, and say what goes with it."""
    desk, key = pages.desk(edition), (table, row)
    if table not in DELETABLE:
        raise Http404("Nothing of this kind is deleted here.")
    pages.row_of(desk.draft, key)
    form, back = DeleteForm(posted(request)), pages.back_from(edition, desk.draft, key)
    hint = " You can undo this under Changes."
    if _is_done(request, edition, form, lambda: acts.delete(key, form.cleaned_data["was"]), hint=hint):
        return redirect(back)
    context = {"desk": desk, "deletion": deletion(desk.draft, key), "back": back, "form": form}
    return render(request, "frameworks/editor/delete.html", context, status=CONFLICT if form.errors else 200)


# --- Changes


@require_safe
@of_draft
def try_rule(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = TrialForm(request.GET or None, words=content(edition))
    context = {"form": form, "outcome": outcome_of(form), "answers": ANSWERS.values(), "desk": pages.desk(edition)}
    return render(request, "frameworks/editor/rule.html", context, status=status_of(form))


@require_safe
@of_draft
def edit_changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    shown, lines = changes(edition, request.GET.get("page"))
    context = {"desk": pages.desk(edition), "shown": shown, "lines": lines}
    return render(request, "frameworks/editor/changes.html", context)


@post_only("frameworks:edit_changes", "pk")
@of_draft
def undo_edit(request: HttpRequest, edition: Edition, edit: int) -> HttpResponse:
    row = get_object_or_404(edition.edits, pk=edit)
    attempt_at_once(request, lambda: undo(row, by=request.user, at=timezone.now()), success=f"Undone: {row.what}.")
    return redirect("frameworks:edit_changes", edition.pk)
