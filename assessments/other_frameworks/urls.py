"""A criterion of an assessment in the light of other frameworks."""

from django.urls import path

from assessments.other_frameworks import views as elsewhere_views

urlpatterns = [
    path("<int:pk>/criteria/<int:criterion>/elsewhere/", elsewhere_views.corresponds, name="elsewhere"),
    path("<int:pk>/criteria/<int:criterion>/elsewhere/cite/", elsewhere_views.reuse, name="reuse"),
]
