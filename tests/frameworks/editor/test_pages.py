"""The editor of draft editions as framework administrators use it, page by page and without a script."""

import pytest
from django.test import Client
from django.urls import reverse

from frameworks.editor.words import fingerprint
from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Statement
from tests.factories import UserFactory, small_edition

pytestmark = pytest.mark.django_db

SESSION_AND_USER, EDITION, DRAFT, PROBLEMS = 2, 1, 7, 6


@pytest.fixture
def draft():
    """Return a draft of two criteria, three levels and two statements in each cell."""
    return small_edition(source="A document", framework__licence="A licence")


@pytest.fixture
def editor(framework_administrator):
    return signed_in(framework_administrator)


@pytest.fixture
def other():
    """Return the client of a second framework administrator."""
    return signed_in(UserFactory(name="Second administrator", is_framework_administrator=True))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at(name, edition, *more):
    return reverse(f"frameworks:{name}", args=[edition.pk, *more])


def criterion(edition, place=1):
    return Criterion.objects.get(edition=edition, position=place)


def statement(edition, text):
    return Statement.objects.get(criterion__edition=edition, text=text)


def texts(edition, place=1, rank=1):
    rows = Statement.objects.filter(criterion=criterion(edition, place), level__rank=rank)
    return list(rows.order_by("position").values_list("text", flat=True))


def field(row, column, value, seen=None):
    """Return what a page sends of one field: what was typed, and the mark of what was seen."""
    name = f"{row._meta.model_name}-{row.pk}-{column}"
    return {name: value, f"{name}-was": fingerprint(getattr(row, column) if seen is None else seen)}


def words(page):
    return " ".join(page.content.decode().split())


def said(page):
    return [str(message) for message in page.context["messages"]]


def addresses(edition):
    own = criterion(edition)
    first = own.statements.order_by("pk").first()
    plain = ("edit", "edit_about", "edit_levels", "add_level", "add_criterion", "edit_changes", "try_rule")
    return [
        *(at(name, edition) for name in plain),
        *(at(name, edition, own.pk) for name in ("edit_criterion", "paste_statements")),
        *(at(name, edition, first.pk) for name in ("edit_statement", "split_statement")),
        at("delete_from_draft", edition, "criterion", own.pk),
    ]


# --- Who, what and how fast


def test_every_page_is_for_framework_administrators_alone(editor, draft, reader):
    assert {editor.get(url).status_code for url in addresses(draft)} == {200}
    assert {signed_in(reader).get(url).status_code for url in addresses(draft)} == {404}
    written = [url for url in addresses(draft) if url not in {at("edit_changes", draft), at("try_rule", draft)}]
    assert {signed_in(reader).post(url).status_code for url in written} == {404}


def test_a_published_edition_says_that_it_is_and_offers_a_copy(editor, draft):
    urls = addresses(draft)
    Edition.objects.filter(pk=draft.pk).update(status="published")
    for url in urls:
        page = editor.get(url)
        assert page.status_code == 200
        assert at("new_edition", draft) in words(page)
    renamed = field(criterion(draft), "title", "Another")
    assert editor.post(at("edit_criterion", draft, criterion(draft).pk), renamed).status_code == 409
    assert criterion(draft).title == "Criterion 1"


def test_pages_take_as_many_queries_for_a_large_edition_as_for_a_small_one(editor, django_assert_num_queries):
    for edition in (small_edition(), small_edition(levels=4, criteria=6, statements=4)):
        for url in addresses(edition):
            # The list of changes has its own, the page about the edition the choice of what it replaces, and a trial
            # reads the edition as assessments do.
            others = {at("edit_changes", edition): 1, at("edit_about", edition): 1, at("try_rule", edition): 5}
            more = others.get(url, 0)
            with django_assert_num_queries(SESSION_AND_USER + EDITION + DRAFT + PROBLEMS + more):
                assert editor.get(url).status_code == 200


# --- The tree


