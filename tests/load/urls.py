"""Every address of the site, and two bare ones behind the same middleware."""

from django.urls import path

from config.urls import urlpatterns as pages
from tests.load import floors

urlpatterns = [
    *pages,
    path("bare/page/<slug:name>/", floors.page),
    path("bare/save/<int:pk>/", floors.save),
]
