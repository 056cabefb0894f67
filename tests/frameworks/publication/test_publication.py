"""From a draft to an edition that never changes, and to the draft of the next one."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from assessments.gap.report import gap_report
from assessments.models import Assessment
from assessments.sign_off.page import frozen
from frameworks.checks import problems
from frameworks.content import digest, forget
from frameworks.files.edition_values import LabelTaken, written
from frameworks.models import Edition, Predecessor, Statement
from frameworks.publication.acts import Refused, bring_back, edit_as_new, publish, withdraw
from frameworks.publication.page import readiness, staying_on
from tests.factories import NOON, AssessmentFactory, ForceFactory, JudgementFactory, small_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return small_edition(source="A report", framework__licence="L", framework__attribution="A")


def test_a_sound_draft_is_locked_with_the_digest_of_its_words(draft, framework_administrator):
    lock = publish(draft, by=framework_administrator, at=NOON)
    draft.refresh_from_db()
    assert (draft.status, lock.edition, lock.by, lock.at) == ("published", draft, framework_administrator, NOON)
    assert lock.digest == digest(draft)
    assert problems(draft) == []


def test_a_draft_with_problems_stays_a_draft(draft, framework_administrator):
    draft.levels.filter(rank=3).update(rank=4)
    with pytest.raises(Refused, match=r"^It has 1 problem\. Nothing was published\.$"):
        publish(draft, by=framework_administrator, at=NOON)
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert readiness(draft).problems == ("No level has rank 3: ranks run from 1 without a gap.",)


def test_nothing_is_published_twice(ci_sam, framework_administrator):
    with pytest.raises(Refused, match=r"^This edition is published already\.$"):
        publish(ci_sam, by=framework_administrator, at=NOON)


def test_open_assessments_that_stay_are_counted_by_edition(ci_sam, force):
    draft = edit_as_new(ci_sam, "2027")
    for round_label in ("One", "Two"):
        AssessmentFactory(force=force, edition=ci_sam, round_label=round_label)
    AssessmentFactory(force=ForceFactory(), edition=ci_sam)
    AssessmentFactory(force=force, edition=ci_sam, round_label="Done", submitted=True)
    [stay] = readiness(draft).staying
    assert (stay.edition, stay.assessments, stay.forces) == (ci_sam, 3, 2)
    assert (staying_on(ci_sam).assessments, staying_on(draft).assessments) == (3, 0)


def test_what_is_asked_before_publishing_takes_the_same_queries_whatever_the_size(
    ci_sam, judgment_criteria, django_assert_num_queries
):
    for edition in (edit_as_new(ci_sam, "2027"), edit_as_new(judgment_criteria, "2027")):
        edition = Edition.objects.select_related("framework", "supersedes").get(pk=edition.pk)
        with django_assert_num_queries(7):
            readiness(edition)


def test_a_withdrawn_edition_is_offered_to_no_new_assessment_and_stays_readable(ci_sam, assessor):
    withdraw(ci_sam)
    assert ci_sam not in Edition.objects.open_to_assessment()
    assert ci_sam in Edition.objects.readable_by(assessor)
    with pytest.raises(Refused, match=r"^Only a published edition can be withdrawn\.$"):
        withdraw(ci_sam)
    bring_back(ci_sam)
    assert ci_sam in Edition.objects.open_to_assessment()
    with pytest.raises(Refused, match=r"^Only a withdrawn edition can be brought back\.$"):
        bring_back(ci_sam)


@pytest.mark.parametrize("slug", ["ci-sam", "competency", "judgment-criteria", "nisp", "peel-paf"])
def test_the_next_edition_begins_with_every_word_of_this_one(slug):
    edition = Edition.objects.select_related("framework").get(framework__slug=slug)
    draft = edit_as_new(edition, "2027")
    assert (draft.status, draft.label, draft.supersedes, draft.framework) == (
        "draft",
        "2027",
        edition,
        edition.framework,
    )
    assert digest(draft) == digest(edition)
    before, after = written(edition), written(draft)
    assert (before.criteria, before.statements, before.counterparts) == (
        after.criteria,
        after.statements,
        after.counterparts,
    )


@pytest.mark.parametrize("slug", ["ci-sam", "competency", "judgment-criteria", "nisp", "peel-paf"])
def test_the_draft_of_the_next_edition_remembers_which_statement_each_was(slug):
    edition = Edition.objects.select_related("framework").get(framework__slug=slug)
    draft = edit_as_new(edition, "2027")
    rows = Predecessor.objects.filter(statement__criterion__edition=draft, former__criterion__edition=edition)
    place = ("criterion__code", "level__code", "aspect", "position", "text")
    both = (rows.order_by("pk").values_list(*(f"{side}__{name}" for name in place)) for side in ("former", "statement"))
    former, now = map(list, both)
    assert former == now
    assert len(set(now)) == Statement.objects.of(draft).count()


def test_a_label_that_is_taken_and_a_draft_are_refused(ci_sam, draft):
    with pytest.raises(LabelTaken, match=r"has an edition with this label already\. Choose another\.$"):
        edit_as_new(ci_sam, "undated")
    with pytest.raises(Refused, match=r"^This edition is a draft: it can be edited as it is\.$"):
        edit_as_new(draft, "2027")


def test_a_finished_report_is_the_same_before_and_after_a_new_edition(
    ci_sam, force, assessor, client, framework_administrator
):
    assessment = AssessmentFactory(force=force, edition=ci_sam, round_label="Finished")
    for place, statement in enumerate(Statement.objects.filter(criterion__edition=ci_sam).order_by("pk")):
        JudgementFactory(assessment=assessment, statement=statement, answer="yes" if place % 3 else "no", by=assessor)
    assessment.submit(by=assessor, at=NOON)
    client.force_login(assessor)

    def report():
        # Read anew, from the database alone.
        forget()
        caches["reports"].clear()
        file = client.get(reverse("assessments:gap_file", args=[assessment.pk, "csv"])).content
        finished = Assessment.objects.for_scoring().get(pk=assessment.pk)
        return gap_report(finished, on=NOON.date()), frozen(finished, on=NOON.date()), file

    before = report()
    draft = edit_as_new(ci_sam, "2027")
    draft.criteria.update(title="Another title")
    Statement.objects.filter(criterion__edition=draft).update(text="Another text")
    publish(draft, by=framework_administrator, at=NOON)
    withdraw(ci_sam)
    assert len(before[0].rows) == 4
    assert report() == before
