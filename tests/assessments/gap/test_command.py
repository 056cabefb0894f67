"""The gap report as files: the page's own numbers, in names and columns that other programs can count on."""

import csv
import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string

from assessments.gap.report import gap_report
from assessments.gap.table import COLUMNS, LISTS, gap_table, gap_values
from assessments.models import Assessment, Judgement
from frameworks.models import Edition, Statement
from reports.writers.csv import csv_text, inert
from tests.factories import (
    NOON,
    AssessmentFactory,
    ConcernFactory,
    JudgementFactory,
    ScoreFactory,
    UserFactory,
    first_statement,
    small_edition,
)

TODAY = NOON.date()
FRAMEWORKS = ("ci-sam", "peel-paf", "judgment-criteria", "competency")


def written(assessment, form, **options):
    out = io.StringIO()
    call_command("gap_report", assessment.pk, format=form, stdout=out, **options)
    return out.getvalue()


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def assessment(db):
    """Return a small assessment: the first criterion is at level 1 with one statement of level 2 true."""
    made = AssessmentFactory(
        force__name="Northshire Police",
        edition=small_edition(levels=2, criteria=1, label="2026", framework__title="Matrix"),
        round_label="Autumn 2026",
        marking=Assessment.Marking.OFFICIAL_SENSITIVE,
    )
    by = UserFactory()
    for text, answer in (("1.1.1", "yes"), ("1.1.2", "yes"), ("1.2.1", "partly")):
        statement = Statement.objects.get(criterion__edition=made.edition, text=text)
        JudgementFactory(assessment=made, statement=statement, answer=answer, by=by)
    Judgement.objects.filter(answer="partly").update(note="=1+1")
    return made


def varied(slug):
    """Return an assessment by a shipped framework with every kind of answer, some levels and a cause of concern."""
    edition = Edition.objects.get(framework__slug=slug)
    assessment, by = AssessmentFactory(edition=edition), UserFactory()
    turns = ("yes", "yes", "no", "partly", "na", "")
    rows = Statement.objects.filter(criterion__edition=edition, level__isnull=False).order_by("pk")
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement=each, answer=turns[at % 6], by=by, at=NOON)
        for at, each in enumerate(rows)
        if at % 11
    )
    ScoreFactory(assessment=assessment)
    criterion = edition.criteria.filter(scored=True).order_by("-position").first()
    ConcernFactory(force=assessment.force, criterion=criterion)
    return assessment


LOWER, UPPER = ({"code": f"level-{rank}", "name": f"Level {rank}", "rank": rank} for rank in (1, 2))


@pytest.fixture
def told(assessment):
    """Return the small assessment's report as a program reads it."""
    return json.loads(written(assessment, "json", on="2026-11-22"))


def test_json_says_what_was_measured_by_which_rules_and_how_far(assessment, told):
    assert {name: said for name, said in told.items() if name != "criteria"} == {
        "assessment": assessment.pk,
        "force": "Northshire Police",
        "subject": "Whole force",
        "round": "Autumn 2026",
        "framework": "Matrix",
        "edition": "2026",
        "kind": "maturity",
        "rule": "best_fit",
        "attribution": "Test publisher",
        "marking": "OFFICIAL-SENSITIVE",
        "disclosable": False,
        "state": "open",
        "on": "2026-11-22",
        "revision": 1,
        "thresholds": {"substantial": 85, "some": 40},
        "judged": 3,
        "total": 4,
        "not_confirmed": 0,
        "follows": "",
        "marks": [],
        "levels": [LOWER, UPPER],
        "distribution": [
            {"name": "Level 1", "rank": 1, "count": 0},
            {"name": "Level 2", "rank": 2, "count": 0},
            {"name": "Not decided yet", "rank": None, "count": 1},
        ],
    }


