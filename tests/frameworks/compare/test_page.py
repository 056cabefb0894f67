"""Two editions as a page and as a Word file, and corrected by hand."""

import io

import pytest
from django.urls import reverse
from docx import Document as WordFile

from frameworks.compare.editions import Change, compare
from frameworks.compare.words import Mark, in_words, marked
from frameworks.models import Correspondence, Edition, Statement
from tests.factories import NOON, UserFactory, small_edition

TEXTS = {
    "1.1.1": "Leaders talk about improvement with their teams.",
    "1.1.2": "Every team keeps a list of what it wants to improve.",
    "1.2.1": "Evaluation is rarely carried out after a change.",
    "1.2.2": "Analysts collect new data where a decision needs it.",
}
NEW = {
    "1.1.1": "Leaders often talk about improvement with their teams.",
    "1.1.2": TEXTS["1.1.2"],
    "1.2.1": "Victims are asked what they thought of the service.",
    "1.2.2": TEXTS["1.2.2"],
}


@pytest.fixture
def old(db) -> Edition:
    return written(small_edition(levels=2, criteria=1, statements=2, label="One", status="published"), TEXTS)


@pytest.fixture
def new(old) -> Edition:
    made = small_edition(levels=2, criteria=1, statements=2, framework=old.framework, label="Two", status="published")
    return written(made, NEW)


def written(edition: Edition, texts: dict[str, str]) -> Edition:
    for place, text in texts.items():
        Statement.objects.filter(criterion__edition=edition, text=place).update(text=text)
    return edition


def at(edition: Edition, text: str) -> Statement:
    return Statement.objects.get(criterion__edition=edition, text=text)


@pytest.fixture
def administrator(client, db):
    user = UserFactory(name="Framework administrator", is_framework_administrator=True)
    client.force_login(user)
    return user


def page(client, old, new, show="changed"):
    return client.get(reverse("frameworks:comparison", args=[old.pk, new.pk]), {"show": show})


def test_the_page_shows_what_changed_and_marks_the_words(client, reader, old, new, django_assert_num_queries):
    client.force_login(reader)
    with django_assert_num_queries(16):
        answer = page(client, old, new)
    found = answer.context["page"]
    assert [(sort.code, sort.number) for sort in found.sorts] == [
        ("changed", 3), ("same", 2), ("reworded", 1), ("moved", 0), ("split", 0), ("merged", 0),
        ("new", 1), ("gone", 1), ("all", 5),
    ]  # fmt: skip
    assert [[(line.change, line.words) for line in each.lines] for each in found.criteria] == [
        [(Change.REWORDED, "Put in: “often”."), (Change.GONE, ""), (Change.NEW, "")]
    ]
    html = answer.content.decode()
    assert 'Leaders<ins class="app-in"><span class="govuk-visually-hidden">put in: </span> often</ins> talk' in html
    assert "Correct this" not in html


@pytest.mark.parametrize(
    ("show", "changes"),
    [("same", ["same", "same"]), ("gone", ["gone"]), ("nonsense", ["reworded", "gone", "new"])],
)
def test_one_sort_is_shown_at_a_time(client, reader, old, new, show, changes):
    client.force_login(reader)
    found = page(client, old, new, show).context["page"]
    assert [line.change for each in found.criteria for line in each.lines] == changes


def test_the_word_file_says_the_same_in_words(client, reader, old, new):
    client.force_login(reader)
    answer = client.get(reverse("frameworks:comparison_file", args=[old.pk, new.pk]))
    assert answer["Content-Disposition"].startswith('attachment; filename="OFFICIAL_comparison_all-forces_')
    table = WordFile(io.BytesIO(answer.content)).tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[0] for row in rows] == ["Change", "Reworded", "Gone", "New"]
    assert rows[1][3] == "Put in: “often”."


def test_editions_of_two_frameworks_are_not_compared(client, reader, old, ci_sam):
    client.force_login(reader)
    assert page(client, old, ci_sam).status_code == 404
    assert page(client, old, old).status_code == 404


