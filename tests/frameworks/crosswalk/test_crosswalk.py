"""The crosswalk: the fixture, what everybody reads, and what framework administrators decide."""

from collections import Counter

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from frameworks.content import content
from frameworks.crosswalk.page import corresponding, suggestions
from frameworks.models import Criterion, Edition, Link, Unrelated
from home.management.commands.prepare import Command as Prepare
from tests.factories import NOON, CriterionFactory, UserFactory, small_edition

pytestmark = pytest.mark.django_db
OURS = "Assess your force, our own mapping"


@pytest.fixture
def shipped():
    call_command("loaddata", "crosswalk", verbosity=0)


@pytest.fixture
def administrator(client):
    user = UserFactory(name="Framework administrator", is_framework_administrator=True)
    client.force_login(user)
    return user


def criterion(slug: str, code: str) -> Criterion:
    return Criterion.objects.select_related("edition__framework").get(edition__framework__slug=slug, code=code)


def rows() -> list[dict]:
    return yaml.safe_load((settings.FIXTURE_DIRS[0] / "crosswalk.yaml").read_text())


def test_the_fixture_joins_the_five_and_says_whose_it_is(shipped):
    assert Link.objects.count() == len(rows()) == 141
    assert set(Link.objects.values_list("author", flat=True)) == {OURS}
    assert not Link.objects.filter(note="").exists()
    sides = Counter(slug for row in rows() for slug in (row["fields"]["source"][0], row["fields"]["target"][0]))
    assert set(sides) == {"ci-sam", "competency", "judgment-criteria", "nisp", "peel-paf"}
    assert max(len(row["fields"]["note"]) for row in rows()) <= 300


def test_the_fixture_never_links_two_criteria_twice_or_within_one_framework():
    pairs = [frozenset(map(tuple, (row["fields"]["source"], row["fields"]["target"]))) for row in rows()]
    assert len(pairs) == len(set(pairs))
    assert [pair for pair in pairs if len({side[0] for side in pair}) == 1] == []


def test_every_scored_criterion_and_every_capability_is_reached(shipped):
    scored = Criterion.objects.filter(scored=True) | Criterion.objects.filter(kind="capability")
    alone = scored.filter(links_in=None, links_out=None).order_by("edition", "position")
    assert list(alone.values_list("edition__framework__slug", "code")) == []


def test_loading_twice_changes_nothing(shipped):
    before = list(Link.objects.order_by("pk").values())
    call_command("loaddata", "crosswalk", verbosity=0)
    assert list(Link.objects.order_by("pk").values()) == before


def test_a_link_reads_from_either_side(django_assert_num_queries):
    one, other = criterion("ci-sam", "leadership"), criterion("nisp", "C2")
    Link.objects.create(source=one, target=other, relation="supports", note="Because.", author="Us")
    editions = Edition.objects.all()
    with django_assert_num_queries(1):
        here = corresponding(editions, one.edition_id)
    there = corresponding(editions, other.edition_id, [other.pk])
    assert [(each.relation, each.name) for each in here[one.pk]] == [("Supports", f"C2 {other.title}")]
    assert [(each.relation, each.name) for each in there[other.pk]] == [("Supported by", "Leadership")]


def test_the_page_lists_the_links_and_whose_mapping_it_is(client, reader, shipped, ci_sam, django_assert_num_queries):
    client.force_login(reader)
    content(ci_sam)
    with django_assert_num_queries(4):
        answer = client.get(reverse("frameworks:crosswalk", args=[ci_sam.pk]))
    page = answer.context["page"]
    assert page.total == sum(other.number for other in page.others) == 35
    assert [each.node.code for each in page.criteria] == [node.code for node in content(ci_sam).criteria]
    assert "This mapping is this project’s own" in answer.content.decode()  # noqa: RUF001
    narrowed = client.get(answer.request["PATH_INFO"], {"with": page.others[0].edition}).context["page"]
    assert {link.edition for each in narrowed.criteria for link in each.links} == {page.others[0].edition}


def test_drafts_are_linked_for_administrators_alone(client, reader, administrator, ci_sam):
    draft = CriterionFactory(edition__status="draft")
    one = criterion("ci-sam", "leadership")
    Link.objects.link(one, draft, way="overlaps", note="Tried.", by=administrator)
    url = reverse("frameworks:criterion_crosswalk", args=[one.pk])
    assert len(client.get(url).context["links"]) == 1
    client.force_login(reader)
    assert client.get(url).context["links"] == []
    assert client.get(reverse("frameworks:criterion_crosswalk", args=[draft.pk])).status_code == 404


