"""The forms of the editor: one with fields of many rows, and those that add, split and delete.

A field is called after its place, as in `criterion-12-title`. Beside it stands `criterion-12-title-was`, a fingerprint
of what it said when the page was rendered: a field that nobody touched is left alone, and nobody overwrites what they
didn't see.
"""

import datetime
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict

from config.fields import DayField, parts_of
from frameworks.editor.acts import TITLE_AT, Typed, stands
from frameworks.editor.draft import Draft, Key, Value
from frameworks.editor.words import bullets, fingerprint, name_of, plain
from frameworks.files.edition_values import OF_RULE
from frameworks.models import Criterion, Edition, Framework, Level, LevelTitle, Statement

Place = tuple[Key, str]
OWN_NOTE = "Yours, and shown as such. Not the publisher's words."
CRITERION_LABELS = {"scored": "Has statements on or below it that are scored", "graded": "The publisher grades it"}
CRITERION_HELP_TEXTS = {
    "code": "The publication's own number or short name. Each criterion has another one.",
    "kind": "The framework's own word: enabler, question, topic area.",
    "note": OWN_NOTE,
    "scored": "It then gets a suggested level.",
    "graded": "",
}
RULE_LABELS = {
    "rule_words": "The rule in the publisher's words",
    "rule_place": "Where the publisher says it",
    "share_substantial": "Substantially true from",
    "share_some": "Partly true from",
    "rule_rows": "Rows of the rule",
    "rule_enough": "Share to be judged first",
    "rule_enough_of": "That share is",
    "rule_share_of": "Shares in conditions are",
    "rule_partly_counts": "A partly counts for any, none and at least",
    "rule_examples": "Worked examples",
}
RULE_HELP_TEXTS = {
    "rule_rows": (
        "With first match, one on each line: a level's short name, a colon and its condition. For example: "
        "good: all of good and none of poor. Conditions are all of, any of, none of, at least 3 of, at least 85% of "
        "a level, every level below, an open cause of concern, and otherwise."
    ),
    "rule_enough": "With first match: a share from 0 to 1.",
    "rule_examples": (
        "One on each line, tried before it is published. For example: good: 3 yes, 1 no; poor: 2 no -> good"
    ),
}


def _fields(
    model: type[Model], *names: str, labels: dict[str, str] | None = None, help_texts: dict[str, str] | None = None
) -> dict[str, forms.Field]:
    days = {"published_on": DayField}
    fields = forms.fields_for_model(model, names, field_classes=days, labels=labels, help_texts=help_texts)
    for field in fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
    return fields


# The fields of each table that can be edited, in the order in which pages show them.
EDITABLE: dict[str, dict[str, forms.Field]] = {
    "framework": _fields(Framework, "title", "publisher", "licence", "attribution"),
    "edition": _fields(
        Edition,
        *("label", "source", "published_on", "supersedes", "rule", *OF_RULE, "notes"),
        labels={"published_on": "Date of publication", "supersedes": "Edition that it replaces"} | RULE_LABELS,
        help_texts={"label": "What tells this edition from others, for example 2023-25."} | RULE_HELP_TEXTS,
    ),
    "level": _fields(
        Level,
        *("name", "code", "definition", "lead_in", "builds"),
        labels={"code": "Short name", "lead_in": "Lead-in", "builds": "How it builds"},
    ),
    "criterion": _fields(
        Criterion,
        *("title", "code", "kind", "scored", "graded", "guidance", "note"),
        labels=CRITERION_LABELS,
        help_texts=CRITERION_HELP_TEXTS,
    ),
    "statement": _fields(
        Statement,
        *("text", "code", "mark", "note"),
        labels={"code": "The publication's own number", "text": "Words", "mark": "Mark for the rule"},
        help_texts={"code": "Where it has one.", "note": OWN_NOTE},
    ),
}
EMPTY = "Type something here, or delete the whole of it instead."


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else made of a field while it was being typed into."""

    by: str
    at: datetime.datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One field as a page renders it: the control, the fingerprint of what it says now, and what happened to it."""

    field: BoundField
    was: str
    saved: datetime.datetime | None = None
    theirs: Theirs | None = None


