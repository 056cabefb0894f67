"""Addresses of assessments, capability by capability, in one namespace."""

from django.urls import include, path

CAPABILITIES = (
    "overview",
    "set_up",
    "draft_preview",
    "sign_off",
    "history",
    "gap",
    "offline_workbook",
    "scoring_sheet",
    "explanation",
    "cited_evidence",
    "other_frameworks",
    "rounds",
    "units",
    "edition_move",
    "peer_review",
    "published_grades",
    "comments",
    "what_if",
    "actions",
    "sections",
)

app_name = "assessments"
urlpatterns = [path("", include(f"assessments.{capability}.urls")) for capability in CAPABILITIES]
