"""How editions and frameworks hang together: compared, and joined by the crosswalk."""

from django.urls import path

from frameworks import comparing_views

urlpatterns = [
    path("<int:old>/against/<int:new>/", comparing_views.comparison, name="comparison"),
    path("<int:old>/against/<int:new>/word/", comparing_views.comparison_file, name="comparison_file"),
    path("<int:old>/against/<int:new>/statements/<int:statement>/", comparing_views.correct, name="correct"),
]
