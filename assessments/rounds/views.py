"""The next round and two rounds beside each other. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessments.models import Assessment
from assessments.rounds.carry_over import next_round
from assessments.rounds.compare import rounds
from assessments.rounds.compare_document import ENDINGS, rounds_filename
from assessments.rounds.forms import NextRoundForm
from config.downloads import attachment
from config.form_page import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
def next_round_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the round after an assessment, whatever state that is in."""
    today = timezone.localdate()
    old = get_object_or_404(Assessment.objects.run_by(request.user, on=today).with_edition(), pk=pk)
    form = NextRoundForm(request.POST if request.method == "POST" else None, old=old, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = next_round(old, by=request.user, at=timezone.now(), **form.asked(lead=request.user))
        except Assessment.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The next round is open. Nothing that was carried over counts until it is confirmed."
            )
            return redirect("assessments:overview", made.pk)
    page = {"assessment": old, "form": form}
    return render(request, "assessments/rounds/next_round.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def compare_rounds(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.GET.get("beside", "")
    beside = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    assessment, today = _seen(request, pk), timezone.localdate()
    compared = rounds(assessment, beside=beside, on=today)
    page = {"assessment": assessment, "rounds": compared, "beside": beside, "today": today}
    return render(request, "assessments/rounds/compare.html", page)


@require_GET
def rounds_file(request: HttpRequest, pk: int, beside: int, ending: str) -> HttpResponse:
    assessment, today = _seen(request, pk), timezone.localdate()
    compared = rounds(assessment, beside=beside, on=today)
    if ending not in ENDINGS or beside not in {each.pk for each in compared.chain if each != assessment}:
        raise Http404("There is no such file of two rounds.")
    author = str(compared.later.lead or assessment.force)
    content = ENDINGS[ending](compared, author=author, on=today)
    return attachment(content, rounds_filename(compared, ending, on=today))


def _seen(request: HttpRequest, pk: int) -> Assessment:
    seen = Assessment.objects.visible_to(request.user, on=timezone.localdate()).with_edition()
    return get_object_or_404(seen, pk=pk)
