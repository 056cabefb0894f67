"""The forms of django-allauth's second factors, in this project's words."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm

from accounts.models import User
from accounts.second_factor import use_once


class AsksForCode:
    """Mixed into a form, before it: asks for the code in this project's words, with digits on a phone."""

    hint = ""
    user: User

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = "Code", self.hint
        code.error_messages["required"] = "Enter the code."
        code.widget.attrs |= {"inputmode": "numeric"}

    def clean_code(self) -> str:
        """Return a code that is right and was not used before; the library remembers used ones for too short."""
        code = super().clean_code()  # type: ignore[misc]
        if not use_once(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Activate(AsksForCode, ActivateTOTPForm):
    """The code that the app shows, which proves that it has the secret."""

    hint = "The six digits that the app shows now."


class Authenticate(AsksForCode, AuthenticateForm):
    """A code of the app, or a recovery code, after the password."""


class Reauthenticate(AsksForCode, ReauthenticateForm):
    """The same of somebody who is signed in."""
