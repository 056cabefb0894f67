"""A clash with oneself is no clash; one with anybody else in between is."""

import pytest
from django.db.models import ProtectedError

from accounts.authorship import is_own
from assessments.models import Assessment, Judgement, Score
from inspections.models import BoardPaper
from tests.factories import (
    NOON,
    AssessmentFactory,
    BoardPaperFactory,
    JudgementFactory,
    UserFactory,
    first_criterion,
    first_statement,
    small_edition,
)

pytestmark = pytest.mark.django_db
# Who wrote, one after another, beginning with nothing; the version that the first of them then still sees; whether
# what they write at it is taken.
STORIES = [
    ("a", 0, True),
    ("aa", 0, True),
    ("aaaa", 1, True),
    ("ba", 1, True),
    ("baa", 1, True),
    ("ba", 0, False),
    ("baaa", 0, False),
    ("ab", 1, False),
    ("aba", 1, False),
    ("aba", 2, True),
    ("abaa", 1, False),
    ("abaa", 2, True),
    ("abab", 3, False),
]


@pytest.fixture
def people():
    return {"a": UserFactory(), "b": UserFactory()}


def judgements(people):
    assessment = AssessmentFactory(edition=small_edition())
    statement = first_statement(assessment.edition)

    def write(who, text, version):
        assessment.judge(statement, answer="yes", note=text, version=version, by=people[who], at=NOON)
        return Judgement.objects.get()

    return write, Assessment.Conflict


def decisions(people):
    assessment = AssessmentFactory(edition=small_edition())
    criterion = first_criterion(assessment.edition)

    def write(who, text, version):
        given = {"level": None, "suggested": None, "rationale": text}
        assessment.decide(criterion, **given, version=version, by=people[who], at=NOON)
        return Score.objects.get()

    return write, Assessment.Conflict


def sections(people):
    paper = BoardPaperFactory()

    def write(who, text, version):
        return paper.write("purpose", text=text, drafted="", version=version, by=people[who], at=NOON)

    return write, BoardPaper.Conflict


@pytest.mark.parametrize("kind", [judgements, decisions, sections], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(("wrote", "seen", "is_taken"), STORIES)
def test_only_what_somebody_else_wrote_in_between_is_a_clash(people, kind, wrote, seen, is_taken):
    write, conflict = kind(people)
    for version, who in enumerate(wrote):
        row = write(who, f"Written {version}", version)
    if is_taken:
        row = write("a", "The last", seen)
        assert (row.version, row.by) == (len(wrote) + 1, people["a"])
    else:
        with pytest.raises(conflict):
            write("a", "The last", seen)
        assert row.version == len(wrote)


def test_a_file_may_be_older_than_what_its_sender_answered_since(people):
    assessment = AssessmentFactory(edition=small_edition())
    statement, by = first_statement(assessment.edition), people["a"]
    assessment.judge(statement, answer="yes", note="", version=0, by=by, at=NOON)
    with pytest.raises(Assessment.Conflict):
        assessment.judge(statement, answer="no", note="", version=0, by=by, at=NOON, takes_own=False)


def test_what_a_room_agreed_isnt_the_word_of_its_facilitator_alone(people):
    assessment = AssessmentFactory(edition=small_edition())
    criterion, by = first_criterion(assessment.edition), people["a"]
    given = {"level": assessment.edition.levels.first(), "suggested": None, "rationale": "Seen.", "by": by, "at": NOON}
    assessment.decide(criterion, **given, version=0, origin="Agreed in a workshop.")
    with pytest.raises(Assessment.Conflict):
        assessment.decide(criterion, **{**given, "level": None}, version=0)


def test_whoever_decided_something_stays_its_author():
    """An account whose person did nothing goes; of any other the name stays with what was done."""
    judgement = JudgementFactory()
    UserFactory().delete()
    with pytest.raises(ProtectedError):
        judgement.by.delete()


def test_of_a_row_from_before_only_the_last_change_is_known(people):
    row = Judgement(by=people["a"], version=5, by_since=None)
    assert [is_own(row, by=people["a"], seen=seen) for seen in (3, 4)] == [False, True]
