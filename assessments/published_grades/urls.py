from django.urls import path

from assessments.published_grades import views

urlpatterns = [
    path("<int:pk>/published/", views.published_grades, name="published"),
]
