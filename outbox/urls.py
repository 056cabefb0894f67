from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("<int:pk>/again/", views.send_again, name="send_again"),
    path("<int:pk>/throw-away/", views.throw_away, name="throw_away"),
]
