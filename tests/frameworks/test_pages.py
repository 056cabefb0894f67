"""The pages to read a framework: what they show, who may read them, and that they change nothing."""

import re
from itertools import pairwise

import pytest
from django.apps import apps
from django.urls import reverse

from frameworks import content
from frameworks import pages as reading
from frameworks.matrix import matrix
from frameworks.models import Counterpart, Criterion, Edition, Framework, Level, LevelTitle, Statement
from tests.factories import CriterionFactory, EditionFactory, LevelFactory, StatementFactory, small_edition

SESSION_AND_USER = 2
READ_ONCE = 5


def shipped(slug: str) -> Edition:
    return Edition.objects.select_related("framework").get(framework__slug=slug)


def criterion_page(slug: str, code: str) -> reading.CriterionPage:
    words = content.content(shipped(slug))
    return reading.criterion_page(words, next(node for node in words.criteria if node.code == code))


def address(name: str, pk: int) -> str:
    return reverse(f"frameworks:{name}", args=[pk])


def html_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def small(db):
    """Return a published edition: a parent, and below it a criterion with statements at three grades and a pair."""
    edition = EditionFactory(
        framework__kind=Framework.Kind.GRADED, framework__licence="A licence", status=Edition.Status.PUBLISHED
    )
    low, mid, top = (LevelFactory(edition=edition, rank=rank, code=f"l{rank}") for rank in (1, 2, 3))
    parent = CriterionFactory(edition=edition, position=1, code="P", title="Parent", kind="area")
    child = CriterionFactory(edition=edition, position=2, code="P.1", title="Child", parent=parent, graded=True)
    CriterionFactory(edition=edition, position=3, code="P.1.1", title="Leaf", parent=child, kind="diagnostic")
    for level in (low, mid, top):
        for position in (1, 2):
            StatementFactory(criterion=child, level=level, position=position, text=f"{level.rank}.{position}")
    Counterpart.objects.create(stronger=at(child, 3, 2), weaker=at(child, 2, 1))
    return edition


def at(criterion, rank, position):
    return Statement.objects.get(criterion=criterion, level__rank=rank, position=position)


# --- Who may read, and what it costs


def addresses(edition: Edition) -> list[str]:
    criterion = edition.criteria.order_by("position").first()
    pages = [address("edition", edition.pk), address("matrix", edition.pk), address("criterion", criterion.pk)]
    return [reverse("frameworks:list"), reverse("frameworks:search"), *pages]


def test_the_pages_are_for_people_who_are_signed_in(client, small):
    assert {client.get(url).status_code for url in addresses(small)} == {302}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_pages_change_nothing(signed_in, small, method):
    def rows():
        return {
            model: list(model.objects.order_by("pk").values())
            for model in apps.get_app_config("frameworks").models.values()
        }

    before = rows()
    assert {getattr(signed_in, method)(url).status_code for url in addresses(small)} == {405}
    assert rows() == before
    assert {signed_in.head(url).status_code for url in addresses(small)} == {200}


@pytest.mark.parametrize(
    ("status", "as_reader", "as_administrator"), [("draft", 404, 200), ("published", 200, 200), ("withdrawn", 200, 200)]
)
def test_a_draft_is_for_framework_administrators(
    client, small, reader, framework_administrator, status, as_reader, as_administrator
):
    Edition.objects.filter(pk=small.pk).update(status=status)
    for user, expected in ((reader, as_reader), (framework_administrator, as_administrator)):
        client.force_login(user)
        assert {client.get(url).status_code for url in addresses(small)[2:]} == {expected}
        titles = [row.framework.title for row in client.get(reverse("frameworks:list")).context["shelf"]]
        assert (small.framework.title in titles) is (expected == 200)


@pytest.mark.parametrize("name", ["edition", "matrix", "criterion"])
def test_what_does_not_exist_is_not_found(signed_in, name):
    assert signed_in.get(address(name, 999_999_999)).status_code == 404


@pytest.mark.parametrize(("name", "own"), [("edition", 2), ("matrix", 1), ("criterion", 1)])
@pytest.mark.parametrize("slug", ["ci-sam", "judgment-criteria", "competency"])
def test_queries_are_few_and_constant(signed_in, slug, name, own, django_assert_num_queries):
    edition = shipped(slug)
    url = address(name, edition.criteria.order_by("-position").first().pk if name == "criterion" else edition.pk)
    for cold in (READ_ONCE, 0):
        with django_assert_num_queries(SESSION_AND_USER + own + cold):
            assert signed_in.get(url).status_code == 200


