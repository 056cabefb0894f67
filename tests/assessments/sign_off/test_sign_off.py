"""Signing a report as it stands: what was signed never changes, and what changed since is shown beside it."""

import hashlib
import json

import pytest
from django.core import serializers
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Assessment, Milestone, SignOff
from assessments.sign_off.differences import Difference, differences
from assessments.sign_off.page import frozen, sign
from frameworks.models import Edition, Statement
from tests.factories import LATER, NOON, AssessmentFactory, FindingFactory

DAY = NOON.date()


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam)


@pytest.fixture
def chief(member):
    return member(Role.FORCE_ADMINISTRATOR)


@pytest.fixture
def criterion(assessment):
    return assessment.edition.criteria.get(code="leadership")


@pytest.fixture
def statement(criterion):
    return criterion.statements.order_by("level__rank", "position").first()


@pytest.fixture
def signed(assessment, statement, chief):
    assessment.judge(statement, answer="yes", note="Seen.", version=0, by=chief, at=NOON)
    assessment.submit(by=chief, at=NOON)
    return sign(assessment, capacity="Deputy Chief Constable", statement="As read.", by=chief, on=DAY, at=LATER)


def page_of(name, assessment, *more):
    return reverse(f"assessments:{name}", args=[assessment.pk, *more])


class TestSigning:
    def test_what_is_kept_is_the_report_and_its_hash(self, assessment, signed):
        values = json.loads(signed.report)
        assert signed.digest == hashlib.sha256(signed.report.encode()).hexdigest()
        assert signed.is_intact
        assert (values["revision"], signed.revision, values["on"]) == (3, 3, DAY.isoformat())
        assert len(values["answers"]) == Statement.objects.filter(criterion__edition=assessment.edition).count() > 100
        assessment.refresh_from_db()
        assert (assessment.state, assessment.revision) == ("signed_off", 4)

    def test_the_same_assessment_is_the_same_to_the_byte(self, assessment):
        assert frozen(assessment, on=DAY) == frozen(Assessment.objects.get(pk=assessment.pk), on=DAY)

    def test_only_what_is_submitted_is_signed(self, assessment, chief):
        with pytest.raises(Assessment.Closed, match="This assessment is open"):
            sign(assessment, capacity="DCC", statement="", by=chief, on=DAY, at=NOON)
        assert not SignOff.objects.exists()

    def test_it_is_signed_once(self, assessment, signed, chief):
        with pytest.raises(Assessment.Closed, match="This assessment is signed off"):
            sign(assessment, capacity="DCC", statement="", by=chief, on=DAY, at=LATER)
        assert SignOff.objects.count() == 1

    def test_a_report_that_changed_under_the_signature_is_not_signed(self, assessment, chief):
        assessment.submit(by=chief, at=NOON)
        stale = Assessment.objects.get(pk=assessment.pk)
        assessment.reopen(reason="One more answer.", by=chief, at=NOON)
        assessment.submit(by=chief, at=NOON)
        with pytest.raises(Assessment.Refused, match="changed while you were reading"):
            sign(stale, capacity="DCC", statement="", by=chief, on=DAY, at=LATER)
        assert not SignOff.objects.exists()

    def test_its_course_is_kept(self, assessment, signed, chief):
        assessment.reopen(reason="A wrong answer was found.", by=chief, at=LATER)
        found = Milestone.objects.order_by("pk").values_list("kind", "by", "at", "reason")
        assert list(found) == [
            ("submitted", chief.pk, NOON, ""),
            ("signed_off", chief.pk, LATER, "As read."),
            ("reopened", chief.pk, LATER, "A wrong answer was found."),
        ]


class TestWhatWasSigned:
    """It survives whatever happens to what it was drawn from."""

    @pytest.mark.parametrize("act", ["update", "delete"])
    @pytest.mark.parametrize("model", [SignOff, Milestone])
    def test_the_database_keeps_it(self, signed, model, act):
        rows = model.objects.all()
        with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
            rows.delete() if act == "delete" else rows.update(by=signed.by)
        assert model.objects.exists()

    def test_an_edit_of_the_assessment(self, assessment, signed, statement, chief):
        assessment.reopen(reason="Found wrong.", by=chief, at=LATER)
        assessment.judge(statement, answer="no", note="Not in the north.", version=1, by=chief, at=LATER)
        assessment.set_up(round_label="Another name")
        kept = SignOff.objects.get()
        assert (kept.report, kept.digest, kept.is_intact) == (signed.report, signed.digest, True)

    def test_a_new_edition(self, assessment, signed):
        Edition.objects.create(framework=assessment.edition.framework, label="Next", supersedes=assessment.edition)
        Edition.objects.filter(pk=assessment.edition_id).update(status=Edition.Status.WITHDRAWN)
        assert SignOff.objects.get().digest == signed.digest

    def test_a_restored_backup(self, assessment, signed):
        backup = serializers.serialize("json", SignOff.objects.all())
        (restored,) = serializers.deserialize("json", backup)
        assert (restored.object.report, restored.object.digest) == (signed.report, signed.digest)
        assert restored.object.is_intact

    def test_a_text_that_was_altered_is_found_out(self, signed):
        assert not SignOff(report=signed.report + " ", digest=signed.digest).is_intact


