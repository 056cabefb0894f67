from django.urls import path

from evidence import request_views, views

app_name = "evidence"
urlpatterns = [
    path("", views.forces, name="forces"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/edit/", views.amend, name="amend"),
    path("items/<int:pk>/take-off/", views.take_off, name="take_off"),
    path("items/<int:pk>/file/", views.download, name="download"),
    path("requests/<int:pk>/", request_views.one, name="request"),
    path("requests/<int:pk>/add/<slug:kind>/", request_views.bring, name="bring"),
    path("requests/<int:pk>/withdraw/", request_views.withdraw, name="withdraw"),
    path("of/<slug:code>/", views.shelf_page, name="shelf"),
    path("of/<slug:code>/add/<slug:kind>/", views.add_item, name="add"),
    path("of/<slug:code>/requests/", request_views.requests, name="requests"),
    path("of/<slug:code>/requests/ask/", request_views.ask, name="ask"),
]
