from django.urls import path

from assessments.edition_move import views as moving_views
from assessments.rounds import views as round_views

urlpatterns = [
    path("<int:pk>/next-round/", round_views.next_round_of, name="next_round"),
    path("<int:pk>/rounds/", round_views.compare_rounds, name="rounds"),
    path("<int:pk>/rounds/<int:beside>/<str:ending>/", round_views.rounds_file, name="rounds_file"),
    path("<int:pk>/units/", round_views.units, name="units"),
    path("<int:pk>/move/", moving_views.move, name="move"),
    path("<int:pk>/came-over/", moving_views.came_over, name="came_over"),
]
