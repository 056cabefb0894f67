"""Bodies of pages that are costly to draw, kept for one revision of one assessment on one day, never for one person."""

import datetime
from collections.abc import Callable

from django.core.cache import caches
from django.utils.safestring import SafeString

from assessments.models import Assessment


def drawn(name: str, assessment: Assessment, on: datetime.date, draw: Callable[[], SafeString]) -> SafeString:
    """Return what `draw` returned for this revision and day, drawing it where nobody has yet."""
    key = f"{name}:{assessment.pk}:{assessment.revision}:{on.isoformat()}"
    kept = caches["drawn"].get(key)
    if kept is None:
        kept = draw()
        caches["drawn"].set(key, kept)
    return kept
