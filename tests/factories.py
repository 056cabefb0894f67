"""One valid thing of each kind; change the part that matters."""

import datetime

import factory
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Force, Membership, User
from accounts.roles import Role
from assessments.models import Action, Assessment, Assignment, Concern, Judgement, Score, SignOff
from assessments.models.sign_offs import digest
from competency.models import Profile, RoleProfile, Team
from evidence.files import sound
from evidence.models import EvidenceRequest, Item
from frameworks.models import Counterpart, Criterion, Edition, Framework, Level, Statement
from inspections.models import (
    BoardPaper,
    Finding,
    GovernanceBoard,
    Inspection,
    KeyDate,
    PortalImport,
    PortalLine,
    SavedView,
    UploadedTable,
)
from maturity.models import Participant, Workshop

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(hours=1)
NEXT_YEAR = timezone.localdate() + datetime.timedelta(days=365)
PASSWORD = "correct horse battery staple"
# Made once: a password hash is slow on purpose.
_HASHES: list[str] = []


def hashed_password() -> str:
    if not _HASHES:
        _HASHES.append(make_password(PASSWORD))
    return _HASHES[0]


class UserFactory(DjangoModelFactory):
    """Somebody who signs in with PASSWORD and belongs to no force."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@force.example")
    name = factory.Sequence(lambda n: f"User {n}")
    password = factory.LazyFunction(hashed_password)


class ForceFactory(DjangoModelFactory):
    class Meta:
        model = Force

    code = factory.Sequence(lambda n: f"test-force-{n}")
    name = factory.Sequence(lambda n: f"Test Force {n}")
    region = "Test region"


class MembershipFactory(DjangoModelFactory):
    """An assessor's membership; a peer reviewer's ends in a year."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    force = factory.SubFactory(ForceFactory)
    role = Role.ASSESSOR
    ends_on = factory.LazyAttribute(lambda made: NEXT_YEAR if made.role == Role.PEER_REVIEWER else None)


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    slug = factory.Sequence(lambda n: f"test-framework-{n}")
    title = factory.Sequence(lambda n: f"Test framework {n}")
    publisher = "Test publisher"
    kind = Framework.Kind.MATURITY
    licence = "not stated in the source"
    attribution = "Test publisher"


class EditionFactory(DjangoModelFactory):
    """A draft without content: see `small_edition` for one with."""

    class Meta:
        model = Edition

    framework = factory.SubFactory(FrameworkFactory)
    label = factory.Sequence(lambda n: f"Edition {n}")
    rule = Edition.Rule.BEST_FIT


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = Level

    edition = factory.SubFactory(EditionFactory)
    rank = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda made: f"level-{made.rank}")
    name = factory.LazyAttribute(lambda made: f"Level {made.rank}")


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    edition = factory.SubFactory(EditionFactory)
    position = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda made: f"criterion-{made.position}")
    title = factory.LazyAttribute(lambda made: f"Criterion {made.position}")
    kind = "enabler"
    scored = True
    graded = False


class StatementFactory(DjangoModelFactory):
    """A statement of a criterion at a level of the same edition."""

    class Meta:
        model = Statement

    criterion = factory.SubFactory(CriterionFactory)
    level = factory.SubFactory(LevelFactory, edition=factory.SelfAttribute("..criterion.edition"))
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    text = factory.LazyAttribute(lambda made: f"Statement {made.position} of {made.criterion}.")


class CounterpartFactory(DjangoModelFactory):
    class Meta:
        model = Counterpart

    stronger = factory.SubFactory(StatementFactory)
    weaker = factory.SubFactory(StatementFactory, criterion=factory.SelfAttribute("..stronger.criterion"))


def small_edition(*, levels: int = 3, criteria: int = 2, statements: int = 2, **fields) -> Edition:
    """Return a complete draft: so many criteria, and in each so many statements at every level, "1.2.3" and so on.

    The text of a statement is its criterion, its level's rank and its position. Other fields are the edition's.
    """
    edition = EditionFactory(**fields)
    steps = [LevelFactory(edition=edition, rank=rank) for rank in range(1, levels + 1)]
    graded = edition.framework.kind == Framework.Kind.GRADED
    for place in range(1, criteria + 1):
        criterion = CriterionFactory(edition=edition, position=place, graded=graded)
        for level in steps:
            for position in range(1, statements + 1):
                text = f"{place}.{level.rank}.{position}"
                StatementFactory(criterion=criterion, level=level, position=position, text=text)
    return edition


class AssessmentFactory(DjangoModelFactory):
    """An open assessment of a whole force, on a small draft edition unless another is given."""

    class Meta:
        model = Assessment

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    round_label = factory.Sequence(lambda n: f"Round {n}")
    starts_on = datetime.date(2026, 9, 1)
    due_on = datetime.date(2026, 12, 31)

    class Params:
        submitted = factory.Trait(
            state=Assessment.State.SUBMITTED, submitted_at=NOON, submitted_by=factory.SubFactory(UserFactory)
        )


