"""Addresses of what is planned, and of who is expected to answer what; in the same namespace as the assessments'."""

from django.urls import path

from assessments.actions import views as action_views
from assessments.sections import views as section_views
from assessments.what_if import views as what_if_views

urlpatterns = [
    path("<int:pk>/criteria/<int:criterion>/plan/", action_views.plan, name="plan"),
    path("<int:pk>/what-if/", what_if_views.what_if, name="what_if"),
    path("<int:pk>/sections/", section_views.sections, name="sections"),
    path("actions/mine/", action_views.my_actions, name="my_actions"),
    path("actions/of/<slug:code>/", action_views.register, name="actions"),
    path("actions/<int:pk>/", action_views.show, name="action"),
    path("actions/<int:pk>/change/", action_views.change, name="change_action"),
    path("actions/<int:pk>/<str:act>/", action_views.record, name="record_progress"),
    path("sections/mine/", section_views.my_sections, name="my_sections"),
    path("sections/<int:pk>/", section_views.section, name="section"),
    path("sections/<int:pk>/submit/", section_views.submit, name="submit_section"),
    path("sections/<int:pk>/review/", section_views.review, name="review_section"),
]
