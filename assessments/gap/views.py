"""The gap report as a page and as files. Each view finds, asks, and answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have
from accounts.roles import ASSESSES
from assessments.gap.files import ENDINGS, gap_filename
from assessments.gap.report import gap_report
from assessments.lookups import assessment_and_roles, seen_assessment
from assessments.models import Assessment
from config.downloads import attachment
from config.render_cache import cached


@require_safe
def gap(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Assessment.objects.for_scoring().with_shelf().with_round_before().with_owners()
    assessment, roles = assessment_and_roles(request, pk, rows)
    today, plans, notes = timezone.localdate(), bool(roles & ASSESSES), "notes" in request.GET
    # Rendered four times at most: with what only those who may plan can do and without, with the notes and without.
    key = (
        assessment.revision,
        assessment.plan_revision,
        assessment.shelf,
        assessment.before,
        assessment.owners,
        today,
    )

    def body() -> str:
        context = {"report": gap_report(assessment, on=today), "plans": plans, "notes": notes}
        return render_to_string("assessments/gap/_report.html", context)

    files = may_have(request.user, assessment.force, assessment.marking)
    context = {
        "assessment": assessment,
        "files": files,
        "today": today,
        "body": cached(f"gap:{pk}:{plans}:{notes}", key, body),
    }
    return render(request, "assessments/gap/page.html", context)


@require_safe
def gap_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    assessment = seen_assessment(request, pk)
    if ending not in ENDINGS:
        raise Http404("There is no such file of a gap report.")
    report, file = gap_report(assessment, on=timezone.localdate()), ENDINGS[ending]
    return attachment(file.write(report, str(assessment.lead or assessment.force)), gap_filename(report, ending))
