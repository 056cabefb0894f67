"""Taking a workshop over from a facilitator who is away: a page that says what follows, and the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.form_page import CONFLICT, attempt, get_or_post, posted, status_of
from maturity.models import Workshop
from maturity.takeover_forms import TakeOverForm


@never_cache
@get_or_post
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    today, now = timezone.localdate(), timezone.now()
    open_to_them = Workshop.objects.open_to_taking_over(request.user, on=today).with_assessment()
    workshop = get_object_or_404(open_to_them, pk=pk)
    if workshop.facilitator == request.user:
        return redirect("maturity:run", pk)
    form = TakeOverForm(posted(request))
    taken = attempt(form, lambda: workshop.take_over(by=request.user, on=today, at=now, **form.cleaned_data))
    if taken.done:
        messages.success(request, "You facilitate this workshop now.")
        return redirect("maturity:run", pk)
    page = {"workshop": workshop, "assessment": workshop.assessment, "form": form}
    status = CONFLICT if taken.refused else status_of(form)
    return render(request, "maturity/take_over.html", page, status=status)
