"""The boards that own findings: a force's list of them, and the page of one."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import Force
from inspections.finding.lifecycle import State
from inspections.models import BoardMeeting, BoardPaper, BoardSeat, Finding, GovernanceBoard


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board, with how many live findings it owns."""

    board: GovernanceBoard
    live: int


def boards_of(force: Force, *, on: datetime.date) -> tuple[BoardRow, ...]:
    """Return the force's boards by name; two queries."""
    live = Finding.objects.filter(force=force).live(on).number_by("board")
    rows = GovernanceBoard.objects.filter(force=force).order_by("name", "pk")
    return tuple(BoardRow(each, live.get(each.pk, 0)) for each in rows)


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with its members, its meetings, the latest first, and what it owns by type and state."""

    board: GovernanceBoard
    seats: tuple[BoardSeat, ...]
    meetings: tuple[BoardMeeting, ...]
    kinds: tuple[tuple[str, int], ...]
    live: int
    submitted: int
    overdue: int


def board_page(board: GovernanceBoard, *, on: datetime.date) -> BoardPage:
    """Return the page of a board, each of its meetings with the papers `listed` for it; four queries."""
    owned = list(Finding.objects.filter(board=board).live(on).order_by("pk"))
    of_kind = Counter(each.kind for each in owned)
    papers = BoardPaper.objects.order_by("title", "version")
    return BoardPage(
        board=board,
        seats=tuple(board.seats.order_by("position")),
        meetings=tuple(board.meetings.prefetch_related(Prefetch("papers", papers, to_attr="listed")).order_by("-on")),
        kinds=tuple((str(kind.label), of_kind[kind]) for kind in Finding.Kind if of_kind[kind]),
        live=len(owned),
        submitted=sum(each.state == State.SUBMITTED for each in owned),
        overdue=sum(each.is_overdue(on) for each in owned),
    )
