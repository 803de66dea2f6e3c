"""Who works here: organisations, accounts and posts are made through these, and through nothing else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from joinedup.record.access import checks, rules
from joinedup.record.access.actor import Actor
from joinedup.record.access.checks import Place
from joinedup.record.access.models import Account, Organisation, Post, Role, Served, Site, Team
from joinedup.record.access.telling import place_of, scope_of, site_of, tell
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound

# What only the place itself says of an organisation.
PLACED = Q(parent__isnull=False) | Q(opened_on__isnull=False) | Q(closed_on__isnull=False)


@transaction.atomic
def keep_organisation(*, ods_code: str, name: str, kind: str, by: Actor) -> Organisation:
    """Return the organisation with this code, made or brought up to date."""
    rules.require(by, "access.manage")
    organisation, _ = Organisation.objects.update_or_create(ods_code=ods_code, defaults={"name": name, "kind": kind})
    return organisation


@transaction.atomic
def keep_organisations(*, found: dict[str, tuple[str, str]], by: Actor) -> None:
    """Make or bring up to date many organisations at once: ODS code to (name, kind).

    One that the place has put in its tree keeps the name and kind that the place gave it.
    """
    rules.require(by, "access.manage")
    placed = set(Organisation.objects.filter(PLACED, ods_code__in=found).values_list("ods_code", flat=True))
    Organisation.objects.bulk_create(
        [
            Organisation(ods_code=code, name=name, kind=kind)
            for code, (name, kind) in sorted(found.items())
            if code not in placed
        ],
        update_conflicts=True,
        unique_fields=["ods_code"],
        update_fields=["name", "kind"],
        batch_size=500,
    )


@transaction.atomic
def place_organisation(
    *, ods_code: str, name: str, kind: str, above: str = "", belongs: str = "", opened_on: date | None = None,
    closed_on: date | None = None, by: Actor, at: datetime,
) -> Organisation:  # fmt: skip
    """Return the organisation with this code, as it stands in the tree below ``above``. Raises BadInput."""
    rules.require(by, "access.manage")
    tree = {o.ods_code: o.parent.ods_code if o.parent else "" for o in Organisation.objects.select_related("parent")}
    place = Place(name, kind=kind, to=above, belongs=belongs, opened=opened_on, closed=closed_on)
    if wrong := checks.wrong_place(ods_code, place, tree):
        raise BadInput(wrong, now="Correct it and try again.")
    parent = Organisation.objects.get(ods_code=above) if above else None
    before = place_of(Organisation.objects.select_related("parent").filter(ods_code=ods_code).first())
    sites = dict(Site.objects.filter(ods_code=ods_code).values_list("ods_code", "organisation__ods_code"))
    if not before and (wrong := checks.taken_by_a_site(ods_code, sites)):
        raise BadInput(wrong, now="Close that site, or use another code.")
    organisation, _ = Organisation.objects.update_or_create(
        ods_code=ods_code,
        defaults={
            "name": name.strip(), "kind": kind, "parent": parent, "belongs": belongs if above else "",
            "opened_on": opened_on, "closed_on": closed_on,
        },
    )  # fmt: skip
    changed = {"before": before, "after": place_of(organisation)}
    tell("organisation.kept", by=by, at=at, details={"organisation": ods_code, **changed})
    return organisation


@transaction.atomic
def keep_site(
    *, ods_code: str, name: str, organisation: Organisation, opened_on: date | None = None,
    closed_on: date | None = None, by: Actor, at: datetime,
) -> Site:  # fmt: skip
    """Return the site with this code, made or brought up to date. What it sends, its organisation may see.

    Raises BadInput, also where the code is another organisation's or its site's.
    """
    rules.require(by, "access.manage")
    place = Place(name, to=organisation.ods_code, opened=opened_on, closed=closed_on)
    codes = set(Organisation.objects.filter(ods_code=ods_code).values_list("ods_code", flat=True))
    if wrong := checks.wrong_site(ods_code, place, codes):
        raise BadInput(wrong, now="Correct it and try again.")
    held = Site.objects.select_related("organisation").filter(ods_code=ods_code).first()
    if held and held.organisation_id != organisation.pk:
        raise BadInput("Another organisation has a site with this code.", now="Choose another code.")
    before = site_of(held)
    site, _ = Site.objects.update_or_create(
        ods_code=ods_code,
        defaults={
            "name": name.strip(), "organisation": organisation, "opened_on": opened_on, "closed_on": closed_on,
        },
    )  # fmt: skip
    tell("site.kept", by=by, at=at, details={"site": ods_code, "before": before, "after": site_of(site)})
    return site


@transaction.atomic
def keep_team(
    *, code: str, name: str, kind: str, organisation: Organisation, site: Site | None = None,
    serves: Collection[str] = (), opened_on: date | None = None, closed_on: date | None = None, by: Actor, at: datetime,
) -> Team:  # fmt: skip
    """Return the team with this code, made or brought up to date; ``serves`` are ODS codes of practices."""
    rules.require(by, "access.manage")
    place = Place(name, kind=kind, serves=frozenset(serves), opened=opened_on, closed=closed_on)
    if wrong := checks.wrong_team(code, place):
        raise BadInput(wrong, now="Correct it and try again.")
    practices = list(Organisation.objects.filter(ods_code__in=serves))
    if len(practices) < len(set(serves)):
        raise BadInput("A practice that the team serves is not known here.", now="Add the practice first.")
    if site and site.organisation_id != organisation.pk:
        raise BadInput("This site is another organisation’s.", now="Choose a site of the team’s own organisation.")
    held = Team.objects.filter(code=code).first()
    if held and held.organisation_id != organisation.pk:
        raise BadInput("Another organisation has a team with this code.", now="Choose another code.")
    before = scope_of(held)
    team, _ = Team.objects.update_or_create(
        code=code,
        defaults={
            "name": name.strip(), "kind": kind, "organisation": organisation, "site": site, "opened_on": opened_on,
            "closed_on": closed_on,
        },
    )  # fmt: skip
    team.serves.exclude(practice__in=practices).delete()
    Served.objects.bulk_create([Served(team=team, practice=each) for each in practices], ignore_conflicts=True)
    tell("team.kept", by=by, at=at, details={"team": code, "before": before, "after": scope_of(team)})
    return team


@transaction.atomic
def open_account(
    *, username: str, full_name: str, password: str | None, by: Actor, at: datetime | None = None
) -> Account:
    """Return a new account; with no password it signs in by another way only.

    Raises BadInput where the password is too weak, or the name is taken or is none.
    """
    rules.require(by, "access.manage")
    if wrong := checks.wrong_name(username, full_name):
        raise BadInput(wrong, now="Correct it and try again.")
    if Account.objects.filter(username__iexact=username).exists():
        raise BadInput("There is already an account with this name.", now="Choose another sign-in name.")
    try:
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), now="Choose a longer password that is not a common one.") from error
    account = Account.objects.create_user(username, password, full_name=full_name)
    if at is not None:
        tell("account.opened", by=by, at=at, details={"account": account.pk})
    return account


@transaction.atomic
def join(
    *, username: str, full_name: str, organisation: Organisation, role: Role, team: Team | None = None, by: Actor,
    at: datetime,
) -> Account:  # fmt: skip
    """Return the new account of someone who joins, with their first post and no password yet. Raises BadInput."""
    account = open_account(username=username, full_name=full_name, password=None, by=by, at=at)
    start_post(account=account, organisation=organisation, role=role, team=team, by=by, at=at)
    return account


@transaction.atomic
def start_post(
    *, account: Account, organisation: Organisation, role: Role, team: Team | None = None, by: Actor, at: datetime
) -> Post:
    """Return the open post of this account, started now where there was none.

    Raises BadInput, CannotProceed where the account is closed or is the actor's own.
    """
    rules.require(by, "access.manage")
    rules.require_another(by, account.pk)
    if team and team.organisation_id != organisation.pk:
        raise BadInput("This team is of another organisation.", now="Choose a team of the post’s own organisation.")
    if not account.is_active:
        raise CannotProceed("This account is closed.", now="Open the account again first.")
    post, made = Post.objects.get_or_create(
        account=account, organisation=organisation, role=role, team=team, ends_at=None, defaults={"starts_at": at}
    )
    if made:
        tell("post.started", by=by, at=at, details={"post": post.pk, "account": account.pk})
    return post


@transaction.atomic
def end_post(*, post_id: int, by: Actor, at: datetime, ends_at: datetime | None = None) -> Post:
    """End a post now, or at a later instant: from then on nothing may be done in it.

    Raises NotFound, CannotProceed where it has ended or would last longer and is the actor's own, BadInput where it
    would end before now.
    """
    post = _open_post(post_id, by=by, at=at)
    if post.ends_at and ends_at and ends_at > post.ends_at:
        rules.require_another(by, post.account_id)
    if ends_at and ends_at < at:
        raise BadInput("The last day is in the past.", now="Choose today or a later day.")
    _keep_an_administrator([post_id], at=at)
    _end(post, ends_at or at)
    tell("post.ended", by=by, at=at, details={"post": post_id, "account": post.account_id})
    return post


@transaction.atomic
def bring_back_post(*, post_id: int, by: Actor, at: datetime) -> Post:
    """Undo the end of a post.

    Raises NotFound, CannotProceed where it has no end, its account is closed or is the actor's own.
    """
    rules.require(by, "access.manage")
    post = _locked(post_id)
    rules.require_another(by, post.account_id)
    if post.ends_at is None:
        raise CannotProceed("This post has no end.", now="Nothing is left to do.")
    if not post.account.is_active:
        raise CannotProceed("This account is closed.", now="Open the account again first.")
    if Post.objects.filter(
        account=post.account, organisation=post.organisation, role=post.role, team=post.team, ends_at=None
    ).exists():
        raise CannotProceed("A post like this is open already.", now="Nothing is left to do.")
    post.ends_at = None
    post.save(update_fields=["ends_at"])
    tell("post.brought_back", by=by, at=at, details={"post": post.pk, "account": post.account_id})
    return post


@transaction.atomic
def move_post(
    *, post_id: int, organisation: Organisation, role: Role, team: Team | None = None, by: Actor, at: datetime
) -> Post:
    """End a post and start another for the same account at the same instant; return the new one.

    Raises NotFound, CannotProceed where it has ended or is the actor's own, BadInput where it is the post that they
    have.
    """
    post = _open_post(post_id, by=by, at=at)
    rules.require_another(by, post.account_id)
    if (post.organisation_id, post.role, post.team_id) == (organisation.pk, role, team.pk if team else None):
        raise BadInput("This is the post that they have.", now="Choose another organisation, team or role.")
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator([post.pk], at=at)
    _end(post, at)
    started = start_post(account=post.account, organisation=organisation, role=role, team=team, by=by, at=at)
    tell("post.moved", by=by, at=at, details={"post": post_id, "to": started.pk, "account": post.account_id})
    return started


@transaction.atomic
def leave(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Close the account of someone who leaves: every post ends and every session is worth nothing, from this instant.

    A closed account is nobody at the next request of each of its sessions. Raises NotFound, CannotProceed.
    """
    rules.require(by, "access.manage")
    account = _account(account_id)
    if not account.is_active:
        raise CannotProceed("This account is closed already.", now="Nothing is left to do.")
    if account.pk == by.account_id:
        raise CannotProceed("This is your own account.", now="Ask another administrator to close it.")
    held = list(Post.objects.select_for_update().filter(Q(ends_at=None) | Q(ends_at__gt=at), account=account))
    _keep_an_administrator([post.pk for post in held], at=at)
    for post in held:
        _end(post, at)
    account.is_active = False
    account.save(update_fields=["is_active"])
    tell("account.left", by=by, at=at, details={"account": account.pk})
    return account


