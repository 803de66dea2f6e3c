"""A real OpenID provider on this machine, made with Authlib: it holds callers to their keys and to PKCE, and can misbehave.

It signs people in at once (``who`` is at the keyboard) and sends the browser back with a code, as CIS2 does after a card.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

_BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Provider:
    """A provider at ``issuer`` on loopback. ``who`` are the claims of whoever is at the keyboard."""

    client_id = "northmoor"

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.keys = [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})]
        self.client_key: RSAKey | ECKey = RSAKey.generate_key(2048)
        self.client_signs = "RS512"
        self.heads: list[dict[str, Any]] = []
        self.who: dict[str, Any] = {"sub": "555021", "sid": "session-one"}
        self.says: dict[str, Any] = {}
        self.signs: Callable[[dict[str, Any]], str] = self.signed
        self.tells: dict[str, Any] = {}
        self.refused: list[str] = []
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, dict[str, Any]] = {}
        self._seen: set[str] = set()

    # What a test does

    def signed(self, claims: dict[str, Any], *, kid: str = "") -> str:
        """Return claims signed by the newest of the provider's keys."""
        key = self.keys[-1]
        return jwt.encode({"alg": "RS256", "kid": kid or str(key.kid)}, claims, key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        """Return claims that say they need no signature."""
        parts = ({"alg": "none", "kid": "first"}, claims)
        return ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."

    def signed_by_a_stranger(self, claims: dict[str, Any]) -> str:
        """Return claims that someone else signed, who calls their key as ours is called."""
        return jwt.encode({"alg": "RS256", "kid": str(self.keys[-1].kid)}, claims, RSAKey.generate_key(2048))

    def signed_with_what_is_public(self, claims: dict[str, Any]) -> str:
        """Return claims signed as if the public key were a shared secret."""
        import hashlib  # noqa: PLC0415
        import hmac  # noqa: PLC0415

        head = {"alg": "HS256", "kid": str(self.keys[-1].kid)}
        text = ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, claims))
        secret = self.keys[-1].as_pem(private=False)
        mark = hmac.new(secret, text.encode(), hashlib.sha256).digest()
        return f"{text}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"

    def rotates(self) -> None:
        """Sign with a new key from now on."""
        self.keys = [RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})]

    def logout_token(self, **changes: Any) -> str:
        """Return a token that says that a session ended."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8),
            "sub": self.who["sub"], "sid": self.who["sid"],
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }  # fmt: skip
        return self.signs({name: value for name, value in {**claims, **changes}.items() if value is not None})

    # What it answers

    def described(self) -> dict[str, Any]:
        """Describe the provider. Source: OpenID Connect Discovery 1.0."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.tells

    def public_keys(self) -> dict[str, Any]:
        """Return the public halves of the keys."""
        return dict(KeySet(list(self.keys)).as_dict(private=False))

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign in whoever is at the keyboard, and return where their browser goes back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client_id
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Give tokens for a code: to who proves by key that they asked for it, and once."""
        why = self._why_not_the_client(sent)
        asked = self._codes.pop(sent.get("code", ""), None)
        if not why and asked is None:
            why = "code"
        if not why and asked and create_s256_code_challenge(sent.get("code_verifier", "")) != asked["code_challenge"]:
            why = "verifier"
        if not why and asked and sent.get("redirect_uri") != asked["redirect_uri"]:
            why = "redirect"
        if why or asked is None:
            self.refused.append(why)
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": asked["nonce"], **self.who, **self.says,
        }  # fmt: skip
        opens = secrets.token_urlsafe(16)
        self._tokens[opens] = self.who
        token = self.signs({name: value for name, value in claims.items() if value is not None})
        return 200, {"access_token": opens, "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def _why_not_the_client(self, sent: dict[str, str]) -> str:
        """Return why who asks has not proved by their key who they are. Source: RFC 7523, section 3."""
        if sent.get("client_assertion_type") != _BY_ASSERTION:
            return "no assertion"
        try:
            token = jwt.decode(sent.get("client_assertion", ""), self.client_key, algorithms=[self.client_signs])
        except (JoseError, ValueError):
            return "assertion not signed by the client"
        self.heads.append(dict(token.header))
        claims = token.claims
        right = claims["iss"] == claims["sub"] == self.client_id and claims["aud"] == f"{self.issuer}/token"
        if not right or not 0 < claims["exp"] - time.time() < 301 or claims["jti"] in self._seen:
            return "assertion"
        self._seen.add(claims["jti"])
        return ""

    def userinfo(self, opens: str) -> tuple[int, dict[str, Any]]:
        """Tell more of whoever the token was given for."""
        who = self._tokens.get(opens)
        return (200, {**who, **self.tells.get("of them", {})}) if who else (401, {})


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                self.send_response(302)
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif parts.path == "/userinfo":
                self._say(*provider.userinfo(self.headers.get("Authorization", "").removeprefix("Bearer ")))
            else:
                pages = {"/.well-known/openid-configuration": provider.described, "/keys": provider.public_keys}
                found = pages.get(parts.path)
                self._say(200 if found else 404, found() if found else {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*provider.token({name: values[0] for name, values in parse_qs(sent).items()}))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing on the screen."""

    return Handler


@contextmanager
def provider_running() -> Iterator[Provider]:
    """Run a provider until the test ends."""
    made = Provider()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()


def claims_in(token: str) -> dict[str, Any]:
    """Return what a token says, believed or not."""
    part = token.split(".")[1]
    told: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return told
