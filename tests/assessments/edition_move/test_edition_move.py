"""Moving an assessment to another edition: every old answer accounted for, and the old assessment never touched."""

import datetime

import pytest
from django.db.models import Q
from django.urls import reverse

from assessments.edition_move.plan import arrivals, move, moving
from assessments.gap.report import gap_report
from assessments.gap.table import gap_values
from assessments.models import Assessment, Citation, Inheritance, Judgement, Score
from frameworks.content import content, forget
from frameworks.models import Criterion, Edition, Level, Statement
from frameworks.publication.acts import edit_as_new
from tests.factories import NOON, AssessmentFactory, AssignmentFactory, ItemFactory, ScoreFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = NOON + datetime.timedelta(days=400)
Fate = Inheritance.Fate
ABOUT = {"round_label": "Autumn 2027", "starts_on": LATER.date()}
SPLIT_FIRST = "The force knows which of its victims are most at risk."
SPLIT_SECOND = "It reviews the needs of those victims every month."
MERGED = ("Supervisors read the records of their team each week.", "They tell officers what to put right in a record.")


def copy_of(old: Edition, label: str) -> Edition:
    """Return a draft that says the same as another edition."""
    new = Edition.objects.create(framework=old.framework, label=label, rule=old.rule)
    levels = {each.pk: each for each in old.levels.all()}
    criteria = {each.pk: each for each in old.criteria.order_by("position")}
    statements = list(Statement.objects.filter(criterion__edition=old).order_by("pk"))
    for each in (*levels.values(), *criteria.values()):
        each.pk, each.edition, each._state.adding = None, new, True
    Level.objects.bulk_create(levels.values())
    for each in criteria.values():
        each.parent = criteria[each.parent_id] if each.parent_id else None
        each.save()
    for each in statements:
        each.pk, each.criterion, each.level = None, criteria[each.criterion_id], levels.get(each.level_id)
        each._state.adding = True
    Statement.objects.bulk_create(statements)
    return new


def of(edition, text):
    return Statement.objects.get(criterion__edition=edition, text=text)


@pytest.fixture
def old_edition(peel_paf):
    """Return an edition like the PAF, with a statement to be split and two to be merged."""
    edition = copy_of(peel_paf, "Old")
    two = Statement.objects.filter(criterion__edition=edition, level__isnull=False).order_by("pk")
    keys = list(two.values_list("pk", flat=True)[:60:20])
    for key, text in zip(keys, (f"{SPLIT_FIRST} {SPLIT_SECOND}", *MERGED), strict=True):
        Statement.objects.filter(pk=key).update(text=text)
    merged = Statement.objects.filter(text__in=MERGED, criterion__edition=edition).order_by("pk")
    home = merged[0].criterion
    last = max(home.statements.values_list("position", flat=True))
    Statement.objects.filter(pk=merged[1].pk).update(criterion=home, position=last + 1)
    return edition


@pytest.fixture
def changed(old_edition):
    """Return an edition in which statements of that one are reworded, moved, split, merged, gone and new."""
    new = copy_of(old_edition, "New")
    split = of(new, f"{SPLIT_FIRST} {SPLIT_SECOND}")
    Statement.objects.filter(pk=split.pk).update(text=SPLIT_FIRST)
    last = max(split.criterion.statements.values_list("position", flat=True))
    about = {"level": split.level, "aspect": split.aspect}
    Statement.objects.create(criterion=split.criterion, position=last + 1, text=SPLIT_SECOND, **about)
    first, second = (of(new, text) for text in MERGED)
    Statement.objects.filter(pk=first.pk).update(text=" ".join(MERGED))
    second.delete()
    plain = Statement.objects.filter(criterion__edition=new, level__isnull=False).order_by("pk")
    plain = list(plain.exclude(text__in=[SPLIT_FIRST, SPLIT_SECOND, " ".join(MERGED)])[60:160])
    for each in plain[:3]:
        Statement.objects.filter(pk=each.pk).update(text=f"{each.text[:-1]}, and can show it.")
    home = plain[70].criterion
    Statement.objects.filter(pk=plain[10].pk).update(criterion=home, position=900)
    for each in plain[20:22]:
        each.delete()
    text = "Drones are flown only by pilots who passed an examination within a year."
    Statement.objects.create(criterion=home, position=901, text=text, **about)
    Edition.objects.filter(pk__in=[new.pk, old_edition.pk]).update(status=Edition.Status.PUBLISHED)
    forget()
    return Edition.objects.get(pk=new.pk)


