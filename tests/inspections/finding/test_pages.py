"""A finding's whole cycle by forms alone, what is refused, and how much its page asks of the database."""

import datetime

import pytest
from django.utils import timezone

from inspections.finding.lifecycle import Act
from inspections.models import Finding, Inspection, Submission
from tests.factories import NOON, BoardFactory, FindingFactory, InspectionFactory
from tests.inspections.pages import on_day, page, said, three

KIND = Finding.Kind


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
