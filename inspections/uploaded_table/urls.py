"""Addresses of tables that come in: a register, and exports of the portal."""

from django.urls import path

from inspections.portal_check import views as portal_views
from inspections.uploaded_table import views as upload_views

urlpatterns = [
    path("<slug:code>/import/", upload_views.import_register, name="import_register"),
    path("<slug:code>/portal/", upload_views.portal, name="portal_exports"),
    path("uploads/<int:pk>/", upload_views.check_table, name="check"),
    path("uploads/<int:pk>/columns/", upload_views.columns, name="columns"),
    path("uploads/<int:pk>/words/", upload_views.words, name="words"),
    path("uploads/<int:pk>/discard/", upload_views.discard, name="discard"),
    path("portal/<int:pk>/", portal_views.reconciliation, name="reconciliation"),
    path("portal/<int:pk>/explain/", portal_views.explain_many, name="explain_many"),
    path("portal/<int:pk>/<slug:key>/", portal_views.settle, name="settle"),
    path("portal/<int:pk>/<slug:key>/accept/", portal_views.accept_portal, name="accept_portal"),
    path("portal/<int:pk>/<slug:key>/explain/", portal_views.explain_one, name="explain_one"),
]
