"""A person's own account: how they sign in, and where they are signed in."""

from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import typed_text
from accounts.models import Force, Membership, User
from accounts.second_factor import has_one, is_required_of
from accounts.sessions import signed_in
from config.form_page import post_only


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show how somebody signs in, and what they look after."""
    user, on = request.user, timezone.localdate()
    memberships = Membership.objects.current(on).filter(user=user.pk).select_related("force")
    context = {
        "has_second_factor": has_one(user),
        "needs_second_factor": is_required_of(user, on=on),
        "linked": SocialAccount.objects.filter(user=user.pk).first(),
        "memberships": memberships.order_by("force__name"),
        "invites": Force.objects.open_to_inviting(user, on=on).exists(),
        "sign_ins": len(signed_in(user, this=request.session.session_key, at=timezone.now())),
    }
    return render(request, "accounts/account.html", context)


@never_cache
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List where somebody is signed in."""
    rows = signed_in(request.user, this=request.session.session_key, at=timezone.now())
    return render(request, "accounts/sign_ins.html", {"rows": rows})


@post_only("accounts:sign_ins")
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else, and end what reads in one's name."""
    cast(User, request.user).sign_out(at=timezone.now(), but=request.session.session_key)
    messages.success(
        request, "You are signed in here, and nowhere else. Your tokens, calendar links and invitations ended, too."
    )
    return redirect("accounts:sign_ins")


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Say who is there and the form token of this sign-in: asking for anything at all keeps somebody signed in."""
    return HttpResponse(
        status=204, headers={"X-Person": typed_text.of(request.user).tag, "X-Form-Token": get_token(request)}
    )
