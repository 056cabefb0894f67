"""The maturity profile: one edition over its rounds, units side by side, and why it moved."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Score, Source
from frameworks.content import content
from maturity.profile.page import profile
from maturity.profile.round_changes import Decision, Turn, said_of
from tests.factories import (
    NOON,
    AssessmentFactory,
    JudgementFactory,
    MembershipFactory,
    PublishedReportFactory,
    ScoreFactory,
    WorkshopFactory,
    small_edition,
)
from tests.factories.maturity import as_shown

CODES = ("leadership", "engagement", "resourcing-and-sustainability", "methodology-and-rigour")
AUTUMNS = {year: datetime.date(year, 10, 1) for year in (2024, 2025, 2026)}


@pytest.fixture
def assess(force, ci_sam, levels):
    """Return a function that opens an assessment of a year with levels on its criteria, by rank or None."""
    by_rank = {level.rank: level for level in levels.values()}

    def open_one(year, *ranks, subject="", edition=None):
        made = AssessmentFactory(
            force=force,
            edition=edition or ci_sam,
            round_label=f"Autumn {year}",
            starts_on=AUTUMNS[year],
            due_on=None,
            subject=subject,
        )
        for code, rank in zip(CODES, ranks, strict=False):
            if rank:
                criterion = made.edition.criteria.get(code=code)
                ScoreFactory(assessment=made, criterion=criterion, level=by_rank[rank], rationale=f"{year}: {code}.")
        return made

    return open_one


@pytest.fixture
def shown(reader, force, today):
    """Return a function that makes the profile for a reader of the force."""

    def make(chosen=None, user=None):
        return profile(user or reader, force, chosen=chosen and chosen.pk, on=today)

    return make


def url(force, at=None):
    return reverse("maturity:profile", args=[force.code]) + (f"?at={at.pk}" if at else "")


def names(pairs):
    return [name for _, name in pairs]


def test_without_an_assessment_there_is_nothing(shown, client, reader, force):
    assert shown() is None
    client.force_login(reader)
    assert "Nothing has been assessed here yet" in client.get(url(force)).content.decode()


def test_somebody_of_another_force_is_shown_nothing(shown, force, outsider, ci_sam):
    AssessmentFactory(force=force, edition=ci_sam)
    assert shown(user=outsider) is None


def test_the_strategy_has_no_levels_to_profile(shown, force, nisp):
    AssessmentFactory(force=force, edition=nisp)
    assert shown() is None


def test_one_round(assess, shown):
    assess(2026, 2, 3)
    told = shown()
    rows = [(row.node.title, row.now and row.now.name, row.target and row.target.name) for row in told.rows]
    assert rows == [
        ("Leadership", "Reactive", "Process-focused"),
        ("Engagement", "Process-focused", "Proactive"),
        ("Resourcing and sustainability", None, "Reactive"),
        ("Methodology and rigour", None, "Reactive"),
    ]
    assert [(each.name, each.count) for each in told.distribution] == [
        ("Marginal", 0),
        ("Reactive", 1),
        ("Process-focused", 1),
        ("Proactive", 0),
        ("Integral", 0),
        ("Not decided", 2),
    ]
    assert (told.is_first, told.before, told.moves, told.progress, told.units) == (True, None, (), None, None)


def test_many_rounds(assess, shown):
    assess(2026, 3, 2, None, 3)
    assess(2024, 1, 2)
    assess(2025, 2, 2, 2)
    told = shown()
    assert [each.round_label for each in told.rounds] == ["Autumn 2024", "Autumn 2025", "Autumn 2026"]
    assert [names(row.over_rounds) for row in told.rows] == [
        ["Marginal", "Reactive", "Process-focused"],
        ["Reactive", "Reactive", "Reactive"],
        ["", "Reactive", ""],
        ["", "", "Process-focused"],
    ]
    counts = [(row.name, *names(row.counts)) for row in told.levels]
    assert counts == [
        ("Integral", 0, 0, 0),
        ("Proactive", 0, 0, 0),
        ("Process-focused", 0, 0, 2),
        ("Reactive", 1, 3, 1),
        ("Marginal", 1, 0, 0),
        ("Not decided", 2, 1, 1),
    ]
    assert "Leadership: Autumn 2024 Marginal, Autumn 2025 Reactive" in told.progress.alt


def test_an_earlier_round_is_shown_as_it_was(assess, shown):
    first, second, _ = assess(2024, 1), assess(2025, 2), assess(2026, 3)
    told = shown(second)
    assert ([each.pk for each in told.rounds], told.before) == ([first.pk, second.pk], first)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (None, None, "Not decided in either round"),
        (None, 2, "Decided for the first time: L2"),
        (3, None, "Not decided yet; it was L3"),
        (2, 2, "Still L2"),
        (1, 3, "Up from L1 to L3"),
        (3, 2, "Down from L3 to L2"),
    ],
)
def test_how_a_level_moved_in_words(was, now, said):
    assert said_of(*(rank and Decision(rank, f"L{rank}", "") for rank in (was, now))) == said


def test_what_changed_and_why(assess, shown, ci_sam, facilitator):
    before, now = assess(2025, 2, 2, 2, 2), assess(2026, None, 1, 2, 2)
    leadership = ci_sam.criteria.get(code="leadership")
    workshop = WorkshopFactory(assessment=now, facilitator=facilitator)
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.reveal(at=NOON)
    level = ci_sam.levels.get(rank=3)
    ballot.agree(
        version=as_shown(ballot),
        level=level,
        rationale="Agreed.",
        dissent="One would say less.",
        by=facilitator,
        at=NOON,
    )
    turned = ci_sam.criteria.get(code="methodology-and-rigour").statements.order_by("level__rank", "position").first()
    for assessment, answer in ((before, "yes"), (now, "no")):
        JudgementFactory(assessment=assessment, statement=turned, answer=answer)
    told = [(move.node.code, move.said, move.why, move.dissent, move.turned) for move in shown().moves]
    assert told == [
        ("leadership", "Up from Reactive to Process-focused", "Agreed.", "One would say less.", ()),
        ("engagement", "Down from Reactive to Marginal", "2026: engagement.", "", ()),
        (
            "methodology-and-rigour",
            "Still Reactive",
            "2026: methodology-and-rigour.",
            "",
            (Turn("Marginal", turned.code, turned.text, "Yes", "No"),),
        ),
    ]


def test_a_statement_judged_for_the_first_time_has_not_turned(assess, shown):
    before, now = assess(2025, 2), assess(2026, 2)
    JudgementFactory(assessment=before, answer="")
    JudgementFactory(assessment=now, answer="yes")
    assert shown().moves == ()


def test_units_stand_side_by_side_for_a_round(assess, shown):
    assess(2026, 3, 3)
    assess(2026, 1, None, subject="Northern division")
    assess(2025, 5, 5, subject="Contact management")
    told = shown()
    assert told.units.names == ("Whole force", "Northern division")
    assert [names(row.levels) for row in told.units.rows[:2]] == [
        ["Process-focused", "Marginal"],
        ["Process-focused", ""],
    ]
    assert [each.subject_name for each in told.all_units] == ["Whole force", "Contact management", "Northern division"]


def test_editions_are_never_put_in_one_line(assess, shown, force, ci_sam, judgment_criteria):
    later = small_edition(levels=5, label="Next", framework=ci_sam.framework)
    assess(2025, 2)
    assess(2026, 3, edition=None)
    AssessmentFactory(force=force, edition=later, round_label="Autumn 2026", starts_on=AUTUMNS[2026], due_on=None)
    AssessmentFactory(force=force, edition=judgment_criteria)
    told = shown(AssessmentFactory._meta.model.objects.get(edition=ci_sam, round_label="Autumn 2026"))
    assert {each.edition_id for each in told.rounds} == {ci_sam.pk}
    others = [(each.edition, each.assessments) for each in told.others]
    assert others == [(later, 1), (judgment_criteria, 1)]


def test_only_the_forces_own_view_counts(assess, shown):
    made = assess(2026, 2)
    Score.objects.create(
        assessment=made,
        criterion=made.edition.criteria.get(code="leadership"),
        source=Source.PEER,
        level=made.edition.levels.get(rank=5),
        by=made.scores.first().by,
        at=NOON,
    )
    assert names(shown().rows[0].over_rounds) == ["Reactive"]


def test_what_the_inspectorate_published_stands_in_every_round(client, reader, force, peel_paf):
    question = peel_paf.criteria.filter(graded=True).order_by("position").first()
    good = peel_paf.levels.get(code="good")
    about = {"force": force, "edition": peel_paf}
    made = [AssessmentFactory(**about, round_label="One"), AssessmentFactory(**about, round_label="Two")]
    unit = AssessmentFactory(**about, subject="East", round_label="Three")
    client.force_login(reader)
    assert "Published" not in client.get(url(force, made[0])).text.split("<main")[1]
    PublishedReportFactory(**about, title="SOC", grades={question.pk: good})
    for each, heading in ((made[0], "Published"), (made[1], "Published"), (unit, "Published for the whole force")):
        text = client.get(url(force, each)).text
        assert f'<td data-label="{heading}">Good (SOC, 22 November 2026)</td>' in text


@pytest.mark.parametrize(("rounds", "units", "queries"), [(1, 0, 5), (2, 0, 7), (3, 4, 7)])
def test_the_profile_takes_seven_queries(
    assess, reader, force, today, ci_sam, rounds, units, queries, django_assert_num_queries
):
    content(ci_sam)
    for year in list(AUTUMNS)[:rounds]:
        assess(year, 1, 2, 3, 4)
    for unit in range(units):
        assess(2026, 1, 2, 3, 4, subject=f"Unit {unit}")
    with django_assert_num_queries(queries):
        profile(reader, force, chosen=None, on=today)


def test_the_page_shows_rounds_units_and_others(client, reader, force, assess, judgment_criteria):
    assess(2025, 1, 2)
    assess(2026, 2, 2)
    assess(2026, 2, 2, subject="Northern division")
    AssessmentFactory(force=force, edition=judgment_criteria)
    client.force_login(reader)
    page = client.get(url(force)).content.decode()
    heads = ("Where the force stands", "What changed since Autumn 2025, and why", "Units side by side, Autumn 2026")
    assert [head in page for head in (*heads, "Leadership: Up from Marginal to Reactive", "Other editions")] == [
        True
    ] * 5


@pytest.mark.parametrize("at", ["", "0", "-1", "x", "9" * 40])
def test_an_address_that_names_no_assessment_shows_the_latest(client, reader, force, assess, at):
    made = assess(2026, 2)
    client.force_login(reader)
    assert client.get(url(force), {"at": at}).context["assessment"] == made


def test_another_forces_assessment_is_never_shown(client, reader, member, force, assess, ci_sam):
    theirs = AssessmentFactory(edition=ci_sam, round_label="Secret round")
    mine = assess(2026, 2)
    client.force_login(reader)
    assert client.get(url(theirs.force)).status_code == 404
    assert client.get(url(force, theirs)).context["assessment"] == mine
    # It could be shown: to somebody of that force it is.
    MembershipFactory(user=reader, force=theirs.force, role=Role.READER)
    assert "Secret round" in client.get(url(theirs.force)).content.decode()
    assert "Secret round" not in client.get(url(force, theirs)).content.decode()
