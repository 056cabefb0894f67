"""The pages of the editor, below an edition."""

from django.urls import path

from frameworks.editor import adding_views as edit_adding_views
from frameworks.editor import views as edit_views

urlpatterns = [
    path("", edit_views.tree, name="edit"),
    path("about/", edit_views.about, name="edit_about"),
    path("levels/", edit_views.levels, name="edit_levels"),
    path("levels/add/", edit_adding_views.add_level, name="add_level"),
    path("criteria/add/", edit_adding_views.add_criterion, name="add_criterion"),
    path("criteria/<int:criterion>/", edit_views.criterion, name="edit_criterion"),
    path("criteria/<int:criterion>/paste/", edit_adding_views.paste, name="paste_statements"),
    path("statements/<int:statement>/", edit_views.statement, name="edit_statement"),
    path("statements/<int:statement>/split/", edit_adding_views.split_statement, name="split_statement"),
    path("delete/<slug:table>/<int:row>/", edit_adding_views.delete_from_draft, name="delete_from_draft"),
    path("field/", edit_views.save_field, name="save_field"),
    path("changes/", edit_adding_views.edit_changes, name="edit_changes"),
    path("changes/<int:edit>/undo/", edit_adding_views.undo_edit, name="undo_edit"),
]
