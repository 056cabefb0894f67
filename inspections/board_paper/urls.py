from django.urls import path

from inspections.board_paper import views

urlpatterns = [
    path("<slug:code>/papers/", views.papers, name="papers"),
    path("<slug:code>/papers/new/", views.draft_paper, name="draft_paper"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("papers/<int:pk>/change/", views.change_paper, name="change_paper"),
    path("papers/<int:pk>/sections/<slug:key>/", views.write_section, name="write_section"),
    path("papers/<int:pk>/sections/<slug:key>/drafted/", views.use_draft, name="use_draft"),
    path("papers/<int:pk>/issue/", views.issue_paper, name="issue_paper"),
    path("papers/<int:pk>/next/", views.next_version, name="next_version"),
    path("papers/<int:pk>/discard/", views.discard_paper, name="discard_paper"),
    path("papers/<int:pk>/file/<slug:ending>/", views.paper_file, name="paper_file"),
]
