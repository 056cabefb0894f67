"""Actions: what may happen to one and when, who may, what stays on record, and changing many at once."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.roles import Role
from assessments.actions.defaults import change_many, offer
from assessments.gap.report import gap_report
from assessments.models import Action, Assessment, ProgressNote
from frameworks.models import Statement
from tests.factories import NOON, ActionFactory, AssessmentFactory, JudgementFactory, UserFactory, small_edition

TODAY = NOON.date()
STATES = {"open": {}, "done": {"done_on": TODAY}, "dropped": {"dropped_on": TODAY, "reason": "Overtaken."}}


def day(number):
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def by(db):
    return UserFactory(name="The lead")


@pytest.fixture
def action(db):
    return ActionFactory()


def statement(assessment, text):
    return Statement.objects.get(criterion__edition=assessment.edition, text=text)


def told(action):
    """Return what is on record of an action: kinds and texts, the first first."""
    return list(action.progress.order_by("pk").values_list("kind", "text"))


def revisions(assessment):
    found = Assessment.objects.get(pk=assessment.pk)
    return found.revision, found.plan_revision


ACTS = {
    "amend": lambda action, by: action.amend(version=action.version, title="Else", by=by, at=NOON),
    "finish": lambda action, by: action.finish(on=TODAY, by=by, at=NOON),
    "drop": lambda action, by: action.drop(reason="Overtaken.", on=TODAY, by=by, at=NOON),
    "reopen": lambda action, by: action.reopen(by=by, at=NOON),
    "note": lambda action, by: action.note("Half way.", by=by, at=NOON),
}


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        ("open", "amend", "open"),
        ("open", "finish", "done"),
        ("open", "drop", "dropped"),
        ("open", "reopen", None),
        ("open", "note", "open"),
        ("done", "amend", None),
        ("done", "finish", None),
        ("done", "drop", None),
        ("done", "reopen", "open"),
        ("done", "note", "done"),
        ("dropped", "amend", None),
        ("dropped", "finish", None),
        ("dropped", "drop", None),
        ("dropped", "reopen", "open"),
        ("dropped", "note", "dropped"),
    ],
)
def test_what_may_happen_in_which_state(state, act, after, by):
    action = ActionFactory(**STATES[state])
    if after is None:
        with pytest.raises(Action.Ended):
            ACTS[act](action, by)
        assert told(action) == []
    else:
        ACTS[act](action, by)
        assert len(told(action)) == 1
    assert Action.objects.get(pk=action.pk).state == (after or state)


def test_nothing_is_done_tomorrow_and_nothing_dropped_without_a_reason(action, by):
    with pytest.raises(Action.TooEarly):
        action.finish(on=day(1), by=by, at=NOON)
    with pytest.raises(Action.ReasonNeeded):
        action.drop(reason="  ", on=TODAY, by=by, at=NOON)
    assert (action.state, told(action)) == ("open", [])


@pytest.mark.parametrize(
    "fields",
    [
        {"done_on": TODAY, "dropped_on": TODAY, "reason": "Both."},
        {"dropped_on": TODAY},
        {"reason": "Not dropped."},
        {"effort": "X"},
    ],
)
def test_the_database_refuses_an_impossible_action(fields, action):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**fields)


def test_what_changed_is_told_in_words(action, by):
    owner = UserFactory(name="Second assessor")
    changes = {"owner": owner, "due_on": datetime.date(2027, 3, 5), "effort": "M"}
    action.amend(version=1, statements=[], by=by, at=NOON, **changes)
    action.amend(version=2, by=by, at=NOON, **changes)
    assert told(action) == [
        ("changed", "Owner: nothing, now Second assessor. Due: nothing, now 5 March 2027. Effort: nothing, now Medium.")
    ]


def test_two_people_changing_one_action_never_overwrite_each_other(action, by):
    mine, theirs = Action.objects.get(pk=action.pk), Action.objects.get(pk=action.pk)
    theirs.amend(version=1, title="Theirs", by=by, at=NOON)
    with pytest.raises(Action.Conflict):
        mine.amend(version=1, title="Mine", by=by, at=NOON)
    assert Action.objects.get(pk=action.pk).title == "Theirs"


def test_what_was_noted_is_never_altered_nor_taken_away(action, by):
    note = action.note("Half way.", by=by, at=NOON)
    rows = ProgressNote.objects.filter(pk=note.pk)
    for alter in (lambda: rows.update(text="Done."), lambda: rows.delete()):
        with pytest.raises(DatabaseError, match=r"A note on progress is never altered"), transaction.atomic():
            alter()
    assert told(action) == [("note", "Half way.")]


@pytest.mark.parametrize("kind", ["note", "changed", "dropped"])
def test_an_empty_note_is_refused(kind, action, by):
    with pytest.raises(IntegrityError), transaction.atomic():
        action.progress.create(kind=kind, text="", by=by, at=NOON)


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [("open", -1, True), ("open", 0, False), ("open", None, False), ("done", -1, False), ("dropped", -1, False)],
)
def test_overdue_on_a_day(state, due, expected, db):
    action = ActionFactory(**STATES[state], due_on=None if due is None else day(due))
    assert action.is_overdue(TODAY) is expected
    assert Action.objects.overdue(on=TODAY).exists() is expected


ROLES = (*Role, "owner who reads", "outsider")


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_works_on_and_changes_an_action(role, member, outsider, force):
    action = ActionFactory(assessment=AssessmentFactory(force=force))
    user = outsider if role == "outsider" else member(Role.READER if role == "owner who reads" else role)
    if role in ("owner who reads", "outsider"):
        Action.objects.filter(pk=action.pk).update(owner=user)
    found = Action.objects.filter(pk=action.pk)
    asked = [found.visible_to, found.worked_by, found.editable_by]
    assesses = role not in (Role.READER, Role.PEER_REVIEWER, "owner who reads", "outsider")
    expected = [role != "outsider", assesses or role == "owner who reads", assesses]
    assert [rows(user, on=TODAY).exists() for rows in asked] == expected


def test_planning_counts_apart_from_what_is_signed(by):
    assessment = AssessmentFactory(submitted=True)
    JudgementFactory(assessment=assessment)
    criterion = assessment.edition.criteria.order_by("position").first()
    first = gap_report(assessment, on=TODAY)
    action = assessment.plan(criterion, title="Train", by=by, at=NOON, due_on=day(-1))
    assert revisions(assessment) == (1, 2)
    later = gap_report(Assessment.objects.get(pk=assessment.pk), on=TODAY)
    assert [(each.title, each.owner, each.is_overdue) for each in later.rows[0].actions] == [("Train", "", True)]
    assert [row.actions for row in later.rows[1:]] == [()]
    assert (first.judged, first.revision) == (later.judged, later.revision)
    action.finish(on=TODAY, by=by, at=NOON)
    assert revisions(assessment) == (1, 3)
    assert gap_report(assessment, on=TODAY) == first
    action.note("It holds.", by=by, at=NOON)
    assert revisions(assessment) == (1, 3)


def test_an_action_below_a_row_is_shown_on_it(peel_paf, by):
    assessment = AssessmentFactory(edition=peel_paf)
    below = peel_paf.criteria.filter(parent__scored=True).order_by("position").first()
    assessment.plan(below, title="Train", by=by, at=NOON)
    rows = [row.code for row in gap_report(assessment, on=TODAY).rows if row.actions]
    assert rows == [below.parent.code]


def test_statements_of_another_criterion_are_refused(by):
    assessment = AssessmentFactory(edition=small_edition())
    first = assessment.edition.criteria.order_by("position").first()
    wrong, right = statement(assessment, "2.1.1"), statement(assessment, "1.1.1")
    with pytest.raises(Assessment.WrongEdition):
        assessment.plan(first, title="Train", statements=[wrong.pk], by=by, at=NOON)
    with pytest.raises(Assessment.WrongEdition):
        assessment.plan(small_edition().criteria.first(), title="Train", by=by, at=NOON)
    assert not Action.objects.exists()
    action = assessment.plan(first, title="Train", statements=[right.pk], by=by, at=NOON)
    with pytest.raises(Assessment.WrongEdition):
        action.amend(version=1, title="Else", statements=[wrong.pk], by=by, at=NOON)
    stands = Action.objects.get(pk=action.pk)
    assert (stands.title, stands.version, [each.pk for each in stands.statements.all()]) == ("Train", 1, [right.pk])


def test_a_new_action_is_offered_with_a_shortest_path_ticked(db):
    assessment = AssessmentFactory(edition=small_edition(levels=3, criteria=1, statements=4))
    for each in Statement.objects.filter(criterion__edition=assessment.edition):
        answer = "yes" if each.level.rank == 1 or each.text == "1.2.1" else "no"
        JudgementFactory(assessment=assessment, statement=each, answer=answer)
    row = gap_report(assessment, on=TODAY).rows[0]
    begin = offer(row)
    keys = {each.pk: each.text for each in (*row.missing, *row.unjudged)}
    assert [(heading, [text for _, text in choices]) for heading, choices in begin.groups] == [
        ("On the shortest path", ["1.2.2", "1.2.3", "1.2.4"])
    ]
    assert len(begin.ticked) == row.path.count
    assert {keys[pk] for pk in begin.ticked} <= {"1.2.2", "1.2.3", "1.2.4"}
    assert begin.title == f"Reach Level 2: {row.number} {row.title}".replace("  ", " ")
    met = [each for each in row.met if each.text == "1.2.1"]
    assert offer(row, met).groups[-1] == ("Chosen earlier", ((met[0].pk, "1.2.1"),))


def many(by, **wanted):
    wanted = {"changes": {}, "state": "", "reason": ""} | wanted
    actions = Action.objects.select_related("assessment").order_by("pk")
    done = change_many(list(actions), on=TODAY, by=by, at=NOON, **wanted)
    return done.number, [str(each) for each in done.refused]


@pytest.fixture
def three(db):
    return [ActionFactory(title=state.title(), **fields) for state, fields in STATES.items()]


@pytest.mark.parametrize(
    ("wanted", "number", "refused", "after"),
    [
        (
            {"state": "done"},
            1,
            ["Done: This is done already.", "Dropped: This is dropped already."],
            "done done dropped",
        ),
        (
            {"state": "dropped", "reason": "Overtaken."},
            1,
            ["Done: This is done already.", "Dropped: This is dropped already."],
            "dropped done dropped",
        ),
        ({"state": "open"}, 2, ["Open: This is open already."], "open open open"),
        (
            {"changes": {"due_on": TODAY}},
            1,
            [
                "Done: This is not open any more. Reopen it before changing what is planned.",
                "Dropped: This is not open any more. Reopen it before changing what is planned.",
            ],
            "open done dropped",
        ),
    ],
)
def test_many_are_changed_and_each_refusal_is_named(wanted, number, refused, after, three, by):
    assert many(by, **wanted) == (number, refused)
    assert [each.state for each in Action.objects.order_by("pk")] == after.split()


def test_one_action_is_changed_whole_or_not_at_all(by):
    late = ActionFactory(title="Open")
    assert many(by, changes={"due_on": TODAY}, state="dropped") == (0, ["Open: Say why it is dropped."])
    assert (Action.objects.get().due_on, told(late)) == (None, [])
    late.delete()
    ActionFactory(title="Dropped", **STATES["dropped"])
    assert many(by, changes={"due_on": TODAY}, state="done") == (
        0,
        ["Dropped: This is not open any more. Reopen it before changing what is planned."],
    )
    assert many(by, changes={"due_on": TODAY}, state="open") == (1, [])
    stands = Action.objects.get()
    assert (stands.state, stands.due_on, [kind for kind, _ in told(stands)]) == (
        "open",
        TODAY,
        ["reopened", "changed"],
    )
