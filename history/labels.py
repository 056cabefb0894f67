"""Labels for the history: what people call its tables, rows and values, never keys. One query for each kind of row."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst

from accounts.roles import Role
from config.model_fields import DayField
from history.tables import kept_models

Keys = dict[type[models.Model], set[str]]
Names = dict[type[models.Model], dict[str, str]]

NOTHING = "Nothing"
ROLES = dict(Role.choices)
# What a row is called by, where it isn't the first of these that its table has.
CALLED = ("title", "name", "reference", "label", "text", "heading")
BY = {
    "assessments.Assessment": ("subject", "round_label"),
    # Its author may take its words out of view.
    "assessments.Comment": (),
    "assessments.Deed": (),
    "assessments.Milestone": (),
    "assessments.ProgressNote": ("action__title",),
    "assessments.SignOff": ("capacity",),
    "assessments.Concern": ("reference",),
    "assessments.PublishedGrade": ("report__title",),
    "frameworks.Edition": ("framework__title", "label"),
    "frameworks.Publication": ("edition__framework__title", "edition__label"),
    "accounts.Membership": ("user__name",),
    "inspections.Finding": ("reference",),
    "inspections.FindingEvent": ("finding__reference",),
    "inspections.BoardSeat": ("role",),
    "inspections.BoardMeeting": ("board__name",),
    "inspections.PortalLine": ("reference",),
    "inspections.IssuedPaper": ("paper__title",),
    "inspections.PaperSection": ("paper__title",),
    "inspections.PccResponse": ("inspection__title",),
    "inspections.RecommendationResponse": ("finding__reference",),
    "inspections.KeyDate": ("title",),
    "maturity.Ballot": ("workshop__title",),
    "maturity.AgendaItem": ("workshop__title",),
    "maturity.Handover": ("workshop__title",),
    "maturity.RoomAction": ("action__title",),
}
# What a table is called, where its model's own name isn't what people say.
KINDS = {
    "assessments.Action_statements": "Statement of an action",
    "assessments.Assignment": "Section owner",
    "assessments.Citation": "Evidence cited",
    "assessments.Concern": "Cause of concern",
    "assessments.Inheritance": "Answer moved from another edition",
    "assessments.Judgement": "Answer",
    "assessments.Milestone": "Step of the assessment",
    "assessments.Score": "Level",
    "assessments.SignOff": "Sign-off",
    "accounts.GroupRole": "Role of a directory group",
    "accounts.Membership": "Role of a person",
    "accounts.User_groups": "Group of a person",
    "accounts.User_user_permissions": "Permission of a person",
    "evidence.Item": "Evidence",
    "frameworks.Counterpart": "Pair of statements",
    "frameworks.Level": "Level of a framework",
    "frameworks.Link": "Line of the crosswalk",
    "inspections.Finding_criteria": "Criterion of a finding",
    "inspections.PccResponse": "Response of the PCC",
    "maturity.Group": "Group of a workshop",
    "maturity.RoomAction": "Action agreed in a workshop",
}


def tables() -> dict[str, type[models.Model]]:
    """Return every model that is recorded, by the name of its table."""
    return {model._meta.db_table: model for model in kept_models()}


def kind_of(model: type[models.Model]) -> str:
    """Return what people call a table's rows."""
    return capfirst(KINDS.get(model._meta.label, str(model._meta.verbose_name)))


def kinds(apps_named: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return each table that is recorded with what people call its rows, in the order of those words."""
    named = set(apps_named)
    pairs = [(table, kind_of(m)) for table, m in tables().items() if not named or m._meta.app_label in named]
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


def keys_in(model: type[models.Model], values: Mapping[str, Any], keys: Keys) -> None:
    """Add to `keys` those of other rows that stand among a row's values."""
    for field in model._meta.local_concrete_fields:
        value = values.get(str(field.column))
        if field.related_model is not None and value is not None:
            keys[field.related_model].add(str(value))


def names(keys: Keys) -> Names:
    """Return what each row is called, by its key as text; one query for each model, none for one without a name."""
    return {model: _named(model, of_model) for model, of_model in keys.items() if of_model}


def _named(model: type[models.Model], keys: set[str]) -> dict[str, str]:
    by = called_by(model)
    if not by:
        return {}
    rows = model._base_manager.filter(pk__in=keys).values_list("pk", *by)
    return {str(pk): ", ".join(str(part) for part in parts if part) for pk, *parts in rows}


def called_by(model: type[models.Model]) -> tuple[str, ...]:
    """Return the fields that a model's rows are called by; none for what has no name of its own."""
    own = {field.name for field in model._meta.local_concrete_fields}
    return BY.get(model._meta.label, tuple(name for name in CALLED if name in own)[:1])


# Columns that are no more, and values that none has any more, as entries of before have them.
FORMER_FIELDS: dict[str, dict[str, models.Field]] = {
    "assessments_score": {"published_on": DayField("published"), "link": models.URLField("link")}
}
FORMER_VALUES = {("assessments_score", "source", "published"): "Published by the inspectorate"}


def value_in_words(field: models.Field | None, value: Any, known: Names) -> str:
    """Return a recorded value as people read it."""
    if value is None or value == "":
        return NOTHING
    if field is None:
        return str(value)
    if (target := field.related_model) is not None:
        otherwise = "Something that is no longer there" if called_by(target) else kind_of(target)
        return known.get(target, {}).get(str(value), otherwise)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.JSONField):
        # SQLite records the list as text.
        listed = json.loads(value) if isinstance(value, str) else value
        return ", ".join(ROLES.get(each, str(each)) for each in listed) or NOTHING
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, models.DateTimeField):
        return moment(str(value))
    if isinstance(field, models.DateField) and (day := parse_date(str(value)[:10])):
        return f"{day.day} {day:%B %Y}"
    return str(value)


def moment(text: str) -> str:
    """Return in local time a moment that an engine wrote as text."""
    at = parse_datetime(text)
    if at is None:
        return text
    # SQLite keeps times in UTC, without saying so.
    at = timezone.localtime(at if timezone.is_aware(at) else at.replace(tzinfo=datetime.UTC))
    return f"{at.day} {at:%B %Y, %H:%M}"


def no_keys() -> Keys:
    return defaultdict(set)
