"""Who sees and changes what belongs to a force's register: everybody in it, and whoever keeps the register."""

from accounts.models import access
from accounts.roles import RUNS_REGISTER


class OfForceQuerySet(access.OfForceQuerySet[access.Row]):
    KEEPERS = RUNS_REGISTER
