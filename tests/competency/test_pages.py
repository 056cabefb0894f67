"""Somebody's own pages, a role's and a team's, as stories; every form works without script."""

import datetime
import io
import re
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from competency.models import Profile, RoleProfile, StatementAnswer, Team
from competency.models.profiles import Given
from competency.self_assessment import sheet
from competency.start_page import mine
from competency.team_page import team_page
from frameworks.models import Statement
from tests.competency.people import BEFORE, answer_all, finished
from tests.factories import NOON, ProfileFactory, RoleProfileFactory, TeamFactory, small_edition

TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture
def profile(force, assessor, competency):
    return ProfileFactory(force=force, person=assessor, edition=competency, label="Autumn")


@pytest.fixture
def sensitivities(competency):
    """Return the sub-competency that is called Political Savvy at levels 4 and 5."""
    return competency.criteria.get(code="managing-sensitivities")


@pytest.fixture
def own(client, assessor):
    client.force_login(assessor)
    return client


def page_of(profile, criterion):
    return reverse("competency:assess", args=[profile.pk, criterion.pk])


def as_sent(profile, criterion, **chosen):
    """Return what a browser sends of the page as it stands, with these lines answered."""
    sent = {}
    for line in sheet(profile, criterion.pk).lines:
        sent |= {f"{line.key}-answer": line.answer, f"{line.key}-version": line.version, f"{line.key}-was": line.was}
    return sent | {f"{key}-answer": answer for key, answer in chosen.items()}


def test_from_the_beginning_to_the_end(own, force, competency, sensitivities):
    begin = reverse("competency:begin", args=[force.code])
    assert own.post(begin, {"label": "", "edition": competency.pk}).status_code == 422
    answer = own.post(begin, {"label": "Autumn", "edition": competency.pk})
    profile = Profile.objects.get()
    assert answer.url == reverse("competency:profile", args=[profile.pk])
    assert own.post(begin, {"label": "autumn", "edition": competency.pk}).status_code == 422
    lowest = Statement.objects.filter(criterion=sensitivities, level__code="1a").values_list("pk", flat=True)
    sent = as_sent(profile, sensitivities, **{str(pk): "yes" for pk in lowest})
    assert own.post(page_of(profile, sensitivities), sent | {"stay": "1"}).url == answer.url
    row = next(row for row in own.get(answer.url).context["report"].rows if row.pk == sensitivities.pk)
    assert (row.reached, row.answered, row.ahead[0].level) == ("level 1a", 5, "level 1b")
    own.post(reverse("competency:finish", args=[profile.pk]))
    assert own.post(page_of(profile, sensitivities), sent | {f"{lowest[0]}-answer": "no"}).url == answer.url
    assert StatementAnswer.objects.filter(answer="no").count() == 0


def test_each_level_is_headed_by_its_own_name(own, profile, sensitivities):
    groups = own.get(page_of(profile, sensitivities)).context["sheet"].groups
    assert [(group.heading, group.title, len(group.lines)) for group in groups] == [
        ("Level 1a", "Managing Sensitivities", 5),
        ("Level 1b", "Managing Sensitivities", 5),
        ("Level 2", "Managing Sensitivities", 5),
        ("Level 3", "Managing Sensitivities", 5),
        ("Level 4", "Political Savvy", 5),
        ("Level 5", "Political Savvy", 5),
        ("Underdone", "", 3),
        ("Overdone", "", 3),
    ]


def test_what_is_wrong_is_said_and_what_was_chosen_stays(own, profile, sensitivities):
    first, second = [line.key for line in sheet(profile, sensitivities.pk).lines][:2]
    sent = as_sent(profile, sensitivities, **{str(first): "perhaps", str(second): "partly"})
    answer = own.post(page_of(profile, sensitivities), sent)
    lines = {line.key: (line.answer, line.error) for line in answer.context["sheet"].lines}
    assert (answer.status_code, profile.answers.count()) == (422, 0)
    assert (lines[first], lines[second]) == (("perhaps", "Choose one of the answers."), ("partly", ""))


@pytest.mark.parametrize(("button", "stands"), [("mine", "no"), ("theirs", "yes")])
def test_two_tabs(own, profile, sensitivities, button, stands):
    """Both are shown, everything else is saved, and one press settles it."""
    first, second = [line.key for line in sheet(profile, sensitivities.pk).lines][:2]
    sent = as_sent(profile, sensitivities, **{str(first): "no", str(second): "partly"})
    profile.say({first: Given("yes", 0)}, at=NOON)
    answer = own.post(page_of(profile, sensitivities), sent)
    shown = answer.context["sheet"]
    assert (answer.status_code, [(line.key, line.answer, line.clash) for line in shown.stopped]) == (
        409,
        [(first, "no", "Yes")],
    )
    assert dict(profile.answers.values_list("statement", "answer")) == {first: "yes", second: "partly"}
    again = as_sent(profile, sensitivities, **{str(first): "no"})
    assert own.post(page_of(profile, sensitivities), again | {button: str(first)}).status_code == 302
    assert dict(profile.answers.values_list("statement", "answer")) == {first: stands, second: "partly"}


