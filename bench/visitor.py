"""Somebody who is signed in, on one connection that stays open."""

from collections.abc import Sequence
from http.client import HTTPConnection, HTTPResponse
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings

# As good as any other: the cookie and the field must only be the same.
TOKEN = "benchbenchbenchbenchbenchbenchbe"


class Reply(NamedTuple):
    """What came back, and how long it took until the last byte."""

    status: int
    body: bytes
    seconds: float
    header_bytes: int
    response: HTTPResponse


class Visitor:
    def __init__(self, address: str, session: str = "", *, encoding: str = "identity"):
        self.connection = HTTPConnection(address, timeout=30)
        cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
        if session:
            cookies[settings.SESSION_COOKIE_NAME] = session
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Accept": "text/html",
            "Accept-Encoding": encoding,
        }

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, None, self.headers)

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        """Send a form as the page's script does."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
        more = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return self._ask("POST", path, body, self.headers | more)

    def time(self, path: str) -> float:
        """Return how many seconds the page took; it must be there."""
        reply = self.get(path)
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}")
        return reply.seconds

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        began = perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        found = response.read()
        seconds = perf_counter() - began
        # The status line, each header with its colon, space and line end, and the empty line.
        size = 15 + len(response.reason) + 2 + sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        return Reply(response.status, found, seconds, size, response)


def answered(statement: int, answer: str, versions: Sequence[int]) -> dict[str, str]:
    """Return the fields that a line's form sends; a pair of statements has two versions."""
    version = ".".join(map(str, versions))
    return {
        f"{statement}-answer": answer,
        f"{statement}-note": "",
        f"{statement}-version": version,
        f"{statement}-was": "",
    }


class Line:
    """One line of a scoring sheet, answered again and again by the same person; each answer differs from the last."""

    def __init__(self, visitor: Visitor, assessment: int, statement: int, version: str, answers: tuple[str, str]):
        self.visitor, self.assessment, self.statement, self.answers = visitor, assessment, statement, answers
        self.path = f"/assessments/{assessment}/statements/{statement}/"
        self.versions = [int(part) for part in version.split(".")]
        self.turn = 0

    @property
    def answer(self) -> str:
        return self.answers[self.turn % 2]

    def save(self) -> Reply:
        """Save the next answer; it must come back drawn as saved."""
        self.turn += 1
        reply = self.visitor.post(self.path, answered(self.statement, self.answer, self.versions))
        if reply.status != 200 or b">Saved<" not in reply.body:
            raise RuntimeError(f"{self.path} answered {reply.status} without saying that it is saved")
        self.versions = [each + 1 for each in self.versions]
        return reply