class JudgementFactory(DjangoModelFactory):
    """A yes to the first statement of the assessment's edition."""

    class Meta:
        model = Judgement

    assessment = factory.SubFactory(AssessmentFactory)
    statement = factory.LazyAttribute(lambda made: first_statement(made.assessment.edition))
    answer = Judgement.Answer.YES
    by = factory.SubFactory(UserFactory)
    at = NOON


class ScoreFactory(DjangoModelFactory):
    """The lowest level on the first scored criterion of the assessment's edition."""

    class Meta:
        model = Score

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.LazyAttribute(lambda made: first_criterion(made.assessment.edition))
    level = factory.LazyAttribute(lambda made: made.assessment.edition.levels.order_by("rank").first())
    source = "self"
    published_on = factory.LazyAttribute(lambda made: NOON.date() if made.source == "published" else None)
    by = factory.SubFactory(UserFactory)
    at = NOON


class SignOffFactory(DjangoModelFactory):
    """A report signed at the assessment's first revision, with nothing in it."""

    class Meta:
        model = SignOff

    assessment = factory.SubFactory(AssessmentFactory)
    by = factory.SubFactory(UserFactory)
    capacity = "Deputy Chief Constable"
    at = NOON
    revision = 1
    report = '{"answers":[],"criteria":[]}'
    digest = factory.LazyAttribute(lambda made: digest(made.report))


class ActionFactory(DjangoModelFactory):
    """An open action on the first scored criterion of its assessment, that nobody owns and that has no date."""

    class Meta:
        model = Action

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.LazyAttribute(lambda made: first_criterion(made.assessment.edition))
    title = factory.Sequence(lambda n: f"Action {n}")
    by = factory.SubFactory(UserFactory)
    at = NOON


class AssignmentFactory(DjangoModelFactory):
    """The first scored criterion of an assessment, assigned to an assessor of its force, without a date."""

    class Meta:
        model = Assignment

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.LazyAttribute(lambda made: first_criterion(made.assessment.edition))
    owner = factory.LazyAttribute(lambda made: MembershipFactory(force=made.assessment.force).user)
    by = factory.SubFactory(UserFactory)
    at = NOON


class ConcernFactory(DjangoModelFactory):
    class Meta:
        model = Concern

    force = factory.SubFactory(ForceFactory)
    criterion = factory.SubFactory(CriterionFactory)
    reference = factory.Sequence(lambda n: f"CoC-{n}")
    title = "A cause of concern"
    opened_on = datetime.date(2026, 1, 5)


class ItemFactory(DjangoModelFactory):
    """A note on a force's shelf."""

    class Meta:
        model = Item

    force = factory.SubFactory(ForceFactory)
    kind = Item.Kind.NOTE
    title = factory.Sequence(lambda n: f"Evidence {n}")
    shows = "What was seen."
    text = "Seen in all three districts."
    effective_on = datetime.date(2026, 9, 1)
    by = factory.SubFactory(UserFactory)
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return model_class.objects.put(**fields)


class FileItemFactory(ItemFactory):
    """A text file on a force's shelf, whose words are its `words`."""

    kind = Item.Kind.FILE
    text = ""
    words = factory.Sequence(lambda n: f"Seen, {n}.")

    @classmethod
    def _create(cls, model_class, *, words, **fields):
        sent = SimpleUploadedFile("seen.txt", words.encode())
        return model_class.objects.put(sound=sound("seen.txt", sent), **fields)


class EvidenceRequestFactory(DjangoModelFactory):
    """An open request to an assessor of the force, due on 6 September 2027."""

    class Meta:
        model = EvidenceRequest

    force = factory.SubFactory(ForceFactory)
    title = factory.Sequence(lambda n: f"Needed {n}")
    asked = factory.LazyAttribute(lambda made: MembershipFactory(force=made.force).user)
    due_on = datetime.date(2027, 9, 6)
    by = factory.SubFactory(UserFactory)
    at = NOON


class WorkshopFactory(DjangoModelFactory):
    """An open workshop on every scored criterion of its assessment's edition, run by a facilitator of the force."""

    class Meta:
        model = Workshop

    assessment = factory.SubFactory(AssessmentFactory)
    title = factory.Sequence(lambda n: f"Workshop {n}")
    facilitator = factory.LazyAttribute(
        lambda made: MembershipFactory(force=made.assessment.force, role=Role.FACILITATOR).user
    )
    opened_at = NOON

    @classmethod
    def _create(cls, model_class, *, assessment, facilitator, opened_at, criteria=None, groups=(), **settings):
        chosen = criteria or assessment.edition.criteria.filter(scored=True).order_by("position")
        return Workshop.convene(
            assessment, criteria=list(chosen), groups=list(groups), by=facilitator, at=opened_at, **settings
        )


