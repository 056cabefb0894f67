from django.urls import path

from assessments.sign_off import views

urlpatterns = [
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/sign-off/", views.sign_off, name="sign_off"),
    path("<int:pk>/signed/<int:sign_off>/", views.signed_report, name="signed"),
    path("<int:pk>/signed/<int:sign_off>/file/", views.signed_file, name="signed_file"),
]