def named(key: Key, column: str) -> str:
    """Return what a field is called."""
    return f"{key[0]}-{key[1]}-{column}"


def placed(name: str) -> Place | None:
    """Return which row and column a field's name means, None for what can't be edited."""
    table, pk, column = [*name.split("-", 2), "", "", ""][:3]
    is_editable = column in EDITABLE.get(table, ()) or _is_title(table, column)
    return ((table, int(pk)), column) if pk.isdecimal() and is_editable else None


def label_of(table: str, column: str) -> str:
    """Return what a field is called once its row is deleted and can't be named."""
    label = "Name at a level" if _is_title(table, column) else str(EDITABLE[table][column].label)
    return f"{table.capitalize()}: {label[:1].lower()}{label[1:]}"


def _is_title(table: str, column: str) -> bool:
    return table == "criterion" and column.startswith(TITLE_AT) and column.removeprefix(TITLE_AT).isdecimal()


class DraftForm(forms.Form):
    """Fields of a draft. Each that was posted is compared with what its page showed; the others say what they said."""

    all_optional = True

    def __init__(self, draft: Draft, places: Iterable[Place], data: QueryDict | None = None):
        self.draft, self.places = draft, list(places)
        posted = data.copy() if data is not None else None
        super().__init__(posted)
        # The fingerprint of what each field said when its page was rendered.
        self.seen: dict[Place, str] = {}
        for key, column in self.places:
            name = named(key, column)
            self.fields[name] = field = _field_of(draft, key, column)
            self.initial[name] = stands(draft, key, column)
            if posted is not None and f"{name}-was" in posted:
                self.seen[key, column] = str(posted[f"{name}-was"])
            elif posted is not None:
                _as_if_posted(posted, field, name, self.initial[name])
        if posted is not None:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def typed(self) -> list[Typed]:
        """Return what somebody changed; what is no good is left out and has its error."""
        typed = []
        for (key, column), seen in self.seen.items():
            name = named(key, column)
            raw = self[name].data
            if not isinstance(raw, list) and fingerprint(raw) == seen:
                continue
            try:
                value = _stored(self.fields[name].clean(raw))
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if fingerprint(value) != seen:
                typed.append(Typed(key, column, value, seen))
        return typed

    def again(self, draft: Draft, places: Iterable[Place]) -> "DraftForm":
        """Return the form over the draft as it is now, with what was posted and what was wrong with it."""
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        if theirs := posted.get("theirs"):
            for name in [name for name in posted if re.match(rf"{re.escape(theirs)}($|[-_])", name)]:
                del posted[name]
        other = DraftForm(draft, places, posted)
        for name, errors in self.errors.items():
            if name in other.fields:
                other.add_error(name, errors.as_data())
        return other

    def slot(
        self, key: Key, column: str, *, saved: datetime.datetime | None = None, theirs: Theirs | None = None
    ) -> Slot:
        """Return one field with the fingerprint of what it says now, and what happened to it."""
        was = fingerprint(stands(self.draft, key, column))
        return Slot(self[named(key, column)], was=was, saved=saved, theirs=theirs)


def _field_of(draft: Draft, key: Key, column: str) -> forms.Field:
    if column.startswith(TITLE_AT):
        level = draft.rows["level", int(column.removeprefix(TITLE_AT))]
        label = f"Name at {level['name']}, where it has another one there"
        return forms.CharField(label=label, max_length=LevelTitle._meta.get_field("title").max_length, required=False)
    field = deepcopy(EDITABLE[key[0]][column])
    field.error_messages = {**field.error_messages, "required": EMPTY}
    if column == "text":
        field.label = name_of(draft, key).partition(", ")[2]
    if isinstance(field, forms.ModelChoiceField):
        # The edition that it replaces is another one of its own framework.
        own = {pk for pk, _ in draft.of("framework")}
        field.queryset = Edition.objects.filter(framework__in=own).exclude(pk=key[1]).order_by("label")
    return field


