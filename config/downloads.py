"""The response that is a file to save, and the page that says why there is none."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.form_page import UNPROCESSABLE
from config.refusal import NotMade

log = logging.getLogger(__name__)
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


class FilesNotMade:
    """The middleware that answers with a page of the site, in a sentence, where a file can't be made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotMade):
            return None
        log.error("A file was not made at %s: %s", request.path, exception.reason)
        return render(request, "file_refusal.html", {"why": exception}, status=UNPROCESSABLE)
