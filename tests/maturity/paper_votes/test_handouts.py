"""A room without devices: what is printed for it, and what may be typed in of it."""

import re

import pytest
from django.urls import reverse

from frameworks.models import Statement
from maturity.models import Ballot, Participant, Vote, Workshop
from maturity.paper_votes.forms import PaperVote
from maturity.paper_votes.handouts import voting_sheet, wall_matrix
from maturity.paper_votes.sheets import type_in
from reports.writers.handouts import grid_pdf, tick_sheet_pdf
from tests.factories import NOON, AssessmentFactory, ParticipantFactory, WorkshopFactory

# An option that somebody chose; the empty one is chosen at first.
CHOSEN = re.compile(r'<option value="([^"]+)" selected')
NOTE = "A note that was typed in"


def url(name, workshop, *args):
    return reverse(f"maturity:{name}", args=[workshop.pk, *args])


@pytest.fixture
def ahead(assessment, facilitator):
    """Return a workshop that is scored beforehand: a whole sheet can be typed in at once."""
    groups = ["Officers", "Staff"]
    return WorkshopFactory(assessment=assessment, facilitator=facilitator, prescoring=True, groups=groups)


@pytest.fixture
def desk(client, facilitator):
    client.force_login(facilitator)
    return client


def typed(workshop, *levels, **more):
    """Return a sheet as the form sends it: a level, or nothing, for each open ballot in turn."""
    ballots = workshop.taking_votes()
    rows = zip(ballots, levels, strict=False)
    return {f"b{ballot.pk}-level": getattr(level, "pk", level) for ballot, level in rows if level} | more


def votes(workshop):
    rows = Vote.objects.filter(ballot__workshop=workshop).order_by("participant__pk", "ballot__pk")
    columns = ("participant__name", "ballot__criterion__code", "level__name", "confidence", "note", "typed_by__name")
    return list(rows.values_list(*columns))


# --- What is printed


def test_the_matrix_has_the_frameworks_own_words(workshop, today, ci_sam):
    grid = wall_matrix(workshop, on=today)
    assert [column.name for column in grid.columns] == [level.name for level in ci_sam.levels.order_by("rank")]
    [group] = grid.groups
    assert [row.name for row in group.rows] == [
        "Leadership",
        "Engagement",
        "Resourcing and sustainability",
        "Methodology and rigour",
    ]
    printed = [line for row in group.rows for cell in row.cells for line in cell.lines]
    assert sorted(printed) == sorted(Statement.objects.filter(criterion__edition=ci_sam).values_list("text", flat=True))
    source = (ci_sam.framework.licence, ci_sam.framework.attribution)
    assert [words in " ".join(grid.front.source) for words in source] == [True, True]


def test_only_the_agenda_is_printed_and_only_levels_with_words(force, peel_paf, facilitator, today):
    question = peel_paf.criteria.filter(scored=True).order_by("position").first()
    assessment = AssessmentFactory(force=force, edition=peel_paf)
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, criteria=[question])
    grid = wall_matrix(workshop, on=today)
    assert [column.name for column in grid.columns] == ["Good"]
    assert [group.heading for group in grid.groups] == [question.title]
    assert len(grid.groups[0].rows) == question.children.filter(statements__isnull=False).distinct().count()


def test_the_voting_sheet_has_a_box_for_each_level(ahead, today):
    sheet = voting_sheet(ahead, on=today)
    assert (sheet.groups, sheet.sure) == (("Officers", "Staff"), ("Low", "Middling", "High"))
    boxes = ("1 Marginal", "2 Reactive", "3 Process-focused", "4 Proactive", "5 Integral", "Can\u2019t say")
    assert {question.boxes for question in sheet.questions} == {boxes}
    assert {question.parts for question in sheet.questions} == {()}


def test_statements_are_on_the_sheet_where_they_are_asked(assessment, facilitator, leadership, today):
    asked = {"assessment": assessment, "facilitator": facilitator, "criteria": [leadership], "statements_too": True}
    [question] = voting_sheet(WorkshopFactory(**asked), on=today).questions
    assert question.answers == ("Yes", "Partly", "No", "Not applicable")
    assert sum(len(part.lines) for part in question.parts) == leadership.statements.count()


@pytest.mark.parametrize(
    ("name", "kind", "size"), [("matrix", "matrix", "1190.55"), ("voting", "voting-sheet", "595.27")]
)
def test_the_sheets_are_marked_and_of_their_size(client, reader, workshop, name, kind, size):
    client.force_login(reader)
    answer = client.get(url("sheet", workshop, name))
    [box] = set(re.findall(rb"/MediaBox\s*\[0 0 (\d+\.\d\d)", answer.content))
    assert (answer.content[:5], box.decode()) == (b"%PDF-", size)
    assert f'filename="OFFICIAL_{kind}_northshire-police_autumn_' in answer.headers["Content-Disposition"]


