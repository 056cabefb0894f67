"""Writing a row that has versions, so that nobody overwrites what somebody else wrote and they have not seen."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, models, transaction

from accounts.authorship import is_own, since


def write_version(
    model: type[models.Model],
    key: dict[str, Any],
    wanted: dict[str, Any],
    version: int,
    *,
    same: Callable[[Any], bool],
    may_replace: Callable[[Any], bool],
) -> Any | None:
    """Insert or update one row; return the row that stands where it isn't at `version` any more and says otherwise.

    What moved it on may be the same person's own doing: that is replaced, where the row says that it may be.
    """
    by, rows = wanted["by"], model._default_manager.filter(**key)
    if version and rows.filter(version=version).update(**wanted, by_since=since(by), version=version + 1):
        return None
    try:
        with transaction.atomic():
            model._default_manager.create(**key, **wanted)
            return None
    except IntegrityError:
        current: Any = rows.select_related("by").first()
        if current is None:
            raise
    if same(current):
        return None
    if may_replace(current) and is_own(current, by=by, seen=version):
        newer = current.version + 1
        if rows.filter(version=current.version).update(**wanted, by_since=since(by), version=newer):
            return None
    return current