def test_the_list_takes_one_query(signed_in, django_assert_num_queries):
    for _ in range(2):
        small_edition(status=Edition.Status.PUBLISHED)
        with django_assert_num_queries(SESSION_AND_USER + 1):
            signed_in.get(reverse("frameworks:list"))


# --- The words


@pytest.mark.parametrize("slug", ["ci-sam", "peel-paf", "judgment-criteria", "nisp", "competency"])
def test_every_word_of_a_framework_can_be_read(signed_in, slug):
    edition = shipped(slug)
    for criterion in edition.criteria.order_by("position"):
        page = plain(html_of(signed_in, address("criterion", criterion.pk)))
        said = [criterion.title, criterion.guidance, criterion.note]
        for statement in criterion.statements.order_by("pk"):
            said += [statement.text, statement.note, statement.code]
        assert [words for words in said if squash(words) not in page] == []


@pytest.mark.parametrize("slug", ["ci-sam", "judgment-criteria", "competency"])
def test_every_statement_with_a_level_stands_in_the_matrix(signed_in, slug):
    edition = shipped(slug)
    page = plain(html_of(signed_in, address("matrix", edition.pk)))
    levelled = Statement.objects.filter(criterion__edition=edition, level__isnull=False).order_by("pk")
    assert [text for text in levelled.values_list("text", flat=True) if squash(text) not in page] == []


@pytest.mark.parametrize("name", ["edition", "matrix", "criterion"])
def test_source_licence_and_attribution_are_shown_with_the_words(signed_in, name):
    edition = shipped("ci-sam")
    url = address(name, edition.criteria.order_by("position").first().pk if name == "criterion" else edition.pk)
    page = plain(html_of(signed_in, url))
    framework = edition.framework
    shown = [framework.title, edition.label, edition.source, framework.licence, framework.attribution]
    assert [words for words in shown if squash(words) not in page] == []


def test_words_are_escaped_and_never_run(signed_in, small):
    bait = "<img src=x onerror=alert(1)> {{ 7 }}"
    Framework.objects.filter(pk=small.framework_id).update(title=bait, publisher=bait, licence=bait, attribution=bait)
    Edition.objects.filter(pk=small.pk).update(label=bait, source=bait, notes=bait)
    Level.objects.filter(edition=small).update(name=bait, definition=bait, lead_in=bait)
    Criterion.objects.filter(edition=small).update(title=bait, kind=bait, guidance=bait, note=bait)
    Statement.objects.filter(criterion__edition=small).update(text=bait, note=bait, code=bait)
    LevelTitle.objects.create(criterion=small.criteria.get(code="P.1"), level=small.levels.get(rank=1), title=bait)
    pages = [html_of(signed_in, url) for url in (*addresses(small), reverse("frameworks:search") + "?q=onerror")]
    pages += [html_of(signed_in, address("criterion", criterion.pk)) for criterion in small.criteria.order_by("pk")]
    assert [page for page in pages if "<img" in page] == []
    assert all("&lt;img src=x" in page for page in pages)
    assert all("{{ 7 }}" in page for page in pages)


def test_line_breaks_are_kept(signed_in, small):
    Statement.objects.filter(criterion__edition=small).update(text="one\n\ntwo")
    page = html_of(signed_in, address("criterion", small.criteria.get(code="P.1").pk))
    assert page.count('<span class="app-verbatim">one\n\ntwo</span>') == 6


def test_a_note_is_shown_as_a_note_and_not_as_the_publishers_words(signed_in, small):
    Statement.objects.filter(criterion__edition=small, text="1.1").update(note="Two lines in the source.")
    page = plain(html_of(signed_in, address("criterion", small.criteria.get(code="P.1").pk)))
    assert "Note, not the publisher\u2019s words Two lines in the source." in page


def squash(text: str) -> str:
    return " ".join(text.split())


