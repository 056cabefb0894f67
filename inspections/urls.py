from django.urls import path

from inspections.batches import views as batch_views
from inspections.board_paper import views as paper_views
from inspections.boards import views as board_views
from inspections.calendar import views as calendar_views
from inspections.finding import views
from inspections.readiness import views as readiness_views
from inspections.uploaded_table import urls as moving_urls

app_name = "inspections"
finding_urls = [
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/amend/", views.amend, name="amend"),
    path("findings/<int:pk>/assign/", views.assign, name="assign"),
    path("findings/<int:pk>/acts/<slug:act>/", views.record, name="record"),
]
batch_urls = [
    path("<slug:code>/batches/", batch_views.batches, name="batches"),
    path("<slug:code>/batches/new/", batch_views.submit, name="submit"),
    path("batches/<int:pk>/", batch_views.batch, name="batch"),
]
board_urls = [
    path("<slug:code>/boards/", board_views.boards, name="boards"),
    path("<slug:code>/boards/new/", board_views.set_up_board, name="set_up_board"),
    path("boards/<int:pk>/", board_views.board, name="board"),
    path("boards/<int:pk>/change/", board_views.change_board, name="change_board"),
    path("boards/<int:pk>/meetings/", board_views.meet, name="meet"),
]
calendar_urls = [
    path("<slug:code>/calendar/", calendar_views.calendar, name="calendar"),
    path("<slug:code>/calendar/add/", calendar_views.add_key_date, name="add_key_date"),
    path("<slug:code>/calendar/link/", calendar_views.calendar_link, name="calendar_link"),
    path("<slug:code>/calendar/link/end/", calendar_views.revoke_calendar_link, name="revoke_calendar_link"),
    path("<slug:code>/comments/", calendar_views.responses, name="responses"),
    path("calendar/<str:token>.ics", calendar_views.feed, name="feed"),
    path("key-dates/<int:pk>/", calendar_views.change_key_date, name="change_key_date"),
    path("key-dates/<int:pk>/delete/", calendar_views.delete_key_date, name="delete_key_date"),
    path("comments/<int:pk>/", calendar_views.response, name="response"),
]
readiness_urls = [
    path("<slug:code>/readiness/", readiness_views.ready, name="readiness"),
    path("readiness/<int:pk>/packs/<int:criterion>/", readiness_views.pack, name="pack"),
]
paper_urls = [
    path("<slug:code>/papers/", paper_views.papers, name="papers"),
    path("<slug:code>/papers/new/", paper_views.draft_paper, name="draft_paper"),
    path("papers/<int:pk>/", paper_views.paper, name="paper"),
    path("papers/<int:pk>/change/", paper_views.change_paper, name="change_paper"),
    path("papers/<int:pk>/sections/<slug:key>/", paper_views.write_section, name="write_section"),
    path("papers/<int:pk>/sections/<slug:key>/drafted/", paper_views.use_draft, name="use_draft"),
    path("papers/<int:pk>/issue/", paper_views.issue_paper, name="issue_paper"),
    path("papers/<int:pk>/next/", paper_views.next_version, name="next_version"),
    path("papers/<int:pk>/discard/", paper_views.discard_paper, name="discard_paper"),
    path("papers/<int:pk>/file/<slug:ending>/", paper_views.paper_file, name="paper_file"),
]
register_urls = [
    path("<slug:code>/", views.register, name="register"),
    path("<slug:code>/assign/", views.assign_many, name="assign_many"),
    path("<slug:code>/table/", views.table, name="table"),
    path("<slug:code>/table/portal/", views.count_portal, name="count_portal"),
    path("<slug:code>/inspections/", views.inspection_list, name="inspections"),
    path("<slug:code>/inspections/<int:pk>/", views.change_inspection, name="change_inspection"),
    path("<slug:code>/raise/", views.raise_finding, name="raise"),
]
urlpatterns = [
    path("", views.forces, name="forces"),
    *finding_urls,
    *batch_urls,
    *board_urls,
    *calendar_urls,
    *readiness_urls,
    *paper_urls,
    *moving_urls.urlpatterns,
    *register_urls,
]
