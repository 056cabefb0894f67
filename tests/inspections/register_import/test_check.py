"""A table of findings read and held against the register: values, words, and one message for each wrong cell."""

import datetime

import pytest

from inspections.finding.lifecycle import Act, Standing, State
from inspections.models import Finding
from inspections.register_import.check import FIELDS, Known, OnRegister, check
from inspections.uploaded_table.cells import guess, read
from reports.readers.lines import WrongCell
from tests.inspections.tables import sheet

TODAY = datetime.date(2026, 11, 22)
DAY = datetime.date(2026, 1, 5)
CAUSE, REC, AFI = Finding.Kind.CAUSE_OF_CONCERN, Finding.Kind.RECOMMENDATION, Finding.Kind.AFI
HEADINGS = ["Reference", "Type", "Text", "Inspection", "Origin", "Issued"]
GOOD = ["R-1", "AFI", "Made up.", "Custody, 2026", "Custody", DAY]


def day(number, month=1):
    return datetime.date(2026, month, number)


def checked(headings, *rows, register=None, meanings=None):
    """Return what checking a table comes to, its columns told by their headings."""
    made = sheet(headings, rows)
    columns = {name: place for place, name in guess(made.headings, FIELDS, {}).items()}
    reading = read(made, FIELDS, columns, meanings or {})
    return check(reading, register or OnRegister(), today=TODAY)


def with_(headings, *values, **changed):
    """Return the headings and the good row with more columns, some of its own cells changed by heading."""
    row = [changed.get(heading.lower(), cell) for heading, cell in zip(HEADINGS, GOOD, strict=True)]
    return [*HEADINGS, *headings], [*row, *values]


def faults(result):
    return [(fault.cell, fault.wrong) for fault in result.wrong]


# Columns


@pytest.mark.parametrize(
    ("headings", "saved", "expected"),
    [
        (["Ref", "FINDING TYPE", "Wording"], {}, {0: "reference", 1: "kind", 2: "text"}),
        (["Notes", "Colour"], {}, {}),
        (["A", "Reference"], {"reference": "A"}, {0: "reference"}),
        (["Due date", "Target date"], {}, {0: "due_on"}),
        (["Reference"], {"reference": "Gone"}, {0: "reference"}),
    ],
)
def test_what_a_column_holds_is_told_by_what_was_saved_then_by_its_heading(headings, saved, expected):
    assert guess(headings, FIELDS, saved) == expected


# Cells


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (datetime.date(2026, 3, 27), (27, 3)),
        ("2026-03-27", (27, 3)),
        ("27/03/2026", (27, 3)),
        ("3/4/2026", (3, 4)),
        ("27 March 2026", (27, 3)),
        ("27-Mar-2026", (27, 3)),
        ("2026-03-27T00:00:00", (27, 3)),
        ("27/03/2026 10:30", (27, 3)),
    ],
)
def test_days_however_they_are_written(written, read_as):
    result = checked(*with_(["Due"], written))
    assert faults(result) == []
    due = result.brought[0].line.get("due_on")
    assert (due.day, due.month) == read_as


