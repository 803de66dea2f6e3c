"""What an administrator reads: who works here, who came and went, and the tree of organisations with its teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Account, Organisation, Post, Site, Team
from joinedup.record.access.months import became, month_span
from joinedup.record.store.pages import SIZE, Page, page_of, page_within
from joinedup.words.basics.errors import NotFound

HERE, GONE, ANY = "here", "gone", "any"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which accounts are sought: text in a name, a role, an organisation's code, and whether they are still here."""

    text: str = ""
    role: str = ""
    organisation: str = ""
    state: str = HERE


@dataclass(frozen=True, slots=True)
class Placed:
    """An organisation in the tree: how deep it stands, and how many teams and open posts it has."""

    organisation: Organisation
    depth: int
    teams: int
    posts: int


@dataclass(frozen=True, slots=True)
class Event:
    """What became of an account in a month: a word of ``months.WORDS``, and its posts that began or ended then."""

    account: Account
    what: str
    started: tuple[Post, ...]
    ended: tuple[Post, ...]


def staff(sought: Sought, *, by: Actor, at: datetime, page: int = 1, size: int = SIZE) -> Page[Account]:
    """Return a page of accounts by name, each with its open posts in ``open_posts``. Raises NotAllowed."""
    return page_of(_staff(sought, by, at), number=page, size=size)


def all_staff(sought: Sought, *, by: Actor, at: datetime) -> Iterator[Account]:
    """Return all the accounts of which ``staff`` gives a page. Raises NotAllowed."""
    return _staff(sought, by, at).iterator(chunk_size=500)


def member(account_id: int, *, by: Actor) -> tuple[Account, list[Post]]:
    """Return an account and all its posts, the latest first. Raises NotAllowed, NotFound."""
    rules.require(by, "access.manage")
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound("There is no account by this number.", now="Go back to the list of staff.")
    posts = Post.objects.filter(account=account).select_related("organisation", "team")
    return account, list(posts.order_by("-starts_at", "-pk"))


def post(post_id: int, *, by: Actor) -> Post:
    """Return one post. Raises NotAllowed, NotFound."""
    rules.require(by, "access.manage")
    found = Post.objects.select_related("account", "organisation", "team").filter(pk=post_id).first()
    if found is None:
        raise NotFound("There is no post by this number.", now="Go back to the list of staff.")
    return found


def events(year: int, month: int, *, by: Actor, what: str = "") -> list[Event]:
    """Return who joined, moved and left in a month, by name; ``what`` keeps one word. Raises NotAllowed."""
    rules.require(by, "access.manage")
    begins, ends = month_span(year, month)
    began = Q(starts_at__gte=begins, starts_at__lt=ends)
    touched = Post.objects.filter(began | Q(ends_at__gte=begins, ends_at__lt=ends)).values("account_id")
    posts: dict[int, list[Post]] = defaultdict(list)
    theirs = Post.objects.filter(account_id__in=touched).select_related("account", "organisation", "team")
    for each in theirs.order_by("account__full_name", "account_id", "starts_at", "pk"):
        posts[each.account_id].append(each)
    found = [
        Event(
            held[0].account,
            became([(p.starts_at, p.ends_at) for p in held], begins, ends),
            tuple(p for p in held if begins <= p.starts_at < ends),
            tuple(p for p in held if p.ends_at and begins <= p.ends_at < ends),
        )
        for held in posts.values()
    ]
    return [event for event in found if what in ("", event.what)]


def organisations(*, by: Actor, at: datetime, text: str = "", page: int = 1, size: int = SIZE) -> Page[Placed]:
    """Return a page of the tree, each below the one it belongs to; with ``text`` only what it names, flat."""
    return page_within(every_organisation(by=by, at=at, text=text), number=page, size=size)


