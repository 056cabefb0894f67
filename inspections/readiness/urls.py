from django.urls import path

from inspections.readiness import views

urlpatterns = [
    path("<slug:code>/readiness/", views.ready, name="readiness"),
    path("readiness/<int:pk>/packs/<int:criterion>/", views.pack, name="pack"),
]
