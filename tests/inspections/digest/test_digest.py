"""The weekly digest: what it says, to whom, about which force, and never the same week twice."""

import datetime
import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.roles import Role
from inspections.digest.page import MOST_LINES, digest
from inspections.digest.send import monday
from inspections.models import Finding, FindingEvent, SentDigest, Submission
from tests.factories import (
    NOON,
    FindingFactory,
    ForceFactory,
    InspectionFactory,
    KeyDateFactory,
    MembershipFactory,
    UserFactory,
)

D = datetime.date
ON = D(2026, 11, 22)


@pytest.fixture
def lived(force, lead):
    inspection = InspectionFactory(force=force, title="PEEL", published_on=D(2026, 9, 27))
    given = {"inspection": inspection, "by": lead}
    early = datetime.datetime(2026, 10, 1, 12, tzinfo=datetime.UTC)
    sent = FindingFactory(reference="Sent", at=early, **given)
    sent.complete(on=D(2026, 2, 1), by=lead, at=early, note="Seen.")
    batch = {"force": force, "name": "October 2026", "on": D(2026, 10, 1), "by": lead, "at": early}
    Submission.objects.submit({sent: "Proof."}, **batch)
    FindingFactory(reference="Late", at=early, due_on=D(2026, 11, 21), **given)
    FindingFactory(reference="Due", at=early, due_on=D(2026, 12, 20), closedown_on=D(2026, 12, 1), **given)
    FindingFactory(reference="Far", at=early, due_on=D(2026, 12, 21), **given)
    FindingFactory(reference="Recorded late", at=NOON, on=D(2026, 1, 5), **given)
    FindingFactory(reference="Last week", at=NOON - datetime.timedelta(days=7), on=D(2026, 11, 15), **given)
    KeyDateFactory(force=force, title="PARM", on=D(2026, 12, 7))
    KeyDateFactory(force=force, title="Debrief", kind="debrief", on=D(2026, 12, 1), precision="month")
    KeyDateFactory(force=force, title="Too far", on=D(2027, 1, 7))
    return force


def test_the_whole_digest_in_seven_queries(lived, django_assert_num_queries):
    with django_assert_num_queries(7):
        found = digest(lived, on=ON, days=28)
    assert [(each.heading, each.lines or each.otherwise) for each in found.sections] == [
        ("What moved in the last week", ("Recorded late: issued, 5 January 2026",)),
        (
            "Overdue",
            ("The PCC's comments on PEEL: 1 day late", "Late, due 21 November 2026 (no force lead yet)"),
        ),
        ("Waiting with HMICFRS", ("Batch October 2026, submitted on 1 October 2026: 1 waiting, 52 days so far",)),
        (
            "Due in the next 28 days",
            (
                "1 December 2026: Due to be submitted (no force lead yet)",
                "20 December 2026: Due due (no force lead yet)",
            ),
        ),
        (
            "On the calendar in the next 28 days",
            (
                "7 December 2026: PARM, PEEL Assessment and Resourcing Meeting (PARM) (In 15 days)",
                "December 2026: Debrief, Force debrief (Next month)",
            ),
        ),
    ]


def out_of_a_file(inspection, reference, closed_on, *, by):
    """Return a finding that came out of a file, issued in 2019 and closed on a day."""
    finding = Finding(force=inspection.force, inspection=inspection, kind="afi", reference=reference, text="Words.")
    Finding.objects.bulk_create([finding])
    recorded = {"finding": finding, "by": by, "recorded_at": NOON}
    issued = {"kind": "issued", "on": D(2019, 1, 5), "note": "Brought in from a.csv, row 2."}
    FindingEvent.objects.create(position=1, **issued, **recorded)
    FindingEvent.objects.create(position=2, kind="closed", on=closed_on, note="Revisit.", **recorded)
    return finding


def test_what_came_out_of_a_file_moved_only_if_it_happened_in_these_days(force, lead):
    inspection = InspectionFactory(force=force, published_on=None)
    FindingFactory(inspection=inspection, reference="By hand", on=D(2019, 1, 5), at=NOON, by=lead)
    out_of_a_file(inspection, "Closed", D(2026, 11, 20), by=lead)
    old = out_of_a_file(inspection, "Old", D(2020, 3, 1), by=lead)
    old.reopen(on=D(2020, 3, 2), by=lead, at=NOON + datetime.timedelta(hours=1), note="Recorded late.")
    assert digest(force, on=ON, days=28).sections[0].lines == (
        "2 findings brought in, with what had happened before",
        "By hand: issued, 5 January 2019",
        "Old: reopened, 2 March 2020",
        "Closed: closed by hmicfrs, 20 November 2026",
    )


def test_a_quiet_week_says_so(force):
    found = digest(force, on=ON, days=28)
    assert [each.otherwise for each in found.sections if not each.lines] == [
        "Nothing was recorded.",
        "Nothing is overdue.",
        "Nothing is with HMICFRS for closure.",
        "No finding is due or to be submitted.",
        "Nothing is on the calendar.",
    ]


