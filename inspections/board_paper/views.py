"""The board's papers: draft one, write its sections, see it as it will be, issue it, and send its file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.downloads import attachment
from inspections.board_paper.forms import PaperForm, SectionForm
from inspections.board_paper.issue import stored
from inspections.board_paper.pages import document_of, draft_document, draft_of, paper_page, papers_of
from inspections.finding.views import (
    READ_AND_WRITE,
    REFUSALS,
    run_force,
    runs_register,
    seen_force,
    status_of,
    typed_into,
)
from inspections.models import BoardPaper, PaperSection
from inspections.register.table import default_since
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes

# Each file that a paper is sent as: its writer, and what a browser is told that it is.
WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes}


def _rows(request: HttpRequest):
    return BoardPaper.objects.select_related("force", "board", "meeting", "issued__by", "follows")


def _visible(request: HttpRequest, pk: int) -> BoardPaper:
    return get_object_or_404(_rows(request).visible_to(request.user, on=timezone.localdate()), pk=pk)


def _editable(request: HttpRequest, pk: int) -> BoardPaper:
    return get_object_or_404(_rows(request).editable_by(request.user, on=timezone.localdate()), pk=pk)


@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    context = {"force": force, "papers": papers_of(force), "runs": runs_register(request, force)}
    return render(request, "inspections/board_paper/list.html", context)


@READ_AND_WRITE
def draft_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a paper: everything in it is drafted from the register as at its day."""
    force, today = run_force(request, code), timezone.localdate()
    board = force.boards.order_by("pk").first()
    given = {"on": today, "since": default_since(force, today), "author": "Inspection lead", "board": board}
    initial = {**given, "title": f"Inspection update, {today:%B %Y}"}
    paper = BoardPaper.objects.begun(force, by=request.user, at=timezone.now())
    form = PaperForm(typed_into(request), instance=paper, initial=initial)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "The paper is drafted. Read it through, and change the words that are yours to say.")
        return redirect("inspections:paper", form.save().pk)
    context = {"force": force, "form": form, "has_boards": board is not None}
    return render(request, "inspections/board_paper/form.html", context, status=status_of(form))


@READ_AND_WRITE
def change_paper(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _editable(request, pk)
    form = PaperForm(typed_into(request), instance=paper)
    if request.method == "POST" and form.is_valid():
        try:
            paper.amend(**form.values)
        except (BoardPaper.Refused, *REFUSALS) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("inspections:paper", pk)
    context = {"force": paper.force, "form": form, "paper": paper, "has_boards": True}
    return render(request, "inspections/board_paper/form.html", context, status=status_of(form))


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper as it is read: the draft as it would be issued now, or the paper as it was issued."""
    found = _visible(request, pk)
    page = paper_page(found, on=timezone.localdate())
    marking = page.document.marking
    context = {"force": found.force, "page": page, "marking": marking, "runs": runs_register(request, found.force)}
    return render(request, "inspections/board_paper/page.html", context)


@READ_AND_WRITE
def write_section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change the words of one section of a draft."""
    found = _editable(request, pk)
    if key not in PaperSection.Key.values or hasattr(found, "issued"):
        raise Http404("No such section of a draft.")
    draft = draft_of(found)
    written = draft.written.get(key)
    initial = {"text": draft.texts[key], "version": written.version if written else 0}
    form = SectionForm(typed_into(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            now = timezone.now()
            found.write(key, drafted=draft.drafted[key], by=request.user, at=now, **form.cleaned_data)
        except BoardPaper.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The section is saved.")
            return redirect("inspections:paper", pk)
    context = {"force": found.force, "paper": found, "form": form, "name": PaperSection.Key(key).label, "key": key}
    context |= {"written": written, "drafted": draft.drafted[key], "is_stale": draft.is_stale(key)}
    return render(request, "inspections/board_paper/section.html", context, status=status_of(form))


@require_POST
def use_draft(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Let a section say again what is drafted from the figures."""
    return _acted(request, _editable(request, pk), lambda paper: paper.use_draft(key), "The drafted text is back.")


@require_POST
def issue_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the paper as it stands at this moment."""

    def text(paper: BoardPaper) -> str:
        return stored(draft_document(paper, draft_of(paper), on=timezone.localdate(), issued=True))

    def issue(paper: BoardPaper) -> None:
        paper.issue(text, by=request.user, at=timezone.now())

    return _acted(request, _editable(request, pk), issue, "The paper is issued. It changes no more.")


@require_POST
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    try:
        draft = found.next_version(by=request.user, at=timezone.now())
    except BoardPaper.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("inspections:paper", pk)
    messages.success(request, f"Version {draft.version} is drafted, with the words of the version before.")
    return redirect("inspections:paper", draft.pk)


@require_POST
def discard_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    try:
        found.discard()
    except BoardPaper.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("inspections:paper", pk)
    messages.success(request, "The draft is deleted.")
    return redirect("inspections:papers", found.force.code)


@require_safe
def paper_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Send a paper as Word or PDF; an issued one is written from what was issued."""
    if ending not in WRITERS:
        raise Http404("A paper has no such file.")
    document = document_of(_visible(request, pk), on=timezone.localdate())
    return attachment(WRITERS[ending](document), document.filename(ending))


def _acted(request: HttpRequest, found: BoardPaper, act, done: str) -> HttpResponse:
    """Do something to a paper, say that it is done or why it isn't, and go back to the paper."""
    try:
        act(found)
    except BoardPaper.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("inspections:paper", found.pk)
