from django.urls import path

from assessments.units import views

urlpatterns = [
    path("<int:pk>/units/", views.units, name="units"),
]
