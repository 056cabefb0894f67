"""The mail that could not be sent, for whoever looks after the installation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.form_page import post_only
from outbox.models import Mail
from outbox.models.mail import FAILED_KEPT
from outbox.sender import wake

# More than anybody reads: whoever has more has a server that is away.
MOST = 100


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List what failed and what waits for another try. Never a body: it may hold a link that lets somebody in."""
    _of_the_installation(request)
    rows = Mail.objects.defer("body")
    context = {
        "failed": rows.failed().order_by("-done_at", "-pk")[:MOST],
        "late": rows.late(at=timezone.now()).order_by("due_at", "pk")[:MOST],
        "days": FAILED_KEPT.days,
    }
    return render(request, "outbox/mails.html", context)


@post_only("outbox:mails")
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one be tried at once."""
    mail = _unsent(request, pk)
    try:
        mail.send_again(at=timezone.now())
    except Mail.Gone:
        messages.error(request, "It can't be sent any more: what it said is wiped, or it is being sent now.")
    else:
        wake()
        messages.success(request, f"The mail to {mail.to} is being sent.")
    return redirect("outbox:mails")


@post_only("outbox:mails")
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one that nobody needs."""
    mail = _unsent(request, pk)
    mail.delete()
    messages.success(request, f"The mail to {mail.to} is thrown away.")
    return redirect("outbox:mails")


def _of_the_installation(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise Http404


def _unsent(request: HttpRequest, pk: int) -> Mail:
    _of_the_installation(request)
    return get_object_or_404(Mail.objects.exclude(state=Mail.State.SENT).defer("body"), pk=pk)
