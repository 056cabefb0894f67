"""Section owners: who is expected to answer what, how it is submitted, given back and accepted, and who sees it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Assessment, Assignment, Judgement
from assessments.sections.pages import sections_of
from frameworks.content import content
from frameworks.models import Statement
from tests.factories import (
    NOON,
    AssessmentFactory,
    AssignmentFactory,
    JudgementFactory,
    ScoreFactory,
    UserFactory,
    small_edition,
)

TODAY = timezone.localdate()
STATES = {
    "assigned": {},
    "submitted": {"state": "submitted"},
    "changes": {"state": "changes", "note": "More."},
    "accepted": {"state": "accepted"},
}


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def day(number):
    return TODAY + datetime.timedelta(days=number)


def three(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def stands(assignment):
    found = Assignment.objects.get(pk=assignment.pk)
    return found.state, found.note


ACTS = {
    "submit": lambda section, by: section.submit(by=by, at=NOON),
    "ask": lambda section, by: section.ask_for_changes("Which districts?", by=by, at=NOON),
    "accept": lambda section, by: section.accept(by=by, at=NOON),
}


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        ("assigned", "submit", ("submitted", "")),
        ("assigned", "ask", None),
        ("assigned", "accept", None),
        ("submitted", "submit", None),
        ("submitted", "ask", ("changes", "Which districts?")),
        ("submitted", "accept", ("accepted", "")),
        ("changes", "submit", ("submitted", "More.")),
        ("changes", "ask", None),
        ("changes", "accept", None),
        ("accepted", "submit", None),
        ("accepted", "ask", ("changes", "Which districts?")),
        ("accepted", "accept", None),
    ],
)
def test_what_may_happen_to_a_section_in_which_state(state, act, after, db):
    section = AssignmentFactory(**STATES[state])
    before = stands(section)
    if after is None:
        with pytest.raises(Assignment.WrongState):
            ACTS[act](section, section.owner)
    else:
        ACTS[act](section, section.owner)
    assert stands(section) == (after or before)


@pytest.mark.parametrize("act", ACTS)
def test_a_closed_assessment_takes_nothing(act, db):
    section = AssignmentFactory(assessment=AssessmentFactory(submitted=True), **STATES["submitted"])
    if act == "submit":
        section.state = "assigned"
    with pytest.raises(Assignment.WrongState, match="closed"):
        ACTS[act](section, section.owner)
    with pytest.raises(Assessment.Closed):
        section.assessment.assign({section.criterion_id: None}, by=section.owner, at=NOON)


def test_changes_are_asked_for_in_words(db):
    section = AssignmentFactory(**STATES["submitted"])
    with pytest.raises(Assignment.ReasonNeeded):
        section.ask_for_changes("  ", by=section.owner, at=NOON)
    assert stands(section) == ("submitted", "")


@pytest.mark.parametrize("fields", [{"state": "nonsense"}, {"state": "changes", "note": ""}])
def test_the_database_refuses_an_impossible_section(fields, db):
    section = AssignmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=section.pk).update(**fields)


def test_a_criterion_has_one_owner(db):
    section = AssignmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AssignmentFactory(assessment=section.assessment)


@pytest.fixture
def assessment(force):
    """Return an assessment of three criteria, each with six statements."""
    return AssessmentFactory(force=force, edition=small_edition(criteria=3))


@pytest.fixture
def nodes(assessment):
    return [node.pk for node in content(assessment.edition).criteria]


def test_a_new_owner_begins_anew_and_a_new_day_does_not(assessment, nodes, assessor, lead):
    given = {"by": lead, "at": NOON}
    assert assessment.assign({nodes[0]: (assessor, None), nodes[1]: (assessor, TODAY)}, **given) == 2
    assert assessment.assign({nodes[0]: (assessor, None)}, **given) == 0
    first, second = assessment.assignments.order_by("pk")
    for each in (first, second):
        each.submit(by=assessor, at=NOON)
    assert assessment.assign({nodes[0]: (assessor, TODAY), nodes[1]: (lead, TODAY)}, **given) == 2
    assert [stands(each) for each in (first, second)] == [("submitted", ""), ("assigned", "")]
    assert assessment.assign({nodes[0]: None, nodes[2]: None}, **given) == 1
    assert [each.owner for each in assessment.assignments.all()] == [lead]
    with pytest.raises(Assessment.WrongEdition):
        assessment.assign({0: (lead, None)}, **given)


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        ("assigned", -1, True),
        ("changes", -1, True),
        ("assigned", 0, False),
        ("assigned", None, False),
        ("submitted", -1, False),
        ("accepted", -1, False),
    ],
)
def test_overdue_on_a_day(state, due, expected, db):
    section = AssignmentFactory(**STATES[state], due_on=None if due is None else day(due))
    assert section.is_overdue(TODAY) is expected
    assert Assignment.objects.overdue(on=TODAY).exists() is expected


def test_each_section_says_how_far_it_has_come(assessment, nodes, assessor):
    AssignmentFactory(assessment=assessment, owner=assessor, due_on=day(-1))
    rows = Statement.objects.filter(criterion=nodes[0]).order_by("pk")
    for each, answer in zip(rows, ("yes", "no", "na", ""), strict=False):
        JudgementFactory(assessment=assessment, statement=each, answer=answer)
    JudgementFactory(assessment=assessment, statement=rows[5], source="peer")
    ScoreFactory(assessment=assessment)
    found = sections_of(assessment, on=TODAY)
    assert [(row.progress, row.is_overdue) for row in found.rows] == [
        ("3 of 6 judged (50%), level decided", True),
        ("0 of 6 judged (0%), level not decided", False),
        ("0 of 6 judged (0%), level not decided", False),
    ]
    assert (found.counts, found.total) == ((("Nobody's yet", 2), ("Assigned", 1)), 3)


def test_the_whole_page_is_the_same_few_queries(judgment_criteria, assessor, django_assert_num_queries):
    assessment = AssessmentFactory(edition=judgment_criteria)
    sections_of(assessment, on=TODAY)
    for _ in range(2):
        with django_assert_num_queries(3):
            assert len(sections_of(assessment, on=TODAY).rows) == 23
        scored = judgment_criteria.criteria.filter(scored=True)
        assessment.assign({each.pk: (assessor, TODAY) for each in scored}, by=assessor, at=NOON)


# The pages


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_section_from_assigned_to_accepted(client, assessment, nodes, assessor, lead):
    client.force_login(lead)
    sent = {"section": nodes[:2], "owner": assessor.pk, **three("due_on", day(7))}
    response = client.post(page("sections", assessment.pk), sent, follow=True)
    assert said(response) == ["2 sections changed."]
    section = assessment.assignments.order_by("pk").first()
    client.force_login(assessor)
    mine = client.get(page("my_sections")).context["sections"]
    assert [(row.section.node.pk, row.section.assignment.due_on) for row in mine.rows] == [
        (pk, day(7)) for pk in nodes[:2]
    ]
    assert "Submit my section" in client.get(page("section", section.pk)).content.decode()
    client.post(page("submit_section", section.pk))
    client.force_login(lead)
    asked = {"decision": "changes", "note": "Which districts?"}
    client.post(page("review_section", section.pk), asked)
    assert stands(section) == ("changes", "Which districts?")
    client.force_login(assessor)
    assert "Which districts?" in client.get(page("section", section.pk)).content.decode()
    client.post(page("submit_section", section.pk))
    client.force_login(lead)
    client.post(page("review_section", section.pk), {"decision": "accept"})
    assert stands(section)[0] == "accepted"
    client.force_login(assessor)
    assert [row.section.node.pk for row in client.get(page("my_sections")).context["sections"].rows] == nodes[1:2]
    assert len(client.get(page("my_sections"), {"state": "all"}).context["sections"].rows) == 2


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"owner": "assessor"}, "section"),
        ({"section": ["x"], "owner": "assessor"}, "section"),
        ({"section": [10**30], "owner": "assessor"}, "section"),
        ({"section": ["first"]}, "owner"),
        ({"section": ["first"], "owner": "reader"}, "owner"),
        ({"section": ["first"], "owner": "outsider"}, "owner"),
        ({"section": ["first"], "owner": "assessor", "due_on_day": "40"}, "due_on"),
    ],
)
def test_assigning_is_refused_with_what_was_ticked_kept(
    sent, wrong, as_lead, assessment, nodes, assessor, reader, outsider
):
    people = {"assessor": assessor.pk, "reader": reader.pk, "outsider": outsider.pk}
    sent = {**sent, "section": [nodes[0] if each == "first" else each for each in sent.get("section", [])]}
    if "owner" in sent:
        sent["owner"] = people[sent["owner"]]
    response = as_lead.post(page("sections", assessment.pk), sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [wrong])
    assert not Assignment.objects.exists()
    ticked = [row.node.pk for row in response.context["sections"].rows if row.is_ticked]
    assert ticked == (nodes[:1] if sent["section"] == nodes[:1] else [])


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, [0, 1, 2]),
        ({"state": "assigned"}, [0]),
        ({"state": "submitted"}, [1]),
        ({"state": "none"}, [2]),
        ({"owner": "assessor"}, [0]),
        ({"state": "nonsense", "owner": "x"}, [0, 1, 2]),
        ({"state": "accepted"}, []),
    ],
)
def test_filters(asked, shown, as_lead, assessment, nodes, assessor, lead):
    assessment.assign({nodes[0]: (assessor, None), nodes[1]: (lead, None)}, by=lead, at=NOON)
    assessment.assignments.get(owner=lead).submit(by=lead, at=NOON)
    asked = {name: assessor.pk if value == "assessor" else value for name, value in asked.items()}
    rows = as_lead.get(page("sections", assessment.pk), asked).context["sections"].rows
    assert [nodes.index(row.node.pk) for row in rows] == shown


def test_being_an_owner_gives_and_takes_no_right(client, assessment, nodes, assessor, member, lead):
    assessment.assign({nodes[0]: (assessor, None)}, by=lead, at=NOON)
    statement = Statement.objects.filter(criterion=nodes[0]).order_by("pk").first()
    client.force_login(member(Role.ASSESSOR))
    sent = {f"{statement.pk}-answer": "yes", f"{statement.pk}-note": "", f"{statement.pk}-version": "0"}
    client.post(page("judge", assessment.pk, statement.pk), sent)
    assert Judgement.objects.get().answer == "yes"


def test_only_its_owner_submits_and_only_the_lead_reviews(client, assessment, nodes, assessor, lead, force):
    section = AssignmentFactory(assessment=assessment, owner=assessor)
    client.force_login(lead)
    assert client.get(page("my_sections"), {"state": "all"}).context["sections"].rows == ()
    assert client.post(page("submit_section", section.pk)).status_code == 404
    client.force_login(assessor)
    assert client.post(page("review_section", section.pk), {"decision": "accept"}).status_code == 404
    assessor.memberships.update(ends_on=day(-1))
    assert client.post(page("submit_section", section.pk)).status_code == 404
    assert stands(section)[0] == "assigned"


def test_a_review_without_a_decision_or_reason_is_refused(as_lead, assessment, assessor):
    section = AssignmentFactory(assessment=assessment, owner=assessor, **STATES["submitted"])
    for sent, wrong in (({}, "decision"), ({"decision": "changes"}, "note")):
        response = as_lead.post(page("review_section", section.pk), sent)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [wrong])
    assert stands(section) == ("submitted", "")


def test_pages_take_few_queries(client, judgment_criteria, force, assessor, lead, django_assert_max_num_queries):
    assessment = AssessmentFactory(force=force, edition=judgment_criteria)
    scored = judgment_criteria.criteria.filter(scored=True)
    assessment.assign({each.pk: (assessor, TODAY) for each in scored}, by=lead, at=NOON)
    addresses = [
        page("sections", assessment.pk),
        page("my_sections"),
        page("section", assessment.assignments.first().pk),
    ]
    for user in (lead, assessor):
        client.force_login(user)
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(10):
                assert client.get(address).status_code == 200


def test_the_first_page_says_what_waits_for_me(client, assessment, nodes, assessor, lead):
    first = assessment.edition.criteria.order_by("position").first()
    assessment.assign({nodes[0]: (assessor, day(-1)), nodes[1]: (assessor, None)}, by=lead, at=NOON)
    for due in (day(-1), day(1), None):
        assessment.plan(first, title="Train", owner=assessor, due_on=due, by=lead, at=NOON)
    assessment.plan(first, title="Not mine", owner=UserFactory(), by=lead, at=NOON)
    client.force_login(assessor)
    mine = client.get(reverse("home:dashboard")).context["board"].mine
    assert (mine.actions, mine.actions_overdue, mine.sections, mine.sections_overdue) == (3, 1, 2, 1)
    client.force_login(lead)
    mine = client.get(reverse("home:dashboard")).context["board"].mine
    assert (mine.actions, mine.sections) == (0, 0)
