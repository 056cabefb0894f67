"""Who somebody is, which force they belong to, and in which role."""

import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import RUNS_FORCE, Role, have_sensitive
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.key_field import KeyedQuerySet, TextKeyField, UniqueText
from config.texts.keys import address


class UserQuerySet(KeyedQuerySet["User"]):
    def with_typed_kept(self, *, on: datetime.date) -> "UserQuerySet":
        """Return the users, each with whether all their forces let a browser keep what they type."""
        against = Membership.objects.current(on).filter(user=OuterRef("pk"), force__keeps_typed=False)
        return self.annotate(typed_is_kept=~Exists(against))


class UserManager(BaseUserManager["User"]):
    """Users are made and found by their e-mail address."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def with_typed_kept(self, *, on: datetime.date) -> UserQuerySet:
        """Return the same of the queryset."""
        return self.get_queryset().with_typed_kept(on=on)

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Return a new user; without a password, one who can't sign in until they have set it."""
        user = self.model(email=address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Return a new user who may use the administration site."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email_key=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may see follows from their memberships."""

    email = models.EmailField(
        "e-mail address", unique=True, error_messages={"unique": "Somebody has this e-mail address already."}
    )
    email_key = TextKeyField("email", fold="address")
    name = models.CharField(max_length=150, help_text="As colleagues will see it.")
    name_found = TextKeyField("name", fold="found")
    is_framework_administrator = models.BooleanField(
        default=False, help_text="Loads and edits frameworks for the whole installation."
    )
    is_staff = models.BooleanField("may use the administration site", default=False)
    is_active = models.BooleanField(default=True, help_text="Untick instead of deleting somebody.")
    joined_at = models.DateTimeField(auto_now_add=True)
    grants_ended_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="What was made for them before that moment is over: tokens, calendar links, streams.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            UniqueText(
                fields=["email_key"],
                name="one_user_per_email_in_any_case",
                violation_error_message="Somebody has this e-mail address already.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def runs_installation(self) -> bool:
        """Whether they look after the installation or its frameworks."""
        return self.is_staff or self.is_superuser or self.is_framework_administrator

    def set_password(self, raw_password: str | None) -> None:
        """Take a new password; what was made under the one before is over once this is saved."""
        super().set_password(raw_password)
        if self.pk:
            # No caller of Django's own forms and commands passes a time.
            self.grants_ended_at = timezone.now()

    @transaction.atomic
    def sign_out(self, *, at: datetime.datetime, but: str | None = None) -> int:
        """End all that opens something in their name, and return how many sessions that were; `but` goes on."""
        User.objects.filter(pk=self.pk).update(grants_ended_at=at)
        count, _ = self.sessions.exclude(session_key=but).delete()
        return count


class ForceQuerySet(models.QuerySet["Force"]):
    def visible_to(self, user, *, on: datetime.date) -> "ForceQuerySet":
        """Return the forces in which the user has any role on that day."""
        return self.filter(pk__in=Membership.objects.current(on).filter(user=user).values("force"))

    def where_user_has(self, user, roles, *, on: datetime.date) -> "ForceQuerySet":
        """Return the forces in which the user has one of the roles on that day."""
        current = Membership.objects.current(on).filter(user=user, role__in=roles)
        return self.filter(pk__in=current.values("force"))

    def open_to_inviting(self, user, *, on: datetime.date) -> "ForceQuerySet":
        """Return the forces that the user runs, and for a superuser those that nobody runs: they name the first."""
        running = Membership.objects.current(on).filter(role__in=RUNS_FORCE)
        theirs = Q(pk__in=running.filter(user=user).values("force"))
        return self.filter(theirs | ~Q(pk__in=running.values("force")) if user.is_superuser else theirs)

    def get_by_natural_key(self, code: str) -> "Force":
        return self.get(code=code)


class Force(models.Model):
    """A police force. Nothing of one force is ever shown to another."""

    code = models.SlugField(unique=True, help_text="The name in lower case with hyphens.")
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=60, blank=True)
    sensitive_roles = models.JSONField(
        "roles that may have files marked OFFICIAL-SENSITIVE", default=have_sensitive, blank=True
    )
    keeps_typed = models.BooleanField(
        "browsers keep what is typed",
        default=True,
        help_text="What somebody typed and didn't save yet is kept in their browser, locked, for a day at most.",
    )

    objects = ForceQuerySet.as_manager()

    class LastAdministrator(Refusal):
        """Somebody must be left who can add people to the force."""

        field = "ends_on"

    def __str__(self) -> str:
        return self.name

    def give(self, *, user: User, role: str, ends_on: datetime.date | None) -> "Membership":
        """Give somebody a role and return the membership. Whoever has or had it keeps it until the new last day.

        What a group of the single sign-on gave is from now on the force's own word. Raises LastAdministrator where
        nobody would be left to add people after that day.
        """
        held = self.memberships.filter(user=user, role=role).first()
        if held and role in RUNS_FORCE and ends_on:
            others = self.memberships.filter(role__in=RUNS_FORCE, user__is_active=True).exclude(pk=held.pk)
            if not others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)).exists():
                raise self.LastAdministrator("Make somebody else a force administrator beyond that day first.")
        membership, _ = Membership.objects.update_or_create(
            user=user, force=self, role=role, defaults={"ends_on": ends_on, "by_group": False}
        )
        return membership

    @transaction.atomic
    def dismiss(self, membership: "Membership", *, on: datetime.date) -> None:
        """End a membership before that day. Raises LastAdministrator where nobody would be left to add people."""
        # Locked, so that two administrators can't dismiss each other at once.
        Force.objects.select_for_update().get(pk=self.pk)
        others = self.memberships.current(on).filter(role__in=RUNS_FORCE).exclude(pk=membership.pk)
        if membership.role in RUNS_FORCE and not others.exists():
            raise self.LastAdministrator("Make somebody else a force administrator first.")
        self.memberships.filter(pk=membership.pk).update(ends_on=on - datetime.timedelta(days=1))

    def natural_key(self) -> tuple[str]:
        return (self.code,)


