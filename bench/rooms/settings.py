"""The settings of an installation, with a place of its own."""

from config.settings import *  # noqa: F403

VAR = VAR / "load"  # noqa: F405
VAR.mkdir(exist_ok=True)
STATIC_ROOT = VAR / "static"
