"""What is costly to draw, kept by what it shows and never for one person: pages' bodies, and lines to answer."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from django.core.cache import caches
from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from assessments.sheet import Line

register = Library()
Drawn = TypeVar("Drawn")
# Some 5 kB each.
MOST_LINES = 1000


def drawn(name: str, by: tuple[object, ...], draw: Callable[[], Drawn], *, kept_in: str = "drawn") -> Drawn:
    """Return what `draw` returned for this name and what it was drawn `by`, drawing it where nobody has yet.

    Of each name the last is kept: once a revision has passed, nobody asks for it again.
    """
    found = caches[kept_in].get(name)
    if found is None or found[0] != by:
        found = by, draw()
        caches[kept_in].set(name, found)
    return found[1]


@register.filter
@lru_cache(maxsize=MOST_LINES)
def drawn_line(line: "Line", closed: bool) -> SafeString:
    """Return one line of a scoring sheet as it is printed; drawn again only where something about it changed."""
    return render_to_string("assessments/_line.html", {"line": line, "closed": closed})
