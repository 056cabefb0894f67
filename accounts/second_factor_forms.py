"""The forms of django-allauth's second factors, in this project's words."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms


class Activate(ActivateTOTPForm):
    """The code that the app shows, which proves that it has the secret."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask(self.fields["code"], "The six digits that the app shows now.")


class Authenticate(AuthenticateForm):
    """A code of the app, or a recovery code, after the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask(self.fields["code"])


class Reauthenticate(ReauthenticateForm):
    """The same of somebody who is signed in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask(self.fields["code"])


def ask(code: forms.Field, hint: str = "") -> None:
    """Put the question for a code into this project's words, and bring digits up on a phone."""
    code.label, code.help_text = "Code", hint
    code.error_messages["required"] = "Enter the code."
    code.widget.attrs |= {"inputmode": "numeric"}
