"""Single sign-on: who gets in through their organisation's directory, and with which roles."""

import contextlib
import datetime

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.models import GroupRole, Invitation, User
from accounts.models.groups import follow
from accounts.second_factor import ASKED_BY_PROVIDER
from accounts.single_sign_on.claims import Claims
from accounts.single_sign_on.claims import read as read_claims
from config.fields import longest
from config.refusal import Refusal


class Refused(Refusal):
    """Somebody whom the directory knows, and who has no business here yet."""


class Directory(DefaultSocialAccountAdapter):
    """What django-allauth asks this project about people of the directory."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: who may come in has an account by the time this is asked."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the person's account and give them their groups' roles; answer with a page where refused."""
        if sociallogin.state.get("process") == "connect":
            return
        claims = read(sociallogin)
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            with transaction.atomic():
                user = admit(claims, known, at=timezone.now(), on=timezone.localdate())
                if known is None:
                    sociallogin.connect(request, user)
            # Outside, so that what the groups no longer give is taken away from who is refused, too.
            check_has_business(user, on=timezone.localdate())
        except Refused as refusal:
            page = render(request, "accounts/sso_refused.html", {"why": str(refusal)}, status=403)
            raise ImmediateHttpResponse(page) from None
        asked = claims.gave_second_factor or settings.OIDC_ASKS_FOR_MFA
        request.session[ASKED_BY_PROVIDER] = user.pk if asked else None

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount) -> str:
        return reverse("accounts:account")


def read(sociallogin: SocialLogin) -> Claims:
    return read_claims(
        sociallogin.account.extra_data,
        groups_claim=settings.OIDC_GROUPS_CLAIM,
        emails_are_verified=settings.OIDC_EMAILS_ARE_VERIFIED,
    )


def admit(claims: Claims, known: User | None, *, at: datetime.datetime, on: datetime.date) -> User:
    """Return the person's account, with the roles that their groups and open invitations give. Raises Refused."""
    group_roles = list(GroupRole.objects.filter(group__in=claims.groups))
    invitations = list(invitations_to(claims, at=at))
    user = known or linked(claims) or made(claims, may_come_in=bool(group_roles or invitations))
    follow(user, group_roles, on=on)
    for invitation in invitations:
        # Another address than the account's, or taken up a moment ago: either way there is nothing to do.
        with contextlib.suppress(Invitation.Gone, Invitation.ForSomebodyElse):
            invitation.accept(user=user, at=at)
    return user


def check_has_business(user: User, *, on: datetime.date) -> None:
    """Raises Refused for an account in use that has no role any more and looks after nothing."""
    if user.is_active and not user.runs_installation and not user.memberships.current(on).exists():
        raise Refused(NO_ROLE.format(name=settings.OIDC_NAME))


def invitations_to(claims: Claims, *, at: datetime.datetime):
    """Return the open invitations to a verified address; none to one that anybody may have typed."""
    to_them = Invitation.objects.open(at=at).filter(email=claims.email).select_related("force")
    return to_them if claims.email_is_verified else to_them.none()


def linked(claims: Claims) -> User | None:
    """Return the account with that address, where it may be linked; None where there is none. Raises Refused."""
    user = User.objects.filter(email_key=claims.email).first() if claims.email else None
    if user is None:
        return None
    # An address may be given to somebody else, and a directory's administrator may give themselves any.
    if settings.OIDC_LINK_BY_EMAIL and claims.email_is_verified and not user.runs_installation:
        return user
    raise Refused(HAS_ACCOUNT.format(name=settings.OIDC_NAME))


def made(claims: Claims, *, may_come_in: bool) -> User:
    """Return a new account without a password. Raises Refused."""
    if not claims.email_is_verified:
        raise Refused(NO_ADDRESS.format(name=settings.OIDC_NAME))
    if not may_come_in:
        raise Refused(NO_ROLE.format(name=settings.OIDC_NAME))
    return User.objects.create_user(claims.email, name=claims.name[: longest(User, "name")])


NO_ROLE = (
    "You are signed in to {name}, but none of your groups has a role in this service and nobody has invited you. "
    "Ask your force's administrator of this service for an invitation."
)
NO_ADDRESS = (
    "{name} didn't say that your e-mail address is verified, so no account can be made with it. "
    "Ask the people who look after {name}."
)
HAS_ACCOUNT = (
    "There is an account with your e-mail address already. Sign in with its password, "
    "then link it to {name} under “Your account”."
)
