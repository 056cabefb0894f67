from django.urls import URLPattern, URLResolver, include, path, re_path

from maturity import console_views, door_views, join_views, seat_views, takeover_views, workshop_views
from maturity.paper_votes import views as paper_votes_views
from maturity.profile import views as profile_views
from maturity.summary import views as summary_views

app_name = "maturity"

ballot_urls = [
    path("vote/", seat_views.vote, name="vote"),
    path("reveal/", console_views.reveal, name="reveal"),
    path("reopen/", console_views.reopen, name="reopen"),
    path("agree/", console_views.agree, name="agree"),
    path("plan/", console_views.plan, name="plan"),
    path("park/", console_views.park, name="park"),
    path("skip/", console_views.skip, name="skip"),
]

workshop_urls: list[URLPattern | URLResolver] = [
    path("", seat_views.seat, name="seat"),
    path("leave/", seat_views.leave_seat, name="leave_seat"),
    path("board/", seat_views.seat_board, name="seat_board"),
    path("run/", console_views.run, name="run"),
    path("run/board/", console_views.run_board, name="run_board"),
    path("run/open/<int:criterion>/", console_views.open_ballot, name="open_ballot"),
    path("run/end-prescoring/", console_views.end_prescoring, name="end_prescoring"),
    path("run/nudge/", console_views.nudge, name="nudge"),
    path("run/hand-over/", console_views.hand_over, name="hand_over"),
    path("take-over/", takeover_views.take_over, name="take_over"),
    path("run/close/", console_views.close, name="close"),
    path("run/door/", door_views.door, name="door"),
    path("run/door/lock/", door_views.lock, name="lock"),
    path("run/door/unlock/", door_views.unlock, name="unlock"),
    path("run/door/code/", door_views.renew_code, name="renew_code"),
    path("run/door/<int:seat>/out/", door_views.take_out, name="take_out"),
    path("run/door/<int:seat>/in/", door_views.let_back_in, name="let_back_in"),
    path("run/sheets/", paper_votes_views.type_sheet, name="type_in"),
    path("run/sheets/<int:seat>/", paper_votes_views.type_sheet, name="type_in_for"),
    path("run/sheets/<int:seat>/out/", paper_votes_views.take_sheet_out, name="take_sheet_out"),
    path("projector/", console_views.projector, name="projector"),
    path("projector/board/", console_views.projector_board, name="projector_board"),
    path("ballots/<int:ballot>/", include(ballot_urls)),
    path("summary/", summary_views.summary, name="summary"),
    re_path(r"^summary/(?P<ending>csv|docx|pdf)/$", summary_views.summary_file, name="summary_file"),
    re_path(r"^sheets/(?P<name>matrix|voting)/$", paper_votes_views.sheet, name="sheet"),
    path("pulse/", summary_views.pulse, name="pulse"),
]

urlpatterns = [
    path("join/", join_views.join, name="join"),
    path("join/<str:code>/", join_views.take_seat, name="take_seat"),
    path("profiles/<slug:force>/", profile_views.profile, name="profile"),
    path("workshops/of/<int:assessment>/", workshop_views.workshop_list, name="list"),
    path("workshops/open/<int:assessment>/", workshop_views.convene, name="convene"),
    path("workshops/<int:pk>/", include(workshop_urls)),
]
