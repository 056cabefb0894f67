from django.urls import path

from assessments.peer_review import views

urlpatterns = [
    path("<int:pk>/side-by-side/", views.sides, name="side_by_side"),
    path("<int:pk>/criteria/<int:criterion>/peer/", views.peer_sheet, name="peer"),
    path("<int:pk>/criteria/<int:criterion>/peer/level/", views.decide_as_peer, name="peer_level"),
    path("<int:pk>/statements/<int:statement>/peer/", views.judge_as_peer, name="peer_judge"),
]
