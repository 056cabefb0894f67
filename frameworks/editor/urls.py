"""Addresses of the editor, below the edition that is edited."""

from django.urls import include, path

from frameworks.editor import views

edit = [
    path("", views.tree, name="edit"),
    path("about/", views.about, name="edit_about"),
    path("levels/", views.levels, name="edit_levels"),
    path("levels/add/", views.add_level, name="add_level"),
    path("criteria/add/", views.add_criterion, name="add_criterion"),
    path("criteria/<int:criterion>/", views.criterion, name="edit_criterion"),
    path("criteria/<int:criterion>/paste/", views.paste_statements, name="paste_statements"),
    path("statements/<int:statement>/", views.statement, name="edit_statement"),
    path("statements/<int:statement>/split/", views.split_statement, name="split_statement"),
    path("delete/<slug:table>/<int:row>/", views.delete_from_draft, name="delete_from_draft"),
    path("field/", views.save_field, name="save_field"),
    path("rule/", views.try_rule, name="try_rule"),
    path("changes/", views.edit_changes, name="edit_changes"),
    path("changes/<int:edit>/undo/", views.undo_edit, name="undo_edit"),
]
urlpatterns = [path("<int:pk>/edit/", include(edit))]
