"""A round of self-assessment, and everything that changes it."""

import datetime
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from accounts.models import Force, User
from assessments.models.access import AssessmentQuerySet
from assessments.models.actions import Action
from assessments.models.answers import Act, Judgement, Score, Source
from assessments.models.assignments import Assignment
from assessments.models.citations import Citation
from assessments.models.sign_offs import Milestone, SignOff, digest
from assessments.models.versions import write_version
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.key_field import TextKeyField, UniqueText
from evidence.models import Item
from frameworks.content import Words, content
from frameworks.models import Criterion, Edition, Level, Statement, takes_level

OF_ANOTHER_EDITION = "That belongs to another edition than this assessment's."


class Assessment(models.Model):
    """A round of self-assessment. Each change bumps `revision` in its own transaction; a closed one takes none."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"
        SIGNED_OFF = "signed_off", "Signed off"

    class Marking(models.TextChoices):
        OFFICIAL = "official", "OFFICIAL"
        OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    class Closed(Refused):
        """The assessment was submitted or signed off."""

    class WrongEdition(Refused):
        """A statement, criterion or level of another edition than the assessment's."""

    class WrongForce(Refused):
        """Evidence that isn't of the assessment's force, or that the virus check refused."""

    class NoLevelHere(Refused):
        """No level is recorded on this criterion."""

    class ReasonNeeded(Refused):
        """The level chosen differs from the one suggested, and no reason was given."""

        field = "rationale"

    class Conflict(Refused):
        """Somebody else changed the same thing since it was shown. `current` is what stands now."""

        def __init__(self, current: "Judgement | Score"):
            self.current, self.version = current, current.version
            super().__init__(f"{current.by} changed this while you were deciding. Nothing of yours was saved over it.")

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="assessments")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assessments")
    subject = models.CharField(
        "unit", max_length=100, blank=True, help_text="Leave empty to assess the whole force, or name a unit of it."
    )
    subject_key = TextKeyField("subject")
    round_label = models.CharField("round", max_length=60, help_text="For example: autumn 2026.")
    round_key = TextKeyField("round_label")
    starts_on = DayField("starts")
    due_on = DayField("to be finished by", null=True, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    marking = models.CharField(max_length=20, choices=Marking.choices, default=Marking.OFFICIAL)
    disclosable = models.BooleanField("disclosable under the Freedom of Information Act 2000", default=False)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", help_text="The round before."
    )
    revision = models.PositiveIntegerField(default=1)
    # Grows with what stands beside the answers: it goes on after the sign-off, which mustn't look changed by it.
    plan_revision = models.PositiveIntegerField(default=1)

    # What its querysets add where they are asked to.
    role: str
    shelf: int | None
    before: int | None
    owners: str | None
    signatories: str | None

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "edition", "subject_key", "round_key"],
                name="one_assessment_per_round",
                violation_error_message="There is an assessment of this unit with this framework and round already.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="assessment_ends_after_it_starts",
                violation_error_message="The date to be finished by is before the start.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(~Q(state="open"), submitted_at__isnull=False, submitted_by__isnull=False),
                name="closed_assessment_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}, {self.round_label}"

    @property
    def subject_name(self) -> str:
        return self.subject or "Whole force"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @transaction.atomic
    def judge(
        self,
        statement: Statement | Words,
        *,
        answer: str,
        note: str,
        version: int,
        by,
        at,
        source: str = Source.SELF,
        act: str = Act.ANSWER,
        takes_own: bool = True,
    ) -> None:
        """Record one answer; `version` is that of the answer the person saw, 0 where there was none.

        A newer answer of the same person is no conflict, but where `takes_own` is False: what a file says may be older.
        An empty answer keeps the note of somebody who isn't sure yet. To confirm keeps the answer that stands and says
        that it holds; to note changes neither. Raises Closed, WrongEdition, Conflict.
        """
        given = {"by": by, "at": at, "source": source, "act": act, "takes_own": takes_own}
        self._judge(statement, answer=answer, note=note, version=version, **given)
        self._bump(source)

    @transaction.atomic
    def judge_pair(
        self,
        stronger: Statement | Words,
        weaker: Statement | Words,
        *,
        choice: str,
        note: str,
        versions: tuple[int, int],
        by,
        at,
        source: str = Source.SELF,
        act: str = Act.ANSWER,
        takes_own: bool = True,
    ) -> None:
        """Record one choice as the answers of both counterparts, or of neither; the note stays with the stronger.

        Raises as `judge` does.
        """
        answers = Judgement.PAIR_ANSWERS[choice]
        given = {"by": by, "at": at, "source": source, "act": act, "takes_own": takes_own}
        self._judge(stronger, answer=answers[0], note=note, version=versions[0], **given)
        if act != Act.NOTE:
            self._judge(weaker, answer=answers[1], note=None, version=versions[1], **given)
        self._bump(source)

    @transaction.atomic
    def decide(
        self,
        criterion: Criterion,
        *,
        level: Level | None,
        suggested: Level | None,
        basis: str = "",
        rationale: str,
        version: int,
        by,
        at,
        origin: str = "",
        source: str = Source.SELF,
    ) -> "Score":
        """Record the level that people chose and return the score; `version` is that of the score they saw, or 0.

        `basis` says in a sentence what the answers suggest now, or why nothing; it is kept with the level. `origin`
        says in words how a room agreed it; empty where somebody chose alone.
        Raises Closed, WrongEdition, NoLevelHere, ReasonNeeded (no rationale for another than suggested), Conflict.
        """
        self._must_be_of_this_edition(criterion.edition_id, level)
        kind = self.edition.framework.kind
        if not takes_level(scored=criterion.scored, graded=criterion.graded, kind=kind):
            raise self.NoLevelHere("No level is recorded here: the publisher doesn't grade it.")
        if level and criterion.scored and level != suggested and not rationale.strip():
            said = f"The answers suggest {suggested.name}." if suggested else basis or "The answers suggest no level."
            raise self.ReasonNeeded(f"{said} Say why you chose {level.name}.")
        who = {"by": by, "at": at, "decided_by": by if level else None, "decided_at": at if level else None}
        chosen = {"level": level, "rationale": rationale.strip()}
        chosen |= {"origin": origin, "basis": basis} if level else {"origin": "", "basis": ""}
        score = self._score(criterion, {**chosen, **who}, version=version, source=source)
        self._bump(source)
        return score

    @transaction.atomic
    def cite(self, statement: int, items: Iterable[Item], *, by, at: datetime.datetime) -> None:
        """Cite evidence of the force's own shelf for a statement; what it cites already stays as it is.

        Raises Closed, WrongEdition, WrongForce.
        """
        if statement not in content(self.edition).counts_for:
            raise self.WrongEdition(OF_ANOTHER_EDITION)
        chosen = list(items)
        if any(item.force_id != self.force_id or item.is_refused for item in chosen):
            raise self.WrongForce("Choose evidence from your force's shelf.")
        rows = [Citation(assessment=self, statement_id=statement, item=item, by=by, at=at) for item in chosen]
        Citation.objects.bulk_create(rows, ignore_conflicts=True)
        self._bump()
        self.plan_changed()

    @transaction.atomic
    def uncite(self, statement: int, item: Item) -> None:
        """Cite an item for a statement no more; nothing happens where it wasn't cited. Raises Closed."""
        self.citations.filter(statement=statement, item=item).delete()
        self._bump()
        self.plan_changed()

    @transaction.atomic
    def adopt(self, answers: Iterable[tuple[Statement | Words, str, int]], *, by, at) -> None:
        """Record the answers that a room agreed, each at the version of what it saw; notes stay.

        Raises Closed, WrongEdition, Conflict.
        """
        for statement, answer, version in answers:
            given = {"by": by, "at": at, "source": Source.SELF, "act": Act.ANSWER, "takes_own": False}
            self._judge(statement, answer=answer, note=None, version=version, **given)
        self._bump()

    @transaction.atomic
    def plan(self, criterion: Criterion, *, title: str, by, at, statements: Collection[int] = (), **wanted) -> "Action":
        """Record something to be done about a criterion, after closing too, and return it. Raises WrongEdition.

        `statements` are the keys of what it would make true; `wanted` are an action's owner, due_on, effort,
        capability and organisational_level. Nothing of the measurement changes.
        """
        self._must_be_of_this_edition(criterion.edition_id)
        self.must_hold(criterion.pk, statements)
        action = self.actions.create(criterion=criterion, title=title, by=by, at=at, **wanted)
        action.statements.set(statements)
        self.plan_changed()
        return action

    def must_hold(self, criterion: int, statements: Collection[int]) -> None:
        """Raise WrongEdition unless every statement stands on or below the criterion; both by key."""
        if not set(statements) <= {each.pk for each in content(self.edition).by_pk[criterion].on_or_below}:
            raise self.WrongEdition("What an action makes true stands on or below its own criterion.")

    @transaction.atomic
    def assign(self, sections: Mapping[int, tuple["User", datetime.date | None] | None], *, by, at) -> int:
        """Give criteria, by key, an owner and a day to be finished by, or none; return how many changed.

        A new owner starts from the beginning; a new day alone changes nothing else. Raises Closed, WrongEdition.
        """
        if not sections.keys() <= content(self.edition).by_pk.keys():
            raise self.WrongEdition(OF_ANOTHER_EDITION)
        if not Assessment.objects.select_for_update().filter(pk=self.pk, state=self.State.OPEN).exists():
            raise self.Closed("This assessment is closed, so nothing was changed. Ask its lead to reopen it.")
        standing = {each.criterion_id: each for each in self.assignments.all()}
        return sum(self._assign(standing.get(pk), pk, wanted, by, at) for pk, wanted in sections.items())

    def plan_changed(self) -> None:
        """Count that what stands beside the answers changed; what is drawn of it is drawn anew."""
        Assessment.objects.filter(pk=self.pk).plan_changed()

    @transaction.atomic
    def aim(self, criterion: Criterion, *, target: Level | None, version: int, by, at) -> "Score":
        """Record the level to reach; None goes back to the next one up. Raises Closed, WrongEdition, Conflict."""
        self._must_be_of_this_edition(criterion.edition_id, target)
        score = self._score(criterion, {"target": target, "by": by, "at": at}, version=version)
        self._bump()
        return score

    @transaction.atomic
    def set_up(self, **changes) -> None:
        """Change the unit, round, dates, lead, marking or disclosure. Raises Closed."""
        self._move(self.State.OPEN, **changes)

    @transaction.atomic
    def submit(self, *, by, at) -> None:
        """Close the assessment to changes. Raises Closed where it is closed already."""
        self._move(self.State.OPEN, state=self.State.SUBMITTED, submitted_at=at, submitted_by=by)
        self.milestones.create(kind=Milestone.Kind.SUBMITTED, by=by, at=at)

    @transaction.atomic
    def sign_off(self, *, report: str, capacity: str, statement: str, by, at) -> SignOff:
        """Keep the report as it is signed, to the byte, and return the sign-off.

        Raises Refused unless submitted, and where the assessment changed since the report was drawn.
        """
        revision = self.revision
        self._move(self.State.SUBMITTED, revision=revision, state=self.State.SIGNED_OFF)
        self.milestones.create(kind=Milestone.Kind.SIGNED_OFF, by=by, at=at, reason=statement)
        kept = {"capacity": capacity, "statement": statement, "by": by, "at": at}
        return self.sign_offs.create(revision=revision, report=report, digest=digest(report), **kept)

    @transaction.atomic
    def reopen(self, *, reason: str, by, at) -> None:
        """Open a closed assessment to changes again; what was signed stays. Raises Refused where it is open."""
        closed = [self.State.SUBMITTED, self.State.SIGNED_OFF]
        self._move(*closed, state=self.State.OPEN, submitted_at=None, submitted_by=None)
        self.milestones.create(kind=Milestone.Kind.REOPENED, by=by, at=at, reason=reason)

    def _move(self, *expected: str, revision: int | None = None, **changes) -> None:
        rows = Assessment.objects.filter(pk=self.pk, state__in=expected)
        if revision is not None:
            rows = rows.filter(revision=revision)
        if not rows.update(revision=F("revision") + 1, **changes):
            self.refresh_from_db()
            if self.state in expected:
                raise self.Refused("The assessment changed while you were reading. Read it again before you sign.")
            raise self.Closed(f"This assessment is {self.get_state_display().lower()}, so nothing was changed.")
        self.refresh_from_db()

    def _assign(self, standing: Assignment | None, criterion: int, wanted, by, at) -> bool:
        """Insert, change or delete one section's assignment; return whether anything changed."""
        if wanted is None:
            return bool(standing and standing.delete())
        owner, due_on = wanted
        if standing is None:
            self.assignments.create(criterion_id=criterion, owner=owner, due_on=due_on, by=by, at=at)
            return True
        changes = {"due_on": due_on, "by": by, "at": at}
        if owner.pk != standing.owner_id:
            changes |= {"owner": owner, "state": Assignment.State.ASSIGNED, "note": ""}
        elif due_on == standing.due_on:
            return False
        return bool(self.assignments.filter(pk=standing.pk).update(**changes))

    def _judge(self, statement, *, answer, note, version, by, at, source, act, takes_own) -> None:
        if statement.pk not in content(self.edition).counts_for:
            raise self.WrongEdition(OF_ANOTHER_EDITION)
        wanted = {"by": by, "at": at}
        if act == Act.ANSWER:
            wanted["answer"] = answer
        if act != Act.NOTE:
            wanted["standing"] = Judgement.Standing.GIVEN
        if note is not None:
            wanted["note"] = note
        key = {"assessment": self, "statement_id": statement.pk, "source": source}

        def same(row: Judgement) -> bool:
            return row.says(answer, note) and row.stands_as(act)

        self._write(Judgement, key, wanted, version, same=same, may_replace=lambda row: takes_own)

    def _score(self, criterion, wanted, *, version, source=Source.SELF) -> "Score":
        key = {"assessment": self, "criterion": criterion, "source": source}

        def may_replace(row: Score) -> bool:
            # What a room agreed, or agrees now, is more than the word of whoever recorded it.
            return not (row.origin or wanted.get("origin"))

        self._write(Score, key, wanted, version, same=lambda row: row.says(wanted), may_replace=may_replace)
        return Score.objects.select_related("by").get(**key)

    def _write(self, model, key: dict, wanted: dict, version: int, **rules) -> None:
        clash = write_version(model, key, wanted, version, **rules)
        if clash is not None:
            raise self.Conflict(clash)

    def _must_be_of_this_edition(self, edition_id: int, level: Level | None = None) -> None:
        if edition_id != self.edition_id or (level and level.edition_id != self.edition_id):
            raise self.WrongEdition(OF_ANOTHER_EDITION)

    def _bump(self, source: str = Source.SELF) -> None:
        # What a peer says changes nothing of the force's own, so it counts as no change, and closing doesn't stop it.
        if source != Source.SELF:
            return
        # Last in the transaction, so that people saving different answers hold this row for the shortest time.
        if not Assessment.objects.filter(pk=self.pk, state=self.State.OPEN).update(revision=F("revision") + 1):
            raise self.Closed("This assessment is closed, so nothing was changed. Ask its lead to reopen it.")
