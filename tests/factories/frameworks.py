"""Frameworks, and a small edition with everything in it."""

import factory
from factory.django import DjangoModelFactory

from frameworks.models import Counterpart, Criterion, Edition, Framework, Level, Statement


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


def first_criterion(edition: Edition) -> Criterion:
    return edition.criteria.filter(scored=True).order_by("position").first()


def first_statement(edition: Edition) -> Statement:
    rows = Statement.objects.filter(criterion__edition=edition, level__isnull=False)
    return rows.order_by("criterion__position", "level__rank", "position").first()
