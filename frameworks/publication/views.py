"""Publishing an edition, withdrawing it, and starting the next one from it: each asked on a page of its own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from config.form_page import attempt, attempt_at_once, get_or_post, posted, status_of
from frameworks.lookups import administered_edition
from frameworks.models import Edition
from frameworks.publication import acts
from frameworks.publication.forms import NewEditionForm, PublishForm
from frameworks.publication.page import readiness, staying_on


@get_or_post
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stands in the way of publishing and what stays as it is; lock the edition once that is confirmed."""
    edition = administered_edition(request, pk)
    form = PublishForm(posted(request))
    if attempt(form, lambda: acts.publish(edition, by=request.user, at=timezone.now())).done:
        messages.success(request, f"{edition} is published. Its words never change again.")
        return redirect("frameworks:edition", pk)
    context = {"edition": edition, "form": form, "readiness": readiness(edition)}
    return render(request, "frameworks/publication/publish.html", context, status=status_of(form))


@get_or_post
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before an edition is offered to no new assessment, or offered again."""
    edition = _published_edition(request, pk)
    if request.method != "POST":
        context = {"edition": edition, "staying": staying_on(edition)}
        return render(request, "frameworks/publication/withdraw.html", context)
    is_back = request.POST.get("act") == "bring_back"
    act, outcome = (acts.bring_back, "offered again") if is_back else (acts.withdraw, "withdrawn")
    attempt_at_once(request, lambda: act(edition), success=f"{edition} is {outcome}.")
    return redirect("frameworks:edition", pk)


@get_or_post
def new_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the next edition as a draft with the words of this one."""
    edition = _published_edition(request, pk)
    form = NewEditionForm(posted(request))
    started = attempt(form, lambda: acts.edit_as_new(edition, form.cleaned_data["label"]))
    if started.done:
        messages.success(request, f"{started.result} is here as a draft, with every word of {edition.label}.")
        return redirect("frameworks:edition", started.result.pk)
    context = {"edition": edition, "form": form}
    return render(request, "frameworks/publication/new_edition.html", context, status=status_of(form))


def _published_edition(request: HttpRequest, pk: int) -> Edition:
    """Return an edition that is published or withdrawn; 404 for a draft."""
    edition = administered_edition(request, pk)
    if edition.status == Edition.Status.DRAFT:
        raise Http404("A draft is neither withdrawn nor copied.")
    return edition
