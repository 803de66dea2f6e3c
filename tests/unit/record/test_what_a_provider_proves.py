"""Whether a token of the place's provider proves who someone is, or that their session ended there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from joinedup.record.signing_in.openid import rules
from joinedup.record.signing_in.openid.declared import Provider

NINE = datetime(2026, 4, 1, 9, tzinfo=UTC)
NOW = int(NINE.timestamp())
CARE = Provider("care", "Care sign-in", "https://care.example", "joinedup", Path("key.pem"), must={"acr": ["aal3"]})
TOKEN: dict[str, Any] = {
    "iss": "https://care.example", "aud": "joinedup", "exp": NOW + 300, "iat": NOW, "nonce": "n-1", "sub": "555",
    "acr": "aal3",
}  # fmt: skip
ENDED = {"http://schemas.openid.net/event/backchannel-logout": {}}
LOGOUT: dict[str, Any] = {
    "iss": "https://care.example", "aud": "joinedup", "exp": NOW + 60, "iat": NOW, "jti": "1", "sid": "s", "events": ENDED,
}  # fmt: skip
GONE = object()


def changed(token: dict[str, Any], **claims: Any) -> dict[str, Any]:
    return {name: value for name, value in {**token, **claims}.items() if value is not GONE}


@pytest.mark.parametrize(
    ("claims", "because"),
    [
        ({}, ""),
        ({"iss": "https://evil.example"}, "it was issued by someone else"),
        ({"aud": "another"}, "it was made for someone else"),
        ({"aud": GONE}, "it was made for someone else"),
        ({"aud": ["joinedup", "another"]}, "it was made for several, and not given to us"),
        ({"aud": ["joinedup", "another"], "azp": "joinedup"}, ""),
        ({"exp": GONE}, "it does not say until when it holds"),
        ({"exp": True}, "it does not say until when it holds"),
        ({"iat": "now"}, "it does not say when it was made"),
        ({"exp": NOW - 59}, ""),
        ({"exp": NOW - 60}, "it has expired"),
        ({"iat": NOW + 60}, ""),
        ({"iat": NOW + 61}, "it was made in the future"),
        ({"iat": NOW - 600}, ""),
        ({"iat": NOW - 601}, "it is too old"),
        ({"nonce": "n-2"}, "it does not answer what we asked"),
        ({"nonce": GONE}, "it does not answer what we asked"),
        ({"sub": ""}, "it does not say who it is about"),
        ({"acr": "aal1"}, "it says too little of how sure it is (acr)"),
        ({"acr": ["aal1", "aal3"]}, ""),
    ],
)
def test_a_token_proves_who_dr_nair_is_only_where_all_of_it_holds(claims: dict[str, Any], because: str) -> None:
    assert rules.why_not(changed(TOKEN, **claims), CARE, nonce="n-1", at=NINE) == because


@pytest.mark.parametrize(
    ("proved", "since", "because"),
    [
        (GONE, None, ""),
        (GONE, NOW, "it does not say that you proved it again just now"),
        ("just now", NOW, "it does not say that you proved it again just now"),
        (NOW - 61, NOW, "it does not say that you proved it again just now"),
        (NOW - 60, NOW, ""),
    ],
)
def test_who_was_asked_to_prove_it_again_did_so_since(proved: Any, since: float | None, because: str) -> None:
    told = changed(TOKEN, auth_time=proved)
    assert rules.why_not(told, CARE, nonce="n-1", at=NINE, proved_since=since) == because


@pytest.mark.parametrize(
    ("claims", "because"),
    [
        ({}, ""),
        ({"sid": GONE, "sub": "555"}, ""),
        ({"sid": GONE}, "it does not say whose session ended"),
        ({"iss": "https://evil.example"}, "it was issued by someone else"),
        ({"events": {}}, "it does not say that a session ended"),
        ({"events": "ended"}, "it does not say that a session ended"),
        ({"nonce": "n-1"}, "it is a token of another kind"),
        ({"jti": GONE}, "it has no number"),
    ],
)
def test_a_session_ends_only_at_a_logout_token_of_the_provider(claims: dict[str, Any], because: str) -> None:
    assert rules.why_not_ended(changed(LOGOUT, **claims), CARE, at=NINE) == because
