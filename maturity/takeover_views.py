"""Taking a workshop over from a facilitator who is away: a page that says what follows, and the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maturity.forms import TakeOverForm
from maturity.models import Workshop
from maturity.seat_views import CONFLICT, UNPROCESSABLE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    rows = Workshop.objects.open_to_taking_over(request.user, on=today).with_assessment()
    workshop = get_object_or_404(rows, pk=pk)
    if workshop.facilitator == request.user:
        return redirect("maturity:run", pk)
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            workshop.take_over(by=request.user, on=today, at=timezone.now(), **form.cleaned_data)
        except Workshop.Refused as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
        else:
            messages.success(request, "You facilitate this workshop now.")
            return redirect("maturity:run", pk)
    page = {"workshop": workshop, "assessment": workshop.assessment, "form": form}
    return render(request, "maturity/take_over.html", page, status=status)