@transaction.atomic
def come_back(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Open the account of someone who left again; their posts are started anew or brought back one by one.

    Raises NotFound, CannotProceed where it is open.
    """
    rules.require(by, "access.manage")
    account = _account(account_id)
    if account.is_active:
        raise CannotProceed("This account is open.", now="Nothing is left to do.")
    account.is_active = True
    account.save(update_fields=["is_active"])
    tell("account.returned", by=by, at=at, details={"account": account.pk})
    return account


def _account(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound("There is no account by this number.", now="Go back to the list of staff.")
    return account


def _locked(post_id: int) -> Post:
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no post by this number.", now="List them: joinedup account list.")
    return post


def _open_post(post_id: int, *, by: Actor, at: datetime) -> Post:
    rules.require(by, "access.manage")
    post = _locked(post_id)
    if post.ends_at and post.ends_at <= at:
        raise CannotProceed("This post has ended already.", now="Nothing is left to do.")
    return post


def _end(post: Post, at: datetime) -> None:
    """End a post; one that had not begun is taken away, since nothing was ever done in it."""
    if post.starts_at >= at:
        post.delete()
        return
    post.ends_at = at
    post.save(update_fields=["ends_at"])


def _keep_an_administrator(going: Collection[int], *, at: datetime) -> None:
    """Raise CannotProceed where nobody would be left who may manage access: nobody could undo it."""
    manage = Post.objects.filter(role__in=rules.MAY["access.manage"], starts_at__lte=at, account__is_active=True)
    left = manage.filter(ends_at=None)
    if left.filter(pk__in=going).exists() and not left.exclude(pk__in=going).exists():
        raise CannotProceed(
            "Nobody would be left who may manage accounts.", now="Start a post as administrator for someone else first."
        )
