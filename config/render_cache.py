"""What is costly to render, cached by all that it shows and never for one person."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.cache import caches
from django.template.loader import render_to_string

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


def rendered(folder: str, parts: tuple[str, ...], context: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of a page by name, rendered from `<folder>/_<part>.html` with one context."""
    return {part: render_to_string(f"{folder}/_{part}.html", dict(context)) for part in parts}