def test_a_draft_is_compared_by_administrators_alone(client, reader, administrator, old):
    draft = small_edition(levels=1, criteria=1, statements=1, framework=old.framework)
    assert page(client, old, draft).status_code == 200
    client.force_login(reader)
    assert page(client, old, draft).status_code == 404


def address(old, new, statement) -> str:
    return reverse("frameworks:correct", args=[old.pk, new.pk, statement.pk])


def test_an_administrator_says_what_a_statement_became(client, administrator, old, new):
    gone, fresh = at(old, TEXTS["1.2.1"]), at(new, NEW["1.2.1"])
    assert client.get(address(old, new, gone)).context["form"]["became"].initial == ["gone"]
    answer = client.post(address(old, new, gone), {"became": [fresh.pk]})
    assert answer.status_code == 302
    said = Correspondence.objects.get()
    assert (said.old, said.new, said.edition, said.by) == (gone, fresh, new, administrator)
    change = compare(old, new).of_old[gone.pk]
    assert (change.change, change.new, change.by_hand) == (Change.REWORDED, (fresh.pk,), True)
    client.post(address(old, new, gone), {"became": ["gone"]})
    assert [(c.change, c.by_hand) for c in compare(old, new).statements if gone.pk in c.old] == [(Change.GONE, True)]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Say what it became, or that it is gone."),
        ({"became": ["gone", "NEW"]}, "Choose statements, or that it is gone, not both."),
        ({"became": ["0"]}, "Choose from the list."),
    ],
)
def test_what_cannot_be_is_refused(client, administrator, old, new, sent, told):
    gone, fresh = at(old, TEXTS["1.2.1"]), at(new, NEW["1.2.1"])
    sent = {name: [str(fresh.pk) if each == "NEW" else each for each in values] for name, values in sent.items()}
    answer = client.post(address(old, new, gone), sent)
    assert (answer.status_code, answer.context["form"].errors["became"]) == (422, [told])
    assert not Correspondence.objects.exists()


def test_a_statement_is_split_or_merged_never_both(client, administrator, old, new):
    first, second = at(old, TEXTS["1.1.1"]), at(old, TEXTS["1.2.1"])
    one, other = at(new, NEW["1.1.1"]), at(new, NEW["1.2.1"])
    Correspondence.objects.decide(first, new, [one, other], by=administrator, at=NOON)
    answer = client.post(address(old, new, second), {"became": [other.pk]})
    assert answer.status_code == 422
    assert compare(old, new).of_old[first.pk].change == Change.SPLIT
    Correspondence.objects.decide(first, new, [one], by=administrator, at=NOON)
    Correspondence.objects.decide(second, new, [one], by=administrator, at=NOON)
    [merged] = [change for change in compare(old, new).statements if one.pk in change.new]
    assert (merged.change, set(merged.old)) == (Change.MERGED, {first.pk, second.pk})


def test_others_cannot_correct(client, reader, old, new):
    client.force_login(reader)
    statement = at(old, TEXTS["1.1.1"])
    assert client.get(address(old, new, statement)).status_code == 404
    assert client.post(address(old, new, statement), {"became": ["gone"]}).status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "marks", "words"),
    [
        ("The same.", "The same.", [Mark("kept", "The same.")], ""),
        (
            "They ask twice.",
            "They look once.",
            [Mark("kept", "They "), Mark("out", "ask twice"), Mark("in", "look once"), Mark("kept", ".")],
            "Taken out: “ask twice”. Put in: “look once”.",
        ),
        ("One two.", "One.", [Mark("kept", "One"), Mark("out", " two"), Mark("kept", ".")], "Taken out: “two”."),
        ("", "New", [Mark("in", "New")], "Put in: “New”."),
    ],
)
def test_words_that_changed_are_marked(old, new, marks, words):
    assert list(marked(old, new)) == marks
    assert in_words(marked(old, new)) == words
