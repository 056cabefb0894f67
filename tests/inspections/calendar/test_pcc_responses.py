"""The commissioner's comments: whose clock runs, what is recorded, and what is refused."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.calendar.pcc_responses import clocks
from inspections.models import Finding, FirstDay, PccResponse
from tests.factories import NOON, FindingFactory, InspectionFactory, UserFactory
from tests.inspections.pages import page

D = datetime.date
REC = Finding.Kind.RECOMMENDATION


@pytest.fixture
def inspection(force):
    return InspectionFactory(force=force, title="Custody", published_on=D(2026, 9, 1))


@pytest.fixture
def recommendation(inspection):
    return FindingFactory(inspection=inspection, kind=REC, reference="R-1", text="Count the keys.")


def typed(finding, **changed):
    blank = {f"responded_on_{part}": "" for part in ("day", "month", "year")}
    said = {f"stance_{finding.pk}": "", f"text_{finding.pk}": ""}
    return {**blank, "link": "", "not_needed": "", **said, **changed}


def published(day, month, year):
    return {"responded_on_day": day, "responded_on_month": month, "responded_on_year": year}


def test_every_published_report_has_a_clock_of_its_own(force, inspection, recommendation, django_assert_num_queries):
    FindingFactory(inspection=inspection, kind=Finding.Kind.AFI)
    early = InspectionFactory(force=force, title="Earlier", published_on=D(2026, 1, 1))
    given = {"by": UserFactory(), "changed_at": NOON}
    PccResponse.objects.create(inspection=early, responded_on=D(2026, 3, 1), **given)
    none = InspectionFactory(force=force, title="Not ours", published_on=D(2026, 2, 1))
    PccResponse.objects.create(inspection=none, not_needed="About another force.", **given)
    begun = InspectionFactory(force=force, title="Begun", published_on=D(2026, 11, 1))
    PccResponse.objects.create(inspection=begun, **given)
    InspectionFactory(force=force, title="Not published", published_on=None)
    InspectionFactory(title="Another force's")
    with django_assert_num_queries(1):
        rows = clocks(force, on=D(2026, 11, 22))
    assert [(str(row.inspection), row.due_on, row.is_running, row.is_late, row.countdown) for row in rows] == [
        ("Custody", D(2026, 10, 26), True, True, "27 days late"),
        ("Begun", D(2026, 12, 26), True, False, "In 34 days"),
        ("Not ours", D(2026, 3, 28), False, False, "239 days late"),
        ("Earlier", D(2026, 2, 25), False, True, "270 days late"),
    ]
    assert [(row.answered, row.recommendations) for row in rows] == [(0, 1), (0, 0), (0, 0), (0, 0)]
    assert rows[3].days_late == 4


def test_comments_are_recorded_and_the_clock_stops(as_lead, inspection, recommendation, lead):
    address = page("response", inspection.pk)
    said = {f"stance_{recommendation.pk}": "action", f"text_{recommendation.pk}": "We count them."}
    link = {"link": "https://pcc.example/comments"}
    assert as_lead.post(address, typed(recommendation, **published(20, 10, 2026), **link, **said)).status_code == 302
    response = PccResponse.objects.get()
    assert (response.responded_on, response.link, response.by) == (D(2026, 10, 20), link["link"], lead)
    assert [(each.finding, each.stance, each.text) for each in response.recommendations.all()] == [
        (recommendation, "action", "We count them.")
    ]
    text = as_lead.get(address).content.decode()
    assert "We count them." in text
    assert "Published 20 Oct 2026" in text
    assert "app-overdue" not in text
    as_lead.post(address, typed(recommendation, **published(20, 10, 2026)))
    assert not PccResponse.objects.get().recommendations.exists()


def test_what_is_not_recorded_is_not_late_until_somebody_counts_it(as_lead, force, recommendation, inspection):
    inspection.entered_on = D(2026, 10, 27)
    inspection.save()
    address, everything = page("response", inspection.pk), page("responses", force.code)
    text = as_lead.get(address).content.decode()
    assert "so nothing is counted" in text
    assert "Not recorded" in as_lead.get(everything).content.decode()
    assert "late" not in as_lead.get(page("calendar", force.code)).content.decode().lower().partition("<main")[2]
    assert as_lead.post(address, typed(recommendation, is_tracked="on")).status_code == 302
    counted = as_lead.get(address).content.decode()
    assert "days late" in counted
    assert "so nothing is counted" not in counted
    assert "days late" in as_lead.get(page("calendar", force.code)).content.decode()
    as_lead.post(address, typed(recommendation))
    assert "days late" not in as_lead.get(address).content.decode()
    as_lead.post(address, typed(recommendation, **published(28, 10, 2026)))
    # What somebody recorded is a fact, and so is that it was late.
    assert "2 days late" in as_lead.get(everything).content.decode()


def test_a_report_whose_days_run_is_not_asked_whether_they_count(as_lead, inspection):
    assert "is_tracked" not in as_lead.get(page("response", inspection.pk)).context["form"].fields


def test_the_list_has_first_what_waits_and_last_what_lies_before_the_register(force, lead, inspection):
    InspectionFactory(force=force, title="Unknown", published_on=D(2026, 8, 20), entered_on=D(2026, 11, 1))
    InspectionFactory(force=force, title="Long ago", published_on=D(2015, 1, 1), entered_on=D(2026, 11, 1))
    InspectionFactory(force=force, title="Longer ago", published_on=D(2014, 1, 1))
    answered = InspectionFactory(force=force, title="Answered", published_on=D(2016, 1, 1), entered_on=D(2026, 11, 1))
    PccResponse.objects.create(inspection=answered, responded_on=D(2016, 2, 1), by=lead, changed_at=NOON)
    FirstDay.objects.keep_from(D(2020, 1, 1), force=force, by=lead, at=NOON)
    rows = clocks(force, on=D(2026, 11, 22))
    assert [(str(row.inspection), row.is_running, row.is_unrecorded, row.is_before, row.is_late) for row in rows] == [
        ("Custody", True, False, False, True),
        ("Unknown", False, True, False, False),
        ("Answered", False, False, False, False),
        ("Long ago", False, False, True, False),
        ("Longer ago", False, False, True, False),
    ]


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        (published(31, 8, 2026), {"responded_on": ["The date is before the report was published."]}),
        (
            published(1, 1, 2099),
            {"responded_on": ["The date is in the future. Record it once the comments are published."]},
        ),
        (
            {**published(20, 10, 2026), "not_needed": "Not ours."},
            {"__all__": ["Either the comments were published, or none are needed: not both."]},
        ),
        ({"stance_N": "action"}, {"text_N": ["Write what was said about R-1."]}),
        ({"text_N": "We count."}, {"stance_N": ["Choose whether something is done about R-1."]}),
        ({"link": "ftp://pcc.example"}, {"link": ["Enter a valid URL."]}),
    ],
)
def test_what_is_wrong_is_said_beside_it(changed, errors, as_lead, inspection, recommendation):
    numbered = {name.replace("_N", f"_{recommendation.pk}"): value for name, value in changed.items()}
    response = as_lead.post(page("response", inspection.pk), typed(recommendation, **numbered))
    assert response.status_code == 422
    expected = {name.replace("_N", f"_{recommendation.pk}"): said for name, said in errors.items()}
    assert response.context["form"].errors == expected
    assert not PccResponse.objects.exists()


def test_a_reader_reads_what_was_said_and_another_force_nothing(client, reader, outsider, inspection, recommendation):
    response = PccResponse(inspection=inspection, responded_on=D(2026, 10, 20))
    response.record([(recommendation, "none", "We do that already.")], by=UserFactory(), at=NOON)
    client.force_login(reader)
    text = client.get(page("response", inspection.pk)).content.decode()
    assert "We do that already." in text
    assert "<form method" not in text.partition("<main")[2]
    client.force_login(outsider)
    assert client.get(page("response", inspection.pk)).status_code == 404
    assert client.get(page("responses", inspection.force.code)).status_code == 404


def test_a_report_that_is_not_published_has_no_page(as_lead, force):
    unpublished = InspectionFactory(force=force, published_on=None)
    assert as_lead.get(page("response", unpublished.pk)).status_code == 404


def test_another_inspections_recommendation_is_refused(inspection, recommendation):
    other = InspectionFactory(force=inspection.force, published_on=D(2026, 9, 1))
    with pytest.raises(PccResponse.Refused):
        PccResponse(inspection=other).record([(recommendation, "action", "x")], by=UserFactory(), at=NOON)


def test_the_database_holds_one_response_a_report(inspection):
    given = {"inspection": inspection, "by": UserFactory(), "changed_at": timezone.now()}
    PccResponse.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        PccResponse.objects.create(**given)
