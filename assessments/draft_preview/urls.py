from django.urls import path

from assessments.draft_preview import views

urlpatterns = [
    path("preview/<int:edition>/<int:criterion>/", views.preview, name="preview"),
]
