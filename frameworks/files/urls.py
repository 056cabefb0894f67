"""Editions in and out, published and withdrawn: for framework administrators."""

from django.urls import path

from frameworks.editor import pasting_views
from frameworks.files import views as exchange_views
from frameworks.publication import views as publishing_views

urlpatterns = [
    path("import/", exchange_views.import_edition, name="import"),
    path("template/", exchange_views.template, name="template"),
    path("<int:pk>/download/<slug:form>/", exchange_views.download, name="download"),
    path("<int:pk>/paste-table/", pasting_views.paste_table, name="paste_table"),
    path("<int:pk>/publish/", publishing_views.publish, name="publish"),
    path("<int:pk>/withdraw/", publishing_views.withdraw_edition, name="withdraw"),
    path("<int:pk>/new-edition/", publishing_views.new_edition, name="new_edition"),
]
