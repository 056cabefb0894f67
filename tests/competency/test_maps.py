"""A team's map: who is counted, from how many on, and what becomes of it when somebody withdraws."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership
from competency.map_report import map_report
from competency.models import Counted, MapCount, Profile, Refused, TeamMap
from tests.competency.people import BEFORE, answer_all, finished
from tests.factories import NOON, ForceFactory, ProfileFactory, TeamFactory, small_edition

TODAY = NOON.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def team(force):
    return TeamFactory(force=force, edition=small_edition(criteria=1))


def people(team, number, **fields):
    return [finished(team, **fields) for _ in range(number)]


def said(drawn):
    return [[(cell.column, cell.words) for cell in row.cells] for row in map_report(drawn).rows]


def test_four_are_too_few(team):
    people(team, 4)
    with pytest.raises(Refused, match="Fewer than 5 people"):
        team.draw(at=NOON)
    assert TeamMap.objects.count() == 0


def test_five_make_a_map(team):
    people(team, 3)
    people(team, 1, answer="no")
    people(team, 1, rank=2)
    drawn = team.draw(at=NOON)
    assert (drawn.people, drawn.on) == (5, TODAY - DAY)
    assert said(drawn) == [
        [("None reached yet", "1 of 5"), ("Level 1", "3 of 5"), ("Level 2", "1 of 5"), ("Level 3", "Nobody")]
    ]


def test_the_database_holds_no_map_of_four(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        team.maps.create(on=TODAY, people=4, at=NOON)


def leaves_the_force(team, profile):
    Membership.objects.filter(user=profile.person).update(ends_on=TODAY - DAY)


def is_deactivated(team, profile):
    profile.person.is_active = False
    profile.person.save()


def withdraws(team, profile):
    team.withdraw(profile.person, at=BEFORE)


def is_taken_out(team, profile):
    team.places.filter(person=profile.person).delete()


def reopens(team, profile):
    profile.reopen()


def begins_anew_and_finishes_today(team, profile):
    later = ProfileFactory(force=team.force, edition=team.edition, person=profile.person)
    answer_all(later, "no").finish(at=NOON)


def agrees_today_only(team, profile):
    withdraws(team, profile)
    team.agree(profile.person, at=NOON)


@pytest.mark.parametrize(
    "something",
    [
        leaves_the_force,
        is_deactivated,
        withdraws,
        is_taken_out,
        reopens,
        begins_anew_and_finishes_today,
        agrees_today_only,
    ],
    ids=lambda each: each.__name__,
)
def test_who_is_not_counted(team, something):
    """Of five who would be, one isn't: no map, and it doesn't say which."""
    last = people(team, 5)[-1]
    something(team, last)
    with pytest.raises(Refused, match="Fewer than 5 people"):
        team.draw(at=NOON)


def test_a_draft_is_not_counted(team):
    people(team, 5)
    draft = ProfileFactory(force=team.force, edition=team.edition)
    answer_all(draft, "yes")
    team.take_in(draft.person, on=TODAY)
    team.agree(draft.person, at=BEFORE)
    assert team.draw(at=NOON).people == 5


def test_a_colleague_is_taken_in_and_nobody_else(team, reader, outsider):
    team.take_in(reader, on=TODAY)
    with pytest.raises(Refused, match="Choose a colleague"):
        team.take_in(outsider, on=TODAY)


def test_who_agrees_or_withdraws_does_so_alone(team):
    one, other = people(team, 2)
    agreed = team.places.filter(agreed_at__isnull=False).order_by("pk").values_list("person", flat=True)
    assert list(agreed) == [one.person_id, other.person_id]
    team.withdraw(one.person, at=NOON)
    assert list(agreed.all()) == [other.person_id]
    team.places.update(agreed_at=None)
    team.agree(one.person, at=NOON)
    assert list(agreed.all()) == [one.person_id]


def test_another_force_and_edition_are_not_counted(team):
    people(team, 4)
    for other in (TeamFactory(edition=team.edition, force=ForceFactory()), TeamFactory(force=team.force)):
        stranger = finished(other)
        team.places.create(person=stranger.person, agreed_at=BEFORE)
    assert team.ready(on=TODAY) == 4


def test_the_last_finished_profile_counts(team):
    first = people(team, 5)[0]
    later = ProfileFactory(force=team.force, edition=team.edition, person=first.person)
    answer_all(later, "no").finish(at=BEFORE + datetime.timedelta(hours=1))
    drawn = team.draw(at=NOON)
    assert drawn.people == 5
    assert set(drawn.counted.values_list("profile", flat=True)) & {first.pk, later.pk} == {later.pk}


def test_no_two_maps_share_a_persons_answers(team):
    """Nobody is told from the difference of two maps: each profile is counted once, over all teams."""
    counted = people(team, 5)
    team.draw(at=NOON)
    other = TeamFactory(force=team.force, edition=team.edition, name="The same but one")
    for profile in counted[:4]:
        other.take_in(profile.person, on=TODAY)
        other.agree(profile.person, at=BEFORE)
    people(other, 1)
    people(team, 1)
    for each in (team, other):
        with pytest.raises(Refused, match="Fewer than 5 people"):
            each.draw(at=NOON)
    with pytest.raises(Refused, match="counted in a team's map"):
        counted[0].reopen()


@pytest.mark.parametrize(
    "how",
    [
        lambda team, profile: team.withdraw(profile.person, at=NOON),
        lambda team, profile: profile.uncount(at=NOON),
        lambda team, profile: profile.remove(at=NOON),
    ],
    ids=["withdraws", "takes the profile out", "deletes the profile"],
)
def test_who_withdraws_takes_the_map_down(team, member, how):
    """Of nine, too: with the map of the other eight beside it, the ninth could be told."""
    profiles = people(team, 9)
    drawn = team.draw(at=NOON)
    how(team, Profile.objects.get(pk=profiles[0].pk))
    seen = TeamMap.objects.visible_to(member("force_admin"), on=TODAY)
    assert (list(seen), MapCount.objects.count(), Counted.objects.filter(team_map=drawn).count() >= 8) == ([], 0, True)
    with pytest.raises(Refused, match="Fewer than 5 people"):
        team.draw(at=NOON)


def test_whoever_is_not_counted_takes_nothing_down(team):
    people(team, 5)
    drawn = team.draw(at=NOON)
    late = finished(team)
    team.withdraw(late.person, at=NOON)
    assert list(TeamMap.objects.standing()) == [drawn]


def test_a_map_is_kept_as_counts_and_not_drawn_again(team):
    people(team, 5)
    drawn = team.draw(at=NOON)
    before = said(drawn)
    people(team, 3, answer="no")
    assert said(TeamMap.objects.get(pk=drawn.pk)) == before
    assert {field.name for field in MapCount._meta.get_fields()} == {"id", "team_map", "criterion", "rank", "people"}


def test_the_name_at_a_level_stands_in_its_cell(competency, force):
    team = TeamFactory(force=force, edition=competency)
    people(team, 5)
    named = {cell.title for row in map_report(team.draw(at=NOON)).rows for cell in row.cells}
    assert named == {
        "",
        "Political Savvy",
        "Sustainable Working",
        "Strategic Planning",
        "Self Leadership",
        "Coaching & Mentoring",
    }


@pytest.mark.parametrize("number", [5, 12])
def test_a_map_takes_as_many_queries_however_many_are_counted(team, number, django_assert_num_queries):
    people(team, number)
    team.edition.status = "published"
    with django_assert_num_queries(13):
        drawn = team.draw(at=NOON)
    with django_assert_num_queries(1):
        map_report(drawn)
