"""What is expected of roles."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, has_role, seen_force
from competency.expectations import expectations
from competency.forms import RoleForm
from competency.models import RoleProfile
from competency.models.access import KEEPS, editions
from config.form_page import attempt, get_or_post, posted, status_of
from frameworks.content import content


@require_safe
def roles(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    own = RoleProfile.objects.filter(force=force).select_related("edition__framework")
    listed = own.annotate(number=Count("expected")).order_by("-is_offered", "title_found", "pk")
    context = {"force": force, "roles": listed, "editions": editions(), "keeps": has_role(request, force, KEEPS)}
    return render(request, "competency/roles.html", context)


@require_safe
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is expected of a role."""
    visible = RoleProfile.objects.visible_to(request.user, on=timezone.localdate())
    seen = get_object_or_404(visible.select_related("force", "edition__framework"), pk=pk)
    keeps = has_role(request, seen.force, KEEPS)
    context = {"role": seen, "force": seen.force, "rows": expectations(seen), "keeps": keeps}
    return render(request, "competency/role.html", context)


@get_or_post
def add_role(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    force, chosen = force_with_role(request, code, KEEPS), get_object_or_404(editions(), pk=edition)
    form = RoleForm(posted(request), words=content(chosen))
    added = attempt(form, lambda: form.set_up(force=force, edition=chosen))
    if added:
        messages.success(request, f"“{added.result}” is set up.")
        return redirect("competency:role", added.result.pk)
    context = {"force": force, "edition": chosen, "form": form}
    return render(request, "competency/role_form.html", context, status=status_of(form))


@get_or_post
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    editable = RoleProfile.objects.editable_by(request.user, on=timezone.localdate())
    profile = get_object_or_404(editable.select_related("force", "edition__framework"), pk=pk)
    form = RoleForm(posted(request), words=content(profile.edition), role=profile)
    if attempt(form, lambda: form.change(profile)):
        messages.success(request, "Saved.")
        return redirect("competency:role", pk)
    context = {"role": profile, "force": profile.force, "edition": profile.edition, "form": form}
    return render(request, "competency/role_form.html", context, status=status_of(form))
