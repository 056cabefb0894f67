"""The page of a team: who is in it, and its maps."""

import datetime
from dataclasses import dataclass

from competency.map_counts import enough
from competency.models import Place, Team, TeamMap


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team: who is in it, the reader's own place or None, and the maps that stand, the newest first.

    `ready` is how many people a map would count, None where they are too few for one or the reader doesn't draw maps.
    """

    places: tuple[Place, ...]
    own: Place | None
    maps: tuple[TeamMap, ...]
    ready: int | None


def team_page(team: Team, user, *, keeps: bool, on: datetime.date) -> TeamPage:
    """Return what somebody sees of a team on a day; two queries, three for whoever keeps it."""
    places = tuple(team.places.select_related("person").order_by("person__name_found", "person__name", "pk"))
    own = next((place for place in places if place.person_id == user.pk), None)
    maps = tuple(team.maps.standing().order_by("-on", "-pk"))
    ready = team.ready(on=on) if keeps else 0
    return TeamPage(places, own, maps, ready if enough(ready) else None)
