"""The addresses of signing in, by the names that django-allauth knows them by."""

from allauth.socialaccount.views import connections, login_cancelled
from django.urls import include, path

from accounts.single_sign_on.views import come_back

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sso/", connections, name="socialaccount_connections"),
    path("sso/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    # The provider has to be told this address.
    path("oidc/<slug:provider_id>/login/callback/", come_back, name="openid_connect_callback"),
]
