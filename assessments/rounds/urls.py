from django.urls import path

from assessments.rounds import views

urlpatterns = [
    path("<int:pk>/next-round/", views.next_round_of, name="next_round"),
    path("<int:pk>/rounds/", views.compare_rounds, name="rounds"),
    path("<int:pk>/rounds/<int:beside>/<str:ending>/", views.rounds_file, name="rounds_file"),
]
