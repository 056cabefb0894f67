from django.urls import path

from assessments.what_if import views

urlpatterns = [
    path("<int:pk>/what-if/", views.what_if, name="what_if"),
]
