"""What a provider sent back, made into who someone is: every check between a code and a proof."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joinedup.record.signing_in import limiting
from joinedup.record.signing_in.openid import rules, talking
from joinedup.record.signing_in.openid.declared import Provider
from joinedup.record.signing_in.sittings import end_outside
from joinedup.words.basics.errors import CannotProceed

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked a provider with, kept until its answer comes: each is used once."""

    provider: str
    state: str
    nonce: str
    verifier: str
    back: str
    going_to: str
    purpose: str
    asked_at: float


@dataclass(frozen=True, slots=True)
class Found:
    """Who a provider says that someone is, its session's name, and the posts it gives them (None: it does not say)."""

    issuer: str
    subject: str
    session: str
    posts: list[list[str]] | None


def ask(provider: Provider, *, back: str, going_to: str, purpose: str, at: datetime) -> tuple[str, Asked]:
    """Return where to send the browser, and what to keep. ``purpose`` is in, bind or again. Raises CannotProceed."""
    asked = Asked(
        provider.name, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), back, going_to,
        purpose, at.timestamp(),
    )  # fmt: skip
    address = talking.address_to_ask(
        provider, back=back, state=asked.state, nonce=asked.nonce, verifier=asked.verifier, again=purpose == "again"
    )
    return address, asked


def found(provider: Provider, asked: Asked, *, code: str, at: datetime) -> Found:
    """Return who the provider says someone is, for the code that it sent back. Raises CannotProceed."""
    tokens = talking.tokens_for(provider, code=code, back=asked.back, verifier=asked.verifier, at=at)
    claims: dict[str, Any] = talking.claims_of(provider, str(tokens.get("id_token", "")))
    since = asked.asked_at if asked.purpose == "again" else None
    if wrong := rules.why_not(claims, provider, nonce=asked.nonce, at=at, proved_since=since):
        raise CannotProceed(
            f"What {provider.title} says does not prove who you are: {wrong}.", now="Sign in again from the beginning."
        )
    told = claims
    if provider.userinfo:
        more = talking.userinfo(provider, access_token=str(tokens.get("access_token", "")), subject=str(claims["sub"]))
        told = {**more, **claims}
    return Found(
        provider.issuer,
        str(claims[provider.subject]),
        str(claims.get("sid", "")),
        rules.posts_given(told, provider.posts),
    )


def ended(provider: Provider, token: str, *, at: datetime) -> int:
    """End the sittings that a logout token names, and return how many. Raises CannotProceed where it proves nothing."""
    claims = talking.claims_of(provider, token)
    subject, session = str(claims.get(provider.subject) or ""), str(claims.get("sid") or "")
    wrong = rules.why_not_ended(claims, provider, at=at)
    if not wrong and not subject and not session:
        wrong = "it does not say whose session ended"
    if not wrong and limiting.add("logout token", claims["jti"], seconds=_DAY, at=at) > 1:
        wrong = "it was used before"
    if wrong:
        raise CannotProceed(f"This token ends nothing: {wrong}.", now="Send a logout token as OpenID describes it.")
    return end_outside(issuer=provider.issuer, subject=subject, session=session, at=at)
