"""Who someone is when they act: their open posts, and the actor that a post makes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import ONE_BODY, Account, Organisation, Post, Served, Site, Team
from joinedup.record.access.rules import CARE_ROLES
from joinedup.words.basics.errors import NotFound


def open_posts(account_id: int, *, at: datetime) -> list[Post]:
    """Return the account's posts that are open at ``at``, oldest first."""
    return list(
        Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), account_id=account_id, starts_at__lte=at)
        .select_related("account", "organisation", "team")
        .order_by("starts_at", "pk")
    )


def actor_of(post: Post) -> Actor:
    """Return the actor that someone is in this post."""
    return Actor(
        account_id=post.account_id,
        name=post.account.full_name,
        role=post.role,
        role_title=post.get_role_display(),
        organisation=post.organisation.ods_code,
        organisation_name=post.organisation.name,
        team=post.team.code if post.team else "",
    )


def actor_named(username: str, *, at: datetime) -> Actor:
    """Return the actor of the first open post of the account called ``username``. Raises NotFound."""
    account = Account.objects.filter(username=username, is_active=True).first()
    posts = open_posts(account.pk, at=at) if account else []
    if not posts:
        raise NotFound(
            "There is no account by this name with an open post.", now="Name an account that can sign in (--as NAME)."
        )
    return actor_of(posts[0])


def organisation_names() -> dict[str, str]:
    """Return every organisation's name by its ODS code."""
    return dict(Organisation.objects.values_list("ods_code", "name"))


def organisation_coded(ods_code: str) -> Organisation | None:
    """Return the organisation with this code, or None where it is not known here."""
    return Organisation.objects.filter(ods_code=ods_code).first()


DEEPEST = 3


def senders_of(ods_code: str) -> set[str]:
    """Return the codes under which an organisation sends: its own, its sites', and those of what is one body with it.

    What it only commissions or is a partner to sends for itself. A code that is not known here stands for itself.
    One query; an organisation is at most ``DEEPEST`` steps below the one it is part of.
    """
    bodies, sites = sending_for(ods_code)
    return {ods_code, *bodies.union(sites)}


def sending_for(ods_code: str | OuterRef) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return the codes of what is one body with an organisation, and of the sites of it all, for another query.

    ``ods_code`` may be a column of that query; its own code is in neither.
    """
    one_body, its_sites = Q(), Q(organisation__ods_code=ods_code)
    within, below = {}, ""
    for _ in range(DEEPEST):
        within[f"{below}belongs__in"] = ONE_BODY
        below = f"parent__{below}"
        found = within | {f"{below}ods_code": ods_code}
        one_body |= Q(**found)
        its_sites |= Q(**{f"organisation__{name}": value for name, value in found.items()})
    return (
        Organisation.objects.filter(one_body).values_list("ods_code", flat=True),
        Site.objects.filter(its_sites).values_list("ods_code", flat=True),
    )


def teams_at(ods_code: str, *, on: date) -> list[Team]:
    """Return the teams of an organisation, and of what is one body with it, that are not closed on a day, by name."""
    still = Q(closed_on=None) | Q(closed_on__gt=on)
    return list(Team.objects.filter(still, organisation__ods_code__in=senders_of(ods_code)).order_by("name"))


def teams_by_organisation(*, on: date) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return every organisation that is open on a day, by name: its code, its name, and its teams (code and name)."""
    still = Q(closed_on=None) | Q(closed_on__gt=on)
    teams: dict[int, list[tuple[str, str]]] = {}
    for organisation, code, name in (
        Team.objects.filter(still).order_by("name").values_list("organisation_id", "code", "name")
    ):
        teams.setdefault(organisation, []).append((code, name))
    found = Organisation.objects.filter(still).order_by("name").values_list("pk", "ods_code", "name")
    return [(code, name, teams.get(pk, [])) for pk, code, name in found]


def team_to_hold(by: Actor, *, on: date) -> Team | None:
    """Return the team to which something that ``by`` came upon is given: their own, else the first where they work."""
    return next(iter(sorted(teams_at(by.organisation, on=on), key=lambda team: team.code != by.team)), None)


def practices_served_by(team_code: str) -> set[str]:
    """Return the codes of the practices whose registered people a team serves: none where it is no such team."""
    return set(Served.objects.filter(team__code=team_code).values_list("practice__ods_code", flat=True))


def account_named(username: str) -> Account | None:
    """Return the account called ``username``, or None."""
    return Account.objects.filter(username=username).first()


def account_names(account_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the full names of accounts by their ids; of the system itself (None) its name."""
    found = Account.objects.filter(pk__in=[pk for pk in set(account_ids) if pk is not None])
    return {None: SYSTEM.name, **dict(found.values_list("pk", "full_name"))}


def roles_held(ods_code: str, *, at: datetime) -> set[str]:
    """Return the roles of the posts that are open at an organisation and all that is part of it."""
    posts = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
    return set(posts.filter(organisation__ods_code__in=senders_of(ods_code)).values_list("role", flat=True))


def everyones_names() -> dict[int | None, str]:
    """Return the full names of all accounts by their ids, and of the system itself (None)."""
    return {None: SYSTEM.name, **dict(Account.objects.values_list("pk", "full_name"))}


def accounts_called(text: str) -> list[int]:
    """Return the ids of the accounts whose sign-in name is ``text``, or whose full name holds it."""
    called = Q(username__iexact=text) | Q(full_name__icontains=text)
    return list(Account.objects.filter(called).order_by("pk").values_list("pk", flat=True)[:500])


def workers_of(ods_code: str, *, at: datetime) -> list[Post]:
    """Return who gives care at an organisation and all that is part of it: one post each, by name."""
    posts = Post.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, organisation__ods_code__in=senders_of(ods_code),
        role__in=CARE_ROLES,
    )  # fmt: skip
    found = posts.select_related("account").order_by("account__full_name", "pk")
    return list({post.account_id: post for post in reversed(found)}.values())[::-1]


def all_open_posts(*, at: datetime) -> list[Post]:
    """Return every post that is open at ``at``, by sign-in name."""
    return list(
        Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
        .select_related("account", "organisation", "team")
        .order_by("account__username", "pk")
    )
