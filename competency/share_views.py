"""Whom somebody shows their profile to, and taking it out of a team's map. Each finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from competency.forms import ShareForm
from competency.models import Profile
from competency.models.access import Refused
from competency.profile_document import MARKING
from competency.profile_views import ABOUT, READ_AND_WRITE, own_profile, status_of


@READ_AND_WRITE
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may read a profile until when, and show it to somebody else."""
    found, today = own_profile(request, pk), timezone.localdate()
    live = list(found.shares.live(today).select_related("person").order_by("person__name", "pk"))
    shown_to = [request.user.pk, *(each.person_id for each in live)]
    form = ShareForm(request.POST if request.method == "POST" else None, force=found.force, on=today, without=shown_to)
    if request.method == "POST" and form.is_valid():
        try:
            made = found.share(**form.cleaned_data, at=timezone.now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{made.person} may read this profile.")
            return redirect("competency:shares", pk)
    context = {"profile": found, "force": found.force, "shares": live, "form": form, "marking": MARKING}
    return render(request, "competency/shares.html", context, status=status_of(form))


@require_POST
def end_share(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    """Show a profile to somebody no more; its owner may do so after leaving the force, too."""
    found = get_object_or_404(Profile.objects.of(request.user), pk=pk)
    ended = get_object_or_404(found.shares.select_related("person"), pk=share)
    ended.end(at=timezone.now())
    messages.success(request, f"{ended.person} no longer sees this profile.")
    return redirect("competency:profile", pk)


@require_POST
def uncount(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a profile out of the map that counts it, which takes the map down."""
    found = get_object_or_404(Profile.objects.of(request.user).select_related(*ABOUT), pk=pk)
    found.uncount(at=timezone.now())
    messages.success(request, "No map counts this profile.")
    return redirect("competency:profile", pk)
