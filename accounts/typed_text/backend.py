"""Who is signed in, as each request finds them."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from accounts.models import User


class Backend(AuthenticationBackend):
    """allauth's own, whose people know whether their browser may keep what they type: in the same query."""

    def get_user(self, user_id) -> User | None:
        user = User.objects.with_typed_kept(on=timezone.localdate()).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
