"""The fieldwork pack: what somebody who speaks to one question needs in front of them."""

from collections import defaultdict
from collections.abc import Iterator

from assessments.gap.row import GapStatement
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED
from inspections.readiness.page import Question, Readiness
from reports.document import Block, Bullets, Document, Heading, Paragraph, Table

KIND = "fieldwork-pack"


def fieldwork_pack(answer: Readiness, question: Question, *, author: str) -> Document:
    """Return the pack for one question of an assessment."""
    report = answer.report
    return Document(
        title=f"Fieldwork pack: {question.label}",
        subtitle=f"{report.framework}, {report.edition}. {report.subject}, {report.round_label}",
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
    if question.speakers:
        rows = tuple((each.name, each.because) for each in question.speakers)
        yield Table("People", ("Who", "Because they are"), rows, widths=(35, 65))
    else:
        yield Paragraph("Nobody leads a finding or an action on this question yet.")
    yield from _statements(question, "What is true", question.row.met, "Nothing is judged true yet.")
    yield from _statements(question, "What isn't true yet", question.row.missing, "Nothing is judged untrue.")
    yield from _statements(question, ANSWER_WORDS[UNJUDGED], question.row.unjudged, "Everything is judged.")
    yield Heading("Open findings")
    yield from _findings(question)
    yield Heading("Open actions")
    yield from _actions(question)
    if question.reasons:
        yield Heading("What an inspector may ask about")
        yield Bullets(question.reasons)


def _claim(question: Question) -> Iterator[Block]:
    row = question.row
    facts = [("Self-assessed", question.grade)]
    facts += [("Aims at", row.target.name)] if row.target else []
    facts += [("Last published by HMICFRS", question.published)] if question.published else []
    facts += [("Characteristics met", f"{question.met} of {question.characteristics}")]
    facts += [
        ("With evidence", f"{question.evidenced} of the {question.met} met; {question.tested} tested or verified")
    ]
    facts += [("Judged", f"{row.judged} of {row.total} statements")]
    yield Table("Where we say we stand", ("", "What we say"), tuple(facts), widths=(35, 65))
    if row.rationale:
        yield Paragraph(row.rationale)
    if row.why:
        yield Paragraph(f"The answers: {row.why}", quiet=True)


def _statements(question: Question, heading: str, statements: tuple[GapStatement, ...], none: str) -> Iterator[Block]:
    yield Heading(heading)
    if not statements:
        yield Paragraph(none)
        return
    cited: dict[int, list[str]] = defaultdict(list)
    for each in question.backing:
        cited[each.statement].append(f"{each.title} ({each.strength.lower()})")
    rows = tuple((each.code, each.text, each.note, "; ".join(cited[each.pk])) for each in statements)
    heads = ("Code", "Statement", "Our note", "Evidence")
    yield Table(f"{heading}: {len(rows)}", heads, rows, widths=(10, 44, 24, 22))


def _findings(question: Question) -> Iterator[Block]:
    if not question.findings:
        yield Paragraph("No finding is open on this question.")
        return
    rows = tuple(
        (
            each.finding.reference,
            each.finding.get_kind_display(),
            each.finding.text,
            f"{each.finding.state_name}{', overdue' if each.is_overdue else ''}",
            str(each.finding.force_lead or "Nobody yet"),
        )
        for each in question.findings
    )
    yield Table("Findings", ("Reference", "Type", "Finding", "State", "Force lead"), rows, widths=(14, 16, 40, 14, 16))


def _actions(question: Question) -> Iterator[Block]:
    if not question.actions:
        yield Paragraph("No action is open on this question.")
        return
    rows = tuple((each.title, str(each.owner or "Nobody yet"), each.due_on) for each in question.actions)
    yield Table("Actions", ("What will be done", "Owner", "By"), rows, widths=(55, 25, 20))
