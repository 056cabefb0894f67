"""What a provider of single sign-on says about somebody. Plain Python."""

from dataclasses import dataclass

from config.texts.keys import address


@dataclass(frozen=True)
class Claims:
    """What an organisation's directory says of a person."""

    email: str
    email_is_verified: bool
    name: str
    groups: tuple[str, ...]
    gave_second_factor: bool


def read(tokens: dict, *, groups_claim: str, emails_are_verified: bool = False) -> Claims:
    """Return what the token says, or else the provider's page about the user (`userinfo`).

    Entra ID writes groups into the token alone, and marks an address of a domain that is its owner's by `xms_edov`.
    """
    token, page = tokens.get("id_token") or {}, tokens.get("userinfo") or {}
    claims = {**page, **token}
    email = address(text(claims.get("email")))
    verified = emails_are_verified or claims.get("email_verified") in {True, "true"} or is_set(claims.get("xms_edov"))
    return Claims(
        email=email,
        email_is_verified=bool(email) and verified,
        name=text(claims.get("name")) or email,
        groups=texts(claims.get(groups_claim)),
        gave_second_factor="mfa" in texts(token.get("amr")),
    )


def text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """Return a claim's values: it may be one text, several, or nothing that can be read."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in values if isinstance(text, str) and text)


def is_set(value: object) -> bool:
    return value is True or value in (1, "1", "true")
