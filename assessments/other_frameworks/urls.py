from django.urls import path

from assessments.other_frameworks import views

urlpatterns = [
    path("<int:pk>/criteria/<int:criterion>/elsewhere/", views.corresponds, name="elsewhere"),
    path("<int:pk>/criteria/<int:criterion>/elsewhere/cite/", views.reuse, name="reuse"),
]
