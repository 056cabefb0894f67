"""Forms to invite people, to give roles, to make an account, and to make a token."""

import datetime

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation

from accounts.models import Force, Membership, Token, User
from accounts.models.tokens import MOST_DAYS
from accounts.roles import Role
from config.fields import DayField, longest
from config.texts.keys import address


class RoleForm(forms.Form):
    """A role, and until when."""

    role = forms.ChoiceField(
        choices=Role.choices, widget=forms.RadioSelect, error_messages={"required": "Choose a role."}
    )
    ends_on = DayField(label="Last day", required=False, help_text="A peer reviewer is a guest: say until when.")

    def __init__(self, *args, force, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.force, self.on = force, on

    def clean_ends_on(self) -> datetime.date | None:
        last = self.cleaned_data["ends_on"]
        if last and last < self.on:
            raise forms.ValidationError("The last day is over. Choose today or a later one.")
        return last

    def clean(self):
        typed = super().clean()
        if typed.get("role") == Role.PEER_REVIEWER and not typed.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "A peer reviewer is a guest: give the last day.")
        return typed


class EmailInLowerCase:
    """Mixed into a form with an e-mail address, before it."""

    def clean_email(self) -> str:
        return address(self.cleaned_data["email"])


class InviteForm(EmailInLowerCase, RoleForm):
    """Whom to invite, and to which role."""

    email = forms.EmailField(
        label="Work e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address, like ann@force.uk.",
        },
    )
    field_order = ["email", "role", "ends_on"]

    def __init__(self, *args, by: User, runs: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.runs = by, runs
        if not runs:
            # Whoever looks after the installation names who runs a force, and nobody else in it.
            self.fields["role"].choices = [(Role.FORCE_ADMINISTRATOR.value, Role.FORCE_ADMINISTRATOR.label)]
            self.fields["role"].initial = Role.FORCE_ADMINISTRATOR.value

    def clean(self):
        typed = super().clean()
        if not self.runs and typed.get("email") == self.by.email_key:
            self.add_error("email", "Name somebody of the force. Nobody lets themselves into one.")
        has = Membership.objects.current(self.on).filter(force=self.force, role=typed.get("role"))
        if "email" in typed and has.filter(user__email_key=typed["email"]).exists():
            self.add_error("email", "They have this role already.")
        return typed


class ArriveForm(forms.Form):
    """The name and the password of somebody who takes an invitation up."""

    name = forms.CharField(
        label="Your name",
        max_length=longest(User, "name"),
        help_text="As colleagues will see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    password = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text=f"At least {settings.PASSWORD_MIN} characters. Three random words are easy to remember; no digits "
        "or signs are needed.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        typed = super().clean()
        if typed.get("password"):
            person = User(email=self.email, name=typed.get("name", ""))
            try:
                password_validation.validate_password(typed["password"], person)
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return typed


class TokenForm(forms.Form):
    """What an access token is for, and until when it reads."""

    name = forms.CharField(
        label="What it is for",
        max_length=longest(Token, "name"),
        help_text="For example: Power BI, performance team.",
        error_messages={"required": "Say what reads with it, so that you know which to revoke."},
    )
    ends_on = DayField(label="Last day", help_text="At most a year from now.")

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_ends_on(self) -> datetime.date:
        last = self.cleaned_data["ends_on"]
        if not self.on <= last <= self.on + datetime.timedelta(days=MOST_DAYS):
            raise forms.ValidationError("Choose a day from today to a year from now.")
        return last


class ForceForm(forms.ModelForm):
    """What a force decides for itself."""

    sensitive_roles = forms.MultipleChoiceField(
        label="Who may have files marked OFFICIAL-SENSITIVE",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
        help_text="Files, evidence, exports and rows of the API. Pages still show what they show to those invited.",
    )

    class Meta:
        model = Force
        fields = ("sensitive_roles", "keeps_typed")
