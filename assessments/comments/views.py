"""Comments on criteria: reading, writing, settling, withdrawing. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.comments.forms import CommentForm, ReplyForm
from assessments.comments.pages import threads
from assessments.lookups import node_of
from assessments.models import Assessment, Comment
from config.form_page import UNPROCESSABLE

SAID = {
    "resolve": "The thread is resolved.",
    "reopen": "The thread is open again.",
    "withdraw": "Your comment is withdrawn. Its text is shown to nobody any more.",
}


@require_safe
def all_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the threads on every criterion: the open ones, or all."""
    assessment, shows_all = _seen(request, pk), "all" in request.GET
    found = threads(assessment, reader=request.user, only_open=not shows_all, page=request.GET.get("page"))
    page = {"assessment": assessment, "threads": found, "shows_all": shows_all}
    return render(request, "assessments/comments/all.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Show the threads on one criterion, and open another."""
    assessment = _seen(request, pk)
    node = node_of(assessment, criterion)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        Comment.objects.begin(assessment, node.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "Your comment is there.")
        return redirect("assessments:comments", pk, criterion)
    return _page(request, assessment, criterion, form=form, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread."""
    comment = _comment(request, pk)
    form = ReplyForm(request.POST, thread=comment.thread_id or comment.pk)
    if form.is_valid():
        try:
            comment.reply(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Comment.Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(_address(comment))
    assessment = _seen(request, comment.assessment_id)
    return _page(request, assessment, comment.criterion_id, reply=form, at=comment, status=UNPROCESSABLE)


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Resolve a thread, open it again, or withdraw one's own comment."""
    comment = _comment(request, pk)
    if deed not in SAID:
        raise Http404("There is no such thing to do with a comment.")
    try:
        getattr(comment, deed)(by=request.user, at=timezone.now())
    except Comment.NotYours as refusal:
        raise Http404(str(refusal)) from None
    except Comment.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SAID[deed])
    return redirect(_address(comment))


def _seen(request: HttpRequest, pk: int) -> Assessment:
    seen = Assessment.objects.visible_to(request.user, on=timezone.localdate()).for_scoring()
    return get_object_or_404(seen, pk=pk)


def _comment(request: HttpRequest, pk: int) -> Comment:
    return get_object_or_404(Comment.objects.visible_to(request.user, on=timezone.localdate()), pk=pk)


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
