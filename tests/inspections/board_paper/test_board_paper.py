"""The board's paper: what it is written from, who may write it, and that what was issued never changes."""

import datetime
import io
import json
from functools import partial

import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.board_paper.document import prose
from inspections.board_paper.draft_words import drafted
from inspections.board_paper.issue import restored, stored
from inspections.board_paper.page import document_of, draft_document, draft_of
from inspections.board_paper.report import WaitingBatch, board_report
from inspections.boards.page import board_page
from inspections.models import BoardPaper, Finding, IssuedPaper, Submission
from inspections.readiness.page import readiness
from reports.document import Bullets, Paragraph, Table
from tests.factories import (
    NOON,
    AssessmentFactory,
    BoardFactory,
    BoardPaperFactory,
    FindingFactory,
    InspectionFactory,
    JudgementFactory,
    KeyDateFactory,
    PublishedReportFactory,
)
from tests.inspections.pages import page, three

D = datetime.date
ON, SINCE = D(2026, 11, 22), D(2026, 9, 1)


@pytest.fixture
def board(force):
    made = BoardFactory(force=force, name="Monitoring Board", purpose="To follow.", frequency="Monthly")
    made.seat(["Deputy Chief Constable", "Head of Corporate Services"])
    return made


@pytest.fixture
def lived(force, board, lead):
    """Return a force with findings of several fates, two batches, dates and a report that waits for comments."""
    inspection = InspectionFactory(force=force, title="PEEL", published_on=D(2026, 10, 1))
    made = {
        name: FindingFactory(inspection=inspection, reference=name, on=on, due_on=due, text=f"Text of {name}.")
        for name, on, due in (
            ("Late", D(2026, 1, 5), D(2026, 11, 1)),
            ("Later", D(2026, 1, 5), D(2026, 11, 20)),
            ("New", D(2026, 10, 1), None),
            ("Sent", D(2026, 1, 5), D(2026, 2, 1)),
            ("Sent twice", D(2026, 1, 5), None),
            ("Closed", D(2026, 1, 5), None),
        )
    }
    made["Late"].assign(on=D(2026, 2, 1), by=lead, at=NOON, force_lead=lead, board=board, closedown_on=D(2026, 12, 1))
    for name in ("Sent", "Sent twice", "Closed"):
        made[name].complete(on=D(2026, 2, 1), by=lead, at=NOON, note="Seen.")
    sent = {"force": force, "by": lead, "at": NOON}
    first = {made["Sent"]: "Proof.", made["Sent twice"]: "Proof."}
    Submission.objects.submit(first, name="April 2026", on=D(2026, 4, 19), **sent)
    made["Sent twice"].return_with_feedback(on=D(2026, 5, 1), by=lead, at=NOON, note="More.")
    made["Sent twice"].complete(on=D(2026, 6, 1), by=lead, at=NOON, note="Seen.")
    Submission.objects.submit({made["Sent twice"]: "Proof."}, name="June 2026", on=D(2026, 6, 20), **sent)
    made["Closed"].close(on=D(2026, 10, 10), by=lead, at=NOON, note="By letter.")
    KeyDateFactory(force=force, title="Debrief", kind="debrief", on=D(2027, 6, 1), precision="month")
    KeyDateFactory(force=force, title="Custody revisit", kind="planned", on=D(2027, 1, 17))
    KeyDateFactory(force=force, title="Digital forensics", kind="thematic", on=D(2027, 2, 1), precision="month")
    FindingFactory(reference="Another force's")
    return force


@pytest.fixture
def paper(lived, board, lead):
    return BoardPaperFactory(force=lived, board=board, on=ON, since=SINCE, made_by=lead)


def references(lines):
    return [line.finding.reference for line in lines]


