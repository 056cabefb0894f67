from django.urls import path

from records import views

app_name = "records"
urlpatterns = [
    path("<slug:code>/", views.kept_list, name="list"),
    path("<slug:code>/<int:pk>/", views.kept_one, name="one"),
    path("<slug:code>/<int:pk>/review/", views.plan_review, name="plan_review"),
    path("<slug:code>/<int:pk>/hold/", views.hold, name="hold"),
    path("<slug:code>/<int:pk>/lift-hold/", views.lift_hold, name="lift_hold"),
    path("<slug:code>/<int:pk>/record/", views.record_file, name="file"),
    path("<slug:code>/<int:pk>/delete/", views.dispose_of, name="dispose"),
    path("<slug:code>/<int:pk>/deletion/", views.deletion, name="deletion"),
    path("<slug:code>/<int:pk>/deletion/confirm/", views.confirm_deletion, name="confirm_deletion"),
    path("<slug:code>/<int:pk>/deletion/stop/", views.stop_deletion, name="stop_deletion"),
    path("<slug:code>/<int:pk>/deletion/carry-out/", views.carry_out_deletion, name="carry_out_deletion"),
]
