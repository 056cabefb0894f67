"""The pages of the editor, below an edition."""

from django.urls import path

from frameworks.editor import adding_views
from frameworks.editor import views as edit_views

urlpatterns = [
    path("", edit_views.tree, name="edit"),
    path("about/", edit_views.about, name="edit_about"),
    path("levels/", edit_views.levels, name="edit_levels"),
    path("levels/add/", adding_views.add_level, name="add_level"),
    path("criteria/add/", adding_views.add_criterion, name="add_criterion"),
    path("criteria/<int:criterion>/", edit_views.criterion, name="edit_criterion"),
    path("criteria/<int:criterion>/paste/", adding_views.paste, name="paste_statements"),
    path("statements/<int:statement>/", edit_views.statement, name="edit_statement"),
    path("statements/<int:statement>/split/", adding_views.split_statement, name="split_statement"),
    path("delete/<slug:table>/<int:row>/", adding_views.delete_from_draft, name="delete_from_draft"),
    path("field/", edit_views.save_field, name="save_field"),
    path("changes/", adding_views.edit_changes, name="edit_changes"),
    path("changes/<int:edit>/undo/", adding_views.undo_edit, name="undo_edit"),
]
