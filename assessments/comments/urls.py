"""Addresses of what others than the force say of it: peers, the inspectorate, and people's comments."""

from django.urls import path

from assessments.comments import views as comment_views
from assessments.peer_review import views as peer_views
from assessments.published_grades import views as published_views

urlpatterns = [
    path("<int:pk>/side-by-side/", peer_views.sides, name="side_by_side"),
    path("<int:pk>/criteria/<int:criterion>/peer/", peer_views.peer_sheet, name="peer"),
    path("<int:pk>/criteria/<int:criterion>/peer/level/", peer_views.decide_as_peer, name="peer_level"),
    path("<int:pk>/statements/<int:statement>/peer/", peer_views.judge_as_peer, name="peer_judge"),
    path("<int:pk>/published/", published_views.published_grades, name="published"),
    path("<int:pk>/comments/", comment_views.all_comments, name="all_comments"),
    path("<int:pk>/criteria/<int:criterion>/comments/", comment_views.comments, name="comments"),
    path("comments/<int:pk>/reply/", comment_views.reply, name="reply"),
    path("comments/<int:pk>/<str:deed>/", comment_views.act, name="comment_act"),
]
