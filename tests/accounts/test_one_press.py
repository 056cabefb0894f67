"""Two presses of a button are one: on the same form, at the same moment, and never where something else was typed."""

import datetime
import re
import threading
import time
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts import one_press
from accounts.models import SentForm, Token
from accounts.models.sent_forms import CUT_OFF
from accounts.one_press import SENT_COOKIE, TWICE, OnePress
from assessments.models import Action, Comment
from config.form_page import is_repeatable
from tests.accounts.test_tokens import typed
from tests.factories import NOON, UserFactory
from tests.test_access import GET, address, as_role, assessment, content_of, named  # noqa: F401

# Two presses on these are one without a token, or are meant as two.
REPEATABLE = {
    "assessments:judge": "an answer has a version, and the same answer twice is one",
    "assessments:peer_judge": "the same, of a peer's",
    "frameworks:save_field": "a text has a version, and the same text twice is one",
    "frameworks:edit": "each press moves by one step, and each can be undone",
    "maturity:vote": "a vote takes the place of the one before it",
}
# Their pages are drawn once for a whole room, or for people who aren't signed in.
WITHOUT_TOKEN = {"maturity:vote"}


# --- Which forms


def test_every_view_that_takes_what_is_posted_asks_for_the_token_or_says_why_not():
    marked = {name for name, view in views(get_resolver()) if is_repeatable(view)}
    assert marked == set(REPEATABLE)


@pytest.mark.parametrize("role", ["lead", "force_administrator"])
def test_every_posted_form_of_somebody_signed_in_has_a_token_of_its_own(role, as_role, address):  # noqa: F811
    client, bare, tokens = as_role(role), set(), []
    for name in GET:
        page = content_of(client.get(address(name)))
        if b"<html" not in page:
            continue
        for form in re.findall(r'<form[^>]*method="post".*?</form>', page.decode(), re.S):
            to = "".join(re.findall(r'^[^>]* action="([^"#?]*)', form)) or address(name)
            once = re.findall(r'<input type="hidden" name="once" value="([\w-]{22})">', form)
            tokens += once
            if len(once) != 1:
                bare.add(named(to))
    assert bare <= WITHOUT_TOKEN
    assert len(tokens) == len(set(tokens)) > 100


def test_nobodys_form_has_one(client):
    assert 'name="once"' not in client.get(reverse("account_login")).content.decode()


# --- One after the other


@pytest.fixture
def planning(as_role, address):  # noqa: F811
    """Return a client that plans an action, the address, and the form as its page draws it, filled in."""
    client, to = as_role("lead"), address("assessments:plan")
    page = client.get(to).content.decode()
    once = re.findall(r'name="once" value="([^"]+)"', page)[-1]
    return client, to, {"title": "Train every sergeant", "once": once}


def test_the_second_press_gets_the_answer_of_the_first(planning):
    client, to, form = planning
    before = Action.objects.count()
    first, second = client.post(to, form), client.post(to, form)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert Action.objects.count() == before + 1
    assert TWICE in client.get(second.url).content.decode()
    assert first.cookies["sent"].value == second.cookies["sent"].value == form["once"]


def test_the_same_form_with_something_else_in_it_is_another_act(planning):
    """As after the way back to a page that a browser kept."""
    client, to, form = planning
    before = Action.objects.count()
    client.post(to, form)
    client.post(to, {**form, "title": "Train every inspector"})
    assert Action.objects.count() == before + 2


def test_what_was_refused_can_be_put_right_and_sent_again(planning):
    client, to, form = planning
    before = Action.objects.count()
    wrong = client.post(to, {**form, "title": ""})
    assert (wrong.status_code, "sent" in wrong.cookies, SentForm.objects.count()) == (422, False, 0)
    assert [client.post(to, {**form, "title": ""}).status_code, client.post(to, form).status_code] == [422, 302]
    assert Action.objects.count() == before + 1


def test_a_token_is_one_persons(planning, as_role):  # noqa: F811
    client, to, form = planning
    before = Action.objects.count()
    client.post(to, form)
    as_role("assessor").post(to, form)
    assert Action.objects.count() == before + 2


def test_the_page_is_told_of_the_last_five(planning):
    client, to, form = planning
    tokens = [f"{number}" * 22 for number in range(7)]
    for token in tokens:
        answer = client.post(to, {**form, "once": token})
    cookie = answer.cookies["sent"]
    assert cookie.value == ".".join(tokens[-5:])
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"], cookie["path"]) == (120, "Lax", "", "/")


