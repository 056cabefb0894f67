"""What is costly to render, cached by all that it shows and never for one person."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

Rendered = TypeVar("Rendered")


def cached(name: str, key: tuple[object, ...], render: Callable[[], Rendered], *, cache: str = "reports") -> Rendered:
    """Return what `render` returned for this name and key, calling it where nothing is cached for them.

    Of each name the last is kept: once a revision has passed, nobody asks for it again.
    """
    entry = caches[cache].get(name)
    if entry is None or entry[0] != key:
        entry = key, render()
        caches[cache].set(name, entry)
    return entry[1]
