from django.urls import path

from assessments.set_up import views

urlpatterns = [
    path("open/", views.open_assessment, name="open"),
    path("<int:pk>/set-up/", views.set_up, name="set_up"),
]