def _as_if_posted(posted: QueryDict, field: forms.Field, name: str, value) -> None:
    if isinstance(field, forms.BooleanField):
        posted.setlist(name, ["on"] if value else [])
    elif isinstance(field, DayField):
        for part, number in zip(("day", "month", "year"), parts_of(value), strict=True):
            posted[f"{name}_{part}"] = str(number or "")
    else:
        posted[name] = "" if value is None else str(value)


def _stored(value) -> Value:
    """Return a cleaned value as a draft holds it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime.date):
        return value.isoformat()
    return plain(value) if isinstance(value, str) else value


class AddCriterionForm(forms.ModelForm):
    """One more criterion, last below its parent."""

    class Meta:
        model = Criterion
        fields = ["title", "code", "kind", "scored", "graded"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}
        labels = CRITERION_LABELS
        help_texts = CRITERION_HELP_TEXTS
        error_messages = {
            "title": {"required": "Give it a title."},
            "code": {"required": "Give it a code."},
            "kind": {"required": "Say what the framework calls it."},
        }

    parent = forms.ChoiceField(label="Part of", required=False)

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = parents

    def row(self) -> dict[str, Value]:
        """Return the row that was typed."""
        parent = int(self.cleaned_data["parent"] or 0) or None
        return {**self.cleaned_data, "parent": parent, "guidance": "", "note": ""}


class AddLevelForm(forms.Form):
    """One more level, on top of the scale."""

    name = forms.CharField(
        label="Name",
        max_length=Level._meta.get_field("name").max_length,
        error_messages={"required": "Give the level a name."},
    )
    code = forms.SlugField(
        label="Short name",
        max_length=Level._meta.get_field("code").max_length,
        help_text="Small letters, digits and hyphens or underscores, for example requires_improvement.",
        error_messages={"required": "Give the level a short name.", "invalid": "Use letters, digits, - and _ only."},
    )

    def row(self) -> dict[str, Value]:
        """Return the row that was typed."""
        return {**self.cleaned_data, "definition": "", "lead_in": "", "builds": Level.Builds.ALONE.value}


class PasteForm(forms.Form):
    """A pasted list, whose lines become statements."""

    cell = forms.ChoiceField(label="Where they belong", error_messages={"required": "Choose where they belong."})
    pasted = forms.CharField(
        label="The list",
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Each bullet, dash, number or line becomes one statement.",
        error_messages={"required": "Paste or type at least one statement."},
    )
    numbers = forms.BooleanField(label="Keep the numbers of the list as the publication's own", required=False)

    def __init__(self, *args, cells, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = cells

    def clean_pasted(self) -> str:
        pasted = plain(self.cleaned_data["pasted"])
        if not bullets(pasted):
            raise ValidationError("There are no words in it.")
        longest = Statement._meta.get_field("code").max_length
        if any(code != code[:longest] for code, _ in bullets(pasted)):
            raise ValidationError(f"Shorten the numbers to {longest} characters or fewer.")
        return pasted

    def statements(self) -> list[tuple[str, str]]:
        """Return the number and words of each statement."""
        keep = self.cleaned_data["numbers"]
        return [(code if keep else "", text) for code, text in bullets(self.cleaned_data["pasted"])]


class SplitForm(forms.Form):
    """A statement to be split in two. `at` is the place of the cursor in characters, where a script sends it."""

    text = forms.CharField(
        label="Words",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Put an empty line where the second statement begins.",
        error_messages={"required": "There are no words left to split."},
    )
    at = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    was = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, text, **kwargs):
        super().__init__(*args, initial={"text": text, "was": fingerprint(text)}, **kwargs)


class DeleteForm(forms.Form):
    """The deletion of a row. `was` is the fingerprint of what the page said would go with it."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