def test_the_whole_report(lived, board):
    report = board_report(lived, ON, since=SINCE, board=board)
    assert references(report.lines) == ["Late", "Later", "New", "Sent", "Sent twice"]
    assert [(line.finding.reference, line.days_overdue) for line in report.overdue] == [("Late", 21), ("Later", 2)]
    assert references(report.new) == ["New"]
    assert report.waiting == (
        WaitingBatch("April 2026", D(2026, 4, 19), (0, 0, 1), 217),
        WaitingBatch("June 2026", D(2026, 6, 20), (0, 0, 1), 155),
    )
    assert references(report.unowned) == ["Later", "New", "Sent", "Sent twice"]
    assert report.terms.owned == (("Monitoring Board", 1), ("", 4))
    assert (report.terms.chair, report.terms.seats[1]) == ("Deputy Chief Constable", "Head of Corporate Services")
    assert [each.title for each in report.programme] == ["Debrief"]
    assert [each.title for each in (*report.planned, *report.thematic)] == ["Custody revisit", "Digital forensics"]
    assert [(each.title, each.period.last) for each in report.clocks] == [("PEEL", D(2026, 11, 25))]
    closedowns = report.closedowns
    assert (closedowns.none, closedowns.passed, closedowns.soon, closedowns.later) == (2, 0, 1, 0)
    assert (report.readiness, report.next_meeting, report.completed) == (None, None, 0)


def test_as_at_an_earlier_day_it_says_what_was_true_then(lived, board):
    report = board_report(lived, D(2026, 5, 2), since=D(2026, 4, 1), board=board)
    assert [(line.finding.reference, line.finding.state) for line in report.lines] == [
        ("Closed", "completed"),
        ("Late", "open"),
        ("Later", "open"),
        ("Sent", "submitted"),
        ("Sent twice", "returned"),
    ]
    assert [(batch.name, batch.total) for batch in report.waiting] == [("April 2026", 1)]
    assert (report.overdue, report.new, report.clocks) == ((), (), ())


def test_twelve_queries_besides_the_readiness_whatever_the_size(lived, board, peel_paf, django_assert_num_queries):
    chosen = AssessmentFactory(force=lived, edition=peel_paf)
    readiness(chosen, on=ON)
    with CaptureQueriesContext(connection) as asked:
        readiness(chosen, on=ON)
    # Four more where nobody chose: which there are, and how far each has come.
    with django_assert_num_queries(len(asked) + 16):
        board_report(lived, ON, since=SINCE, board=board)
    inspection = InspectionFactory(force=lived)
    for number in range(40):
        FindingFactory(inspection=inspection, reference=f"More {number:02}", due_on=D(2026, 10, 1))
    with django_assert_num_queries(len(asked) + 12):
        board_report(lived, ON, since=SINCE, board=board, assessment=chosen)


def test_a_paper_keeps_the_assessment_that_it_speaks_by(as_lead, lived, board, peel_paf):
    """It begins with the one that readiness begins with; what is opened later doesn't take its place."""
    assess = partial(AssessmentFactory, force=lived, edition=peel_paf)
    judged, empty, unit = assess(round_label="Judged"), assess(round_label="Empty"), assess(subject="East")
    JudgementFactory(assessment=judged, statement=peel_paf.criteria.get(code="1.1").statements.first())
    form = as_lead.get(page("draft_paper", lived.code)).context["form"]
    assert form["assessment"].value() == judged.pk
    assert {value for value, _ in form["assessment"].field.choices} == {judged.pk, empty.pk}
    assert form["assessment"].field.required
    typed = {"title": "Update", "board": board.pk, "author": "A role", "marking": "official", "register": "table"}
    typed |= {**three("on", ON), **three("since", SINCE)}
    refused = as_lead.post(page("draft_paper", lived.code), {**typed, "assessment": unit.pk})
    assert list(refused.context["form"].errors) == ["assessment"]
    as_lead.post(page("draft_paper", lived.code), {**typed, "assessment": empty.pk})
    made = BoardPaper.objects.get(title="Update")
    assert made.assessment == empty
    text = as_lead.get(page("paper", made.pk)).text
    words = f"By the force&#x27;s own assessment, {peel_paf}: Whole force, Empty (open)"
    assert words in text
    assert reverse("assessments:overview", args=[empty.pk]) in text
    as_lead.post(page("issue_paper", made.pk))
    issued, _ = restored(IssuedPaper.objects.get(paper=made).text)
    assert any(words.replace("&#x27;", "'") in getattr(block, "text", "") for block in issued.blocks)
    as_lead.post(page("next_version", made.pk))
    assert BoardPaper.objects.get(follows=made).assessment == empty


