"""Settles a difference between the register and the portal: takes the portal's side, or says why it stands."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from inspections.finding.lifecycle import ENDED, Act, State, said
from inspections.models import Finding
from inspections.models.inspections import Inspection
from inspections.models.portal import PortalImport, Settlement
from inspections.portal_check.differences import LIVE_THERE, Difference, Differing, Status, Theirs


@dataclass(frozen=True, slots=True)
class Remedy:
    """What taking the portal's side would record, in the words of a button, and what is asked with it."""

    button: str
    act: Act | None = None
    asks_note: bool = False
    needs_note: bool = False


ACTS = {
    Act.CLOSED: Remedy("Record that HMICFRS closed it", Act.CLOSED, asks_note=True),
    Act.NO_FURTHER_ACTION: Remedy("Record that no further action is needed", Act.NO_FURTHER_ACTION, asks_note=True),
    Act.RETURNED: Remedy("Record that HMICFRS returned it", Act.RETURNED, asks_note=True, needs_note=True),
    Act.REOPENED: Remedy("Reopen it", Act.REOPENED, asks_note=True),
}
CHANGES = {
    Difference.WORDS: Remedy("Take the portal’s text"),  # noqa: RUF001
    Difference.DUE: Remedy("Take the portal’s due date"),  # noqa: RUF001
    Difference.RENUMBERED: Remedy("Take the portal’s reference"),  # noqa: RUF001
    Difference.ONLY_THEIRS: Remedy("Record it on the register"),
}
# Why the portal's side can't be recorded by itself, so that only an explanation is left.
NO_REMEDY = {
    Difference.STATUS: "If it was submitted, record that in a batch: it needs its evidence statement.",
    Difference.KIND: "A finding keeps its type. If it was recorded wrongly here, or there, say which.",
    Difference.ONLY_OURS: "The portal says nothing of it that could be recorded. If HMICFRS closed it, record that"
    " on the finding.",
    Difference.DUPLICATE: "The register has it once. HMICFRS would have to take the other line off the portal.",
}


def remedy(each: Differing) -> Remedy | None:
    """Return what taking the portal's side would record; None where only an explanation is left."""
    if each.difference != Difference.STATUS:
        return CHANGES.get(each.difference)
    act = _act(each.ours.state, each.theirs.status) if each.ours and each.theirs else None
    return ACTS[act] if act else None


def _act(state: State, status: Status) -> Act | None:
    """Return the act that would bring a state to what the portal says, if one act does."""
    if state in ENDED:
        return Act.REOPENED if status in LIVE_THERE else None
    ended = {Status.COMPLETE: Act.CLOSED, Status.NO_FURTHER_ACTION: Act.NO_FURTHER_ACTION}
    if status in ended:
        return ended[status]
    return Act.RETURNED if status == Status.PROGRESSED and state == State.SUBMITTED else None


@transaction.atomic
def accept(
    source: PortalImport,
    each: Differing,
    *,
    on: datetime.date,
    by,
    at,
    note: str = "",
    inspection: Inspection | None = None,
    finding: Finding | None = None,
) -> Settlement:
    """Record the portal's side through the finding's own acts, and that it was taken. Raises Finding.Refused.

    What only the portal has is put on the register under `inspection`, or is `finding`, which gets its reference.
    """
    done = remedy(each)
    if done is None or each.theirs is None:
        raise Finding.Refused(NO_REMEDY[each.difference])
    found = Finding.objects.get(pk=each.ours.key) if each.ours else finding
    if found is None:
        found = _issue(source, each.theirs, inspection, on=on, by=by, at=at)
    elif done.act is None:
        _amend(found, each.difference, each.theirs)
    else:
        told = f"{each.theirs.status.label} on the monitoring portal as at {said(source.on)}."
        # A cause of concern is never discharged by the portal's word alone while something of it is live.
        own = note.strip() if found.is_cause or done.needs_note else f"{told} {note}".strip()
        ACT_METHODS[done.act](found, on=on, by=by, at=at, note=own)
    return _settled(source, each, Settlement.Choice.ACCEPTED, note, found, by=by, at=at)


ACT_METHODS = {
    Act.CLOSED: Finding.close,
    Act.NO_FURTHER_ACTION: Finding.drop,
    Act.RETURNED: Finding.return_with_feedback,
    Act.REOPENED: Finding.reopen,
}


@transaction.atomic
def explain(source: PortalImport, differences: Iterable[Differing], *, note: str, by, at) -> int:
    """Keep why each of the differences stands, and return how many that were. Raises Finding.Refused."""
    chosen = list(differences)
    if not note.strip():
        raise Finding.Refused("Write why the difference stands.")
    if not chosen:
        raise Finding.Refused("Tick the differences that this explains.")
    for each in chosen:
        found = Finding.objects.get(pk=each.ours.key) if each.ours else None
        _settled(source, each, Settlement.Choice.EXPLAINED, note.strip(), found, by=by, at=at)
    return len(chosen)


def sides(each: Differing) -> tuple[str, str]:
    """Return what the register and the portal say, where they differ."""
    ours, theirs = each.ours, each.theirs
    if ours and theirs:
        pairs = {
            Difference.STATUS: (ours.state.label, theirs.status.label),
            Difference.KIND: (Finding.Kind(ours.kind).label, Finding.Kind(theirs.kind).label),
            Difference.WORDS: (ours.text, theirs.text),
            Difference.DUE: (_day(ours.due_on), _day(theirs.due_on)),
            Difference.RENUMBERED: (ours.reference, theirs.reference),
        }
        here, there = pairs[each.difference]
        return str(here), str(there)
    if theirs:
        said_there = f"{theirs.status.label}: {theirs.text}" if theirs.text else str(theirs.status.label)
        return "Listed once" if each.difference == Difference.DUPLICATE else "Not on the register", said_there
    return (f"{ours.state.label}: {ours.text}" if ours else "", "Not on the portal")


def _day(day: datetime.date | None) -> str:
    return said(day) if day else "No date"


def _amend(found: Finding, difference: Difference, line: Theirs) -> None:
    """Correct what the portal says otherwise. The finding's questions stay."""
    changes: dict[str, dict[str, Any]] = {
        Difference.WORDS: {"text": line.text},
        Difference.DUE: {"due_on": line.due_on},
    }
    # What was renumbered, and what only the portal seemed to have, gets the portal's reference.
    found.amend(criteria=list(found.criteria.all()), **changes.get(difference, {"reference": line.reference}))


def _issue(source: PortalImport, line: Theirs, inspection: Inspection | None, *, on, by, at) -> Finding:
    if inspection is None or inspection.force_id != source.force_id:
        raise Finding.Refused("Choose the inspection that found it.")
    if not line.text:
        raise Finding.Refused("The portal's line has no text. Add the finding by hand, with its words.")
    return Finding.objects.issue(
        inspection, kind=line.kind, reference=line.reference, text=line.text, due_on=line.due_on, on=on, by=by, at=at
    )


def _settled(
    source: PortalImport, each: Differing, choice: str, note: str, found: Finding | None, *, by, at
) -> Settlement:
    ours, theirs = sides(each)
    return Settlement.objects.create(
        portal_import=source,
        finding=found,
        line_id=each.theirs.key if each.theirs else None,
        difference=each.difference,
        reference=each.reference,
        choice=choice,
        note=note.strip(),
        ours=ours,
        theirs=theirs,
        by=by,
        at=at,
    )
