from django.urls import path

from accounts import account_views, force_views, invitation_views, people_views, token_views
from accounts.access import views as access_views
from accounts.single_sign_on import views as sso_views

app_name = "accounts"
urlpatterns = [
    path("forces/<slug:code>/people/", people_views.people, name="people"),
    path("forces/<slug:code>/people/<int:pk>/", people_views.person, name="person"),
    path("forces/<slug:code>/people/<int:pk>/sign-out/", people_views.sign_out, name="sign_out"),
    path("forces/<slug:code>/people/<int:pk>/dismiss/", people_views.dismiss, name="dismiss"),
    path("forces/<slug:code>/settings/", force_views.force_settings, name="force_settings"),
    path("forces/<slug:code>/access/", access_views.access, name="access"),
    path("forces/<slug:code>/access/<slug:kind>/<int:pk>/revoke/", access_views.revoke_access, name="revoke_access"),
    path("forces/<slug:code>/invitations/", invitation_views.invitations, name="invitations"),
    path("forces/<slug:code>/invitations/<int:pk>/revoke/", invitation_views.revoke, name="revoke_invitation"),
    path("invitations/", invitation_views.inviting, name="inviting"),
    path("invitation/<str:secret>/", invitation_views.arrive, name="arrive"),
    path("account/", account_views.account, name="account"),
    path("account/here/", account_views.here, name="here"),
    path("account/sign-ins/", account_views.sign_ins, name="sign_ins"),
    path("account/sign-ins/end-others/", account_views.end_others, name="end_others"),
    path("account/sign-in/", sso_views.sign_in, name="sso"),
    path("account/link/", sso_views.link, name="sso_link"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="revoke_token"),
]