@pytest.fixture
def old(old_edition, changed, force):
    """Return an assessment in which every statement is answered, one of the merged otherwise than the other."""
    whole = AssessmentFactory(force=force, edition=Edition.objects.get(pk=old_edition.pk), round_label="Autumn 2026")
    by, answers = UserFactory(), ("yes", "partly", "no", "na")
    keys = Statement.objects.filter(criterion__edition=old_edition, level__isnull=False).order_by("pk")
    Judgement.objects.bulk_create(
        Judgement(assessment=whole, statement=each, answer=answers[place % 4], note=f"n{place}", by=by, at=NOON)
        for place, each in enumerate(keys)
    )
    rows = Judgement.objects.filter(assessment=whole)
    rows.filter(statement__text=MERGED[0]).update(answer="yes")
    rows.filter(statement__text=MERGED[1]).update(answer="no")
    item = ItemFactory(force=force)
    for text in (f"{SPLIT_FIRST} {SPLIT_SECOND}", MERGED[1]):
        Citation.objects.create(assessment=whole, statement=of(old_edition, text), item=item, by=by, at=NOON)
    return whole


def every_row(assessment):
    """Return each row of an assessment, whole, and its gap report."""
    models = (Judgement, Score, Citation)
    rows = [list(model.objects.filter(assessment=assessment).order_by("pk").values()) for model in models]
    itself = Assessment.objects.filter(pk=assessment.pk).values().get()
    return itself, rows, gap_values(gap_report(Assessment.objects.get(pk=assessment.pk), on=TODAY))


def moved(old, edition, **more):
    return move(old, edition, about=ABOUT, keep_owners=True, by=UserFactory(), at=LATER, **more)


def standing_of(new, *texts):
    rows = Judgement.objects.filter(assessment=new, statement__text__in=texts)
    return sorted(rows.values_list("statement__text", "answer", "standing"))


def test_every_answer_is_accounted_for(old, changed):
    planned = moving(old, changed)
    assert [(why, number) for why, number, _ in planned.lists] == [
        ("To be confirmed, because the words are others", 4),
        ("Left open, because several answers became one and don't agree", 2),
        ("Kept in the old assessment alone, because the statement is gone", 2),
    ]
    answers = Judgement.objects.filter(assessment=old).count()
    counts = {fate: number for fate, _, number in planned.counts}
    # Three reworded and one split are to be confirmed; two that disagree became one; two are gone.
    assert counts == {"kept": answers - 8, "confirm": 4, "open": 2, "gone": 2}
    assert sum(counts.values()) == planned.answers == answers
    assert (planned.new, planned.unanswered, planned.cited, planned.cited_gone) == (1, 2, 2, 0)
    new = moved(old, changed)
    kept = Judgement.objects.filter(assessment=new)
    assert kept.filter(standing="carried").count() == answers - 8
    # The split answer came over to both parts.
    assert kept.filter(standing="confirm").count() == 5
    assert kept.filter(standing="given").count() == 0
    assert arrivals(new).total == answers
    assert dict(arrivals(new).counts) == {str(Fate(fate).label): number for fate, number in counts.items()}


def test_the_old_assessment_is_never_touched(old, changed):
    ScoreFactory(assessment=old, criterion=old.edition.criteria.filter(scored=True).first())
    before = every_row(old)
    moved(old, changed)
    assert every_row(old) == before


