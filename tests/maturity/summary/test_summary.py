"""The summary: what came of a workshop, on a page and in files, and what it must not tell."""

import csv
import io

import pytest
from django.urls import reverse

from frameworks.content import content
from maturity.models import Workshop
from maturity.summary.document import summary_document
from maturity.summary.page import UnseenRound, summary
from maturity.summary.page import _votes as votes_of
from tests.factories import NOON, AssessmentFactory, MembershipFactory, ParticipantFactory, WorkshopFactory
from tests.factories.maturity import as_shown

CRITERIA = ("leadership", "engagement", "resourcing-and-sustainability", "methodology-and-rigour")
SECRETS = ("Zebedee", "A note that stays in the room", "An unseen note")


@pytest.fixture
def finished(workshop, facilitator, levels, ci_sam, today):
    """Return a workshop with two rounds on Leadership, agreed; an unseen vote on Engagement, parked; and an end."""
    leadership, engagement = (ci_sam.criteria.get(code=code) for code in CRITERIA[:2])
    people = [ParticipantFactory(workshop=workshop, name=name) for name in ("Zebedee", "Yolanda", "Xavier")]
    ParticipantFactory(workshop=workshop, observes=True)
    votes = (("Reactive", "Proactive", None), ("Reactive", "Process-focused", "Process-focused"))
    ballot = workshop.open_ballot(leadership, at=NOON)
    for last, names in enumerate(votes):
        for person, name in zip(people, names, strict=True):
            note = "A note that stays in the room"
            ballot.cast(participant=person, level=levels.get(name), confidence=3, note=note, at=NOON)
        ballot.reveal(at=NOON)
        ballot = ballot if last else ballot.reopen(at=NOON)
    said = {"rationale": "Seen everywhere.", "dissent": "One would say Reactive.", "by": facilitator, "at": NOON}
    ballot.agree(version=as_shown(ballot), level=levels["Process-focused"], **said)
    ballot.plan(title="Find time", owner=facilitator, due_on=today, by=facilitator, at=NOON)
    unseen = workshop.open_ballot(engagement, at=NOON)
    unseen.cast(participant=people[0], level=levels["Integral"], confidence=1, note="An unseen note", at=NOON)
    unseen.park()
    workshop.close(at=NOON)
    return Workshop.objects.with_assessment().get(pk=workshop.pk)


def url(workshop, *ending):
    return reverse("maturity:summary_file" if ending else "maturity:summary", args=[workshop.pk, *ending])


def test_an_unseen_vote_is_not_even_read(finished):
    revealed = {each.pk for each in finished.ballots.all() if each.revealed_at}
    assert {said.ballot for said in votes_of(finished)} == revealed


def test_what_came_of_each_criterion(finished):
    rows = summary(finished).rows
    assert [(row.node.title, row.outcome, row.voted, row.last_word) for row in rows] == [
        ("Leadership", "Process-focused", "3, then 3", "Close, around Process-focused"),
        ("Engagement", "Parked", "1", ""),
        ("Resourcing and sustainability", "Not opened", "", ""),
        ("Methodology and rigour", "Not opened", "", ""),
    ]
    agreed = rows[0]
    assert (agreed.rationale, agreed.dissent, agreed.agreed_by) == (
        "Seen everywhere.",
        "One would say Reactive.",
        "Facilitator",
    )
    assert [(act.title, act.owner) for act in agreed.actions] == [("Find time", "Facilitator")]


def test_every_revealed_round_is_told(finished):
    spread = summary(finished).rows[0].spread
    told = [
        (each.number, each.voters, each.cant_say, each.agreement.counts, each.middle, each.reach)
        for each in spread.rounds
    ]
    assert told == [
        (1, 3, 1, (0, 1, 0, 1, 0), "Reactive", "Reactive to Proactive"),
        (2, 3, 0, (0, 1, 2, 0, 0), "Process-focused", "Reactive to Process-focused"),
    ]


def test_of_what_was_never_revealed_only_how_many_voted_is_told(finished):
    row = summary(finished).rows[1]
    assert (row.spread, row.unseen) == (None, (UnseenRound(number=1, voted=1),))


def test_who_took_part_and_how_many_stand_where(finished):
    told = summary(finished)
    assert (told.people.joined, told.people.voters, told.people.observers, told.people.on_paper) == (4, 3, 1, 0)
    assert [(each.name, each.count) for each in told.standing] == [
        ("Marginal", 0),
        ("Reactive", 0),
        ("Process-focused", 1),
        ("Proactive", 0),
        ("Integral", 0),
    ]


def test_a_criterion_parked_after_its_reveal_shows_its_votes(workshop, leadership, levels):
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Reactive"], at=NOON)
    ballot.reveal(at=NOON)
    ballot.park()
    row = summary(workshop).rows[0]
    assert (row.outcome, row.spread.last.agreement.counts, row.unseen) == ("Parked", (0, 1, 0, 0, 0), ())


