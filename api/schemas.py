"""The schemas of the API's answers, from which the OpenAPI document is made."""

import datetime
from typing import Annotated, Any

from ninja import Field, Query, Schema

from accounts.models import Force
from config.days import FIRST_YEAR, LAST_YEAR
from config.fields import longest

MOST = 1000
FARTHEST = 10_000_000

Day = datetime.date
AsAt = Annotated[
    datetime.date | None,
    Query(ge=datetime.date(FIRST_YEAR, 1, 1), le=datetime.date(LAST_YEAR, 12, 31), description="As at this day."),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many rows to send.")]
Offset = Annotated[int, Query(ge=0, le=FARTHEST, description="How many rows to pass over.")]
Key = Annotated[int | None, Query(ge=1, lt=2**63, description="Only this assessment, by its number.")]
ForceCode = Annotated[str | None, Query(max_length=longest(Force, "code"), description="Only this force, by its code.")]


class Page(Schema):
    """Some of the rows."""

    count: int = Field(description="All rows, those not sent included.")


class Level(Schema):
    """One level of a framework's scale."""

    code: str
    name: str
    rank: int = Field(description="1 is the lowest.")


class AssessmentRow(Schema):
    """One round of self-assessment."""

    id: int
    force: str = Field(description="The force's code.")
    framework: str = Field(description="The framework's short name, such as ci-sam.")
    edition: str
    unit: str = Field(description="Empty for the whole force.")
    round: str
    starts_on: Day
    due_on: Day | None
    state: str = Field(description="open, submitted or signed_off")
    marking: str
    disclosable: bool = Field(description="Under the Freedom of Information Act 2000.")
    follows: int | None = Field(description="The round before.")
    revision: int = Field(description="Grows with every change.")


class ScoreRow(Schema):
    """A level on one criterion, as somebody recorded it."""

    id: int
    assessment: int
    criterion: str = Field(description="The criterion's code.")
    title: str
    source: str = Field(description="self or peer")
    level: Level | None
    target: Level | None
    rationale: str
    at: datetime.datetime


class PublishedGradeRow(Schema):
    """A grade that the inspectorate published of a force. Of several of one question, the latest counts."""

    id: int
    force: str
    framework: str = Field(description="The framework's short name, such as peel-paf.")
    edition: str
    criterion: str = Field(description="The question's code.")
    title: str
    level: Level
    report: str = Field(description="The report, or the inspection that it is of.")
    published_on: Day
    link: str = Field(description="Where the report can be read, or empty.")


class GapLine(Schema):
    """One statement in one list of one criterion of the gap report, as on the page."""

    criterion: str
    title: str
    now: str
    suggested: str
    target: str
    listed: str
    level: str
    statement: str
    text: str
    answer: str
    on_the_path: bool
    note: str


class ActionRow(Schema):
    """What will be done about a gap."""

    id: int
    assessment: int
    criterion: str
    title: str
    owner: str
    state: str = Field(description="open, done or dropped")
    effort: str = Field(description="S, M or L; empty where nobody has said.")
    capability: str = Field(description="The code of the national strategy's capability that it builds, or empty.")
    organisational_level: str = Field(description="Its organisational level in that strategy, by code, or empty.")
    due_on: Day | None
    done_on: Day | None
    dropped_on: Day | None
    is_overdue: bool


class FindingRow(Schema):
    """A cause of concern, recommendation or area for improvement, as it stands on the day asked for."""

    id: int
    force: str
    reference: str
    type: str
    text: str
    inspection: str
    origin: str
    parent: str = Field(description="The cause of concern that a recommendation belongs to.")
    state: str
    since: Day
    is_live: bool
    is_overdue: bool
    due_on: Day | None
    closedown_on: Day | None
    board: str
    force_lead: str
    delivery_lead: str


class Problem(Schema):
    """Why nothing else was sent."""

    detail: Any


class Assessments(Page):
    """Some assessments."""

    items: list[AssessmentRow]


class Scores(Page):
    """Some scores."""

    items: list[ScoreRow]


class PublishedGrades(Page):
    """Some published grades."""

    items: list[PublishedGradeRow]


class Gaps(Page):
    """Some lines."""

    items: list[GapLine]


class Actions(Page):
    """Some actions."""

    items: list[ActionRow]


class Findings(Page):
    """Some findings."""

    items: list[FindingRow]
