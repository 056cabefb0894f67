from django.urls import path

from inspections.boards import views

urlpatterns = [
    path("<slug:code>/boards/", views.boards, name="boards"),
    path("<slug:code>/boards/new/", views.set_up_board, name="set_up_board"),
    path("boards/<int:pk>/", views.board, name="board"),
    path("boards/<int:pk>/change/", views.change_board, name="change_board"),
    path("boards/<int:pk>/meetings/", views.meet, name="meet"),
]
