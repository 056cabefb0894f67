"""Every setting of an installation. What differs between installations comes from the environment; see README.md."""

import datetime
import json
import shlex
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import ROOT, env, env_bool, env_list
from config.log.lines import logging_config

# Signs sessions and links: long, and nobody else's.
SECRET_KEY = env("SECRET_KEY")
# Keys of before, with commas between: what they signed or locked stays good for as long as they are here.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
# Django's debug pages; never in an installation that others reach.
DEBUG = env_bool("DEBUG", default=False)

# The one address that people type, with its scheme. Whether cookies are secure, and which host names are answered,
# follow from it.
SITE_URL = env("SITE_URL").rstrip("/")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
# Further host names to answer to, with commas between.
ALLOWED_HOSTS = [_site.hostname or "", *env_list("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

VAR = ROOT / "var"
VAR.mkdir(exist_ok=True)

INSTALLED_APPS = [
    "home",
    "records",
    "maturity",
    "inspections",
    "competency",
    "assessments",
    "evidence",
    "frameworks",
    "history",
    "accounts",
    "outbox",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
]

MIDDLEWARE = [
    "config.metrics.timed",
    "config.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.actor.acting_by_request",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.presence.Presence",
    "accounts.one_press.OnePress",
    "config.downloads.FilesNotMade",
    "config.fault_views.not_allowed",
    "records.leaving.Leaving",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.template_context.signing_in",
            ],
            "libraries": {"govuk": "config.templatetags.govuk"},
            "builtins": ["config.templatetags.form_token"],
        },
    }
]

# --- The database: SQLite in var/ unless DATABASE_URL names another.
DATABASES = {
    "default": dj_database_url.parse(
        # `postgres://user:password@host/name`.
        env("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}"),
        # How many seconds a connection is kept for the next request.
        conn_max_age=int(env("DATABASE_KEEP_SECONDS", "60")),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "config.sqlite"
    # IMMEDIATE: select_for_update is ignored on SQLite, so a writing transaction takes its lock when it begins.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
        ),
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "config.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by every process: the limits on signing in are counted here, and codes marked as used.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Django's 300 would let whoever types many wrong names push out the counts of others, and the used codes.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Rendered pages by revision. Each process renders its own: losing them costs time, never an answer.
    "reports": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "reports",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
    # Apart, so that those who leaf through criteria don't push the reports out. Some 50 kB each,
    # with a foot of 5 kB and what the answers rest on, 1 kB.
    "sheets": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "sheets",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}

# --- Who is there
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.typed_text.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_MIN = 12
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN},
    },
    {"NAME": "accounts.passwords.NotBreached"},
]
# A file of SHA-1 hashes in order, one a line, such as Pwned Passwords ordered by hash; beside the list that is shipped.
BREACHED_PASSWORDS_FILE = env("BREACHED_PASSWORDS_FILE", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"
ACCOUNT_ADAPTER = "history.adapter.Recorded"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    # Wrong workshop codes. A whole room may stand behind one address.
    "join_workshop": "60/10m/ip",
    # What is tried from there beyond that: at this rate and the one above trying all codes takes forty years.
    "join_workshop_slowly": "1/5s/ip",
    # Wrong passwords in a browser in which the same person signed in before. In all others the library's limits hold,
    # and whoever uses those up doesn't lock the person out of their own.
    "login_failed_where_known": "5/300s/key",
}

# --- Signing in with a second factor
# Who has to have a second factor: `nobody`, `administrators` or `everybody`.
REQUIRE_MFA = env("REQUIRE_MFA", "administrators" if HTTPS else "nobody")
MFA_ADAPTER = "accounts.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Assess your force"
# The code of half a minute ago is taken too: people type slowly, and clocks differ.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Addresses are given by administrators and never confirmed by mail.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "accounts.second_factor_forms.Activate",
    "authenticate": "accounts.second_factor_forms.Authenticate",
    "reauthenticate": "accounts.second_factor_forms.Reauthenticate",
}

# --- Single sign-on by OpenID Connect, where OIDC_SERVER_URL is set.
# The provider's address, below which its `.well-known/openid-configuration` lies.
OIDC_SERVER_URL = env("OIDC_SERVER_URL", "").rstrip("/")
# What the button on the page of signing in calls it.
OIDC_NAME = env("OIDC_NAME", "single sign-on")
# Which claim lists somebody's groups. Entra ID puts the groups' object ids into it.
OIDC_GROUPS_CLAIM = env("OIDC_GROUPS_CLAIM", "groups")
# Whether somebody who has an account with a password gets into it by the same, verified e-mail address.
OIDC_LINK_BY_EMAIL = env_bool("OIDC_LINK_BY_EMAIL", default=False)
# Whether every address that the provider tells is its own organisation's, so that none has to be marked as verified.
OIDC_EMAILS_ARE_VERIFIED = env_bool("OIDC_EMAILS_ARE_VERIFIED", default=False)
# Whether the provider itself asks everybody for a second factor; where it says so in the token (amr), it counts anyway.
OIDC_ASKS_FOR_MFA = env_bool("OIDC_ASKS_FOR_MFA", default=False)
# How many days a role that a group gave holds since the person's last single sign-on.
DIRECTORY_ROLE_DAYS = int(env("DIRECTORY_ROLE_DAYS", "14"))
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.directory.Directory"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "sso",
            "name": OIDC_NAME,
            # What the provider calls this site.
            "client_id": env("OIDC_CLIENT_ID"),
            # The secret that the provider gave this site.
            "secret": env("OIDC_SECRET"),
            "settings": {
                "server_url": OIDC_SERVER_URL,
                # What the provider is asked to tell.
                "scope": env("OIDC_SCOPE", "openid profile email").split(),
                "oauth_pkce_enabled": True,
            },
        }
    ]

