"""The settings a deployment gives, each declared once with its default and what it is for."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from joinedup.config.closed import close
from joinedup.words.basics.errors import BadInput

SETTINGS: dict[str, tuple[str, str]] = {
    "JOINEDUP_HOME": (
        "./place",
        "The folder that holds all state: database, landed files, releases, the place's own files.",
    ),
    "DATABASE_URL": (
        "sqlite in JOINEDUP_HOME",
        "sqlite:////path/to/file or postgresql://user:password@host:5432/name.",
    ),
    "JOINEDUP_SECRET_KEY": (
        "made and kept in JOINEDUP_HOME",
        "At least 50 characters. Signs sessions, locks what authenticators share with us, and makes the handles of "
        "passkeys and the hashes of recovery codes. Where it changes everyone is signed out, and authenticators, "
        "passkeys and recovery codes are worth nothing: each is added again.",
    ),
    "JOINEDUP_HOSTS": ("127.0.0.1,localhost", "Host names that the site answers to, separated by commas."),
    "JOINEDUP_HTTPS": ("no", "yes where the site is served over HTTPS: secure cookies, HSTS, redirect."),
    "JOINEDUP_PROXIES": (
        "127.0.0.1,::1 where JOINEDUP_HTTPS is yes, else none",
        "Addresses or networks of the proxies in front, separated by commas: what they say of who asks is believed "
        "(X-Forwarded-For), and wrong passwords are counted for that address.",
    ),
    "JOINEDUP_SECURITY_CONTACT": (
        "the help page",
        "To whom a hole in the site's security is reported (mailto:… or https://…), in /.well-known/security.txt.",
    ),
    "JOINEDUP_ENGINE_MEMORY": (
        "1GB",
        "The most memory that one question of the linked dataset may use (MB or GB); what does not fit goes to disk. "
        "About 1GB for each 500,000 people works out every measure without.",
    ),
    "JOINEDUP_SECOND_FACTOR": (
        "yes, and no in the demonstration place",
        "Whether local accounts must prove more than a password: an authenticator's code or a passkey.",
    ),
    "JOINEDUP_IDLE_MINUTES": (
        "15",
        "After how many minutes in which nothing is done someone is signed out (1 to 60). "
        "NIST SP 800-63B asks for at most 15 at AAL3 and 30 at AAL2; wards share computers.",
    ),
    "JOINEDUP_SESSION_HOURS": (
        "10",
        "After how many hours someone signs in again, whatever they do (1 to 12): a long shift. "
        "NIST SP 800-63B asks for at most 12.",
    ),
    "JOINEDUP_FRESH_MINUTES": (
        "10",
        "How many minutes after they proved who they are someone may do what is dangerous without being asked "
        "again (1 to 60): publish, make a copy, change how they sign in, manage accounts.",
    ),
    "JOINEDUP_OPT_OUT_DAYS": (
        "21",
        "How many days an answer of the national data opt-out check is kept and may be used, from the day on which "
        "the list was written (1 to 21). Then it is deleted, and planning waits for the next.",
    ),
    "JOINEDUP_MAIL": (
        "none",
        "How e-mail leaves: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS from the first), smtp+plain://… "
        "(neither: for a relay on the same machine), console, or none. E-mails hold counts and a link, and no name.",
    ),
    "JOINEDUP_MAIL_FROM": ("joinedup@localhost", "The address from which e-mail comes."),
    "JOINEDUP_ASSETS": ("assets in the checkout", "The folder of front-end assets that set-up builds."),
}

# Source: Django's check security.W009 asks for this many characters of a secret key.
_SHORTEST_KEY = 50


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings, read and made whole."""

    home: Path
    database_url: str
    secret_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    https: bool
    proxies: list[IPv4Network | IPv6Network]
    security_contact: str
    engine_memory: str
    opt_out_days: int
    second_factor: bool | None
    idle: timedelta
    whole: timedelta
    fresh: timedelta
    mail: str
    mail_from: str
    assets: Path
    static_root: Path


