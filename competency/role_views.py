"""What is expected of roles. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Force
from competency.expectations import expectations
from competency.forms import RoleForm, name_of
from competency.models import RoleProfile
from competency.models.access import KEEPS, Refused, editions
from competency.profile_views import READ_AND_WRITE, status_of
from frameworks.content import content


def seen_force(request: HttpRequest, code: str) -> Force:
    """Return the force whose roles and teams the person may read; 404 for any other."""
    return get_object_or_404(Force.objects.visible_to(request.user, on=timezone.localdate()), code=code)


def kept_force(request: HttpRequest, code: str) -> Force:
    """Return the force whose roles and teams the person keeps; 404 for any other."""
    kept = Force.objects.where_user_has(request.user, KEEPS, on=timezone.localdate())
    return get_object_or_404(kept, code=code)


def keeps(request: HttpRequest, force: Force) -> bool:
    """Return whether the person keeps the force's roles and teams."""
    return Force.objects.where_user_has(request.user, KEEPS, on=timezone.localdate()).filter(pk=force.pk).exists()


@require_safe
def roles(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    found = RoleProfile.objects.filter(force=force).select_related("edition__framework")
    listed = found.annotate(number=Count("expected")).order_by("-is_offered", "title", "pk")
    context = {"force": force, "roles": listed, "editions": editions(), "keeps": keeps(request, force)}
    return render(request, "competency/roles.html", context)


@require_safe
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is expected of a role."""
    seen = RoleProfile.objects.visible_to(request.user, on=timezone.localdate())
    found = get_object_or_404(seen.select_related("force", "edition__framework"), pk=pk)
    context = {"role": found, "force": found.force, "rows": expectations(found), "keeps": keeps(request, found.force)}
    return render(request, "competency/role.html", context)


@READ_AND_WRITE
def add_role(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    force, chosen = kept_force(request, code), get_object_or_404(editions(), pk=edition)
    form = RoleForm(request.POST if request.method == "POST" else None, words=content(chosen))
    if request.method == "POST" and form.is_valid():
        named = {"force": force, "edition": chosen, "title": form.cleaned_data["title"]}
        try:
            made = RoleProfile.objects.set_up(**named, levels=form.levels)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"“{made}” is set up.")
            return redirect("competency:role", made.pk)
    context = {"force": force, "edition": chosen, "form": form}
    return render(request, "competency/role_form.html", context, status=status_of(form))


@READ_AND_WRITE
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    kept = RoleProfile.objects.editable_by(request.user, on=timezone.localdate())
    found = get_object_or_404(kept.select_related("force", "edition__framework"), pk=pk)
    form = RoleForm(
        request.POST if request.method == "POST" else None, words=content(found.edition), initial=as_is(found)
    )
    if request.method == "POST" and form.is_valid():
        named = {name: form.cleaned_data[name] for name in ("title", "is_offered", "version")}
        try:
            found.change(**named, levels=form.levels)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("competency:role", pk)
    context = {"role": found, "force": found.force, "edition": found.edition, "form": form}
    return render(request, "competency/role_form.html", context, status=status_of(form))


def as_is(role: RoleProfile) -> dict[str, object]:
    """Return what the form begins with: the role as it stands."""
    said: dict[str, object] = {name: getattr(role, name) for name in ("title", "is_offered", "version")}
    levels = dict(role.expected.values_list("criterion", "level"))
    return said | {name_of(node): levels.get(node.pk) for node in content(role.edition).criteria if node.scored}
