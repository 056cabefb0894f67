from django.urls import path

from inspections.first_day import views

urlpatterns = [path("<slug:code>/first-day/", views.first_day, name="first_day")]
