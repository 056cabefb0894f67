from django.urls import path

from assessments.comments import views

urlpatterns = [
    path("<int:pk>/comments/", views.all_comments, name="all_comments"),
    path("<int:pk>/criteria/<int:criterion>/comments/", views.comments, name="comments"),
    path("comments/<int:pk>/reply/", views.reply, name="reply"),
    path("comments/<int:pk>/<str:deed>/", views.act, name="comment_act"),
]
