"""Every address of the site, and two bare ones behind the same middleware."""

from django.urls import path

from bench.speed import floors
from config.urls import urlpatterns as pages

urlpatterns = [
    *pages,
    path("bare/page/<slug:name>/", floors.page),
    path("bare/save/<int:pk>/", floors.save),
]
