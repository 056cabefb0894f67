"""What came in from an old register accuses nobody: what isn't recorded is late on no page, in no mail and no paper."""

import datetime
import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from inspections.models import BoardPaper, CalendarLink, Inspection, UploadedTable
from tests.factories import BoardFactory
from tests.inspections.pages import page
from tests.inspections.tables import xlsx

DAY = datetime.timedelta(days=1)
OLD = 48
HEADINGS = ["Ref", "Type", "Finding", "Report", "Report published", "Origin", "Issued", "Due date", "Closed", "Reason"]


def rows(today):
    """Return a finding of each of 48 old reports, and of one whose 56 days end today."""
    published = [datetime.date(2014, 1, 8) + number * 80 * DAY for number in range(OLD)]
    days = [*published, today - 55 * DAY]
    return [
        [f"R-{at}", "AFI", "Words.", f"Report {at}", day, "Custody", day, None, day, "Long ago."]
        for at, day in enumerate(days)
    ]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def check_page(as_lead, force, today):
    """Return the page that shows what an old register would do, before it is brought in."""
    file = SimpleUploadedFile("old.xlsx", xlsx(HEADINGS, rows(today)))
    as_lead.post(page("import_register", force.code), {"file": file})
    upload = UploadedTable.objects.get()
    form = as_lead.get(page("columns", upload.pk)).context["form"]
    typed = {f"column_{column.place}": column.field for column in form.columns}
    return as_lead.post(page("columns", upload.pk), typed, follow=True)


@pytest.fixture
def brought_in(as_lead, check_page, force):
    """Bring the register in, and return the force."""
    as_lead.post(check_page.request["PATH_INFO"])
    assert Inspection.objects.filter(force=force).count() == OLD + 1
    return force


@pytest.fixture
def paper(brought_in, as_lead, lead, today):
    """Return a board's paper as at the day after, when the running days are over too."""
    board = BoardFactory(force=brought_in)
    made = {"title": "Update", "author": "Lead", "made_by": lead, "made_at": timezone.now()}
    return BoardPaper.objects.create(force=brought_in, board=board, on=today + DAY, since=today - 30 * DAY, **made)


def test_the_calendar_and_the_first_page_call_nothing_late(as_lead, brought_in):
    for address in (page("calendar", brought_in.code), page("responses", brought_in.code), reverse("home:dashboard")):
        text = as_lead.get(address).content.decode()
        assert (address, " late</strong>" in text, "days late" in text) == (address, False, False)
    assert as_lead.get(page("calendar", brought_in.code)).content.decode().count("Last day for the PCC") == 1


def test_the_feed_has_only_the_clock_that_runs(client, brought_in, lead):
    link = CalendarLink.objects.create(user=lead, force=brought_in, made_at=timezone.now())
    text = client.get(page("feed", link.token)).content.decode()
    assert (text.count("UID:pcc-"), text.count("Section 55")) == (1, 1)


def test_the_digest_calls_nothing_late_and_tells_no_history_as_news(brought_in, lead):
    call_command("send_digest", stdout=io.StringIO())
    (sent,) = mail.outbox
    assert "Nothing is overdue." in sent.body
    assert "PCC's comments on" not in sent.body
    moved = sent.body.partition("What moved in the last week")[2].partition("Overdue")[0]
    assert [line for line in moved.splitlines() if line.startswith("- ")] == [
        "- 49 findings brought in, with what had happened before"
    ]


def test_the_paper_says_that_one_is_owed_and_one_is_late(as_lead, paper):
    """Of the 49 only that whose days ran when it came in; and of the rest, that nothing is known."""
    text = as_lead.get(page("paper", paper.pk)).content.decode()
    assert "comments are due on 1 report, of which 1 is late" in text
    assert "On 48 reports it isn&#x27;t recorded whether" in text
    assert "due on 49" not in text


def test_one_act_settles_what_lies_before_the_register(as_lead, paper, brought_in, today):
    """It asks about them no more, anywhere; the days that ran go on, since they weren't over on the first day."""
    typed = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert as_lead.post(page("first_day", brought_in.code), typed).status_code == 302
    assert "recorded whether" not in as_lead.get(page("paper", paper.pk)).content.decode()
    assert "comments are due on 1 report" in as_lead.get(page("paper", paper.pk)).content.decode()
    assert "recorded whether" not in as_lead.get(page("calendar", brought_in.code)).content.decode()
    text = as_lead.get(page("responses", brought_in.code)).content.decode()
    assert text.count("Before the register") == OLD
    assert "recorded whether comments" not in text


def test_the_page_before_says_which_clocks_start_and_what_is_overdue(check_page):
    checked = check_page.context["checked"]
    assert (checked.over, checked.overdue) == (OLD, 0)
    assert f"are over on {OLD} of the new reports: no clock starts for them" in check_page.content.decode()
