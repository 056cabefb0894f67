from django.urls import path

from frameworks.files import views

urlpatterns = [
    path("import/", views.import_edition, name="import"),
    path("template/", views.template, name="template"),
    path("<int:pk>/download/<slug:form>/", views.download, name="download"),
]
