"""A person's access tokens: made, listed, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import TokenForm
from accounts.models.tokens import Token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List somebody's own tokens, and make one: its secret is on this one answer and nowhere else."""
    on, secret = timezone.localdate(), ""
    form = TokenForm(request.POST if request.method == "POST" else None, on=on)
    if request.method == "POST" and form.is_valid():
        _, secret = Token.objects.issue(user=request.user, at=timezone.now(), **form.cleaned_data)
        form = TokenForm(on=on)
    rows = Token.objects.alive(on=on).filter(user=request.user.pk).order_by("-made_at", "-pk")
    context = {"form": form, "tokens": rows, "secret": secret}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token, pk=pk, user=request.user)
    token.delete()
    messages.success(request, f"“{token.name}” reads nothing any more.")
    return redirect("accounts:tokens")
