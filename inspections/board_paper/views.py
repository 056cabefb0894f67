"""Papers to boards: draft one, write its sections, see it as it will be, issue it, and send its file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have, seen_force
from config.downloads import attachment
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from inspections.board_paper.files import paper_bytes
from inspections.board_paper.forms import PaperForm, SectionForm
from inspections.board_paper.issue import stored
from inspections.board_paper.page import draft_of, paper_page, papers_of, with_register
from inspections.lookups import editable_row, run_force, runs_register, seen_row
from inspections.models import BoardPaper, PaperSection
from inspections.register.table import default_since

PAPERS = BoardPaper.objects.select_related(
    "force", "board", "meeting", "issued__by", "follows", "assessment__force", "assessment__edition__framework"
)


def _editable(request: HttpRequest, pk: int) -> BoardPaper:
    return editable_row(request, PAPERS, pk)


@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    context = {"force": force, "papers": papers_of(force), "runs": runs_register(request, force)}
    return render(request, "inspections/board_paper/list.html", context)


@get_or_post
def draft_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a paper, all of it drafted from the register as at its day."""
    force, today = run_force(request, code), timezone.localdate()
    board = force.boards.order_by("pk").first()
    initial = {
        "title": f"Inspection update, {today:%B %Y}",
        "board": board,
        "on": today,
        "since": default_since(force, today),
        "author": "Inspection lead",
    }
    paper = BoardPaper(force=force, made_by_id=request.user.pk or 0, made_at=timezone.now())
    form = PaperForm(posted(request), instance=paper, initial=initial)
    if form.is_valid():
        messages.success(request, "The paper is drafted. Read it through, and change the words that are yours to say.")
        return redirect("inspections:paper", form.save().pk)
    context = {"force": force, "form": form, "has_boards": board is not None}
    return render(request, "inspections/board_paper/form.html", context, status=status_of(form))


@get_or_post
def change_paper(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _editable(request, pk)
    form = PaperForm(posted(request), instance=paper)
    if attempt(form, lambda: paper.amend(**form.cleaned_data)).done:
        messages.success(request, "Saved.")
        return redirect("inspections:paper", pk)
    context = {"force": paper.force, "form": form, "paper": paper, "has_boards": True}
    return render(request, "inspections/board_paper/form.html", context, status=status_of(form))


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper as it is read: the draft as it would be issued now, or the paper as it was issued."""
    paper = seen_row(request, PAPERS, pk)
    page = paper_page(paper, on=timezone.localdate())
    marking, runs = page.document.marking, runs_register(request, paper.force)
    context = {"force": paper.force, "page": page, "marking": marking, "runs": runs}
    context["files"] = may_have(request.user, paper.force, paper.marking)
    return render(request, "inspections/board_paper/page.html", context)


@get_or_post
def write_section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change the words of one section of a draft."""
    paper = _editable(request, pk)
    if key not in PaperSection.Key.values or paper.is_issued:
        raise Http404("No such section of a draft.")
    draft = draft_of(paper)
    section, drafted = draft.written.get(key), draft.drafted[key]
    initial = {"text": draft.texts[key], "version": section.version if section else 0}
    form = SectionForm(posted(request), initial=initial)

    def write() -> None:
        paper.write(key, drafted=drafted, by=request.user, at=timezone.now(), **form.cleaned_data)

    if attempt(form, write).done:
        messages.success(request, "The section is saved.")
        return redirect("inspections:paper", pk)
    context = {
        "force": paper.force,
        "paper": paper,
        "form": form,
        "key": key,
        "name": PaperSection.Key(key).label,
        "written": section,
        "drafted": drafted,
        "is_stale": draft.is_stale(key),
    }
    return render(request, "inspections/board_paper/section.html", context, status=status_of(form))


@post_only("inspections:write_section", "pk", "key")
def use_draft(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Replace what was written for a section by the text drafted from the figures."""
    paper = _editable(request, pk)
    attempt_at_once(request, lambda: paper.use_draft(key), success="The drafted text is back.")
    return redirect("inspections:paper", pk)


@post_only("inspections:paper", "pk")
def issue_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the paper as it stands at this moment."""
    paper = _editable(request, pk)

    def text(paper: BoardPaper) -> str:
        return stored(*with_register(paper, draft_of(paper), on=timezone.localdate(), issued=True))

    def issue() -> None:
        paper.issue(text, by=request.user, at=timezone.now())

    attempt_at_once(request, issue, success="The paper is issued. It changes no more.")
    return redirect("inspections:paper", pk)


@post_only("inspections:paper", "pk")
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _editable(request, pk)
    success = f"Version {paper.version + 1} is drafted, with the words of the version before."
    drafted = attempt_at_once(request, lambda: paper.next_version(by=request.user, at=timezone.now()), success=success)
    return redirect("inspections:paper", paper.followed_by.pk if drafted else pk)


@post_only("inspections:paper", "pk")
def discard_paper(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _editable(request, pk)
    if attempt_at_once(request, paper.discard, success="The draft is deleted."):
        return redirect("inspections:papers", paper.force.code)
    return redirect("inspections:paper", pk)


@require_safe
def paper_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Send a paper as Word or PDF, or the register beside it as Excel."""
    file = paper_bytes(seen_row(request, PAPERS, pk), ending, on=timezone.localdate())
    if file is None:
        raise Http404("A paper has no such file.")
    return attachment(*file)
