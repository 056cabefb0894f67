"""What a force keeps about its inspections: everybody in it reads that, and who keeps its register changes it."""

from accounts import belonging
from accounts.roles import RUNS_REGISTER


class OfForceQuerySet(belonging.OfForceQuerySet[belonging.Row]):
    KEEPERS = RUNS_REGISTER
