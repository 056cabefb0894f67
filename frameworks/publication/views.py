"""Publishing an edition, withdrawing it, and starting the next one from it: each asked on a page of its own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from frameworks.files.forms import NewEditionForm, PublishForm
from frameworks.files.views import READ_AND_WRITE, UNPROCESSABLE
from frameworks.models import Edition
from frameworks.publication.publish import Refused, bring_back, edit_as_new, readiness, staying_on, withdraw
from frameworks.publication.publish import publish as publish_edition


def _administered(request: HttpRequest, pk: int) -> Edition:
    editions = Edition.objects.administered_by(request.user).select_related("framework", "supersedes")
    return get_object_or_404(editions, pk=pk)


def _not_a_draft(edition: Edition) -> Edition:
    if edition.status == Edition.Status.DRAFT:
        raise Http404("A draft is neither withdrawn nor copied.")
    return edition


@READ_AND_WRITE
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stands in the way of publishing and what stays as it is; lock the edition once that is confirmed."""
    edition = _administered(request, pk)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            publish_edition(edition, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{edition} is published. Its words never change again.")
            return redirect("frameworks:edition", pk)
    context = {"edition": edition, "form": form, "readiness": readiness(edition)}
    return render(request, "frameworks/publication/publish.html", context, status=UNPROCESSABLE if form.errors else 200)


@READ_AND_WRITE
def withdraw_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before an edition is offered to no new assessment, or offered again."""
    edition = _not_a_draft(_administered(request, pk))
    if request.method != "POST":
        return render(
            request, "frameworks/publication/withdraw.html", {"edition": edition, "staying": staying_on(edition)}
        )
    act, done = (bring_back, "offered again") if request.POST.get("act") == "bring_back" else (withdraw, "withdrawn")
    try:
        act(edition)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{edition} is {done}.")
    return redirect("frameworks:edition", pk)


@READ_AND_WRITE
def new_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the next edition as a draft that says what this one says."""
    edition = _not_a_draft(_administered(request, pk))
    form = NewEditionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = edit_as_new(edition, form.cleaned_data["label"])
        except Refused as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, f"{draft} is here as a draft, with every word of {edition.label}.")
            return redirect("frameworks:edition", draft.pk)
    context = {"edition": edition, "form": form}
    return render(
        request, "frameworks/publication/new_edition.html", context, status=UNPROCESSABLE if form.errors else 200
    )
