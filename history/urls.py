from django.urls import path

from history import views

app_name = "history"
urlpatterns = [
    path("", views.forces, name="forces"),
    path("installation/", views.installation, name="installation"),
    path("<slug:code>/", views.force_history, name="force"),
    path("<slug:code>/sign-ins/", views.force_visits, name="visits"),
    path("<slug:code>/what-left/", views.force_departures, name="departures"),
    path("<slug:code>/file/<str:ending>/", views.force_file, name="file"),
    path("<slug:code>/sign-ins/file/<str:ending>/", views.force_visits_file, name="visits_file"),
    path("<slug:code>/what-left/file/<str:ending>/", views.force_departures_file, name="departures_file"),
]
