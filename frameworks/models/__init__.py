"""Frameworks and their editions: criteria by levels, statements where they meet, and what administrators decide."""

from frameworks.models.correspondences import Correspondence
from frameworks.models.criteria import Counterpart, Criterion, Level, LevelTitle, Statement, takes_level
from frameworks.models.editions import Edition, EditionQuerySet, Framework, Publication
from frameworks.models.edits import Edit
from frameworks.models.links import Link, Unrelated
from frameworks.models.predecessors import Predecessor
