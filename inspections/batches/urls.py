from django.urls import path

from inspections.batches import views

urlpatterns = [
    path("<slug:code>/batches/", views.batches, name="batches"),
    path("<slug:code>/batches/new/", views.submit, name="submit"),
    path("batches/<int:pk>/", views.batch, name="batch"),
]
