"""The register's rows that are never altered: events of findings, and issued papers."""

from config.append_only import Kept, install, remove

__all__ = ["ALL", "EVENTS", "ISSUED_PAPERS", "Kept", "install", "remove"]

EVENTS = Kept(
    "inspections_findingevent",
    "inspections_finding",
    "finding_id",
    "What happened to a finding is never altered. Record what happened next.",
)
ISSUED_PAPERS = Kept(
    "inspections_issuedpaper",
    "inspections_boardpaper",
    "paper_id",
    "An issued paper is never altered. Draft a new version.",
)
ALL = (EVENTS, ISSUED_PAPERS)
