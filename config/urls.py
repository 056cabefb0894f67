"""Every address, by app."""

from django.contrib import admin
from django.urls import include, path

handler500 = "config.fault_views.server_fault"

urlpatterns = [
    path("", include("home.urls")),
    path("frameworks/", include("frameworks.urls")),
    path("assessments/", include("assessments.urls")),
    path("evidence/", include("evidence.urls")),
    path("history/", include("history.urls")),
    path("records/", include("records.urls")),
    path("inspections/", include("inspections.urls")),
    path("competency/", include("competency.urls")),
    path("outbox/", include("outbox.urls")),
    path("", include("maturity.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("api/v1/", include("api.urls")),
    path("admin/", admin.site.urls),
]