def test_an_agreed_level_stands_while_the_criterion_is_voted_on_again(workshop, leadership, levels, facilitator):
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.reveal(at=NOON)
    ballot.agree(version=as_shown(ballot), level=levels["Reactive"], rationale="So.", by=facilitator, at=NOON)
    again = workshop.open_ballot(leadership, at=NOON)
    again.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Integral"], at=NOON)
    row = summary(workshop).rows[0]
    assert (row.outcome, row.spread.last.number, row.unseen) == ("Reactive", 1, (UnseenRound(2, 1),))


@pytest.mark.parametrize(("ballots", "queries"), [(0, 7), (1, 8), (4, 8)])
def test_the_summary_takes_eight_queries(workshop, ci_sam, levels, ballots, queries, django_assert_num_queries):
    content(ci_sam)
    for code in CRITERIA[:ballots]:
        ballot = workshop.open_ballot(ci_sam.criteria.get(code=code), at=NOON)
        for _ in range(3):
            ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Reactive"], at=NOON)
        ballot.reveal(at=NOON)
        ballot.park()
    found = Workshop.objects.with_assessment().get(pk=workshop.pk)
    with django_assert_num_queries(queries):
        summary(found)


@pytest.mark.parametrize("ending", ["", "csv"])
def test_no_name_note_or_unseen_vote_is_told(client, reader, finished, ending):
    client.force_login(reader)
    text = client.get(url(finished, *([ending] if ending else []))).content.decode()
    assert [secret for secret in SECRETS if secret in text] == []
    # They could be told: what else the room said is there.
    assert "Seen everywhere." in text


def test_the_document_tells_no_more(finished, today):
    text = repr(summary_document(summary(finished), on=today))
    assert [secret for secret in SECRETS if secret in text] == []
    assert "Seen everywhere." in text
    row = next(row for row in votes_table(finished, today).rows if row[0] == "Engagement")
    assert row == ("Engagement", 1, 1, None, None, None, None, None, None, "Not revealed", "", "")


def votes_table(workshop, on):
    blocks = summary_document(summary(workshop), on=on).blocks
    return next(block for block in blocks if getattr(block, "caption", "").startswith("Votes for each level"))


def test_names_stay_away_even_where_the_room_saw_them(client, reader, finished):
    Workshop.objects.update(names_shown=True)
    client.force_login(reader)
    assert "Zebedee" not in client.get(url(finished)).content.decode()


def test_files_carry_the_marking_in_their_names(client, reader, finished):
    client.force_login(reader)
    names = [client.get(url(finished, ending)).headers["Content-Disposition"] for ending in ("docx", "pdf", "csv")]
    stem = "OFFICIAL_workshop-summary_northshire-police_autumn_"
    assert [name.partition('"')[2].startswith(stem) for name in names] == [True, True, True]


def test_the_table_has_a_row_for_each_round(client, reader, finished):
    client.force_login(reader)
    text = client.get(url(finished, "csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = ("Criterion", "State", "Agreed level", "Vote", "Voted", "Revealed", "Reactive", "Integral", "Median")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("Leadership", "Agreed", "Process-focused", "1", "3", "Yes", "1", "0", "Reactive"),
        ("Leadership", "Agreed", "Process-focused", "2", "3", "Yes", "1", "0", "Process-focused"),
        ("Engagement", "Parked", "", "1", "1", "No", "", "", ""),
        ("Resourcing and sustainability", "Not opened", "", "", "", "", "", "", ""),
        ("Methodology and rigour", "Not opened", "", "", "", "", "", "", ""),
    ]


def test_a_workshop_of_topic_areas_is_summed_up_by_its_statements(client, reader, facilitator, peel_paf, force):
    topic = peel_paf.criteria.filter(scored=False, statements__isnull=False).order_by("position").first()
    assessment = AssessmentFactory(force=force, edition=peel_paf)
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator, criteria=[topic])
    statement = topic.statements.order_by("pk").first()
    ballot = workshop.open_ballot(topic, at=NOON)
    for answer in ("yes", "no", "no"):
        ballot.cast(participant=ParticipantFactory(workshop=workshop), answers={statement: answer}, at=NOON)
    ballot.reveal(at=NOON)
    ballot.agree(version=as_shown(ballot), level=None, rationale="", by=facilitator, at=NOON)
    row = summary(workshop).rows[0]
    said = [(each.yes, each.partly, each.no) for each in row.spread.statements]
    assert (row.outcome, row.last_word, said) == ("Its statements", "", [(1, 0, 2)])
    client.force_login(reader)
    assert {client.get(url(workshop, *end)).status_code for end in ((), ("docx",), ("pdf",), ("csv",))} == {200}


def test_a_stranger_finds_no_summary(client, outsider, finished):
    client.force_login(outsider)
    assert [client.get(url(finished, *end)).status_code for end in ((), ("pdf",))] == [404, 404]
    MembershipFactory(user=outsider, force=finished.assessment.force)
    assert client.get(url(finished)).status_code == 200
