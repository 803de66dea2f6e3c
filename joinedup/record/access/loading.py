"""Taking in the place's own file of organisations or staff: planned whole, then done whole, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.access.checks import Place
from joinedup.record.access.files import read
from joinedup.record.access.models import Account, Organisation, Post, Served, Site, Team
from joinedup.record.access.planning import Held, Known, Plan, Someone, plan
from joinedup.record.access.telling import tell
from joinedup.words.basics.errors import ManyMistakes

_BATCH = 500


@transaction.atomic
def load(*, name: str, content: bytes, by: Actor, at: datetime, whole: bool = False, dry_run: bool = False) -> Plan:
    """Return what the file called ``name`` changes, and change it unless ``dry_run``. Loading it again changes nothing.

    ``whole`` where the file is all staff of the organisations in it. A new account has no password: it is given one,
    or signs in through the place's own identity provider. Raises NotAllowed, BadInput, ManyMistakes, and CannotProceed
    where the file gives the actor themselves a post, or one of theirs for longer.
    """
    rules.require(by, "access.manage")
    sheet = read(name, content)
    was = known(at=at)
    planned = plan(sheet.rows, was, at=at, whole=whole)
    if mistakes := sorted(sheet.mistakes + planned.mistakes, key=lambda mistake: mistake.row or 0):
        raise ManyMistakes(mistakes, now="Nothing was changed. Correct the file and load it again.")
    own = Account.objects.get(pk=by.account_id) if by.account_id is not None else None
    if own and planned.gives(own.username.lower(), was):
        rules.require_another(by, own.pk)
    if not dry_run and not planned.nothing:
        _organisations(planned)
        _sites(planned)
        _teams(planned)
        _staff(planned, at=at)
        tell("staff.loaded", by=by, at=at, details=counts(planned))
    return planned


def counts(planned: Plan) -> dict[str, int]:
    """Return how many of each a plan changes, by our word for it; what it leaves alone is not in it."""
    found = {
        "organisations": len(planned.organisations), "sites": len(planned.sites), "teams": len(planned.teams),
        "join": len(planned.joins), "return": len(planned.returns), "move": len(planned.moves),
        "leave": len(planned.leaves), "change": len(planned.changes),
    }  # fmt: skip
    return {word: number for word, number in found.items() if number}


def known(*, at: datetime) -> Known:
    """Return what the place knows at ``at``, in six questions however large it is."""
    served: dict[int, set[str]] = {}
    for team_id, practice in Served.objects.values_list("team_id", "practice__ods_code"):
        served.setdefault(team_id, set()).add(practice)
    organisations = Organisation.objects.values_list(
        "ods_code", "name", "kind", "parent__ods_code", "belongs", "opened_on", "closed_on"
    )
    sites = Site.objects.values_list("ods_code", "name", "organisation__ods_code", "opened_on", "closed_on")
    teams = Team.objects.select_related("organisation", "site")
    people = {
        account.pk: (account.username.lower(), Someone(account.full_name, account.is_active))
        for account in Account.objects.only("pk", "username", "full_name", "is_active")
    }
    posts = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at)).values_list(
        "pk", "account_id", "role", "organisation__ods_code", "team__code", "starts_at", "ends_at"
    )
    for pk, account_id, role, organisation, code, starts_at, ends_at in posts:
        people[account_id][1].posts.append(Held(pk, (role, organisation, code or ""), starts_at, ends_at))
    return Known(
        organisations={
            code: Place(name, kind=kind, to=to or "", belongs=belongs, opened=opened, closed=closed)
            for code, name, kind, to, belongs, opened, closed in organisations
        },
        sites={code: Place(name, to=to, opened=opened, closed=closed) for code, name, to, opened, closed in sites},
        teams={
            team.code: Place(
                team.name, kind=team.kind, to=team.organisation.ods_code, site=team.site.ods_code if team.site else "",
                serves=frozenset(served.get(team.pk, ())), opened=team.opened_on, closed=team.closed_on,
            )
            for team in teams
        },
        people=dict(people.values()),
    )  # fmt: skip


def _organisations(planned: Plan) -> None:
    made = [
        Organisation(ods_code=code, name=p.name, kind=p.kind, opened_on=p.opened, closed_on=p.closed)
        for code, p in planned.organisations.items()
    ]
    fields = ["name", "kind", "opened_on", "closed_on"]
    Organisation.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["ods_code"], update_fields=fields, batch_size=_BATCH
    )
    by_code = Organisation.objects.in_bulk(
        list({*planned.organisations, *(p.to for p in planned.organisations.values() if p.to)}), field_name="ods_code"
    )
    placed = []
    for code, place in planned.organisations.items():
        organisation = by_code[code]
        organisation.parent, organisation.belongs = by_code.get(place.to), place.belongs
        placed.append(organisation)
    Organisation.objects.bulk_update(placed, ["parent", "belongs"], batch_size=_BATCH)


def _sites(planned: Plan) -> None:
    ids = _ids(place.to for place in planned.sites.values())
    Site.objects.bulk_create(
        [
            Site(ods_code=code, name=p.name, organisation_id=ids[p.to], opened_on=p.opened, closed_on=p.closed)
            for code, p in planned.sites.items()
        ],
        update_conflicts=True,
        unique_fields=["ods_code"],
        update_fields=["name", "organisation", "opened_on", "closed_on"],
        batch_size=_BATCH,
    )


def _teams(planned: Plan) -> None:
    places = planned.teams.values()
    ids = _ids([*(p.to for p in places), *(code for p in places for code in p.serves)])
    sites = dict(Site.objects.filter(ods_code__in={p.site for p in places}).values_list("ods_code", "pk"))
    Team.objects.bulk_create(
        [
            Team(
                code=code, name=p.name, kind=p.kind, organisation_id=ids[p.to], site_id=sites.get(p.site),
                opened_on=p.opened, closed_on=p.closed,
            )
            for code, p in planned.teams.items()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "organisation", "site", "opened_on", "closed_on"],
        batch_size=_BATCH,
    )  # fmt: skip
    teams = dict(Team.objects.filter(code__in=planned.teams).values_list("code", "pk"))
    Served.objects.filter(team_id__in=teams.values()).delete()
    Served.objects.bulk_create(
        [
            Served(team_id=teams[code], practice_id=ids[practice])
            for code, p in planned.teams.items()
            for practice in p.serves
        ],
        batch_size=_BATCH,
    )


def _staff(planned: Plan, *, at: datetime) -> None:
    wanted = {*planned.names, *planned.joins, *planned.returns, *planned.leaves}
    wanted = {name.lower() for name in wanted} | {start.username for start in planned.starts}
    accounts = {a.username.lower(): a for a in Account.objects.all() if a.username.lower() in wanted} if wanted else {}
    new = [
        Account(username=name, full_name=full_name, password=make_password(None))
        for name, full_name in planned.names.items()
        if name.lower() not in accounts
    ]
    changed = [accounts[name.lower()] for name in planned.names if name.lower() in accounts]
    for name, full_name in planned.names.items():
        if name.lower() in accounts:
            accounts[name.lower()].full_name = full_name
    for names, active in ((planned.returns, True), (planned.leaves, False)):
        for name in names:
            accounts[name].is_active = active
            changed.append(accounts[name])
    Account.objects.bulk_create(new, batch_size=_BATCH)
    Account.objects.bulk_update(list({a.pk: a for a in changed}.values()), ["full_name", "is_active"], _BATCH)
    accounts |= {account.username.lower(): account for account in new}
    _posts(planned, accounts, at=at)


def _posts(planned: Plan, accounts: dict[str, Account], *, at: datetime) -> None:
    ending = list(Post.objects.select_for_update().filter(pk__in=planned.ends))
    never_began = [post.pk for post in ending if planned.ends[post.pk] == at and post.starts_at >= at]
    Post.objects.filter(pk__in=never_began).delete()
    ending = [post for post in ending if post.pk not in never_began]
    for post in ending:
        post.ends_at = planned.ends[post.pk]
    Post.objects.bulk_update(ending, ["ends_at"], batch_size=_BATCH)
    ids = _ids(start.key[1] for start in planned.starts)
    teams = dict(Team.objects.filter(code__in={s.key[2] for s in planned.starts}).values_list("code", "pk"))
    Post.objects.bulk_create(
        [
            Post(
                account=accounts[start.username], role=start.key[0], organisation_id=ids[start.key[1]],
                team_id=teams.get(start.key[2]), starts_at=start.starts_at, ends_at=start.ends_at,
            )
            for start in planned.starts
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _ids(codes: Iterable[str]) -> dict[str, int]:
    return dict(Organisation.objects.filter(ods_code__in=set(codes)).values_list("ods_code", "pk"))
