"""Where a setting's value comes from: the environment first, then the ignored file `.env` beside manage.py."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


def _local_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


VALUES = {**_local_file(ROOT / ".env"), **os.environ}


def env(name: str, default: str | None = None) -> str:
    """Return the setting's text; ImproperlyConfigured, saying what to do, where it is missing and has no default."""
    value = VALUES.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment or in the file .env beside manage.py; "
            "`make run` writes that file on a first start."
        )
    return value


def env_bool(name: str, *, default: bool) -> bool:
    """Return True for 1, true, yes, on (any case), False for anything else that is set."""
    return env(name, str(default)).lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated values, without blanks."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]
