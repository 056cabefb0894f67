from django.urls import path

from assessments import file_views, views

app_name = "assessments"
urlpatterns = [
    path("", views.assessment_list, name="list"),
    path("open/", views.open_assessment, name="open"),
    path("<int:pk>/", views.overview, name="overview"),
    path("<int:pk>/set-up/", views.set_up, name="set_up"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/gap/", views.gap, name="gap"),
    path("<int:pk>/gap/<str:ending>/", file_views.gap_file, name="gap_file"),
    path("<int:pk>/sheet/", file_views.sheet_file, name="sheet_file"),
    path("<int:pk>/sheet/import/", file_views.sheet_import, name="sheet_import"),
    path("<int:pk>/criteria/<int:criterion>/", views.score, name="score"),
    path("<int:pk>/criteria/<int:criterion>/level/", views.decide, name="decide"),
    path("<int:pk>/criteria/<int:criterion>/target/", views.aim, name="aim"),
    path("<int:pk>/statements/<int:statement>/", views.judge, name="judge"),
]
