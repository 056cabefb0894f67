"""The workshops on an assessment, and opening one."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.lookups import run_assessment, seen_assessment
from assessments.models import Assessment
from config.fields import longest
from config.form_page import attempt, get_or_post, posted, problems_of, status_of
from frameworks.content import content
from maturity.models import Handover, Workshop
from maturity.workshop_forms import AgendaForm, ConveneForm


@require_safe
def workshop_list(request: HttpRequest, assessment: int) -> HttpResponse:
    about = seen_assessment(request, assessment)
    rows = Workshop.objects.filter(assessment=about).with_assessment().order_by("-opened_at", "-pk")
    rows = rows.prefetch_related(Prefetch("handovers", Handover.objects.in_order(), to_attr="handed_over"))
    runs = Assessment.objects.run_by(request.user, on=timezone.localdate()).filter(pk=assessment).exists()
    return render(request, "maturity/list.html", {"assessment": about, "workshops": rows, "runs": runs})


@get_or_post
def convene(request: HttpRequest, assessment: int) -> HttpResponse:
    """Open a workshop: its settings, and the criteria to vote on."""
    about = run_assessment(request, assessment)
    words = content(about.edition)
    title = f"{about.subject_name}, {about.round_label}"[: longest(Workshop, "title")]
    form, agenda = ConveneForm(posted(request), initial={"title": title}), AgendaForm(posted(request), words=words)
    if agenda.is_valid() and (convened := attempt(form, lambda: _convene(request, about, form, agenda))).done:
        return redirect("maturity:run", convened.result.pk)
    page = {"assessment": about, "form": form, "agenda": agenda, "words": words, "messages_of": problems_of(agenda)}
    return render(request, "maturity/convene.html", page, status=status_of(form, agenda))


def _convene(request: HttpRequest, about: Assessment, form: ConveneForm, agenda: AgendaForm) -> Workshop:
    criteria, now = agenda.criteria(), timezone.now()
    return Workshop.convene(about, criteria=criteria, by=request.user, at=now, **form.cleaned_data)