def test_a_split_answer_comes_to_both_parts_with_its_evidence(old, changed):
    new = moved(old, changed)
    answer = Judgement.objects.get(assessment=old, statement__text=f"{SPLIT_FIRST} {SPLIT_SECOND}").answer
    assert standing_of(new, SPLIT_FIRST, SPLIT_SECOND) == [
        (SPLIT_SECOND, answer, "confirm"),
        (SPLIT_FIRST, answer, "confirm"),
    ]
    cited = Citation.objects.filter(assessment=new).values_list("statement__text", flat=True)
    assert sorted(cited) == sorted([SPLIT_FIRST, SPLIT_SECOND, " ".join(MERGED)])


def test_answers_that_disagree_leave_what_they_became_open_and_are_shown(old, changed, client, lead):
    new = moved(old, changed)
    assert standing_of(new, " ".join(MERGED)) == []
    became = of(changed, " ".join(MERGED))
    client.force_login(lead)
    words = content(changed)
    page = client.get(reverse("assessments:score", args=[new.pk, words.counts_for[became.pk]]))
    line = next(each for group in page.context["sheet"].groups for each in group.lines if each.key == became.pk)
    assert line.stood == "Left open: what it was made of was answered differently in Autumn 2026 (edition Old)."
    assert [(each.text, each.answer) for each in line.formers] == [(MERGED[0], "Yes"), (MERGED[1], "No")]


def test_answers_that_agree_become_one_with_both_notes(old, changed):
    rows = Judgement.objects.filter(assessment=old, statement__text__in=MERGED)
    rows.update(answer="yes")
    new = moved(old, changed)
    assert standing_of(new, " ".join(MERGED)) == [(" ".join(MERGED), "yes", "confirm")]
    notes = [rows.get(statement__text=text).note for text in MERGED]
    assert Judgement.objects.get(assessment=new, statement__text=" ".join(MERGED)).note == "\n\n".join(notes)


def test_no_level_crosses_from_one_edition_to_another(old, changed):
    criterion = old.edition.criteria.filter(scored=True, graded=True).first()
    good = old.edition.levels.get(code="good")
    ScoreFactory(assessment=old, criterion=criterion, level=good, target=good)
    AssignmentFactory(assessment=old, criterion=criterion)
    new = moved(old, changed)
    assert [(each.criterion.code, each.level, each.target.code) for each in new.scores.all()] == [
        (criterion.code, None, "good")
    ]
    assert [each.criterion.code for each in new.assignments.all()] == [criterion.code]
    assert {row.before for row in gap_report(new, on=TODAY).rows} == {None}


def test_nothing_that_came_over_counts(old, changed):
    report = gap_report(moved(old, changed), on=TODAY)
    assert report.judged == 0
    assert report.unconfirmed == report.total - 2
    assert report.follows == "Autumn 2026 (edition Old)"


def test_so_many_queries_whatever_the_size(old, changed, django_assert_num_queries):
    for edition in (old.edition, changed):
        content(edition)
    # One of them asks what a draft remembers.
    with django_assert_num_queries(6):
        moving(old, changed)


@pytest.fixture
def at_work(client, lead):
    client.force_login(lead)
    return client


def test_the_page_shows_what_would_be_and_makes_it(at_work, old, changed):
    address = reverse("assessments:move", args=[old.pk])
    shown = at_work.get(f"{address}?edition={changed.pk}")
    assert shown.context["moving"].number(Fate.CONFIRM) == 4
    typed = {"edition": changed.pk, "revision": old.revision, "round_label": "Autumn 2027", "marking": "official"}
    typed |= {"starts_on_day": 1, "starts_on_month": 9, "starts_on_year": 2027, "keep_owners": "on"}
    answer = at_work.post(address, typed)
    new = Assessment.objects.get(follows=old)
    assert answer.url == reverse("assessments:came_over", args=[new.pk])
    assert (new.edition, new.subject, new.round_label, new.lead) == (changed, "", "Autumn 2027", new.lead)
    assert at_work.get(answer.url).context["arrivals"].total == shown.context["moving"].answers


