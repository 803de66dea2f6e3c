"""A passkey device in Python: it makes a key of its own and answers what a browser is asked, as a phone would."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

_PRESENT_AND_VERIFIED = 0x01 | 0x04
_NEW_KEY = 0x40


class SoftKey:
    """A device that holds one passkey. ``origin`` is the page that its browser believes to be on."""

    def __init__(self, origin: str = "http://testserver", *, verifies: bool = True) -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.handle = b""
        self.uses = 0
        self.flags = _PRESENT_AND_VERIFIED if verifies else 0x01

    def makes(self, options: dict[str, Any]) -> str:
        """Answer a page that asks to make a passkey."""
        self.handle = websafe_decode(options["user"]["id"])
        made = AttestedCredentialData.create(
            Aaguid(b"\0" * 16), self.credential, ES256.from_cryptography_key(self.key.public_key())
        )
        data = self._data(options["rp"]["id"], _NEW_KEY, made)
        attested = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, options)
        return self._answer({"clientDataJSON": client, "attestationObject": bytes(attested)})

    def signs_in(self, options: dict[str, Any]) -> str:
        """Answer a page that asks for a passkey."""
        self.uses += 1
        data = self._data(options["rpId"])
        client = self._client(CollectedClientData.TYPE.GET, options)
        signed = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"clientDataJSON": client, "authenticatorData": bytes(data), "signature": signed, "userHandle": self.handle}
        )

    def _data(self, host: str, more: int = 0, made: bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(hashlib.sha256(host.encode()).digest(), self.flags | more, self.uses, made)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return bytes(CollectedClientData.create(kind, websafe_decode(options["challenge"]), self.origin))

    def _answer(self, response: dict[str, bytes]) -> str:
        number = websafe_encode(self.credential)
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": {name: websafe_encode(part) for name, part in response.items()},
                "clientExtensionResults": {},
            }
        )