WRONG = {
    "a day that is none": (with_(["Due"], "31/02/2026"), "G2", "It isn't a date."),
    "a day in American order": (with_(["Due"], "02/27/2026"), "G2", "It isn't a date."),
    "a number for a day": (with_(["Due"], 45_000), "G2", "It isn't a date."),
    "a year without a century": (with_(["Due"], "27/03/26"), "G2", "It isn't a date."),
    "a year long ago": (with_(["Due"], datetime.date(1900, 1, 1)), "G2", "Its year is 1900."),
    "no reference": (with_([], reference=None), "A2", "It is empty."),
    "a day for a reference": (with_([], reference=DAY), "A2", "It is a date. Format the column as text."),
    "too long a reference": (with_([], reference="R" * 41), "A2", "It has 41 characters."),
    "an error of the spreadsheet": (with_([], text="#REF!"), "C2", "The spreadsheet shows an error here."),
    "neither yes nor no": (with_(["Accelerated"], "perhaps"), "G2", "It is neither yes nor no."),
    "an accelerated AFI": (with_(["Accelerated"], "Yes"), "G2", "Only a cause of concern is accelerated."),
    "nobody's name": (with_(["Force lead"], "Nobody"), "G2", "Nobody in the force is called so."),
    "no board's name": (with_(["Board"], "None"), "G2", "The force has no board of that name."),
    "issued in the future": (with_([], issued=day(23, 11)), "F2", "The date is in the future."),
    "completed in the future": (
        with_(["Completed"], day(23, 11)),
        "G2",
        "The date is in the future. Record it once it has happened.",
    ),
    "completed before its issue": (
        with_(["Completed"], day(4)),
        "G2",
        "The date is before the finding was issued, on 5 January 2026.",
    ),
    "submitted, never completed": (
        with_(["Submitted"], day(6)),
        "G2",
        "Record it as completed locally before submitting it: it is “Open”.",
    ),
    "submitted before it was completed": (
        with_(["Completed", "Submitted"], day(8), day(7)),
        "H2",
        "The date is before the last thing recorded, “Completed locally” on 8 January 2026.",
    ),
    "returned, never submitted": (
        with_(["Returned"], day(8)),
        "G2",
        "HMICFRS can return only what was submitted: it is “Open”.",
    ),
    "closed, never submitted, without a reason": (
        with_(["Closed"], day(8)),
        "G2",
        "It isn't with HMICFRS for closure. Say why it is closed all the same.",
    ),
    "closed and dropped": (
        with_(["Closed", "No further action", "Reason"], day(8), day(9), "Revisit."),
        "H2",
        "It is “Closed” already.",
    ),
    "a state that the dates don't reach": (
        with_(["State"], "Closed"),
        "G2",
        "The state is “Closed”; by the dates it is “Open”.",
    ),
    "an AFI with a parent": (
        with_(["Cause of concern"], "C-1"),
        "G2",
        "Only a recommendation belongs to a cause of concern.",
    ),
    "a parent that isn't there": (
        with_(["Cause of concern"], "C-1", type="Rec"),
        "G2",
        "Neither the file nor the register has a finding with this reference.",
    ),
    "a new inspection without an origin": (
        with_([], origin=None),
        "E2",
        "The inspection is new, and nothing says its origin.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_cell_is_named_with_what_is_wrong(case):
    (headings, row), cell, told = WRONG[case]
    assert faults(checked(headings, row)) == [(cell, told)]


def test_a_message_says_what_the_cell_says_and_what_is_allowed():
    assert checked(*with_(["Due date"], "tomorrow")).wrong == (
        WrongCell(
            "G2", "Due date", "tomorrow", "It isn't a date.", "A date from 1990 to 2100, like 27/03/2026 or 2026-03-27."
        ),
    )


def test_every_wrong_cell_is_named_by_row_and_column():
    result = checked(HEADINGS, [None, "AFI", None, "A", "CDI", "x"], ["R-2", "AFI", "T", "A", "Custody", DAY])
    assert [fault.cell for fault in result.wrong] == ["A2", "C2", "F2", "F2", "E3"]


def test_a_reference_may_stand_in_the_file_once():
    assert faults(checked(HEADINGS, GOOD, GOOD)) == [("A3", "R-1 is in row 2 already.")]


def test_words_nobody_knows_are_asked_for_and_kept():
    headings, row = with_(["State"], "Under way", type="Improvement")
    made = sheet(headings, [row, [*row[:1], "improvement!", *row[2:]]])
    columns = {name: place for place, name in guess(made.headings, FIELDS, {}).items()}
    unknown = [(each.field.name, each.word, each.cell, each.times) for each in read(made, FIELDS, columns, {}).unknown]
    assert unknown == [("kind", "Improvement", "B2", 2), ("state", "Under way", "G2", 2)]
    meanings = {("kind", "improvement"): "afi", ("state", "underway"): "open"}
    again = read(made, FIELDS, columns, meanings)
    assert (again.unknown, [line.get("kind") for line in again.lines]) == ((), ["afi", "afi"])


def test_a_column_of_many_strange_words_is_probably_another():
    rows = [[f"R-{n}", f"word {n}", "T", "A", "CDI", DAY] for n in range(31)]
    result = checked(HEADINGS, *rows)
    assert faults(result)[0] == (
        "B2",
        "The column holds 31 different words whose meaning isn't known. Is it the right column?",
    )


# Whole lives


def test_the_dates_become_acts_in_their_order():
    headings, row = with_(
        ["Completed", "Proof", "Submitted", "Statement", "Closed"], day(6), "Seen.", day(7), "Proof.", day(8)
    )
    life = checked(headings, row).brought[0]
    assert [(done.act, done.on, done.note) for done in life.acts] == [
        (Act.ISSUED, DAY, ""),
        (Act.COMPLETED, day(6), "Seen."),
        (Act.SUBMITTED, day(7), "Proof."),
        (Act.CLOSED, day(8), ""),
    ]
    assert life.standing == Standing(State.CLOSED, day(8), DAY)
    assert life.stood(day(7)).state == State.SUBMITTED


def test_without_a_date_of_issue_the_report_s_date_is_taken():
    headings, row = with_(["Report published"], day(9), issued=None)
    assert checked(headings, row).brought[0].acts[0].on == day(9)
    on_register = OnRegister(inspections={"custody, 2026": (7, "unannounced_custody", day(3))})
    assert checked(HEADINGS, with_([], issued=None)[1], register=on_register).brought[0].acts[0].on == day(3)
    nothing = checked(HEADINGS, with_([], issued=None)[1])
    assert faults(nothing) == [("F2", "Nothing says when it was issued, nor when the report was published.")]


def family(cause_closed, reason, rec_closed):
    headings = [*HEADINGS, "Cause of concern", "Closed", "Reason"]
    cause = ["C-1", "CoC", *GOOD[2:], None, cause_closed, reason]
    rec = ["R-1", "Rec", *GOOD[2:], "C-1", rec_closed, "Revisit."]
    return checked(headings, cause, rec)


def test_a_cause_of_concern_closes_after_its_recommendations_or_with_a_reason():
    assert faults(family(day(9), "Revisit.", None)) == []
    assert faults(family(day(9), "Revisit.", day(8))) == []
    headings = [*HEADINGS, "Cause of concern", "Completed", "Submitted", "Closed"]
    cause = ["C-1", "CoC", *GOOD[2:], None, day(6), day(7), day(8)]
    live = checked(headings, cause, ["R-1", "Rec", *GOOD[2:], "C-1", None, None, None])
    assert faults(live) == [
        (
            "J2",
            "R-1 of it is still live on that day. Close what is done, or give a reason why the cause of concern is"
            " discharged all the same.",
        )
    ]


def test_a_parent_may_be_on_the_register_and_must_be_a_live_cause_of_concern():
    def told(kind, state):
        known = OnRegister(findings={"c-1": Known(kind, Standing(state, DAY, DAY))})
        return faults(checked(*with_(["Cause of concern"], "C-1", type="Rec"), register=known))

    assert told(CAUSE, State.OPEN) == []
    assert told(AFI, State.OPEN) == [("G2", "That finding isn't a cause of concern.")]
    assert told(CAUSE, State.CLOSED) == [("G2", "That cause of concern is closed on the register. Reopen it first.")]


def test_what_the_register_has_is_named_and_left_alone():
    known = OnRegister(findings={"r-1": Known(AFI, Standing(State.OPEN, DAY, DAY))})
    result = checked(HEADINGS, GOOD, with_([], reference="R-2")[1], register=known)
    assert (result.already, [each.reference for each in result.brought], result.wrong) == (("R-1",), ["R-2"], ())


def test_an_inspection_says_the_same_in_every_row_and_on_the_register():
    other = with_([], reference="R-2", origin="CDI")[1]
    assert faults(checked(HEADINGS, GOOD, other)) == [
        ("E3", "This inspection has another in row 2: Unannounced Custody inspection.")
    ]
    known = OnRegister(inspections={"custody, 2026": (7, "cdi", None)})
    assert faults(checked(HEADINGS, GOOD, register=known)) == [
        ("E2", "This inspection has another on the register: Crime Data Integrity (CDI).")
    ]


def test_the_counts_of_the_preview():
    result = checked(HEADINGS, GOOD, with_([], reference="R-2", type="Rec")[1])
    assert result.by_kind == (("Cause of concern", 0), ("Recommendation", 1), ("Area for improvement", 1))
    assert (result.by_state, result.new_inspections) == ((("Open", 2),), ("Custody, 2026",))