def test_an_administrator_links_changes_and_refuses(client, administrator):
    one, other = criterion("ci-sam", "leadership"), criterion("peel-paf", "11.1")
    url = reverse("frameworks:link", args=[one.pk, other.pk])
    assert client.get(reverse("frameworks:criterion_crosswalk", args=[one.pk]), {"target": other.pk}).url == url
    assert client.post(url, {"way": "supported", "note": "Because."}).status_code == 302
    made = Link.objects.get()
    assert (made.source, made.target, made.relation, made.note) == (other, one, "supports", "Because.")
    assert made.author == "Framework administrator"
    assert client.get(url).context["form"].initial == {"way": "supported", "note": "Because."}
    client.post(url, {"way": "same", "note": "Looked again."})
    assert [(each.source, each.relation) for each in Link.objects.all()] == [(one, "same")]
    client.post(reverse("frameworks:refuse_link", args=[one.pk, other.pk]))
    assert not Link.objects.exists()
    assert [{each.one, each.other} for each in Unrelated.objects.all()] == [{one, other}]
    client.post(url, {"way": "same", "note": "After all."})
    assert (Link.objects.count(), Unrelated.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, {"way": ["Choose how they correspond."], "note": ["Say why in a sentence."]}),
        ({"way": "nonsense", "note": "Because."}, {"way": ["Choose from the list."]}),
    ],
)
def test_what_is_left_out_is_asked_for(client, administrator, sent, told):
    one, other = criterion("ci-sam", "leadership"), criterion("peel-paf", "11.1")
    answer = client.post(reverse("frameworks:link", args=[one.pk, other.pk]), sent)
    assert (answer.status_code, answer.context["form"].errors) == (422, told)


def test_criteria_of_one_edition_are_not_linked(client, administrator):
    one, other = criterion("ci-sam", "leadership"), criterion("ci-sam", "engagement")
    answer = client.post(reverse("frameworks:link", args=[one.pk, other.pk]), {"way": "same", "note": "Because."})
    assert answer.status_code == 422
    assert not Link.objects.exists()


def test_what_reads_alike_is_suggested_until_somebody_decides(client, administrator, judgment_criteria, peel_paf):
    found = suggestions(judgment_criteria, peel_paf)
    pairs = [(each.one.code, each.other.code) for each in found]
    assert ("8.1.3", "2.2") in pairs
    assert [each.alike for each in found] == sorted((each.alike for each in found), reverse=True)
    first = [Criterion.objects.get(pk=side.pk) for side in (found[0].one, found[0].other)]
    Link.objects.refuse(*first, by=administrator, at=NOON)
    second = [Criterion.objects.get(pk=side.pk) for side in (found[1].one, found[1].other)]
    Link.objects.link(*second, way="same", note="Yes.", by=administrator)
    left = [(each.one.code, each.other.code) for each in suggestions(judgment_criteria, peel_paf)]
    assert not set(pairs[:2]) & set(left)
    url = reverse("frameworks:suggested_links", args=[judgment_criteria.pk, peel_paf.pk])
    assert [(each.one.code, each.other.code) for each in client.get(url).context["suggestions"]] == left


def test_small_editions_without_likeness_suggest_nothing():
    one, other = small_edition(levels=1, criteria=1, statements=1), small_edition(levels=1, criteria=1, statements=1)
    Criterion.objects.filter(edition=one).update(title="Firearms")
    one.criteria.get().statements.update(text="Leaders walk the floor.")
    assert suggestions(one, other) == ()


def test_a_start_brings_back_nothing_that_people_decided_otherwise(shipped, administrator):
    changed, removed = Link.objects.order_by("pk")[:2]
    Link.objects.link(changed.source, changed.target, way="supported", note="Looked again.", by=administrator)
    Link.objects.refuse(removed.source, removed.target, by=administrator, at=NOON)
    before = list(Link.objects.order_by("pk").values())
    Prepare().load_crosswalk()
    assert list(Link.objects.order_by("pk").values()) == before
    Link.objects.filter(pk=before[-1]["id"]).delete()
    Prepare().load_crosswalk()
    assert Link.objects.count() == len(before)
