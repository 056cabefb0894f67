from django.urls import include, path

from assessments import views
from assessments.cited_evidence import views as evidence_views
from assessments.draft_preview import views as preview_views
from assessments.explanation import views as why_views
from assessments.history import views as history_views
from assessments.offline_workbook import views as file_views
from assessments.sign_off import views as signing_views

app_name = "assessments"
urlpatterns = [
    path("", views.assessment_list, name="list"),
    path("open/", views.open_assessment, name="open"),
    path("preview/<int:edition>/<int:criterion>/", preview_views.preview, name="preview"),
    path("<int:pk>/", views.overview, name="overview"),
    path("<int:pk>/set-up/", views.set_up, name="set_up"),
    path("<int:pk>/submit/", signing_views.submit, name="submit"),
    path("<int:pk>/reopen/", signing_views.reopen, name="reopen"),
    path("<int:pk>/sign-off/", signing_views.sign_off, name="sign_off"),
    path("<int:pk>/history/", history_views.history, name="history"),
    path("<int:pk>/signed/<int:sign_off>/", signing_views.signed_report, name="signed"),
    path("<int:pk>/signed/<int:sign_off>/file/", signing_views.signed_file, name="signed_file"),
    path("<int:pk>/gap/", views.gap, name="gap"),
    path("<int:pk>/gap/<str:ending>/", file_views.gap_file, name="gap_file"),
    path("<int:pk>/sheet/", file_views.sheet_file, name="sheet_file"),
    path("<int:pk>/sheet/import/", file_views.sheet_import, name="sheet_import"),
    path("<int:pk>/criteria/<int:criterion>/", views.score, name="score"),
    path("<int:pk>/criteria/<int:criterion>/why/", why_views.why_this_level, name="why"),
    path("<int:pk>/criteria/<int:criterion>/history/", history_views.criterion_history, name="criterion_history"),
    path("<int:pk>/criteria/<int:criterion>/level/", views.decide, name="decide"),
    path("<int:pk>/criteria/<int:criterion>/target/", views.aim, name="aim"),
    path("<int:pk>/statements/<int:statement>/", views.judge, name="judge"),
    path("<int:pk>/statements/<int:statement>/evidence/", evidence_views.evidence, name="evidence"),
    path(
        "<int:pk>/statements/<int:statement>/evidence/add/<slug:kind>/",
        evidence_views.add_evidence,
        name="add_evidence",
    ),
    path("<int:pk>/statements/<int:statement>/evidence/<int:item>/remove/", evidence_views.uncite, name="uncite"),
    path("", include("assessments.actions.urls")),
    path("", include("assessments.other_frameworks.urls")),
    path("", include("assessments.rounds.urls")),
    path("", include("assessments.comments.urls")),
]
