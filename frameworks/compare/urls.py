from django.urls import path

from frameworks.compare import views

urlpatterns = [
    path("<int:old>/against/<int:new>/", views.comparison, name="comparison"),
    path("<int:old>/against/<int:new>/word/", views.comparison_file, name="comparison_file"),
    path("<int:old>/against/<int:new>/statements/<int:statement>/", views.correct, name="correct"),
]
