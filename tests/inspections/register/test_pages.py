"""The register's list, its filters, its table and what many findings are assigned at once."""

import datetime

import pytest
from django.utils import timezone

from inspections.models import Finding, FindingEvent, GovernanceBoard, PortalCount
from tests.factories import BoardFactory, FindingFactory, InspectionFactory
from tests.inspections.pages import page, said, three

KIND = Finding.Kind


@pytest.fixture
def several(force, lead):
    """Return the force with findings of all kinds and states."""
    custody = InspectionFactory(force=force, title="Custody", origin="unannounced_custody")
    board = BoardFactory(force=force, name="Delivery Group")
    past = timezone.localdate() - datetime.timedelta(days=1)
    at = timezone.now()
    cause = FindingFactory(inspection=custody, kind=KIND.CAUSE_OF_CONCERN, reference="A-1", at=at)
    FindingFactory(inspection=custody, kind=KIND.RECOMMENDATION, parent=cause, reference="A-2", due_on=past, at=at)
    done = FindingFactory(force=force, reference="B-1", text="Records of detention.", at=at)
    led = FindingFactory(force=force, reference="B-2", at=at)
    led.assign(on=past, by=lead, at=at, delivery_lead=lead, board=board)
    done.drop(on=past, by=lead, at=at, note="Overtaken.")
    FindingFactory(reference="C-1")
    return force


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["A-1", "A-2", "B-2"]),
        ({"state": "all"}, ["A-1", "A-2", "B-1", "B-2"]),
        ({"state": "no_action"}, ["B-1"]),
        ({"state": "submitted"}, []),
        ({"kind": "cause"}, ["A-1"]),
        ({"origin": "unannounced_custody"}, ["A-1", "A-2"]),
        ({"overdue": "on"}, ["A-2"]),
        ({"overdue": "on", "state": "completed"}, []),
        ({"lead": "0"}, ["A-1", "A-2", "B-2"]),
        ({"board": "0"}, ["A-1", "A-2"]),
        ({"q": "detention", "state": "all"}, ["B-1"]),
        ({"q": "custody", "kind": "recommendation"}, ["A-2"]),
        ({"kind": "nonsense"}, ["A-1", "A-2", "B-2"]),
    ],
)
def test_filters(asked, shown, as_lead, several):
    response = as_lead.get(page("register", several.code), asked)
    assert [row.finding.reference for row in response.context["list"].rows] == shown


def test_filters_by_lead_and_board(as_lead, several, lead):
    for asked in ({"lead": lead.pk}, {"board": GovernanceBoard.objects.get(name="Delivery Group").pk}):
        rows = as_lead.get(page("register", several.code), asked).context["list"].rows
        assert [row.finding.reference for row in rows] == ["B-2"]


def test_those_ticked_are_assigned_and_the_filter_stays(as_lead, several, lead):
    chosen = Finding.objects.filter(force=several, reference__in=["A-1", "A-2"])
    typed = {"finding": [each.pk for each in chosen], "force_lead": lead.pk}
    response = as_lead.post(page("assign_many", several.code) + "?kind=cause", typed, follow=True)
    assert response.redirect_chain == [(page("register", several.code) + "?kind=cause", 302)]
    assert said(response) == ["2 findings assigned."]
    assert [each.force_lead for each in chosen.all()] == [lead, lead]


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ({"finding": []}, ["Tick the findings to assign."]),
        ({"finding": ["x"], "force_lead": "lead"}, ["“x” is not a valid value."]),
        ({"finding": [10**30], "force_lead": "lead"}, None),
        ({"finding": ["theirs"], "force_lead": "lead"}, None),
        ({"finding": ["ours"]}, ["Choose a lead, a board or a closedown date."]),
        (
            {"finding": ["closed"], "force_lead": "lead"},
            ["B-1: Reopen it before assigning it: it is “No further action”."],
        ),
    ],
)
def test_assigning_many_is_refused_with_a_sentence(typed, messages, as_lead, several, lead):
    names = {
        "ours": Finding.objects.get(reference="A-1").pk,
        "closed": Finding.objects.get(reference="B-1").pk,
        "theirs": Finding.objects.get(reference="C-1").pk,
    }
    typed = {**typed, "finding": [names.get(each, each) for each in typed["finding"]]}
    if "force_lead" in typed:
        typed["force_lead"] = lead.pk
    events = FindingEvent.objects.count()
    response = as_lead.post(page("assign_many", several.code), typed, follow=True)
    assert FindingEvent.objects.count() == events
    assert said(response) == messages if messages else len(said(response)) == 1


def test_who_only_reads_is_offered_nothing_to_change(client, reader, several, finding):
    client.force_login(reader)
    for name, args in (("register", [several.code]), ("finding", [finding.pk]), ("table", [several.code])):
        html = client.get(page(name, *args)).content.decode()
        assert html.count("<form") == (2 if name != "finding" else 1)
    assert "Add a finding" not in html


def test_the_table_as_at_a_day_that_is_asked(as_lead, several):
    yesterday = timezone.localdate() - datetime.timedelta(days=2)
    asked = {**three("as_at", yesterday), **three("since", datetime.date(2026, 1, 1))}
    answer = as_lead.get(page("table", several.code), asked).context["table"]
    assert (answer.on, answer.since) == (yesterday, datetime.date(2026, 1, 1))
    assert [figure.printed for figure in answer.total.figures] == ["1", "1", "2"]
    today = as_lead.get(page("table", several.code)).context["table"]
    assert [figure.printed for figure in today.total.figures] == ["1", "1", "1"]


def test_a_day_that_is_none_is_refused(as_lead, force):
    asked = {"as_at_day": 31, "as_at_month": 2, "as_at_year": 2026}
    response = as_lead.get(page("table", force.code), asked)
    assert response.status_code == 422
    assert response.context["form"].errors == {"as_at": ["Enter a real date, like 27 3 2026."]}
    backwards = {**three("as_at", datetime.date(2026, 2, 1)), **three("since", datetime.date(2026, 2, 1))}
    response = as_lead.get(page("table", force.code), backwards)
    assert response.context["form"].errors == {"since": ["Movement is counted from a day before the table's."]}


def test_what_the_portal_counts_is_noted_once_a_day(as_lead, force):
    today = timezone.localdate()
    names = ("causes_of_concern", "recommendations", "afis")
    for counts in ((1, 2, 3), (17, 139, 38)):
        typed = {f"portal-{name}": count for name, count in zip(names, counts, strict=True)}
        as_lead.post(page("count_portal", force.code), {**typed, **three("portal-on", today)})
    assert list(PortalCount.objects.values_list(*names)) == [(17, 139, 38)]
    assert as_lead.get(page("table", force.code)).context["table"].portal.figures == (17, 139, 38)


@pytest.mark.parametrize("number", [3, 120])
def test_the_register_asks_the_same_however_long_it_is(number, as_lead, force, lead, django_assert_num_queries):
    inspection = InspectionFactory(force=force)
    for place in range(number):
        FindingFactory(inspection=inspection, reference=f"{place:04}", by=lead)
    as_lead.get(page("register", force.code))
    with django_assert_num_queries(12):
        as_lead.get(page("register", force.code))


def test_somebody_of_two_forces_chooses_the_register(client, lead, member, force):
    from accounts.roles import Role
    from tests.factories import ForceFactory, MembershipFactory

    second = ForceFactory(name="Southshire Police")
    MembershipFactory(user=lead, force=second, role=Role.READER)
    client.force_login(lead)
    assert client.get(page("forces")).context["forces"] == [force, second]
