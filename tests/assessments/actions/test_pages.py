"""The pages of actions: planned in two clicks, recorded, filtered, changed many at once, in few queries."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Action, Judgement
from frameworks.models import Statement
from tests.factories import NOON, ActionFactory, AssessmentFactory, UserFactory

TODAY = timezone.localdate()


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def three(name, on):
    """Return a day as its three boxes send it."""
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def said(response):
    return [str(message) for message in response.context["messages"]]


def told(action):
    return list(action.progress.order_by("pk").values_list("kind", "text"))


def day(number):
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def assessment(force, ci_sam, assessor):
    """Return an assessment in which half of everything is true."""
    made = AssessmentFactory(force=force, edition=ci_sam)
    rows = Statement.objects.filter(criterion__edition=ci_sam, level__isnull=False).order_by("pk")
    given = {"assessment": made, "by": assessor, "at": NOON}
    Judgement.objects.bulk_create(
        Judgement(statement=each, answer="yes" if place % 2 else "no", **given) for place, each in enumerate(rows)
    )
    return made


@pytest.fixture
def criterion(assessment):
    return assessment.edition.criteria.get(code="leadership")


def test_from_a_gap_to_an_action_in_two_clicks(as_lead, assessment, criterion, lead):
    gap = as_lead.get(page("gap", assessment.pk)).content.decode()
    address = page("plan", assessment.pk, criterion.pk)
    assert f'href="{address}"' in gap
    form = as_lead.get(address).context["form"]
    sent = {"title": form["title"].value(), "statements": form["statements"].value(), "effort": ""}
    planned = as_lead.post(address, sent)
    assert planned.url == f"{page('gap', assessment.pk)}#c{criterion.pk}"
    action = Action.objects.get()
    assert (action.criterion, action.by, action.owner, action.state) == (criterion, lead, None, "open")
    assert sorted(each.pk for each in action.statements.all()) == sorted(sent["statements"])
    assert len(sent["statements"]) > 0
    after = as_lead.get(page("gap", assessment.pk)).content.decode()
    assert "Open actions (1)" in after
    assert action.title in after


def test_everything_about_an_action_is_kept(as_lead, assessment, criterion, reader, nisp):
    capability = nisp.criteria.get(code="C1")
    level = nisp.levels.order_by("rank").first()
    sent = {"title": "Train", "owner": reader.pk, "effort": "M", **three("due_on", day(30))}
    sent |= {"capability": capability.pk, "organisational_level": level.pk}
    as_lead.post(page("plan", assessment.pk, criterion.pk), sent)
    action = Action.objects.get()
    assert (action.title, action.owner, action.due_on, action.effort) == ("Train", reader, day(30), "M")
    assert (action.capability, action.organisational_level) == (capability, level)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"owner": "outsider"}, ["owner"]),
        ({"statements": ["999999999"]}, ["statements"]),
        ({"statements": ["x"]}, ["statements"]),
        ({"due_on_day": "31", "due_on_month": "2", "due_on_year": "2027"}, ["due_on"]),
        ({"effort": "XL"}, ["effort"]),
        ({"capability": "theirs"}, ["capability"]),
        ({"owner": str(10**30)}, ["owner"]),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(sent, wrong, as_lead, assessment, criterion, outsider):
    named = {"outsider": outsider.pk, "theirs": criterion.pk}
    sent = {
        "title": "Train",
        **{name: named.get(value, value) if isinstance(value, str) else value for name, value in sent.items()},
    }
    response = as_lead.post(page("plan", assessment.pk, criterion.pk), sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == wrong
    assert not Action.objects.exists()
    if "title" not in wrong:
        assert 'value="Train"' in response.content.decode()


def test_who_only_reads_is_offered_nothing_to_plan(client, reader, lead, assessment):
    # The lead's page is drawn first: what is kept must not be shown to who may not.
    client.force_login(lead)
    assert "Plan an action" in client.get(page("gap", assessment.pk)).content.decode()
    client.force_login(reader)
    assert "Plan an action" not in client.get(page("gap", assessment.pk)).content.decode()


def test_a_gap_may_be_planned_after_the_sign_off(as_lead, assessment, criterion, lead):
    assessment.submit(by=lead, at=NOON)
    address = page("plan", assessment.pk, criterion.pk)
    assert "This assessment is closed." in as_lead.get(address).content.decode()
    as_lead.post(address, {"title": "Train"})
    assert [each.title for each in Action.objects.all()] == ["Train"]
    assert "Open actions (1)" in as_lead.get(page("gap", assessment.pk)).content.decode()


@pytest.fixture
def action(assessment, criterion, assessor):
    return ActionFactory(assessment=assessment, criterion=criterion, title="Train", owner=assessor, due_on=day(-1))


def test_an_actions_whole_life(as_lead, action, assessor):
    address = page("action", action.pk)
    assert "Overdue" in as_lead.get(address).content.decode()
    change = as_lead.get(page("change_action", action.pk)).context["form"]
    kept = {name: change[name].value() for name in ("title", "owner", "effort", "version")}
    as_lead.post(page("change_action", action.pk), {**kept, "title": "Train all", **three("due_on", day(9))})
    for act, sent in [
        ("note", {"note-text": "Half way."}),
        ("done", {**three("done-on", TODAY), "done-text": "Audited."}),
        ("reopened", {"reopened-text": ""}),
        ("dropped", {"dropped-text": "Overtaken."}),
    ]:
        assert as_lead.post(page("record_progress", action.pk, act), sent).url == address
    assert [kind for kind, _ in told(action)] == ["changed", "note", "done", "reopened", "dropped"]
    assert told(action)[0][1].startswith("What will be done: Train, now Train all. Due: ")
    shown = as_lead.get(address)
    assert shown.context["page"].notes[0].kind == "dropped"
    assert [name for name, _ in shown.context["acts"]] == ["note", "reopened"]


def test_a_change_of_what_somebody_else_changed_is_refused_and_stays_typed(as_lead, action, lead):
    sent = {"title": "Mine", "version": action.version}
    action.amend(version=1, title="Theirs", by=lead, at=NOON)
    response = as_lead.post(page("change_action", action.pk), sent)
    assert (response.status_code, response.context["form"]["title"].value()) == (422, "Mine")
    assert Action.objects.get().title == "Theirs"


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("note", {}),
        ("note", {"note-text": "x" * 2001}),
        ("done", {}),
        ("done", three("done-on", day(1))),
        ("dropped", {"dropped-text": " "}),
        ("reopened", {}),
    ],
)
def test_what_can_not_be_recorded_is_refused_with_the_form_open(act, sent, as_lead, action):
    response = as_lead.post(page("record_progress", action.pk, act), sent)
    assert response.status_code == 422
    assert told(action) == []
    assert "There is a problem" in response.content.decode()


def test_an_owner_who_reads_records_progress_and_changes_nothing(client, reader, action):
    Action.objects.update(owner=reader)
    client.force_login(reader)
    shown = client.get(page("action", action.pk)).content.decode()
    assert ("Record what happened" in shown, "Change what is planned" in shown) == (True, False)
    assert client.post(page("record_progress", action.pk, "note"), {"note-text": "Half way."}).status_code == 302
    assert client.post(page("change_action", action.pk), {"title": "Else"}).status_code == 404
    assert client.post(page("record_progress", action.pk, "nonsense"), {}).status_code == 404


# The register


@pytest.fixture
def several(force, assessment, criterion, assessor, nisp):
    """Return the force with actions of all kinds, and another force's."""
    given = {"assessment": assessment, "criterion": criterion}
    capability = nisp.criteria.get(code="C1")
    ActionFactory(title="Late", due_on=day(-1), owner=assessor, effort="S", **given)
    ActionFactory(title="Soon", due_on=day(30), effort="L", capability=capability, **given)
    ActionFactory(title="Later", due_on=day(31), **given)
    ActionFactory(title="Undated", **given)
    ActionFactory(title="Done", done_on=TODAY, due_on=day(-5), owner=assessor, **given)
    ActionFactory(title="Dropped", dropped_on=TODAY, reason="Overtaken.", **given)
    ActionFactory(assessment=AssessmentFactory(force=force), title="Elsewhere", due_on=day(60))
    ActionFactory(title="Theirs")
    return force


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["Late", "Soon", "Later", "Elsewhere", "Undated"]),
        ({"state": "done"}, ["Done"]),
        ({"state": "dropped"}, ["Dropped"]),
        ({"state": "all"}, ["Done", "Late", "Soon", "Later", "Elsewhere", "Undated", "Dropped"]),
        ({"due": "overdue"}, ["Late"]),
        ({"due": "overdue", "state": "all"}, ["Late"]),
        ({"due": "soon"}, ["Soon"]),
        ({"due": "none"}, ["Undated"]),
        ({"effort": "S"}, ["Late"]),
        ({"effort": "none"}, ["Later", "Elsewhere", "Undated"]),
        ({"owner": "0"}, ["Soon", "Later", "Elsewhere", "Undated"]),
        ({"owner": "assessor"}, ["Late"]),
        ({"framework": "ci-sam"}, ["Late", "Soon", "Later", "Undated"]),
        ({"capability": "C1"}, ["Soon"]),
        ({"q": "LATE"}, ["Late", "Later"]),
        ({"q": "%"}, []),
        ({"state": "nonsense", "owner": "x", "page": "99"}, ["Late", "Soon", "Later", "Elsewhere", "Undated"]),
    ],
)
def test_filters(asked, shown, as_lead, several, assessor, assessment, nisp):
    named = {
        "assessor": assessor.pk,
        "ci-sam": assessment.edition.framework_id,
        "C1": nisp.criteria.get(code="C1").pk,
    }
    response = as_lead.get(
        page("actions", several.code), {name: named.get(value, value) for name, value in asked.items()}
    )
    assert [row.action.title for row in response.context["list"].rows] == shown


