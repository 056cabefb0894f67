"""What the history records: which tables, which of their columns, and what each row belongs to.

Every table of this project's own apps, unless it is left out here. Left out is what must stay blind, what is nobody
else's business, and what is only on its way. Of the rest every column is recorded but secrets, bookkeeping
and the keys of texts.
"""

# ruff: noqa: S608  Only the names of our own tables and columns go into these statements.

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models

from config.texts.key_field import TextKeyField

LEFT_OUT = frozenset(
    {
        # What is cast blind, and what is said without a name.
        "maturity.Vote",
        "maturity.StatementVote",
        "maturity.Pulse",
        # Somebody's own, and what is on its way in or out.
        "accounts.Session",
        "accounts.SentForm",
        "outbox.Mail",
        "inspections.CalendarLink",
        "inspections.SavedView",
        "inspections.SentDigest",
        "inspections.UploadedTable",
        # A number that says that something else changed.
        "evidence.Shelf",
        # What a person says of themselves, whom they show it to, and whether they are counted in a team's map.
        "competency.Profile",
        "competency.StatementAnswer",
        "competency.Share",
        "competency.Place",
        "competency.TeamMap",
        "competency.MapCount",
        "competency.Counted",
    }
)
# Of others' apps: how somebody proves who they are. What it is proved with is among the secrets.
OTHERS = frozenset({"account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"})
SECRETS = frozenset(
    {"password", "digest", "key", "code", "nonce", "token", "token_secret", "secret", "data", "extra_data", "hash"}
)
# A code of these is a name that everybody sees.
NAMES = frozenset(
    {"frameworks_level.code", "frameworks_criterion.code", "frameworks_statement.code", "accounts_force.code"}
)
NAMES |= frozenset({"inspections_papersection.key", "socialaccount_socialaccount.uid"})
NAMES |= frozenset({"frameworks_publication.digest", "frameworks_publication.digest_version"})
# Texts that are frozen to the byte in a table of their own, and what is counted or drafted by itself.
COPIES = frozenset(
    {
        "assessments_signoff.report",
        # Kept in its own table, and out of view once its author has withdrawn it.
        "assessments_comment.text",
        "inspections_issuedpaper.text",
        "inspections_papersection.drafted",
    }
)
BOOKKEEPING = frozenset(
    {
        "id",
        "version",
        "by_since",
        "revision",
        "plan_revision",
        "stage",
        "at",
        "by_id",
        "changed_at",
        "recorded_at",
        "last_login",
        "used_on",
        "last_used_at",
        # A day at which a directory said the same again.
        "confirmed_on",
        "grants_ended_at",
        "nudged_at",
    }
)
ASSESSMENT, FORCE = "assessments.Assessment", "accounts.Force"
# Ways to an owner that aren't ways: a person is nobody's, and a round before isn't this round.
STRAY = frozenset({settings.AUTH_USER_MODEL, "frameworks.Edition", "frameworks.Criterion", "frameworks.Statement"})


class KeptTable(NamedTuple):
    """A recorded table: its columns, and SQL for each key that an entry keeps of a row; {row} stands for the row."""

    name: str
    key: str
    columns: tuple[str, ...]
    force: str
    assessment: str
    criterion: str
    statement: str


def kept_models() -> Iterator[type[models.Model]]:
    """Yield every model whose rows are recorded."""
    ours = Path(settings.FIXTURE_DIRS[0]).parent
    for model in apps.get_models(include_auto_created=True):
        config, label = model._meta.app_config, model._meta.label
        is_ours = config is not None and Path(config.path).parent == ours and config.label != "history"
        if model._meta.managed and (label in OTHERS or (is_ours and label not in LEFT_OUT)):
            yield model


def is_kept(table: str, column: str) -> bool:
    """Return whether the history records a column."""
    named = f"{table}.{column}"
    return column not in BOOKKEEPING and named not in COPIES and not is_secret(table, column)


def kept_tables() -> list[KeptTable]:
    """Return every table that is recorded, by name."""
    return sorted(_kept(model) for model in kept_models())


def _kept(model: type[models.Model]) -> KeptTable:
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    names = [str(field.column) for field in fields if not isinstance(field, TextKeyField)]
    columns = tuple(name for name in names if is_kept(table, name))

    def own(name: str) -> str:
        return f'{{row}}."{name}"' if name in names else "NULL"

    force, assessment = _way(model, FORCE), _way(model, ASSESSMENT)
    key, criterion, statement = str(model._meta.pk.column), own("criterion_id"), own("statement_id")
    return KeptTable(table, key, columns, force, assessment, criterion, statement)


def _way(model: type[models.Model], owner: str) -> str:
    """Return the SQL of the owner's key of a row; NULL where it has none."""
    steps = way_to(model, owner)
    # What may do without an assessment doesn't belong to it: its history stays when the assessment goes.
    if steps is None or (owner == ASSESSMENT and any(step.null for step in steps)):
        return "NULL"
    if not steps:
        return f'{{row}}."{model._meta.pk.column}"'
    key = f'{{row}}."{steps[0].column}"'
    for step in steps[1:]:
        passed = step.model._meta
        key = f'(SELECT "{step.column}" FROM {passed.db_table} WHERE "{passed.pk.column}" = {key})'
    return key


def is_secret(table: str, column: str) -> bool:
    """Return whether a column holds what proves who somebody is, or lets them in."""
    return column in SECRETS and f"{table}.{column}" not in NAMES


def way_to(model: type[models.Model], owner: str) -> list[models.Field] | None:
    """Return the shortest way from a row to its owner over rows that it belongs to; None where there is none."""
    if model._meta.label == owner:
        return []
    ways: list[tuple[type[models.Model], list[models.Field]]] = [(model, [])]
    seen = {model._meta.label}
    while ways:
        here, steps = ways.pop(0)
        for field in here._meta.local_concrete_fields:
            target = field.related_model
            if target is None or target._meta.label in seen | STRAY or (field.null and here is not model):
                continue
            if target._meta.label == owner:
                return [*steps, field]
            if target._meta.app_label != "frameworks":
                seen.add(target._meta.label)
                ways.append((target, [*steps, field]))
    return None
