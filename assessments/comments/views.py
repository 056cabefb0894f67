"""Comments on criteria: reading, writing, settling, withdrawing. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.comments.forms import CommentForm, ReplyForm
from assessments.comments.pages import threads
from assessments.lookups import node_of, seen_assessment
from assessments.models import Assessment, Comment
from config.form_page import UNPROCESSABLE, attempt, attempt_at_once, get_or_post, post_only, posted, status_of

DEEDS = {
    "resolve": "The thread is resolved.",
    "reopen": "The thread is open again.",
    "withdraw": "Your comment is withdrawn. Its text is shown to nobody any more.",
}


@require_safe
def all_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the threads on every criterion: the open ones, or all."""
    assessment, shows_all = seen_assessment(request, pk), "all" in request.GET
    found = threads(assessment, reader=request.user, only_open=not shows_all, page=request.GET.get("page"))
    page = {"assessment": assessment, "threads": found, "shows_all": shows_all}
    return render(request, "assessments/comments/all.html", page)


@get_or_post
def comments(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Show the threads on one criterion, and open another."""
    assessment, form = seen_assessment(request, pk), CommentForm(posted(request))
    node = node_of(assessment, criterion)
    if form.is_valid():
        Comment.objects.begin(assessment, node.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "Your comment is there.")
        return redirect("assessments:comments", pk, criterion)
    return _page(request, assessment, criterion, form=form, status=status_of(form))


def _page_of(request: HttpRequest, pk: int, deed: str = "") -> str:
    """Return the address of the thread that a comment is in."""
    return _address(_comment(request, pk))


@post_only(_page_of)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread."""
    comment = _comment(request, pk)
    form = ReplyForm(request.POST, thread=comment.thread_id or comment.pk)
    if attempt(form, lambda: comment.reply(by=request.user, at=timezone.now(), **form.cleaned_data)).done:
        return redirect(_address(comment))
    assessment = seen_assessment(request, comment.assessment_id)
    return _page(request, assessment, comment.criterion_id, reply=form, at=comment, status=UNPROCESSABLE)


@post_only(_page_of)
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Resolve a thread, open it again, or withdraw one's own comment."""
    if deed not in DEEDS:
        raise Http404("There is no such thing to do with a comment.")
    # Only its author withdraws a comment.
    comment = _comment(request, pk, **{"by": request.user} if deed == "withdraw" else {})
    act = getattr(comment, deed)
    attempt_at_once(request, lambda: act(by=request.user, at=timezone.now()), success=DEEDS[deed])
    return redirect(_address(comment))


def _comment(request: HttpRequest, pk: int, **only) -> Comment:
    return get_object_or_404(Comment.objects.visible_to(request.user, on=timezone.localdate()), pk=pk, **only)


def _address(comment: Comment) -> str:
    page = reverse("assessments:comments", args=[comment.assessment_id, comment.criterion_id])
    return f"{page}#thread-{comment.thread_id or comment.pk}"


def _page(
    request: HttpRequest,
    assessment: Assessment,
    criterion: int,
    *,
    form: CommentForm | None = None,
    reply: ReplyForm | None = None,
    at: Comment | None = None,
    status: int,
) -> HttpResponse:
    node = node_of(assessment, criterion)
    typed = (at.thread_id or at.pk) if at else None
    found = threads(assessment, reader=request.user, node=node, thread=typed, page=request.GET.get("page"))
    replies = {
        each.opening.pk: reply if each.opening.pk == typed else ReplyForm(thread=each.opening.pk)
        for each in found.rows
        if each.is_open or each.opening.pk == typed
    }
    page = {
        "assessment": assessment,
        "node": node,
        "threads": [(each, replies.get(each.opening.pk)) for each in found.rows],
        "found": found,
        "form": form or CommentForm(),
        "reply": reply,
    }
    return render(request, "assessments/comments/criterion.html", page, status=status)
