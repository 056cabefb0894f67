"""What every page with a form does alike: acts that are tried, and what is said where they aren't done."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import QueryDict

from config.fields import key_of
from config.form_page import attempt, attempt_at_once, problems_of, status_of
from config.refusal import Refusal


class NameTaken(Refusal):
    field = "name"


class Changed(Refusal):
    version = 7


class Asked(forms.Form):
    name = forms.CharField(error_messages={"required": "Enter a name."})
    version = forms.IntegerField(required=False)


def refused(refusal):
    def act():
        raise refusal

    return act


@pytest.mark.parametrize(
    ("data", "refusal", "expected"),
    [
        (None, None, (False, False, 200, [])),
        ("name=", None, (False, False, 422, ["Enter a name."])),
        ("name=Ann", None, (True, False, 200, [])),
        ("name=Ann", Refusal("Not now."), (False, True, 422, ["Not now."])),
        ("name=Ann", NameTaken("Taken."), (False, True, 422, ["Taken."])),
    ],
)
def test_an_attempt_says_whether_it_was_done_or_refused(data, refusal, expected):
    form = Asked(None if data is None else QueryDict(data))
    tried = attempt(form, refused(refusal) if refusal else lambda: "done")
    assert (bool(tried), tried.refused, status_of(form), problems_of(form)) == expected
    assert tried.result == ("done" if tried else refusal)


def test_a_refusal_stands_beside_its_field_and_a_conflict_can_be_saved_over():
    taken, changed = (Asked(QueryDict("name=Ann&version=6")) for _ in range(2))
    attempt(taken, refused(NameTaken("Taken.")))
    attempt(changed, refused(Changed("Somebody changed it.")))
    assert (taken.errors["name"], taken.data["version"]) == (["Taken."], "6")
    assert (changed.non_field_errors(), changed.data["version"]) == (["Somebody changed it."], "7")


def test_a_button_says_what_came_of_it(rf):
    request = rf.post("/")
    request._messages = CookieStorage(request)
    assert attempt_at_once(request, lambda: 5, success="Done.").result == 5
    assert not attempt_at_once(request, refused(Refusal("Not now.")))
    assert [(message.level_tag, str(message)) for message in get_messages(request)] == [
        ("success", "Done."),
        ("error", "Not now."),
    ]


@pytest.mark.parametrize(("text", "key"), [("12", 12), ("", None), ("-1", None), ("x", None), ("9" * 19, None)])
def test_a_key_is_what_a_row_can_have(text, key):
    assert key_of(text) == key
