from django.urls import path

from assessments.overview import views

urlpatterns = [
    path("", views.assessment_list, name="list"),
    path("<int:pk>/", views.overview, name="overview"),
]
