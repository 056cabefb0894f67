"""Readiness: what is known of each question, the risks ranked with their reasons, and a cause of concern end to end."""

import datetime
import io
from collections import Counter

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.gap.report import gap_report
from assessments.models import Action, Assessment, Assignment, Citation, Judgement
from evidence.models import Item
from inspections.models import Finding
from inspections.readiness.page import readiness
from tests.factories import NOON, AssessmentFactory, FindingFactory, PublishedReportFactory, ScoreFactory

D = datetime.date
CAUSE, AFI = Finding.Kind.CAUSE_OF_CONCERN, Finding.Kind.AFI


@pytest.fixture
def assessment(force, peel_paf, lead):
    """Return an assessment of every question: all true, so Good is suggested, and decided on all but the first."""
    made = AssessmentFactory(force=force, edition=peel_paf, round_label="Autumn 2026")
    levels = {level.code: level for level in peel_paf.levels.all()}
    statements = [each for top in tops(made) for each in below(top)]
    Judgement.objects.bulk_create(
        Judgement(assessment=made, statement=each, answer="yes", by=lead, at=NOON) for each in statements
    )
    for each in tops(made)[1:]:
        if each.graded:
            ScoreFactory(assessment=made, criterion=each, level=levels["good"], by=lead)
    return made


def tops(assessment):
    return list(assessment.edition.criteria.filter(parent=None).order_by("position"))


def below(criterion):
    children = list(criterion.children.all()) if hasattr(criterion, "children") else []
    return [*criterion.statements.all(), *(each for child in children for each in child.statements.all())]


def question(answer, criterion):
    return next(each for each in answer.questions if each.row.pk == criterion.pk)


def test_a_force_that_is_good_has_nothing_against_it(assessment, today):
    answer = readiness(assessment, on=today)
    assert len(answer.questions) == 12
    assert [each.row.pk for each in answer.ranked] == []
    assert (answer.without_risk, answer.elsewhere, answer.report.has_published) == (12, 0, False)


def test_a_cause_of_concern_is_raised_and_discharged(assessment, force, lead, today):
    """The whole way: while it is open, gap report and readiness say inadequate and why; discharging lifts it."""
    first = tops(assessment)[1]
    before = Assessment.objects.get(pk=assessment.pk).revision
    cause = FindingFactory(force=force, kind=CAUSE, reference="CoC-1", criteria=[first], on=D(2026, 1, 5))
    assert Assessment.objects.get(pk=assessment.pk).revision > before

    def seen(on):
        row = next(each for each in gap_report(assessment, on=on).rows if each.pk == first.pk)
        answer = readiness(assessment, on=on)
        return row.suggested.code, "CoC-1" in row.why, [each.row.pk for each in answer.ranked], answer

    suggested, says_so, ranked, answer = seen(today)
    assert (suggested, says_so, ranked) == ("inadequate", True, [first.pk])
    assert question(answer, first).reasons[0] == (
        "Decided Good; while a cause of concern is open (CoC-1), Inadequate is suggested."
    )
    assert seen(D(2026, 1, 4))[:3] == ("good", False, [])

    cause.complete(on=D(2026, 2, 1), by=lead, at=NOON, note="Seen.")
    cause.close(on=D(2026, 3, 1), by=lead, at=NOON, note="HMICFRS wrote to say so.")
    suggested, says_so, ranked, _ = seen(today)
    assert (suggested, says_so, ranked) == ("good", False, [])

    cause.reopen(on=D(2026, 4, 1), by=lead, at=NOON, note="It came back.")
    assert seen(today)[0] == "inadequate"


def test_risks_are_ranked_gravest_first_with_their_reasons(assessment, force, lead, today):
    one, two, three, four, five = tops(assessment)[:5]
    requires = assessment.edition.levels.get(code="requires_improvement")
    assessment.scores.filter(criterion=three).update(level=requires)
    FindingFactory(force=force, reference="AFI-9", criteria=[four], due_on=D(2026, 11, 21), kind=AFI)
    FindingFactory(force=force, reference="AFI-2", criteria=[five], kind=AFI)
    FindingFactory(force=force, reference="CoC-1", criteria=[two], kind=CAUSE)
    FindingFactory(force=force, reference="Elsewhere")
    FindingFactory(reference="Another force's", criteria=[one])
    Judgement.objects.filter(assessment=assessment, statement__in=below(one)).delete()
    given = {"criterion": five, "by": lead, "at": NOON}
    Action.objects.create(assessment=assessment, title="Train", owner=lead, due_on=D(2026, 11, 20), **given)
    Action.objects.create(assessment=assessment, title="Done", done_on=D(2026, 11, 1), **given)
    answer = readiness(assessment, on=today)
    total = question(answer, one).row.total
    assert [(each.row.pk, each.reasons) for each in answer.ranked] == [
        (
            two.pk,
            (
                "Decided Good; while a cause of concern is open (CoC-1), Inadequate is suggested.",
                "Inadequate (suggested), 3 grades below Good.",
                "1 open finding.",
                "1 open finding without a force lead.",
                "No open action.",
            ),
        ),
        (
            three.pk,
            ("Requires improvement (graded), 2 grades below Good.", "No open action."),
        ),
        (
            one.pk,
            (
                "Not graded yet.",
                f"Only 0 of {total} statements judged, so the grade is unsure.",
                "No open action.",
            ),
        ),
        (four.pk, ("1 open finding, 1 overdue.", "1 open finding without a force lead.", "No open action.")),
        (five.pk, ("1 open finding.", "1 open finding without a force lead.", "1 action overdue.")),
    ]
    assert answer.elsewhere == 1
    assert [each.name for each in question(answer, five).speakers] == [str(lead)]


