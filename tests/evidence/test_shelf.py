"""What a shelf keeps and what it refuses: by its own acts, and by trying to see another force's."""

import datetime
import hashlib
import re
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.roles import Role
from evidence.files import sound
from evidence.models import EvidenceRequest, Item, Refused, Shelf
from evidence.new_item import told
from evidence.request_list import my_requests
from evidence.shelf import filtered, flags_of, used
from evidence.virus_scan import scan
from tests.evidence.file_samples import sent
from tests.factories import NOON, AssessmentFactory, ItemFactory, UserFactory, first_statement

DAY = datetime.date(2026, 11, 22)
# A scanner as real ones are: a command that is given a path and answers by its exit status.
SCANNER = "import sys; body = open(sys.argv[1]).read(); sys.exit(1 if 'EICAR' in body else 2 if 'BREAK' in body else 0)"


@pytest.fixture
def scanner(settings):
    settings.EVIDENCE_SCAN_COMMAND = [sys.executable, "-c", SCANNER]


@pytest.fixture
def put_file(force, assessor):
    """Return a function that puts a text file with these words on the force's shelf."""

    def put(words="Seen.", name="seen.txt", **fields):
        content = sound(name, sent(name, words.encode()))
        said = {"title": "Seen", "shows": "That it was seen.", **fields}
        return Item.objects.put(force=force, kind="file", sound=content, by=assessor, at=NOON, **said)

    return put


def test_a_file_lies_under_a_random_name_and_says_nothing_of_its_own(put_file, evidence_folder):
    item = put_file(name="../secret plan.txt")
    kept = [path for path in evidence_folder.rglob("*") if path.is_file()]
    assert [path.relative_to(evidence_folder).as_posix() for path in kept] == [item.file.name]
    assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}", item.file.name)
    assert kept[0].stat().st_mode & 0o777 == 0o600
    assert (item.name, item.size, item.scan) == ("secret plan.txt", 5, "waiting")
    assert item.sha256 == hashlib.sha256(b"Seen.").hexdigest()


def test_the_same_file_is_taken_once_by_each_force(put_file, outsider, evidence_folder):
    item = put_file()
    with pytest.raises(Item.Refused, match="on the shelf already, as “Seen”"):
        put_file(title="Again")
    other = outsider.memberships.get().force
    content = sound("seen.txt", sent("seen.txt", b"Seen."))
    given = {"title": "Theirs", "shows": "x", "by": outsider, "at": NOON}
    theirs = Item.objects.put(force=other, kind="file", sound=content, **given)
    assert (theirs.sha256, theirs.file.name == item.file.name) == (item.sha256, False)
    assert len([path for path in evidence_folder.rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "note", "text": ""},
        {"kind": "link", "text": "", "link": ""},
        {"kind": "link", "text": "and a note", "link": "https://force.example/"},
        {"kind": "file", "text": ""},
        {"effective_on": DAY, "review_on": DAY - datetime.timedelta(days=1)},
    ],
)
def test_the_database_refuses_an_item_of_no_kind(force, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemFactory(force=force, **fields)


def test_every_change_turns_the_shelf(force, assessor):
    def revision():
        return Shelf.objects.get(force=force).revision

    item = ItemFactory(force=force)
    first = revision()
    item.amend(version=1, at=NOON, title="Better")
    assert (item.title, item.version, revision()) == ("Better", 2, first + 1)
    item.take_off()
    assert revision() == first + 2


def test_a_change_never_overwrites_another_unseen(force):
    item = ItemFactory(force=force, title="First")
    item.amend(version=1, at=NOON, title="Theirs")
    with pytest.raises(Item.Conflict) as refusal:
        item.amend(version=1, at=NOON, title="Mine")
    item.refresh_from_db()
    assert (item.title, refusal.value.version) == ("Theirs", 2)


def test_what_is_relied_on_stays(force, assessor, django_capture_on_commit_callbacks):
    assessment = AssessmentFactory(force=force)
    cited, answering = ItemFactory(force=force), ItemFactory(force=force)
    assessment.cite(first_statement(assessment.edition).pk, [cited], by=assessor, at=NOON)
    asked = EvidenceRequest.objects.ask(force=force, asked=assessor, title="x", due_on=DAY, by=assessor, at=NOON)
    asked.answer(answering, by=assessor, at=NOON)
    for item in (cited, answering):
        with pytest.raises(Item.Refused, match="stays on the shelf"):
            item.take_off()
    assert set(Item.objects.all()) == {cited, answering}


def test_a_file_goes_with_its_item(put_file, evidence_folder, django_capture_on_commit_callbacks):
    item = put_file()
    with django_capture_on_commit_callbacks(execute=True):
        item.take_off()
    assert [path for path in evidence_folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        (Role.READER, True, False),
        (Role.PEER_REVIEWER, True, False),
        (Role.ASSESSOR, True, True),
        (Role.INSPECTION_LEAD, True, True),
        (None, False, False),
    ],
)
def test_who_sees_and_changes_a_shelf(force, member, outsider, role, sees, changes):
    item, user = ItemFactory(force=force), member(role) if role else outsider
    seen = Item.objects.visible_to(user, on=DAY), Item.objects.editable_by(user, on=DAY)
    assert [list(rows) for rows in seen] == [[item] if sees else [], [item] if changes else []]


