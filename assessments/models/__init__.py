"""One force, or a unit of it, measured against one edition of a framework: what people judged and what they decided."""

from assessments.models.access import AssessmentQuerySet
from assessments.models.actions import Action, ActionQuerySet, ProgressNote
from assessments.models.answers import Act, Judgement, JudgementQuerySet, Score, Source
from assessments.models.assessment import Assessment
from assessments.models.assignments import Assignment, AssignmentQuerySet
from assessments.models.citations import Citation, CitationQuerySet
from assessments.models.comments import Comment, CommentQuerySet, Deed
from assessments.models.concerns import Concern, ConcernQuerySet
from assessments.models.inheritance import Inheritance
from assessments.models.published import PublishedGrade, PublishedReport, PublishedReportQuerySet
from assessments.models.sign_offs import Milestone, SignOff
