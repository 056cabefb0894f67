"""The scoring pages over HTTP: what is refused, with which words, and that nothing changed."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, Judgement, Score
from assessments.scoring_sheet.views import SHEET_PARTS
from inspections.models import Finding
from tests.factories import NOON, AssessmentFactory, CriterionFactory, FindingFactory, StatementFactory

HTMX = {"HX-Request": "true"}


def line(statement, answer="yes", note="", version="0"):
    """Return what a browser sends for one line."""
    return {f"{statement.pk}-answer": answer, f"{statement.pk}-note": note, f"{statement.pk}-version": version}


def judge_url(assessment, statement):
    return reverse("assessments:judge", args=[assessment.pk, statement.pk])


def sheet_url(assessment, criterion):
    return reverse("assessments:score", args=[assessment.pk, criterion.pk])


def stored():
    return list(Judgement.objects.order_by("pk").values_list("statement", "answer", "note", "version"))


def test_an_answer_is_saved_as_it_is_chosen(client, assessment, statement):
    answer = client.post(judge_url(assessment, statement), line(statement, "partly", "Seen twice."), headers=HTMX)
    assert answer.status_code == 200
    assert stored() == [(statement.pk, "partly", "Seen twice.", 1)]
    assert answer.context["row"].judged == 1
    assert Assessment.objects.get(pk=assessment.pk).revision == assessment.revision + 1


def test_an_answer_saved_after_a_cause_of_concern_opened_says_so(client, assessment, criterion):
    first, second = criterion.statements.all()[:2]
    before = client.post(judge_url(assessment, first), line(first), headers=HTMX)
    cause = FindingFactory(force=assessment.force, kind=Finding.Kind.CAUSE_OF_CONCERN)
    cause.cover([criterion])
    after = client.post(judge_url(assessment, second), line(second), headers=HTMX)
    assert (before.context["row"].concerns, after.context["row"].concerns) == ((), (cause.reference,))


def test_saving_an_answer_has_few_queries(client, assessment, criterion, django_assert_num_queries):
    first, second = criterion.statements.all()[:2]
    client.post(judge_url(assessment, first), line(first), headers=HTMX)
    with django_assert_num_queries(11):
        client.post(judge_url(assessment, second), line(second), headers=HTMX)


def test_without_htmx_an_answer_leads_back_to_its_line(client, assessment, criterion, statement):
    answer = client.post(judge_url(assessment, statement), line(statement))
    assert answer.url == f"{sheet_url(assessment, criterion)}#line-{statement.pk}"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"answer": "perhaps"}, "Choose yes, partly, no or not applicable."),
        ({"note": "x" * 2001}, "Shorten this note to 2,000 characters or fewer. It has 2001."),
        ({"version": "nonsense"}, "Reload the page and try again."),
        ({"version": ""}, "Reload the page and try again."),
    ],
)
def test_a_wrong_line_changes_nothing_and_keeps_what_was_typed(client, assessment, statement, typed, problem):
    sent = line(statement, **typed)
    answer = client.post(judge_url(assessment, statement), sent, headers=HTMX)
    assert answer.status_code == 409
    assert stored() == []
    shown = answer.context["line"]
    assert (shown.value, shown.note) == (sent[f"{statement.pk}-answer"], sent[f"{statement.pk}-note"])
    assert shown.error == problem


def test_a_stale_version_is_shown_the_answer_that_stands(client, member, assessment, statement):
    other = member("facilitator")
    assessment.judge(statement, answer="no", note="Not here.", version=0, by=other, at=NOON)
    answer = client.post(judge_url(assessment, statement), line(statement, "yes", "Mine."), headers=HTMX)
    assert answer.status_code == 409
    assert stored() == [(statement.pk, "no", "Not here.", 1)]
    shown = answer.context["line"]
    clash = (shown.clash.by, shown.clash.theirs, shown.clash.note, shown.clash.mine)
    assert clash == ("Facilitator", "No", "Not here.", "Yes")
    assert (shown.value, shown.note, shown.version) == ("yes", "Mine.", "1")


def test_a_statement_of_another_edition_is_not_found(client, assessment, peel_paf):
    other = StatementFactory(criterion=CriterionFactory())
    shipped = peel_paf.criteria.get(code="1.1").statements.first()
    for each in (other, shipped):
        assert client.post(judge_url(assessment, each), line(each), headers=HTMX).status_code == 404
    assert client.post(reverse("assessments:judge", args=[assessment.pk, 10**9]), {}).status_code == 404
    assert stored() == []


def test_another_forces_assessment_is_not_found(client, ci_sam, statement, criterion):
    theirs = AssessmentFactory(edition=ci_sam)
    assert client.post(judge_url(theirs, statement), line(statement), headers=HTMX).status_code == 404
    assert client.post(sheet_url(theirs, criterion), line(statement)).status_code == 404
    assert client.get(sheet_url(theirs, criterion)).status_code == 404
    assert stored() == []


def test_a_closed_assessment_takes_no_answer(client, lead, assessment, criterion, statement):
    assessment.submit(by=lead, at=NOON)
    before = Assessment.objects.get(pk=assessment.pk).revision
    answer = client.post(judge_url(assessment, statement), line(statement, note="Too late?"), headers=HTMX)
    assert answer.status_code == 409
    assert answer.context["line"].error.startswith("This assessment is closed, so nothing was changed.")
    assert answer.context["line"].note == "Too late?"
    whole = client.post(sheet_url(assessment, criterion), {**line(statement), f"{statement.pk}-was": ":0"})
    assert whole.status_code == 409
    assert "This assessment is closed" in whole.content.decode()
    assert stored() == []
    assert Assessment.objects.get(pk=assessment.pk).revision == before


def test_one_save_saves_every_line_that_was_touched(client, assessment, criterion):
    page = client.get(sheet_url(assessment, criterion)).context["sheet"]
    lines = [each for group in page.groups for each in group.lines]
    sent = {}
    for each in lines:
        typed = line(each.stronger, "yes" if each is lines[0] or each is lines[-1] else "", version=each.version)
        sent |= typed | {f"{each.key}-was": each.was}
    answer = client.post(sheet_url(assessment, criterion), {**sent, "stay": "1"})
    assert answer.url == sheet_url(assessment, criterion)
    assert stored() == [(lines[0].key, "yes", "", 1), (lines[-1].key, "yes", "", 1)]


def test_save_and_next_goes_to_the_next_criterion(client, assessment, criterion):
    onward = assessment.edition.criteria.get(code="engagement")
    answer = client.post(sheet_url(assessment, criterion), {"next": "1"})
    assert answer.url == sheet_url(assessment, onward)


def test_one_wrong_line_saves_nothing_of_the_page(client, assessment, criterion, statement):
    second = criterion.statements.get(level__rank=1, position=2)
    sent = line(statement) | {f"{statement.pk}-was": ":0"} | line(second, "no", "y" * 2001) | {f"{second.pk}-was": ":0"}
    answer = client.post(sheet_url(assessment, criterion), sent)
    assert answer.status_code == 422
    assert stored() == []
    shown = {each.key: each for group in answer.context["sheet"].groups for each in group.lines}
    assert (shown[statement.pk].value, shown[second.pk].value, shown[second.pk].note) == ("yes", "no", "y" * 2001)
    assert answer.context["sheet"].mistakes == 1


def test_a_clash_on_one_line_saves_the_others_and_shows_both(client, member, assessment, criterion, statement):
    second = criterion.statements.get(level__rank=1, position=2)
    assessment.judge(statement, answer="no", note="", version=0, by=member("facilitator"), at=NOON)
    sent = line(statement, "yes", "Mine.") | {f"{statement.pk}-was": ":0"} | line(second, "partly")
    answer = client.post(sheet_url(assessment, criterion), sent | {f"{second.pk}-was": ":0"})
    assert answer.status_code == 409
    assert stored() == [(statement.pk, "no", "", 1), (second.pk, "partly", "", 1)]
    assert (answer.context["saved"], answer.context["sheet"].clashes) == (1, 1)
    shown = {each.key: each for group in answer.context["sheet"].groups for each in group.lines}[statement.pk]
    assert (shown.clash.theirs, shown.value, shown.note) == ("No", "yes", "Mine.")


@pytest.mark.parametrize(("button", "expected"), [("mine", "yes"), ("theirs", "no")])
def test_after_a_clash_the_person_chooses(client, member, assessment, criterion, statement, button, expected):
    assessment.judge(statement, answer="no", note="", version=0, by=member("facilitator"), at=NOON)
    shown = client.post(judge_url(assessment, statement), line(statement), headers=HTMX).context["line"]
    sent = line(statement, "yes", version=shown.version) | {f"{statement.pk}-was": shown.was, button: statement.pk}
    client.post(sheet_url(assessment, criterion), sent)
    assert [answer for _, answer, _, _ in stored()] == [expected]


def decide(client, assessment, criterion, **typed):
    address = reverse("assessments:decide", args=[assessment.pk, criterion.pk])
    return client.post(address, {"version": 0, "rationale": "", **typed})


def test_a_level_is_chosen(client, assessment, criterion):
    level = assessment.edition.levels.get(rank=3)
    assert decide(client, assessment, criterion, level=level.pk, rationale="Seen.").status_code == 302
    assert list(Score.objects.values_list("criterion", "level", "rationale")) == [(criterion.pk, level.pk, "Seen.")]


def test_a_level_of_another_edition_is_refused(client, assessment, criterion, judgment_criteria):
    level = judgment_criteria.levels.get(rank=3)
    answer = decide(client, assessment, criterion, level=level.pk, rationale="Kept.")
    assert answer.status_code == 422
    assert answer.context["decide_form"].errors == {"level": ["Choose a level of this framework."]}
    assert "Kept." in answer.content.decode()
    assert Score.objects.count() == 0


def test_another_level_than_the_suggested_one_needs_a_reason(client, assessor, assessment, criterion):
    for each in criterion.statements.select_related("level", "criterion"):
        answer = "yes" if each.level.rank == 2 else "no"
        assessment.judge(each, answer=answer, note="", version=0, by=assessor, at=NOON)
    level = assessment.edition.levels.get(rank=4)
    answer = decide(client, assessment, criterion, level=level.pk)
    assert answer.status_code == 422
    expected = {"rationale": ["The answers suggest Reactive. Say why you chose Proactive."]}
    assert answer.context["decide_form"].errors == expected
    assert Score.objects.count() == 0
    assert decide(client, assessment, criterion, level=level.pk, rationale="Both districts.").status_code == 302


def test_a_stale_decision_is_shown_and_can_be_made_again(client, member, assessment, criterion):
    low, high = assessment.edition.levels.get(rank=2), assessment.edition.levels.get(rank=3)
    other = member("facilitator")
    assessment.decide(criterion, level=low, suggested=None, rationale="Seen.", version=0, by=other, at=NOON)
    answer = decide(client, assessment, criterion, level=high.pk, rationale="Seen since.")
    assert answer.status_code == 422
    assert Score.objects.get().level == low
    form = answer.context["decide_form"]
    assert form.non_field_errors()[0].startswith("Facilitator changed this while you were deciding.")
    again = {"level": high.pk, "rationale": "Seen since.", "version": form["version"].value()}
    assert decide(client, assessment, criterion, **again).status_code == 302
    assert Score.objects.get().level == high


def test_an_over_long_reason_is_refused(client, assessment, criterion):
    answer = decide(client, assessment, criterion, rationale="z" * 2001)
    assert answer.context["decide_form"].errors == {
        "rationale": ["Shorten this reason to 2,000 characters or fewer. It has 2001."]
    }
    assert Score.objects.count() == 0


def test_a_target_of_another_edition_is_refused(client, assessment, criterion, peel_paf):
    address = reverse("assessments:aim", args=[assessment.pk, criterion.pk])
    answer = client.post(address, {"version": 0, "target": peel_paf.levels.get(rank=4).pk})
    assert answer.status_code == 422
    assert Score.objects.count() == 0


def test_an_ungraded_question_takes_no_level(client, force, peel_paf):
    assessment = AssessmentFactory(force=force, edition=peel_paf)
    question = peel_paf.criteria.get(code="9")
    answer = decide(client, assessment, question, level=peel_paf.levels.get(rank=4).pk)
    assert answer.status_code == 422
    assert Score.objects.count() == 0


def test_a_criterion_page_has_few_queries_and_is_kept(client, assessment, criterion, django_assert_num_queries):
    address = sheet_url(assessment, criterion)
    client.get(address)
    client.post(address, line(criterion.statements.first()))
    with django_assert_num_queries(5):
        first = client.get(address)
    with django_assert_num_queries(3):
        kept = client.get(address)
    assert [first.context[part] for part in SHEET_PARTS] == [kept.context[part] for part in SHEET_PARTS]