@pytest.mark.parametrize(
    ("words", "stands", "is_usable"),
    [("Seen.", "passed", True), ("An EICAR test", "refused", False), ("BREAK it", "waiting", False)],
)
def test_the_scanner_decides(
    scanner, put_file, evidence_folder, words, stands, is_usable, django_capture_on_commit_callbacks
):
    item = put_file(words)
    assert (item.is_downloadable, list(Item.objects.usable())) == (False, [])
    with django_capture_on_commit_callbacks(execute=True):
        assert scan(item, seconds=20) == stands
    assert (item.is_downloadable, list(Item.objects.usable())) == (is_usable, [item] if is_usable else [])
    assert bool([path for path in evidence_folder.rglob("*") if path.is_file()]) == (stands != "refused")


def test_a_scanner_that_hangs_leaves_the_file_in_quarantine(settings, put_file):
    settings.EVIDENCE_SCAN_COMMAND = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert scan(put_file(), seconds=0.2) == "waiting"


def test_a_scanner_that_is_not_there_leaves_the_file_in_quarantine(settings, put_file):
    settings.EVIDENCE_SCAN_COMMAND = ["/nowhere/scanner"]
    item = put_file()
    assert (scan(item), item.is_downloadable) == ("waiting", False)
    assert told(item) == "It is on the shelf. Nobody can have the file until the virus check has passed it."


def test_what_the_scanner_refused_is_not_taken_again(scanner, put_file):
    scan(put_file("EICAR"))
    with pytest.raises(Item.Refused, match="refused this file before"):
        put_file("EICAR")


def test_the_command_scans_what_waits(scanner, put_file, capsys):
    put_file("fine", "a.txt"), put_file("EICAR", "b.txt")
    call_command("scan_evidence")
    assert capsys.readouterr().out == "1 passed, 1 refused, 0 still waiting.\n"
    put_file("BREAK", "c.txt")
    with pytest.raises(CommandError, match="failed on what still waits"):
        call_command("scan_evidence")


def test_the_command_needs_a_scanner(settings, db):
    settings.EVIDENCE_SCAN_COMMAND = []
    with pytest.raises(CommandError, match="EVIDENCE_SCAN_COMMAND is not set"):
        call_command("scan_evidence")