def test_my_actions_are_mine_alone(client, several, assessor, reader):
    client.force_login(assessor)
    assert [row.action.title for row in client.get(page("my_actions")).context["list"].rows] == ["Late"]
    client.force_login(reader)
    assert "You own no action that is still open." in client.get(page("my_actions")).content.decode()


def test_what_somebody_owned_in_a_force_they_left_is_not_theirs_to_see(client, several, assessor):
    assessor.memberships.update(ends_on=day(-1))
    client.force_login(assessor)
    assert client.get(page("my_actions")).context["list"].rows == ()


def test_an_empty_register_says_what_comes_first(as_lead, force):
    assert "Nothing is planned that is still open." in as_lead.get(page("actions", force.code)).content.decode()


def keys(*titles):
    return [each.pk for each in Action.objects.filter(title__in=titles)]


def test_those_ticked_are_changed_and_the_filter_stays(as_lead, several, reader):
    address = page("actions", several.code) + "?effort=none"
    sent = {"action": keys("Later", "Undated"), "owner": reader.pk, **three("due_on", day(3))}
    response = as_lead.post(address, sent, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert said(response) == ["2 actions changed."]
    found = Action.objects.filter(owner=reader).values_list("title", "due_on")
    assert sorted(found) == [("Later", day(3)), ("Undated", day(3))]


def test_each_refusal_is_named_and_the_rest_is_changed(as_lead, several):
    sent = {"action": keys("Late", "Done", "Dropped"), "state": "done"}
    response = as_lead.post(page("actions", several.code) + "?state=all", sent)
    assert response.status_code == 422
    assert [str(each) for each in response.context["messages_of"]] == [
        "Done: This is done already.",
        "Dropped: This is dropped already.",
    ]
    assert "1 action changed." in response.content.decode()
    assert [row.action.title for row in response.context["list"].rows if row.is_ticked] == ["Done", "Dropped"]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"action": []}, "action"),
        ({"action": ["x"], "state": "done"}, "action"),
        ({"action": [10**30], "state": "done"}, "action"),
        ({"action": ["Theirs"], "state": "done"}, "action"),
        ({"action": ["Late"]}, "__all__"),
        ({"action": ["Late"], "state": "dropped"}, "reason"),
        ({"action": ["Late"], "owner": "outsider"}, "owner"),
    ],
)
def test_changing_many_is_refused_with_what_was_ticked_kept(sent, wrong, as_lead, several, outsider):
    sent = {**sent, "action": [(keys(each) or [each])[0] if isinstance(each, str) else each for each in sent["action"]]}
    if "owner" in sent:
        sent["owner"] = outsider.pk
    response = as_lead.post(page("actions", several.code), sent)
    assert response.status_code == 422
    assert next(iter(response.context["form"].errors)) == wrong
    assert Action.objects.get(title="Late").state == "open"
    if sent["action"] == keys("Late"):
        assert [row.action.title for row in response.context["list"].rows if row.is_ticked] == ["Late"]


