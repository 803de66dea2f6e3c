"""``joinedup account …``: how someone signs in, put right by who runs the place."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from joinedup.words.basics.errors import NotFound

if TYPE_CHECKING:
    from joinedup.record.access.models import Account


@click.command("sign-in")
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def sign_in(username: str, as_json: bool) -> None:
    """Say how USERNAME signs in: second factors, other providers, and open sessions."""
    from joinedup.record.signing_in import queries  # noqa: PLC0415 (Django must be ready first)

    account = _account(username)
    factors = queries.factors_of(account.pk)
    found = {
        "username": username,
        "authenticator": factors.authenticator is not None,
        "passkeys": len(factors.passkeys),
        "recovery_codes": factors.recovery_left,
        "providers": [each.provider for each in queries.identities_of(account.pk)],
        "sessions": len(queries.sittings_of(account.pk, at=datetime.now(UTC))),
    }
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for name, value in found.items():
        said = ", ".join(value) or "none" if isinstance(value, list) else value
        click.echo(f"{name.replace('_', ' '):<16} {said}")


@click.command("unlock")
@click.argument("username")
def unlock(username: str) -> None:
    """Let USERNAME try again, who is locked out after wrong passwords or codes."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.signing_in import actions  # noqa: PLC0415

    actions.unlock(account=_account(username), by=SYSTEM, at=datetime.now(UTC))
    click.echo(f"{username} can try to sign in again.")


@click.command("password")
@click.argument("username")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read it from standard input, one line, and ask nothing.")
def password(username: str, from_stdin: bool) -> None:
    """Give USERNAME a password, asked for twice, who has none yet or has lost theirs. Make sure first that it is them.

    The password before it stops working, and every session of theirs ends.
    """
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.signing_in import actions  # noqa: PLC0415

    account = _account(username)
    given = (
        sys.stdin.readline().rstrip("\r\n")
        if from_stdin
        else click.prompt("New password", hide_input=True, confirmation_prompt=True)
    )
    actions.give_password(account=account, password=given, by=SYSTEM, at=datetime.now(UTC))
    click.echo(f"{username} can sign in with this password, and should change it under Your sign-in.")


@click.command("remove-factors")
@click.argument("username")
def remove_factors(username: str) -> None:
    """Take away every second factor of USERNAME, who has lost theirs. Make sure first that it is them."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.signing_in import actions  # noqa: PLC0415

    actions.remove_factors(account=_account(username), by=SYSTEM, at=datetime.now(UTC))
    click.echo(f"{username} has no second factor now, and adds one when they next sign in.")


@click.command("sign-out")
@click.argument("username")
def sign_out(username: str) -> None:
    """End every session of USERNAME, at once."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.signing_in import sittings  # noqa: PLC0415

    ended = sittings.end_sittings(
        account_id=_account(username).pk, because="Signed out by an administrator", by=SYSTEM, at=datetime.now(UTC)
    )
    click.echo(f"{username} is signed out of {ended} session{'' if ended == 1 else 's'}.")


@click.command("bind")
@click.argument("username")
@click.option("--provider", required=True, help="A provider of sign-in.yaml in the place's folder, such as cis2.")
@click.option("--subject", required=True, help="Their number there, as the sign-in page showed it to them.")
def bind(username: str, provider: str, subject: str) -> None:
    """Let USERNAME sign in with another provider, which knows them as SUBJECT."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.signing_in import actions  # noqa: PLC0415
    from joinedup.record.signing_in.openid.declared import provider_named  # noqa: PLC0415

    found = provider_named(provider)
    actions.bind(
        account=_account(username), provider=provider, issuer=found.issuer, subject=subject, by=SYSTEM,
        at=datetime.now(UTC),
    )  # fmt: skip
    click.echo(f"{username} can sign in with {found.title}.")


@click.command("unbind")
@click.argument("username")
@click.option("--provider", required=True, help="The provider, such as cis2.")
def unbind(username: str, provider: str) -> None:
    """Stop USERNAME from signing in with a provider."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.signing_in import actions, queries  # noqa: PLC0415

    bound = [each for each in queries.identities_of(_account(username).pk) if each.provider == provider]
    if not bound:
        raise NotFound(f"{username} does not sign in with {provider}.", now=f"See: joinedup account sign-in {username}")
    for each in bound:
        actions.unbind(identity_id=each.pk, by=SYSTEM, at=datetime.now(UTC))
    click.echo(f"{username} no longer signs in with {provider}.")


def _account(username: str) -> Account:
    from joinedup.record.access import queries  # noqa: PLC0415

    found = queries.account_named(username)
    if found is None:
        raise NotFound("There is no account by this name.", now="List them: joinedup account list.")
    return found


COMMANDS = (sign_in, unlock, password, remove_factors, sign_out, bind, unbind)
