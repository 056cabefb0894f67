"""The editor of draft editions: its tree and its pages of fields. For framework administrators alone."""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from frameworks.editor import pages
from frameworks.editor.forms import DraftForm, placed
from frameworks.editor.save import CONFLICT, OK, Pressed, drafts, page, press_button, save_fields
from frameworks.editor.store import read
from frameworks.models import Edition

View = Callable[..., HttpResponse]


def of_draft(*methods: str) -> Callable[[View], View]:
    """Give the view a draft in place of its key; a published edition is answered by a page that says what it is."""

    def of(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, pk: int, **more) -> HttpResponse:
            edition = get_object_or_404(drafts().administered_by(request.user), pk=pk)
            if edition.status != Edition.Status.DRAFT:
                status = CONFLICT if request.method == "POST" else OK
                return render(request, "frameworks/editor/locked.html", {"edition": edition}, status=status)
            return view(request, edition, **more)

        return require_http_methods(list(methods))(answer)

    return of


READ_AND_WRITTEN = ("GET", "HEAD", "POST")


@of_draft(*READ_AND_WRITTEN)
def tree(request: HttpRequest, edition: Edition) -> HttpResponse:
    if request.method != "POST":
        return _tree(request, edition, Pressed(True, ""))
    pressed = press_button(request, edition)
    if not pressed.done or "HX-Request" in request.headers:
        return _tree(request, edition, pressed)
    messages.success(request, f"{pressed.sentence}.")
    return redirect(f"{request.path}#{pressed.anchor}")


def _tree(request: HttpRequest, edition: Edition, pressed: Pressed) -> HttpResponse:
    here = pages.desk(edition)
    part = "_tree_update" if "HX-Request" in request.headers else "tree"
    context = {"desk": here, "tree": pages.tree(here), "pressed": pressed}
    status = OK if pressed.done else CONFLICT
    return render(request, f"frameworks/editor/{part}.html", context, status=status)


@of_draft(*READ_AND_WRITTEN)
def criterion(request: HttpRequest, edition: Edition, criterion: int) -> HttpResponse:
    places = partial(pages.criterion_places, pk=criterion)
    return page(request, edition, "criterion", places, partial(pages.criterion_page, pk=criterion))


@of_draft(*READ_AND_WRITTEN)
def statement(request: HttpRequest, edition: Edition, statement: int) -> HttpResponse:
    places = partial(pages.statement_places, pk=statement)
    return page(request, edition, "statement", places, partial(pages.statement_page, pk=statement))


@of_draft(*READ_AND_WRITTEN)
def levels(request: HttpRequest, edition: Edition) -> HttpResponse:
    return page(request, edition, "levels", pages.level_places, pages.rungs)


@of_draft(*READ_AND_WRITTEN)
def about(request: HttpRequest, edition: Edition) -> HttpResponse:
    return page(request, edition, "about", pages.about_places, pages.about_page)


@of_draft("POST")
def save_field(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Save the fields that a script sends while somebody types, and answer with what came of it."""
    draft = read(edition)
    form = DraftForm(draft, _sent_places(request, draft), request.POST)
    came = save_fields(request, edition, form)
    again = form.again(read(edition), form.places)
    context = {"slots": list(came.slots(again).values()), "saved": came}
    return render(request, "frameworks/editor/_saved_fields.html", context, status=came.status(again))


def _sent_places(request: HttpRequest, draft) -> list:
    found = []
    for name in request.POST:
        try:
            place = placed(name.removesuffix("-was")) if name.endswith("-was") else None
        except ValueError:
            continue
        found += [place] if place and place[0] in draft.rows else []
    return found
