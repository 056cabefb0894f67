"""manage.py framework check and export."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from frameworks import lock
from frameworks.checks import problems
from frameworks.models import Edition, Framework, Statement
from tests.factories import EditionFactory, small_edition

pytestmark = pytest.mark.django_db


def test_the_shipped_editions_are_sound(capsys):
    call_command("framework", "check")
    assert capsys.readouterr().out.splitlines() == [
        "Continuous Improvement Self-Assessment Matrix (CI SAM), undated: no problems.",
        "Behavioural Competency Framework, undated: no problems.",
        "HMICFRS Judgment Criteria, 2018/19: no problems.",
        "The National Improvement Strategy for Policing, Consultation draft 1.1: no problems.",
        "PEEL Assessment Framework, 2021/22: no problems.",
    ]


def test_problems_are_printed_and_end_in_failure(capsys):
    edition = small_edition(
        label="Unsound", source="A report", framework__slug="unsound", framework__title="Unsound one"
    )
    edition.levels.filter(rank=3).update(rank=4)
    with pytest.raises(CommandError, match=r"^1 problem found\.$") as failure:
        call_command("framework", "check", "unsound", "--edition", "Unsound")
    assert failure.value.returncode == 1
    assert capsys.readouterr().out.splitlines() == [
        "Unsound one, Unsound: 1 problem.",
        "  No level has rank 3: ranks run from 1 without a gap.",
    ]


def test_checking_takes_the_same_queries_whatever_the_size(judgment_criteria, ci_sam, django_assert_num_queries):
    for edition in (judgment_criteria, ci_sam):
        with django_assert_num_queries(11):
            problems(edition)


def test_what_its_record_lacks_is_said():
    edition = small_edition(framework__licence=" ", framework__attribution="", framework__publisher="")
    edition.supersedes = EditionFactory(label="Older", framework__title="Another")
    assert problems(edition) == [
        "The framework's publisher is missing.",
        "The framework's licence is missing.",
        "The framework's attribution is missing.",
        "The source of its words is missing.",
        "It supersedes Another, Older, an edition of another framework.",
    ]


def test_published_without_a_lock_is_said():
    edition = small_edition(source="A report", status=Edition.Status.PUBLISHED)
    assert problems(edition) == ["Its status is Published, and nothing locks it: its words can still change."]


def test_words_changed_behind_the_lock_are_found(ci_sam):
    from django.db import connection

    lock.remove(connection)
    Statement.objects.filter(criterion__edition=ci_sam, position=1).update(text="Other")
    assert problems(ci_sam) == [
        "Its words are not those that were published: they no longer give the digest of the publication."
    ]


def test_export_prints_the_fixture(capsys):
    call_command("framework", "export", "ci-sam", "--format", "fixture")
    assert capsys.readouterr().out == (settings.FIXTURE_DIRS[0] / "ci_sam.yaml").read_text()


def test_export_asks_which_edition_is_meant():
    EditionFactory(framework=Framework.objects.get(slug="ci-sam"), label="2022")
    with pytest.raises(CommandError, match=r'Choose one with --edition: "2022", "undated"\.'):
        call_command("framework", "export", "ci-sam")


@pytest.mark.parametrize("act", ["check", "export"])
def test_an_unknown_framework_or_edition_is_said(act):
    known = "ci-sam, competency, judgment-criteria, nisp, peel-paf"
    with pytest.raises(CommandError, match=rf"^No framework is called other\. There are: {known}\.$"):
        call_command("framework", act, "other")
    with pytest.raises(CommandError, match=r"^There is no such edition\.$"):
        call_command("framework", act, "ci-sam", "--edition", "2099")