def holds(on: datetime.date, *, path: str = "") -> Q:
    """Return the condition that a membership holds on that day; `path` leads to it from another model.

    The last day is included. What a group gave holds for some days since the person's last single sign-on: a directory
    tells nobody that somebody has left.
    """
    told = on - datetime.timedelta(days=settings.DIRECTORY_ROLE_DAYS)
    lasts = Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gte": on})
    return lasts & (Q(**{f"{path}by_group": False}) | Q(**{f"{path}confirmed_on__gte": told}))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: datetime.date) -> "MembershipQuerySet":
        """Return the memberships that hold on that day, of people whose account is on."""
        return self.filter(holds(on), user__is_active=True)

    def without_guests(self) -> "MembershipQuerySet":
        """Return the same without peer reviewers, who come from outside."""
        return self.exclude(role=Role.PEER_REVIEWER)

    def people(self) -> models.QuerySet[User]:
        """Return those whose memberships these are, by name."""
        return User.objects.filter(pk__in=self.values("user")).order_by("name_found", "name", "pk")


class Membership(models.Model):
    """One role of one person in one force. Somebody may hold several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    ends_on = DayField("last day", null=True, blank=True, help_text="A peer reviewer is a guest: say until when.")
    by_group = models.BooleanField(
        "given by a group of the single sign-on", default=False, help_text="It goes when they leave the group."
    )
    confirmed_on = DayField(
        "last confirmed", null=True, blank=True, help_text="The last single sign-on that named the group."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "force", "role"],
                name="one_membership_per_role",
                violation_error_message="They have this role in this force already.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PEER_REVIEWER) | Q(ends_on__isnull=False),
                name="peer_reviewer_is_a_guest",
                violation_error_message="A peer reviewer is a guest: give the last day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.force}"