def test_a_long_list_is_counted(force):
    inspection = InspectionFactory(force=force, published_on=None)
    for number in range(MOST_LINES + 5):
        FindingFactory(inspection=inspection, reference=f"R-{number:02}", due_on=D(2026, 11, 1))
    overdue = digest(force, on=ON, days=28).sections[1]
    assert (len(overdue.lines), overdue.lines[-1]) == (MOST_LINES, "and 6 more")


def send(*arguments):
    out = io.StringIO()
    call_command("send_digest", "--on", "2026-11-22", *arguments, stdout=out)
    return out.getvalue()


def test_everybody_who_keeps_a_register_gets_their_own_forces_once_a_week(lived, lead, reader, assessor, outsider):
    southshire = outsider.memberships.get().force
    FindingFactory(force=southshire, reference="Secret of theirs", due_on=D(2026, 1, 1))
    MembershipFactory(force=lived, role=Role.INSPECTION_LEAD, ends_on=D(2026, 11, 21))
    inactive = UserFactory(is_active=False)
    MembershipFactory(user=inactive, force=lived, role=Role.INSPECTION_LEAD)
    assert send() == "".join(f"{each}: sent\n" for each in sorted([lead.email, outsider.email]))
    texts = {each.to[0]: each.body + each.alternatives[0].content for each in mail.outbox}
    assert set(texts) == {lead.email, outsider.email}
    assert "Late, due 21 November 2026" in texts[lead.email]
    assert "Secret of theirs" not in texts[lead.email]
    assert "Late, due" not in texts[outsider.email]
    assert "Secret of theirs" in texts[outsider.email]
    assert mail.outbox[0].subject.startswith("OFFICIAL: the week in inspections")
    again = send()
    assert again.count("sent this week already") == 2
    assert len(mail.outbox) == 2


def test_a_person_of_two_forces_gets_one_mail(force, lead):
    other = ForceFactory(name="Eastshire Police")
    MembershipFactory(user=lead, force=other, role=Role.INSPECTION_LEAD)
    MembershipFactory(user=lead, force=force, role=Role.FORCE_ADMINISTRATOR)
    send()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count("Northshire Police\n=") == 1
    assert "Eastshire Police\n=" in mail.outbox[0].body


def test_a_dry_run_prints_and_sends_and_records_nothing(lived, lead):
    text = send("--dry-run")
    assert "Late, due 21 November 2026" in text
    assert "not sent: a dry run" in text
    assert (mail.outbox, SentDigest.objects.count()) == ([], 0)


def test_the_next_week_is_another_mail(force, lead):
    send()
    call_command("send_digest", "--on", "2026-11-23", stdout=io.StringIO())
    assert len(mail.outbox) == 2
    assert list(SentDigest.objects.order_by("week").values_list("week", flat=True)) == [
        D(2026, 11, 16),
        D(2026, 11, 23),
    ]


def test_what_could_not_be_sent_is_tried_again(force, lead, outsider, monkeypatch):
    real = mail.EmailMultiAlternatives.send

    def refuse(message, *args, **kwargs):
        if message.to == [lead.email]:
            raise OSError("The mail server is away.")
        return real(message, *args, **kwargs)

    monkeypatch.setattr("inspections.digest.send.EmailMultiAlternatives.send", refuse)
    with pytest.raises(CommandError, match=r"1 of 2 could not be sent\."):
        send()
    assert [each.to for each in mail.outbox] == [[outsider.email]]
    monkeypatch.undo()
    send()
    assert [each.to for each in mail.outbox] == [[outsider.email], [lead.email]]


def test_the_database_holds_one_digest_a_week(lead):
    SentDigest.objects.create(user=lead, week=monday(ON), sent_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        SentDigest.objects.create(user=lead, week=monday(ON), sent_at=NOON)


@pytest.mark.parametrize(
    ("on", "first"),
    [(D(2026, 11, 22), D(2026, 11, 16)), (D(2026, 11, 23), D(2026, 11, 23)), (D(2027, 1, 1), D(2026, 12, 28))],
)
def test_a_week_begins_on_monday(on, first):
    assert monday(on) == first


@pytest.mark.parametrize("arguments", [("--days", "0"), ("--days", "367"), ("--on", "tomorrow")])
def test_wrong_arguments_are_said(arguments, db):
    with pytest.raises(CommandError):
        call_command("send_digest", *arguments)


def test_what_people_typed_is_no_markup_in_a_mail(force, lead):
    KeyDateFactory(force=force, title="<img src=x onerror=alert(1)>", on=D(2026, 12, 1))
    send()
    assert "<img" not in mail.outbox[0].alternatives[0].content
    assert "<img" in mail.outbox[0].body
