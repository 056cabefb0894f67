"""Saving a page of the editor: its fields one by one, then what its button does. Nothing that was typed is lost."""

import datetime
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from config.form_page import CONFLICT, status_of
from frameworks.editor.acts import VERBS, Clash, press, type_in
from frameworks.editor.draft import Draft, Key, Refused
from frameworks.editor.forms import DraftForm, Slot, Theirs, label_of, named, placed
from frameworks.editor.words import fingerprint, plain
from frameworks.models import Edit, Edition

# Among so many of the latest changes it is looked up who changed a field.
LOOKED_THROUGH = 50
# Buttons that open another page, once what was typed on this one is saved.
WAYS = {"open": "edit_statement", "split": "split_statement", "paste": "paste_statements"}
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
    """What came of the fields that were posted: which were saved, and what each clash found."""

    at: datetime.datetime
    names: list[str] = field(default_factory=list)
    clashes: dict[str, Theirs] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    refused: str = ""

    def slots(self, form: DraftForm) -> dict[str, Slot]:
        """Return every field of the page by its name, with what happened to it."""
        slots = {}
        for key, column in form.places:
            name = named(key, column)
            at = self.at if name in self.names else None
            slots[name] = form.slot(key, column, saved=at, theirs=self.clashes.get(name))
        return slots

    def status(self, form: DraftForm) -> int:
        """Return the status of a page that shows what came of it."""
        return CONFLICT if self.clashes or self.lost or self.refused else status_of(form)


def save_fields(request: HttpRequest, edition: Edition, form: DraftForm) -> Saved:
    """Save every field that was changed, each by itself, and return what came of it; what is no good has its error."""
    saved = Saved(timezone.now(), lost=lost(request, form.draft))
    for typed in form.typed():
        name = named(typed.key, typed.column)
        # Whoever takes theirs gives up what they typed.
        if request.POST.get("theirs") == name:
            continue
        try:
            type_in(edition.pk, typed, by=request.user, at=saved.at)
        except Clash as clash:
            saved.clashes[name] = _theirs(edition, typed.key, clash)
        except Refused as refusal:
            form.add_error(name, str(refusal))
        else:
            saved.names.append(name)
    return saved


def lost(request: HttpRequest, draft: Draft) -> list[Lost]:
    """Return what was typed into rows that somebody else has deleted; what nobody touched is left out."""
    texts = []
    for name in request.POST:
        place, text = placed(name), plain(str(request.POST[name]))
        is_touched = fingerprint(text) != request.POST.get(f"{name}-was")
        if place and place[0] not in draft.rows and is_touched and text and text != "on":
            texts.append(Lost(label_of(place[0][0], place[1]), text))
    return texts


def _theirs(edition: Edition, key: Key, clash: Clash) -> Theirs:
    """Return what a field says since somebody else changed it, and who that was, as far as the latest edits tell."""
    for edit in Edit.objects.of(edition)[:LOOKED_THROUGH]:
        if list(key) in [row["row"] for row in edit.changes]:
            return Theirs(str(edit.by), edit.at, plain(clash.theirs))
    return Theirs("Somebody", None, plain(clash.theirs))


def press_button(request: HttpRequest, edition: Edition) -> Pressed:
    """Do what the button that was pressed says: a verb, a table and a key."""
    verb, table, pk = _button(request)
    if pk is None or verb not in VERBS or table not in VERBS[verb].tables:
        return Pressed(False, "That button is not known here. Nothing was changed.")
    try:
        edit = press(edition.pk, verb, (table, pk), request.POST, by=request.user, at=timezone.now())
    except Refused as refusal:
        return Pressed(False, str(refusal), f"{table}-{pk}")
    return Pressed(True, edit.what if edit else "Nothing changed", f"{table}-{pk}")


def page_of_button(request: HttpRequest, edition: Edition) -> str:
    """Return the address of the page that the button opens, nothing for a button that does something here."""
    verb, about, pk = _button(request)
    if pk is None:
        return ""
    if verb == "delete" and about in DELETABLE:
        return reverse("frameworks:delete_from_draft", args=[edition.pk, about, pk])
    cell = f"?cell={about}" if verb == "paste" else ""
    return reverse(f"frameworks:{WAYS[verb]}", args=[edition.pk, pk]) + cell if verb in WAYS else ""


def _button(request: HttpRequest) -> tuple[str, str, int | None]:
    """Return a button's verb, the table or cell that it is about, and the key of its row, None for none."""
    verb, about, pk = [*str(request.POST.get("do", "")).split(" ", 2), "", "", ""][:3]
    return verb, about, int(pk) if pk.isdecimal() else None
