"""The settings of an installation, with a place of its own and the bare views that its pages are held against."""

from config.settings import *  # noqa: F403

VAR = VAR / "bench"  # noqa: F405
VAR.mkdir(exist_ok=True)
STATIC_ROOT = VAR / "static"
ROOT_URLCONF = "bench.urls"
