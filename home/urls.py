from django.urls import path

from home import coverage_views, dashboard_views

app_name = "home"
urlpatterns = [
    path("", dashboard_views.dashboard, name="dashboard"),
    path("coverage/<slug:code>/", coverage_views.grid, name="coverage"),
    path("coverage/<slug:code>/csv/", coverage_views.grid_file, name="coverage_file"),
    path("coverage/<slug:code>/<int:capability>/<int:level>/", coverage_views.cell, name="coverage_cell"),
]
