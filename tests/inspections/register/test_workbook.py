"""The register as a file: the same lines as the page, for the same people."""

import io

import openpyxl
from django.db import connection
from django.utils import timezone

from inspections.models import Finding
from inspections.register.forms import FilterForm
from inspections.register.workbook import COLUMNS, register_workbook
from inspections.register_import.check import FIELDS, OnRegister, check
from inspections.uploaded_table.cells import guess, read
from reports.readers.table import read_table
from reports.writers.xlsx import xlsx_bytes
from tests.factories import FindingFactory, ForceFactory
from tests.inspections.pages import page

KIND = Finding.Kind


def exported(client, force, query=""):
    response = client.get(page("export_register", force.code) + query)
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    return response, list(sheet.iter_rows(values_only=True))


def test_the_file_has_the_lines_that_the_page_has_and_no_other_force_s(as_lead, force):
    for kind, reference in ((KIND.CAUSE_OF_CONCERN, "C-1"), (KIND.AFI, "A-1")):
        FindingFactory(force=force, kind=kind, reference=reference)
    FindingFactory(reference="THEIRS")
    response, rows = exported(as_lead, force)
    assert [row[0] for row in rows] == ["Reference", "A-1", "C-1"]
    assert [row[0] for row in exported(as_lead, force, "?kind=cause")[1]] == ["Reference", "C-1"]
    assert "OFFICIAL_register_northshire-police" in response["Content-Disposition"]
    assert rows[0] == tuple(heading for heading, _ in COLUMNS)


def test_a_text_that_begins_like_a_formula_stays_text(as_lead, force):
    FindingFactory(force=force, text="=cmd|' /C calc'!A0")
    book = openpyxl.load_workbook(io.BytesIO(as_lead.get(page("export_register", force.code)).content))
    cell = book.worksheets[0]["C2"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_the_file_can_be_read_in_again(force, lead, member):
    at, day = timezone.now(), timezone.localdate()
    cause = FindingFactory(force=force, kind=KIND.CAUSE_OF_CONCERN, reference="C-1", accelerated=True, at=at)
    FindingFactory(inspection=cause.inspection, kind=KIND.RECOMMENDATION, parent=cause, reference="R-1", at=at)
    done = FindingFactory(inspection=cause.inspection, reference="A-1", due_on=day, at=at)
    done.complete(on=day, by=lead, at=at, note="Seen.")
    filters = FilterForm({"state": "all"}, force=force)
    filters.is_valid()
    book = register_workbook(force, filters.cleaned_data, asked=filters.in_words, on=day, author="A")
    sheet = read_table("register.xlsx", xlsx_bytes(book))
    columns = {name: place for place, name in guess(sheet.headings, FIELDS, {}).items()}
    result = check(read(sheet, FIELDS, columns, {}), OnRegister(), today=day)
    assert (result.wrong, [each.reference for each in result.brought]) == ((), ["A-1", "C-1", "R-1"])
    again = {each.reference: each for each in result.brought}
    assert again["A-1"].standing == Finding.objects.get(reference="A-1").standing(day)
    assert (again["C-1"].line.get("accelerated"), again["R-1"].line.get("parent")) == (True, "C-1")


def test_a_workbook_takes_two_queries_whatever_its_size(force, django_assert_num_queries):
    for _ in range(12):
        FindingFactory(force=force)
    with django_assert_num_queries(2):
        register_workbook(force, {}, asked=[], on=timezone.localdate(), author="A")


def test_what_was_asked_stands_in_words_above_the_lines(force):
    form = FilterForm({"kind": "cause", "board": "0", "overdue": "on", "q": "stop and search"}, force=force)
    assert form.in_words == [
        ("Words in it", "stop and search"),
        ("Type", "Cause of concern"),
        ("Board", "No board yet"),
        ("Overdue only", "Yes"),
    ]
    assert FilterForm({}, force=ForceFactory()).in_words == []


def test_a_finding_issued_while_the_file_is_made_waits_for_the_next_one(force):
    first = FindingFactory(force=force)
    issued = []

    def issue_before_findings_are_read(execute, sql, params, many, context):
        if not issued and 'FROM "inspections_finding"' in sql:
            issued.append(True)
            FindingFactory(force=force)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(issue_before_findings_are_read):
        book = register_workbook(force, {}, asked=[], on=timezone.localdate(), author="A")
    assert [row[0] for row in book.sheets[0].table.rows] == [first.reference]
    assert Finding.objects.filter(force=force).count() == 2
