"""A framework whose publisher states its rule by rows: suggestion, reason, path and report follow it."""

import datetime

import pytest
from django.urls import reverse

from assessments.gap.report import gap_report
from assessments.gap.table import gap_values
from tests.factories import NOON, AssessmentFactory, CriterionFactory, EditionFactory, LevelFactory, StatementFactory

DAY = datetime.date(2026, 11, 22)
ROWS = "not: any of not\nachieved: all of achieved\npartly: all of partly\nnot: otherwise"
SENTENCE = "An outcome is not achieved as soon as any of its not-achieved indicators is true."
PLACE = "A framework's introduction, page 7"


@pytest.fixture
def assessment(force):
    edition = EditionFactory(
        rule="first_match", rule_rows=ROWS, rule_owner="publisher", rule_words=SENTENCE, rule_place=PLACE
    )
    outcome = CriterionFactory(edition=edition, scored=True)
    for rank, (code, name) in enumerate(
        (("not", "Not achieved"), ("partly", "Partially achieved"), ("achieved", "Achieved")), start=1
    ):
        level = LevelFactory(edition=edition, code=code, name=name, rank=rank)
        for position in range(1, 5):
            StatementFactory(criterion=outcome, level=level, position=position, text=f"{code} {position}")
    return AssessmentFactory(force=force, edition=edition)


@pytest.fixture
def answer(assessment, assessor):
    """Return a function that answers the statements of each level, as letters: y, p, n, - not applicable, . none."""

    def say(**levels):
        words = {"y": "yes", "p": "partly", "n": "no", "-": "na"}
        for code, letters in levels.items():
            for position, letter in enumerate(letters, start=1):
                statement = assessment.edition.criteria.get().statements.get(text=f"{code} {position}")
                if letter != ".":
                    assessment.judge(statement, answer=words[letter], note="", version=0, by=assessor, at=NOON)

    return say


def row_of(assessment):
    (row,) = gap_report(assessment, on=DAY).rows
    return row


def test_four_true_indicators_of_not_achieved_are_never_achieved(assessment, answer):
    answer(**{"not": "yyyy", "partly": "yyyy", "achieved": "yyyy"})
    row = row_of(assessment)
    assert row.suggested.name == "Not achieved"
    assert row.why == "Not achieved: any statement of Not achieved is true (4 of 4)."
    words = "all 4 of these have to stop being so, marked \u201con the path\u201d below."
    assert row.path_words == f"Partially achieved takes 4 changes: {words}"
    assert [each.text for each in row.holding_back] == ["not 1", "not 2", "not 3", "not 4"]
    assert (row.to_close, [each.text for each in row.missing]) == ("4 changes", [])


@pytest.mark.parametrize(
    ("levels", "suggested", "why"),
    [
        (("nnnn", "yyyy", "yyyy"), "Achieved", "Achieved: all statements of Achieved are true (4 of 4)."),
        (
            ("nnnn", "yyyy", "yyyn"),
            "Partially achieved",
            "Partially achieved: all statements of Partially achieved are true (4 of 4).",
        ),
        (("nnnn", "yyyn", "nnnn"), "Not achieved", "Not achieved: no row above holds."),
        (("...y", "....", "...."), "Not achieved", "Not achieved: any statement of Not achieved is true (1 of 4)."),
        (
            ("nnn.", "yyyy", "yyyy"),
            None,
            "Judge the other statement of Not achieved first: that could still change it.",
        ),
        (("----", "----", "yy--"), "Achieved", "Achieved: all statements of Achieved are true (2 of 2)."),
    ],
)
def test_the_level_follows_the_rows(assessment, answer, levels, suggested, why):
    answer(**dict(zip(("not", "partly", "achieved"), levels, strict=True)))
    row = row_of(assessment)
    assert (row.suggested.name if row.suggested else None, row.why) == (suggested, why)


def test_what_the_path_names_leads_there(assessment, answer, assessor):
    answer(**{"not": "nnyn", "partly": "yyyy", "achieved": "yyyn"})
    statements = {each.text: each for each in assessment.edition.criteria.get().statements.all()}
    row = row_of(assessment)
    assert (row.target.name, row.path.count) == ("Partially achieved", 1)
    said = {"count": 1, "of": [statements["not 3"].pk], "have_to_stop_being_true": True}
    (criterion,) = gap_values(gap_report(assessment, on=DAY))["criteria"]
    assert criterion["path"]["picks"] == [said]
    (pick,) = row.path.picks
    assert (pick.ceases, pick.of) == (True, (statements["not 3"].pk,))
    assessment.judge(statements["not 3"], answer="no", note="", version=1, by=assessor, at=NOON)
    assert row_of(assessment).suggested.name == "Partially achieved"


def test_pages_and_files_name_the_publishers_rule(client, assessment, answer, assessor):
    answer(**{"not": "yyyy", "partly": "yyyy", "achieved": "yyyy"})
    client.force_login(assessor)
    page = client.get(reverse("assessments:gap", args=[assessment.pk])).content.decode()
    place = PLACE.replace("'", "&#x27;")
    told = f"A suggestion follows the publisher&#x27;s rule. \u201c{SENTENCE}\u201d ({place})"
    assert told in page
    assert "states no" not in page
    why = client.get(reverse("assessments:why", args=[assessment.pk, assessment.edition.criteria.get().pk]))
    assert SENTENCE in why.content.decode()
    assert "this product\u2019s own" not in why.content.decode()
    assert "True statements that hold the force back (4)" in page
    for name in ("assessments:score",):
        answered = client.get(reverse(name, args=[assessment.pk, assessment.edition.criteria.get().pk]))
        assert "any statement of Not achieved is true (4 of 4)" in answered.content.decode()
        assert "The suggestion is the publisher\u2019s rule. People decide." in answered.content.decode()
