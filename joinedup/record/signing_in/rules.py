"""What is decided of signing in, from facts that are passed in. Pure: no database, no clock, no chance."""

from __future__ import annotations

import base64
import hmac
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
_STEPS_AROUND = 1  # a phone's clock may be half a minute off. Source: RFC 6238, section 5.2.

# Without what is easily confused when read from paper: 0 and O, 1 and I and L, and vowels that make words.
RECOVERY_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
RECOVERY_CODES = 10
_RECOVERY_LENGTH = 12  # of 28 letters: 57 bits a code. NIST SP 800-63B asks a look-up secret for at least 20.


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sitting lasts: without anything done, in all, and since the owner last proved who they are."""

    idle: timedelta
    whole: timedelta
    fresh: timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done: so often by one account or one address, in so many seconds."""

    each: int
    address: int
    seconds: int
    words: str


# What can be guessed or costs much. An address may be a whole hospital's, or a network's that many reach us through:
# it may do far more than one account, and of signing in and codes only what was wrong is counted against it.
# Source: OWASP ASVS 4.0.3, 2.2.1: no more than 100 failed tries an hour on one account; of a six-figure code fewer.
RATES: dict[str, Rate] = {
    "sign_in": Rate(each=100, address=1000, seconds=3600, words="tries to sign in"),
    "proof": Rate(each=100, address=1000, seconds=3600, words="answers of another provider that prove nothing"),
    "code": Rate(each=5, address=500, seconds=900, words="codes"),
    "find": Rate(each=120, address=20_000, seconds=600, words="searches for people"),
    "download": Rate(each=60, address=6_000, seconds=600, words="downloads"),
}


def why_ended(*, began: datetime, seen: datetime, ended: datetime | None, at: datetime, limits: Limits) -> str:
    """Return why a sitting is over at ``at``: ``ended``, ``idle``, ``whole``; empty where it goes on."""
    if ended is not None:
        return "ended"
    if at - began >= limits.whole:
        return "whole"
    return "idle" if at - seen >= limits.idle else ""


def is_fresh(*, proved: datetime, at: datetime, limits: Limits) -> bool:
    """Return whether the owner proved who they are so lately that a dangerous act needs no asking again."""
    return at - proved < limits.fresh


def must_add_a_factor(*, strong: bool, wanted: bool) -> bool:
    """Return whether nothing is open but adding a second factor: the place wants one and a password was all."""
    return wanted and not strong


def may_add_a_factor(*, strong: bool, wanted: bool, has: bool) -> bool:
    """Return whether a sitting may add a way to sign in: a password alone adds none beside what proves more than it."""
    return strong or not wanted or not has


def step_at(at: datetime) -> int:
    """Return the half-minute of a moment, counted since 1970. Source: RFC 6238, section 4.2."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int) -> str:
    """Return the code of a half-minute: six digits. Source: RFC 4226, section 5.3, by HMAC-SHA-1."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of_code(secret: bytes, code: str, *, at: datetime, used: int) -> int | None:
    """Return the half-minute that ``code`` is of, now or beside now and later than the one ``used`` last; or None."""
    now, given = step_at(at), "".join(code.split())
    if not (given.isascii() and given.isdigit() and len(given) == DIGITS):
        return None
    for step in range(now - _STEPS_AROUND, now + _STEPS_AROUND + 1):
        if step > used and hmac.compare_digest(code_of(secret, step), given):
            return step
    return None


def address_for_app(secret: bytes, *, username: str, place: str) -> str:
    """Return what an authenticator app reads from the QR code. Source: Google Authenticator, Key URI Format."""
    label = quote(f"{place}:{username}", safe="")
    return f"otpauth://totp/{label}?secret={typed_secret(secret)}&issuer={quote(place, safe='')}"


def typed_secret(secret: bytes) -> str:
    """Return the secret as someone types it into an app: base32."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def recovery_code(chances: bytes) -> str:
    """Return a code made of 12 ``chances`` (bytes under 252, so that each letter is as likely), with dashes."""
    letters = [RECOVERY_LETTERS[chance % len(RECOVERY_LETTERS)] for chance in chances[:_RECOVERY_LENGTH]]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, _RECOVERY_LENGTH, 4))


def recovery_code_given(text: str) -> str:
    """Return a code as it is kept, from how it was typed: in any case, with or without dashes and spaces."""
    return "".join(letter for letter in text.upper() if letter in RECOVERY_LETTERS)


def over(rate: Rate, *, each: int, address: int) -> bool:
    """Return whether an account that did something ``each`` times, or its address ``address`` times, must wait."""
    return each > rate.each or address > rate.address


_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def browser_in_words(agent: str) -> str:
    """Return what a browser's own description says in words: ``Firefox on Windows``."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
