"""People of one force who answered for themselves, and a team of them."""

import datetime

from competency.models.profiles import Given
from frameworks.models import Statement
from tests.factories import NOON, ProfileFactory

BEFORE = NOON - datetime.timedelta(days=2)


def answer_all(profile, answer, *, rank=1, at=BEFORE):
    """Give one answer to every statement of a level, in every criterion."""
    rows = Statement.objects.filter(criterion__edition=profile.edition, level__rank__lte=rank)
    profile.say({pk: Given(answer, 0) for pk in rows.values_list("pk", flat=True)}, at=at)
    return profile


def finished(team, *, answer="yes", rank=1, at=BEFORE, **fields):
    """Return a finished profile of somebody who is in the team and agreed to be counted."""
    profile = ProfileFactory(force=team.force, edition=team.edition, **fields)
    answer_all(profile, answer, rank=rank, at=at)
    profile.finish(at=at)
    team.take_in(profile.person, on=NOON.date())
    team.agree(profile.person, at=at)
    return profile
