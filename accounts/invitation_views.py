"""Inviting somebody to a force, and accepting an invitation."""

from typing import cast

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.forms import ArriveForm, InviteForm
from accounts.lookups import has_role
from accounts.models import Force, Invitation, Revocation, User
from accounts.models.invitations import DAYS
from accounts.models.revocations import Kind
from accounts.notices import first_administrator_named, revoked, sent
from accounts.roles import RUNS_FORCE
from config.form_page import attempt, get_or_post, post_only, posted, status_of


@require_safe
def inviting(request: HttpRequest) -> HttpResponse:
    """List the forces that the asker may invite people to."""
    forces = _open_forces(request).order_by("name")
    if not forces:
        raise Http404
    return render(request, "accounts/invite.html", {"forces": forces})


@never_cache
@get_or_post
def invitations(request: HttpRequest, code: str) -> HttpResponse:
    """List a force's open invitations, and make one: its link is on this one answer and in the mail."""
    force, on, at = get_object_or_404(_open_forces(request), code=code), timezone.localdate(), timezone.now()
    runs, by = has_role(request, force, RUNS_FORCE), cast(User, request.user)
    form, made, link, mailed = InviteForm(posted(request), force=force, on=on, by=by, runs=runs), None, "", False
    invited = attempt(form, lambda: Invitation.objects.invite(force=force, by=by, at=at, **form.cleaned_data))
    if invited:
        made, secret = invited.result
        link = settings.SITE_URL + reverse("accounts:arrive", args=[secret])
        form, mailed = InviteForm(force=force, on=on, by=by, runs=runs), _mail(made, link)
        if not runs:
            first_administrator_named(made, on=on)
    rows = Invitation.objects.visible_to(request.user, on=on).open(at=at).filter(force=force)
    rows = rows.select_related("by").order_by("-made_at", "-pk")
    context = {"force": force, "form": form, "rows": rows, "made": made, "link": link, "mailed": mailed, "days": DAYS}
    context["runs"] = runs
    return render(request, "accounts/invitations.html", context, status=status_of(form))


@post_only("accounts:invitations", "code")
def revoke(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Stop an invitation's link from working, and tell whoever sent it, as the page of access does."""
    force = get_object_or_404(_open_forces(request), code=code)
    seen = Invitation.objects.visible_to(request.user, on=timezone.localdate())
    invitation = get_object_or_404(seen, force=force, pk=pk)
    at = timezone.now()
    try:
        revoked(Revocation.objects.revoke(force=force, kind=Kind.INVITATION, pk=pk, by=request.user, at=at))
    except Revocation.Gone:
        # Its sender may invite nobody any more, so it opened nothing: it isn't to open anything again either.
        invitation.revoke(by=request.user, at=at)
    messages.success(request, f"The link to {invitation.email} doesn't work any more.")
    return redirect("accounts:invitations", code)


@login_not_required
@never_cache
@get_or_post
def arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """Take an invitation up: with an account of one's own, or by making one."""
    invitation = Invitation.objects.by_secret(secret, at=timezone.now())
    if invitation is None:
        return _gone(request)
    if request.user.is_authenticated:
        return _take_up(request, invitation, cast(User, request.user))
    has_account = User.objects.filter(email_key=invitation.email).exists()
    form = ArriveForm(None if has_account else posted(request), email=invitation.email)
    if form.is_valid():
        return _arrive(request, invitation, form)
    context = {"invitation": invitation, "has_account": has_account, "form": form}
    return render(request, "accounts/arrive.html", context, status=status_of(form))


def _open_forces(request: HttpRequest) -> QuerySet[Force]:
    return Force.objects.open_to_inviting(request.user, on=timezone.localdate())


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", status=410)


def _take_up(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    """Answer somebody who is signed in: ask them, or give them the role."""
    is_theirs = user.email_key == invitation.email
    if request.method != "POST":
        return render(request, "accounts/take_up.html", {"invitation": invitation, "is_theirs": is_theirs})
    if not is_theirs:
        # The page says whose it is, and leads to signing out.
        return redirect(request.path)
    try:
        invitation.accept(user=user, at=timezone.now())
    except Invitation.Gone:
        return _gone(request)
    messages.success(request, f"You are {invitation.get_role_display().lower()} of {invitation.force} now.")
    return redirect("home:dashboard")


def _arrive(request: HttpRequest, invitation: Invitation, form: ArriveForm) -> HttpResponse:
    """Make the account, give it the role, and sign it in."""
    typed = form.cleaned_data
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, typed["password"], name=typed["name"])
            invitation.accept(user=user, at=timezone.now())
    except Invitation.Gone:
        return _gone(request)
    return perform_login(request, user, email_verification="none")


def _mail(invitation: Invitation, link: str) -> bool:
    """Return whether the link is sent by mail: the inviter has it on the page in any case."""
    shown = {"invitation": invitation, "link": link, "days": DAYS}
    return sent([invitation.email], f"Join {invitation.force} in Assess your force", "invitation", shown)
