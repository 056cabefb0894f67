"""Names for filters of the register: save one, rename it, delete it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.lookups import seen_force
from config.form_page import get_or_post, post_only, posted, status_of
from inspections.lookups import editable_row
from inspections.models import SavedView
from inspections.register.forms import FilterForm
from inspections.saved_views.forms import SavedViewForm


@get_or_post
def save_view(request: HttpRequest, code: str) -> HttpResponse:
    """Give the filters that the address carries a name, for oneself or shared with the force."""
    force = seen_force(request, code)
    filters = FilterForm(request.GET, force=force)
    view = SavedView(force=force, by_id=request.user.pk or 0, query=urlencode(filters.asked))
    form = SavedViewForm(posted(request), instance=view)
    if form.is_valid():
        messages.success(request, f"The view “{form.save()}” is saved.")
        return redirect(f"{reverse('inspections:register', args=[code])}?{view.query}")
    context = {"force": force, "form": form, "asked": filters.in_words, "view": None}
    return render(request, "inspections/saved_views/page.html", context, status=status_of(form))


@get_or_post
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, share it with the force, or stop sharing it."""
    view = _own(request, pk)
    form = SavedViewForm(posted(request), instance=view)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("inspections:register", view.force.code)
    filters = FilterForm(view.asked, force=view.force)
    context = {"force": view.force, "form": form, "asked": filters.in_words, "view": view}
    return render(request, "inspections/saved_views/page.html", context, status=status_of(form))


@post_only("inspections:change_view", "pk")
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    view.delete()
    messages.success(request, f"The view “{view}” is deleted.")
    return redirect("inspections:register", view.force.code)


def _own(request: HttpRequest, pk: int) -> SavedView:
    return editable_row(request, SavedView.objects.select_related("force"), pk)
