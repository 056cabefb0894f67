"""A criterion in the light of other frameworks: levels there, and evidence used again here."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.lookups import node_of
from assessments.models import Citation
from assessments.other_frameworks.page import elsewhere
from evidence.models import Item
from frameworks.content import content
from frameworks.models import Criterion, Link
from tests.factories import (
    NOON,
    AssessmentFactory,
    CriterionFactory,
    FileItemFactory,
    ItemFactory,
    ScoreFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def criterion(slug: str, code: str) -> Criterion:
    return Criterion.objects.get(edition__framework__slug=slug, code=code)


@pytest.fixture
def here(force, judgment_criteria):
    return AssessmentFactory(force=force, edition=judgment_criteria, round_label="Here")


@pytest.fixture
def there(force, peel_paf):
    """Return the force's assessment against the PAF: question 3 is adequate, and 3.1 cites evidence."""
    made = AssessmentFactory(force=force, edition=peel_paf, round_label="There")
    ScoreFactory(assessment=made, criterion=criterion("peel-paf", "3"), level=peel_paf.levels.get(code="adequate"))
    return made


@pytest.fixture
def item(there, assessor):
    found = ItemFactory(force=there.force, title="Prevention strategy")
    statement = criterion("peel-paf", "3.1").statements.order_by("pk").first()
    there.cite(statement.pk, [found], by=assessor, at=NOON)
    return found


@pytest.fixture
def linked():
    one, other = criterion("judgment-criteria", "1.1"), criterion("peel-paf", "3.1")
    return Link.objects.create(source=one, target=other, relation="same", note="Both ask the same.", author="Us")


def address(here, name="elsewhere") -> str:
    return reverse(f"assessments:{name}", args=[here.pk, criterion("judgment-criteria", "1.1").pk])


def rows(client, here):
    found = client.get(address(here)).context["page"].rows
    return [(r.link.name[:3], r.assessment, r.level, r.level_of[:1], [u.item.title for u in r.usable]) for r in found]


def test_it_shows_the_level_there_and_the_evidence(
    client, assessor, here, there, item, linked, django_assert_num_queries
):
    client.force_login(assessor)
    content(here.edition), content(there.edition)
    url = address(here)
    with django_assert_num_queries(8):
        answer = client.get(url)
    assert rows(client, here) == [("3.1", there, "Adequate", "3", ["Prevention strategy"])]
    assert "This mapping is this project’s own" in answer.content.decode()  # noqa: RUF001


def test_the_queries_do_not_grow_with_what_is_linked(
    client, assessor, here, there, item, linked, django_assert_num_queries
):
    for code in ("3.2", "3.3", "2.1"):
        other = criterion("peel-paf", code)
        Link.objects.create(source=linked.source, target=other, relation="overlaps")
        there.cite(other.statements.first().pk, [ItemFactory(force=here.force)], by=assessor, at=NOON)
    client.force_login(assessor)
    content(here.edition), content(there.edition)
    url = address(here)
    with django_assert_num_queries(8):
        assert len(client.get(url).context["page"].rows) == 4


def test_evidence_is_used_again_in_one_click(client, assessor, here, item, linked):
    client.force_login(assessor)
    usable = client.get(address(here)).context["page"].rows[0].usable[0]
    answer = client.post(address(here, "reuse"), {"item": item.pk, "statement": usable.suggested})
    assert answer.url == address(here)
    assert [(each.item, each.statement_id) for each in here.citations.all()] == [(item, usable.suggested)]
    assert client.get(address(here)).context["page"].rows[0].usable[0].cited_here == 1
    client.post(address(here, "reuse"), {"item": item.pk, "statement": usable.suggested})
    assert Citation.objects.filter(assessment=here).count() == 1


