"""What somebody can do and is expected to: role profiles, people's own profiles, and maps of teams."""

from competency.models.access import Refused
from competency.models.profiles import Answer, Profile, ProfileQuerySet, Share, StatementAnswer
from competency.models.roles import ExpectedLevel, RoleProfile, RoleProfileQuerySet
from competency.models.teams import Counted, MapCount, Place, Team, TeamMap, TeamQuerySet
