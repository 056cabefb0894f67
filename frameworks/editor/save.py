"""Saving what a page of the editor sent: fields one by one, then what was pressed. Nothing typed is lost on the way."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from frameworks.editor.acts import VERBS, Clash, press, type_in
from frameworks.editor.draft import Draft, Key, Refused
from frameworks.editor.forms import DraftForm, Place, Slot, Theirs, label_of, named, placed
from frameworks.editor.pages import Desk, Gone, desk
from frameworks.editor.store import read
from frameworks.editor.words import mark, plain
from frameworks.models import Edit, Edition, EditionQuerySet

OK = 200
UNPROCESSABLE = 422
CONFLICT = 409
# Among so many of the latest changes it is looked up who changed a field.
LOOKED_THROUGH = 50
# Buttons that open another page, once what was typed on this one is saved.
WAYS = {"open": "edit_statement", "split": "split_statement", "paste": "paste_statements", "delete": ""}
DELETABLE = {"criterion", "statement", "level"}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of a button: whether it was done, the sentence that says so or why not, and where to look."""

    done: bool
    sentence: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """What somebody typed into something that is deleted by now."""

    name: str
    text: str


@dataclass
class Saved:
    """What came of what was sent: which fields were saved, and what each clash found."""

    at: datetime.datetime
    names: list[str] = field(default_factory=list)
    clashes: dict[str, Theirs] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    refused: str = ""

    def slots(self, form: DraftForm) -> dict[str, Slot]:
        """Return every field of the page by its name, with what happened to it."""
        made = {}
        for key, column in form.places:
            name = named(key, column)
            at = self.at if name in self.names else None
            made[name] = form.slot(key, column, saved=at, theirs=self.clashes.get(name))
        return made

    def status(self, form: DraftForm) -> int:
        """Return the status of a page that shows what came of it."""
        if self.clashes or self.lost or self.refused:
            return CONFLICT
        return UNPROCESSABLE if form.errors else OK


def drafts() -> EditionQuerySet:
    """Return editions with all that the editor reads of them besides their rows."""
    return Edition.objects.select_related("framework", "supersedes__framework")


def save_fields(request: HttpRequest, edition: Edition, form: DraftForm) -> Saved:
    """Save every field that was changed, each by itself, and return what came of it; what is no good has its error."""
    came = Saved(timezone.now(), lost=lost(request, form.draft))
    for typed in form.typed():
        name = named(typed.key, typed.column)
        # Whoever takes theirs gives up what they typed.
        if request.POST.get("theirs") == name:
            continue
        try:
            type_in(edition.pk, typed, by=request.user, at=came.at)
        except Clash as clash:
            came.clashes[name] = _theirs(edition, typed.key, clash)
        except Refused as refusal:
            form.add_error(name, str(refusal))
        else:
            came.names.append(name)
    return came


def lost(request: HttpRequest, draft: Draft) -> list[Lost]:
    """Return what was typed into rows that somebody else has deleted; what nobody touched is left out."""
    found = []
    for name in request.POST:
        try:
            key, column = placed(name)
        except ValueError:
            continue
        text = plain(str(request.POST[name]))
        is_touched = mark(text) != request.POST.get(f"{name}-was")
        if key not in draft.rows and is_touched and text and text != "on":
            found.append(Lost(label_of(key[0], column), text))
    return found


def _theirs(edition: Edition, key: Key, clash: Clash) -> Theirs:
    """Return what somebody else made of a field, with who did it, as far as the latest changes tell."""
    for edit in Edit.objects.of(edition)[:LOOKED_THROUGH]:
        if list(key) in [row["row"] for row in edit.changes]:
            return Theirs(str(edit.by), edit.at, plain(clash.theirs))
    return Theirs("Somebody", None, plain(clash.theirs))


def press_button(request: HttpRequest, edition: Edition) -> Pressed:
    """Do what the button that was pressed says: a verb, a table and a key."""
    verb, _, rest = str(request.POST.get("do", "")).partition(" ")
    table, _, pk = rest.partition(" ")
    if verb not in VERBS or table not in VERBS[verb].tables or not pk.isdecimal():
        return Pressed(False, "That button is not known here. Nothing was changed.")
    try:
        said = {name: str(value) for name, value in request.POST.items()}
        edit = press(edition.pk, verb, (table, int(pk)), said, by=request.user, at=timezone.now())
    except Refused as refusal:
        return Pressed(False, str(refusal), f"{table}-{pk}")
    return Pressed(True, edit.what if edit else "Nothing changed", f"{table}-{pk}")


def page(
    request: HttpRequest,
    edition: Edition,
    name: str,
    places: Callable[[Draft], Iterable[Place]],
    show: Callable[[Draft, Mapping[str, Slot]], object],
) -> HttpResponse:
    """Answer a page of fields; sent to, it saves them, then does what was pressed, and shows what stood in the way."""
    try:
        if request.method != "POST":
            here = desk(edition)
            return _drawn(request, name, here, show, DraftForm(here.draft, places(here.draft)), Saved(timezone.now()))
        draft = read(edition)
        form = DraftForm(draft, places(draft), request.POST)
        came = save_fields(request, edition, form)
        pressed = _then(request, edition) if came.status(form) == OK else Pressed(False, "")
        if pressed.done:
            _say(request, came, pressed)
            return redirect(pressed.anchor or request.path)
        came.refused = pressed.sentence
        here = desk(drafts().get(pk=edition.pk))
        return _drawn(request, name, here, show, form.again(here.draft, places(here.draft)), came)
    except Gone:
        return _gone(request, edition)


def _then(request: HttpRequest, edition: Edition) -> Pressed:
    """Do what was pressed besides saving, if anything; `anchor` is then the address to go on to."""
    if way := _way(edition, str(request.POST.get("do", ""))):
        return Pressed(True, "", way)
    if not request.POST.get("do"):
        return Pressed(True, "")
    pressed = press_button(request, edition)
    return replace(pressed, anchor=f"{request.path}#{pressed.anchor}")


def _way(edition: Edition, do: str) -> str:
    """Return the address of the page that a button opens, nothing for a button that does something here."""
    verb, _, rest = do.partition(" ")
    if verb not in WAYS or not all(part.isdecimal() for part in rest.split(" ")[-1:]):
        return ""
    table, _, pk = rest.partition(" ")
    if verb == "delete":
        return reverse("frameworks:delete_from_draft", args=[edition.pk, table, pk]) if table in DELETABLE else ""
    cell = f"?cell={table}" if verb == "paste" else ""
    return reverse(f"frameworks:{WAYS[verb]}", args=[edition.pk, pk]) + cell


def _say(request: HttpRequest, came: Saved, pressed: Pressed) -> None:
    saved = f"Saved {date_format(timezone.localtime(came.at), 'H:i')}" if came.names else ""
    said = ". ".join(part for part in (saved, pressed.sentence) if part)
    if said or "do" not in request.POST:
        messages.success(request, f"{said or 'Nothing had changed'}.")


def _drawn(request: HttpRequest, name: str, here: Desk, show: Callable, form: DraftForm, came: Saved) -> HttpResponse:
    context = {"desk": here, "page": show(here.draft, came.slots(form)), "form": form, "saved": came}
    return render(request, f"frameworks/editor/{name}.html", context, status=came.status(form))


def _gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer that what the page was about is gone, and show what was typed; nothing but that where it never was."""
    typed = lost(request, read(edition)) if request.method == "POST" else []
    if not typed:
        raise Http404("This draft has no such thing.")
    return render(request, "frameworks/editor/gone.html", {"edition": edition, "lost": typed}, status=CONFLICT)
