from django.urls import path

from assessments.explanation import views

urlpatterns = [
    path("<int:pk>/criteria/<int:criterion>/why/", views.why_this_level, name="why"),
]
