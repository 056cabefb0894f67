"""Search in the words of the frameworks: what counts as found, who finds what, and what the page says."""

import pytest
from django.urls import reverse

from frameworks.models import Edition, LevelTitle, Statement
from frameworks.search.words import Piece, fold, sought
from tests.factories import CriterionFactory, EditionFactory, LevelFactory, StatementFactory, small_edition

SEARCH = reverse("frameworks:search")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  ", ()),
        ("a", ()),
        ("?", ()),
        ("9", ("9",)),
        ("a blame culture", ("culture", "blame")),
        ("Blame BLAME", ("blame",)),
        ('"blame  Culture" exists', ("blame culture", "exists")),
        ("“blame culture”", ("blame culture",)),
        ("1.1.2", ("1.1.2",)),
        ("café", ("cafe",)),
        ('"unclosed phrase', ("unclosed", "phrase")),
        ("force\u2019s", ("force's",)),
    ],
)
def test_what_was_typed_becomes_words_and_phrases(typed, terms):
    assert sought(typed).terms == terms


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("collab", "A Collaborative force", True),
        ("labor", "A collaborative force", False),
        ("blame culture", "The culture is one of blame", True),
        ('"blame culture"', "The culture is one of blame", False),
        ('"blame culture"', "A blame\nculture exists", True),
        ("naive", "A naïve plan", True),
        ("naïve", "A naive plan", True),
        ("naive", "A nai\u0308ve plan", True),
        ("STRASSE", "Eine Straße", True),
        ("force's", "The force\u2019s plan", True),
        ("anti-social", "anti\u2013social behaviour", True),
        ("1.1", "1.1.2", True),
        ("1.1", "11.1", False),
        (".*", "anything", False),
        ("(eg", "demands (eg, policy)", True),
    ],
)
def test_a_word_is_found_at_the_beginning_of_a_word(typed, text, found):
    terms = sought(typed)
    assert bool(terms and not terms.missing_from(text)) is found


@pytest.mark.parametrize(
    ("typed", "text", "pieces"),
    [
        ("blame", "A blame culture", [("A ", False), ("blame", True), (" culture", False)]),
        ("naive", "so nai\u0308ve", [("so ", False), ("nai\u0308ve", True)]),
        ("cafe", "so cafe\u0301!", [("so ", False), ("cafe\u0301", True), ("!", False)]),
        ("strasse", "Straße 1", [("Straße", True), (" 1", False)]),
        ("of officers", "office", [("of", True), ("fice", False)]),
        ("office officers", "officers", [("officers", True)]),
        ("absent", "nothing here", [("nothing here", False)]),
    ],
)
def test_the_pieces_are_the_whole_text_cut_where_it_was_found(typed, text, pieces):
    found = sought(typed).pieces(text)
    assert [(piece.text, piece.found) for piece in found] == pieces
    assert "".join(piece.text for piece in found) == text


def test_a_folded_text_knows_where_each_character_comes_from():
    assert fold("Aß") == ("ass", [0, 1, 1])
    assert sought("x").pieces("") == ()
    assert sought("xx").pieces("xx") == (Piece("xx", True),)


@pytest.fixture
def edition(db):
    """Return a published edition with two criteria and words that no shipped framework has."""
    edition = EditionFactory(framework__title="Zoological matrix", label="2030", status=Edition.Status.PUBLISHED)
    low = LevelFactory(edition=edition, rank=1, code="1", name="1")
    high = LevelFactory(edition=edition, rank=2, code="high", name="High")
    first = CriterionFactory(edition=edition, position=1, code="Z1", title="Quokka care", guidance="Feed the wombat.")
    second = CriterionFactory(edition=edition, position=2, code="Z2", title="Other animals")
    StatementFactory(criterion=first, level=low, position=1, text="A platypus is <b>ignored</b> & alone")
    StatementFactory(criterion=second, level=high, position=1, text="Every platypus is seen", code="Z2.1")
    underdone = Statement.Aspect.UNDERDONE
    StatementFactory(criterion=second, level=None, aspect=underdone, position=1, text="Counts no platypus")
    LevelTitle.objects.create(criterion=second, level=high, title="Menagerie mastery")
    return edition


