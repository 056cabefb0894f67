"""A framework administrator imports an edition, and exports one in each format."""

import io

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from frameworks.content import digest
from frameworks.files.read import take_file
from frameworks.models import Edition, Framework
from frameworks.publication.acts import edit_as_new
from tests.factories import small_edition
from tests.frameworks.files.test_read import edition_of, workbook_of

pytestmark = pytest.mark.django_db

FILES = {
    "ci-sam": "ci_sam",
    "competency": "competency",
    "judgment-criteria": "judgment_criteria",
    "nisp": "nisp",
    "peel-paf": "peel_paf_2021",
}


@pytest.fixture(autouse=True)
def signed_in(client, framework_administrator):
    client.force_login(framework_administrator)


@pytest.fixture
def draft():
    return small_edition(label="Own", source="A report", framework__licence="L", framework__attribution="A")


def page(name, *args):
    return reverse(f"frameworks:{name}", args=args)


def send(client, content, name="edition.xlsx", **more):
    return client.post(page("import"), {"file": SimpleUploadedFile(name, content)}, **more)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_workbook_comes_in_as_a_draft(client):
    response = send(client, workbook_of(edition_of(2, 2)), follow=True)
    edition = Edition.objects.get(framework__slug="planted")
    assert response.redirect_chain == [(page("edition", edition.pk), 302)]
    assert said(response) == ["Planted framework, First is here as a draft."]
    assert (edition.status, edition.criteria.count()) == ("draft", 2)


def test_a_wrong_workbook_shows_each_cell_and_loads_nothing(client):
    response = send(client, workbook_of(edition_of(2, 2), **{"Statements B12": "Goood", "Criteria E3": "perhaps"}))
    assert response.status_code == 422
    assert [(cell.place, cell.says) for cell in response.context["wrong"]] == [
        ("Criteria, E3", "perhaps"),
        ("Statements, B12", "Goood"),
    ]
    assert "2 things to put right. Nothing was loaded." in response.text
    assert "2 things to put right in edition.xlsx" in response.text
    assert "One of: level-1, level-2, level-3, level-4." in response.text
    assert not Framework.objects.filter(slug="planted").exists()


@pytest.mark.parametrize(
    ("content", "name", "wrong"),
    [
        (b"", "edition.xlsx", "The file is empty."),
        (
            b"nonsense",
            "edition.xlsx",
            "The file isn't what its name says: edition.xlsx. Save it as an Excel workbook (.xlsx), and choose that"
            " file.",
        ),
        (
            b"nonsense",
            "edition.pdf",
            "That isn't an Excel workbook or a YAML file. Save it as an Excel workbook (.xlsx), and choose that file.",
        ),
        (b"- a\n- b: c", "edition.yaml", "3 things to put right. Nothing was loaded."),
    ],
)
def test_what_is_no_edition_is_refused(client, content, name, wrong):
    response = send(client, content, name)
    assert (response.status_code, response.context["form"].errors["file"]) == (422, [wrong])


def test_no_file_is_asked_for(client):
    response = client.post(page("import"))
    assert (response.status_code, response.context["form"].errors["file"]) == (422, ["Choose a file."])


def test_what_a_file_says_is_shown_as_text(client):
    evil = "<img src=x onerror=alert(1)>{{ 7 }}"
    response = send(client, workbook_of(edition_of(1, 1), **{"Statements B2": evil}))
    assert evil not in response.text
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7 }}" in response.text


@pytest.mark.parametrize("slug", FILES)
def test_each_shipped_fixture_is_taken_away_byte_for_byte(client, slug):
    edition = Edition.objects.get(framework__slug=slug)
    response = client.get(page("download", edition.pk, "fixture"))
    assert response.content == (settings.FIXTURE_DIRS[0] / f"{FILES[slug]}.yaml").read_bytes()
    assert response["Content-Disposition"].startswith('attachment; filename="OFFICIAL_framework-fixture_')


@pytest.mark.parametrize("form", ["xlsx", "yaml"])
def test_a_draft_is_taken_away_and_says_what_it_says(client, draft, form):
    content = client.get(page("download", draft.pk, form)).content
    draft.delete()
    Framework.objects.filter(pk=draft.framework_id).delete()
    taken = take_file(f"edition.{form}", content)
    assert (len(taken.edition.statements), taken.remarks) == (12, ())


def test_a_form_that_there_is_not_is_not_found(client, draft):
    assert client.get(page("download", draft.pk, "pdf")).status_code == 404