def test_a_paper_for_which_nobody_chose_speaks_by_the_one_to_begin_with(paper, lived, peel_paf, as_lead):
    judged = AssessmentFactory(force=lived, edition=peel_paf, round_label="Judged")
    JudgementFactory(assessment=judged, statement=peel_paf.criteria.get(code="1.1").statements.first())
    AssessmentFactory(force=lived, edition=peel_paf, round_label="Empty")
    assert draft_of(paper).report.readiness.assessment == judged
    assert as_lead.get(page("change_paper", paper.pk)).context["form"]["assessment"].value() == judged.pk


def test_a_paper_says_what_hmicfrs_had_published_on_its_day(paper, lived, peel_paf):
    AssessmentFactory(force=lived, edition=peel_paf)
    question = peel_paf.criteria.filter(graded=True).order_by("position").first()
    levels = {level.code: level for level in peel_paf.levels.all()}
    reports = (("PEEL", D(2026, 5, 1), "good"), ("SOC", ON, "adequate"), ("Later", D(2026, 11, 23), "good"))
    for title, on, code in reports:
        given = {"title": title, "published_on": on, "grades": {question.pk: levels[code]}}
        PublishedReportFactory(force=lived, edition=peel_paf, **given)
    document, _ = document_of(paper, on=ON)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    found = {table.caption: table.rows for table in tables}
    assert found["What HMICFRS had last published on 22 November 2026"] == (
        (f"{question.code} {question.title}", "Adequate", "SOC, 22 November 2026", "Not decided"),
    )


def test_the_drafted_words_say_what_the_figures_say(lived, board):
    texts = drafted(board_report(lived, ON, since=SINCE, board=board))
    assert list(texts) == [
        "purpose",
        "background",
        "governance",
        "position",
        "programme",
        "other",
        "conclusion",
        "decisions",
    ]
    assert texts["position"].split("\n\n") == [
        "On 22 November 2026 the register held 5 live findings: 0 causes of concern, 0 recommendations and "
        "5 areas for improvement (2 submitted).",
        "Since 1 September 2026: 1 new, 0 reopened, 1 closed by HMICFRS, 0 no further action. In the same time: "
        "0 completed locally, 0 submitted to HMICFRS, 0 returned with feedback.",
        "2 are with HMICFRS for closure. The longest wait is that of the batch April 2026, submitted on 19 April "
        "2026: 217 days.",
        "2 findings are overdue.",
        "4 live findings have no force lead and 2 findings with the force have no closedown date.",
        "What HMICFRS's monitoring portal counts isn't recorded.",
    ]
    assert texts["conclusion"] == "The force has 5 live findings, as many as on 1 September 2026."
    assert texts["decisions"].splitlines()[2:] == [
        "- assign a force lead to the 4 findings without one",
        "- agree a closedown date for the 2 findings with none, or with one that passed",
        "- decide how the 2 overdue findings are brought to closure",
        "- note the position and the dates ahead",
    ]


def test_an_empty_force_has_a_paper_too(force, board):
    report = board_report(force, ON, since=SINCE, board=board)
    paper = BoardPaper(force=force, board=board, title="Empty", author="Inspection lead", on=ON, since=SINCE)
    document = draft_document(paper, draft_of(BoardPaperFactory(force=force, board=board)), on=ON)
    assert report.lines == ()
    assert "Nothing on the register was live." in [each.text for each in document.blocks if hasattr(each, "text")]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("One.\nTwo.\n\nThree.", [Paragraph("One."), Paragraph("Two."), Paragraph("Three.")]),
        ("Asked:\n- one\n\n- two\nAfter.", [Paragraph("Asked:"), Bullets(("one", "two")), Paragraph("After.")]),
        ("- only", [Bullets(("only",))]),
        ("-not a point", [Paragraph("-not a point")]),
    ],
)
def test_paragraphs_and_points(text, blocks):
    assert list(prose(text)) == blocks


def test_a_document_survives_being_kept(paper):
    document, _ = document_of(paper, on=ON)
    assert restored(stored(document)) == (document, None)
    assert stored(*restored(stored(document))) == stored(document)
    assert json.loads(stored(document))["marking"] == "OFFICIAL"


