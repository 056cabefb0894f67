from django.urls import path

from evidence import request_views, shelf_views

app_name = "evidence"
urlpatterns = [
    path("", shelf_views.forces, name="forces"),
    path("items/<int:pk>/", shelf_views.item, name="item"),
    path("items/<int:pk>/edit/", shelf_views.amend, name="amend"),
    path("items/<int:pk>/take-off/", shelf_views.take_off, name="take_off"),
    path("items/<int:pk>/file/", shelf_views.download, name="download"),
    path("requests/<int:pk>/", request_views.evidence_request, name="request"),
    path("requests/<int:pk>/add/<slug:kind>/", request_views.bring, name="bring"),
    path("requests/<int:pk>/withdraw/", request_views.withdraw, name="withdraw"),
    path("of/<slug:code>/", shelf_views.shelf_page, name="shelf"),
    path("of/<slug:code>/add/<slug:kind>/", shelf_views.add_item, name="add"),
    path("of/<slug:code>/requests/", request_views.requests, name="requests"),
    path("of/<slug:code>/requests/ask/", request_views.ask, name="ask"),
]
