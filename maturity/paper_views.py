"""A room without devices: the sheets to print, and the form that types them in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from maturity.after_views import file_answer
from maturity.models import Workshop
from maturity.sheets import voting_sheet, wall_matrix
from reports.writers.sheets import grid_pdf, tick_sheet_pdf


@require_GET
def sheet(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    today = timezone.localdate()
    visible = Workshop.objects.visible_to(request.user, on=today).with_assessment()
    workshop = get_object_or_404(visible, pk=pk)
    if name == "matrix":
        grid = wall_matrix(workshop, on=today)
        return file_answer(grid_pdf(grid), grid.front.filename)
    paper = voting_sheet(workshop, on=today)
    return file_answer(tick_sheet_pdf(paper), paper.front.filename)
