from django.urls import path

from assessments.published_grades import views

urlpatterns = [
    path("grades/of/<slug:code>/", views.grades, name="grades"),
    path("grades/of/<slug:code>/<int:edition>/", views.record_report, name="record_report"),
    path("grades/<int:pk>/", views.correct_report, name="correct_report"),
    path("grades/<int:pk>/take-out/", views.take_report_out, name="take_report_out"),
]