def test_who_only_reads_is_offered_nothing_to_change(client, reader, several):
    client.force_login(reader)
    response = client.get(page("actions", several.code))
    assert (response.context["form"], "Change those ticked" in response.content.decode()) == (None, False)


@pytest.fixture
def five_hundred(force, assessment, criterion, lead):
    owners = [UserFactory() for _ in range(20)]
    given = {"assessment": assessment, "criterion": criterion, "by": lead, "at": NOON}
    made = Action.objects.bulk_create(
        Action(title=f"Action {n}", owner=lead if n % 2 else owners[n % 20], due_on=day(n % 90), **given)
        for n in range(500)
    )
    keys = list(criterion.statements.filter(level__isnull=False).values_list("pk", flat=True))[:5]
    through = Action.statements.through
    through.objects.bulk_create(through(action=each, statement_id=pk) for each in made for pk in keys)
    return made


@pytest.mark.parametrize("role", [Role.INSPECTION_LEAD, Role.READER])
def test_every_list_takes_few_queries_with_five_hundred_actions(
    role, client, lead, member, force, assessment, five_hundred, django_assert_max_num_queries
):
    client.force_login(lead if role == Role.INSPECTION_LEAD else member(role))
    client.get(page("action", five_hundred[0].pk))
    addresses = [
        page("actions", force.code),
        page("actions", force.code) + "?due=soon&state=all&page=2&q=Action",
        page("my_actions"),
        page("action", five_hundred[1].pk),
        page("what_if", assessment.pk),
    ]
    for address in addresses:
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
    assert client.get(addresses[0]).context["list"].page.paginator.num_pages == 10


def test_one_statement_more_or_less_takes_no_more_queries(as_lead, action, django_assert_num_queries):
    every = action.criterion.statements.filter(level__isnull=False)
    action.statements.set(every[:1])
    as_lead.get(page("action", action.pk))
    for _ in range(2):
        with django_assert_num_queries(9):
            as_lead.get(page("action", action.pk))
        action.statements.set(every)


def test_words_of_a_framework_and_of_people_are_shown_as_text(as_lead, several):
    Action.objects.filter(title="Late").update(title="<img src=x onerror=alert(1)> {{ 7 }}")
    shown = as_lead.get(page("actions", several.code)).content.decode()
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt; {{ 7 }}" in shown