def test_json_says_where_a_criterion_stands_and_why(assessment, told):
    criterion = assessment.edition.criteria.get()
    path = {"count": 1, "picks": [{"count": 1, "of": [key_of("1.2.1", assessment)]}], "why": "", "shorter": ""}
    (found,) = told["criteria"]
    assert {name: said for name, said in found.items() if name not in {*dict(LISTS), "shares"}} == {
        "code": criterion.code,
        "title": criterion.title,
        "kind": "enabler",
        "depth": 0,
        "scored": True,
        "takes_level": True,
        "now": None,
        "target": UPPER,
        "target_is_set": False,
        "target_is_claimed": False,
        "marks": [],
        "suggested": LOWER,
        "why": "Level 1 describes the force best: 2 of its 2 judged statements are true (100%).",
        "rationale": "",
        "judged": 3,
        "total": 4,
        "not_confirmed": 0,
        "suggested_if_confirmed": None,
        "round_before": None,
        "percent_met": None,
        "concerns": [],
        "published": None,
        "path": path,
        "actions": [],
    }
    counts = ("rank", "yes", "partly", "unjudged", "percent")
    assert [tuple(share[name] for name in counts) for share in found["shares"]] == [(1, 2, 0, 0, 100), (2, 0, 1, 1, 50)]


def test_json_sorts_a_criterion_s_statements_by_how_they_were_answered(assessment, told):
    def statement(text, level, answer, note="", in_path=False):
        about = {"key": key_of(text, assessment), "code": "", "text": text, "level": level}
        said = {"answer": answer, "not_confirmed": None, "note": note, "in_path": in_path}
        return about | said | {"evidence": 0, "strongest_evidence": None}

    (found,) = told["criteria"]
    assert {name: found[name] for name in dict(LISTS)} == {
        "met": [],
        "missing": [statement("1.2.1", UPPER, "partly", "=1+1", in_path=True)],
        "unjudged": [statement("1.2.2", UPPER, None)],
        "not_applicable": [],
        "holding_back": [statement("1.1.1", LOWER, "yes"), statement("1.1.2", LOWER, "yes")],
        "noted": [],
    }


def key_of(text, assessment):
    return Statement.objects.get(criterion__edition=assessment.edition, text=text).pk


def test_csv(assessment):
    text = written(assessment, "csv", on="2026-11-22")
    lines = text.split("\r\n")
    assert lines[0] == ",".join(heading for heading, _ in COLUMNS)
    assert (len(lines), lines[-1]) == (6, "")
    criterion = assessment.edition.criteria.get()
    shared = {
        "Marking": "OFFICIAL-SENSITIVE",
        "Disclosable under FOIA": "No",
        "Force": "Northshire Police",
        "Unit": "Whole force",
        "Round": "Autumn 2026",
        "As at": "2026-11-22",
        "Framework": "Matrix",
        "Edition": "2026",
        "Under": "",
        "Criterion code": criterion.code,
        "Criterion": criterion.title,
        "Now": "",
        "Suggested": "Level 1",
        "Target": "Level 2",
        "Marks": "",
        "Published grade": "",
        "Published on": "",
        "Published in": "",
        "Statement code": "",
        "Evidence": "0",
        "Strongest evidence": "",
        "Answer not confirmed": "",
    }
    columns = ("List", "Level", "Statement", "Answer", "On the shortest path", "Note")
    assert table(text) == [
        shared | dict(zip(columns, values, strict=True))
        for values in [
            ("Not yet true", "Level 2", "1.2.1", "Partly", "Yes", "'=1+1"),
            ("Not judged", "Level 2", "1.2.2", "Not judged", "No", ""),
            ("Holding back", "Level 1", "1.1.1", "Yes", "No", ""),
            ("Holding back", "Level 1", "1.1.2", "Yes", "No", ""),
        ]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_page_json_and_csv_agree(slug):
    assessment = varied(slug)
    assessment = Assessment.objects.with_edition().get(pk=assessment.pk)
    report = gap_report(assessment, on=TODAY)
    told = json.loads(written(assessment, "json", on=TODAY.isoformat()))
    rows = table(written(assessment, "csv", on=TODAY.isoformat()))
    page = render_to_string("assessments/gap/_report.html", {"report": report})
    words = {"Not yet true": "missing", "Not judged": "unjudged", "Already true": "met"}
    in_page, in_json, in_csv = {}, {}, {}
    for row, criterion in zip(report.rows, told["criteria"], strict=True):
        if not row.scored:
            continue
        section = page.split(f'id="c{row.pk}"')[1].split("</section>")[0]
        for heading, name in words.items():
            shown = re.search(rf">{heading} \((\d+)\)<", section)
            in_page[row.code, name] = int(shown[1]) if shown else 0
            in_json[row.code, name] = len(criterion[name])
            in_csv[row.code, name] = sum((each["Criterion code"], each["List"]) == (row.code, heading) for each in rows)
    assert in_page == in_json == in_csv
    assert sum(in_page.values()) > 10
    assert told["judged"] == report.judged
    assert f"{told['judged']} of {told['total']} statements judged" in page
    assert len(rows) == sum(len(criterion[name]) for criterion in told["criteria"] for name, _ in LISTS)
    assert sum(each["On the shortest path"] == "Yes" for each in rows) == sum(
        len(pick["of"]) for criterion in told["criteria"] if criterion["path"] for pick in criterion["path"]["picks"]
    )


@pytest.mark.django_db
@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_the_keys_of_a_path_are_those_of_statements_in_the_same_criterion(slug):
    assessment = Assessment.objects.with_edition().get(pk=varied(slug).pk)
    for criterion in gap_values(gap_report(assessment, on=TODAY))["criteria"]:
        listed = {each["key"] for name in ("missing", "unjudged") for each in criterion[name]}
        assert {key for pick in (criterion["path"] or {"picks": []})["picks"] for key in pick["of"]} <= listed


def test_the_day_decides_which_causes_of_concern_are_open(assessment):
    ConcernFactory(force=assessment.force, criterion=assessment.edition.criteria.get(), reference="CoC 3")
    before, after = (
        json.loads(written(assessment, "json", on=day))["criteria"][0]["concerns"]
        for day in ("2026-01-04", "2026-01-05")
    )
    assert (before, after) == ([], ["CoC 3"])


def test_json_is_what_comes_without_a_format(assessment):
    out = io.StringIO()
    call_command("gap_report", assessment.pk, stdout=out)
    assert json.loads(out.getvalue())["assessment"] == assessment.pk


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 987654321, 10**30])
def test_an_assessment_that_does_not_exist(number):
    with pytest.raises(CommandError, match=f"^There is no assessment with the number {number}\\.$"):
        call_command("gap_report", number)


