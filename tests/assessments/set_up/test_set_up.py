"""Opening an assessment and changing how it is set up: what is refused, and that nothing changed then."""

from django.urls import reverse

from assessments.models import Assessment
from tests.factories import AssessmentFactory


def test_an_assessment_is_opened(client, lead, force, ci_sam):
    client.force_login(lead)
    sent = {"force": force.pk, "edition": ci_sam.pk, "round_label": "Spring", "marking": "official"}
    sent |= {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2027"}
    answer = client.post(reverse("assessments:open"), sent)
    made = Assessment.objects.get()
    assert answer.url == reverse("assessments:overview", args=[made.pk])
    assert (made.force, made.edition, made.lead, made.state) == (force, ci_sam, lead, "open")
    again = client.post(reverse("assessments:open"), sent)
    assert again.status_code == 422
    assert again.context["form"].non_field_errors() == [
        "There is an assessment of this unit with this framework and round already."
    ]


def test_an_assessment_of_another_force_or_a_strategy_is_not_opened(client, lead, force, outsider, ci_sam, nisp):
    client.force_login(lead)
    theirs = outsider.memberships.get().force
    sent = {"round_label": "Spring", "marking": "official", "starts_on_day": 1, "starts_on_month": 3}
    sent["starts_on_year"] = 2027
    for wrong in ({"force": theirs.pk, "edition": ci_sam.pk}, {"force": force.pk, "edition": nisp.pk}):
        assert client.post(reverse("assessments:open"), sent | wrong).status_code == 422
    assert Assessment.objects.count() == 0


def test_the_set_up_refuses_a_round_that_is_taken(client, lead, assessment):
    client.force_login(lead)
    AssessmentFactory(force=assessment.force, edition=assessment.edition, round_label="Taken")
    sent = {"round_label": "Taken", "marking": "official", "starts_on_day": 1, "starts_on_month": 3}
    answer = client.post(reverse("assessments:set_up", args=[assessment.pk]), {**sent, "starts_on_year": 2027})
    assert answer.status_code == 422
    assert Assessment.objects.filter(round_label="Taken").count() == 1


def test_the_set_up_changes_the_pages_that_were_drawn(client, lead, assessment):
    client.force_login(lead)
    gap = reverse("assessments:gap", args=[assessment.pk])
    client.get(gap)
    sent = {"subject": "Roads policing", "round_label": "Two", "marking": "official_sensitive"}
    sent |= {"starts_on_day": 1, "starts_on_month": 3, "starts_on_year": 2027}
    assert client.post(reverse("assessments:set_up", args=[assessment.pk]), sent).status_code == 302
    page = client.get(gap).content.decode()
    assert "Roads policing" in page
    assert page.count("OFFICIAL-SENSITIVE") >= 2
