"""What people read of the history: in words, only of their own force, and who came in and went out."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Judgement
from config.actor import acting
from evidence.models import Item
from history.lines import Change, lines, matching
from history.models import Entry, Visit
from tests.factories import (
    LATER,
    NOON,
    PASSWORD,
    ActionFactory,
    AssessmentFactory,
    ItemFactory,
    JudgementFactory,
    MembershipFactory,
    ScoreFactory,
    UserFactory,
    first_criterion,
    first_statement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam, round_label="Autumn")


def in_words(**about):
    found = Entry.objects.filter(**about).order_by("pk")
    return [(each.who, each.act, each.kind, each.name, each.about, each.changes) for each in lines(list(found))]


def test_a_changed_answer_in_words(assessment, assessor):
    statement = first_statement(assessment.edition)
    given = {"statement": statement, "note": "", "by": assessor, "at": NOON}
    with acting(assessor.pk):
        assessment.judge(answer="yes", version=0, **given)
        assessment.judge(answer="no", version=1, **given)
    made, changed = in_words(kind="assessments_judgement")
    who = (str(assessor),)
    assert changed == (*who, "Changed", "Answer", "", statement.text, (Change("Answer", "Yes", "No"),))
    assert made[:5] == (*who, "Added", "Answer", "", statement.text)
    assert [each for each in made[5] if each.what == "Answer"] == [Change("Answer", None, "Yes")]


def test_a_decided_level_is_told_by_its_name(assessment, lead, ci_sam):
    criterion, (lowest, higher, *_) = first_criterion(ci_sam), ci_sam.levels.order_by("rank")
    score = ScoreFactory(assessment=assessment, criterion=criterion, level=lowest)
    with acting(lead.pk):
        type(score).objects.filter(pk=score.pk).update(level=higher, decided_by=lead, decided_at=LATER)
    (changed,) = in_words(kind="assessments_score", act="changed")
    assert changed[:5] == (str(lead), "Changed", "Level", "", criterion.title)
    assert {each.what: (each.before, each.after) for each in changed[5]} == {
        "Level": (lowest.name, higher.name),
        "Decided by": ("Nothing", str(lead)),
        "Decided at": ("Nothing", "22 November 2026, 13:00"),
    }


def test_what_is_gone_keeps_its_name(force):
    item = ItemFactory(force=force, title="Training plan")
    Item.objects.filter(pk=item.pk).delete()
    assert [(each[1], each[3]) for each in in_words(kind="evidence_item")] == [
        ("Added", "Training plan"),
        ("Removed", "Training plan"),
    ]


def test_a_command_and_nobody_are_named(force):
    with acting(None, "manage.py prepare"):
        ItemFactory(force=force)
    ItemFactory(force=force)
    found = [each[0] for each in in_words(kind="evidence_item")]
    assert found == ["The command manage.py prepare", "Nobody signed in"]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 2),
        ({"act": "changed"}, 1),
        ({"kind": "assessments_action"}, 0),
        ({"text": "town seen"}, 1),
        ({"text": "nowhere"}, 0),
        ({"since": datetime.date(2999, 1, 1)}, 0),
        ({"until": datetime.date(2999, 1, 1)}, 2),
        ({"until": datetime.date(2020, 1, 1)}, 0),
    ],
)
def test_searching(assessment, asked, number):
    judgement = JudgementFactory(assessment=assessment)
    Judgement.objects.filter(pk=judgement.pk).update(answer="no", note="Seen in every town.")
    assert matching(Entry.objects.filter(kind="assessments_judgement"), asked).count() == number


def test_searching_by_person(assessment, assessor, lead):
    for person in (assessor, lead):
        with acting(person.pk):
            ActionFactory(assessment=assessment)
    found = matching(Entry.objects.filter(kind="assessments_action"), {"person": lead})
    assert [each.by_id for each in found] == [lead.pk]


def test_a_force_reads_its_own_alone(assessment, outsider, lead, force_administrator, assessor, reader):
    JudgementFactory(assessment=assessment)
    today = timezone.localdate()
    of_force = Entry.objects.filter(force=assessment.force)

    def read(user):
        return set(Entry.objects.visible_to(user, on=today).values_list("pk", flat=True))

    assert of_force.exists()
    for user in (outsider, assessor, reader):
        assert not read(user) & set(of_force.values_list("pk", flat=True))
    for user in (lead, force_administrator):
        assert read(user) == set(of_force.values_list("pk", flat=True))


def test_whoever_left_reads_nothing(assessment):
    JudgementFactory(assessment=assessment)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    gone = MembershipFactory(force=assessment.force, role=Role.INSPECTION_LEAD, ends_on=yesterday).user
    assert not Entry.objects.visible_to(gone, on=timezone.localdate()).exists()


def test_what_has_no_force_is_theirs_by_office(client, framework_administrator, lead):
    UserFactory()
    chief = UserFactory(is_superuser=True)

    def kinds(user):
        found = Entry.objects.visible_to(user, on=timezone.localdate()).filter(force=None)
        return {kind.partition("_")[0] for kind in found.values_list("kind", flat=True)}

    assert (kinds(framework_administrator), kinds(chief), kinds(lead)) == ({"frameworks"}, {"accounts"}, set())
    client.force_login(framework_administrator)
    theirs = Entry.objects.filter(force=None, kind__startswith="frameworks_").count()
    assert client.get(reverse("history:installation")).context["list"].total == theirs


@pytest.mark.parametrize("rows", [3, 40])
def test_the_page_asks_as_much_however_much_happened(
    client, assessment, force_administrator, django_assert_num_queries, rows
):
    for statement in list(first_criterion(assessment.edition).statements.all())[:rows]:
        JudgementFactory(assessment=assessment, statement=statement, by=force_administrator)
    client.force_login(force_administrator)
    with django_assert_num_queries(13):
        client.get(reverse("history:force", args=[assessment.force.code]))


def test_a_search_that_makes_no_sense_is_refused(client, force, lead):
    client.force_login(lead)
    days = {"since_day": 2, "since_month": 1, "since_year": 2026, "until_day": 1, "until_month": 1, "until_year": 2026}
    page = client.get(reverse("history:force", args=[force.code]), days)
    assert (page.status_code, "The last day is before the first." in page.content.decode()) == (422, True)


def test_the_files_say_what_the_page_says(client, assessment, lead):
    with acting(lead.pk):
        JudgementFactory(assessment=assessment, note='=HYPERLINK("x")')
    client.force_login(lead)
    address = reverse("history:file", args=[assessment.force.code, "csv"])
    answer = client.get(address, {"kind": "assessments_judgement"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    told = {row["What"]: (row["Who"], row["To"], row["Before"], row["After"]) for row in rows}
    assert told["Answer"] == (str(lead), "Answer", "", "Yes")
    assert told["Note"][3] == '\'=HYPERLINK("x")'
    assert answer["Content-Disposition"].split('"')[1].startswith("OFFICIAL-SENSITIVE_history_northshire-police_")
    book = openpyxl.load_workbook(io.BytesIO(client.get(address.replace("csv", "xlsx")).content))
    assert book.sheetnames == ["About", "History"]


def test_whose_only_history_is_the_installation_s_is_shown_it_at_once(client, framework_administrator, force):
    client.force_login(framework_administrator)
    assert client.get(reverse("history:forces")).url == reverse("history:installation")
    assert "All histories" not in client.get(reverse("history:installation")).content.decode()
    MembershipFactory(user=framework_administrator, force=force, role=Role.INSPECTION_LEAD)
    assert list(client.get(reverse("history:forces")).context["forces"]) == [force]
    assert "All histories" in client.get(reverse("history:installation")).content.decode()


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_coming_and_going_is_recorded(client, lead):
    sign_in(client, lead.email, "wrong")
    sign_in(client, "nobody@force.example", "wrong")
    sign_in(client, lead.email, PASSWORD)
    client.post(reverse("account_logout"))
    found = list(Visit.objects.order_by("pk").values_list("act", "user", "address"))
    expected = [("refused", lead.pk), ("refused", None), ("in", lead.pk), ("out", lead.pk)]
    assert found == [(act, user, "127.0.0.1") for act, user in expected]


def test_what_was_typed_for_somebody_unknown_is_kept_nowhere(client):
    sign_in(client, "mypassword@by.mistake", "wrong")
    assert "mistake" not in str(list(Visit.objects.values()))


def test_sign_ins_are_the_forces_own(client, assessor, lead, outsider, force):
    for user in (lead, outsider):
        Visit.objects.create(at=NOON, act=Visit.Act.IN, user=user)
    client.force_login(lead)
    page = client.get(reverse("history:visits", args=[force.code])).context["page"]
    assert [visit.user for visit in page.object_list] == [lead]
    assert [visit.user for visit in Visit.objects.visible_to(lead, on=NOON.date()).order_by("pk")] == [lead]
    assert not Visit.objects.visible_to(assessor, on=NOON.date()).exists()
