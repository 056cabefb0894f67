"""Who acts: the database records every change as theirs.

Each request and each command says once, here, who it is. SQLite asks a function of its connection; to PostgreSQL every
statement that writes says it in the same message.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

# What only reads; a request by any other method may write.
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Actor(NamedTuple):
    """A user's key, None where nobody signed in acts; and the way, where it wasn't a page."""

    user: int | None = None
    way: str = ""


NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def actor() -> Actor:
    """Return who acts in this thread now."""
    return _actor.get()


@contextmanager
def acting(user: int | None, way: str = "") -> Iterator[None]:
    """Let somebody act until the block ends, however it ends."""
    token = _actor.set(Actor(user, way))
    try:
        yield
    finally:
        _actor.reset(token)


def acting_by_command(name: str) -> None:
    """Let a command act until the process ends."""
    _actor.set(Actor(None, f"manage.py {name}"[:60]))


def acting_by_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let whoever is signed in act while their request is answered: middleware, below the one that signs in."""

    def answer(request: HttpRequest) -> HttpResponse:
        # Reading changes nothing, so nobody is looked up for it.
        user = None if request.method in READING else request.user.pk
        with acting(user):
            return get_response(request)

    return answer
