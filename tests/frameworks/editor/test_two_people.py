"""Two framework administrators at once, the saving of fields by themselves, and undoing by the list of changes."""

import pytest

from frameworks.editor.words import fingerprint
from frameworks.models import Statement
from tests.factories import small_edition
from tests.frameworks.editor.test_pages import at, criterion, draft, editor, field, other, said, statement, texts, words

__all__ = ["draft", "editor", "other"]

pytestmark = pytest.mark.django_db


def test_what_two_people_change_at_once_is_shown_to_the_second(editor, other, draft):
    one = criterion(draft)
    url = at("edit_criterion", draft, one.pk)
    assert other.post(url, field(one, "title", "Theirs")).status_code == 302
    page = editor.post(url, field(one, "title", "Mine") | field(one, "note", "Saved all the same"))
    one.refresh_from_db()
    assert (page.status_code, one.title, one.note) == (409, "Theirs", "Saved all the same")
    assert "Second administrator changed this while you were typing" in words(page)
    assert 'app-verbatim">Theirs</p>' in words(page)
    assert "> Mine</textarea>" in words(page)
    slot = page.context["page"].own[0]
    # Pressing “Use mine” sends what the page shows now: their words have been seen.
    assert slot.was == fingerprint("Theirs")
    assert editor.post(url, {slot.field.html_name: "Mine", f"{slot.field.html_name}-was": slot.was}).status_code == 302
    one.refresh_from_db()
    assert one.title == "Mine"


def test_keeping_theirs(editor, other, draft):
    one = criterion(draft)
    url, name = at("edit_criterion", draft, one.pk), f"criterion-{one.pk}-title"
    other.post(url, field(one, "title", "Theirs"))
    page = editor.post(url, field(one, "title", "Mine") | {"theirs": name}, follow=True)
    one.refresh_from_db()
    assert (page.status_code, one.title) == (200, "Theirs")
    assert "> Theirs</textarea>" in words(page)


def test_two_people_who_typed_the_same_do_not_clash(editor, other, draft):
    one = criterion(draft)
    for client in (other, editor):
        assert client.post(at("edit_criterion", draft, one.pk), field(one, "title", "Same")).status_code == 302
    assert draft.edits.count() == 1


def test_what_was_typed_into_something_deleted_is_given_back(editor, other, draft):
    lost = statement(draft, "1.1.1")
    typed = field(lost, "text", "A long day's work") | field(lost, "note", "")
    url = at("delete_from_draft", draft, "statement", lost.pk)
    other.post(url, {"was": other.get(url).context["deletion"].fingerprint})
    page = editor.post(at("edit_criterion", draft, lost.criterion_id), typed)
    told = [(each.name, each.text) for each in page.context["saved"].lost]
    assert (page.status_code, told) == (409, [("Statement: words", "A long day's work")])
    alone = editor.post(at("edit_statement", draft, lost.pk), typed)
    assert (alone.status_code, "A long day&#x27;s work" in words(alone)) == (409, True)
    assert editor.get(at("edit_statement", draft, lost.pk)).status_code == 404


def test_a_field_saves_itself(editor, other, draft):
    one, url = statement(draft, "1.1.1"), at("save_field", draft)
    saved = editor.post(url, field(one, "text", "First"))
    assert (saved.status_code, '<p class="app-saved">Saved ' in words(saved)) == (200, True)
    assert f'value="{fingerprint("First")}"' in words(saved)
    clash = other.post(url, field(one, "text", "Second"))
    assert (clash.status_code, "Framework administrator changed this" in words(clash)) == (409, True)
    empty = editor.post(url, field(one, "text", "", seen="First"))
    assert (empty.status_code, "Not saved." in words(empty)) == (422, True)
    Statement.objects.filter(pk=one.pk).delete()
    assert "copy it before you leave" in words(editor.post(url, field(one, "text", "Late", seen="First")))


@pytest.mark.parametrize("name", ["criterion-1-parent", "user-1-name", "statement-x-text", "edition-1-status"])
def test_only_what_may_be_edited_is(editor, draft, name):
    assert editor.post(at("save_field", draft), {name: "1", f"{name}-was": fingerprint("")}).status_code == 200
    assert draft.edits.count() == 0


def test_undoing_from_the_list(editor, draft):
    one = criterion(draft)
    editor.post(at("edit_criterion", draft, one.pk), field(one, "title", "Another title"))
    url = at("delete_from_draft", draft, "criterion", one.pk)
    editor.post(url, {"was": editor.get(url).context["deletion"].fingerprint})
    lines = editor.get(at("edit_changes", draft)).context["lines"]
    assert [(line.edit.what, line.went) for line in lines] == [
        ("Deleted criterion-1", "1 criterion, 6 statements"),
        ("Changed the title of criterion-1", ""),
    ]
    deleted, renamed = (line.edit for line in lines)
    refused = editor.post(at("undo_edit", draft, renamed.pk), follow=True)
    assert said(refused) == ["Not undone. Something later builds on it. Undo this first: Deleted criterion-1"]
    for edit in (deleted, renamed):
        assert said(editor.post(at("undo_edit", draft, edit.pk), follow=True)) == [f"Undone: {edit.what}."]
    assert (criterion(draft).pk, criterion(draft).title, texts(draft)) == (one.pk, "Criterion 1", ["1.1.1", "1.1.2"])
    again = editor.post(at("undo_edit", draft, renamed.pk), follow=True)
    assert said(again) == ["Not undone. That is undone already."]


def test_undoing_is_undone_in_its_turn(editor, draft):
    one = criterion(draft)
    editor.post(at("edit_criterion", draft, one.pk), field(one, "title", "Another title"))
    editor.post(at("undo_edit", draft, draft.edits.get().pk))
    editor.post(at("undo_edit", draft, draft.edits.latest("pk").pk))
    one.refresh_from_db()
    assert one.title == "Another title"


def test_nobody_undoes_an_edit_of_another_draft(editor, draft):
    one = criterion(draft)
    editor.post(at("edit_criterion", draft, one.pk), field(one, "title", "Another title"))
    assert editor.post(at("undo_edit", small_edition(), draft.edits.get().pk)).status_code == 404


def test_framework_words_are_never_markup(editor, draft):
    bad = '<img src=x onerror="x">{{ 7 }}'
    one = statement(draft, "1.1.1")
    editor.post(at("edit_statement", draft, one.pk), field(one, "text", bad))
    urls = [
        at("edit_criterion", draft, one.criterion_id),
        at("edit_statement", draft, one.pk),
        at("edit_changes", draft),
    ]
    for url in [*urls, at("delete_from_draft", draft, "statement", one.pk)]:
        page = editor.get(url).content.decode()
        assert ("<img src=x" in page, "&lt;img src=x" in page, "{{ 7 }}" in page) == (False, True, True)