def test_a_request_goes_to_somebody_of_the_force_and_is_settled_once(force, assessor, reader, outsider, peer_reviewer):
    given = {"force": force, "title": "The audit", "due_on": DAY, "by": assessor, "at": NOON}
    for stranger in (outsider, peer_reviewer):
        with pytest.raises(Refused, match="doesn't belong to Northshire Police"):
            EvidenceRequest.objects.ask(asked=stranger, **given)
    asked = EvidenceRequest.objects.ask(asked=reader, **given)
    assert list(EvidenceRequest.objects.asked_of(reader, on=DAY)) == [asked]
    assert list(EvidenceRequest.objects.overdue(on=DAY)) == []
    assert list(EvidenceRequest.objects.overdue(on=DAY + datetime.timedelta(days=1))) == [asked]
    with pytest.raises(Refused, match="your force's shelf"):
        asked.answer(ItemFactory(), by=reader, at=NOON)
    item = ItemFactory(force=force)
    asked.answer(item, by=reader, at=NOON)
    with pytest.raises(Refused, match="answered already"):
        asked.withdraw(by=assessor, at=NOON)
    assert (asked.state, asked.item, asked.settled_by) == ("answered", item, reader)


def test_who_may_answer_a_request(force, assessor, reader, member, outsider):
    asked = EvidenceRequest.objects.ask(force=force, asked=reader, title="x", due_on=DAY, by=assessor, at=NOON)
    bystander = member(Role.READER)
    people = {reader: [asked], assessor: [asked], bystander: [], outsider: []}
    assert {user: list(EvidenceRequest.objects.answerable_by(user, on=DAY)) for user in people} == people
    assert [row.request for row in my_requests(reader, on=DAY)] == [asked]
    assert my_requests(assessor, on=DAY) == ()
    # Whoever was asked and has left the force.
    reader.memberships.all().delete()
    assert my_requests(reader, on=DAY) == ()
    assert list(EvidenceRequest.objects.answerable_by(reader, on=DAY)) == []


@pytest.mark.parametrize(
    ("statements", "frameworks", "words"),
    [
        (0, 0, "Not cited yet"),
        (1, 1, "Used by 1 statement in 1 framework"),
        (7, 3, "Used by 7 statements in 3 frameworks"),
    ],
)
def test_uses_in_words(statements, frameworks, words):
    assert used(statements, frameworks) == words


def test_flags_and_filters_agree(force, assessor, ci_sam):
    gone = DAY - datetime.timedelta(days=1)
    stale = ItemFactory(force=force, title="stale", effective_on=gone, review_on=gone)
    due = ItemFactory(force=force, title="due", review_on=DAY)
    undated = ItemFactory(force=force, title="undated", effective_on=None)
    leaned_on = ItemFactory(force=force, title="leaned on")
    assessment = AssessmentFactory(force=force, edition=ci_sam)
    statements = [each.pk for each in ci_sam.criteria.get(position=1).statements.all()][:11]
    for statement in statements:
        assessment.cite(statement, [leaned_on], by=assessor, at=NOON)
    assessment.cite(statements[0], [due], by=assessor, at=NOON)

    items = Item.objects.filter(force=force).with_uses()

    def found(**wanted):
        return sorted(each.title for each in filtered(items, wanted, on=DAY))

    said = {item.title: [flag.text for flag in flags_of(item, item.statements, on=DAY)] for item in items}
    assert said == {
        "stale": ["Review overdue"],
        "due": [],
        "undated": ["Undated"],
        "leaned on": ["Relied on by many"],
    }
    assert found(flag="stale") == ["stale"]
    assert found(flag="undated") == ["undated"]
    assert found(flag="relied_on") == ["leaned on"]
    assert found(flag="uncited") == ["stale", "undated"]
    assert found(q="LEANED on") == ["leaned on"]
    assert found(q="leaned nowhere") == []
    assert found(owner="0", kind="note", strength=1) == ["due", "leaned on", "stale", "undated"]
    assert found(owner=str(UserFactory().pk)) == []
    assert [stale.title, undated.title] == ["stale", "undated"]
