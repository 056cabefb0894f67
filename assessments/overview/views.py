"""The list of assessments, and the page of one. Each view finds, asks, and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import REVIEWS, RUNS_ASSESSMENTS, SIGNS_OFF
from assessments.comments.pages import open_threads
from assessments.gap.report import gap_report
from assessments.lookups import assessment_and_roles
from assessments.models import Assessment
from assessments.overview.list import assessment_list as listed
from assessments.sign_off.page import course
from config.render_cache import cached, rendered


@require_safe
def assessment_list(request: HttpRequest) -> HttpResponse:
    page = listed(request.user, on=timezone.localdate(), page=request.GET.get("page"))
    return render(request, "assessments/overview/list.html", {"list": page})


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Assessment.objects.with_edition().with_round_before().with_signatories()
    assessment, roles = assessment_and_roles(request, pk, rows)
    today = timezone.localdate()
    key = (assessment.revision, assessment.plan_revision, assessment.before, assessment.signatories, today)

    def parts() -> dict[str, str | int]:
        report = gap_report(assessment, on=today)
        context = {"assessment": assessment, "report": report, "course": course(pk)}
        parts = rendered("assessments/overview", ("follows", "course", "body"), context)
        return {**parts, "threads": open_threads(assessment)}

    page = cached(f"overview:{pk}", key, parts)
    may = {"runs": bool(roles & RUNS_ASSESSMENTS), "signs": bool(roles & SIGNS_OFF), "reviews": bool(roles & REVIEWS)}
    return render(request, "assessments/overview/page.html", {"assessment": assessment, **may, **page})
