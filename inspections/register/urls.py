from django.urls import path

from inspections.register import views

urlpatterns = [
    path("", views.forces, name="forces"),
    path("<slug:code>/", views.register, name="register"),
    path("<slug:code>/assign/", views.assign_many, name="assign_many"),
    path("<slug:code>/export/", views.export_register, name="export_register"),
    path("<slug:code>/table/", views.table, name="table"),
    path("<slug:code>/table/portal/", views.count_portal, name="count_portal"),
]
