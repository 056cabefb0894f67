"""The yardsticks: criteria x levels, each cell holding statements, and what administrators decide about them."""

from frameworks.models.decisions import Correspondence, Unrelated
from frameworks.models.edits import Edit
from frameworks.models.frameworks import (
    Counterpart,
    Criterion,
    Edition,
    EditionQuerySet,
    Framework,
    Level,
    LevelTitle,
    Link,
    Publication,
    Statement,
    takes_level,
)

__all__ = [
    "Correspondence",
    "Counterpart",
    "Criterion",
    "Edit",
    "Edition",
    "EditionQuerySet",
    "Framework",
    "Level",
    "LevelTitle",
    "Link",
    "Publication",
    "Statement",
    "Unrelated",
    "takes_level",
]
