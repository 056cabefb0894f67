"""The form that confirms that somebody takes a workshop over."""

from django import forms


class TakeOverForm(forms.Form):
    """The facilitator whom the page named: whoever confirms takes over from nobody else."""

    instead_of = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Say again that you take over: the form came back empty."}
    )
