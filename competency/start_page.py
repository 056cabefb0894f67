"""The first page of competency profiles: a person's own, those that others show them, and their teams."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Force
from competency.models import Place, Profile, Share
from competency.models.access import forces_of


@dataclass(frozen=True, slots=True)
class Mine:
    """One person's page. `begins_in` are the forces where they may begin a profile."""

    own: tuple[Profile, ...]
    shown: tuple[Share, ...]
    places: tuple[Place, ...]
    forces: tuple[Force, ...]
    begins_in: tuple[Force, ...]

    @property
    def only_force(self) -> Force | None:
        """The force whose roles and teams stand beside the page, where there is one alone."""
        return self.forces[0] if len(self.forces) == 1 else None


def mine(user, *, on: datetime.date) -> Mine:
    """Return what somebody sees on a day; five queries. Their own say how many statements of levels are `answered`."""
    about = ("force", "edition__framework", "role_profile")
    own = Profile.objects.of(user).select_related(*about)
    of_levels = ~Q(answers__answer="") & Q(answers__statement__level__isnull=False)
    counted = own.annotate(answered=Count("answers", filter=of_levels))
    shown = Share.objects.live(on).filter(person=user, profile__in=Profile.objects.shared_with(user, on=on))
    begins_in = forces_of(user, on=on).order_by("name", "pk")
    places = Place.objects.filter(person=user, team__force__in=begins_in.values("pk"))
    return Mine(
        own=tuple(counted.order_by("-started_on", "-pk")),
        shown=tuple(
            shown.select_related("profile__person", "profile__force", "profile__edition__framework").order_by(
                "profile__person__name", "pk"
            )
        ),
        places=tuple(places.select_related("team__force").order_by("team__name_found", "pk")),
        forces=tuple(Force.objects.visible_to(user, on=on).order_by("name", "pk")),
        begins_in=tuple(begins_in),
    )
