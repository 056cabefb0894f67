from django.urls import path

from assessments.cited_evidence import views

urlpatterns = [
    path("<int:pk>/statements/<int:statement>/evidence/", views.evidence, name="evidence"),
    path("<int:pk>/statements/<int:statement>/evidence/add/<slug:kind>/", views.add_evidence, name="add_evidence"),
    path("<int:pk>/statements/<int:statement>/evidence/<int:item>/remove/", views.uncite, name="uncite"),
]
