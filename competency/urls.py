from django.urls import path

from competency import profile_views, role_views, share_views, team_views

app_name = "competency"
urlpatterns = [
    path("", profile_views.mine, name="mine"),
    path("of/<slug:code>/begin/", profile_views.begin, name="begin"),
    path("profiles/<int:pk>/", profile_views.profile, name="profile"),
    path("profiles/<int:pk>/on/<int:criterion>/", profile_views.assess, name="assess"),
    path("profiles/<int:pk>/change/", profile_views.change, name="change"),
    path("profiles/<int:pk>/finish/", profile_views.finish, name="finish"),
    path("profiles/<int:pk>/reopen/", profile_views.reopen, name="reopen"),
    path("profiles/<int:pk>/remove/", profile_views.remove, name="remove"),
    path("profiles/<int:pk>/file/<slug:ending>/", profile_views.profile_file, name="profile_file"),
    path("profiles/<int:pk>/shares/", share_views.shares, name="shares"),
    path("profiles/<int:pk>/shares/<int:share>/end/", share_views.end_share, name="end_share"),
    path("profiles/<int:pk>/uncount/", share_views.uncount, name="uncount"),
    path("of/<slug:code>/roles/", role_views.roles, name="roles"),
    path("of/<slug:code>/roles/<int:edition>/add/", role_views.add_role, name="add_role"),
    path("roles/<int:pk>/", role_views.role, name="role"),
    path("roles/<int:pk>/change/", role_views.change_role, name="change_role"),
    path("of/<slug:code>/teams/", team_views.teams, name="teams"),
    path("teams/<int:pk>/", team_views.team, name="team"),
    path("teams/<int:pk>/people/", team_views.take_in, name="take_in"),
    path("teams/<int:pk>/people/<int:person>/out/", team_views.take_out, name="take_out"),
    path("teams/<int:pk>/agree/", team_views.agree, name="agree"),
    path("teams/<int:pk>/withdraw/", team_views.withdraw, name="withdraw"),
    path("teams/<int:pk>/draw/", team_views.draw, name="draw"),
    path("maps/<int:pk>/", team_views.team_map, name="team_map"),
]
