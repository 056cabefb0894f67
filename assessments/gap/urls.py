from django.urls import path

from assessments.gap import views

urlpatterns = [
    path("<int:pk>/gap/", views.gap, name="gap"),
    path("<int:pk>/gap/<str:ending>/", views.gap_file, name="gap_file"),
]
