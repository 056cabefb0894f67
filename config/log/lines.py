"""What a line of the log looks like, and what never stands in one: the secrets that addresses hold.

Django names the path of whatever it refuses, and an error may name it anywhere in its traceback. So the whole line is
looked through once it is written, whoever wrote it.
"""

import logging
import re
from collections.abc import Iterable

from pythonjsonlogger.json import JsonFormatter

# What follows in an address that begins so lets whoever holds it in, and is no one's to read in a log.
SECRET_BELOW = (
    "/accounts/confirm-email/",
    "/accounts/password/reset/key/",
    "/inspections/calendar/",
    "/invitation/",
    "/join/",
    "/live/",
)
INSTEAD = "<secret>"
# As it may be written in another address, or with a slash too many.
_SLASH = "(?:/|%2F)+"
_WAYS = "|".join(re.escape(begins).replace("/", _SLASH) for begins in SECRET_BELOW)
_PATH = re.compile(rf"({_WAYS})[^\s\"'<>?#&,;)\]}}\\]+", re.IGNORECASE)


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text in which no address says its secret, and none of those told stands anywhere."""
    for secret in secrets:
        text = text.replace(secret, INSTEAD)
    return _PATH.sub(rf"\1{INSTEAD}", text)


def _secrets_of(record: logging.LogRecord) -> list[str]:
    """Return the secrets in the address of the request that a record is about."""
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or not request.path.lower().startswith(SECRET_BELOW):
        return []
    return [value for value in match.kwargs.values() if isinstance(value, str) and value]


class Line(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), _secrets_of(record))


class Json(JsonFormatter):
    """A line for whatever collects them."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), _secrets_of(record))


# What leaves is JSON by itself.
BARE = {"()": "config.log.lines.Line", "format": "{message}", "style": "{"}
LINE = {"()": "config.log.lines.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
JSON = {
    "()": "config.log.lines.Json",
    "format": "{asctime}{levelname}{name}{message}",
    "style": "{",
    "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
}


def logging_config(*, format: str, level: str) -> dict:
    """Return what Python's logging is set up with: one handler for all loggers but that of what leaves.

    No line goes by mail: an error mail holds cookies, what was typed and every variable.
    """
    everybody = {"handlers": [], "level": level, "propagate": True}
    # What leaves is logged whatever the level of the rest.
    leaving = {"handlers": ["leaving"], "level": "INFO", "propagate": False}
    names = ("django", "django.server", "uvicorn", "uvicorn.error")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": LINE, "json": JSON, "bare": BARE},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": format},
            "leaving": {"class": "logging.StreamHandler", "formatter": "bare"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {**dict.fromkeys(names, everybody), "leaving": leaving},
    }
