"""Addresses of frameworks: the pages to read an edition, and each capability's own."""

from django.urls import include, path

from frameworks import views

CAPABILITIES = ("search", "files", "publication", "editor", "pasted_table", "compare", "crosswalk")

app_name = "frameworks"
urlpatterns = [
    path("", views.framework_list, name="list"),
    path("<int:pk>/", views.edition, name="edition"),
    path("<int:pk>/matrix/", views.edition_matrix, name="matrix"),
    path("criteria/<int:pk>/", views.criterion, name="criterion"),
    *(path("", include(f"frameworks.{capability}.urls")) for capability in CAPABILITIES),
]
