"""What is done with a profile, and what is refused."""

import datetime

import pytest

from accounts.roles import Role
from competency.models import Profile, Refused
from competency.models.profiles import Given
from competency.profile_report import profile_report
from competency.start_page import mine
from frameworks.models import LevelTitle, Statement
from tests.competency.people import answer_all
from tests.factories import (
    LATER,
    NOON,
    ForceFactory,
    ProfileFactory,
    RoleProfileFactory,
    first_statement,
    small_edition,
)

TODAY = NOON.date()
NEXT_WEEK = TODAY + datetime.timedelta(days=7)


@pytest.fixture
def profile(force, assessor):
    return ProfileFactory(force=force, person=assessor)


@pytest.fixture
def statement(profile):
    return first_statement(profile.edition).pk


def answers_of(profile):
    return list(profile.answers.order_by("pk").values_list("answer", "version"))


def test_an_answer_is_a_row_of_its_own(profile, statement):
    assert profile.say({statement: Given("yes", 0)}, at=NOON) == {}
    assert profile.say({statement: Given("partly", 1)}, at=LATER) == {}
    assert answers_of(profile) == [("partly", 2)]


def test_two_tabs_clash_and_nothing_is_saved_over(profile, statement):
    other = Statement.objects.exclude(pk=statement).filter(criterion__edition=profile.edition).first().pk
    profile.say({statement: Given("yes", 0)}, at=NOON)
    clashing = profile.say({statement: Given("no", 0), other: Given("no", 0)}, at=LATER)
    assert {pk: row.answer for pk, row in clashing.items()} == {statement: "yes"}
    assert answers_of(profile) == [("yes", 1), ("no", 1)]


def test_the_same_answer_in_two_tabs_is_no_clash(profile, statement):
    profile.say({statement: Given("yes", 0)}, at=NOON)
    assert profile.say({statement: Given("yes", 0)}, at=LATER) == {}
    assert answers_of(profile) == [("yes", 1)]


def test_a_finished_profile_takes_no_answer(profile, statement):
    profile.say({statement: Given("yes", 0)}, at=NOON)
    profile.finish(at=NOON)
    with pytest.raises(Refused, match="finished already"):
        profile.say({statement: Given("no", 1)}, at=LATER)
    profile.reopen()
    profile.say({statement: Given("no", 1)}, at=LATER)
    assert answers_of(profile) == [("no", 2)]


def test_nothing_answered_is_not_finished(profile, statement):
    profile.say({statement: Given("", 0)}, at=NOON)
    with pytest.raises(Refused, match="Answer something first"):
        profile.finish(at=NOON)


def test_another_editions_statement_is_refused(profile):
    with pytest.raises(Refused, match="another edition"):
        profile.say({first_statement(small_edition()).pk: Given("yes", 0)}, at=NOON)


def test_who_begins_a_profile(force, assessor, member, outsider):
    edition, guest = small_edition(), member(Role.PEER_REVIEWER)
    asked = {"force": force, "edition": edition, "label": "Autumn", "on": TODAY}
    Profile.objects.begin(person=assessor, **asked)
    for person, why in ((assessor, "this name already"), (outsider, "don't belong"), (guest, "don't belong")):
        with pytest.raises(Refused, match=why):
            Profile.objects.begin(person=person, **asked | {"label": "AUTUMN"})
    # Somebody else's may have that name too.
    assert Profile.objects.begin(person=member(Role.READER), **asked).label == "Autumn"


def test_a_role_of_another_force_or_edition_is_refused(profile):
    for role in (RoleProfileFactory(edition=profile.edition), RoleProfileFactory(force=profile.force)):
        with pytest.raises(Refused, match="a role of your force"):
            profile.change(label="Autumn", role_profile=role)


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True), (7, True), (365, True), (366, False)], ids=str)
def test_how_long_a_profile_is_shared(profile, lead, days, is_fine):
    until = TODAY + datetime.timedelta(days=days)
    if is_fine:
        assert profile.share(lead, until=until, at=NOON).until == until
    else:
        with pytest.raises(Refused, match="a last day"):
            profile.share(lead, until=until, at=NOON)


