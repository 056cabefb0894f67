"""The pages to read a framework."""

from django.urls import include, path

from frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("", views.framework_list, name="list"),
    path("search/", views.search, name="search"),
    path("", include("frameworks.files.urls")),
    path("<int:pk>/", views.edition, name="edition"),
    path("<int:pk>/edit/", include("frameworks.editor.urls")),
    path("<int:pk>/matrix/", views.matrix, name="matrix"),
    path("criteria/<int:pk>/", views.criterion, name="criterion"),
    path("", include("frameworks.compare.urls")),
]
