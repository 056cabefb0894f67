"""The text of each section of a paper, drafted from the figures. Plain Python: a report in, texts out."""

from collections.abc import Iterable

from config.wording import several
from inspections.board_paper.report import BoardReport
from inspections.finding.lifecycle import said
from inspections.models import PaperSection
from inspections.models.pcc_responses import PERIOD_DAYS
from inspections.register.table import Counts, Figure

Key = PaperSection.Key
NAMES = (
    ("cause of concern", "causes of concern"),
    ("recommendation", "recommendations"),
    ("area for improvement", "areas for improvement"),
)


def drafted(report: BoardReport) -> dict[str, str]:
    """Return each section's drafted text: an empty line between paragraphs, and a hyphen before each point."""
    sections = {
        Key.PURPOSE: _purpose(report),
        Key.BACKGROUND: _background(),
        Key.GOVERNANCE: _governance(report),
        Key.POSITION: _position(report),
        Key.PROGRAMME: _programme(report),
        Key.OTHER_ACTIVITY: _other(report),
        Key.CONCLUSION: _conclusion(report),
        Key.DECISIONS: _decisions(report),
    }
    return {key.value: "\n\n".join(part for part in parts if part) for key, parts in sections.items()}


def _purpose(report: BoardReport) -> Iterable[str]:
    yield (
        f"This paper tells the {report.terms.board} how {report.force} stood on {said(report.on)} against the causes "
        "of concern, recommendations and areas for improvement that HMICFRS has made, what has moved since "
        f"{said(report.since)}, and which inspections are to come."
    )


def _background() -> Iterable[str]:
    yield (
        "An inspection of this force, or of policing nationally, can lead to a cause of concern, which is a serious or "
        "critical shortcoming and always comes with one or more recommendations; to a recommendation to all forces; "
        "or to an area for improvement, where practice falls short of the standard expected."
    )
    yield (
        "Each is on the force's register with a force lead, a delivery lead and the board that follows it. The force "
        "assesses it complete and submits it to HMICFRS, which closes it or returns it with feedback. Until HMICFRS "
        "closes it, it counts as live."
    )
    yield (
        "HMICFRS keeps a monitoring portal of its own. It doesn't match the register exactly, because each side "
        "records changes at its own time."
    )


def _governance(report: BoardReport) -> Iterable[str]:
    terms = report.terms
    chaired = f", chaired by the {terms.chair}," if terms.chair else ""
    follows = f"The {terms.board}{chaired} follows what HMICFRS has asked of the force."
    yield f"{follows} Its terms of reference are at Appendix A."
    others = [(name, number) for name, number in terms.owned if name and name != terms.board.name]
    own = dict(terms.owned).get(terms.board.name, 0)
    if own or others:
        elsewhere = "".join(f"; the {name} follows {number}" for name, number in others)
        yield f"It owns {own} of the live findings{elsewhere}."
    if nobody := dict(terms.owned).get("", 0):
        yield f"{several(nobody, 'live finding')} {_is(nobody)} owned by no board yet."


def _position(report: BoardReport) -> Iterable[str]:
    table = report.table
    figures = _list(_figure(figure, names) for figure, names in zip(table.total.figures, NAMES, strict=True))
    yield f"On {said(report.on)} the register held {several(report.live, 'live finding')}: {figures}."
    yield f"Since {said(report.since)}: {_moved(table.balance[1:-1])}. In the same time: {_moved(table.passed)}."
    if report.waiting:
        oldest = report.waiting[0]
        yield (
            f"{report.with_hmicfrs} {_is(report.with_hmicfrs)} with HMICFRS for closure. The longest wait is that of "
            f"the batch {oldest.name}, submitted on {said(oldest.on)}: {oldest.days} days."
        )
    else:
        yield "Nothing is with HMICFRS for closure."
    late = len(report.overdue)
    yield f"{several(late, 'finding')} {_is(late)} overdue." if late else "Nothing is overdue."
    yield from _assigned(report)
    yield from _portal(report)


