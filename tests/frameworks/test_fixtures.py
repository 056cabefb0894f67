"""The five editions as shipped: what they hold, and that loading or writing them again changes nothing.

The digests stand for the words. A fixture that changes needs a new digest here, and a reason.
"""

from collections import Counter

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from frameworks.content import digest
from frameworks.files.fixture import fixture_text
from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Publication, Statement

pytestmark = pytest.mark.django_db

FILES = {
    "ci-sam": "ci_sam",
    "competency": "competency",
    "judgment-criteria": "judgment_criteria",
    "nisp": "nisp",
    "peel-paf": "peel_paf_2021",
}
DIGESTS = {
    "ci-sam": "d15d25980889fe44852f9224b61da5777b54ac1cb49d58ee3d1870b7d368b8eb",
    "competency": "265d3018ed8db10b9b348bf0c61df29a55e7ac9ac25593982fc3b63c0590a406",
    "judgment-criteria": "67cefa488bf320e25c1c0784c9032d59994e004f5b3220b41138a39dface57cd",
    "nisp": "d0d2412e9fcad09d6e6629170b32e1e1428293b595f2a7d6cbb000330fa5a139",
    "peel-paf": "d249f5d4fc3ab49c1cbb49721365e957e0c4701a76617beb871c4e4b0fea84a9",
}


def edition_of(slug) -> Edition:
    return Edition.objects.select_related("framework").get(framework__slug=slug)


def rows():
    """Return every column of every row of the frameworks."""
    return {
        model: list(model.objects.order_by("pk").values()) for model in apps.get_app_config("frameworks").get_models()
    }


def test_five_editions_are_shipped_and_published():
    columns = ("framework__slug", "label", "status", "rule", "framework__kind", "framework__licence")
    ogl = "Open Government Licence v3.0, under which HMICFRS publishes; logos are excluded."
    assert list(Edition.objects.order_by("framework__slug").values_list(*columns)) == [
        ("ci-sam", "undated", "published", "best_fit", "maturity", "Non-Commercial College Licence"),
        ("competency", "undated", "published", "cumulative", "competency", "not stated in the source"),
        ("judgment-criteria", "2018/19", "published", "best_fit", "graded", ogl),
        ("nisp", "Consultation draft 1.1", "published", "coverage", "strategy", "not stated in the source"),
        ("peel-paf", "2021/22", "published", "distance_from_good", "graded", ogl),
    ]


@pytest.mark.parametrize("slug", FILES)
def test_the_words_are_those_that_were_published(slug):
    edition = edition_of(slug)
    assert digest(edition, 1) == DIGESTS[slug]
    assert (edition.publication.digest_version, edition.publication.digest) == (2, digest(edition))


@pytest.mark.parametrize(
    ("slug", "kinds", "levels"),
    [
        ("ci-sam", {"enabler": 4}, {"1": 25, "2": 21, "3": 25, "4": 24, "5": 26}),
        (
            "competency",
            {"cluster": 3, "competency": 6, "subcompetency": 12},
            {"1a": 60, "1b": 60, "2": 60, "3": 60, "4": 60, "5": 60, "overdone": 36, "underdone": 36},
        ),
        (
            "judgment-criteria",
            {"principal area": 3, "core question": 10, "question": 24, "diagnostic": 68},
            {"good": 162, "inadequate": 48, "outstanding": 41, "requires_improvement": 152},
        ),
        ("nisp", {"capability": 7, "approach": 5}, {"vision": 46}),
        ("peel-paf", {"question": 12, "topic area": 59}, {"good": 151}),
    ],
)
def test_criteria_and_statements_are_all_there(slug, kinds, levels):
    edition = edition_of(slug)
    assert Counter(edition.criteria.values_list("kind", flat=True)) == kinds
    rows = Statement.objects.filter(criterion__edition=edition)
    held = Counter(row["level__code"] or row["aspect"] for row in rows.values("level__code", "aspect"))
    assert held == levels