def test_the_template_has_a_sheet_for_everything(client):
    response = client.get(page("template"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheets = ["About", "Edition", "Levels", "Criteria", "Statements", "Counterparts", "Level titles"]
    assert book.sheetnames == sheets
    assert [cell.value for cell in book["Statements"][1]] == [
        *("Criterion", "Level", "Aspect", "Place", "Number", "Statement", "Mark", "Note")
    ]
    assert book["Statements"].protection.sheet is False


def test_others_see_no_way_in(client, assessor, ci_sam, draft):
    assert page("import") in client.get(page("list")).text
    client.force_login(assessor)
    assert page("import") not in client.get(page("list")).text
    assert page("new_edition", ci_sam.pk) not in client.get(page("edition", ci_sam.pk)).text
    for name in ("publish", "download"):
        args = [draft.pk, *(["yaml"] if name == "download" else [])]
        assert client.get(page(name, *args)).status_code == 404
    assert send(client, workbook_of(edition_of(1, 1))).status_code == 403


def test_a_pasted_table_is_shown_first_and_kept_then_and_can_be_undone(client, ci_sam):
    draft = edit_as_new(ci_sam, "2027")
    before, address = digest(draft), page("paste_table", draft.pk)
    sent = {"table": "\tMarginal\tReactive\nLeadership\t• One\n• Two\t• <b>Three</b>", "criterion": ""}
    response = client.post(address, sent)
    assert [(cell.criterion, cell.level, len(cell.statements)) for cell in response.context["table"].cells] == [
        ("leadership", "1", 2),
        ("leadership", "2", 1),
    ]
    assert [heading for heading, _ in response.context["shown"]] == ["Leadership: Marginal", "Leadership: Reactive"]
    assert "&lt;b&gt;Three&lt;/b&gt;" in response.text
    assert digest(draft) == before
    response = client.post(address, sent | {"keep": "1"}, follow=True)
    assert said(response) == ["Added 3 statements from a table to leadership."]
    places = draft.criteria.get(code="leadership").statements.filter(level__code="1").order_by("position")
    assert list(places.values_list("position", "text"))[-2:] == [(9, "One"), (10, "Two")]
    edit = draft.edits.get()
    client.post(reverse("frameworks:undo_edit", args=[draft.pk, edit.pk]))
    assert digest(draft) == before


MERGED = """<table><tr><th>Theme</th><th>Marginal</th><th>Reactive</th><th>Process-focused</th></tr>
<tr><td>Leadership</td><td>There is no plan</td><td>There is a plan</td><td>The plan is kept up to date</td></tr>
<tr><td>Engagement</td><td colspan="2">Training is <b>patchy</b></td><td>Everybody is trained</td></tr></table>"""


def test_a_merged_cell_is_a_question_and_nothing_is_kept_before_it_is_answered(client, ci_sam):
    draft = edit_as_new(ci_sam, "2027")
    before, address = digest(draft), page("paste_table", draft.pk)
    sent = {"table": MERGED, "criterion": ""}
    response = client.post(address, sent)
    assert (response.status_code, response.context["places"].errors) == (200, {})
    [(name, field)] = response.context["places"].fields.items()
    assert (field.label, field.help_text) == (
        "Where does “Training is patchy” belong?",
        "In row 3, column 2 of the table it stands in a merged cell.",
    )
    assert field.choices == [
        ("0", "Engagement: Marginal"),
        ("1", "Engagement: Reactive"),
        ("each", "In each of these"),
        ("nowhere", "Leave it out"),
    ]
    headings = [heading for heading, _ in response.context["shown"]]
    assert headings[-1:] == ["Engagement: Process-focused"]
    unanswered = client.post(address, sent | {"keep": "1"})
    assert unanswered.status_code == 422
    assert unanswered.context["places"].errors == {name: ["Say where it belongs, or leave it out."]}
    assert client.post(address, sent | {"keep": "1", name: "2"}).status_code == 422
    assert digest(draft) == before
    again = client.post(address, sent | {name: "1"})
    assert again.context["places"][name].value() == "1"
    response = client.post(address, sent | {"keep": "1", name: "1"}, follow=True)
    assert said(response) == ["Added 5 statements from a table to leadership, engagement."]
    rows = draft.criteria.get(code="engagement").statements.order_by("pk").values_list("level__code", "text")
    assert list(rows)[-2:] == [("2", "Training is patchy"), ("3", "Everybody is trained")]


def test_an_answer_about_other_words_answers_nothing(client, ci_sam):
    draft = edit_as_new(ci_sam, "2027")
    address = page("paste_table", draft.pk)
    [name] = client.post(address, {"table": MERGED, "criterion": ""}).context["places"].fields
    changed = MERGED.replace("patchy", "good")
    response = client.post(address, {"table": changed, "criterion": "", name: "0", "keep": "1"})
    assert response.status_code == 422
    assert name not in response.context["places"].fields


def test_a_table_of_which_everything_is_left_out_keeps_nothing(client, ci_sam):
    draft = edit_as_new(ci_sam, "2027")
    sent = {"table": "\tMarginal\tReactive\nLeadership\tOne", "criterion": ""}
    [name] = client.post(page("paste_table", draft.pk), sent).context["places"].fields
    response = client.post(page("paste_table", draft.pk), sent | {name: "nowhere", "keep": "1"})
    told = "Everything in the table is left out, so there is nothing to keep."
    assert (response.status_code, response.context["places"].non_field_errors()) == (422, [told])
    assert response.text.count(told) == 1


def test_a_table_that_cannot_be_told_is_refused_cell_by_cell(client, ci_sam):
    draft = edit_as_new(ci_sam, "2027")
    sent = {"table": "\tMarginal\tBest\nNobody\tOne\tTwo", "keep": "1"}
    response = client.post(page("paste_table", draft.pk), sent)
    assert response.status_code == 422
    assert [cell.place for cell in response.context["table"].wrong] == [
        "The table, row 1, column 3",
        "The table, row 2, column 1",
    ]
    assert "2 things to put right in the table." in response.text
    assert client.get(page("paste_table", ci_sam.pk)).status_code == 404
