"""Which assessments somebody sees, and which they may answer, run or sign off."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import Membership
from accounts.models.people import holds
from accounts.roles import ASSESSES, REVIEWS, RUNS_ASSESSMENTS, SENSITIVE, SIGNS_OFF
from assessments.models.actions import Action
from assessments.models.sign_offs import Milestone
from config.joined_text import JoinedText
from config.texts.key_field import KeyedQuerySet


class AssessmentQuerySet(KeyedQuerySet[Any]):
    def visible_to(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return the assessments of the forces in which the user has any role on that day."""
        return self.filter(force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def handed_to(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return those visible to the user of which they may also have a copy: marked so only in forces that say so."""
        may = [
            held.force_id
            for held in Membership.objects.current(on).filter(user=user).select_related("force")
            if held.role in held.force.sensitive_roles
        ]
        return self.visible_to(user, on=on).filter(~Q(marking=SENSITIVE) | Q(force__in=may))

    def editable_by(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return those whose statements the user may answer and whose levels they may choose."""
        current = Membership.objects.current(on).filter(user=user, role__in=ASSESSES)
        return self.filter(force__in=current.values("force"))

    def run_by(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return those that the user may set up, submit and reopen."""
        current = Membership.objects.current(on).filter(user=user, role__in=RUNS_ASSESSMENTS)
        return self.filter(force__in=current.values("force"))

    def signed_off_by(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return those that the user may sign off once they are submitted."""
        current = Membership.objects.current(on).filter(user=user, role__in=SIGNS_OFF)
        return self.filter(force__in=current.values("force"))

    def reviewed_by(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return those that the user judges from outside, as a peer."""
        current = Membership.objects.current(on).filter(user=user, role__in=REVIEWS)
        return self.filter(force__in=current.values("force"))

    def with_edition(self) -> "AssessmentQuerySet":
        """Return the same, with all that a heading prints fetched in the same query."""
        return self.select_related("force", "edition__framework", "lead")

    def with_roles_of(self, user, *, on: datetime.date) -> "AssessmentQuerySet":
        """Return those visible to somebody signed in, each once for every `role` that they have in its force.

        One query then says what they may see and what they may do, and joins less than asking for each would.
        """
        lasts = holds(on, path="force__memberships__")
        return self.filter(lasts, force__memberships__user=user).annotate(role=F("force__memberships__role"))

    def plan_changed(self) -> None:
        """Count of each that what stands beside its answers changed, whether it is open or closed."""
        self.update(plan_revision=F("plan_revision") + 1)

    def with_shelf(self) -> "AssessmentQuerySet":
        """Return the same, each with `shelf`: how often its force's evidence has changed; None before the first."""
        return self.annotate(shelf=F("force__shelf__revision"))

    def with_round_before(self) -> "AssessmentQuerySet":
        """Return the same, each with `before`: the revision of the one that it follows; None where it follows none."""
        return self.annotate(before=F("follows__revision"))

    def for_scoring(self) -> "AssessmentQuerySet":
        """Return the same, with what a sheet and a report print of others: the force, the edition, the round before."""
        return self.select_related("force", "edition__framework", "follows").defer("edition__notes")

    def for_one_answer(self) -> "AssessmentQuerySet":
        """Return the same with no more than saving one answer reads, and drawing its line again."""
        return self.select_related("edition").only("plan_revision", "state", "force", "follows", "edition__status")

    def with_owners(self) -> "AssessmentQuerySet":
        """Return the same, each with `owners`: the names of those whose actions a report prints, as one text."""
        return self.annotate(owners=_names(Action, "owner__name"))

    def with_signatories(self) -> "AssessmentQuerySet":
        """Return the same, each with `signatories`: the names of those who submitted, signed or reopened it."""
        return self.annotate(signatories=_names(Milestone, "by__name"))


def _names(model: type[models.Model], name: str) -> Subquery:
    rows = model._default_manager.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    return Subquery(rows.annotate(names=JoinedText(name)).values("names"))
