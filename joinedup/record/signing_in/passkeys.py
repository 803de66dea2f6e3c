"""Passkeys (W3C Web Authentication) by Yubico's fido2: what a browser is asked, and whether its answer is true."""

from __future__ import annotations

import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from joinedup.record.access.models import Account
from joinedup.record.signing_in.keeping import digest_of
from joinedup.record.signing_in.models import Passkey
from joinedup.record.signing_in.queries import passkey_known
from joinedup.words.basics.errors import BadInput, CannotProceed


def _wrong() -> BadInput:
    return BadInput("Your browser’s answer did not prove a passkey.", now="Try again, or sign in another way.")


@dataclass(frozen=True, slots=True)
class Site:
    """The site as a browser knows it: its host name, and its origin, such as https://record.example.nhs.uk."""

    host: str
    origin: str

    @property
    def has_passkeys(self) -> bool:
        """Return whether passkeys can work here: they belong to a name, never to a number."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey as a device made it."""

    credential: str
    public: bytes
    uses: int


def _server(site: Site) -> Fido2Server:
    if not site.has_passkeys:
        raise CannotProceed(
            "Passkeys belong to a name, and this address is a number.", now="Open the site by its name (localhost)."
        )
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site.host, name="JoinedUp"), verify_origin=lambda said: said == site.origin
    )


def handle_of(account_id: int) -> bytes:
    """Return by what a device knows the account: a number that tells nothing."""
    return bytes.fromhex(digest_of("passkey handle", account_id))


def ask_to_make(site: Site, account: Account, known: list[Passkey]) -> tuple[str, dict[str, Any]]:
    """Return what to ask the browser (JSON) to make a passkey, and what to keep until it answers."""
    options, kept = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=handle_of(account.pk), name=account.username, display_name=account.full_name),
        [AttestedCredentialData(bytes(each.public)) for each in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options)["publicKey"]), kept


def made(site: Site, kept: dict[str, Any], answer: str) -> Made:
    """Return the passkey that the browser's ``answer`` proves. Raises BadInput."""
    try:
        found = _server(site).register_complete(kept, RegistrationResponse.from_dict(json.loads(answer)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _wrong() from error
    data = found.credential_data
    if data is None:
        raise _wrong()
    return Made(websafe_encode(data.credential_id), bytes(data), found.counter)


def ask_to_use(site: Site) -> tuple[str, dict[str, Any]]:
    """Return what to ask the browser (JSON) to sign in with a passkey, whosever it is, and what to keep."""
    options, kept = _server(site).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return json.dumps(dict(options)["publicKey"]), kept


def used(site: Site, kept: dict[str, Any], answer: str) -> tuple[Passkey, int]:
    """Return the passkey of ours that ``answer`` proves, and its count of uses. Raises BadInput."""
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        passkey = passkey_known(websafe_encode(response.raw_id))
        if passkey is None or response.response.user_handle != handle_of(passkey.account_id):
            raise _wrong()
        _server(site).authenticate_complete(kept, [AttestedCredentialData(bytes(passkey.public))], response)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _wrong() from error
    return passkey, response.response.authenticator_data.counter
