"""What changed in the rule between two editions stands on their comparison's page and in its file."""

import pytest
from django.urls import reverse

from frameworks.compare.rule import RuleChange, rule_changes
from frameworks.content import content
from frameworks.models import Edition, Statement
from frameworks.publication.acts import edit_as_new

pytestmark = pytest.mark.django_db
EVERY = {
    "rule": "first_match",
    "rule_owner": "publisher",
    "rule_words": "The words.",
    "rule_place": "Page 7",
    "share_substantial": 0.9,
    "share_some": 0.3,
    "rule_rows": "1: all of 1\n2: otherwise\n",
    "rule_enough": 0.5,
    "rule_enough_of": "all",
    "rule_share_of": "applicable",
    "rule_partly_counts": True,
    "rule_examples": "1: 2 yes -> 1",
}


@pytest.fixture
def changed(ci_sam):
    draft = edit_as_new(ci_sam, "next")
    Edition.objects.filter(pk=draft.pk).update(**EVERY)
    Statement.objects.filter(pk=Statement.objects.of(draft).first().pk).update(mark="must")
    draft.refresh_from_db()
    return draft


def test_the_same_rule_has_no_changes(ci_sam):
    assert rule_changes(content(ci_sam), content(edit_as_new(ci_sam, "next"))) == ()


def test_every_part_is_told(ci_sam, changed):
    assert rule_changes(content(ci_sam), content(changed)) == (
        RuleChange("How a level is suggested", "Best fit", "First match"),
        RuleChange("Whose rule it is", "This product's", "The publisher's"),
        RuleChange("In the publisher's words", "", "The words."),
        RuleChange("Where the publisher says it", "", "Page 7"),
        RuleChange("Substantially true from", "0.85", "0.9"),
        RuleChange("Partly true from", "0.4", "0.3"),
        RuleChange("Rows", "", "1: all of 1\n2: otherwise"),
        RuleChange("Judged first", "0 of the statements of each level", "0.5 of all statements together"),
        RuleChange("Shares in conditions", "of what is judged", "of all that apply"),
        RuleChange("A partly counts for any, none and at least", "No", "Yes"),
        RuleChange("Worked examples", "", "1: 2 yes -> 1"),
        RuleChange("Statements with a mark", "", "1 must"),
    )


def test_the_page_shows_it(client, framework_administrator, ci_sam, changed):
    client.force_login(framework_administrator)
    page = client.get(reverse("frameworks:comparison", args=[ci_sam.pk, changed.pk])).content.decode()
    assert "What changed in the rule" in page
    assert "1: all of 1<br>2: otherwise" in page
    same = edit_as_new(ci_sam, "another")
    page = client.get(reverse("frameworks:comparison", args=[ci_sam.pk, same.pk])).content.decode()
    assert "What changed in the rule" not in page
