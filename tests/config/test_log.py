"""No line of the log holds a secret that an address holds, whatever was answered and whoever writes the line."""

import io
import json
import logging

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Invitation
from accounts.roles import Role
from config.log.lines import SECRET_BELOW, logging_config, without_secrets
from inspections.models import CalendarLink
from maturity import live, room_board
from tests.factories import NOON, WorkshopFactory

pytestmark = pytest.mark.django_db
# Parts of addresses that are texts and no secrets: kinds, acts, endings, keys of rows.
PLAIN = {
    *("act", "app_label", "code", "content_type_id", "deed", "ending", "force", "form", "id", "key", "kind", "name"),
    *("object_id", "provider_id", "table", "url"),
}


def routes(resolver=None, before="/"):
    """Yield every address of the site as it is written in the code, and the names of those parts that are texts."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if hasattr(entry, "url_patterns"):
            yield from routes(entry, route)
        else:
            converters = entry.pattern.converters
            names = entry.pattern.regex.groupindex
            yield route, {name for name in names if "Int" not in type(converters.get(name)).__name__}


def test_every_part_that_may_be_a_secret_is_known():
    """A new address with a text in it is written down here: as plain, or below one that holds secrets."""
    secret = {route for route, parts in routes() if parts and route.startswith(SECRET_BELOW)}
    assert {route.split("<")[0].split("(")[0] for route in secret} | {"/live/"} == set(SECRET_BELOW)
    assert {name for route, parts in routes() if route not in secret for name in parts} == PLAIN
    # `code` is a force's, and `key` a section's or a line's, where they stand elsewhere.
    assert {route for route, parts in routes() if "code" in parts and "<slug:code>" not in route} == {
        "/join/<str:code>/"
    }
    assert {route for route, parts in routes() if "key" in parts and "<slug:key>" not in route} <= secret


@pytest.fixture
def secrets(lead):
    """Return addresses with a secret that lets somebody in, and the secret."""
    force = lead.memberships.get().force
    invited = {"force": force, "email": "new@force.example", "role": Role.READER, "ends_on": None}
    _, invitation = Invitation.objects.invite(**invited, by=lead, at=timezone.now())
    feed = CalendarLink.objects.create(user=lead, force=force, made_at=NOON).token
    workshop = WorkshopFactory(assessment__force=force)
    key = default_token_generator.make_token(lead)
    reset = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(lead), key])
    return {
        "invitation": (reverse("accounts:arrive", args=[invitation]), invitation),
        "feed": (reverse("inspections:feed", args=[feed]), feed),
        "join": (reverse("maturity:take_seat", args=[workshop.code]), workshop.code),
        "reset": (reset, key),
        "confirm": (reverse("account_confirm_email", args=["MTpzZWNyZXQ:1abc:def"]), "MTpzZWNyZXQ:1abc:def"),
    }


@pytest.fixture(params=["line", "json"])
def written(request):
    """Return what the log comes to, set up as the server's is, however little is worth a line."""
    made = logging_config(format=request.param, level="DEBUG")
    how = dict(made["formatters"][request.param])
    formatter = import_string(how.pop("()"))
    how["fmt"] = how.pop("format")
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter(**how))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: handler.stream.getvalue()
    root.removeHandler(handler)
    root.setLevel(level)


class Fails:
    """Middleware: every view ends in a fault, whose words name the address and its parts, or refuses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "PATCH":
            raise PermissionDenied(f"{request.path} isn't yours")
        raise ValueError(f"{request.build_absolute_uri()} can't be answered for {args} {kwargs}")


KINDS = ("invitation", "feed", "join", "reset", "confirm")


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_writes_a_secret(client, settings, secrets, written, kind):
    """Each address with a secret, at each status, also below and beside it, and in other letters."""
    settings.LOG_REQUESTS = True
    path, secret = secrets[kind]
    careful = Client(enforce_csrf_checks=True)
    unsafe = Client(raise_request_exception=False)
    statuses = {client.get(path).status_code, client.head(path).status_code}
    statuses |= {client.delete(path).status_code, careful.post(path, {"name": "Ann"}).status_code}
    for wrong in (f"{path}more/", path[:-2], path.replace(secret, f"{secret}x"), f"/{path[1:].replace('/', '//')}"):
        statuses.add(client.get(wrong).status_code)
    statuses.add(client.get(path.upper().replace(secret.upper(), secret)).status_code)
    statuses.add(client.get(f"/nowhere/?next={path}").status_code)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Fails"]
    statuses |= {unsafe.get(path).status_code, Client().patch(path).status_code}
    assert statuses >= {403, 404, 500}
    log = written()
    assert "ValueError" in log
    assert "Not Found" in log
    assert "Forbidden" in log
    assert secret not in log
    assert secret.lower() not in log.lower()


def test_streams_and_libraries_write_none(written):
    workshop = WorkshopFactory()
    seat = workshop.admit(name="Ann", group=None, user=None, at=NOON)
    for address in (live.stream_url(workshop), room_board.board_url(seat)):
        secret = address.rsplit("/", 1)[1]
        for name in ("uvicorn.error", "uvicorn.access", "asyncio", "a2wsgi", "django.server"):
            log = logging.getLogger(name)
            log.warning('127.0.0.1 - "GET %s HTTP/1.1" 500', address)
            try:
                raise OSError(f"{address!r} hung up")
            except OSError:
                log.exception("Exception in ASGI application")
        assert secret not in written()
    assert written().count("hung up") + written().count("500") >= 10


def test_a_line_still_says_where():
    path = "/invitation/abc123/"
    assert without_secrets(f"Not Found: {path}") == "Not Found: /invitation/<secret>"
    assert without_secrets("Not Found: /assessments/7/") == "Not Found: /assessments/7/"
    assert without_secrets('"GET /join/ABC123/?next=/join/DEF456/ HTTP/1.1" 404') == (
        '"GET /join/<secret>?next=/join/<secret> HTTP/1.1" 404'
    )
    assert without_secrets("next=%2Fjoin%2FABC123%2F&x=1") == "next=%2Fjoin%2F<secret>&x=1"
    assert without_secrets("Not Found: //join//ABC123//") == "Not Found: //join//<secret>"
    assert without_secrets("Not Found: /join/") == "Not Found: /join/"


def test_a_json_line_is_still_json(client, secrets, written, request):
    client.get(f"{secrets['invitation'][0]}more/")
    lines = written().splitlines()
    if request.node.callspec.params["written"] == "json":
        assert [json.loads(line)["level"] for line in lines if "Not Found" in line] == ["WARNING"]
    assert any("/invitation/<secret>" in line for line in lines)


def test_no_line_goes_by_mail():
    """An error mail holds the address, the cookies and what was typed."""
    handlers = {handler for logger in settings.LOGGING["loggers"].values() for handler in logger["handlers"]}
    assert {settings.LOGGING["handlers"][name]["class"] for name in handlers} == {"logging.StreamHandler"}
    assert [type(handler).__name__ for handler in logging.getLogger("django").handlers] == []