def _assigned(report: BoardReport) -> Iterable[str]:
    gaps = []
    if nobody := len(report.unowned):
        gaps.append(f"{several(nobody, 'live finding')} {_has(nobody)} no force lead")
    if undated := report.closedowns.none:
        gaps.append(f"{several(undated, 'finding')} with the force {_has(undated)} no closedown date")
    if passed := report.closedowns.passed:
        gaps.append(f"the closedown date of {several(passed, 'finding')} has passed")
    if gaps:
        yield f"{_list(gaps).capitalize()}."


def _portal(report: BoardReport) -> Iterable[str]:
    table = report.table
    if table.portal is None or table.portal_on is None:
        yield "What HMICFRS's monitoring portal counts isn't recorded."
        return
    counted = _list(several(number, *names) for number, names in zip(table.portal.figures, NAMES, strict=True))
    yield f"HMICFRS's monitoring portal counted {counted} on {said(table.portal_on)}."


def _programme(report: BoardReport) -> Iterable[str]:
    ahead = [entry for entry in report.programme if entry.period.last >= report.on]
    if not report.programme:
        yield "HMICFRS hasn't given the force dates of its PEEL programme yet, or none is recorded."
    elif ahead:
        yield f"The next date of the PEEL programme is {ahead[0].title}: {ahead[0].period.printed}."
    else:
        yield "No further date of the PEEL programme is known."
    if report.readiness and report.readiness.ranked:
        answer = report.readiness
        yield (
            f"By the force's own assessment, {answer.spoken_by}, there is something to do on "
            f"{several(len(answer.ranked), 'question')}. They are ranked at Appendix B. "
            f"{' '.join(answer.report.marks)}".strip()
        )


def _other(report: BoardReport) -> Iterable[str]:
    if not (report.planned or report.thematic):
        yield "No other inspection is planned that the force knows of."
    if planned := len(report.planned):
        yield f"Besides the PEEL programme, {several(planned, 'inspection')} {_is(planned)} planned."
    if thematic := len(report.thematic):
        yield f"{several(thematic, 'thematic inspection')} may include the force."
    if owed := len(report.clocks):
        late = sum(clock.period.last < report.on for clock in report.clocks)
        yield (
            f"The police and crime commissioner's comments are due on {several(owed, 'report')}"
            f"{f', of which {late} {_is(late)} late' if late else ''}: they must be published within "
            f"{PERIOD_DAYS} days (section 55, Police Act 1996)."
        )
    if unknown := report.unrecorded:
        yield (
            f"On {several(unknown, 'report')} it isn't recorded whether the police and crime commissioner's comments "
            "were published."
        )


def _conclusion(report: BoardReport) -> Iterable[str]:
    before, now = report.table.balance[0].total, report.table.balance[-1].total
    change = now - before
    moved = f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "as many as"
    yield f"The force has {several(now, 'live finding')}, {moved} on {said(report.since)}."


def _decisions(report: BoardReport) -> Iterable[str]:
    decisions = []
    if nobody := len(report.unowned):
        decisions.append(f"assign a force lead to the {several(nobody, 'finding')} without one")
    if undated := report.closedowns.none + report.closedowns.passed:
        decisions.append(
            f"agree a closedown date for the {several(undated, 'finding')} with none, or with one that passed"
        )
    if late := len(report.overdue):
        decisions.append(f"decide how the {several(late, 'overdue finding')} {_is(late)} brought to closure")
    if report.completed:
        decisions.append(
            f"agree which of the {several(report.completed, 'finding')} completed locally {_is(report.completed)} "
            "submitted to HMICFRS"
        )
    yield "The board is asked to:"
    yield "\n".join(f"- {decision}" for decision in [*decisions, "note the position and the dates ahead"])


def _figure(figure: Figure, names: tuple[str, str]) -> str:
    live = several(figure.live, *names)
    return f"{live} ({figure.submitted} submitted)" if figure.submitted else live


def _moved(rows: Iterable[Counts]) -> str:
    return ", ".join(f"{row.total} {_lower(row.label)}" for row in rows)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _list(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"
