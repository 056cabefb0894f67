"""Addresses of the register, capability by capability, in one namespace."""

from django.urls import include, path

CAPABILITIES = (
    "finding",
    "batches",
    "boards",
    "calendar",
    "first_day",
    "readiness",
    "board_paper",
    "saved_views",
    "uploaded_table",
    "inspection",
    "register",
)

app_name = "inspections"
urlpatterns = [path("", include(f"inspections.{capability}.urls")) for capability in CAPABILITIES]
