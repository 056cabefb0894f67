"""Lines of a scoring sheet as they are printed, cached by what they show."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from assessments.scoring_sheet.page import Line

register = Library()
# Some 5 kB each.
MOST_LINES = 1000


@register.filter
@lru_cache(maxsize=MOST_LINES)
def scoring_line(line: "Line", closed: bool) -> SafeString:
    """Return one line as it is printed; rendered again only where something about it changed."""
    return render_to_string("assessments/scoring_sheet/_line.html", {"line": line, "closed": closed})
