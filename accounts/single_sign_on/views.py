"""Going to the provider of the single sign-on, and coming back from it."""

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from jwt import PyJWTError
from requests import RequestException

from config.form_page import post_only

PROVIDER = "sso"


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """Takes no token on the connection's word alone: it has to be signed, and about the person of `userinfo`."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs):
        login = super().complete_login(request, app, token, **kwargs)
        tokens = login.account.extra_data
        token = tokens.get("id_token")
        if token is None or tokens.get("userinfo", token).get("sub") != token["sub"]:
            raise OAuth2Error("The token and the page about the user don't agree.")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict:
        # Private parts of the library: it checks no signature where it fetched the token itself, and has no setting.
        try:
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (PyJWTError, KeyError) as error:
            raise OAuth2Error("The token can't be read.") from error


def _provider(request: HttpRequest):
    """Return the provider; a 404 where none is set."""
    if not settings.OIDC_SERVER_URL:
        raise Http404
    return SignedTokens(request, PROVIDER).get_provider()


def _way(request: HttpRequest, process: str, next_url: str | None) -> HttpResponse:
    """Return the redirect to the provider, or a page that says that it doesn't answer."""
    provider = _provider(request)
    try:
        return provider.redirect(request, process=process, next_url=next_url)
    except RequestException as error:
        return render_authentication_error(request, provider, exception=error)


@login_not_required
@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider. A link, since a form's policy would stop at the first redirect."""
    if request.user.is_authenticated:
        return redirect("home:dashboard")
    after = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return _way(request, "login", after if is_ours else None)


@never_cache
@post_only("accounts:account")
def link(request: HttpRequest) -> HttpResponse:
    """Show the way to the provider, from where somebody comes back with their account linked."""
    way = _way(request, "connect", None)
    if way.status_code != 302:
        return way
    return render(request, "accounts/sso_link.html", {"address": way["Location"], "name": settings.OIDC_NAME})


@login_not_required
@never_cache
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Answer somebody whom the provider sent back: signed in, linked, or told why not."""
    if provider_id != PROVIDER:
        raise Http404
    provider = _provider(request)
    try:
        return OAuth2CallbackView.adapter_view(SignedTokens(request, PROVIDER))(request)
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        return render_authentication_error(request, provider, exception=error)