@pytest.mark.parametrize(
    ("slug", "scale"),
    [
        (
            "ci-sam",
            [("1", "Marginal"), ("2", "Reactive"), ("3", "Process-focused"), ("4", "Proactive"), ("5", "Integral")],
        ),
        ("competency", [(code, code) for code in ("1a", "1b", "2", "3", "4", "5")]),
        (
            "nisp",
            [
                ("53.1", "The individual"),
                ("53.2", "Teams and groups"),
                ("53.3", "Forces and authorities"),
                ("53.4", "The whole service and its partners"),
            ],
        ),
    ],
)
def test_levels_of_the_scales_that_stand_alone(slug, scale):
    levels = Level.objects.filter(edition__framework__slug=slug).order_by("rank")
    assert list(levels.values_list("code", "name")) == scale
    assert list(levels.values_list("rank", "builds")) == [(rank, "alone") for rank in range(1, len(scale) + 1)]


def test_only_the_ends_of_the_judgment_criteria_build_on_their_neighbours():
    levels = Level.objects.filter(edition__framework__kind="graded").order_by("edition__framework__slug", "rank")
    assert list(levels.values_list("edition__framework__slug", "code", "builds")) == [
        ("judgment-criteria", "inadequate", "otherwise"),
        ("judgment-criteria", "requires_improvement", "alone"),
        ("judgment-criteria", "good", "alone"),
        ("judgment-criteria", "outstanding", "on_top"),
        ("peel-paf", "inadequate", "alone"),
        ("peel-paf", "requires_improvement", "alone"),
        ("peel-paf", "adequate", "alone"),
        ("peel-paf", "good", "alone"),
        ("peel-paf", "outstanding", "alone"),
    ]


def test_lead_ins_of_the_judgment_criteria():
    levels = Level.objects.exclude(lead_in="").order_by("rank").values_list("edition__framework__slug", "lead_in")
    assert list(levels) == [
        (
            "judgment-criteria",
            "Having not achieved the performance described in Requires improvement, the force:",
        ),
        ("judgment-criteria", "In addition to performing at levels described in Good, the force:"),
    ]


def test_the_five_grades_are_defined_in_the_inspectorates_words():
    definitions = Level.objects.exclude(definition="").order_by("rank").values_list("code", "definition")
    assert [(code, words.split('"')[1][:30]) for code, words in definitions] == [
        ("inadequate", "We have causes for concern and"),
        ("requires_improvement", "demonstrated few, if any, of t"),
        ("adequate", "demonstrated some of the chara"),
        ("good", "demonstrated substantially all"),
        ("outstanding", "substantially exceeded the cha"),
    ]


def marked(slug, **fields):
    criteria = Criterion.objects.filter(edition__framework__slug=slug, **fields).order_by("position")
    return list(criteria.values_list("code", flat=True))


def test_what_is_scored_and_what_is_graded():
    questions = [str(number) for number in range(1, 13)]
    ungraded = {"9", "10"}
    assert marked("peel-paf", scored=True) == questions
    assert marked("peel-paf", graded=True) == [code for code in questions if code not in ungraded]
    assert marked("nisp", scored=True) == marked("nisp", graded=True) == []
    assert marked("ci-sam", scored=True) == [
        "leadership",
        "engagement",
        "resourcing-and-sustainability",
        "methodology-and-rigour",
    ]
    assert marked("ci-sam", graded=True) == marked("competency", graded=True) == []
    assert Criterion.objects.filter(edition__framework__slug="competency", scored=True).count() == 12
    assert marked("competency", scored=True, kind="subcompetency") == marked("competency", scored=True)


def test_judgment_criteria_are_scored_where_they_have_statements_and_graded_above():
    slug = "judgment-criteria"
    questions = [code for code in marked(slug, kind="question") if code != "5.1"]
    assert len(questions) == 23
    assert marked(slug, scored=True) == marked(slug, graded=True, kind="question") == questions
    above = marked(slug, graded=True, scored=False)
    numbers = [str(number) for number in range(1, 11) if number != 5]
    assert sorted(above) == sorted(["effectiveness", "efficiency", "legitimacy", *numbers])
    assert marked(slug, scored=False, graded=False, kind="diagnostic") == marked(slug, kind="diagnostic")


def test_counterparts_are_good_beside_requires_improvement():
    ends = Counterpart.objects.values_list(
        "stronger__level__code", "weaker__level__code", "stronger__criterion__edition__framework__slug"
    )
    assert Counter(ends) == {("good", "requires_improvement", "judgment-criteria"): 156}