@pytest.mark.parametrize("day", ["yesterday", "22/11/2026", "2026-02-30"])
def test_a_day_that_is_none(day):
    with pytest.raises(CommandError, match=f"^{day} is not a date\\. Write it as year, month and day: 2026-11-22\\.$"):
        call_command("gap_report", 1, on=day)


@pytest.mark.parametrize("arguments", [["one"], ["1", "--format", "pdf"], []])
def test_arguments_that_are_none(arguments):
    with pytest.raises(CommandError):
        call_command("gap_report", *arguments)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44", "-1", "@SUM(A1)", "|cmd", "%x", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\uff1d1", "\uff0b1"],
)
def test_text_that_a_spreadsheet_would_run_is_inert(text):
    assert inert(text) == f"'{text}"
    assert next(csv.reader(io.StringIO(csv_text(["A"], [[text]]).split("\r\n", 1)[1], newline=""))) == [f"'{text}"]


@pytest.mark.parametrize("value", ["", "Plain", "5 = 5", "a-b", "1.2", 0, -1, 2.5, None])
def test_what_is_harmless_is_left_alone(value):
    assert inert(value) == value


def test_a_table_as_text():
    assert csv_text(["=A", "B"], [["x, y", 'say "no"'], ["two\nlines", None], [-3, True]]) == (
        '\'=A,B\r\n"x, y","say ""no"""\r\n"two\nlines",\r\n-3,True\r\n'
    )


def test_nothing_of_the_framework_s_words_runs(assessment):
    Statement.objects.filter(pk=first_statement(assessment.edition).pk).update(text='=HYPERLINK("x")')
    assert [row["Statement"] for row in table(written(assessment, "csv")) if "HYPER" in row["Statement"]] == [
        '\'=HYPERLINK("x")'
    ]


def test_headings_and_values_come_from_one_tuple(assessment):
    headings, rows = gap_table(gap_report(assessment, on=TODAY))
    assert headings == [heading for heading, _ in COLUMNS]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert len(set(headings)) == len(headings)


def test_nobody_s_name_is_in_the_files(assessment):
    name = Judgement.objects.first().by.name
    assert [form for form in ("json", "csv") if name in written(assessment, form)] == []
