from django.urls import path

from frameworks.crosswalk import views

urlpatterns = [
    path("<int:pk>/crosswalk/", views.edition_crosswalk, name="crosswalk"),
    path("<int:pk>/crosswalk/suggested/<int:other>/", views.suggested, name="suggested_links"),
    path("criteria/<int:pk>/crosswalk/", views.criterion_crosswalk, name="criterion_crosswalk"),
    path("criteria/<int:pk>/crosswalk/<int:other>/", views.link, name="link"),
    path("criteria/<int:pk>/crosswalk/<int:other>/refuse/", views.refuse, name="refuse_link"),
]
