"""The thresholds of a suggestion as they were settings of an installation, before each edition had its own."""

from config.environment import env
from frameworks.rule.suggestion import OURS, Thresholds


def former_thresholds() -> Thresholds:
    """Return the shares, 0 to 1, that SHARE_SUBSTANTIAL and SHARE_SOME still say; ours where they say nothing."""
    return Thresholds(float(env("SHARE_SUBSTANTIAL", str(OURS.substantial))), float(env("SHARE_SOME", str(OURS.some))))
