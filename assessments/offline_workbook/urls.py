from django.urls import path

from assessments.offline_workbook import views

urlpatterns = [
    path("<int:pk>/sheet/", views.sheet_file, name="sheet_file"),
    path("<int:pk>/sheet/import/", views.sheet_import, name="sheet_import"),
]
