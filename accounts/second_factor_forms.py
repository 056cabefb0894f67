"""The forms of django-allauth's second factors, in this project's words."""

from allauth.mfa.totp.forms import ActivateTOTPForm


class Activate(ActivateTOTPForm):
    """The code that the app shows, which proves that it has the secret."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = "Code", "The six digits that the app shows now."
        code.widget.attrs |= {"inputmode": "numeric"}