def test_the_last_sub_competency_leads_to_the_profile(own, profile, competency):
    *_, before, last = competency.criteria.filter(scored=True).order_by("position")
    assert own.post(page_of(profile, before), {"next": "1"}).url == page_of(profile, last)
    assert own.post(page_of(profile, last), {"next": "1"}).url == reverse("competency:profile", args=[profile.pk])


def test_a_criterion_that_is_none_of_its_own_is_not_found(own, profile, competency, ci_sam):
    for criterion in (competency.criteria.get(code="resolute"), ci_sam.criteria.first()):
        assert own.get(page_of(profile, criterion)).status_code == 404


def test_showing_it_and_ending_it(own, profile, lead, outsider):
    shares = reverse("competency:shares", args=[profile.pk])
    until = {"until_day": TOMORROW.day, "until_month": TOMORROW.month, "until_year": TOMORROW.year}
    assert own.post(shares, {"person": outsider.pk, **until}).status_code == 422
    assert own.post(shares, {"person": lead.pk, **until | {"until_year": 2199}}).status_code == 422
    assert own.post(shares, {"person": lead.pk, **until}).url == shares
    share = profile.shares.get()
    assert (share.person, share.until, share.ended_at) == (lead, TOMORROW, None)
    own.post(reverse("competency:end_share", args=[profile.pk, share.pk]))
    assert list(Profile.objects.visible_to(lead, on=timezone.localdate())) == []


def test_deleting_it(own, profile):
    profile.say({sheet_key(profile): Given("yes", 0)}, at=NOON)
    remove = reverse("competency:remove", args=[profile.pk])
    assert own.get(remove).status_code == 200
    assert Profile.objects.exists()
    assert own.post(remove).url == reverse("competency:mine")
    assert (Profile.objects.exists(), StatementAnswer.objects.exists()) == (False, False)


def sheet_key(profile):
    first = profile.edition.criteria.filter(scored=True).order_by("position").first()
    return next(sheet(profile, first.pk).lines).key


def test_ones_own_as_word_and_pdf(own, profile, force):
    role = RoleProfileFactory(force=force, edition=profile.edition, title="Sergeant")
    profile.change(label="Autumn", role_profile=role)
    answer_all(profile, "yes", rank=2)
    word = own.get(reverse("competency:profile_file", args=[profile.pk, "docx"]))
    name = f"OFFICIAL-SENSITIVE_competency-profile_northshire-police_autumn_{timezone.localdate()}.docx"
    assert word.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    with zipfile.ZipFile(io.BytesIO(word.content)) as opened:
        text = re.sub(r"<[^>]+>", " ", opened.read("word/document.xml").decode())
    said = ("Held against: Sergeant.", "Level 1b", "Level 2, Managing Sensitivities: next", "Not answered yet:")
    assert [words for words in said if words not in text] == []
    pdf = own.get(reverse("competency:profile_file", args=[profile.pk, "pdf"]))
    assert pdf.content[:5] == b"%PDF-"
    assert own.get(reverse("competency:profile_file", args=[profile.pk, "csv"])).status_code == 404


def test_a_role_is_set_up_and_changed(client, lead, force, competency, sensitivities):
    client.force_login(lead)
    add = reverse("competency:add_role", args=[force.code, competency.pk])
    fourth = competency.levels.get(code="4")
    chosen = {f"level-{sensitivities.pk}": fourth.pk}
    assert client.post(add, chosen | {"title": "", "version": 0}).status_code == 422
    answer = client.post(add, chosen | {"title": "Inspector", "version": 0})
    role = RoleProfile.objects.get()
    assert answer.url == reverse("competency:role", args=[role.pk])
    rows = {row.title: row.level for row in client.get(answer.url).context["rows"]}
    assert (len(rows), rows["Political Savvy"], rows["Futurology"]) == (12, "level 4", "")
    assert client.post(add, {"title": "INSPECTOR", "version": 0}).status_code == 422


