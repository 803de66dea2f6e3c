"""In whose name a command acts: an account, in one of its posts, by the same rules as on the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor

acting = click.option("--as", "username", required=True, metavar="ACCOUNT", help="The account that acts.")


def for_act(username: str, act: str) -> Actor:
    """Return the account acting in its first post that may do ``act``, or where none may in its first.

    Raises NotFound.
    """
    from joinedup.record.access import queries, rules  # noqa: PLC0415 (Django must be ready first)

    at = datetime.now(UTC)
    account = queries.account_named(username)
    for post in queries.open_posts(account.pk, at=at) if account and account.is_active else []:
        actor = queries.actor_of(post)
        if rules.may(actor, act).allowed:
            return actor
    return queries.actor_named(username, at=at)


def steward(username: str) -> Actor:
    """Return the account acting in its post as data steward, or where it has none in its first. Raises NotFound."""
    from joinedup.record.access import queries  # noqa: PLC0415 (Django must be ready first)

    at = datetime.now(UTC)
    account = queries.account_named(username)
    for post in queries.open_posts(account.pk, at=at) if account and account.is_active else []:
        if post.role == "data_steward":
            return queries.actor_of(post)
    return queries.actor_named(username, at=at)
