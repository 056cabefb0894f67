"""The address of a pasted table, below the edition that it goes into."""

from django.urls import path

from frameworks.pasted_table import views

urlpatterns = [path("<int:pk>/paste-table/", views.paste_table, name="paste_table")]
