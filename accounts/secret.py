"""Secrets of links and tokens: made here, shown once, and stored as a digest alone."""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    # 256 random bits can't be guessed, so a slow hash would only slow each reading down.
    return hashlib.sha256(secret.encode()).hexdigest()
