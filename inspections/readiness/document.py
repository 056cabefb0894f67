"""The fieldwork pack: what somebody who speaks to one question needs in front of them."""

from collections import defaultdict
from collections.abc import Iterator

from assessments.gap.statement import GapStatement
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED
from inspections.document_tables import table_or_sentence
from inspections.readiness.page import Question, Readiness
from reports.document import Block, Bullets, Document, Heading, Paragraph, Table

KIND = "fieldwork-pack"


def fieldwork_pack(answer: Readiness, question: Question, *, author: str) -> Document:
    """Return the pack for one question of an assessment."""
    report = answer.report
    return Document(
        title=f"Fieldwork pack: {question.label}",
        subtitle=answer.spoken_by,
        kind=KIND,
        force=report.force,
        about=question.row.code,
        marking=report.marking,
        disclosable=report.disclosable,
        author=author,
        version=f"As recorded up to change {report.revision} of the assessment",
        on=answer.on,
        blocks=tuple(_blocks(question)),
    )


def _blocks(question: Question) -> Iterator[Block]:
    yield Heading("Our claim")
    yield from _claim(question)
    yield Heading("Who can speak to it")
    people = ((speaker.name, speaker.because) for speaker in question.speakers)
    nobody = "Nobody leads a finding or an action on this question yet."
    yield table_or_sentence("People", {"Who": 35, "Because they are": 65}, people, nobody)
    yield from _statements(question, "What is true", question.row.met, "Nothing is judged true yet.")
    yield from _statements(question, "What isn't true yet", question.row.missing, "Nothing is judged untrue.")
    yield from _statements(question, ANSWER_WORDS[UNJUDGED], question.row.unjudged, "Everything is judged.")
    yield Heading("Open findings")
    yield _findings(question)
    yield Heading("Open actions")
    yield _actions(question)
    if question.reasons:
        yield Heading("What an inspector may ask about")
        yield Bullets(question.reasons)


def _claim(question: Question) -> Iterator[Block]:
    row = question.row
    facts = [("Self-assessed", question.grade)]
    facts += [("Aims at", row.target.name)] if row.target else []
    facts += [("Last published by HMICFRS", question.published)] if question.published else []
    facts += [("Characteristics met", f"{question.met} of {question.characteristics}")]
    evidence = f"{question.evidenced} of the {question.met} met; {question.tested} tested or verified"
    facts += [("With evidence", evidence)]
    facts += [("Judged", f"{row.judged} of {row.total} statements")]
    yield Table("Where we say we stand", ("", "What we say"), tuple(facts), widths=(35, 65))
    if row.rationale:
        yield Paragraph(row.rationale)
    if row.why:
        yield Paragraph(f"The answers: {row.why}", quiet=True)


def _statements(question: Question, heading: str, statements: tuple[GapStatement, ...], none: str) -> Iterator[Block]:
    yield Heading(heading)
    cited: dict[int, list[str]] = defaultdict(list)
    for item in question.backing:
        cited[item.statement].append(f"{item.title} ({item.strength.lower()})")
    columns = {"Code": 10, "Statement": 44, "Our note": 24, "Evidence": 22}
    rows = ((entry.code, entry.text, entry.note, "; ".join(cited[entry.pk])) for entry in statements)
    yield table_or_sentence(f"{heading}: {len(statements)}", columns, rows, none)


def _findings(question: Question) -> Block:
    columns = {"Reference": 14, "Type": 16, "Finding": 40, "State": 14, "Force lead": 16}
    rows = (
        (
            row.finding.reference,
            row.finding.get_kind_display(),
            row.finding.text,
            f"{row.finding.state_name}{', overdue' if row.is_overdue else ''}",
            str(row.finding.force_lead or "Nobody yet"),
        )
        for row in question.findings
    )
    return table_or_sentence("Findings", columns, rows, "No finding is open on this question.")


def _actions(question: Question) -> Block:
    columns = {"What will be done": 55, "Owner": 25, "By": 20}
    rows = ((action.title, str(action.owner or "Nobody yet"), action.due_on) for action in question.actions)
    return table_or_sentence("Actions", columns, rows, "No action is open on this question.")
