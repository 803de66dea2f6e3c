"""Every setting, read from the environment once. docs/reference/settings.md is made from ``SETTINGS``."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlparse

from joinedup.config.environment import read
from joinedup.record.signing_in.rules import Limits

os.umask(0o077)  # whatever we write holds people's data: only the account that runs the place may read it
ENV = read(os.environ)
HOME: Path = ENV.home
ASSETS: Path = ENV.assets
ENGINE_MEMORY: str = ENV.engine_memory
OPT_OUT_DAYS: int = ENV.opt_out_days
BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.trusted_origins
ROOT_URLCONF = "joinedup.config.urls"
AUTH_USER_MODEL = "access.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "joinedup.record.access",
    "joinedup.record.journal",
    "joinedup.record.signing_in",
    "joinedup.record.people",
    "joinedup.record.linkage",
    "joinedup.record.sharing.relationships",
    "joinedup.record.sharing.agreements",
    "joinedup.record.sharing.choices",
    "joinedup.record.entries",
    "joinedup.record.answers",
    "joinedup.record.tasks",
    "joinedup.record.notices",
    "joinedup.record.watching",
    "joinedup.exchange.quarantine",
    "joinedup.exchange.intake",
    "joinedup.exchange.optouts",
    "joinedup.work.additions",
    "joinedup.work.appointments",
    "joinedup.work.enrolment",
    "joinedup.work.plans",
    "joinedup.work.meetings",
    "joinedup.work.letters",
    "joinedup.planning.releases",
    "joinedup.planning.results",
    "joinedup.planning.segments",
    "joinedup.planning.cohorts",
    "joinedup.planning.risk",
    "joinedup.planning.reports",
    "joinedup.planning.reidentification",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "joinedup.faces.screens.middleware.Guarded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "joinedup.faces.screens.middleware.SignInFirst",
    "joinedup.faces.screens.middleware.ActInAPost",
    "axes.middleware.AxesMiddleware",
]


def _database(url: str) -> dict[str, object]:
    """Return Django's settings for ``url``: sqlite:///path or postgresql://user:password@host:port/name."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
                    "PRAGMA foreign_keys=ON"
                ),
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12}},
    }


DATABASES = {"default": _database(ENV.database_url)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "joinedup/faces"],
        "OPTIONS": {"environment": "joinedup.faces.components.environment.environment"},
    },
]

# What makes a page into the file of a report: planning may not know the pages, so they are named here.
REPORT_MAKER = "joinedup.faces.screens.insight.reports.making.made"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root
# Only what pages ask for: the FHIR definitions and axe lie in the same folder and are not served.
STATICFILES_DIRS = [
    *((part, ENV.assets / part) for part in ("nhsuk", "htmx")),
    BASE_DIR / "joinedup/faces/components/static",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_CLIENT_IP_CALLABLE = "joinedup.faces.screens.signing_in.address.address_of"
TRUSTED_PROXIES = ENV.proxies
LOCKED_FOR = timedelta(hours=AXES_COOLOFF_TIME)
# Whether a password is not enough; None leaves it to the place (the demonstration asks for none).
SECOND_FACTOR: bool | None = ENV.second_factor
SITTING_LIMITS = Limits(idle=ENV.idle, whole=ENV.whole, fresh=ENV.fresh)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "joinedup.faces.screens.errors.locked_out"
CSRF_FAILURE_VIEW = "joinedup.faces.screens.errors.form_expired"

# Nothing from elsewhere, nothing inline. The one hash is of the line with which nhsuk-frontend says that there is
# JavaScript; tests/spec/faces checks that it is still the line that pages hold.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(ENV.whole.total_seconds())
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_SSL_REDIRECT = ENV.https
# The proxy in front ends TLS and says so; without HTTPS nothing that a browser sends is believed.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
X_FRAME_OPTIONS = "DENY"

# What a browser may send: a form of ours has few fields, and the one file that is sent, of a held item, is small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 1
LONGEST_BODY = 25_000_000
SECURITY_CONTACT = ENV.security_contact

# E-mail leaves only where the place says how; it holds counts and a link to this address.
MAILS = ENV.mail != "none"
_MAIL = urlparse(ENV.mail)
EMAIL_BACKEND = "django.core.mail.backends." + (
    "smtp.EmailBackend" if _MAIL.netloc else "console.EmailBackend" if MAILS else "dummy.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "localhost", _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.mail_from
SITE_ADDRESS = ENV.trusted_origins[0] if ENV.trusted_origins else ""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "joinedup.config.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's request logger writes paths, and paths can name a person: errors only, without the query.
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "ERROR"}},
}
