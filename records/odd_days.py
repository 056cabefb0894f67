"""Days in a backup that no form takes any more: an older version took them, and each is named, not refused."""

import datetime
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db import models

from config.days import FIRST_YEAR, LAST_YEAR, is_taken
from config.wording import several
from records.backup import TABLES
from records.old_rows import FORMER_COLUMNS
from records.rows import whole_database


def odd_days(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each column that holds such days. They come in as they are: no page stumbles over them."""
    for columns in whole_database():
        about = manifest["tables"].get(columns.table)
        days = {str(field.column) for field in columns.fields if _is_day(field)}
        days |= {name for name in FORMER_COLUMNS.get(columns.table, ()) if name.endswith("_on")}
        if about is None or not days:
            continue
        places = [(at, name) for at, name in enumerate(about["columns"]) if name in days]
        first: dict[str, str] = {}
        count = dict.fromkeys(days, 0)
        with archive.open(f"{TABLES}{columns.table}.jsonl") as part:
            for row in map(json.loads, part):
                for at, name in places:
                    if row[at] and not is_taken(datetime.date.fromisoformat(row[at])):
                        first.setdefault(name, f"{row[at]} in row {row[0]}")
                        count[name] += 1
        for name, example in first.items():
            yield (
                f"{columns.table}.{name} holds {several(count[name], 'day')} outside {FIRST_YEAR} to {LAST_YEAR}, "
                f"for example {example}. Put that right on its page."
            )


def _is_day(field: models.Field) -> bool:
    return isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