def test_two_people_change_a_role(client, lead, force, sensitivities, competency):
    """The second is told, what they chose stays on the page, and saving again puts it in the other's place."""
    role = RoleProfileFactory(force=force, edition=competency, title="Inspector")
    role.change(title="Chief inspector", is_offered=True, levels={}, version=1)
    client.force_login(lead)
    fourth = competency.levels.get(code="4").pk
    sent = {"title": "Inspector", "version": 1, "is_offered": "on", f"level-{sensitivities.pk}": fourth}
    answer = client.post(reverse("competency:change_role", args=[role.pk]), sent)
    assert (answer.status_code, answer.context["form"][f"level-{sensitivities.pk}"].value()) == (422, str(fourth))
    role.refresh_from_db()
    assert (role.title, role.expected.count()) == ("Chief inspector", 0)
    again = sent | {"version": answer.context["form"]["version"].value()}
    assert client.post(reverse("competency:change_role", args=[role.pk]), again).status_code == 302
    assert role.ranks() == {sensitivities.pk: 5}


def test_only_what_changed_of_a_role_is_written(force, competency):
    role = RoleProfileFactory(force=force, edition=competency)
    one, two, three = competency.criteria.filter(scored=True).order_by("position")[:3]
    low, high = competency.levels.get(code="1a").pk, competency.levels.get(code="5").pk
    role.expect({one.pk: low, two.pk: low})
    kept = role.expected.get(criterion=one).pk
    role.expect({one.pk: low, two.pk: high, three.pk: low})
    assert role.ranks() == {one.pk: 1, two.pk: 6, three.pk: 1}
    role.expect({one.pk: low, two.pk: None})
    assert list(role.expected.values_list("pk", "level")) == [(kept, low)]


def test_a_team_from_its_making_to_its_map(client, lead, assessor, force, competency):
    client.force_login(lead)
    teams = reverse("competency:teams", args=[force.code])
    assert client.post(teams, {"name": "", "edition": competency.pk}).status_code == 422
    client.post(teams, {"name": "Custody", "edition": competency.pk})
    team = Team.objects.get()
    page = reverse("competency:team", args=[team.pk])
    assert client.post(f"{page}people/", {"person": ""}).status_code == 422
    client.post(f"{page}people/", {"person": assessor.pk})
    assert client.post(f"{page}draw/").url == page
    for _ in range(5):
        finished(team)
    assert client.get(page).context["page"].ready == 5
    drawn = client.post(f"{page}draw/")
    assert drawn.url == reverse("competency:team_map", args=[team.maps.get().pk])
    assert client.get(drawn.url).context["report"].rows[0].cells[1].words == "5 of 5"
    client.post(f"{page}people/{assessor.pk}/out/")
    assert team.places.filter(person=assessor).exists() is False


def test_agreeing_and_withdrawing_are_ones_own(own, assessor, force):
    team = TeamFactory(force=force, edition=small_edition(criteria=1))
    page = reverse("competency:team", args=[team.pk])
    assert own.post(f"{page}agree/").status_code == 404
    team.take_in(assessor, on=NOON.date())
    own.post(f"{page}agree/")
    assert team.places.get().agreed_at is not None
    own.post(f"{page}withdraw/")
    assert team.places.get().agreed_at is None


def test_my_page_takes_five_queries(force, assessor, reader, competency, django_assert_num_queries):
    for _ in range(3):
        answer_all(ProfileFactory(force=force, person=assessor, edition=competency), "yes")
    team = TeamFactory(force=force, edition=competency)
    team.take_in(assessor, on=NOON.date())
    team.take_in(reader, on=NOON.date())
    with django_assert_num_queries(5):
        page = mine(assessor, on=timezone.localdate())
    assert ([own.answered for own in page.own], len(page.places), page.only_force) == ([60, 60, 60], 1, force)


@pytest.mark.parametrize(("keeps", "queries"), [(False, 2), (True, 3)])
def test_a_teams_page_takes_a_fixed_number_of_queries(force, lead, keeps, queries, django_assert_num_queries):
    team = TeamFactory(force=force, edition=small_edition(criteria=1))
    for _ in range(5):
        finished(team, at=BEFORE)
    with django_assert_num_queries(queries):
        page = team_page(team, lead, keeps=keeps, on=timezone.localdate())
    assert (len(page.places), page.own, page.ready) == (5, None, 5 if keeps else None)


def test_who_left_is_told_why_nothing_can_be_changed(own, profile, assessor):
    Membership.objects.filter(user=assessor).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    page = own.get(reverse("competency:profile", args=[profile.pk]))
    assert (page.context["may_change"], page.context["force"]) == (False, None)
    assert "nobody else sees this profile" in page.content.decode()
