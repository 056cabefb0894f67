from django.urls import path

from assessments.sections import views

urlpatterns = [
    path("<int:pk>/sections/", views.sections, name="sections"),
    path("sections/mine/", views.my_sections, name="my_sections"),
    path("sections/<int:pk>/", views.section, name="section"),
    path("sections/<int:pk>/submit/", views.submit, name="submit_section"),
    path("sections/<int:pk>/review/", views.review, name="review_section"),
]
