"""Talking with a provider: what it says of itself, its keys, and the exchange of a code for a token."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import extract_compact

from joinedup.record.signing_in.openid.declared import SIGNED_BY, Provider
from joinedup.words.basics.errors import CannotProceed

_SECONDS = 8  # a provider that takes longer keeps a thread of ours
_FRESH_SECONDS = 3600
_REREAD_SECONDS = 30  # keys are read anew for a key that is not known, but not for each forged token
_DOWN_SECONDS = 30  # one that did not answer is not asked again so soon: each try would keep a thread of ours
_ASSERTION_SECONDS = 60
_BY_KEY = "private_key_jwt"  # RFC 7523: we sign who we are, and share no secret


@dataclass
class _Known:
    """What we know of a provider: its own description and its keys, and when we read each."""

    described: dict[str, Any] = field(default_factory=dict)
    described_at: float = 0.0
    keys: KeySet | None = None
    reread_at: float = float("-inf")
    failed_at: dict[str, float] = field(default_factory=dict)  # by address


_known: dict[tuple[str, str], _Known] = {}
_lock = threading.Lock()


def forget() -> None:
    """Forget what was read of every provider."""
    _known.clear()


def _of(provider: Provider) -> _Known:
    with _lock:
        return _known.setdefault((provider.name, provider.issuer), _Known())


def _fetched(provider: Provider, address: str) -> dict[str, Any]:
    """Return the JSON at an address of the provider. Raises CannotProceed."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise CannotProceed(f"{provider.title} is not reached over HTTPS.", now="Tell your administrator.")
    failed = _of(provider).failed_at
    if time.monotonic() - failed.get(address, float("-inf")) < _DOWN_SECONDS:
        raise _not_reached(provider)
    try:
        answer = requests.get(address, timeout=_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        failed[address] = time.monotonic()
        raise _not_reached(provider) from error
    if not isinstance(found, dict):
        failed[address] = time.monotonic()
        raise _not_reached(provider)
    return found


def _not_reached(provider: Provider) -> CannotProceed:
    return CannotProceed(
        f"{provider.title} cannot be reached, or did not answer as it should.",
        now="Try again in a few minutes, or sign in another way.",
    )


def described(provider: Provider) -> dict[str, Any]:
    """Return what the provider says of itself, read anew each hour; what it said last where it does not answer now.

    Raises CannotProceed where it never did, or calls itself otherwise.
    """
    known = _of(provider)
    if not known.described or time.monotonic() - known.described_at > _FRESH_SECONDS:
        try:
            found = _fetched(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        except CannotProceed:
            if known.described:
                return known.described
            raise
        if found.get("issuer") != provider.issuer:  # Source: OpenID Connect Discovery 1.0, section 4.3
            raise CannotProceed(
                f"{provider.title} calls itself by another name than it is declared by.", now="Tell your administrator."
            )
        known.described, known.described_at, known.keys = found, time.monotonic(), None
    return known.described


def _keys(provider: Provider, *, again: bool = False) -> KeySet:
    known = _of(provider)
    says = described(provider)
    if known.keys is None or (again and time.monotonic() - known.reread_at > _REREAD_SECONDS):
        try:
            known.keys = KeySet.import_key_set(_fetched(provider, says["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise _not_reached(provider) from error
        if again:
            known.reread_at = time.monotonic()
    return known.keys


def claims_of(provider: Provider, token: str) -> dict[str, Any]:
    """Return the claims of a token that one of the provider's keys signed. Raises CannotProceed.

    What is not signed, or by a way of signing that shares a secret, is refused before any key is looked at.
    """
    try:
        number = extract_compact(token.encode()).headers().get("kid")
        keys = _keys(provider)
        if number is not None and number not in {key.kid for key in keys.keys}:
            keys = _keys(provider, again=True)
        return dict(jwt.decode(token, keys, algorithms=list(SIGNED_BY)).claims)
    except (JoseError, ValueError, TypeError, UnicodeError) as error:
        raise CannotProceed(
            f"What {provider.title} sent is not signed by it.", now="Try again. If it goes on, tell your administrator."
        ) from error


def address_to_ask(provider: Provider, *, back: str, state: str, nonce: str, verifier: str, again: bool) -> str:
    """Return where to send the browser. Raises CannotProceed."""
    asked = {
        **provider.ask,
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if again else {}),
    }
    endpoint = str(_said(provider, "authorization_endpoint"))
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def tokens_for(provider: Provider, *, code: str, back: str, verifier: str, at: datetime) -> dict[str, Any]:
    """Return the tokens that the provider gives for a code; we prove who we are with our key. Raises CannotProceed."""
    endpoint = str(_said(provider, "token_endpoint"))
    header = {"kid": provider.key_id, "x5t#S256": provider.thumbprint}
    with OAuth2Session(provider.client_id, _own_key(provider), token_endpoint_auth_method=_BY_KEY) as session:
        session.register_client_auth_method(
            PrivateKeyJWT(
                endpoint,
                claims={"exp": int(at.timestamp()) + _ASSERTION_SECONDS},
                headers={name: value for name, value in header.items() if value},
                alg=provider.algorithm,
            )
        )
        try:
            return dict(
                session.fetch_token(
                    endpoint, code=code, redirect_uri=back, code_verifier=verifier, timeout=_SECONDS,
                    allow_redirects=False,
                )
            )  # fmt: skip
        except (AuthlibBaseError, requests.RequestException, JoseError, ValueError) as error:
            raise CannotProceed(
                f"{provider.title} gave us no proof of who you are.", now="Sign in again from the beginning."
            ) from error


def userinfo(provider: Provider, *, access_token: str, subject: str) -> dict[str, Any]:
    """Return what more the provider tells of ``subject``. Raises CannotProceed, also where it tells of another."""
    try:
        answer = requests.get(
            str(_said(provider, "userinfo_endpoint")),
            headers={"Authorization": f"Bearer {access_token}"}, timeout=_SECONDS, allow_redirects=False,
        )  # fmt: skip
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise _not_reached(provider) from error
    if not isinstance(found, dict) or found.get("sub") != subject:  # Source: OpenID Connect Core, 5.3.2
        raise CannotProceed(f"{provider.title} told us of someone else.", now="Sign in again from the beginning.")
    return found


def _said(provider: Provider, name: str) -> Any:
    found = described(provider).get(name)
    if not isinstance(found, str) or urlsplit(found).scheme not in ("https", urlsplit(provider.issuer).scheme):
        raise _not_reached(provider)
    return found


def _own_key(provider: Provider) -> RSAKey | ECKey:
    """Return our private key for this provider. Raises CannotProceed where its file cannot be read."""
    kind = ECKey if provider.algorithm.startswith("ES") else RSAKey
    try:
        return kind.import_key(provider.key.read_text(encoding="ascii"))
    except (OSError, ValueError, JoseError) as error:
        raise CannotProceed(
            f"Our key for {provider.title} cannot be read.",
            now="Tell your administrator: its file is named in sign-in.yaml.",
        ) from error