def test_a_paper_is_drafted_written_issued_and_stays_as_it_was(as_lead, lived, board, lead):
    """The whole story, through the pages alone."""
    made = as_lead.post(
        page("draft_paper", lived.code),
        {
            "title": "Update",
            "board": board.pk,
            "author": "Inspection lead",
            "marking": "official_sensitive",
            "register": "table",
            **{f"on_{part}": value for part, value in (("day", 22), ("month", 11), ("year", 2026))},
            **{f"since_{part}": value for part, value in (("day", 1), ("month", 9), ("year", 2026))},
        },
    )
    paper = BoardPaper.objects.get()
    assert made.url == page("paper", paper.pk)
    own = as_lead.post(
        page("write_section", paper.pk, "conclusion"), {"text": "We are ready.\n- Mostly.", "version": 0}
    )
    assert own.status_code == 302
    text = as_lead.get(page("paper", paper.pk)).content.decode()
    assert "We are ready." in text
    assert "OFFICIAL-SENSITIVE" in text
    as_lead.post(page("issue_paper", paper.pk))
    issued = IssuedPaper.objects.get()
    assert (issued.by, issued.is_whole) == (lead, True)
    word = as_lead.get(page("paper_file", paper.pk, "docx"))
    before = [paragraph.text for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs]
    pdf = as_lead.get(page("paper_file", paper.pk, "pdf")).content
    assert pdf.startswith(b"%PDF")

    Finding.objects.get(reference="Late").amend(text="Other words.", criteria=[])
    Finding.objects.get(reference="New").close(on=ON, by=lead, at=NOON, note="By letter.")
    board.seat(["Somebody else"])
    issued.refresh_from_db()
    after = as_lead.get(page("paper_file", paper.pk, "docx"))
    assert [each.text for each in docx.Document(io.BytesIO(after.content)).paragraphs] == before
    assert as_lead.get(page("paper_file", paper.pk, "pdf")).content == pdf
    assert "Text of Late." in as_lead.get(page("paper", paper.pk)).content.decode()
    assert as_lead.post(page("write_section", paper.pk, "purpose"), {"text": "No.", "version": 0}).status_code == 404
    as_lead.post(page("discard_paper", paper.pk))
    assert BoardPaper.objects.get() == paper

    as_lead.post(page("next_version", paper.pk))
    second = BoardPaper.objects.get(version=2)
    assert (second.follows, second.sections.get().text) == (paper, "We are ready.\n- Mostly.")
    assert "Other words." in as_lead.get(page("paper", second.pk)).content.decode()
    again = as_lead.post(page("next_version", paper.pk), follow=True)
    assert "There is a later version already." in again.content.decode()


def test_the_database_refuses_to_alter_what_was_issued(paper, lead):
    issued = paper.issue(lambda paper: "As issued.", by=lead, at=NOON)
    for change in (lambda rows: rows.update(text="Else."), lambda rows: rows._raw_delete("default")):
        with pytest.raises(IntegrityError, match="An issued paper is never altered"), transaction.atomic():
            change(IssuedPaper.objects.filter(pk=issued.pk))
    assert IssuedPaper.objects.get() == issued


def test_an_issued_paper_takes_no_more(paper, lead):
    paper.issue(lambda paper: "As issued.", by=lead, at=NOON)
    acts = (
        lambda: paper.write("purpose", text="x", drafted="", version=0, by=lead, at=NOON),
        lambda: paper.use_draft("purpose"),
        lambda: paper.amend(title="Else"),
        lambda: paper.issue(lambda paper: "Again.", by=lead, at=NOON),
        paper.discard,
    )
    for act in acts:
        with pytest.raises(BoardPaper.Issued):
            act()


def test_two_people_writing_the_same_section_never_overwrite_each_other(as_lead, paper, force_administrator):
    given = {"drafted": "", "version": 0, "by": force_administrator, "at": NOON}
    paper.write("purpose", text="Theirs.", **given)
    response = as_lead.post(page("write_section", paper.pk, "purpose"), {"text": "Mine.", "version": 0})
    assert response.status_code == 422
    text = response.content.decode()
    assert "changed this section while you were writing" in text
    assert "Theirs." in text
    assert "Mine." in text
    assert paper.sections.get().text == "Theirs."


