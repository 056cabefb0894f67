"""What leaves: the names of the events, and the line that a log collector reads of each.

A name is never given to something else, since whoever searches a collector relies on it. docs/deploy.md has them.
"""

import json
import logging

from django.db.models import TextChoices

log = logging.getLogger("leaving")


class Event(TextChoices):
    """What left a force: a file, the rows of an answer of the API, a calendar."""

    GAP_REPORT = "file.gap_report", "Gap report"
    SCORING_SHEET = "file.scoring_sheet", "Scoring sheet"
    SIGNED_REPORT = "file.signed_report", "Signed report"
    ROUNDS = "file.rounds", "Rounds compared"
    WORKSHOP_SUMMARY = "file.workshop_summary", "Summary of a workshop"
    WORKSHOP_SHEETS = "file.workshop_sheets", "Printed sheets of a workshop"
    FIELDWORK_PACK = "file.fieldwork_pack", "Fieldwork pack"
    COVERAGE = "file.coverage", "Coverage grid"
    REGISTER = "file.register", "Register of findings"
    BOARD_PAPER = "file.board_paper", "Board paper"
    EVIDENCE = "file.evidence", "File of evidence"
    RECORD = "file.record", "Whole record of an assessment"
    HISTORY = "file.history", "History"
    SIGN_INS = "file.sign_ins", "Sign-ins"
    DEPARTURES = "file.departures", "What left"
    CALENDAR = "feed.calendar", "Calendar, by its secret address"
    API_ASSESSMENTS = "api.assessments", "Assessments, by the API"
    API_GAPS = "api.gaps", "Gaps, by the API"
    API_REPORT = "api.report", "Gap report, by the API"
    API_SCORES = "api.scores", "Levels, by the API"
    API_GRADES = "api.published_grades", "Published grades, by the API"
    API_ACTIONS = "api.actions", "Actions, by the API"
    API_FINDINGS = "api.findings", "Findings, by the API"


def log_line(departure) -> None:
    """Write one line of JSON: names and keys, and no text that anybody typed."""
    log.info(
        json.dumps(
            {
                "event": departure.event,
                "at": departure.at.isoformat(),
                "person": departure.by_id,
                "force": departure.force.code if departure.force else None,
                "assessment": departure.assessment,
                "row": departure.row,
                "form": departure.form,
                "marking": departure.marking,
                "way": departure.way,
            }
        )
    )
