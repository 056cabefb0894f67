"""A board's terms of reference, its members and its meetings, by forms alone."""

import datetime

from inspections.models import GovernanceBoard
from tests.inspections.pages import page, three


def test_a_board_is_set_up_changed_and_meets(as_lead, force):
    typed = {"name": "Delivery Group", "purpose": "To see it done.", "core_activities": "Follow\r\n\r\nDecide"}
    as_lead.post(page("set_up_board", force.code), {**typed, "members": "Deputy Chief Constable\nHead of Performance"})
    board = GovernanceBoard.objects.get()
    assert [str(seat) for seat in board.seats.order_by("position")] == [
        "Deputy Chief Constable (chair)",
        "Head of Performance",
    ]
    as_lead.post(page("change_board", board.pk), {**typed, "members": "Chief Constable"})
    as_lead.post(page("meet", board.pk), {**three("on", datetime.date(2026, 3, 1)), "note": "Held online."})
    as_lead.post(page("meet", board.pk), {**three("on", datetime.date(2026, 3, 1)), "note": "Held in the hall."})
    shown = as_lead.get(page("board", board.pk)).context["page"]
    assert [str(seat) for seat in shown.seats] == ["Chief Constable (chair)"]
    assert [(meeting.on, meeting.note) for meeting in shown.meetings] == [
        (datetime.date(2026, 3, 1), "Held in the hall.")
    ]
    assert shown.board.activities == ["Follow", "Decide"]
    twice = as_lead.post(page("set_up_board", force.code), {**typed, "members": "A\na"})
    assert twice.context["form"].errors["members"] == ["A role is there twice. Name each once."]
