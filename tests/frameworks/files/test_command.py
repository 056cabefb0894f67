"""manage.py framework check, export, import and diff."""

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from frameworks.checks import problems
from frameworks.models import Edition, Framework, Statement, lock
from frameworks.publication.acts import edit_as_new
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


def test_a_workbook_goes_out_as_bytes_and_comes_in_as_a_draft(capsysbinary, tmp_path, ci_sam):
    call_command("framework", "export", "ci-sam", "--format", "xlsx")
    file = tmp_path / "edition.xlsx"
    file.write_bytes(capsysbinary.readouterr().out)
    with pytest.raises(CommandError, match=r"^1 thing to put right\. Nothing was loaded\.$"):
        call_command("framework", "import", file)
    assert capsysbinary.readouterr().err.decode().startswith("Edition, B8 (Edition) says “undated”. Continuous")
    book = openpyxl.load_workbook(file)
    book["Edition"]["B8"] = "2027"
    book.save(file)
    call_command("framework", "import", file)
    assert Edition.objects.get(framework=ci_sam.framework, label="2027").status == "draft"
    assert capsysbinary.readouterr().out.decode().splitlines()[-1] == (
        "Continuous Improvement Self-Assessment Matrix (CI SAM), 2027 is here as a draft: "
        "no problems before it can be published."
    )


def test_nested_yaml_goes_out_as_text(capsys):
    call_command("framework", "export", "ci-sam", "--format", "yaml")
    out = capsys.readouterr().out
    assert out.splitlines()[:2] == ["framework:", "  slug: ci-sam"]
    assert "    '3':\n" in out


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"none\.yaml can't be read: No such file or directory\.$"):
        call_command("framework", "import", tmp_path / "none.yaml")


def test_differences_are_printed(capsys, ci_sam):
    draft = edit_as_new(ci_sam, "2027")
    criterion = draft.criteria.get(code="leadership")
    reworded = criterion.statements.get(level__code="1", position=8)
    Statement.objects.filter(pk=reworded.pk).update(text="A blame culture still exists.")
    criterion.statements.get(level__code="5", position=1).delete()
    call_command("framework", "diff", "ci-sam", "undated", "2027")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Criteria: 4 same.", "Statements: 119 same, 1 reworded, 1 gone."]
    assert lines[2:5] == [
        "  Reworded, leadership",
        "    - A blame culture exists.",
        "    + A blame culture still exists.",
    ]
    assert lines[5] == "  Gone, leadership"