class TestDifferences:
    def changed(self, assessment, signed):
        now = Assessment.objects.get(pk=assessment.pk)
        return differences(json.loads(signed.report), json.loads(frozen(now, on=DAY)))

    def test_nothing_changed(self, assessment, signed):
        assert self.changed(assessment, signed) == ()

    def test_an_answer_and_a_name(self, assessment, signed, statement, criterion, chief):
        before = assessment.round_label
        assessment.reopen(reason="Found wrong.", by=chief, at=LATER)
        assessment.judge(statement, answer="no", note="", version=1, by=chief, at=LATER)
        assessment.set_up(round_label="Another name", disclosable=True)
        assert self.changed(assessment, signed) == (
            Difference("", "Disclosable under FOIA", "No", "Yes"),
            Difference("", "Round", before, "Another name"),
            Difference("Leadership", statement.text, "Yes: Seen.", "No"),
        )

    def test_a_level_with_its_reason(self, assessment, signed, criterion, chief):
        level = assessment.edition.levels.get(rank=2)
        assessment.reopen(reason="Found wrong.", by=chief, at=LATER)
        given = {"suggested": None, "rationale": "Agreed.", "version": 0, "by": chief, "at": LATER}
        assessment.decide(criterion, level=level, **given)
        target = assessment.edition.levels.get(rank=3)
        found = [each[1:] for each in self.changed(assessment, signed)]
        assert found == [
            ("Level", "None", level.name),
            ("Target", level.name, target.name),
            ("Reason for the level", "None", "Agreed."),
        ]

    def test_a_cause_of_concern_that_came_up(self, force, peel_paf, chief):
        assessment = AssessmentFactory(force=force, edition=peel_paf)
        assessment.submit(by=chief, at=NOON)
        kept = sign(assessment, capacity="DCC", statement="", by=chief, on=DAY, at=LATER)
        FindingFactory(force=force, kind="cause", reference="COC-1", criteria=[peel_paf.criteria.get(code="1")])
        found = self.changed(assessment, kept)
        assert [each.what for each in found] == ["Suggested level", "Open causes of concern"]
        assert found[-1].now == "COC-1"


class TestPages:
    def test_signing_and_reading_what_was_signed(self, client, assessment, statement, chief):
        assessment.submit(by=chief, at=NOON)
        client.force_login(chief)
        sent = {"capacity": "Deputy Chief Constable", "statement": "As read."}
        answer = client.post(page_of("sign_off", assessment), sent)
        kept = SignOff.objects.get()
        assert answer.url == page_of("signed", assessment, kept.pk)
        page = client.get(answer.url)
        assert page.context["signed"].differences == ()
        assert kept.digest in page.content.decode()
        assert "Deputy Chief Constable" in client.get(page_of("overview", assessment)).content.decode()

    def test_the_file_is_what_was_signed(self, client, assessment, signed, chief):
        client.force_login(chief)
        answer = client.get(page_of("signed_file", assessment, signed.pk))
        assert hashlib.sha256(answer.content).hexdigest() == signed.digest
        assert answer["Content-Disposition"].startswith('attachment; filename="OFFICIAL_signed-gap-report_')

    @pytest.mark.parametrize(
        ("name", "missing", "message"),
        [
            ("sign_off", "capacity", "Say in which role you sign."),
            ("reopen", "reason", "Say why it is reopened."),
        ],
    )
    def test_what_is_missing_is_said(self, client, assessment, chief, name, missing, message):
        assessment.submit(by=chief, at=NOON)
        client.force_login(chief)
        answer = client.post(page_of(name, assessment), {"statement": "As read."})
        assert answer.status_code == 422
        assert answer.context["form"].errors == {missing: [message]}
        assessment.refresh_from_db()
        assert assessment.state == "submitted"

    def test_what_is_open_is_neither_signed_nor_reopened(self, client, assessment, chief):
        client.force_login(chief)
        for name in ("sign_off", "reopen"):
            answer = client.post(page_of(name, assessment), {"capacity": "DCC", "reason": "Why not."})
            assert answer.status_code == 422
            assert answer.context["form"].non_field_errors() == ["This assessment is open, so nothing was changed."]

    def test_a_sign_off_of_another_assessment_is_not_there(self, client, force, ci_sam, signed, chief):
        client.force_login(chief)
        other = AssessmentFactory(force=force, edition=ci_sam, round_label="Other")
        assert client.get(page_of("signed", other, signed.pk)).status_code == 404

    def test_reading_it_takes_few_queries(self, client, assessment, signed, chief, django_assert_max_num_queries):
        client.force_login(chief)
        client.get(page_of("signed", assessment, signed.pk))
        with django_assert_max_num_queries(10):
            client.get(page_of("signed", assessment, signed.pk))