@pytest.fixture
def found(client, reader):
    """Return a function that searches and returns (criterion, (where, text) of its lines) for each find."""
    client.force_login(reader)

    def search(q, **given):
        results = client.get(SEARCH, {"q": q, **given}).context["results"]
        return [
            (text(each.title), [(line.where, text(line.text)) for line in each.lines])
            for group in results.editions
            for each in group.criteria
        ]

    def text(pieces):
        return "".join(piece.text for piece in pieces)

    return search


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        (
            "PLATYPUS",
            [
                ("Quokka care", [("Level 1", "A platypus is <b>ignored</b> & alone")]),
                ("Other animals", [("High", "Every platypus is seen"), ("Underdone", "Counts no platypus")]),
            ],
        ),
        ("quokka", [("Quokka care", [])]),
        ("Z2.1", [("Other animals", [("High", "Every platypus is seen")])]),
        ("quokka platypus", [("Quokka care", [("Level 1", "A platypus is <b>ignored</b> & alone")])]),
        ("wombat", [("Quokka care", [("Guidance", "Feed the wombat.")])]),
        ("menagerie", [("Other animals", [("Name at High", "Menagerie mastery")])]),
        ("platypus zebra", []),
    ],
)
def test_criteria_statements_codes_and_names_are_found(edition, found, q, expected):
    assert found(q) == expected


def test_a_framework_can_be_chosen(edition, found):
    assert found("platypus", framework="ci-sam") == []
    assert len(found("platypus", framework=edition.framework.slug)) == 2


def test_a_draft_is_found_by_framework_administrators_only(edition, found, client, framework_administrator):
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.DRAFT)
    assert found("platypus") == []
    client.force_login(framework_administrator)
    assert len(found("platypus")) == 2


def test_a_withdrawn_edition_is_found_and_says_so(edition, client, reader):
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.WITHDRAWN)
    client.force_login(reader)
    assert "Withdrawn" in client.get(SEARCH, {"q": "platypus"}).content.decode()


def test_what_was_found_is_marked_and_escaped(edition, client, reader):
    client.force_login(reader)
    page = client.get(SEARCH, {"q": "platypus"}).content.decode()
    assert 'A <mark class="app-mark">platypus</mark> is &lt;b&gt;ignored&lt;/b&gt; &amp; alone' in page
    assert "<b>ignored" not in page


def test_what_was_typed_is_escaped(client, reader):
    client.force_login(reader)
    page = client.get(SEARCH, {"q": '"><img src=x onerror=alert(1)>'}).content.decode()
    assert "<img" not in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"q": "a"}, "Type a word of two letters or more, or a number."),
        ({"q": "zzzyx"}, "Nothing found"),
        ({"q": "x" * 201}, "Search for 200 characters or fewer."),
        ({"q": "force", "framework": "nowhere"}, "Choose a framework from the list, or all frameworks."),
        ({"q": "force\x00"}, "Null characters are not allowed."),
    ],
)
def test_the_page_says_why_it_shows_nothing(client, reader, given, sentence):
    client.force_login(reader)
    response = client.get(SEARCH, given)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert response.context["results"].editions == ()


def test_before_a_search_there_is_only_the_form(client, reader):
    client.force_login(reader)
    page = client.get(SEARCH).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert ("found" in main, "Nothing" in main, "Type a word" in main) == (False, False, False)


@pytest.mark.parametrize(
    ("number", "shown"), [("1", 20), ("2", 20), ("3", 5), ("99", 5), ("-1", 5), ("x", 20), ("9" * 30, 5)]
)
def test_finds_come_twenty_to_a_page(client, reader, number, shown):
    small_edition(levels=1, criteria=45, statements=1, status=Edition.Status.PUBLISHED)
    client.force_login(reader)
    results = client.get(SEARCH, {"q": '"criterion"', "page": number, "framework": ""}).context["results"]
    groups = [group for group in results.editions if group.edition.framework.title.startswith("Test framework")]
    assert (sum(len(group.criteria) for group in groups), results.total) == (shown, 45)


def test_four_queries_whatever_there_is_to_read(client, reader, django_assert_num_queries):
    client.force_login(reader)
    for _ in range(3):
        small_edition(status=Edition.Status.PUBLISHED)
        with django_assert_num_queries(2 + 4):
            client.get(SEARCH, {"q": "force"})
