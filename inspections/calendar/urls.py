from django.urls import path

from inspections.calendar import views

urlpatterns = [
    path("<slug:code>/calendar/", views.calendar, name="calendar"),
    path("<slug:code>/calendar/add/", views.add_key_date, name="add_key_date"),
    path("<slug:code>/calendar/link/", views.calendar_link, name="calendar_link"),
    path("<slug:code>/calendar/link/end/", views.revoke_calendar_link, name="revoke_calendar_link"),
    path("<slug:code>/comments/", views.responses, name="responses"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("key-dates/<int:pk>/", views.change_key_date, name="change_key_date"),
    path("key-dates/<int:pk>/delete/", views.delete_key_date, name="delete_key_date"),
    path("comments/<int:pk>/", views.response, name="response"),
]
