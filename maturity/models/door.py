"""Who may stay in a room and come into it: taking somebody out, letting them back in, the lock, a new code."""

import datetime
import secrets

from django.db import models, transaction
from django.utils import timezone

from maturity.models.phases import Refused
from maturity.models.votes import Vote

# No letter or digit that is taken for another when read from a screen across a room: 28 signs, 480 million codes.
CODE_SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ234679"
CODE_LENGTH = 6


def new_code() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


class Door(models.Model):
    """What the facilitator does about who is in. A part of `Workshop`."""

    locked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def take_out(self, participant, *, at: datetime.datetime) -> None:
        """Take somebody out: their seat shows and does nothing more, and votes not yet revealed are void for good.

        What is revealed stays as it was. Raises Closed, or Refused for somebody of another workshop.
        """
        self._lock()
        self._must_be_here(participant)
        if self._end(self.participants.sitting().filter(pk=participant.pk), at=at):
            self._bump(stage=True)

    def _take_leavers_out(self, *, at: datetime.datetime) -> None:
        """Take out whoever's role in the force has ended, before a reveal: what they voted isn't shown then."""
        here = self.participants.sitting()
        self._end(here.exclude(pk__in=here.admitted(on=timezone.localdate(at)).values("pk")), at=at)

    def _end(self, sitting, *, at: datetime.datetime) -> int:
        """End these seats, and what was voted from them and isn't revealed; return how many seats that were."""
        seats = list(sitting.values_list("pk", flat=True))
        if seats:
            Vote.objects.counted().filter(participant__in=seats, ballot__revealed_at=None).update(void_at=at)
            self.participants.filter(pk__in=seats).update(out_at=at)
        return len(seats)

    @transaction.atomic
    def let_back_in(self, participant) -> None:
        """Give somebody who was taken out their seat back; what they voted before stays void. Raises Closed."""
        self._lock()
        self._must_be_here(participant)
        if self.participants.filter(pk=participant.pk, out_at__isnull=False).update(out_at=None):
            self._bump(stage=True)

    def _must_be_here(self, participant) -> None:
        if participant.workshop_id != self.pk:
            raise Refused("They are not in this workshop.")

    @transaction.atomic
    def lock(self, *, at: datetime.datetime) -> None:
        """Let nobody new in; whoever has a seat keeps it. Raises Closed."""
        self._set(locked_at=at)

    @transaction.atomic
    def unlock(self) -> None:
        """Let people in again. Raises Closed."""
        self._set(locked_at=None)

    @transaction.atomic
    def renew_code(self) -> None:
        """Put another code in the place of this one, which lets nobody in any more; seats stay. Raises Closed."""
        self._set(code=new_code())

    def _set(self, **columns) -> None:
        self._lock()
        type(self).objects.filter(pk=self.pk).update(**columns)
        self._bump(stage=False)
        self.refresh_from_db(fields=list(columns))
