from django.urls import path

from inspections.finding import views

urlpatterns = [
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/amend/", views.amend, name="amend"),
    path("findings/<int:pk>/assign/", views.assign, name="assign"),
    path("findings/<int:pk>/acts/<slug:act>/", views.record, name="record"),
    path("<slug:code>/raise/", views.raise_finding, name="raise"),
]
