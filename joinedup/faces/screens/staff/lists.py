"""The lists of these pages: what each column says, on a page as in a file."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse

from joinedup.faces.components.lists import Column, Table
from joinedup.record.access.models import Organisation, Post, Role, Site, Team
from joinedup.record.access.months import WORDS
from joinedup.record.access.rules import MAY
from joinedup.record.access.staff import GONE, HERE

STATES = [(HERE, "Open"), (GONE, "Closed"), ("any", "Any")]
ROLES = [("", "Any"), *Role.choices]
WHAT = [("", "Anything"), *WORDS.items()]
_INDENT = "\u2003"


def where(post: Post) -> str:
    """Return a post in words: ``Care navigator, Neighbourhood team (Community services)``."""
    at = f"{post.team} ({post.organisation})" if post.team else str(post.organisation)
    return f"{post.get_role_display()}, {at}"


def post_state(post: Post, at: datetime) -> str:
    """Return ``to come``, ``open`` or ``ended``."""
    if post.starts_at > at:
        return "to come"
    return "ended" if post.ends_at and post.ends_at <= at else "open"


def _posts(posts: Any) -> str:
    return "; ".join(where(post) for post in posts)


def _practices(team: Team) -> str:
    return ", ".join(sorted(served.practice.name for served in team.serves.all()))


def _to_member(account_id: int) -> str:
    return reverse("staff_member", args=[account_id])


def _to_site(site: Site) -> str:
    return reverse("site_change", args=[site.organisation.ods_code, site.ods_code])


def _to_team(team: Team) -> str:
    return reverse("team_change", args=[team.organisation.ods_code, team.code])


def _whether(role: str, act: str) -> str:
    return "Yes" if role in MAY[act] else ""


def _who_may(act: str) -> str:
    return ", ".join(title for role, title in Role.choices if role in MAY[act])


STAFF = Table(
    "staff", "Who works here",
    (
        Column("Name", lambda account: account.full_name, link=lambda account: _to_member(account.pk)),
        Column("Sign-in name", lambda account: account.username),
        Column("Posts now", lambda account: _posts(account.open_posts) or "None"),
        Column("Account", lambda account: "Open" if account.is_active else "Closed"),
        Column("Signed in last", lambda account: account.last_login),
    ),
)  # fmt: skip

EVENTS = Table(
    "joiners-movers-leavers", "Who joined, moved and left",
    (
        Column("Name", lambda event: event.account.full_name, link=lambda event: _to_member(event.account.pk)),
        Column("Sign-in name", lambda event: event.account.username, on_page=False),
        Column("What", lambda event: WORDS[event.what]),
        Column("Posts that began", lambda event: _posts(event.started)),
        Column("Posts that ended", lambda event: _posts(event.ended)),
    ),
)  # fmt: skip

TREE = Table(
    "organisations", "Organisations in their tree",
    (
        Column("Organisation", lambda placed: f"{_INDENT * placed.depth}{placed.organisation.name}",
               link=lambda placed: reverse("organisation", args=[placed.organisation.ods_code])),
        Column("Code", lambda placed: placed.organisation.ods_code),
        Column("Kind", lambda placed: words(placed.organisation.kind)),
        Column("Belongs", lambda placed: belongs(placed.organisation)),
        Column("Opened", lambda placed: placed.organisation.opened_on, on_page=False),
        Column("Closed", lambda placed: placed.organisation.closed_on, on_page=False),
        Column("Teams", lambda placed: placed.teams, numeric=True),
        Column("Open posts", lambda placed: placed.posts, numeric=True),
    ),
)  # fmt: skip

SITES = Table(
    "sites", "Sites",
    (
        Column("Site", lambda site: site.name, link=_to_site),
        Column("ODS code", lambda site: site.ods_code),
        Column("Opened", lambda site: site.opened_on),
        Column("Closed", lambda site: site.closed_on),
    ),
)  # fmt: skip

TEAMS = Table(
    "teams", "Teams",
    (
        Column("Team", lambda team: team.name, link=_to_team),
        Column("Kind", lambda team: team.get_kind_display()),
        Column("Site", lambda team: str(team.site or "")),
        Column("Serves the people of", _practices),
    ),
)  # fmt: skip

ACTS = Table(
    "roles", "What each role may do",
    (
        Column("Act", lambda act: act),
        *(
            Column(title, partial(_whether, role), on_page=False) for role, title in Role.choices
        ),
        Column("Who may", _who_may, in_file=False),
    ),
)  # fmt: skip


def words(code: str) -> str:
    """Return a code of ours as words: ``community_trust`` is ``Community trust``."""
    return code.replace("_", " ").capitalize()


def belongs(organisation: Organisation) -> str:
    """Return how an organisation belongs to the one above it, in words."""
    return f"{organisation.get_belongs_display()} {organisation.parent}" if organisation.parent else ""