def test_what_hmicfrs_last_published_is_shown_where_it_is_recorded(assessment, today):
    second = tops(assessment)[1]
    adequate = assessment.edition.levels.get(code="adequate")
    about = {"force": assessment.force, "edition": assessment.edition, "title": "SOC, the region"}
    PublishedReportFactory(grades={second.pk: adequate}, published_on=D(2026, 5, 5), **about)
    answer = readiness(assessment, on=today)
    published = "Adequate (SOC, the region, 5 May 2026)"
    assert (answer.report.has_published, question(answer, second).published) == (True, published)
    assert question(answer, second).reasons == (f"HMICFRS last published {published}; the force says Good.",)
    # Not yet on the day before, and nothing that a unit contradicts.
    assert question(readiness(assessment, on=D(2026, 5, 4)), second).reasons == ()
    Assessment.objects.filter(pk=assessment.pk).update(subject="East")
    of_a_unit = question(readiness(Assessment.objects.get(pk=assessment.pk), on=today), second)
    assert (of_a_unit.published, of_a_unit.reasons) == (f"{published}, of the whole force", ())


def test_a_question_that_nobody_grades_is_not_one_without_a_record(client, reader, assessment, peel_paf):
    first, *_ = peel_paf.criteria.filter(graded=True).order_by("position")
    good = peel_paf.levels.get(code="good")
    PublishedReportFactory(force=assessment.force, edition=peel_paf, title="SOC", grades={first.pk: good})
    client.force_login(reader)
    text = client.get(reverse("inspections:readiness", args=[assessment.force.code])).text
    cells = text.split('data-label="Last published">')[1:]
    said = [cell.partition("</td>")[0] for cell in cells]
    assert Counter(said) == {"Good (SOC, 22 November 2026)": 1, "Not recorded": 9, "Not graded": 2}


def test_five_queries_besides_the_gap_reports_however_much_is_open(assessment, force, today, django_assert_num_queries):
    gap_report(assessment, on=today)
    with CaptureQueriesContext(connection) as asked:
        gap_report(assessment, on=today)
    with django_assert_num_queries(len(asked) + 5):
        readiness(assessment, on=today)
    for place, criterion in enumerate(tops(assessment) * 3):
        FindingFactory(force=force, reference=f"R-{place}", criteria=[criterion])
    with django_assert_num_queries(len(asked) + 5):
        readiness(assessment, on=today)


def test_evidence_and_the_owner_of_a_section(assessment, force, lead, today):
    third = tops(assessment)[2]
    first, second, *_ = below(third)
    given = {
        "kind": "note",
        "shows": "It.",
        "text": "Seen.",
        "force": force,
        "by": lead,
        "at": NOON,
        "changed_at": NOON,
    }
    weak = Item.objects.create(title="Told", **given)
    strong = Item.objects.create(title="Audit", strength=Item.Strength.TESTED, **given)
    for statement, item in ((first, weak), (first, strong), (second, weak)):
        Citation.objects.create(assessment=assessment, statement=statement, item=item, by=lead, at=NOON)
    Assignment.objects.create(assessment=assessment, criterion=third, owner=lead, by=lead, at=NOON)
    found = question(readiness(assessment, on=today), third)
    assert (found.owner, found.evidenced, found.tested) == (str(lead), 2, 1)
    assert [(each.statement, each.title, each.strength) for each in found.backing] == [
        (first.pk, "Audit", "Tested"),
        (first.pk, "Told", "Asserted"),
        (second.pk, "Told", "Asserted"),
    ]
    assert found.speakers[0].because == "owner of this section of the assessment"


def test_the_page_and_its_pack(client, reader, assessment, force, lead):
    third = tops(assessment)[2]
    found = FindingFactory(force=force, reference="AFI-7", text="Record crime at once.", criteria=[third])
    found.assign(on=NOON.date(), by=lead, at=NOON, force_lead=lead)
    Judgement.objects.filter(assessment=assessment).update(note="Seen in all districts.")
    client.force_login(reader)
    page = client.get(reverse("inspections:readiness", args=[force.code]))
    assert page.status_code == 200
    assert "AFI-7" in page.content.decode()
    sent = client.get(reverse("inspections:pack", args=[assessment.pk, third.pk]))
    name = sent["Content-Disposition"]
    assert name.startswith('attachment; filename="OFFICIAL_fieldwork-pack_northshire-police_')
    word = docx.Document(io.BytesIO(sent.content))
    said = [paragraph.text for paragraph in word.paragraphs]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"Our claim", "Who can speak to it", "What is true", "Open findings", "Open actions"} <= set(said)
    assert {"Record crime at once.", "Seen in all districts.", "force lead of AFI-7"} <= set(cells)
    assert word.sections[0].header.paragraphs[0].text == "OFFICIAL"


def test_a_force_without_an_assessment_is_told_what_to_do(client, reader, force):
    client.force_login(reader)
    page = client.get(reverse("inspections:readiness", args=[force.code]))
    assert "There is no assessment yet" in page.content.decode()


@pytest.mark.parametrize("wanted", ["0", "x", "99999999999999999999"])
def test_no_such_assessment(wanted, client, reader, force, assessment):
    client.force_login(reader)
    assert client.get(reverse("inspections:readiness", args=[force.code]), {"assessment": wanted}).status_code == 404


def test_another_forces_assessment_is_not_found(client, outsider, assessment, force):
    client.force_login(outsider)
    first = tops(assessment)[0]
    assert client.get(reverse("inspections:pack", args=[assessment.pk, first.pk])).status_code == 404
