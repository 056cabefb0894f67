from django.urls import path

from inspections.inspection import views

urlpatterns = [
    path("<slug:code>/inspections/", views.inspection_list, name="inspections"),
    path("<slug:code>/inspections/<int:pk>/", views.change_inspection, name="change_inspection"),
    path("<slug:code>/inspections/<int:pk>/grades/", views.inspection_grades, name="inspection_grades"),
]
