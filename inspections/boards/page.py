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
    boards = GovernanceBoard.objects.filter(force=force).order_by("name_found", "pk")
    return tuple(BoardRow(board, live.get(board.pk, 0)) for board in boards)


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with its members, its meetings, the latest first, and its live findings by type and state."""

    board: GovernanceBoard
    seats: tuple[BoardSeat, ...]
    meetings: tuple[BoardMeeting, ...]
    kinds: tuple[tuple[str, int], ...]
    live: int
    submitted: int
    overdue: int


def board_page(board: GovernanceBoard, *, on: datetime.date) -> BoardPage:
    """Return the page of a board, each of its meetings with the papers `listed` for it; four queries."""
    findings = list(Finding.objects.filter(board=board).live(on).order_by("pk"))
    kinds = Counter(finding.kind for finding in findings)
    papers = Prefetch("papers", BoardPaper.objects.order_by("title", "version"), to_attr="listed")
    return BoardPage(
        board=board,
        seats=tuple(board.seats.order_by("position")),
        meetings=tuple(board.meetings.prefetch_related(papers).order_by("-on")),
        kinds=tuple((str(kind.label), kinds[kind]) for kind in Finding.Kind if kinds[kind]),
        live=len(findings),
        submitted=sum(finding.state == State.SUBMITTED for finding in findings),
        overdue=sum(finding.is_overdue(on) for finding in findings),
    )
