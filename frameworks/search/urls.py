from django.urls import path

from frameworks.search import views

urlpatterns = [path("search/", views.search, name="search")]
