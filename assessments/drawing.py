"""What is costly to draw, kept by what it shows and never for one person: pages' bodies, and lines to answer."""

import datetime
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from django.core.cache import caches
from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.models import Assessment
from assessments.sheet import Line

register = Library()
Drawn = TypeVar("Drawn")
# Some 5 kB each.
MOST_LINES = 1000


def drawn(
    name: str,
    assessment: Assessment,
    on: datetime.date,
    draw: Callable[[], Drawn],
    *,
    kept_in: str = "drawn",
    only_planned: bool = False,
) -> Drawn:
    """Return what `draw` returned for this revision and day, drawing it where nobody has yet.

    `only_planned` where it shows nothing that answers or levels change, but what is planned or said.
    """
    revision = "" if only_planned else assessment.revision
    key = f"{name}:{assessment.pk}:{revision}.{assessment.plan_revision}:{on.isoformat()}"
    kept = caches[kept_in].get(key)
    if kept is None:
        kept = draw()
        caches[kept_in].set(key, kept)
    return kept


@register.filter
@lru_cache(maxsize=MOST_LINES)
def drawn_line(line: Line, closed: bool) -> SafeString:
    """Return one line of a scoring sheet as it is printed; drawn again only where something about it changed."""
    return render_to_string("assessments/_line.html", {"line": line, "closed": closed})
