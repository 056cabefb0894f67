from django.urls import path

from frameworks.publication import views

urlpatterns = [
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/new-edition/", views.new_edition, name="new_edition"),
]
