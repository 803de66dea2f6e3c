"""Whether what a provider says of someone is to be believed. Pure: the claims, who we are, and the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hmac import compare_digest
from typing import Any

from joinedup.record.signing_in.openid.declared import PostsClaim, Provider

SKEW_SECONDS = 60  # how far two machines' clocks may be apart
_OLDEST_SECONDS = 600  # an ID token is answered at once; one made longer ago than this was kept somewhere
# Source: OpenID Connect Back-Channel Logout 1.0, section 2.4.
_ENDED_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def _common(claims: Mapping[str, Any], provider: Provider, at: datetime) -> str:
    """Return why a token of any kind is not to be believed; empty where it is. Source: OpenID Connect Core, 3.1.3.7."""
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.issuer:
        return "it was issued by someone else"
    if provider.client_id not in listed:
        return "it was made for someone else"
    if len(listed) > 1 and claims.get("azp") != provider.client_id:
        return "it was made for several, and not given to us"
    return _out_of_time(claims, at.timestamp())


def _out_of_time(claims: Mapping[str, Any], now: float) -> str:
    """Return why a token does not hold at ``now`` (seconds since 1970); empty where it does."""
    for name in ("exp", "iat"):
        if not isinstance(claims.get(name), int | float) or isinstance(claims.get(name), bool):
            return f"it does not say {'until when it holds' if name == 'exp' else 'when it was made'}"
    if claims["exp"] <= now - SKEW_SECONDS:
        return "it has expired"
    if claims["iat"] > now + SKEW_SECONDS:
        return "it was made in the future"
    return "it is too old" if claims["iat"] < now - _OLDEST_SECONDS else ""


def why_not(
    claims: Mapping[str, Any], provider: Provider, *, nonce: str, at: datetime, proved_since: float | None = None
) -> str:
    """Return why an ID token does not prove who someone is; empty where it does.

    ``nonce`` is what we asked with; ``proved_since`` (seconds since 1970) the moment after which they must have proved
    it anew, where they were asked again.
    """
    if wrong := _common(claims, provider, at):
        return wrong
    if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        return "it does not answer what we asked"
    if not str(claims.get(provider.subject) or ""):
        return "it does not say who it is about"
    proved = claims.get("auth_time", 0)
    if proved_since is not None and (not isinstance(proved, int | float) or proved < proved_since - SKEW_SECONDS):
        return "it does not say that you proved it again just now"
    return next((f"it says too little of how sure it is ({name})" for name, wanted in provider.must.items()
                 if not _holds(claims.get(name), wanted)), "")  # fmt: skip


def why_not_ended(claims: Mapping[str, Any], provider: Provider, *, at: datetime) -> str:
    """Return why a logout token ends nothing; empty where it does. Source: OpenID Back-Channel Logout, 2.6."""
    if wrong := _common(claims, provider, at):
        return wrong
    events = claims.get("events")
    if not isinstance(events, Mapping) or _ENDED_EVENT not in events:
        return "it does not say that a session ended"
    if "nonce" in claims:
        return "it is a token of another kind"
    if not claims.get("jti"):
        return "it has no number"
    return "" if claims.get("sub") or claims.get("sid") else "it does not say whose session ended"


def _holds(said: Any, wanted: list[str]) -> bool:
    """Return whether a claim, one value or a list, holds one of those wanted."""
    return any(str(each) in wanted for each in (said if isinstance(said, list) else [said]))


def posts_given(claims: Mapping[str, Any], told: PostsClaim | None) -> list[list[str]] | None:
    """Return the (organisation, role) pairs that the provider gives someone; None where it is not asked about posts."""
    if told is None:
        return None
    listed = claims.get(told.claim)
    return [
        [str(each.get(told.organisation, "")), told.roles[str(each.get(told.role))]]
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, Mapping) and str(each.get(told.role)) in told.roles
    ]
