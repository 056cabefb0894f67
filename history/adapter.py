"""Every sign-in, sign-out and failed try is recorded, whatever way somebody proves who they are."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.adapter import InvitedOnly
from accounts.models import User
from config.fields import longest
from history.models import Visit


class Recorded(InvitedOnly):
    """Records who signs in and out: every way of proving who one is ends here."""

    def login(self, request, user):
        super().login(request, user)
        self._record(request, Visit.Act.IN, user)

    def logout(self, request):
        user = request.user
        super().logout(request)
        if not isinstance(user, AnonymousUser) and user.is_authenticated:
            self._record(request, Visit.Act.OUT, user)

    def authentication_failed(self, request, **credentials):
        super().authentication_failed(request, **credentials)
        self._record(request, Visit.Act.REFUSED, _meant(credentials))

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except Exception:
            self._record(request, Visit.Act.STOPPED, _meant(credentials))
            raise

    def _record(self, request, act: str, user) -> None:
        try:
            address = self.get_client_ip(request)
        except PermissionDenied:
            address = ""
        address = address[: longest(Visit, "address")]
        Visit.objects.create(at=timezone.now(), act=act, user_id=user.pk if user else None, address=address)


def _meant(credentials) -> User | None:
    """Return whoever has the address that was typed. Nothing else of it is kept: it may be a password."""
    return User.objects.filter(email_key=credentials.get("email") or "").first()