def test_a_preview_that_was_overtaken_moves_nothing(at_work, old, changed):
    typed = {"edition": changed.pk, "revision": old.revision + 1, "round_label": "Autumn 2027", "marking": "official"}
    typed |= {"starts_on_day": 1, "starts_on_month": 9, "starts_on_year": 2027}
    answer = at_work.post(reverse("assessments:move", args=[old.pk]), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The assessment changed since you looked." in page
    assert 'name="round_label" value="Autumn 2027"' in page
    assert f'name="revision" value="{old.revision}"' in page
    assert not Assessment.objects.filter(follows=old).exists()


def test_only_other_published_editions_of_the_same_framework_are_offered(at_work, old, changed, ci_sam):
    Edition.objects.filter(pk=changed.pk).update(status=Edition.Status.WITHDRAWN)
    page = at_work.get(f"{reverse('assessments:move', args=[old.pk])}?edition={changed.pk}")
    assert "moving" not in page.context
    assert [each.label for each in page.context["offered"]] == ["2021/22"]


def test_a_criterion_that_no_longer_asks_keeps_its_answers_in_the_old_assessment(old, changed):
    Criterion.objects.filter(edition=changed).update(scored=False)
    forget()
    planned = moving(old, changed)
    assert planned.number(Fate.GONE) == planned.answers


@pytest.fixture
def renumbered(old_edition, changed):
    """Return an edition without question 10, with another question 9: the old 11 is 10 there, and the old 12 is 11."""
    new = copy_of(old_edition, "Renumbered")
    kept = Criterion.objects.filter(edition=new)
    tree = [Q(code=str(at)) | Q(code__startswith=f"{at}.") for at in range(13)]
    Statement.objects.filter(criterion__in=kept.filter(tree[9] | tree[10])).delete()
    kept.filter(tree[10]).filter(parent__isnull=False).delete()
    kept.filter(tree[10]).delete()
    for at in (11, 12):
        for each in kept.filter(tree[at]).order_by("position"):
            each.code = f"{at - 1}{each.code[2:]}"
            each.save()
    kept.filter(tree[9]).filter(parent__isnull=False).delete()
    kept.filter(code="9").update(title="How good is the force's leadership and force management?")
    leadership, good = kept.get(code="9"), new.levels.get(code="good")
    said = ("Leaders say what they expect of those whom they lead.", "Supervisors have the time that they need.")
    for at, text in enumerate(said, start=1):
        Statement.objects.create(criterion=leadership, level=good, aspect="descriptor", position=at, text=text)
    Edition.objects.filter(pk=new.pk).update(status=Edition.Status.PUBLISHED)
    forget()
    return Edition.objects.get(pk=new.pk)


def test_owners_and_targets_go_with_their_question_whatever_its_number(old, renumbered):
    good = old.edition.levels.get(code="good")
    owners = {}
    for code in ("8", "9", "10", "11", "12"):
        criterion = old.edition.criteria.get(code=code)
        ScoreFactory(assessment=old, criterion=criterion, level=None, target=good)
        owners[code] = AssignmentFactory(assessment=old, criterion=criterion).owner
    new = moved(old, renumbered)
    went = {"8": owners["8"], "10": owners["11"], "11": owners["12"]}
    assert {row.criterion.code: row.owner for row in new.assignments.all()} == went
    assert sorted(new.scores.values_list("criterion__code", flat=True), key=int) == ["8", "10", "11"]


def test_answers_go_with_their_words_whatever_the_number(old, renumbered):
    about_them = Q(statement__criterion__code__startswith="9.") | Q(statement__criterion__code__startswith="10.")
    gone = Judgement.objects.filter(about_them, assessment=old).count()
    assert gone > 10
    planned = moving(old, renumbered)
    counts = {fate: number for fate, _, number in planned.counts}
    assert counts == {"kept": planned.answers - gone, "confirm": 0, "open": 0, "gone": gone}
    assert planned.new == 2


TURNS = [
    ("The force has a plan for it and keeps to it.", "The force has no plan for it and keeps to none.", "negation"),
    ("The force reads its plan again within 30 days.", "The force reads its plan again within 90 days.", "number"),
]


@pytest.fixture
def turned(old, old_edition):
    """Return an edition in which a statement took each turn, the one about levels too."""
    before = Statement.objects.filter(criterion__edition=old_edition, level__code="good").order_by("pk")
    Edition.objects.filter(pk=old_edition.pk).update(status=Edition.Status.DRAFT)
    for row, (text, _, _) in zip(before[3:5], TURNS, strict=True):
        Statement.objects.filter(pk=row.pk).update(text=text)
    Edition.objects.filter(pk=old_edition.pk).update(status=Edition.Status.PUBLISHED)
    new = copy_of(old_edition, "Turned")
    for old_text, text, _ in TURNS:
        Statement.objects.filter(pk=of(new, old_text).pk).update(text=text)
    moved_up = of(new, before[6].text)
    levels = new.levels.get(code="adequate")
    Statement.objects.filter(pk=moved_up.pk).update(level=levels, position=900)
    Edition.objects.filter(pk=new.pk).update(status=Edition.Status.PUBLISHED)
    forget()
    return Edition.objects.get(pk=new.pk), {**{text: turn for _, text, turn in TURNS}, moved_up.text: "level"}


def test_no_answer_is_carried_where_the_words_say_another_thing(old, turned):
    edition, texts = turned
    planned = moving(old, edition)
    left_open = {each.change.new_texts[0]: each.turn for each in planned.coming if each.fate == Fate.OPEN}
    assert left_open == texts
    assert [(why, number) for why, number, _ in planned.lists] == [
        ("Left open, because the statement stands at another level", 1),
        ("Left open, because a “not” came, went or moved", 1),
        ("Left open, because a number or a time changed", 1),
    ]
    new = moved(old, edition)
    assert standing_of(new, *texts) == []
    assert set(new.inherited.filter(fate="open").values_list("statement__text", "turn")) == set(texts.items())


def test_what_was_left_open_says_why_on_the_sheet_and_on_what_came_over(at_work, old, turned):
    edition, texts = turned
    new, words = moved(old, edition), content(edition)
    said = {
        "level": ("Left open: it stood at another level in Autumn 2026 (edition Old).", "Stands at another level"),
        "negation": (
            "Left open: the words say “not” otherwise than in Autumn 2026 (edition Old).",
            "A “not” came, went or moved",
        ),
        "number": (
            "Left open: a number or a time was another in Autumn 2026 (edition Old).",
            "A number or a time changed",
        ),
    }
    came_over = at_work.get(reverse("assessments:came_over", args=[new.pk])).content.decode()
    for text, turn in texts.items():
        key = of(edition, text).pk
        page = at_work.get(reverse("assessments:score", args=[new.pk, words.counts_for[key]]))
        assert page.content.decode().count(f"<p>{said[turn][0]}</p>") == 1
        assert f'<span class="app-gaps__note">{said[turn][1]}</span>' in came_over


def test_a_sentence_retyped_in_a_draft_of_the_next_edition_is_to_be_confirmed_not_gone(old):
    draft = edit_as_new(old.edition, "Next")
    retyped = of(draft, MERGED[0])
    Statement.objects.filter(pk=retyped.pk).update(
        text="Each week somebody senior looks through what officers wrote down."
    )
    Edition.objects.filter(pk=draft.pk).update(status=Edition.Status.PUBLISHED)
    forget()
    planned = moving(old, Edition.objects.get(pk=draft.pk))
    counts = {fate: number for fate, _, number in planned.counts}
    assert counts == {"kept": planned.answers - 1, "confirm": 1, "open": 0, "gone": 0}
    assert planned.new == 0