def plain(page: str) -> str:
    """Return a page's text, without its tags and with the characters that templates escape."""
    text = re.sub(r"<[^>]*>", " ", page)
    for written, meant in (("&#x27;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(written, meant)
    return squash(text)


# --- What a page is made of


def test_the_outline_nests_and_counts(small):
    outline = reading.outline(content.content(small))
    parent = outline.branches[0]
    child = parent.children[0]
    assert [(b.node.number, b.node.title, b.statements) for b in (parent, child, *child.children)] == [
        ("P", "Parent", 6),
        ("P.1", "Child", 6),
        ("P.1.1", "Leaf", 0),
    ]
    assert (outline.criteria, outline.statements, outline.has_matrix) == (3, 6, True)
    assert (outline.scale_name, [rung.rank for rung in outline.scale]) == ("Grades", [3, 2, 1])


def test_counterparts_stand_in_one_row_and_what_has_none_stands_alone(small):
    words = content.content(small)
    page = reading.criterion_page(words, words.criteria[1])
    beside, alone = page.parts
    assert [level.rung.rank for level in beside.levels] == [3, 2]
    assert [tuple([line.text for line in side] for side in (row.stronger, row.weaker)) for row in beside.rows] == [
        (["3.1"], []),
        (["3.2"], ["2.1"]),
        ([], ["2.2"]),
    ]
    assert ([line.text for line in alone.levels[0].lines], alone.rows) == (["1.1", "1.2"], ())


def test_statements_that_share_a_counterpart_share_a_row(small):
    child = small.criteria.get(code="P.1")
    Counterpart.objects.create(stronger=at(child, 3, 1), weaker=at(child, 2, 1))
    words = content.content(small)
    rows = reading.criterion_page(words, words.criteria[1]).parts[0].rows
    assert [tuple([line.text for line in side] for side in (row.stronger, row.weaker)) for row in rows] == [
        (["3.1", "3.2"], ["2.1"]),
        ([], ["2.2"]),
    ]


def test_a_counterpart_that_stands_in_no_row_is_named_on_both_sides(small, signed_in):
    child = small.criteria.get(code="P.1")
    Counterpart.objects.create(stronger=at(child, 2, 2), weaker=at(child, 1, 1))
    words = content.content(small)
    page = reading.criterion_page(words, words.criteria[1])
    told = {line.text: [(o.relation, o.text) for o in line.beside] for part in page.parts for line in lines_of(part)}
    assert {text: others for text, others in told.items() if others} == {
        "2.2": [("weaker", "1.1")],
        "1.1": [("stronger", "2.2")],
    }
    assert "Stronger counterpart, Level 2: 2.2" in plain(html_of(signed_in, address("criterion", child.pk)))


def lines_of(part: reading.Part) -> list[reading.Line]:
    if part.rows:
        return [line for row in part.rows for line in (*row.stronger, *row.weaker)]
    return list(part.levels[0].lines)


@pytest.mark.parametrize(
    ("slug", "code", "levels", "lines"),
    [
        ("ci-sam", "leadership", ["Marginal", "Reactive", "Process-focused", "Proactive", "Integral"], 38),
        ("judgment-criteria", "1.1", ["Outstanding", "Good", "Requires Improvement", "Inadequate"], 18),
        ("competency", "managing-sensitivities", [f"Level {code}" for code in ("1a", "1b", "2", "3", "4", "5")], 30),
        ("peel-paf", "1.1", ["Good"], 3),
        ("peel-paf", "1", [], 0),
        ("nisp", "C1", [], 0),
    ],
)
def test_the_levels_of_a_criterion_in_the_order_of_the_publication(db, slug, code, levels, lines):
    page = criterion_page(slug, code)
    assert [level.rung.name for part in page.parts for level in part.levels] == levels
    assert sum(len(lines_of(part)) for part in page.parts) == lines


def test_a_name_that_changes_with_the_level_is_shown_at_that_level(db):
    page = criterion_page("competency", "managing-sensitivities")
    assert [part.levels[0].title for part in page.parts] == ["", "", "", "", "Political Savvy", "Political Savvy"]
    assert (len(page.underdone), len(page.overdone)) == (3, 3)


def test_where_one_level_is_described_the_statements_below_are_on_the_page(db):
    page = criterion_page("peel-paf", "1")
    assert (page.children_name, page.children_level) == ("Topic areas", "Good")
    assert [(child.node.number, len(child.lines)) for child in page.children][:2] == [("1.1", 3), ("1.2", 2)]


def test_paragraphs_of_a_strategy_keep_their_numbers(db):
    assert [line.code for line in criterion_page("nisp", "C1").paragraphs] == ["11", "12", "13", "14", "15", "16"]


def test_previous_and_next_run_through_the_whole_edition(db):
    words = content.content(shipped("judgment-criteria"))
    pages = [reading.criterion_page(words, node) for node in words.criteria]
    assert [page.next for page in pages] == [*words.criteria[1:], None]
    assert [page.previous for page in pages] == [None, *words.criteria[:-1]]
    assert [node.code for node in pages[2].ancestors] == ["effectiveness", "1"]


@pytest.mark.parametrize(
    ("kind", "plural"),
    [
        ("enabler", "enablers"),
        ("topic area", "topic areas"),
        ("competency", "competencies"),
        ("approach", "approaches"),
        ("survey", "surveys"),
        ("process", "processes"),
        ("", "s"),
    ],
)
def test_the_plural_of_a_frameworks_own_word(kind, plural):
    assert reading.plural(kind) == plural


@pytest.mark.parametrize(
    ("code", "title", "printed"),
    [
        ("leadership", "Leadership", ""),
        ("emotionally-aware", "We are Emotionally Aware", ""),
        ("1.1", "How well does the force do?", "1.1"),
        ("9", "9 to 5", "9"),
        ("C1", "Implementing", "C1"),
        ("other", "Something else", "other"),
    ],
)
def test_a_code_is_printed_where_it_tells_more_than_the_title(code, title, printed):
    assert content.printed_code(code, title) == printed


# --- The matrix


def test_the_matrix_has_a_cell_for_every_level(small):
    table = matrix(content.content(small))
    assert [rung.rank for rung in table.columns] == [3, 2, 1]
    assert [[node.code for node in group.above] for group in table.groups] == [["P"]]
    row = table.groups[0].rows[0]
    assert [[line.text for line in cell.lines] for cell in row.cells] == [
        ["3.1", "3.2"],
        ["2.1", "2.2"],
        ["1.1", "1.2"],
    ]
    assert (table.across, table.beyond) == (4, False)


@pytest.mark.parametrize(
    ("slug", "rows", "columns", "beyond"),
    [("ci-sam", 4, 5, False), ("judgment-criteria", 23, 4, False), ("competency", 12, 6, True)],
)
def test_the_matrices_of_the_shipped_frameworks(db, slug, rows, columns, beyond):
    table = matrix(content.content(shipped(slug)))
    assert sum(len(group.rows) for group in table.groups) == rows
    assert (len(table.columns), table.beyond) == (columns, beyond)


@pytest.mark.parametrize("slug", ["peel-paf", "nisp"])
def test_where_fewer_than_two_levels_are_described_there_is_no_matrix(signed_in, slug):
    edition = shipped(slug)
    assert signed_in.get(address("matrix", edition.pk)).status_code == 404
    assert address("matrix", edition.pk) not in html_of(signed_in, address("edition", edition.pk))


# --- What a page says of an edition


def test_an_edition_says_what_it_replaces_and_what_replaces_it(signed_in, small):
    later = small_edition(framework=small.framework, supersedes=small, status=Edition.Status.PUBLISHED)
    assert f"Replaced by Edition {later.label}" in plain(html_of(signed_in, address("edition", small.pk)))
    assert f"Replaces Edition {small.label}" in plain(html_of(signed_in, address("edition", later.pk)))
    Edition.objects.filter(pk=later.pk).update(status=Edition.Status.DRAFT)
    assert "Replaced by" not in html_of(signed_in, address("edition", small.pk))


def test_the_rule_of_suggestion_is_said_to_be_ours(signed_in, small):
    page = plain(html_of(signed_in, address("edition", small.pk)))
    assert "Best fit. This rule is ours, not the publisher\u2019s." in page


def test_the_pairing_is_said_to_be_ours(signed_in, small):
    page = plain(html_of(signed_in, address("criterion", small.criteria.get(code="P.1").pk)))
    assert "Which stands beside which is this product\u2019s reading, not the publisher\u2019s." in page


def test_headings_go_down_one_step_at_a_time(signed_in):
    urls = [reverse("frameworks:list"), reverse("frameworks:search") + "?q=force"]
    for slug in ("ci-sam", "peel-paf", "judgment-criteria", "nisp", "competency"):
        edition = shipped(slug)
        urls += [address("edition", edition.pk)]
        urls += [address("criterion", criterion.pk) for criterion in edition.criteria.order_by("position")[:12]]
    for url in urls:
        steps = [int(step) for step in re.findall(r"<h([1-6])", html_of(signed_in, url))]
        assert steps[0] == 1, url
        assert all(after - before <= 1 for before, after in pairwise(steps)), url
