"""The next round and two rounds beside each other. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have
from assessments.lookups import run_assessment, seen_assessment
from assessments.rounds.carry_over import next_round
from assessments.rounds.compare import rounds
from assessments.rounds.compare_document import ENDINGS, rounds_filename
from assessments.rounds.forms import NextRoundForm
from config.downloads import attachment
from config.form_page import attempt, get_or_post, posted, status_of


@get_or_post
def next_round_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the round after an assessment, whatever state that is in."""
    old = run_assessment(request, pk)
    form = NextRoundForm(posted(request), old=old, on=timezone.localdate())
    opened = attempt(form, lambda: next_round(old, by=request.user, at=timezone.now(), **form.asked(lead=request.user)))
    if opened.done:
        success = "The next round is open. Nothing that was carried over counts until it is confirmed."
        messages.success(request, success)
        return redirect("assessments:overview", opened.result.pk)
    page = {"assessment": old, "form": form}
    return render(request, "assessments/rounds/next_round.html", page, status=status_of(form))


@require_safe
def compare_rounds(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.GET.get("beside", "")
    beside = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    assessment, today = seen_assessment(request, pk), timezone.localdate()
    compared = rounds(assessment, beside=beside, on=today)
    page = {"assessment": assessment, "rounds": compared, "beside": beside, "today": today}
    marked = (each.marking for each in (compared.earlier, compared.later) if each)
    page["files"] = all(may_have(request.user, assessment.force, marking) for marking in marked)
    return render(request, "assessments/rounds/compare.html", page)


@require_safe
def rounds_file(request: HttpRequest, pk: int, beside: int, ending: str) -> HttpResponse:
    assessment, today = seen_assessment(request, pk), timezone.localdate()
    compared = rounds(assessment, beside=beside, on=today)
    if ending not in ENDINGS or beside not in {each.pk for each in compared.chain if each != assessment}:
        raise Http404("There is no such file of two rounds.")
    author = str(compared.later.lead or assessment.force)
    content = ENDINGS[ending](compared, author=author, on=today)
    return attachment(content, rounds_filename(compared, ending, on=today))
