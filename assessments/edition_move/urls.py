from django.urls import path

from assessments.edition_move import views

urlpatterns = [
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/came-over/", views.came_over, name="came_over"),
]
