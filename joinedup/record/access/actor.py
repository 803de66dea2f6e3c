"""Who acts: the account, in one post. Everything that is done is done by an actor."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.record.access.models import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone acting in one of their posts; ``account_id`` is None for the system itself (intake, jobs).

    ``organisation`` is an ODS code, ``team`` the code of the post's team where it is in one.
    """

    account_id: int | None
    name: str
    role: str
    role_title: str
    organisation: str
    organisation_name: str
    team: str = ""


SYSTEM = Actor(
    account_id=None, name="JoinedUp", role="system", role_title="The system", organisation="", organisation_name=""
)


def role_title(role: str) -> str:
    """Return the words for a role; of nobody's post, as when someone signs in, that there was none."""
    return dict(Role.choices).get(role, SYSTEM.role_title if role else "No post yet")
