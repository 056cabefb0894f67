"""Sharing a profile with colleagues, and taking it out of a team's map."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from competency.forms import ShareForm
from competency.lookups import editable_profile, own_profile
from competency.profile_document import MARKING
from config.form_page import attempt, get_or_post, post_only, posted, status_of


@get_or_post
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may read a profile until when, and show it to somebody else."""
    profile, today = editable_profile(request, pk), timezone.localdate()
    live = list(
        profile.shares.live(today).select_related("person").order_by("person__name_found", "person__name", "pk")
    )
    shown_to = [request.user.pk, *(share.person_id for share in live)]
    form = ShareForm(posted(request), force=profile.force, on=today, without=shown_to)
    shared = attempt(form, lambda: profile.share(**form.cleaned_data, at=timezone.now()))
    if shared:
        messages.success(request, f"{shared.result.person} may read this profile.")
        return redirect("competency:shares", pk)
    context = {"profile": profile, "force": profile.force, "shares": live, "form": form, "marking": MARKING}
    return render(request, "competency/shares.html", context, status=status_of(form))


@post_only("competency:shares", "pk")
def end_share(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    """Stop showing a profile to somebody; its owner may do so after leaving the force, too."""
    ended = get_object_or_404(own_profile(request, pk).shares.select_related("person"), pk=share)
    ended.end(at=timezone.now())
    messages.success(request, f"{ended.person} no longer sees this profile.")
    return redirect("competency:profile", pk)


@post_only("competency:profile", "pk")
def uncount(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a profile out of the map that counts it, which takes the map down."""
    own_profile(request, pk).uncount(at=timezone.now())
    messages.success(request, "No map counts this profile.")
    return redirect("competency:profile", pk)
