from django.urls import path

from accounts import token_views, views

app_name = "accounts"
urlpatterns = [
    path("forces/<slug:code>/people/", views.people, name="people"),
    path("forces/<slug:code>/people/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="revoke_token"),
]
