"""A table on its way in: what its columns and words mean is asked once a force, and what nobody came back for goes."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Force
from inspections.models import UploadedTable
from tests.factories import ForceFactory, UploadFactory
from tests.inspections.pages import page
from tests.inspections.tables import HEADINGS, as_csv, mapping, row, send, xlsx


def test_the_columns_are_remembered_for_the_next_file(as_lead, force):
    odd = ["Our number", "Sort", "Words", "Where from", "Row", "When"]
    content = as_csv(odd, [["R-1", "AFI", "T", "A report", "CDI", "05/01/2026"]])
    send(as_lead, force, content, "one.csv")
    upload = UploadedTable.objects.get()
    assert [column.field for column in as_lead.get(page("columns", upload.pk)).context["form"].columns] == [""] * 6
    fields = ("reference", "kind", "text", "inspection", "origin", "issued_on")
    as_lead.post(page("columns", upload.pk), mapping(upload, **dict(zip(odd, fields, strict=True))))
    as_lead.post(page("discard", upload.pk))
    send(as_lead, force, content, "two.csv")
    again = UploadedTable.objects.get()
    columns = as_lead.get(page("columns", again.pk)).context["form"].columns
    assert tuple(column.field for column in columns) == fields


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"Reference": "reference"}, "Choose the column that holds the type, the text and the inspection."),
        ({"Reference": "reference", "Text": "reference"}, "Column A is the reference already."),
        ({"Reference": "nonsense"}, "Select a valid choice. nonsense is not one of the available choices."),
    ],
)
def test_columns_that_do_not_do_are_refused(chosen, message, as_lead, force):
    upload = UploadFactory(force=force)
    response = as_lead.post(page("columns", upload.pk), mapping(upload, **chosen))
    assert response.status_code == 422
    assert [told for errors in response.context["form"].errors.values() for told in errors] == [message]


def test_words_are_asked_for_once_and_kept(as_lead, force, map_as_guessed):
    send(as_lead, force, xlsx(HEADINGS, [row("R-1", "Improvement area")]))
    shown = map_as_guessed()
    assert "What do these words mean?" in shown.content.decode()
    upload = UploadedTable.objects.get()
    assert as_lead.post(page("check", upload.pk)).status_code == 422
    blank = as_lead.post(page("words", upload.pk), {})
    assert blank.status_code == 422
    assert blank.context["form"].errors == {"word_0": ["Choose what “Improvement area” means."]}
    ready = as_lead.post(page("words", upload.pk), {"word_0": "afi"}, follow=True)
    assert ready.context["form"] is None
    assert [each.reference for each in ready.context["checked"].brought] == ["R-1"]


def test_another_force_s_table_is_not_found(as_lead):
    upload = UploadFactory()
    for name in ("check", "columns"):
        assert as_lead.get(page(name, upload.pk)).status_code == 404
    for name in ("check", "columns", "words", "discard"):
        assert as_lead.post(page(name, upload.pk)).status_code == 404
    assert UploadedTable.objects.filter(pk=upload.pk).exists()


def test_a_table_that_nobody_came_back_for_goes_with_the_next(as_lead, force):
    UploadFactory(force=force, at=timezone.now() - datetime.timedelta(days=3))
    send(as_lead, force, xlsx(HEADINGS, [row("R-1")]))
    assert [each.name for each in UploadedTable.objects.all()] == ["register.xlsx"]


def test_forces_do_not_share_what_their_columns_mean(as_lead, force):
    from inspections.models import ColumnChoice

    ColumnChoice.objects.create(force=ForceFactory(), purpose="register", field="reference", heading="Finding")
    upload = UploadFactory(force=Force.objects.get(pk=force.pk), headings=["Finding", "Text"])
    fields = [column.field for column in as_lead.get(page("columns", upload.pk)).context["form"].columns]
    assert fields == ["", "text"]