def test_a_profile_is_shared_with_colleagues_alone(profile, outsider, peer_reviewer):
    for person in (profile.person, outsider, peer_reviewer):
        with pytest.raises(Refused, match="Choose a colleague"):
            profile.share(person, until=NEXT_WEEK, at=NOON)


def test_sharing_again_takes_the_place_of_the_share_before(profile, lead):
    profile.share(lead, until=TODAY, at=NOON)
    profile.share(lead, until=NEXT_WEEK, at=LATER)
    assert list(profile.shares.live(TODAY).values_list("until", flat=True)) == [NEXT_WEEK]


def test_what_is_shown_to_two_is_shown_once_to_each(profile, lead, reader):
    for person in (lead, reader):
        profile.share(person, until=NEXT_WEEK, at=NOON)
    assert [[share.person for share in mine(person, on=TODAY).shown] for person in (lead, reader)] == [[lead], [reader]]


def row_of(profile):
    return next(profile_report(profile).rows)


def test_the_gap_names_what_is_missing_at_each_level(profile):
    """Reached nothing, expected the second of three: both levels on the way, and not the third."""
    criterion = profile.edition.criteria.order_by("position").first()
    second = profile.edition.levels.get(rank=2)
    LevelTitle.objects.create(criterion=criterion, level=second, title="The other name")
    role = RoleProfileFactory(force=profile.force, edition=profile.edition, title="Sergeant")
    role.expect({criterion.pk: second.pk})
    profile.change(label="Autumn", role_profile=role)
    own = {words.text: words.pk for words in Statement.objects.filter(criterion=criterion)}
    profile.say(
        {own["1.1.1"]: Given("yes", 0), own["1.1.2"]: Given("partly", 0), own["1.2.1"]: Given("no", 0)}, at=NOON
    )
    row = row_of(profile)
    assert (row.title, row.reached, row.expected, row.state, row.distance) == (
        "The other name",
        "",
        "Level 2",
        "below",
        "2 levels below",
    )
    assert [
        (
            each.level,
            each.title,
            each.is_next,
            each.is_expected,
            [(m.text, m.answer) for m in each.missing],
            each.unanswered,
        )
        for each in row.ahead
    ] == [
        ("Level 1", "Criterion 1", True, False, [("1.1.2", "Partly")], ()),
        ("Level 2", "The other name", False, True, [("1.2.1", "No")], ("1.2.2",)),
    ]


def test_beyond_what_is_expected_the_next_level_still_shows(profile):
    answer_all(profile, "yes", rank=2)
    row = row_of(profile)
    assert (row.reached, row.state, [each.level for each in row.ahead]) == ("Level 2", "unset", ["Level 3"])
    profile.say(
        {
            pk: Given("yes", 0)
            for pk in Statement.objects.filter(level__rank=3).values_list("pk", flat=True)
            if Statement.objects.get(pk=pk).criterion.edition_id == profile.edition_id
        },
        at=NOON,
    )
    assert row_of(profile).ahead == ()


@pytest.mark.parametrize(("answer", "said"), [("yes", "Yes"), ("partly", "Sometimes")])
def test_underdone_and_overdone_warn(competency, assessor, force, answer, said):
    profile = ProfileFactory(force=force, person=assessor, edition=competency)
    rows = Statement.objects.filter(criterion__edition=competency, criterion__code="valuing-diversity")
    overdone = rows.filter(aspect="overdone").order_by("position").first()
    underdone = rows.filter(aspect="underdone").order_by("position").first()
    profile.say({overdone.pk: Given(answer, 0), underdone.pk: Given("no", 0)}, at=NOON)
    row = row_of(profile)
    assert [(each.aspect, each.text, each.answer) for each in row.warnings] == [("Overdone", overdone.text, said)]
    assert (row.answered, row.reached) == (0, "")


def test_a_report_takes_as_many_queries_however_much_is_answered(competency, django_assert_num_queries):
    profile = ProfileFactory(edition=competency, force=ForceFactory())
    profile_report(profile)
    answer_all(profile, "yes", rank=6)
    with django_assert_num_queries(1):
        report = profile_report(profile)
    assert (report.answered, report.total, {row.reached for row in report.rows}) == (360, 360, {"level 5"})
