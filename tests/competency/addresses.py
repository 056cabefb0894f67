"""What the table of addresses fills in for competency profiles: somebody's own, a role, a team, and its map."""

from frameworks.models import Edition
from tests.competency.people import BEFORE
from tests.factories import NOON, ProfileFactory, RoleProfileFactory, TeamFactory


def addresses_of(force, owner) -> dict[str, list]:
    """Return the arguments of every address of the app, by its name, with objects of the force and its person."""
    edition = Edition.objects.select_related("framework").get(framework__slug="competency")
    profile = ProfileFactory(force=force, edition=edition, person=owner)
    criterion = edition.criteria.filter(scored=True).order_by("position").first()
    share = profile.shares.create(person=owner, since=BEFORE, until=NOON)
    role = RoleProfileFactory(force=force, edition=edition)
    team = TeamFactory(force=force, edition=edition)
    team.places.create(person=owner)
    drawn = team.maps.create(on=BEFORE, people=5, at=NOON)
    named: dict[str, list] = {
        "mine": [],
        **{key: [force.code] for key in ("begin", "roles", "teams")},
        **{key: [profile.pk] for key in ("profile", "change", "finish", "reopen", "remove", "shares", "uncount")},
        "assess": [profile.pk, criterion.pk],
        "profile_file": [profile.pk, "docx"],
        "end_share": [profile.pk, share.pk],
        "add_role": [force.code, edition.pk],
        **{key: [role.pk] for key in ("role", "change_role")},
        **{key: [team.pk] for key in ("team", "take_in", "agree", "withdraw", "draw")},
        "take_out": [team.pk, owner.pk],
        "team_map": [drawn.pk],
    }
    return {f"competency:{name}": args for name, args in named.items()}
