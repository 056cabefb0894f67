"""The roles in a force, and what each may do there."""

from django.db.models import TextChoices


class Role(TextChoices):
    READER = "reader", "Reader"
    ASSESSOR = "assessor", "Assessor"
    FACILITATOR = "facilitator", "Facilitator"
    INSPECTION_LEAD = "inspection_lead", "Inspection lead"
    FORCE_ADMINISTRATOR = "force_admin", "Force administrator"
    PEER_REVIEWER = "peer_reviewer", "Peer reviewer"


# Who answers statements and chooses levels.
ASSESSES = frozenset({Role.ASSESSOR, Role.FACILITATOR, Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR})
# Who opens an assessment, sets its targets, submits and reopens it.
RUNS_ASSESSMENTS = frozenset({Role.FACILITATOR, Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR})
# Who judges a force from outside: a peer gives their own answers and levels beside the force's.
REVIEWS = frozenset({Role.PEER_REVIEWER})
# Who adds people to a force and takes them out.
RUNS_FORCE = frozenset({Role.FORCE_ADMINISTRATOR})
# Who keeps the register of findings: raises, assigns, submits and records what HMICFRS answered.
RUNS_REGISTER = frozenset({Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR})
# Who signs an assessment off for the force, in whatever office they hold.
SIGNS_OFF = frozenset({Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR})
# What is marked so leaves only with the roles that its force names: with these until it says otherwise.
SENSITIVE, SENSITIVE_LABEL = "official_sensitive", "OFFICIAL-SENSITIVE"
HAVE_SENSITIVE = frozenset(Role) - REVIEWS


def have_sensitive() -> list[str]:
    """Return the roles that may have what is marked OFFICIAL-SENSITIVE, until a force says otherwise."""
    return sorted(HAVE_SENSITIVE)
