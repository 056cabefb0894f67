from django.urls import path

from inspections.saved_views import views

urlpatterns = [
    path("<slug:code>/views/", views.save_view, name="save_view"),
    path("views/<int:pk>/", views.change_view, name="change_view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete_view"),
]
