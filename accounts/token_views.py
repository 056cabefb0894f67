"""A person's access tokens: made, listed, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.access.confirmation import confirmed
from accounts.forms import TokenForm
from accounts.models import Token
from config.form_page import attempt, get_or_post, post_only, posted, status_of


@never_cache
@get_or_post
@confirmed
def tokens(request: HttpRequest) -> HttpResponse:
    """List somebody's own tokens, and make one: its secret is on this one answer and nowhere else."""
    on, secret = timezone.localdate(), ""
    form = TokenForm(posted(request), on=on)
    issued = attempt(form, lambda: Token.objects.issue(user=request.user, at=timezone.now(), **form.cleaned_data))
    if issued:
        form, (_, secret) = TokenForm(on=on), issued.result
    rows = Token.objects.alive(on=on).filter(user=request.user.pk).order_by("-made_at", "-pk")
    context = {"form": form, "tokens": rows, "secret": secret}
    return render(request, "accounts/tokens.html", context, status=status_of(form))


@post_only("accounts:tokens")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token, pk=pk, user=request.user)
    token.delete()
    messages.success(request, f"“{token.name}” reads nothing any more.")
    return redirect("accounts:tokens")
