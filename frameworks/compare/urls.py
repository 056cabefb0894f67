"""How editions and frameworks hang together: compared, and joined by the crosswalk."""

from django.urls import path

from frameworks.compare import views as comparing_views
from frameworks.crosswalk import views as crosswalk_views

urlpatterns = [
    path("<int:old>/against/<int:new>/", comparing_views.comparison, name="comparison"),
    path("<int:old>/against/<int:new>/word/", comparing_views.comparison_file, name="comparison_file"),
    path("<int:old>/against/<int:new>/statements/<int:statement>/", comparing_views.correct, name="correct"),
    path("<int:pk>/crosswalk/", crosswalk_views.edition_crosswalk, name="crosswalk"),
    path("<int:pk>/crosswalk/suggested/<int:other>/", crosswalk_views.suggested, name="suggested_links"),
    path("criteria/<int:pk>/crosswalk/", crosswalk_views.criterion_crosswalk, name="criterion_crosswalk"),
    path("criteria/<int:pk>/crosswalk/<int:other>/", crosswalk_views.link, name="link"),
    path("criteria/<int:pk>/crosswalk/<int:other>/refuse/", crosswalk_views.refuse, name="refuse_link"),
]
