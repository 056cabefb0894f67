from django.urls import path

from assessments.history import views

urlpatterns = [
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/criteria/<int:criterion>/history/", views.criterion_history, name="criterion_history"),
]