def test_a_page_without_a_way_on_leads_back_to_its_form(client, lead):
    """A new access token is shown by the answer itself, and nobody keeps it."""
    client.force_login(lead)
    to = reverse("accounts:tokens")
    form = {**typed(), "once": "a" * 22}
    first, second = client.post(to, form), client.post(to, form)
    assert (first.status_code, second.status_code, second.url, Token.objects.count()) == (200, 302, to, 1)


def test_what_waits_until_somebody_said_who_they_are_isnt_sent_yet(as_role):  # noqa: F811
    """They may give up there, and the browser has to keep what they typed."""
    client, to = as_role("lead"), reverse("accounts:tokens")
    for _ in range(2):
        answer = client.post(to, {**typed(), "once": "c" * 22})
        assert answer.url.startswith(reverse("account_reauthenticate"))
        assert SENT_COOKIE not in answer.cookies
    assert SentForm.objects.count() == 0


def test_a_comment_is_there_once(as_role, address):  # noqa: F811
    client, to = as_role("lead"), address("assessments:comments")
    form = {"text": "Seen on both sites.", "once": "b" * 22}
    before = Comment.objects.count()
    client.post(to, form)
    client.post(to, form)
    assert Comment.objects.count() == before + 1


# --- At the same moment


@pytest.fixture
def press(committed):
    """Return a function that presses once, in a thread of its own, on a view of ours that waits until it's let go."""
    person, let_go, acted, answers = UserFactory(), threading.Event(), [], {}

    def view(request):
        acted.append(request.POST["text"])
        let_go.wait(20)
        return (
            HttpResponse(status=302, headers={"Location": "/done/"}) if status == 302 else HttpResponse(status=status)
        )

    status = 302

    def press_once(key, text="One"):
        request = RequestFactory().post("/somewhere/", {"text": text, "once": "c" * 22})
        request.user, request._messages = person, Said()
        middleware = OnePress(lambda request: middleware.process_view(request, view, (), {}) or view(request))
        with closing(connection):
            answers[key] = middleware(request)

    def start(key, text="One", answer=302):
        nonlocal status
        status = answer
        thread = threading.Thread(target=press_once, args=(key, text))
        thread.start()
        return thread

    start.let_go, start.acted, start.answers = let_go, acted, answers
    return start


class Said(list):
    def add(self, level, message, extra_tags=""):
        self.append(message)


def until(true):
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("It never came to that.")


def test_a_press_waits_for_the_one_before_it(press):
    first = press("first")
    until(lambda: press.acted)
    second = press("second")
    until(lambda: SentForm.objects.count() == 1)
    press.let_go.set()
    for thread in (first, second):
        thread.join(60)
        assert not thread.is_alive()
    assert press.acted == ["One"]
    assert [(answer.status_code, answer["Location"]) for answer in press.answers.values()] == [
        (302, "/done/"),
        (302, "/done/"),
    ]


def test_a_press_takes_the_place_of_one_that_was_refused(press):
    first = press("first", answer=422)
    until(lambda: press.acted)
    second = press("second", answer=422)
    press.let_go.set()
    for thread in (first, second):
        thread.join(60)
        assert not thread.is_alive()
    statuses = {key: answer.status_code for key, answer in press.answers.items()}
    assert (statuses, press.acted) == ({"first": 422, "second": 422}, ["One", "One"])
    assert list(SentForm.objects.values()) == []


def test_nobody_waits_for_ever(press, monkeypatch):
    monkeypatch.setattr(one_press, "PATIENCE", 0.0)
    first = press("first")
    until(lambda: press.acted)
    press("second").join(20)
    assert press.answers["second"]["Location"] == "/somewhere/"
    press.let_go.set()
    first.join(20)
    assert press.acted == ["One"]


def test_what_was_cut_off_with_its_process_can_be_pressed_again(db):
    at = NOON
    assert SentForm.objects.take("d", at=at)
    assert not SentForm.objects.take("d", at=at + CUT_OFF)
    assert SentForm.objects.take("d", at=at + CUT_OFF + datetime.timedelta(seconds=1))


def test_forms_of_yesterday_are_forgotten_with_the_sessions(db):
    now = timezone.now()
    for digest, hours in (("old", 25), ("new", 23)):
        SentForm.objects.take(digest, at=now - datetime.timedelta(hours=hours))
    call_command("clearsessions")
    assert list(SentForm.objects.values_list("digest", flat=True)) == ["new"]


def views(resolver, namespace=""):
    """Yield the name and the view of every address below a resolver."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from views(pattern, inner)
        elif pattern.name:
            yield namespace + pattern.name, pattern.callback
