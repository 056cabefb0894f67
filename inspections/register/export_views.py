"""The register as a file, for whoever may read it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import seen_force
from config.downloads import attachment
from inspections.finding.forms import FilterForm
from inspections.register.workbook import register_workbook
from reports.writers.xlsx import xlsx_bytes


@require_safe
def export_register(request: HttpRequest, code: str) -> HttpResponse:
    """Send the lines of the register that the address asks for, all pages of them, as an Excel workbook."""
    force = seen_force(request, code)
    filters = FilterForm(request.GET, force=force)
    filters.is_valid()
    today, author = timezone.localdate(), str(request.user)
    workbook = register_workbook(force, filters.cleaned_data, asked=filters.in_words, on=today, author=author)
    return attachment(xlsx_bytes(workbook), workbook.filename())
