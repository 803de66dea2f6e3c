"""Secrets at rest: encrypted or hashed under the place's key, so that a copy of the database alone opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from joinedup.record.signing_in.rules import RECOVERY_LETTERS
from joinedup.words.basics.errors import CannotProceed


def _key(use: str) -> bytes:
    """Return 32 bytes for one use, derived from the place's key (HKDF-Expand with one block, RFC 5869)."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"joinedup signing in: {use}\x01".encode(), "sha256")


def _lock() -> Fernet:
    return Fernet(urlsafe_b64encode(_key("secrets")))


def locked(secret: bytes) -> str:
    """Return ``secret`` encrypted."""
    return _lock().encrypt(secret).decode("ascii")


def unlocked(kept: str) -> bytes:
    """Return what ``locked`` encrypted. Raises CannotProceed where the place's key is another one now."""
    try:
        return _lock().decrypt(kept.encode("ascii"))
    except InvalidToken as error:
        raise CannotProceed(
            "This authenticator was added under another key of the place (JOINEDUP_SECRET_KEY).",
            now="Ask your administrator to take it away, and add it again.",
        ) from error


def digest_of(use: str, *parts: object) -> str:
    """Return a keyed hash by which something is known again and cannot be read."""
    return hmac.new(_key(use), "\x1f".join(map(str, parts)).encode(), hashlib.sha256).hexdigest()


def chances() -> bytes:
    """Return random bytes for a recovery code: each under 252, nine times the letters, so that none is likelier."""
    top = 256 - 256 % len(RECOVERY_LETTERS)
    found: list[int] = []
    while len(found) < 12:
        found += [byte for byte in secrets.token_bytes(16) if byte < top]
    return bytes(found[:12])