def test_names_that_change_with_the_level():
    titles = LevelTitle.objects.order_by("criterion__position", "level__rank")
    assert list(titles.values_list("criterion__code", "level__code", "title")) == [
        ("managing-sensitivities", "4", "Political Savvy"),
        ("managing-sensitivities", "5", "Political Savvy"),
        ("maintaining-accuracy", "4", "Sustainable Working"),
        ("maintaining-accuracy", "5", "Sustainable Working"),
        ("managing-complexity", "4", "Strategic Planning"),
        ("managing-complexity", "5", "Strategic Planning"),
        ("leadership", "1a", "Self Leadership"),
        ("leadership", "1b", "Self Leadership"),
        ("supporting-colleagues", "4", "Coaching & Mentoring"),
        ("supporting-colleagues", "5", "Coaching & Mentoring"),
    ]


def test_numbered_paragraphs_keep_their_numbers():
    rows = Statement.objects.filter(criterion__edition__framework__slug="nisp")
    codes = rows.order_by("criterion__position", "position").values_list("code", flat=True)
    assert list(codes) == [str(number) for number in range(11, 57)]


def test_a_statement_that_was_moved_says_so():
    moved = Statement.objects.filter(note__startswith="The extracted table prints this statement under")
    columns = ("criterion__code", "level__code", "position")
    assert list(moved.order_by("level__rank", "position").values_list(*columns)) == [
        ("7.1", "good", 2),
        ("7.1", "good", 3),
        ("7.1", "good", 4),
        ("7.1", "outstanding", 2),
    ]


@pytest.mark.parametrize("slug", FILES)
def test_every_edition_says_where_its_words_come_from(slug):
    edition = edition_of(slug)
    framework = edition.framework
    assert all([edition.source, framework.licence, framework.attribution, edition.notes])


@pytest.mark.parametrize(("slug", "file"), FILES.items())
def test_an_edition_written_again_is_the_same_file(slug, file):
    assert fixture_text(edition_of(slug)) == (settings.FIXTURE_DIRS[0] / f"{file}.yaml").read_text()


def test_fixtures_hold_no_keys_of_rows_and_end_with_the_lock():
    for file in FILES.values():
        objects = yaml.load((settings.FIXTURE_DIRS[0] / f"{file}.yaml").read_text(), Loader=yaml.CSafeLoader)
        assert {frozenset(each) for each in objects} == {frozenset({"model", "fields"})}
        assert objects[-1]["model"] == "frameworks.publication"


def test_loading_every_fixture_again_changes_no_row():
    before = rows()
    call_command("loaddata", *FILES.values(), verbosity=0)
    assert rows() == before


def test_an_edition_of_ones_own_goes_out_and_comes_back(tmp_path):
    from tests.factories import small_edition

    edition = small_edition(notes="Two lines,\nand an ampersand & a ' quote.")
    path = tmp_path / "own.yaml"
    path.write_text(fixture_text(edition))
    before = (digest(edition), Edition.objects.filter(pk=edition.pk).values("label", "notes", "status", "rule").get())
    edition.delete()
    call_command("loaddata", path, verbosity=0)
    again = Edition.objects.get(framework=edition.framework)
    assert fixture_text(again) == path.read_text()
    assert (
        digest(again),
        Edition.objects.filter(pk=again.pk).values("label", "notes", "status", "rule").get(),
    ) == before


def test_a_fixture_can_name_an_edition_that_comes_later_in_it(tmp_path):
    from tests.factories import EditionFactory

    older = EditionFactory(label="Older")
    newer = EditionFactory(label="Newer", framework=older.framework, supersedes=older)
    objects = yaml.safe_load(fixture_text(newer)) + yaml.safe_load(fixture_text(older))[1:]
    newer.delete()
    older.delete()
    path = tmp_path / "two.yaml"
    path.write_text(yaml.safe_dump(objects))
    call_command("loaddata", path, verbosity=0)
    assert Edition.objects.get(label="Newer").supersedes.label == "Older"


def test_each_row_costs_two_queries_to_load(django_assert_max_num_queries):
    below = 1 + 1 + 5 + 4 + 121 + 1  # framework, edition, levels, criteria, statements, publication
    looked_up_once = 1 + 1 + 5 + 4 + 20
    with django_assert_max_num_queries(2 * below + looked_up_once):
        call_command("loaddata", "ci_sam", verbosity=0)


def test_one_lock_for_each_edition():
    assert Publication.objects.count() == 5
    assert set(Publication.objects.values_list("by", flat=True)) == {None}
