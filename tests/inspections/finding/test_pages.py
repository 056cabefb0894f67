"""The register's pages: a finding's whole cycle by forms alone, what is refused, and what a list shows."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections.finding.lifecycle import Act
from inspections.models import Finding, FindingEvent, GovernanceBoard, Inspection, PortalCount, Submission
from tests.factories import NOON, BoardFactory, FindingFactory, InspectionFactory

KIND = Finding.Kind


def page(name, *args):
    return reverse(f"inspections:{name}", args=args)


def three(name, on):
    """Return a day as its three boxes send it."""
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def on_day(act, on=None, note=""):
    """Return what the form of an act sends."""
    return {**three(f"{act}-on", on or timezone.localdate()), f"{act}-note": note}


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def finding(force):
    return FindingFactory(force=force, reference="AFI-1")


def said(response):
    return [str(message) for message in response.context["messages"]]


def stands(finding):
    return Finding.objects.as_at(timezone.localdate()).get(pk=finding.pk).state


def test_a_finding_is_raised_assigned_completed_submitted_returned_and_closed(as_lead, force, lead):
    today = timezone.localdate()
    as_lead.post(
        page("inspections", force.code),
        {"title": "Custody, 2026", "kind": "custody", "origin": "unannounced_custody"},
        follow=True,
    )
    inspection = Inspection.objects.get()
    raised = as_lead.post(
        page("raise", force.code),
        {
            "inspection": inspection.pk,
            "kind": KIND.AFI,
            "reference": "CU-1",
            "text": "Made up.",
            "addressed_to": "force",
            **three("issued_on", today - datetime.timedelta(days=30)),
            **three("due_on", today + datetime.timedelta(days=30)),
        },
        follow=True,
    )
    finding = Finding.objects.get()
    assert said(raised) == ["CU-1 is on the register."]
    board = BoardFactory(force=force)
    assigned = as_lead.post(page("assign", finding.pk), {"force_lead": lead.pk, "board": board.pk}, follow=True)
    assert said(assigned) == ["CU-1 is assigned."]
    for batch, answer, note in (("First", Act.RETURNED, "Show that it lasts."), ("Second", Act.CLOSED, "")):
        done = as_lead.post(page("record", finding.pk, Act.COMPLETED), on_day(Act.COMPLETED), follow=True)
        assert said(done) == ["CU-1: completed locally."]
        sent = {"name": batch, **three("on", today), f"send_{finding.pk}": "on", f"statement_{finding.pk}": "Proof."}
        submitted = as_lead.post(page("submit", force.code), sent, follow=True)
        assert said(submitted) == [f"The batch {batch} is recorded as submitted."]
        answers = {**three("on", today), f"answer_{finding.pk}": answer, f"note_{finding.pk}": note}
        heard = as_lead.post(page("batch", Submission.objects.get(name=batch).pk), answers, follow=True)
        assert said(heard) == ["HMICFRS's answers are recorded."]
    assert list(finding.events.order_by("position").values_list("kind", flat=True)) == [
        Act.ISSUED,
        Act.ASSIGNED,
        Act.COMPLETED,
        Act.SUBMITTED,
        Act.RETURNED,
        Act.COMPLETED,
        Act.SUBMITTED,
        Act.CLOSED,
    ]
    shown = as_lead.get(page("finding", finding.pk))
    assert shown.context["page"].finding.state_name == "Closed"
    assert [form.act for form in shown.context["acts"]] == [Act.REOPENED]
    history = as_lead.get(page("batches", force.code)).context["batches"]
    assert [(each.batch.name, each.counts) for each in history] == [
        ("Second", {"sent": 1, "waiting": 0, "closed": 1, "returned": 0, "no_action": 0}),
        ("First", {"sent": 1, "waiting": 0, "closed": 0, "returned": 1, "no_action": 0}),
    ]


def test_an_act_that_is_refused_is_shown_again_with_the_sentence(as_lead, finding):
    typed = on_day(Act.CLOSED)
    response = as_lead.post(page("record", finding.pk, Act.CLOSED), typed)
    assert response.status_code == 422
    refused = response.context["form"]
    assert refused.errors == {"note": ["AFI-1: It isn't with HMICFRS for closure. Say why it is closed all the same."]}
    assert "<title>Error: AFI-1" in response.content.decode()
    assert [form.act for form in response.context["acts"]] == [Act.CLOSED, Act.COMPLETED, Act.NO_FURTHER_ACTION]
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    later = as_lead.post(page("record", finding.pk, Act.COMPLETED), on_day(Act.COMPLETED, tomorrow))
    assert "The date is in the future." in later.content.decode()
    assert finding.events.count() == 1


@pytest.mark.parametrize("act", ["issued", "assigned", "submitted", "nonsense"])
def test_a_findings_page_offers_no_other_act(act, as_lead, finding):
    assert as_lead.post(page("record", finding.pk, act), {}).status_code == 404


def test_a_parent_of_the_wrong_kind_is_refused_beside_the_form(as_lead, force):
    cause = FindingFactory(force=force, kind=KIND.CAUSE_OF_CONCERN, reference="CoC-1")
    typed = {
        "inspection": cause.inspection_id,
        "kind": KIND.AFI,
        "reference": "CoC-1",
        "text": "Made up.",
        "addressed_to": "force",
        "parent": cause.pk,
        **three("issued_on", timezone.localdate()),
    }
    response = as_lead.post(page("raise", force.code), typed)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["Only a recommendation belongs to a cause of concern."]
    again = as_lead.post(page("raise", force.code), {**typed, "kind": KIND.RECOMMENDATION})
    assert again.context["form"].non_field_errors() == ["The register has a finding with this reference already."]
    assert Finding.objects.count() == 1


def test_correcting_a_finding(as_lead, finding):
    typed = {"reference": "AFI-1A", "text": "Better words.", "addressed_to": "all"}
    as_lead.post(page("amend", finding.pk), typed)
    stored = Finding.objects.get()
    assert (stored.reference, stored.text, stored.addressed_to) == ("AFI-1A", "Better words.", "all")
    assert as_lead.post(page("amend", finding.pk), {**typed, "reference": ""}).status_code == 422


def test_another_forces_people_and_inspections_can_not_be_chosen(as_lead, force, finding, outsider):
    theirs = InspectionFactory()
    typed = {"inspection": theirs.pk, "kind": KIND.AFI, "reference": "X", "text": "X", "addressed_to": "force"}
    response = as_lead.post(page("raise", force.code), {**typed, **three("issued_on", NOON.date())})
    assert list(response.context["form"].errors) == ["inspection"]
    response = as_lead.post(page("assign", finding.pk), {"force_lead": outsider.pk})
    assert list(response.context["form"].errors) == ["force_lead"]


def test_without_an_inspection_the_page_says_what_comes_first(as_lead, force):
    assert "The register has no inspection yet." in as_lead.get(page("raise", force.code)).content.decode()


# The list


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


# The table


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


# Batches


def test_a_batch_needs_something_to_send_and_its_evidence(as_lead, finding, lead):
    finding.complete(on=NOON.date(), by=lead, at=timezone.now(), note="Seen by the board.")
    address = page("submit", finding.force.code)
    assert "Seen by the board." in as_lead.get(address).content.decode()
    day = {"name": "A batch", **three("on", timezone.localdate())}
    nothing = as_lead.post(address, day)
    assert nothing.context["form"].non_field_errors() == ["Tick the findings that go into the batch."]
    blank = as_lead.post(address, {**day, f"send_{finding.pk}": "on", f"statement_{finding.pk}": " "})
    assert blank.context["form"].errors == {f"statement_{finding.pk}": ["Write the evidence statement for AFI-1."]}
    assert not Submission.objects.exists()


def test_what_somebody_else_did_in_the_meantime_is_not_lost_in_silence(as_lead, finding, lead):
    today, now = timezone.localdate(), timezone.now()
    other = FindingFactory(force=finding.force, reference="AFI-2")
    for each in (finding, other):
        each.complete(on=today, by=lead, at=now)
    sent = {"force": finding.force, "on": today, "by": lead, "at": now}
    batch = Submission.objects.submit({finding: "Proof."}, name="First", **sent)
    ticked = {"name": "Second", **three("on", today), f"send_{finding.pk}": "on", f"send_{other.pk}": "on"}
    late = as_lead.post(page("submit", finding.force.code), {**ticked, f"statement_{other.pk}": "Proof."})
    assert late.context["form"].non_field_errors() == [
        "Something that you ticked isn't completed locally any more. Tick again what goes."
    ]
    finding.close(on=today, by=lead, at=now)
    answers = {**three("on", today), f"answer_{finding.pk}": Act.RETURNED, f"note_{finding.pk}": "Not yet."}
    late = as_lead.post(page("batch", batch.pk), answers)
    assert late.status_code == 422
    assert late.context["form"].non_field_errors() == [
        "Somebody else recorded an answer in the meantime. Record what still waits."
    ]
    assert [stands(finding), stands(other)] == ["closed", "completed"]


# Boards


def test_a_board_is_set_up_changed_and_meets(as_lead, force):
    typed = {"name": "Delivery Group", "purpose": "To see it done.", "core_activities": "Follow\r\n\r\nDecide"}
    as_lead.post(page("set_up_board", force.code), {**typed, "members": "Deputy Chief Constable\nHead of Performance"})
    board = GovernanceBoard.objects.get()
    assert [str(seat) for seat in board.seats.order_by("position")] == [
        "Deputy Chief Constable (chair)",
        "Head of Performance",
    ]
    as_lead.post(page("change_board", board.pk), {**typed, "members": "Chief Constable"})
    as_lead.post(page("meet", board.pk), {**three("on", datetime.date(2026, 3, 1)), "note": "Held online."})
    as_lead.post(page("meet", board.pk), {**three("on", datetime.date(2026, 3, 1)), "note": "Held in the hall."})
    shown = as_lead.get(page("board", board.pk)).context["page"]
    assert [str(seat) for seat in shown.seats] == ["Chief Constable (chair)"]
    assert [(meeting.on, meeting.note) for meeting in shown.meetings] == [
        (datetime.date(2026, 3, 1), "Held in the hall.")
    ]
    assert shown.board.activities == ["Follow", "Decide"]
    twice = as_lead.post(page("set_up_board", force.code), {**typed, "members": "A\na"})
    assert twice.context["form"].errors["members"] == ["A role is there twice. Name each once."]


# How much each page asks of the database


@pytest.mark.parametrize("number", [3, 120])
def test_the_register_asks_the_same_however_long_it_is(number, as_lead, force, lead, django_assert_num_queries):
    inspection = InspectionFactory(force=force)
    for place in range(number):
        FindingFactory(inspection=inspection, reference=f"{place:04}", by=lead)
    as_lead.get(page("register", force.code))
    with django_assert_num_queries(12):
        as_lead.get(page("register", force.code))


def test_a_finding_and_a_batch_ask_the_same_however_much_happened(as_lead, force, lead, django_assert_num_queries):
    ones = [FindingFactory(force=force, reference=f"{place}", by=lead) for place in range(12)]
    for each in ones:
        each.complete(on=NOON.date(), by=lead, at=timezone.now())
    sent = {"force": force, "name": "A batch", "on": NOON.date(), "by": lead, "at": timezone.now()}
    batch = Submission.objects.submit(dict.fromkeys(ones, "Proof."), **sent)
    with django_assert_num_queries(6):
        as_lead.get(page("batch", batch.pk))
    with django_assert_num_queries(10):
        as_lead.get(page("finding", ones[0].pk))


def test_somebody_of_two_forces_chooses_the_register(client, lead, member, force):
    from accounts.roles import Role
    from tests.factories import ForceFactory, MembershipFactory

    second = ForceFactory(name="Southshire Police")
    MembershipFactory(user=lead, force=second, role=Role.READER)
    client.force_login(lead)
    assert client.get(page("forces")).context["forces"] == [force, second]
