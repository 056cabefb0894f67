from django.urls import URLPattern, URLResolver, include, path, re_path

from maturity import after_views, paper_views, profile_views, running, taking_over, views

app_name = "maturity"

ballot_urls = [
    path("vote/", views.vote, name="vote"),
    path("reveal/", running.reveal, name="reveal"),
    path("reopen/", running.reopen, name="reopen"),
    path("agree/", running.agree, name="agree"),
    path("plan/", running.plan, name="plan"),
    path("park/", running.park, name="park"),
    path("skip/", running.skip, name="skip"),
]

workshop_urls: list[URLPattern | URLResolver] = [
    path("", views.seat, name="seat"),
    path("board/", views.seat_board, name="seat_board"),
    path("run/", running.run, name="run"),
    path("run/board/", running.run_board, name="run_board"),
    path("run/open/<int:criterion>/", running.open_ballot, name="open_ballot"),
    path("run/end-prescoring/", running.end_prescoring, name="end_prescoring"),
    path("run/nudge/", running.nudge, name="nudge"),
    path("run/hand-over/", running.hand_over, name="hand_over"),
    path("take-over/", taking_over.take_over, name="take_over"),
    path("run/close/", running.close, name="close"),
    path("run/sheets/", paper_views.type_sheet, name="type_in"),
    path("run/sheets/<int:seat>/", paper_views.type_sheet, name="type_in_for"),
    path("run/sheets/<int:seat>/out/", paper_views.take_sheet_out, name="take_sheet_out"),
    path("projector/", running.projector, name="projector"),
    path("projector/board/", running.projector_board, name="projector_board"),
    path("ballots/<int:ballot>/", include(ballot_urls)),
    path("summary/", after_views.summary, name="summary"),
    re_path(r"^summary/(?P<ending>csv|docx|pdf)/$", after_views.summary_file, name="summary_file"),
    re_path(r"^sheets/(?P<name>matrix|voting)/$", paper_views.sheet, name="sheet"),
    path("pulse/", after_views.pulse, name="pulse"),
]

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/<str:code>/", views.take_seat, name="take_seat"),
    path("profiles/<slug:force>/", profile_views.profile, name="profile"),
    path("workshops/of/<int:assessment>/", running.workshop_list, name="list"),
    path("workshops/open/<int:assessment>/", running.convene, name="convene"),
    path("workshops/<int:pk>/", include(workshop_urls)),
]