def test_words_written_over_old_figures_are_pointed_out(as_lead, paper, lead):
    shown = draft_of(paper).drafted["position"]
    paper.write("position", text="Mine.", drafted=shown, version=0, by=lead, at=NOON)
    assert "The figures have changed since" not in as_lead.get(page("paper", paper.pk)).content.decode()
    Finding.objects.get(reference="New").close(on=ON, by=lead, at=NOON, note="By letter.")
    assert "The figures have changed since" in as_lead.get(page("paper", paper.pk)).content.decode()
    as_lead.post(page("use_draft", paper.pk, "position"))
    assert "the register held 4 live findings" in as_lead.get(page("paper", paper.pk)).content.decode()


def test_the_documents_tables(paper):
    document, _ = document_of(paper, on=ON)
    tables = {block.caption: block for block in document.blocks if isinstance(block, Table)}
    assert list(tables) == [
        "Live findings by type and origin, as at 22 November 2026",
        "From what was live before to what is live now",
        "On the way to closure",
        "Time with the force so far",
        "Time with HMICFRS so far, of those ever submitted",
        "Overdue findings, the longest first",
        "What is still with HMICFRS, by batch",
        "Findings issued, with their owners",
        "Dates of the PEEL programme",
        "Other inspections",
        "Comments that the police and crime commissioner owes",
        "Live findings, by reference",
    ]
    assert tables["Live findings by type and origin, as at 22 November 2026"].rows[0] == ("Local PEEL", "", "", "5 (2)")
    assert document.filename("docx") == (
        "OFFICIAL_board-paper_northshire-police_inspection-update-version-1_2026-11-22.docx"
    )


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"title": ""}, "title"), ({"since_year": "2027"}, "__all__"), ({"marking": "secret"}, "marking")],
)
def test_what_is_wrong_with_a_paper_is_said(changed, name, as_lead, paper):
    typed = {
        "title": paper.title,
        "board": paper.board_id,
        "author": "A role",
        "marking": "official",
        "register": "table",
        **{f"on_{part}": value for part, value in (("day", 22), ("month", 11), ("year", 2026))},
        **{f"since_{part}": value for part, value in (("day", 1), ("month", 9), ("year", 2026))},
        **changed,
    }
    response = as_lead.post(page("change_paper", paper.pk), typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [name])


def test_a_title_is_the_only_one_and_a_board_is_ones_own(as_lead, paper, lived):
    other = BoardFactory()
    typed = {
        "title": paper.title,
        "board": other.pk,
        "author": "A role",
        "marking": "official",
        "register": "table",
        **{f"on_{part}": value for part, value in (("day", 22), ("month", 11), ("year", 2026))},
        **{f"since_{part}": value for part, value in (("day", 1), ("month", 9), ("year", 2026))},
    }
    address = page("draft_paper", lived.code)
    assert list(as_lead.post(address, {**typed, "title": "Another"}).context["form"].errors) == ["board"]
    same = as_lead.post(address, {**typed, "board": paper.board_id}).context["form"].errors
    assert same == {"__all__": ["There is a paper of this title already. Choose another title."]}


def test_no_such_section_or_file(as_lead, paper):
    assert as_lead.get(page("write_section", paper.pk, "nothing")).status_code == 404
    assert as_lead.get(page("paper_file", paper.pk, "exe")).status_code == 404


def test_a_reader_reads_a_paper_and_is_offered_nothing_to_change(client, reader, paper):
    client.force_login(reader)
    text = client.get(page("paper", paper.pk)).content.decode()
    assert "Issue it" not in text
    assert page("write_section", paper.pk, "purpose") not in text


def test_a_boards_page_lists_the_papers_to_each_meeting(as_lead, paper, board, lead, django_assert_num_queries):
    for number, on in enumerate((D(2026, 11, 25), D(2026, 12, 2))):
        meeting = board.meet(on=on, note="", agenda="https://force.example/agenda", by=lead)
        BoardPaperFactory(force=paper.force, board=board, meeting=meeting, title=f"Paper {number}")
    with django_assert_num_queries(4):
        answer = board_page(board, on=ON)
    assert [[str(each) for each in meeting.listed] for meeting in answer.meetings] == [
        ["Paper 1, version 1"],
        ["Paper 0, version 1"],
    ]
    assert answer.kinds == (("Area for improvement", 1),)
    text = as_lead.get(page("board", board.pk)).content.decode()
    assert "https://force.example/agenda" in text
    assert "Paper 0, version 1" in text
