"""What people take away as files, and what they bring back. Each view finds, asks or acts, and answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.files import ENDINGS, gap_filename
from assessments.gap import gap_report
from assessments.models import Assessment


@require_GET
def gap_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    today = timezone.localdate()
    assessment = get_object_or_404(Assessment.objects.visible_to(request.user, on=today).with_edition(), pk=pk)
    if ending not in ENDINGS:
        raise Http404("There is no such file of a gap report.")
    report, made = gap_report(assessment, on=today), ENDINGS[ending]
    content = made.write(report, str(assessment.lead or assessment.force))
    return download(content, made.content_type, gap_filename(report, ending))


def download(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """Return bytes to keep under a name, and for nobody in between to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