# --- How long somebody stays signed in: without doing anything, and at all.
SESSION_ENGINE = "accounts.sessions"
# Minutes without doing anything after which somebody is signed out.
SESSION_IDLE = datetime.timedelta(minutes=float(env("SESSION_IDLE_MINUTES", "120")))
# Hours after which somebody is signed out, whatever they do.
SESSION_ABSOLUTE = datetime.timedelta(hours=float(env("SESSION_ABSOLUTE_HOURS", "12")))
# What guests of a workshop have, too: none of the limits above is theirs.
SESSION_COOKIE_AGE = max(12 * 60 * 60, int(SESSION_ABSOLUTE.total_seconds()))
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.fault_views.csrf_failure"

# --- What a browser is told
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Files
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.Hashed"},
}
# Where files of evidence are kept: handed out by a view that asks who may have them, never from a folder that is
# served. Back it up with the database.
EVIDENCE_FOLDER = env("EVIDENCE_FOLDER", str(VAR / "evidence"))
STORAGES["evidence"] = {
    # Another of Django's storages for them, by its class.
    "BACKEND": env("EVIDENCE_STORAGE", "django.core.files.storage.FileSystemStorage"),
    # Its options as JSON, for example a bucket's name.
    "OPTIONS": json.loads(env("EVIDENCE_STORAGE_OPTIONS", "{}"))
    or {"location": EVIDENCE_FOLDER, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}
# A virus scanner: a command that ends with 0 where it finds nothing and 1 where it finds something, to which the file's
# path is added.
EVIDENCE_SCAN_COMMAND = shlex.split(env("EVIDENCE_SCAN_COMMAND", ""))
# How many seconds a page waits for it before the file stays in quarantine for `manage.py scan_evidence`.
EVIDENCE_SCAN_SECONDS = float(env("EVIDENCE_SCAN_SECONDS", "10"))
# Every page names its files by their hashed names, so the plain copies would only be compressed for nothing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# No other site has anything to do with them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
FIXTURE_DIRS = [ROOT / "fixtures"]
SERIALIZATION_MODULES = {"yaml": "frameworks.fixture_yaml"}

# How many years after it starts an assessment is due for review, where nobody set a day. This is for the force's own
# retention schedule to say; nothing is ever deleted by itself.
RETENTION_YEARS = int(env("RETENTION_YEARS", "7"))
# How many hours after a second person confirmed it a signed assessment may be deleted, so that it can be stopped.
DISPOSAL_WAIT = datetime.timedelta(hours=float(env("DISPOSAL_WAIT_HOURS", "24")))

# --- Words
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"

CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False

# --- Mail is written into the outbox, and sent from there beside the pages (outbox/sender.py).
EMAIL_BACKEND = "outbox.backend.Outbox"
# The mail server. Without one no mail is sent, and the pages that would send some say so.
EMAIL_HOST = env("EMAIL_HOST", "")
MAIL_IS_SENT = bool(EMAIL_HOST)
# How the connection to it is protected: `starttls`, `tls` from the first byte, or `none`.
EMAIL_TLS = env("EMAIL_TLS", "starttls")
# Where it listens.
EMAIL_PORT = int(env("EMAIL_PORT", {"tls": "465", "none": "25"}.get(EMAIL_TLS, "587")))
# Whom it knows this site as, where it asks.
EMAIL_HOST_USER = env("EMAIL_USER", "")
# The password that goes with it.
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD", "")
# How many seconds each step of sending may take before the mail is put off.
EMAIL_TIMEOUT = float(env("EMAIL_SECONDS", "10"))
if EMAIL_TLS not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured("EMAIL_TLS is one of starttls, tls, none.")
# Who mail comes from.
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", f"assess-your-force@{_site.hostname}")

# --- What an operator sees
# The token by which figures are handed out at /metrics; to nobody without one.
METRICS_TOKEN = env("METRICS_TOKEN", "")
# A line for each answer: its address's pattern, its status, how long it took, and the key of whoever asked.
LOG_REQUESTS = env_bool("LOG_REQUESTS", default=False)
# `line` for people, `json` for whatever collects it.
LOG_FORMAT = env("LOG_FORMAT", "line")
# How much is logged.
LOGGING = logging_config(format=LOG_FORMAT, level=env("LOG_LEVEL", "INFO"))
