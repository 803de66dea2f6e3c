"""How someone proved who they are at this sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.record.signing_in.models import How, OutsideIdentity


@dataclass(frozen=True, slots=True)
class Proof:
    """The way, and where another provider says so: who they are there, its session, and the posts it gives."""

    how: How
    identity: OutsideIdentity | None = None
    outside_session: str = ""
    posts: list[list[str]] | None = None