def test_another_force_gives_neither_level_nor_evidence(client, assessor, here, peel_paf, linked):
    other = AssessmentFactory(edition=peel_paf)
    ScoreFactory(assessment=other, criterion=criterion("peel-paf", "3"), level=peel_paf.levels.get(code="good"))
    theirs = ItemFactory(force=other.force)
    other.cite(linked.target.statements.first().pk, [theirs], by=UserFactory(), at=NOON)
    client.force_login(assessor)
    assert rows(client, here) == [("3.1", None, "", "", [])]
    statement = linked.source.statements.first()
    answer = client.post(address(here, "reuse"), {"item": theirs.pk, "statement": statement.pk})
    assert (answer.status_code, here.citations.count()) == (422, 0)


def test_somebody_of_another_force_is_told_neither_level_nor_evidence(outsider, here, item, linked, today):
    page = elsewhere(here, node_of(here, linked.source_id), outsider, on=today)
    assert [(row.assessment, row.usable) for row in page.rows] == [(None, ())]


def test_a_link_to_a_draft_is_an_administrators_alone(client, assessor, here, linked):
    draft = CriterionFactory(edition__status="draft")
    Link.objects.create(source=linked.source, target=draft, relation="same", note="Not yet.", author="Us")
    client.force_login(assessor)
    assert rows(client, here) == [("3.1", None, "", "", [])]


def test_the_newest_of_the_whole_force_is_shown(client, assessor, here, there, linked):
    AssessmentFactory(force=there.force, edition=there.edition, subject="Custody", starts_on="2026-11-01")
    client.force_login(assessor)
    assert rows(client, here)[0][1] == there
    newer = AssessmentFactory(force=there.force, edition=there.edition, starts_on="2026-10-01")
    assert rows(client, here)[0][1] == newer


def test_evidence_in_quarantine_is_not_offered(client, assessor, here, there, linked):
    caught = FileItemFactory(force=there.force, by=assessor, at=NOON)
    Item.objects.filter(pk=caught.pk).update(scan=Item.Scan.REFUSED)
    Citation.objects.create(
        assessment=there, statement=linked.target.statements.first(), item=caught, by=assessor, at=NOON
    )
    client.force_login(assessor)
    assert rows(client, here)[0][4] == []


@pytest.mark.parametrize("role", [Role.READER, Role.PEER_REVIEWER])
def test_who_only_reads_cannot_cite(client, member, here, item, linked, role):
    client.force_login(member(role))
    answer = client.get(address(here))
    assert (answer.status_code, answer.context["may_cite"]) == (200, False)
    statement = linked.source.statements.first()
    assert client.post(address(here, "reuse"), {"item": item.pk, "statement": statement.pk}).status_code == 404


def test_a_statement_of_another_criterion_is_refused_and_a_closed_assessment_stays(
    client, assessor, here, item, linked
):
    client.force_login(assessor)
    elsewhere = criterion("judgment-criteria", "1.2").statements.first()
    answer = client.post(address(here, "reuse"), {"item": item.pk, "statement": elsewhere.pk})
    assert answer.context["form"].errors == {"statement": ["Choose a statement of this criterion."]}
    here.submit(by=assessor, at=NOON)
    client.post(address(here, "reuse"), {"item": item.pk, "statement": linked.source.statements.first().pk})
    assert here.citations.count() == 0


def test_a_criterion_linked_twice_is_told_once_and_its_evidence_too(client, assessor, here, there, item, linked):
    whole, core = criterion("peel-paf", "3"), criterion("judgment-criteria", "1.1.1")
    Link.objects.create(source=linked.source, target=whole, relation="overlaps", note="The whole.")
    Link.objects.create(source=core, target=linked.target, relation="supports", note="From below.")
    client.force_login(assessor)
    found = client.get(address(here)).context["page"].rows
    # What 3.1 cites is offered there, and not again at question 3 above it.
    assert [(r.link.name[:3], len(r.ways), [u.item for u in r.usable]) for r in found] == [
        ("3 H", 1, []),
        ("3.1", 2, [item]),
    ]
    assert [way.below[:5] for way in found[1].ways] == ["", "1.1.1"]