class ParticipantFactory(DjangoModelFactory):
    """A guest with a vote."""

    class Meta:
        model = Participant

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"Guest {n}")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, workshop, **who):
        return workshop.admit(**who)


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    force = factory.SubFactory(ForceFactory)
    title = factory.Sequence(lambda n: f"Inspection {n}")
    kind = Inspection.Kind.PEEL
    origin = Inspection.Origin.LOCAL_PEEL
    published_on = datetime.date(2026, 1, 5)


class FindingFactory(DjangoModelFactory):
    """An area for improvement, issued on 5 January 2026: made by the act itself, so it has its first event."""

    class Meta:
        model = Finding
        exclude = ["force"]

    force = factory.SubFactory(ForceFactory)
    inspection = factory.SubFactory(InspectionFactory, force=factory.SelfAttribute("..force"))
    kind = Finding.Kind.AFI
    reference = factory.Sequence(lambda n: f"AFI-{n}")
    text = "Made up for a test."
    on = datetime.date(2026, 1, 5)
    by = factory.SubFactory(UserFactory)
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return model_class.objects.issue(**fields)


class BoardFactory(DjangoModelFactory):
    class Meta:
        model = GovernanceBoard

    force = factory.SubFactory(ForceFactory)
    name = factory.Sequence(lambda n: f"Board {n}")


class KeyDateFactory(DjangoModelFactory):
    """A PARM on a day of next year."""

    class Meta:
        model = KeyDate

    force = factory.SubFactory(ForceFactory)
    kind = KeyDate.Kind.PARM
    title = factory.Sequence(lambda n: f"Date {n}")
    on = datetime.date(2027, 9, 6)
    by = factory.SubFactory(UserFactory)
    changed_at = NOON


class BoardPaperFactory(DjangoModelFactory):
    """A draft as at 22 November 2026."""

    class Meta:
        model = BoardPaper

    force = factory.SubFactory(ForceFactory)
    board = factory.SubFactory(BoardFactory, force=factory.SelfAttribute("..force"))
    title = "Inspection update"
    on = datetime.date(2026, 11, 22)
    since = datetime.date(2026, 10, 25)
    author = "Inspection lead"
    made_by = factory.SubFactory(UserFactory)
    made_at = NOON


class UploadFactory(DjangoModelFactory):
    """A table of one column of references, on its way in."""

    class Meta:
        model = UploadedTable

    force = factory.SubFactory(ForceFactory)
    purpose = "register"
    name = "register.csv"
    on = datetime.date(2026, 11, 22)
    headings = factory.LazyFunction(lambda: ["Reference", "Text"])
    rows = factory.LazyFunction(lambda: [[2, ["R-1", "Made up."]]])
    by = factory.SubFactory(UserFactory)
    at = NOON


class PortalImportFactory(DjangoModelFactory):
    """An export of the portal as at 22 November 2026, without a line."""

    class Meta:
        model = PortalImport

    force = factory.SubFactory(ForceFactory)
    on = datetime.date(2026, 11, 22)
    name = "portal.csv"
    by = factory.SubFactory(UserFactory)
    at = NOON


class PortalLineFactory(DjangoModelFactory):
    """An area for improvement that the portal says is being progressed."""

    class Meta:
        model = PortalLine

    portal_import = factory.SubFactory(PortalImportFactory)
    row = factory.Sequence(lambda n: n + 2)
    reference = factory.Sequence(lambda n: f"HM-{n}")
    kind = Finding.Kind.AFI
    text = "Made up for the portal."
    status = "progressed"


class SavedViewFactory(DjangoModelFactory):
    """A view of the causes of concern, shared with nobody."""

    class Meta:
        model = SavedView

    force = factory.SubFactory(ForceFactory)
    by = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    query = "kind=cause"


class RoleProfileFactory(DjangoModelFactory):
    """A role of which nothing is expected yet, on a small draft edition unless another is given."""

    class Meta:
        model = RoleProfile

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    title = factory.Sequence(lambda n: f"Role {n}")


class ProfileFactory(DjangoModelFactory):
    """An open competency profile of an assessor of its force, on a small draft edition unless another is given."""

    class Meta:
        model = Profile

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    person = factory.LazyAttribute(lambda made: MembershipFactory(force=made.force).user)
    label = factory.Sequence(lambda n: f"Profile {n}")
    started_on = datetime.date(2026, 9, 1)


class TeamFactory(DjangoModelFactory):
    """A team that nobody is in, on a small draft edition unless another is given."""

    class Meta:
        model = Team

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    name = factory.Sequence(lambda n: f"Team {n}")


def first_criterion(edition: Edition) -> Criterion:
    return edition.criteria.filter(scored=True).order_by("position").first()


def first_statement(edition: Edition) -> Statement:
    rows = Statement.objects.filter(criterion__edition=edition, level__isnull=False)
    return rows.order_by("criterion__position", "level__rank", "position").first()
