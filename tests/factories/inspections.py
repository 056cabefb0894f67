"""The register, the board's papers and the portal."""

import datetime

import factory
from factory.django import DjangoModelFactory

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
from tests.factories.accounts import ForceFactory, UserFactory
from tests.factories.times import NOON


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    force = factory.SubFactory(ForceFactory)
    title = factory.Sequence(lambda n: f"Inspection {n}")
    kind = Inspection.Kind.PEEL
    origin = Inspection.Origin.LOCAL_PEEL
    published_on = datetime.date(2026, 1, 5)
    # On the day itself, so that its clock runs.
    entered_on = factory.SelfAttribute("published_on")


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
