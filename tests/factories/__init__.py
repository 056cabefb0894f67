"""One valid thing of each kind; change the part that matters."""

from tests.factories.accounts import NEXT_YEAR, PASSWORD, ForceFactory, MembershipFactory, UserFactory, hashed_password
from tests.factories.assessments import (
    ActionFactory,
    AssessmentFactory,
    AssignmentFactory,
    ConcernFactory,
    JudgementFactory,
    PublishedReportFactory,
    ScoreFactory,
    SignOffFactory,
)
from tests.factories.competency import ProfileFactory, RoleProfileFactory, TeamFactory
from tests.factories.evidence import EvidenceRequestFactory, FileItemFactory, ItemFactory
from tests.factories.frameworks import (
    CounterpartFactory,
    CriterionFactory,
    EditionFactory,
    FrameworkFactory,
    LevelFactory,
    StatementFactory,
    first_criterion,
    first_statement,
    small_edition,
)
from tests.factories.inspections import (
    BoardFactory,
    BoardPaperFactory,
    FindingFactory,
    InspectionFactory,
    KeyDateFactory,
    PortalImportFactory,
    PortalLineFactory,
    SavedViewFactory,
    UploadFactory,
)
from tests.factories.maturity import ParticipantFactory, WorkshopFactory
from tests.factories.outbox import MailFactory
from tests.factories.times import LATER, NOON

__all__ = [
    "LATER",
    "NEXT_YEAR",
    "NOON",
    "PASSWORD",
    "ActionFactory",
    "AssessmentFactory",
    "AssignmentFactory",
    "BoardFactory",
    "BoardPaperFactory",
    "ConcernFactory",
    "CounterpartFactory",
    "CriterionFactory",
    "EditionFactory",
    "EvidenceRequestFactory",
    "FileItemFactory",
    "FindingFactory",
    "ForceFactory",
    "FrameworkFactory",
    "InspectionFactory",
    "ItemFactory",
    "JudgementFactory",
    "KeyDateFactory",
    "LevelFactory",
    "MailFactory",
    "MembershipFactory",
    "ParticipantFactory",
    "PortalImportFactory",
    "PortalLineFactory",
    "ProfileFactory",
    "PublishedReportFactory",
    "RoleProfileFactory",
    "SavedViewFactory",
    "ScoreFactory",
    "SignOffFactory",
    "StatementFactory",
    "TeamFactory",
    "UploadFactory",
    "UserFactory",
    "WorkshopFactory",
    "first_criterion",
    "first_statement",
    "hashed_password",
    "small_edition",
]