def test_words_are_never_run_as_markup(assessment, facilitator, today):
    title = "#panic() $x$ {{ 7 }} <b>*_` \\ @"
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, title=title, groups=["#[a]", "[ ] *"])
    sheet = voting_sheet(workshop, on=today)
    assert [made[:5] for made in (grid_pdf(wall_matrix(workshop, on=today)), tick_sheet_pdf(sheet))] == [b"%PDF-"] * 2


# --- What is typed in


def test_a_sheet_is_typed_in_at_once(desk, ahead, levels, facilitator):
    sheet = typed(ahead, levels["Reactive"], "cant_say", None, levels["Integral"])
    first = ahead.taking_votes()[0].pk
    group = ahead.groups.get(name="Staff")
    more = {f"b{first}-confidence": "3", f"b{first}-note": NOTE, "group": group.pk}
    answer = desk.post(url("type_in", ahead), {**sheet, **more})
    seat = Participant.objects.get()
    assert answer.url == f"{url('type_in', ahead)}?after={seat.pk}"
    assert (seat.name, seat.group, seat.on_paper, seat.user) == ("Paper 1", group, True, None)
    assert votes(ahead) == [
        ("Paper 1", "leadership", "Reactive", 3, NOTE, "Facilitator"),
        ("Paper 1", "engagement", None, None, "", "Facilitator"),
        ("Paper 1", "methodology-and-rigour", "Integral", None, "", "Facilitator"),
    ]
    page = desk.get(answer.url).content.decode()
    assert ("The sheet of Paper 1 is in: 3 of 4 open ballots." in page, NOTE in page) == (True, False)


def test_nothing_typed_in_is_shown_again(desk, ahead, levels):
    first = ahead.taking_votes()[0].pk
    desk.post(url("type_in", ahead), {**typed(ahead, levels["Reactive"]), f"b{first}-note": NOTE})
    page = desk.get(url("type_in_for", ahead, Participant.objects.get().pk)).content.decode()
    assert (NOTE in page, CHOSEN.findall(page)) == (False, [])


def test_typing_a_sheet_in_again_replaces_what_it_says_and_leaves_the_rest(desk, ahead, levels):
    desk.post(url("type_in", ahead), typed(ahead, levels["Reactive"], levels["Reactive"], name="Blue pen"))
    seat = Participant.objects.get()
    desk.post(url("type_in_for", ahead, seat.pk), typed(ahead, levels["Integral"]))
    assert [row[:3] for row in votes(ahead)] == [
        ("Blue pen", "leadership", "Integral"),
        ("Blue pen", "engagement", "Reactive"),
    ]


def test_after_a_known_sheet_comes_the_next_that_is_not_whole(desk, workshop, leadership, levels):
    one, two = (workshop.seat_on_paper(at=NOON) for _ in range(2))
    workshop.open_ballot(leadership, at=NOON)
    answer = desk.post(url("type_in_for", workshop, one.pk), typed(workshop, levels["Reactive"]))
    assert answer.url == f"{url('type_in_for', workshop, two.pk)}?after={one.pk}"
    answer = desk.post(url("type_in_for", workshop, two.pk), typed(workshop, levels["Reactive"]))
    assert answer.url == f"{url('type_in', workshop)}?after={two.pk}"


