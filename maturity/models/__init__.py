"""The room: people score the same criterion alone and blind, see the spread, talk, and agree a level.

Blindness lives in one place, `Vote.objects.visible_to`. Nothing reads votes another way.
"""

from maturity.models.ballot import Ballot, RoomAction
from maturity.models.door import CODE_LENGTH, CODE_SIGNS
from maturity.models.handovers import Handover
from maturity.models.phases import Phase
from maturity.models.seats import AgendaItem, Group, Participant, Pulse
from maturity.models.votes import LONGEST, ORDERED_FROM, StatementVote, Vote, VoteQuerySet
from maturity.models.workshop import Workshop, WorkshopQuerySet
