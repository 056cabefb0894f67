"""What a force keeps about its inspections: everybody in it reads that, and who keeps its register changes it."""

from accounts.models import access
from accounts.roles import RUNS_REGISTER


class OfForceQuerySet(access.OfForceQuerySet[access.Row]):
    KEEPERS = RUNS_REGISTER
