"""What a browser may keep of what somebody typed: for whom, and under which key.

The key is made from the installation's secret and the person's password, so it is never stored, their next sign-in gets
it again, and a new password ends it. Whoever else uses the browser is given another.
"""

import base64
from typing import NamedTuple

from django.utils.crypto import salted_hmac

TAG_LENGTH = 20


class Typed(NamedTuple):
    """A person's name and key for what is kept; the key is empty where nothing may be."""

    tag: str
    key: str


def of(user) -> Typed:
    """Return what a signed-in page of the person says; where one of their forces keeps nothing, without a key."""
    kept = getattr(user, "typed_is_kept", False)
    return Typed(tag_of("person", user.pk), key_of("person", user.pk, user.password) if kept else "")


def tag_of(*owner: object) -> str:
    """Return a name that tells what is kept for one owner from what is another's, and says nothing about them."""
    return _made("tag", owner).hex()[:TAG_LENGTH]


def key_of(*owner: object) -> str:
    """Return the key under which it is locked, in base64: 256 bits for AES."""
    return base64.b64encode(_made("key", owner)).decode()


def _made(what: str, owner: tuple) -> bytes:
    text = "/".join(str(part) for part in owner)
    return salted_hmac(f"accounts.typed_text.{what}", text, algorithm="sha256").digest()