@pytest.mark.parametrize(
    ("name", "confidence", "note", "problem"),
    [
        ("", "", "Only a note", "Leadership: Choose a level, or “Can\u2019t say”."),
        ("", "9", "", "Leadership: Choose low, middling or high."),
        ("x" * 61, "", "", "Shorten the name to 60 characters."),
        ("", "", "", "Type in at least one vote."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, ahead, levels, name, confidence, note, problem):
    one, two = (ballot.pk for ballot in ahead.taking_votes()[:2])
    sheet = {"name": name, f"b{one}-confidence": confidence, f"b{one}-note": note}
    if note or confidence or name:
        sheet[f"b{two}-level"] = levels["Reactive"].pk
    answer = desk.post(url("type_in", ahead), sheet)
    page = answer.content.decode()
    assert (answer.status_code, problem in page, f'value="{note}"' in page or not note) == (422, True, True)
    assert CHOSEN.findall(page) == ([str(levels["Reactive"].pk)] if f"b{two}-level" in sheet else [])
    assert (votes(ahead), Participant.objects.exists()) == ([], False)


def test_a_ballot_closed_meanwhile_refuses_the_whole_sheet(desk, ahead, levels):
    sheet = typed(ahead, levels["Reactive"], levels["Integral"], name="Late")
    ahead.taking_votes()[1].park()
    answer = desk.post(url("type_in", ahead), sheet)
    page = answer.content.decode()
    assert (answer.status_code, "so nothing was recorded" in page, votes(ahead)) == (422, True, [])
    assert CHOSEN.findall(page) == [str(levels["Reactive"].pk)]


def test_a_sheet_is_recorded_whole_or_not_at_all(ahead, levels, facilitator):
    one, two = ahead.taking_votes()[:2]
    two.park()
    sheet = [PaperVote(ballot, levels["Reactive"], None, "", None) for ballot in (one, two)]
    with pytest.raises(Ballot.WrongPhase):
        type_in(ahead, sheet, by=facilitator, at=NOON)
    assert (votes(ahead), Participant.objects.exists()) == ([], False)


def test_nobody_with_a_device_is_typed_over(desk, ahead, levels, facilitator):
    guest, ballot = ParticipantFactory(workshop=ahead), ahead.taking_votes()[0]
    with pytest.raises(Ballot.NotYours):
        ballot.cast(participant=guest, level=levels["Reactive"], typed_by=facilitator, at=NOON)
    assert desk.post(url("type_in_for", ahead, guest.pk), typed(ahead, levels["Reactive"])).status_code == 404
    assert desk.post(url("take_sheet_out", ahead, guest.pk)).status_code == 404
    same_name = desk.post(url("type_in", ahead), typed(ahead, levels["Reactive"], name=guest.name.upper()))
    assert (same_name.status_code, votes(ahead)) == (409, [])


def test_only_the_facilitator_types_in(ahead, levels, lead):
    seat, ballot = ahead.seat_on_paper(at=NOON), ahead.taking_votes()[0]
    for typist in (lead, None):
        with pytest.raises(Ballot.NotYours):
            ballot.cast(participant=seat, level=levels["Reactive"], typed_by=typist, at=NOON)


def test_paper_needs_no_device_where_guests_may_not_join(assessment, facilitator):
    closed = WorkshopFactory(assessment=assessment, facilitator=facilitator, guests=False)
    names = [closed.seat_on_paper(name=name, at=NOON).name for name in ("", "paper 2", "")]
    assert names == ["Paper 1", "paper 2", "Paper 3"]


def test_statements_are_typed_in_where_they_are_asked(desk, assessment, facilitator, leadership, levels):
    asked = {"assessment": assessment, "facilitator": facilitator, "criteria": [leadership], "statements_too": True}
    workshop = WorkshopFactory(**asked)
    ballot = workshop.open_ballot(leadership, at=NOON)
    statement = leadership.statements.order_by("pk").first()
    sheet = {f"b{ballot.pk}-level": levels["Reactive"].pk, f"b{ballot.pk}-{statement.pk}-answer": "partly"}
    desk.post(url("type_in", workshop), sheet)
    assert list(Vote.objects.get().answers.values_list("statement", "answer")) == [(statement.pk, "partly")]


@pytest.mark.parametrize("state", ["nothing open", "revealed", "ended"])
def test_without_an_open_ballot_there_is_nothing_to_type(desk, workshop, leadership, state):
    if state == "revealed":
        workshop.open_ballot(leadership, at=NOON).reveal(at=NOON)
    elif state == "ended":
        workshop.close(at=NOON)
    page = desk.get(url("type_in", workshop)).content.decode()
    assert ("No ballot takes votes now." in page, 'id="type-in"' in page) == (True, False)


def test_a_sheet_typed_in_twice_is_taken_out(desk, ahead, levels):
    desk.post(url("type_in", ahead), typed(ahead, levels["Reactive"]))
    revision = Workshop.objects.get(pk=ahead.pk).revision
    desk.post(url("take_sheet_out", ahead, Participant.objects.get().pk))
    assert (votes(ahead), Participant.objects.exists()) == ([], False)
    assert Workshop.objects.get(pk=ahead.pk).revision > revision


def test_a_sheet_is_taken_out_though_anothers_vote_is_revealed(desk, workshop, leadership, levels):
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Reactive"], at=NOON)
    ballot.reveal(at=NOON)
    sheet = workshop.seat_on_paper(at=NOON)
    desk.post(url("take_sheet_out", workshop, sheet.pk))
    assert not Participant.objects.filter(pk=sheet.pk).exists()


def test_a_revealed_sheet_stays(desk, ahead, levels):
    desk.post(url("type_in", ahead), typed(ahead, levels["Reactive"], levels["Reactive"]))
    ballot = ahead.taking_votes()[0]
    ahead.end_prescoring(at=NOON)
    ballot.reveal(at=NOON)
    page = desk.post(url("take_sheet_out", ahead, Participant.objects.get().pk), follow=True).content.decode()
    assert ("A vote of Paper 1 is revealed, so the sheet stays." in page, len(votes(ahead))) == (True, 2)


def test_a_sheet_counts_in_the_reveal_like_any_vote(desk, workshop, leadership, levels):
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Reactive"], at=NOON)
    desk.post(url("type_in", workshop), typed(workshop, levels["Integral"]))
    ballot.reveal(at=NOON)
    page = desk.get(url("run", workshop)).context["console"].stage.spread.last
    assert (page.voters, page.agreement.counts) == (2, (0, 1, 0, 0, 1))
