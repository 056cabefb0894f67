from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("<slug:code>/people/", views.people, name="people"),
    path("<slug:code>/people/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
]