def every_organisation(*, by: Actor, at: datetime, text: str = "") -> list[Placed]:
    """Return the whole tree in the order of a page. Raises NotAllowed."""
    rules.require(by, "access.manage")
    open_now = Q(posts__starts_at__lte=at) & (Q(posts__ends_at=None) | Q(posts__ends_at__gt=at))
    found = Organisation.objects.select_related("parent").annotate(
        open_posts=Count("posts", filter=open_now, distinct=True), team_count=Count("teams", distinct=True)
    )
    if text:
        named = found.filter(Q(ods_code__iexact=text) | Q(name__icontains=text)).order_by("name")
        return [Placed(o, 0, o.team_count, o.open_posts) for o in named]
    below: dict[int | None, list[Organisation]] = defaultdict(list)
    counted: dict[int, tuple[int, int]] = {}
    for each in found.order_by("name"):
        below[each.parent_id].append(each)
        counted[each.pk] = (each.team_count, each.open_posts)
    listed: list[Placed] = []
    left = [(0, top) for top in reversed(below[None])]
    while left:
        depth, one = left.pop()
        listed.append(Placed(one, depth, *counted[one.pk]))
        left += [(depth + 1, lower) for lower in reversed(below[one.pk])]
    return listed


def organisation(ods_code: str, *, by: Actor) -> Organisation:
    """Return one organisation with what it belongs to, what is below it, its sites and teams.

    Raises NotAllowed, NotFound.
    """
    rules.require(by, "access.manage")
    teams = Team.objects.select_related("site").prefetch_related("serves__practice").order_by("name")
    found = Organisation.objects.select_related("parent").prefetch_related(
        Prefetch("below", Organisation.objects.order_by("name")),
        Prefetch("sites", Site.objects.order_by("name")),
        Prefetch("teams", teams),
    )
    one = found.filter(ods_code=ods_code).first()
    if one is None:
        raise NotFound("There is no organisation by this code.", now="Go back to the list of organisations.")
    return one


def site(ods_code: str, *, of: str, by: Actor) -> Site:
    """Return one site of the organisation ``of``. Raises NotAllowed, NotFound."""
    rules.require(by, "access.manage")
    found = Site.objects.select_related("organisation").filter(ods_code=ods_code, organisation__ods_code=of).first()
    if found is None:
        raise NotFound("This organisation has no site by this code.", now="Go back to the list of organisations.")
    return found


def team(code: str, *, by: Actor) -> Team:
    """Return one team with the practices it serves. Raises NotAllowed, NotFound."""
    rules.require(by, "access.manage")
    found = Team.objects.select_related("organisation", "site").prefetch_related("serves__practice")
    one = found.filter(code=code).first()
    if one is None:
        raise NotFound("There is no team by this code.", now="Go back to the list of organisations.")
    return one


def places(*, by: Actor, on: date) -> list[tuple[Organisation, Team | None]]:
    """Return where a post may be: every organisation that is open, and every team of one, by name."""
    rules.require(by, "access.manage")
    still = Q(closed_on=None) | Q(closed_on__gt=on)
    open_ones = {each.pk: each for each in Organisation.objects.filter(still).order_by("name")}
    teams: dict[int, list[Team | None]] = defaultdict(lambda: [None])
    for each in Team.objects.filter(still, organisation__in=open_ones).order_by("name"):
        teams[each.organisation_id].append(each)
    return [(one, each) for pk, one in open_ones.items() for each in teams[pk]]


def _staff(sought: Sought, by: Actor, at: datetime) -> QuerySet[Account]:
    rules.require(by, "access.manage")
    is_open = (Q(ends_at=None) | Q(ends_at__gt=at)) & Q(starts_at__lte=at)
    posts = Post.objects.select_related("organisation", "team").order_by("starts_at", "pk")
    held = Post.objects.filter(account=OuterRef("pk"))
    found = Account.objects.prefetch_related(Prefetch("posts", posts.filter(is_open), to_attr="open_posts"))
    if sought.text:
        found = found.filter(Q(username__icontains=sought.text) | Q(full_name__icontains=sought.text))
    if sought.role:
        found = found.filter(Exists(held.filter(is_open, role=sought.role)))
    if sought.organisation:
        found = found.filter(Exists(held.filter(is_open, organisation__ods_code=sought.organisation)))
    if sought.state in (HERE, GONE):
        found = found.filter(is_active=sought.state == HERE)
    return found.order_by("full_name", "pk")
