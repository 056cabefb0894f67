from django.urls import path

from assessments.scoring_sheet import views

urlpatterns = [
    path("<int:pk>/criteria/<int:criterion>/", views.score, name="score"),
    path("<int:pk>/criteria/<int:criterion>/level/", views.decide, name="decide"),
    path("<int:pk>/criteria/<int:criterion>/target/", views.aim, name="aim"),
    path("<int:pk>/statements/<int:statement>/", views.judge, name="judge"),
]
