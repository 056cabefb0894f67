"""Comments in threads: added, answered, settled, withdrawn, never altered, and in no report."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from assessments.comments.pages import open_threads, threads
from assessments.gap.report import gap_report
from assessments.models import Comment, Deed
from assessments.sign_off.page import frozen
from frameworks.content import content
from tests.factories import LATER, NOON, AssessmentFactory, ForceFactory, first_criterion

SECRET = "The chief was not asked."


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam)


@pytest.fixture
def node(assessment):
    return content(assessment.edition).by_pk[first_criterion(assessment.edition).pk]


@pytest.fixture
def thread(assessment, node, reader):
    return Comment.objects.begin(assessment, node.pk, text=SECRET, by=reader, at=NOON)


def page_of(assessment, node):
    return reverse("assessments:comments", args=[assessment.pk, node.pk])


class TestTheRule:
    def test_answers_stand_one_level_deep(self, thread, assessor, reader):
        answer = thread.reply(text="He was.", by=assessor, at=NOON)
        nested = answer.reply(text="When?", by=reader, at=LATER)
        assert [answer.thread, nested.thread] == [thread, thread]

    def test_a_thread_is_settled_and_opened_again_by_whoever_comments(
        self, assessment, thread, assessor, peer_reviewer
    ):
        assert open_threads(assessment) == 1
        thread.resolve(by=peer_reviewer, at=NOON)
        assert open_threads(assessment) == 0
        for refused in (thread.resolve, lambda **who: thread.reply(text="Late.", **who)):
            with pytest.raises(Comment.Resolved):
                refused(by=assessor, at=LATER)
        thread.reopen(by=assessor, at=LATER)
        with pytest.raises(Comment.Resolved):
            thread.reopen(by=assessor, at=LATER)
        assert open_threads(assessment) == 1
        assert [deed.kind for deed in thread.deeds.order_by("pk")] == ["resolved", "reopened"]

    def test_only_its_author_withdraws_a_comment_and_its_text_is_out_of_view(
        self, assessment, thread, reader, assessor
    ):
        answer = thread.reply(text="He was.", by=assessor, at=NOON)
        with pytest.raises(Comment.NotYours):
            thread.withdraw(by=assessor, at=NOON)
        thread.withdraw(by=reader, at=NOON)
        thread.withdraw(by=reader, at=LATER)
        [found] = threads(assessment, reader=reader).rows
        assert (found.opening.text, found.opening.is_withdrawn, found.is_open) == ("", True, True)
        assert [(each.pk, each.text) for each in found.replies] == [(answer.pk, "He was.")]
        assert Deed.objects.filter(kind="withdrawn").count() == 1

    def test_withdrawing_what_nobody_answered_settles_it(self, assessment, thread, reader):
        thread.withdraw(by=reader, at=NOON)
        assert open_threads(assessment) == 0

    def test_the_database_alters_no_comment(self, thread, reader):
        thread.resolve(by=reader, at=NOON)
        changes = (
            lambda: Comment.objects.filter(pk=thread.pk).update(text="Praise."),
            lambda: thread.deeds.update(kind="reopened"),
            lambda: thread.deeds.all()._raw_delete("default"),
            lambda: Comment.objects.filter(pk=thread.pk)._raw_delete("default"),
        )
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_closing_doesnt_stop_it_and_no_report_has_it(self, assessment, node, thread, lead):
        on = NOON.date()
        before, signed = gap_report(assessment, on=on), frozen(assessment, on=on)
        thread.reply(text="And again.", by=lead, at=NOON)
        assessment.refresh_from_db()
        assert (gap_report(assessment, on=on), frozen(assessment, on=on)) == (before, signed)
        assert SECRET not in signed
        assessment.submit(by=lead, at=NOON)
        Comment.objects.begin(assessment, node.pk, text="Before you sign.", by=lead, at=LATER)
        assert open_threads(assessment, node) == 2

    def test_as_many_queries_for_thirty_threads_as_for_one(
        self, assessment, node, thread, reader, django_assert_num_queries
    ):
        for number in range(30):
            more = Comment.objects.begin(assessment, node.pk, text=f"No. {number}", by=reader, at=NOON)
            more.reply(text="Yes.", by=reader, at=NOON)
        with django_assert_num_queries(5):
            found = threads(assessment, reader=reader, node=node)
        assert (len(found.rows), found.open, found.settled) == (20, 31, 0)


class TestThePage:
    def test_a_peer_asks_a_reader_answers_and_the_thread_is_settled(
        self, client, assessment, node, peer_reviewer, reader
    ):
        client.force_login(peer_reviewer)
        page = page_of(assessment, node)
        assert "Nobody has commented yet." in client.get(page).text
        client.post(page, {"text": "Where is this seen?\r\n<b>Where?</b>"})
        thread = Comment.objects.get()
        assert thread.text == "Where is this seen?\n<b>Where?</b>"
        assert "&lt;b&gt;Where?&lt;/b&gt;" in client.get(page).text
        client.force_login(reader)
        assert (
            client.post(reverse("assessments:reply", args=[thread.pk]), {"text": "In all districts."}).status_code
            == 302
        )
        for name in ("overview", "score"):
            at = [assessment.pk] if name == "overview" else [assessment.pk, node.pk]
            assert "<strong>1</strong> open thread" in client.get(reverse(f"assessments:{name}", args=at)).text
        act = reverse("assessments:comment_act", args=[thread.pk, "resolve"])
        assert "The thread is resolved." in client.post(act, follow=True).text
        every = reverse("assessments:all_comments", args=[assessment.pk])
        assert (
            "In all districts." in client.get(every).text,
            "In all districts." in client.get(f"{every}?all").text,
        ) == (
            False,
            True,
        )

    @pytest.mark.parametrize(("text", "said"), [("", "Write your comment."), ("x" * 2001, "Shorten this comment")])
    def test_what_is_wrong_is_said_and_stays(self, client, assessment, node, thread, reader, text, said):
        client.force_login(reader)
        for url in (page_of(assessment, node), reverse("assessments:reply", args=[thread.pk])):
            answer = client.post(url, {"text": text})
            assert (answer.status_code, said in answer.text, text in answer.text) == (422, True, True)
        assert Comment.objects.count() == 1

    def test_a_settled_thread_takes_no_answer(self, client, thread, reader):
        thread.resolve(by=reader, at=NOON)
        client.force_login(reader)
        answer = client.post(reverse("assessments:reply", args=[thread.pk]), {"text": "Too late to say."})
        assert (answer.status_code, "Open it again to answer." in answer.text) == (422, True)
        assert "Too late to say." in answer.text

    def test_what_was_withdrawn_is_on_no_page(self, client, assessment, node, thread, reader, assessor):
        thread.reply(text="Still here.", by=assessor, at=NOON)
        client.force_login(assessor)
        withdraw = reverse("assessments:comment_act", args=[thread.pk, "withdraw"])
        assert client.post(withdraw).status_code == 404
        client.force_login(reader)
        assert client.post(withdraw, follow=True).status_code == 200
        for url in (page_of(assessment, node), f"{reverse('assessments:all_comments', args=[assessment.pk])}?all"):
            text = client.get(url).text
            assert ("Withdrawn by its author." in text, "Still here." in text, SECRET in text) == (True, True, False)

    @pytest.mark.parametrize("who", ["ended", "elsewhere"])
    def test_a_guest_whose_time_is_up_and_another_forces_peer_see_nothing(
        self, client, assessment, node, thread, member, who
    ):
        user = member(Role.PEER_REVIEWER, in_force=ForceFactory() if who == "elsewhere" else None)
        if who == "ended":
            yesterday = timezone.localdate() - datetime.timedelta(days=1)
            Membership.objects.filter(user=user).update(ends_on=yesterday)
        client.force_login(user)
        tried = (
            client.get(page_of(assessment, node)),
            client.get(reverse("assessments:all_comments", args=[assessment.pk])),
            client.post(page_of(assessment, node), {"text": "Hello."}),
            client.post(reverse("assessments:reply", args=[thread.pk]), {"text": "Hello."}),
            client.post(reverse("assessments:comment_act", args=[thread.pk, "resolve"])),
        )
        assert [answer.status_code for answer in tried] == [404] * 5
        assert Comment.objects.count() == 1
        assert not Deed.objects.exists()