def read(given: Mapping[str, str]) -> Environment:
    """Return the environment read from ``given`` (usually ``os.environ``).

    Makes the home folder and its key, and closes the folder to other accounts. Raises BadInput, CannotProceed.
    """
    home = Path(given.get("JOINEDUP_HOME") or "place").expanduser().resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"JOINEDUP_HOME ({home}) cannot be used: {error.strerror}.", now="Set it to a folder that you may write in."
        ) from error
    url = given.get("DATABASE_URL") or f"sqlite:///{home / 'joinedup.sqlite3'}"
    if not url.startswith(("sqlite://", "postgresql://", "postgres://")):
        raise BadInput("DATABASE_URL names a database that we cannot use.", now="Give sqlite:///… or postgresql://….")
    close(home, *_files_of(url))
    https = given.get("JOINEDUP_HTTPS", "no").lower() in ("yes", "true", "1")
    hosts = [host for host in given.get("JOINEDUP_HOSTS", "127.0.0.1,localhost").split(",") if host]
    checkout = Path(__file__).resolve().parent.parent.parent
    assets = Path(given.get("JOINEDUP_ASSETS") or checkout / "assets")
    return Environment(
        home=home,
        database_url=url,
        secret_key=_long(given.get("JOINEDUP_SECRET_KEY", "")) or _kept_key(home / "secret-key"),
        allowed_hosts=hosts,
        trusted_origins=[f"{'https' if https else 'http'}://{host}" for host in hosts],
        https=https,
        security_contact=_contact(given.get("JOINEDUP_SECURITY_CONTACT", "")),
        proxies=_networks(given.get("JOINEDUP_PROXIES", "127.0.0.1,::1" if https else "")),
        opt_out_days=_number(given, "JOINEDUP_OPT_OUT_DAYS", 21, most=21),
        second_factor=_yes_or_no(given.get("JOINEDUP_SECOND_FACTOR", "")),
        idle=timedelta(minutes=_number(given, "JOINEDUP_IDLE_MINUTES", 15, most=60)),
        whole=timedelta(hours=_number(given, "JOINEDUP_SESSION_HOURS", 10, most=12)),
        fresh=timedelta(minutes=_number(given, "JOINEDUP_FRESH_MINUTES", 10, most=60)),
        engine_memory=_memory(given.get("JOINEDUP_ENGINE_MEMORY") or "1GB"),
        mail=_mail(given.get("JOINEDUP_MAIL") or "none"),
        mail_from=given.get("JOINEDUP_MAIL_FROM") or "joinedup@localhost",
        assets=assets,
        static_root=checkout / "static",
    )


def _mail(text: str) -> str:
    """Return how e-mail leaves. Raises BadInput for a way that there is not."""
    if text not in ("none", "console") and not re.fullmatch(
        r"(?:smtps?|smtp\+plain)://(?:[^@/]+@)?[^@/:]+(?::\d{1,5})?", text
    ):
        raise BadInput("JOINEDUP_MAIL is no way for e-mail to leave.", now="Give smtp://host:587, console or none.")
    return text


def _files_of(url: str) -> list[Path]:
    """Return the files of a SQLite database, wherever it lies."""
    path = url.removeprefix("sqlite:///")
    return [Path(f"{path}{end}") for end in ("", "-wal", "-shm")] if url.startswith("sqlite:////") else []


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Return the networks named in ``text``. Raises BadInput for one that is none."""
    try:
        return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise BadInput(
            f"JOINEDUP_PROXIES cannot be used: {error}.", now="Give addresses or networks, such as 10.0.0.0/24."
        ) from error


def _yes_or_no(text: str) -> bool | None:
    """Return what is said, or None where nothing is. Raises BadInput for anything but yes and no."""
    if text.lower() not in ("", "yes", "no"):
        raise BadInput("JOINEDUP_SECOND_FACTOR is neither yes nor no.", now="Set it to yes or no, or leave it out.")
    return text.lower() == "yes" if text else None


def _number(given: Mapping[str, str], name: str, usual: int, *, most: int) -> int:
    """Return a whole number from 1 to ``most``. Raises BadInput for anything else."""
    text = given.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise BadInput(f"{name} is no number from 1 to {most}.", now=f"Give one such as {usual}.")
    return int(text)


def _memory(text: str) -> str:
    """Return an amount of memory as engines write it. Raises BadInput for anything else."""
    if not re.fullmatch(r"[1-9][0-9]{0,5} ?[MG]B", text.strip(), re.IGNORECASE):
        raise BadInput(
            "JOINEDUP_ENGINE_MEMORY is no amount of memory.", now="Give a number with MB or GB, such as 4GB."
        )
    return text.replace(" ", "").upper()


def _long(key: str) -> str:
    """Return a key that a place gives. Raises BadInput where it is short enough to guess."""
    if key and len(key) < _SHORTEST_KEY:
        raise BadInput(
            f"JOINEDUP_SECRET_KEY has fewer than {_SHORTEST_KEY} characters.",
            now="Give a long random one, or leave it out: one is made and kept.",
        )
    return key


def _kept_key(path: Path) -> str:
    """Return the key kept at ``path``, made on first use and readable by its owner only."""
    if not path.exists():
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(64), encoding="ascii")
        part.replace(path)  # whole or not at all, whenever we are stopped
    return path.read_text(encoding="ascii")


def _contact(text: str) -> str:
    """Return to whom a hole is reported. Raises BadInput where it is no address that a reader could follow."""
    if text and not re.fullmatch(r"(?:mailto:|https://|tel:)[!-~]+", text):
        raise BadInput(
            "JOINEDUP_SECURITY_CONTACT is no address.", now="Write it as mailto:security@example.nhs.uk or https://…"
        )
    return text
