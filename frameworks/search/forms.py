"""The form of the search: what to look for, and in which framework."""

from django import forms

LONGEST = 200


class SearchForm(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": "Search for %(limit_value)s characters or fewer."},
    )
    framework = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Choose a framework from the list, or all frameworks."}
    )

    def __init__(self, *args, editions, **kwargs):
        super().__init__(*args, **kwargs)
        titles = {edition.framework.slug: edition.framework.title for edition in editions}
        self.fields["framework"].choices = [("", "All frameworks"), *titles.items()]
