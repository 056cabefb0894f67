"""The response that is a file to save."""

from django.http import HttpResponse

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "json": "application/json; charset=utf-8",
    "pdf": "application/pdf",
    "yaml": "application/yaml; charset=utf-8",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}


def attachment(content: bytes | str, name: str) -> HttpResponse:
    """Return a file to save under its name, whose ending says its type. No cache stores it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
