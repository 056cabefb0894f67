"""What nobody would type, in every form, every address's parameters and the API: never a fault of ours.

FUZZ_EXAMPLES=40 pytest tests/test_fuzz.py tries more, other values each time; by itself it's always the same.
"""

import datetime
import os
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Token
from history.models import Entry
from tests.test_access import GET, POST, ROLES, address, as_role, assessment, status  # noqa: F401

FEW = 1
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
BOUNDED = settings(
    max_examples=EXAMPLES or FEW,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NASTY = (
    *("", " ", "\0", "a\0b", "\ud800", "\u202e", "\x1b[0m", "0", "-1", "1.5", "1e9", "NaN", "٣", "²", "true", "None"),
    *("9" * 19, "-" + "9" * 30, str(2**31), str(2**63), "9" * 5000, "0000-00-00", "9999-12-31", "10000-01-01"),
    *("2026-02-30", "31/02/2026", "1 January 0001", "25:61", "[]", "{}", '{"a":', "<script>", "' OR 1=1 --", "%s%n{0}"),
    *("../../etc/passwd", "javascript:alert(1)", "http://[", "=cmd()", "a@b", "x" * 20_000, "🙂" * 300, "\r\n\r\n"),
)
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.integers().map(str))
# After those above: each form has its own part of them all.
DRAWN = st.lists(VALUES, min_size=20, max_size=20)
PARAMETERS = (
    *("page", "q", "on", "as_at", "force", "state", "kind", "lead", "board", "criterion", "edition", "order", "sort"),
    *(
        "from",
        "to",
        "since",
        "until",
        "by",
        "view",
        "next",
        "code",
        "level",
        "limit",
        "with",
        "before",
        "days",
        "round",
    ),
)
FORM = "application/x-www-form-urlencoded"
RUNNERS = ("lead", "force_administrator")
ROLE_AT = {role: ROLES.index(role) for role in RUNNERS}


class Forms(HTMLParser):
    """The fields of each form of a page by the path that it is sent to."""

    def __init__(self, path: str):
        super().__init__()
        self.path, self.to, self.fields = path, "", {}

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.to = urlsplit(urljoin(self.path, given.get("action") or self.path)).path
        name = given.get("name")
        if name and tag in {"input", "select", "textarea", "button"} and name != "csrfmiddlewaretoken":
            self.fields.setdefault(self.to or self.path, {})[name] = given.get("type", tag)


def forms_of(client, paths):
    """Return the fields of every form on those pages, by where they are sent."""
    found = {}
    for path in paths:
        answer = client.get(path)
        if status(answer) == 200 and not answer.streaming and "html" in answer.get("Content-Type", ""):
            page = Forms(path)
            page.feed(answer.content.decode())
            for to, fields in page.fields.items():
                found.setdefault(to, {}).update(fields)
    return found


def encoded(fields):
    """Return the fields as a browser that checks nothing would send them."""
    return urlencode(fields, quote_via=lambda text, *_: quote(text.encode("utf-8", "surrogatepass")))


def typed(names, values, turn):
    return {name: values[(turn * 7 + at) % len(values)] for at, name in enumerate(names)}


def changes():
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first()


@pytest.mark.parametrize("role", RUNNERS)
def test_every_form_and_address_takes_anything(role, as_role, address):  # noqa: F811
    """The administrator tries what the lead may not reach: what both reach is the same code."""
    client = as_role(role)
    client.raise_request_exception = False
    pages = {name: address(name) for name, said in GET.items() if is_tried(said, role)}
    acts = {name: address(name) for name, said in POST.items() if is_tried(said, role)}
    forms = forms_of(client, pages.values())

    @BOUNDED
    @given(drawn=DRAWN)
    def anything(drawn):
        values, wrong = [*NASTY, *drawn], []
        for turn, (name, path) in enumerate(acts.items()):
            fields = forms.get(path, {"text": "text", "note": "text"})
            with transaction.atomic():
                before = changes()
                answer = send(client, path, typed(fields, values, turn), fields)
                if status(answer) >= 500 or (answer.status_code == 422 and changes() != before):
                    wrong.append((name, answer.status_code, why(answer)))
                transaction.set_rollback(True)
        for turn, (name, path) in enumerate(pages.items()):
            names = [*PARAMETERS, *(each for each in forms.get(path, ()) if each not in PARAMETERS)]
            with transaction.atomic():
                answer = client.get(f"{path}?{encoded(typed(names, values, turn))}")
                if status(answer) >= 500:
                    wrong.append((name, answer.status_code, why(answer)))
                transaction.set_rollback(True)
        assert wrong == []

    anything()


def is_tried(said, role):
    """Return whether a role gets in, and whoever tried before it didn't."""
    at = RUNNERS.index(role)
    return said[ROLE_AT[role]] not in {403, 404} and all(said[ROLE_AT[one]] in {403, 404} for one in RUNNERS[:at])


def send(client, path, sent, fields):
    """Send a form. A file's field gets what is no such file."""
    wrong = b"PK\x03\x04\0\xff" * 9
    files = {name: SimpleUploadedFile("a\u202eb.xlsx", wrong) for name in fields if fields[name] == "file"}
    if not files:
        return client.post(path, encoded(sent), content_type=FORM)
    plain = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items() if name not in files}
    return client.post(path, plain | files)


def why(answer):
    """Return what was raised behind an answer."""
    return repr(answer.exc_info[1])[:300] if getattr(answer, "exc_info", None) else ""


def test_the_api_answers_as_it_says(client, assessment, lead):  # noqa: F811
    # Imported here: it takes every process of the tests a second.
    import schemathesis

    _, secret = Token.objects.issue(
        user=lead, name="Fuzz", ends_on=timezone.localdate() + datetime.timedelta(days=9), at=timezone.now()
    )
    schema = schemathesis.openapi.from_dict(client.get(reverse("api:openapi-json")).json())
    client.raise_request_exception = False
    asked = []
    for operation in schema.get_all_operations():

        @settings(BOUNDED, max_examples=EXAMPLES or 6)
        @given(case=operation.ok().as_strategy())
        def ask(case):
            path = f"{case.formatted_path}?{encoded({name: str(said) for name, said in (case.query or {}).items()})}"
            answer = client.get(path, headers={"Authorization": f"Bearer {secret}"})
            assert answer.status_code in {200, 404, 422}, (path, why(answer))
            asked.append(case.path)

        ask()
    assert set(asked) == {each.ok().path for each in schema.get_all_operations()}
