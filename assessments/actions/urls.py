from django.urls import path

from assessments.actions import views

urlpatterns = [
    path("<int:pk>/criteria/<int:criterion>/plan/", views.plan, name="plan"),
    path("actions/mine/", views.my_actions, name="my_actions"),
    path("actions/of/<slug:code>/", views.force_actions, name="actions"),
    path("actions/<int:pk>/", views.show, name="action"),
    path("actions/<int:pk>/change/", views.change, name="change_action"),
    path("actions/<int:pk>/<str:act>/", views.record, name="record_progress"),
]
