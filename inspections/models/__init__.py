"""Models of the register: inspections, their findings, and everything that happened to each finding since."""

from inspections.models.boards import BoardMeeting, BoardSeat, GovernanceBoard
from inspections.models.events import FindingEvent
from inspections.models.findings import Finding, FindingQuerySet
from inspections.models.first_days import FirstDay
from inspections.models.inspections import Inspection
from inspections.models.key_dates import KeyDate
from inspections.models.papers import BoardPaper, IssuedPaper, PaperSection
from inspections.models.pcc_responses import PccResponse, RecommendationResponse
from inspections.models.portal import PortalImport, PortalLine, Settlement
from inspections.models.saved_views import SavedView
from inspections.models.submissions import PortalCount, Submission
from inspections.models.subscriptions import CalendarLink, SentDigest
from inspections.models.uploads import ColumnChoice, UploadedTable, WordMeaning