def test_criteria_move_by_buttons(editor, draft):
    first, second = criterion(draft, 1), criterion(draft, 2)
    page = editor.post(at("edit", draft), {"do": f"down criterion {first.pk}"}, follow=True)
    assert said(page) == ["Moved criterion-1 down."]
    assert [criterion(draft, 1), criterion(draft, 2)] == [second, first]
    editor.post(at("edit", draft), {"do": f"in criterion {first.pk}"})
    assert criterion(draft, 2).parent == second
    editor.post(at("edit", draft), {"do": f"out criterion {first.pk}"})
    assert criterion(draft, 2).parent is None


@pytest.mark.parametrize(
    ("do", "why"),
    [
        ("up criterion {}", "It is the first here already."),
        ("in criterion {}", "There is no criterion before it here"),
        ("up criterion 999999", "Somebody else moved or removed this"),
        ("explode criterion {}", "That button is not known here."),
        ("merge criterion {}", "That button is not known here."),
        ("", "That button is not known here."),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_its_reason(editor, draft, do, why):
    page = editor.post(at("edit", draft), {"do": do.format(criterion(draft).pk)})
    assert (page.status_code, why in words(page)) == (409, True)


def test_a_move_from_a_page_that_is_out_of_date_is_refused(editor, other, draft):
    first, second = criterion(draft, 1), criterion(draft, 2)
    seen = {f"place-criterion-{first.pk}": "0.0"}
    assert other.post(at("edit", draft), {"do": f"down criterion {first.pk}"} | seen).status_code == 302
    page = editor.post(at("edit", draft), {"do": f"down criterion {first.pk}"} | seen)
    assert page.status_code == 409
    assert criterion(draft, 1) == second


def test_a_script_gets_the_tree_alone(editor, draft):
    page = editor.post(
        at("edit", draft), {"do": f"down criterion {criterion(draft).pk}"}, headers={"HX-Request": "true"}
    )
    assert (page.status_code, "<html" in words(page)) == (200, False)


def test_adding_and_deleting_a_criterion(editor, draft):
    typed = {"title": "New", "code": "n", "kind": "area", "scored": "on", "parent": str(criterion(draft).pk)}
    assert editor.post(at("add_criterion", draft), typed).status_code == 302
    new = criterion(draft, 2)
    assert (new.title, new.parent, new.scored, new.graded) == ("New", criterion(draft), True, False)
    again = editor.post(at("add_criterion", draft), typed)
    assert (again.status_code, "This draft has a criterion with the code n already." in words(again)) == (422, True)
    asked = editor.get(at("delete_from_draft", draft, "criterion", criterion(draft).pk))
    assert asked.context["deletion"].parts == ("1 criterion", "6 statements")
    unseen = editor.post(at("delete_from_draft", draft, "criterion", criterion(draft).pk), {"was": "other"})
    assert (unseen.status_code, draft.criteria.count()) == (409, 3)
    gone = editor.post(asked.request["PATH_INFO"], {"was": asked.context["deletion"].fingerprint})
    assert (gone.status_code, draft.criteria.count()) == (302, 1)
    assert criterion(draft, 1).title == "Criterion 2"


# --- Fields


def test_a_page_saves_what_was_changed_and_leaves_the_rest(editor, draft):
    one = criterion(draft)
    typed = field(one, "title", "Another title") | field(one, "guidance", "") | field(one, "scored", "on")
    page = editor.post(at("edit_criterion", draft, one.pk), typed, follow=True)
    one.refresh_from_db()
    assert (one.title, one.scored) == ("Another title", True)
    assert draft.edits.get().what == "Changed the title of criterion-1"
    assert said(page)[0].startswith("Saved ")


def test_what_is_no_good_is_said_beside_what_was_typed_and_the_rest_is_saved(editor, draft):
    one = criterion(draft)
    typed = field(one, "title", "") | field(one, "code", "criterion-2") | field(one, "note", "Kept")
    page = editor.post(at("edit_criterion", draft, one.pk), typed)
    one.refresh_from_db()
    assert (page.status_code, one.note, one.title, one.code) == (422, "Kept", "Criterion 1", "criterion-1")
    assert list(page.context["form"].errors) == [f"criterion-{one.pk}-title", f"criterion-{one.pk}-code"]
    assert "Something else in this draft has that code" in words(page)
    assert 'value="criterion-2"' in words(page)


def test_the_edition_and_its_framework(editor, draft):
    before = small_edition(framework=draft.framework)
    date = f"edition-{draft.pk}-published_on"
    typed = field(draft, "label", "2027") | field(draft.framework, "licence", "Another licence")
    typed |= {f"{date}_day": "1", f"{date}_month": "4", f"{date}_year": "2027", f"{date}-was": fingerprint(None)}
    typed |= field(draft, "supersedes", str(before.pk), seen=None) | {
        f"edition-{draft.pk}-supersedes-was": fingerprint(None)
    }
    assert editor.post(at("edit_about", draft), typed).status_code == 302
    draft.refresh_from_db()
    draft.framework.refresh_from_db()
    assert (draft.label, str(draft.published_on), draft.supersedes) == ("2027", "2027-04-01", before)
    assert draft.framework.licence == "Another licence"


def test_levels_are_added_renamed_and_put_in_order(editor, draft):
    assert editor.post(at("add_level", draft), {"name": "Top", "code": "top"}).status_code == 302
    top = Level.objects.get(edition=draft, code="top")
    assert top.rank == 4
    typed = field(top, "lead_in", "The force:") | field(top, "builds", "on_top") | {"do": f"up level {top.pk}"}
    assert editor.post(at("edit_levels", draft), typed).status_code == 302
    top.refresh_from_db()
    assert (top.rank, top.lead_in, top.builds) == (3, "The force:", "on_top")
    assert Level.objects.get(edition=draft, code="level-3").rank == 4


def test_a_name_at_one_level(editor, draft):
    one, level = criterion(draft), Level.objects.get(edition=draft, rank=2)
    name = f"criterion-{one.pk}-title_at_{level.pk}"
    url = at("edit_criterion", draft, one.pk)
    editor.post(url, {name: "Called so", f"{name}-was": fingerprint("")})
    assert LevelTitle.objects.get(criterion=one, level=level).title == "Called so"
    editor.post(url, {name: "", f"{name}-was": fingerprint("Called so")})
    assert not LevelTitle.objects.filter(criterion=one).exists()


# --- Statements


def test_a_pasted_list_is_shown_before_it_is_kept(editor, draft):
    url, level = at("paste_statements", draft, criterion(draft).pk), Level.objects.get(edition=draft, rank=1)
    typed = {"cell": str(level.pk), "pasted": "\u2022 One\r\n\u2022 Two\r\n   goes on"}
    page = editor.post(url, typed)
    assert page.context["preview"] == [("", "One"), ("", "Two goes on")]
    assert len(texts(draft)) == 2
    assert editor.post(url, typed | {"keep": "1"}).status_code == 302
    assert texts(draft) == ["1.1.1", "1.1.2", "One", "Two goes on"]


def test_pasted_numbers_are_kept_where_somebody_says_so(editor, draft):
    typed = {"cell": "vision", "pasted": "53.1 One\n53.2 Two", "numbers": "on", "keep": "1"}
    editor.post(at("paste_statements", draft, criterion(draft).pk), typed)
    found = Statement.objects.filter(criterion=criterion(draft), aspect="vision").order_by("position")
    assert list(found.values_list("code", "text", "level")) == [("53.1", "One", None), ("53.2", "Two", None)]


def test_nothing_pasted_is_refused(editor, draft):
    page = editor.post(
        at("paste_statements", draft, criterion(draft).pk), {"cell": "vision", "pasted": "-\n", "keep": "1"}
    )
    assert (page.status_code, "There are no words in it." in words(page)) == (422, True)


@pytest.mark.parametrize("cut", [{"text": "1.1.\r\n\r\n1", "at": ""}, {"text": "1.1.1", "at": "4"}])
def test_a_statement_is_split_and_joined_again(editor, draft, cut):
    one = statement(draft, "1.1.1")
    assert editor.post(at("split_statement", draft, one.pk), cut | {"was": fingerprint("1.1.1")}).status_code == 302
    assert texts(draft) == ["1.1.", "1", "1.1.2"]
    editor.post(at("edit_criterion", draft, one.criterion_id), {"do": f"merge statement {one.pk}"})
    assert texts(draft) == ["1.1. 1", "1.1.2"]


def test_splitting_nowhere_or_what_somebody_changed_is_refused(editor, draft):
    url = at("split_statement", draft, statement(draft, "1.1.1").pk)
    assert editor.post(url, {"text": "1.1.1", "was": fingerprint("1.1.1")}).status_code == 422
    page = editor.post(url, {"text": "1\n\n2", "was": fingerprint("Older words")})
    assert (page.status_code, "Somebody else changed this" in words(page)) == (422, True)
    assert texts(draft) == ["1.1.1", "1.1.2"]


def test_statements_move_within_a_cell_and_to_another_level(editor, draft):
    one, level = statement(draft, "1.1.1"), Level.objects.get(edition=draft, rank=2)
    editor.post(at("edit_criterion", draft, one.criterion_id), {"do": f"down statement {one.pk}"})
    assert texts(draft) == ["1.1.2", "1.1.1"]
    url = at("edit_statement", draft, one.pk)
    editor.post(url, {"do": f"cell statement {one.pk}", f"cell-{one.pk}": str(level.pk)})
    assert (texts(draft), texts(draft, rank=2)) == (["1.1.2"], ["1.2.1", "1.2.2", "1.1.1"])
    page = editor.post(url, {"do": f"cell statement {one.pk}", f"cell-{one.pk}": "nowhere"})
    assert page.status_code == 409


def test_counterparts_are_paired_and_parted(editor, draft):
    weak, strong = statement(draft, "1.1.1"), statement(draft, "1.3.2")
    url = at("edit_statement", draft, weak.pk)
    editor.post(url, {"do": f"pair statement {weak.pk}", f"other-{weak.pk}": str(strong.pk)})
    pair = Counterpart.objects.get(stronger=strong, weaker=weak)
    assert "<strong>Stronger, Level 3:</strong> 1.3.2" in words(editor.get(url))
    editor.post(url, {"do": f"unpair counterpart {pair.pk}"})
    assert not Counterpart.objects.filter(stronger=strong).exists()


def test_a_button_saves_first_what_is_typed(editor, draft):
    one = statement(draft, "1.1.1")
    typed = field(one, "text", "New words") | {"do": f"open statement {one.pk}"}
    gone_to = editor.post(at("edit_criterion", draft, one.criterion_id), typed)
    assert gone_to.url == at("edit_statement", draft, one.pk)
    assert texts(draft) == ["New words", "1.1.2"]


# --- Problems


def test_problems_are_sentences_that_lead_to_their_place(editor, draft):
    Statement.objects.filter(criterion=criterion(draft, 2)).delete()
    empty = statement(draft, "1.1.2")
    Statement.objects.filter(pk=empty.pk).update(text=" ")
    page = editor.get(at("edit", draft))
    found = [(problem.sentence, problem.url) for problem in page.context["desk"].problems]
    of_one, of_two = (at("edit_criterion", draft, criterion(draft, place).pk) for place in (1, 2))
    assert found == [
        ("criterion-2 is scored, and no statement stands on or below it.", of_two),
        ("criterion-1, Level 1, statement 2 has no text.", f"{of_one}#statement-{empty.pk}"),
    ]
    assert "2 problems" in words(page)
