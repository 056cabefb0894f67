"""What may be done to a finding, what it changes, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from accounts.roles import Role
from assessments.models import Assessment, Concern
from inspections.finding.lifecycle import Act, State
from inspections.models import Finding, FindingEvent, Submission
from tests.factories import (
    NOON,
    AssessmentFactory,
    BoardFactory,
    CriterionFactory,
    FindingFactory,
    ForceFactory,
    InspectionFactory,
    UserFactory,
)

CAUSE, REC, AFI = Finding.Kind.CAUSE_OF_CONCERN, Finding.Kind.RECOMMENDATION, Finding.Kind.AFI
TODAY = NOON.date()


def day(month, number=1):
    return datetime.date(2026, month, number)


@pytest.fixture
def by(lead):
    return lead


@pytest.fixture
def finding(force):
    return FindingFactory(force=force, reference="AFI-1")


@pytest.fixture
def cause(force):
    return FindingFactory(force=force, kind=CAUSE, reference="CoC-1", text="Something serious.")


def submit(finding, on, by, name="Batch", statement="Seen in every district."):
    """Complete a finding, and submit it alone in a batch."""
    finding.complete(on=on, by=by, at=NOON)
    return Submission.objects.submit({finding: statement}, force=finding.force, name=name, on=on, by=by, at=NOON)


def story(finding):
    return list(finding.events.order_by("position").values_list("kind", "on", "note", "submission__name"))


def stands(finding, on=TODAY):
    return Finding.objects.as_at(on).get(pk=finding.pk).state


def test_a_life_from_issue_to_closure(finding, by):
    submit(finding, day(3), by, name="March")
    finding.return_with_feedback(on=day(5), by=by, at=NOON, note="Show that it lasts.")
    submit(finding, day(6), by, name="June", statement="It has lasted.")
    finding.close(on=day(9), by=by, at=NOON)
    assert story(finding) == [
        (Act.ISSUED, day(1, 5), "", None),
        (Act.COMPLETED, day(3), "", None),
        (Act.SUBMITTED, day(3), "Seen in every district.", "March"),
        (Act.RETURNED, day(5), "Show that it lasts.", None),
        (Act.COMPLETED, day(6), "", None),
        (Act.SUBMITTED, day(6), "It has lasted.", "June"),
        (Act.CLOSED, day(9), "", None),
    ]
    days = [day(1, 5), day(2), day(3), day(4), day(5), day(6), day(8), day(9)]
    assert [stands(finding, on) for on in days] == [
        State.OPEN,
        State.OPEN,
        State.SUBMITTED,
        State.SUBMITTED,
        State.RETURNED,
        State.SUBMITTED,
        State.SUBMITTED,
        State.CLOSED,
    ]
    assert not Finding.objects.as_at(day(1, 4)).exists()


def test_who_recorded_what_and_when(finding, by):
    finding.complete(on=day(3), by=by, at=NOON, note="  Done.\n")
    event = finding.events.get(kind=Act.COMPLETED)
    assert (event.by, event.recorded_at, event.note) == (by, NOON, "Done.")


def test_what_was_refused_changes_nothing(finding, by):
    before = story(finding)
    with pytest.raises(Finding.OutOfOrder, match=r"AFI-1: HMICFRS can return only what was submitted: it is “Open”."):
        finding.return_with_feedback(on=TODAY, by=by, at=NOON, note="No.")
    assert story(finding) == before


def test_closing_what_is_not_with_hmicfrs_needs_a_reason(finding, by):
    with pytest.raises(Finding.ReasonNeeded, match=r"It isn't with HMICFRS for closure. Say why it is closed all the"):
        finding.close(on=TODAY, by=by, at=NOON)
    finding.close(on=TODAY, by=by, at=NOON, note="Closed after a revisit.")
    assert stands(finding) == State.CLOSED


def test_a_finding_is_reopened_and_dropped_with_a_reason(finding, by):
    finding.drop(on=day(4), by=by, at=NOON, note="Overtaken by a later one.")
    finding.reopen(on=day(5), by=by, at=NOON, note="It wasn't.")
    assert [stands(finding, day(month)) for month in (3, 4, 5)] == [State.OPEN, State.NO_FURTHER_ACTION, State.OPEN]


def test_a_stale_copy_of_a_finding_is_no_way_round_the_order(finding, by):
    stale = Finding.objects.get(pk=finding.pk)
    finding.drop(on=day(4), by=by, at=NOON, note="Overtaken.")
    with pytest.raises(Finding.OutOfOrder, match=r"it can't be completed locally"):
        stale.complete(on=day(5), by=by, at=NOON)


# Issuing


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": AFI, "parent": "cause"}, "Only a recommendation belongs to a cause of concern."),
        ({"kind": CAUSE, "parent": "cause"}, "Only a recommendation belongs to a cause of concern."),
        ({"kind": REC, "accelerated": True}, "Only a cause of concern is accelerated."),
        ({"kind": AFI, "reference": "CoC-1"}, "The register has a finding with this reference already."),
    ],
)
def test_what_the_table_refuses(fields, message, cause):
    if "parent" in fields:
        fields = {**fields, "parent": cause}
    with pytest.raises(ValidationError) as refusal:
        FindingFactory(force=cause.force, **fields)
    assert message in refusal.value.messages


def test_a_recommendation_has_room_only_under_a_live_cause_of_its_force(cause, finding, by):
    FindingFactory(force=cause.force, kind=REC, parent=cause)
    with pytest.raises(Finding.Refused, match=r"belongs to a cause of concern of the same force, or to none"):
        FindingFactory(kind=REC, parent=cause)
    with pytest.raises(Finding.Refused, match=r"belongs to a cause of concern of the same force, or to none"):
        FindingFactory(force=cause.force, kind=REC, parent=finding)
    cause.close(on=day(2), by=by, at=NOON, note="Said to be done.")
    with pytest.raises(Finding.Refused, match=r"CoC-1 is closed. Reopen it first."):
        FindingFactory(force=cause.force, kind=REC, parent=cause)


def test_nothing_is_issued_tomorrow(force):
    with pytest.raises(Finding.Refused, match=r"The date is in the future."):
        FindingFactory(force=force, on=TODAY + datetime.timedelta(days=1))
    assert not Finding.objects.exists()


def test_two_forces_may_use_one_reference(finding):
    assert FindingFactory(reference=finding.reference).force != finding.force


# Assigning


def test_assigning_changes_what_is_given_and_is_part_of_the_history(finding, by, assessor):
    board = BoardFactory(force=finding.force, name="Delivery Group")
    finding.assign(on=day(2), by=by, at=NOON, force_lead=assessor, board=board)
    finding.assign(on=day(2), by=by, at=NOON, closedown_on=day(12))
    stored = Finding.objects.get()
    assert (stored.force_lead, stored.delivery_lead, stored.board, stored.closedown_on) == (
        assessor,
        None,
        board,
        day(12),
    )
    notes = [note for act, _, note, _ in story(finding) if act == Act.ASSIGNED]
    assert notes == ["Force lead: Assessor; board: Delivery Group", "Closedown: 1 December 2026"]
    assert stands(finding) == State.OPEN


def test_leads_and_boards_are_the_forces_own(finding, by, outsider):
    with pytest.raises(Finding.Refused, match=r"A lead must belong to the force."):
        finding.assign(on=day(2), by=by, at=NOON, force_lead=outsider)
    with pytest.raises(Finding.Refused, match=r"The board must be one of the force's."):
        finding.assign(on=day(2), by=by, at=NOON, board=BoardFactory())
    assert [act for act, *_ in story(finding)] == [Act.ISSUED]


def test_many_are_assigned_or_none(force, by):
    first, second = FindingFactory(force=force), FindingFactory(force=force)
    assert Finding.objects.filter(force=force).assign(on=day(2), by=by, at=NOON, force_lead=by) == 2
    second.drop(on=day(3), by=by, at=NOON, note="Overtaken.")
    with pytest.raises(Finding.OutOfOrder, match=r"Reopen it before assigning it"):
        Finding.objects.filter(force=force).assign(on=day(4), by=by, at=NOON, closedown_on=day(12))
    assert Finding.objects.get(pk=first.pk).closedown_on is None


# Batches


def test_a_batch_goes_whole_or_not_at_all(force, finding, by):
    other = FindingFactory(force=force, reference="AFI-2")
    finding.complete(on=day(3), by=by, at=NOON)
    sent = {"force": force, "name": "March", "on": day(3), "by": by, "at": NOON}
    with pytest.raises(Finding.OutOfOrder, match=r"AFI-2: Record it as completed locally before submitting it"):
        Submission.objects.submit({finding: "Proof.", other: "Proof."}, **sent)
    assert (Submission.objects.count(), stands(finding)) == (0, State.COMPLETED)
    with pytest.raises(Finding.ReasonNeeded, match=r"Write the evidence statement that goes to HMICFRS."):
        Submission.objects.submit({finding: " "}, **sent)
    Submission.objects.submit({finding: "Proof."}, **sent)
    with pytest.raises(ValidationError, match=r"There is a batch of this name already."):
        Submission.objects.submit({}, **sent)


def test_a_batch_takes_nothing_of_another_force(force, by):
    theirs = FindingFactory()
    theirs.complete(on=day(3), by=by, at=NOON)
    with pytest.raises(Finding.Refused, match=r"The batch is another force's."):
        Submission.objects.submit({theirs: "Proof."}, force=force, name="March", on=day(3), by=by, at=NOON)


def test_answers_come_in_together(force, by):
    ones = [FindingFactory(force=force, reference=f"AFI-{n}") for n in range(3)]
    for each in ones:
        each.complete(on=day(3), by=by, at=NOON)
    batch = Submission.objects.submit(
        dict.fromkeys(ones, "Proof."), force=force, name="March", on=day(3), by=by, at=NOON
    )
    answers = [(ones[0], Act.CLOSED, ""), (ones[1], Act.RETURNED, "Not yet."), (ones[2], Act.NO_FURTHER_ACTION, "")]
    with pytest.raises(Finding.ReasonNeeded, match=r"AFI-2: Say why no further action is needed."):
        batch.hear(answers, on=day(6), by=by, at=NOON)
    assert [stands(each) for each in ones] == [State.SUBMITTED] * 3
    batch.hear([*answers[:2], (ones[2], Act.NO_FURTHER_ACTION, "Overtaken.")], on=day(6), by=by, at=NOON)
    assert [stands(each) for each in ones] == [State.CLOSED, State.RETURNED, State.NO_FURTHER_ACTION]


# Causes of concern


def test_a_cause_is_not_discharged_over_a_live_recommendation_unless_said_why(cause, by):
    first = FindingFactory(force=cause.force, kind=REC, parent=cause, reference="Rec-1")
    FindingFactory(force=cause.force, kind=REC, parent=cause, reference="Rec-2")
    submit(cause, day(3), by)
    with pytest.raises(
        Finding.ReasonNeeded, match=r"Rec-1, Rec-2 of it are still live. Close what is done, or say why"
    ):
        cause.close(on=day(6), by=by, at=NOON)
    first.close(on=day(5), by=by, at=NOON, note="Closed after a revisit.")
    with pytest.raises(Finding.ReasonNeeded, match=r"Rec-2 of it is still live"):
        cause.close(on=day(6), by=by, at=NOON)
    assert stands(cause) == State.SUBMITTED
    cause.close(on=day(6), by=by, at=NOON, note="HMICFRS discharged it with one to finish.")
    assert Finding.objects.as_at(TODAY).get(pk=cause.pk).state_name == "Discharged"


@pytest.fixture
def question():
    return CriterionFactory()


def concerns():
    return list(Concern.objects.order_by("pk").values_list("reference", "title", "opened_on", "closed_on"))


def test_the_measurement_learns_of_a_cause_of_concern(force, question, by):
    cause = FindingFactory(force=force, kind=CAUSE, reference="CoC-1", text="Serious.", criteria=[question])
    assert concerns() == [("CoC-1", "Serious.", day(1, 5), None)]
    cause.close(on=day(4), by=by, at=NOON, note="Revisited.")
    assert concerns() == [("CoC-1", "Serious.", day(1, 5), day(4))]
    cause.reopen(on=day(5), by=by, at=NOON, note="It came back.")
    assert concerns() == [("CoC-1", "Serious.", day(1, 5), None)]
    cause.drop(on=day(6), by=by, at=NOON, note="Overtaken.")
    assert concerns() == [("CoC-1", "Serious.", day(1, 5), day(6))]


@pytest.mark.parametrize("kind", [REC, AFI])
def test_other_findings_are_no_concern_of_the_measurement(kind, force, question):
    assert list(FindingFactory(force=force, kind=kind, criteria=[question]).criteria.all()) == [question]
    assert concerns() == []


def test_correcting_a_cause_of_concern_corrects_what_the_measurement_sees(force, question, by):
    cause = FindingFactory(force=force, kind=CAUSE, reference="CoC-1", criteria=[question])
    cause.close(on=day(4), by=by, at=NOON, note="Revisited.")
    other = CriterionFactory(edition=question.edition)
    cause.amend(reference="CoC-2A", text="Better words.", criteria=[other])
    assert concerns() == [("CoC-2A", "Better words.", day(1, 5), day(4))]
    assert [each.criterion for each in Concern.objects.all()] == [other]
    assert [act for act, *_ in story(cause)] == [Act.ISSUED, Act.CLOSED]


def test_correcting_is_refused_like_issuing(force, cause, finding):
    with pytest.raises(ValidationError, match=r"The register has a finding with this reference already."):
        finding.amend(reference="CoC-1", criteria=[])
    with pytest.raises(Finding.Refused, match=r"belongs to a cause of concern of the same force"):
        cause.amend(parent=finding, criteria=[])
    assert set(Finding.objects.values_list("reference", flat=True)) == {"AFI-1", "CoC-1"}


def revisions(assessments):
    return [Assessment.objects.get(pk=each.pk).revision for each in assessments]


def test_what_changes_a_concern_moves_the_forces_open_assessments_on(force, question, by):
    ours, closed, theirs = AssessmentFactory(force=force), AssessmentFactory(force=force, submitted=True), None
    theirs = AssessmentFactory()
    cause = FindingFactory(force=force, kind=CAUSE, criteria=[question])
    assert revisions([ours, closed, theirs]) == [2, 1, 1]
    cause.close(on=day(4), by=by, at=NOON, note="Revisited.")
    cause.reopen(on=day(5), by=by, at=NOON, note="It came back.")
    assert revisions([ours, closed, theirs]) == [4, 1, 1]
    FindingFactory(force=force, kind=AFI, criteria=[question])
    assert revisions([ours, closed, theirs]) == [4, 1, 1]


# What the database holds


@pytest.mark.parametrize(
    "fields",
    [
        {"position": 1, "kind": Act.COMPLETED},
        {"position": 2, "kind": Act.ISSUED},
        {"position": 2, "kind": Act.SUBMITTED, "note": "Proof."},
        {"position": 2, "kind": Act.RETURNED, "note": ""},
        {"position": 2, "kind": Act.REOPENED, "note": ""},
        {"position": 2, "kind": Act.NO_FURTHER_ACTION, "note": ""},
    ],
)
def test_the_database_refuses_an_impossible_event(fields, finding, by):
    with pytest.raises(DatabaseError), transaction.atomic():
        FindingEvent.objects.create(finding=finding, on=TODAY, by=by, recorded_at=NOON, **fields)


def test_an_event_is_never_altered_nor_taken_away(finding, by):
    finding.complete(on=day(3), by=by, at=NOON)
    events = FindingEvent.objects.filter(finding=finding)
    for alter in (lambda: events.update(note="Rewritten."), lambda: events.filter(position=2).delete()):
        with pytest.raises(DatabaseError, match=r"What happened to a finding is never altered"), transaction.atomic():
            alter()
    with pytest.raises(ProtectedError):
        finding.delete()
    assert [act for act, *_ in story(finding)] == [Act.ISSUED, Act.COMPLETED]


# Who may see and change what, and choosing


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [(role, True, role in {Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR}) for role in Role],
)
def test_a_force_reads_its_register_and_two_roles_keep_it(role, sees, changes, member, finding):
    FindingFactory()
    user, found = member(role), Finding.objects
    assert list(found.visible_to(user, on=TODAY)) == ([finding] if sees else [])
    assert list(found.editable_by(user, on=TODAY)) == ([finding] if changes else [])


def test_nobody_sees_another_forces_register(outsider, finding):
    assert not Finding.objects.visible_to(outsider, on=TODAY).exists()
    assert not Finding.objects.visible_to(UserFactory(), on=TODAY).exists()


def test_choosing_rows(force, by):
    made = {
        name: FindingFactory(force=force, reference=name, due_on=due)
        for name, due in (("late", day(6)), ("sent", day(6)), ("today", TODAY), ("done", day(6)), ("none", None))
    }
    submit(made["sent"], day(5), by)
    made["done"].close(on=day(5), by=by, at=NOON, note="Revisited.")

    def names(rows):
        return sorted(rows.values_list("reference", flat=True))

    found = Finding.objects.filter(force=force)
    assert names(found.live(TODAY)) == ["late", "none", "sent", "today"]
    assert names(found.live(day(4))) == ["done", "late", "none", "sent", "today"]
    assert names(found.overdue(TODAY)) == ["late"]
    assert names(found.overdue(TODAY + datetime.timedelta(days=1))) == ["late", "today"]
    assert names(found.as_at(TODAY).in_state(State.SUBMITTED)) == ["sent"]
    assert [each.reference for each in found.as_at(TODAY).order_by("pk") if each.is_overdue(TODAY)] == ["late"]


def test_words_are_looked_for_everywhere_and_all_are_needed(force):
    custody = InspectionFactory(force=force, title="Unannounced custody inspection")
    FindingFactory(inspection=custody, reference="AFI-7", text="Detention records.")
    FindingFactory(force=force, reference="AFI-8", text="Custody of exhibits.")

    def found(words):
        return sorted(Finding.objects.containing(words).values_list("reference", flat=True))

    assert [found(words) for words in ("", "CUSTODY", "custody record", "afi-8", "100%")] == [
        ["AFI-7", "AFI-8"],
        ["AFI-7", "AFI-8"],
        ["AFI-7"],
        ["AFI-8"],
        [],
    ]


@pytest.mark.parametrize("words", ["LLŶR", "llyr", "x-17", "X\u201117", "TYWYN"])
def test_words_are_found_without_case_accents_or_which_dash(force, words):
    inspection = InspectionFactory(force=force, title="Custody at Tŷwyn")
    FindingFactory(inspection=inspection, reference="X\u201117", text="Records kept by Llŷr.")
    assert [each.reference for each in Finding.objects.containing(words)] == ["X\u201117"]


@pytest.mark.parametrize("reference", ["x-17", "X\u201117", "X \u2013 17"])
def test_a_reference_is_on_the_register_once_however_it_is_written(force, by, reference):
    first = FindingFactory(force=force, reference="X-17")
    with pytest.raises(ValidationError, match="The register has a finding with this reference already"):
        Finding.objects.issue(
            first.inspection, kind="afi", reference=reference, text="T", on=NOON.date(), by=by, at=NOON
        )
    other = FindingFactory(force=force, reference="X-18")
    with pytest.raises(ValidationError, match="The register has a finding with this reference already"):
        other.amend(criteria=[], reference=reference)
    other.refresh_from_db()
    other.amend(criteria=[], reference="X-19")
    assert Finding.objects.filter(reference_key="x\u201119").get() == other


def test_another_force_is_left_alone_by_the_same_reference(force, question, by):
    ours = FindingFactory(force=force, kind=CAUSE, reference="CoC-1", criteria=[question])
    FindingFactory(force=ForceFactory(), kind=CAUSE, reference="CoC-1", criteria=[question])
    ours.close(on=day(4), by=by, at=NOON, note="Revisited.")
    assert sorted(closed is None for *_, closed in concerns()) == [False, True]
