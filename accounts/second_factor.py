"""Who needs a second factor to sign in, and how its secrets are kept."""

import base64
import datetime
import hashlib
import io
import secrets

import segno
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.roles import RUNS_FORCE

NOBODY, ADMINISTRATORS, EVERYBODY = "nobody", "administrators", "everybody"
# In a session: the person whom the provider of the single sign-on asked for a second factor.
ASKED_BY_PROVIDER = "second_factor_asked_by_provider"


class SecondFactor(DefaultMFAAdapter):
    """What django-allauth asks this project about second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code isn't right, or is too old. Enter the code that is shown now.",
        "cannot_delete_authenticator": "You need a second way to confirm that it's you. Add another one first.",
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as SVG, made here."""
        drawing = io.BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=5, border=4, light="#ffffff", xmldecl=False)
        return drawing.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for the last one of somebody who has to have one."""
        others = second_factors().filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return others.exists() or not is_required_of(authenticator.user, on=timezone.localdate())

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:
        """Return what the next security key is called until its owner names it."""
        count = Authenticator.objects.filter(user=user.pk, type=type).count()
        return f"Security key {count + 1}" if count else "Security key"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what a security key is told of this service: its address, and the name that apps show too."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Under another SECRET_KEY nothing fits. Never a text that somebody could know, such as an empty one.
            return base64.b32encode(secrets.token_bytes(20)).decode()


def is_required_of(user, *, on: datetime.date) -> bool:
    """Return whether the installation asks this person for a second factor on that day."""
    if settings.REQUIRE_MFA not in {NOBODY, ADMINISTRATORS, EVERYBODY}:
        raise ImproperlyConfigured("REQUIRE_MFA is one of nobody, administrators, everybody.")
    if settings.REQUIRE_MFA == ADMINISTRATORS:
        return is_administrator(user, on=on)
    return settings.REQUIRE_MFA == EVERYBODY


def is_administrator(user, *, on: datetime.date) -> bool:
    """Return whether the user looks after the installation, its frameworks, or a force, on that day."""
    return user.runs_installation or user.memberships.current(on).filter(role__in=RUNS_FORCE).exists()


def was_given(request: HttpRequest) -> bool:
    """Return whether this session was begun with a second factor, here or at the provider of the single sign-on."""
    records = get_authentication_records(request, request.user)
    by_provider = request.session.get(ASKED_BY_PROVIDER) == request.user.pk
    return by_provider or any(record["method"] == "mfa" for record in records)


def second_factors() -> QuerySet[Authenticator]:
    """Return everybody's apps and security keys. Recovery codes alone are no second factor."""
    return Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


def use_once(user, code: str) -> bool:
    """Return whether the code was not used before in all the time for which it is taken, and mark it as used."""
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    shown = hashlib.sha256(normalize_user_code(code).encode()).hexdigest()
    return cache.add(f"second-factor-used:{user.pk}:{shown}", True, timeout=seconds)


def has_one(user) -> bool:
    return second_factors().filter(user=user.pk).exists()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa:{key}".encode()).digest())) for key in keys]
    )
