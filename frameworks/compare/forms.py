"""The form in which an administrator says what one statement became in the newer edition."""

from django import forms

from frameworks.compare.editions import Comparison
from frameworks.compare.matching import likeness
from frameworks.models import Statement

GONE = "gone"
MOST_OFFERED = 8


class CorrespondenceForm(forms.Form):
    """The likeliest statements to tick, any other to choose, or none. `old` is a key of the older edition."""

    became = forms.MultipleChoiceField(
        label="What did it become?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick more than one where it was split.",
        error_messages={
            "required": "Say what it became, or that it is gone.",
            "invalid_choice": "Choose from the list.",
        },
    )
    another = forms.ChoiceField(
        label="Another statement", required=False, error_messages={"invalid_choice": "Choose from the list."}
    )

    def __init__(self, *args, comparison, old, **kwargs):
        super().__init__(*args, **kwargs)
        text = next(w.text for node in comparison.old.criteria for w in node.statements if w.pk == old)
        places = {words.pk: (node, words) for node in comparison.new.criteria for words in node.statements}
        change = comparison.of_old[old]
        alike = {key: likeness(text, words.text) for key, (_, words) in places.items() if key not in change.new}
        likeliest = [*change.new, *sorted(alike, key=lambda key: -alike[key])[: MOST_OFFERED - len(change.new)]]
        offered = [
            (str(key), f"{places[key][0].number or places[key][0].title}: {places[key][1].text}") for key in likeliest
        ]
        became, another = self.fields["became"], self.fields["another"]
        became.choices = [*offered, (GONE, "No statement of the new edition: it is gone")]
        became.required = not self.data.get("another")
        became.initial = [str(key) for key in change.new] or [GONE]
        another.choices = [("", "None"), *_by_criterion(comparison, set(likeliest))]

    def clean(self):
        typed = super().clean()
        chosen = [key for key in (*typed.get("became", []), typed.get("another")) if key]
        if GONE in chosen and len(chosen) > 1:
            self.add_error("became", "Choose statements, or that it is gone, not both.")
        typed["statements"] = Statement.objects.filter(pk__in=[key for key in chosen if key != GONE])
        return typed


def _by_criterion(comparison: Comparison, without: set[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = []
    for node in comparison.new.criteria:
        choices = [(str(words.pk), _short(words.text)) for words in node.statements if words.pk not in without]
        if choices:
            groups.append((node.name, choices))
    return groups


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
