"""How everyone signs in, for administrators: who is locked out, who has no second factor, and putting it right."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in.policy import second_factor_wanted
from joinedup.record.access.models import Account
from joinedup.record.journal import actions as journal
from joinedup.record.signing_in import actions, queries, sittings
from joinedup.words.basics.errors import BadInput, NotFound

STATES = [
    ("", "Anyone"),
    ("locked", "Locked out"),
    ("password", "With a password alone"),
    ("sitting", "Signed in now"),
]


def sign_ins(request: StaffRequest) -> HttpResponse:
    """List accounts with how each signs in."""
    asked = _asked(request)
    return show(
        request, "signing_in/people", said=heard(request), wanted=second_factor_wanted(),
        asked_query=partial(query, asked),
        page=queries.sign_ins(by=request.actor, at=request.at, page=page_asked(request.GET), **asked),
        filtered=any(asked.values()), table=_table(),
        filters=[
            {"name": "sought", "label": "Name or sign-in name", "value": asked["sought"]},
            {"name": "state", "label": "Who", "value": asked["state"], "choices": STATES},
        ],
    )  # fmt: skip


def sign_ins_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file; that it was taken away is written down."""
    found = queries.every_sign_in(by=request.actor, at=request.at, **_asked(request))
    journal.write("sign_in.listed", by=request.actor, at=request.at)
    return download(_table(), found)


def sign_in_of(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show how one person signs in, and what an administrator can put right."""
    account = _account(request, account_id)
    return show(
        request, "signing_in/person", said=heard(request), account=account, factors=queries.factors_of(account.pk),
        identities=queries.identities_of(account.pk), sittings=queries.sittings_of(account.pk, at=request.at),
    )  # fmt: skip


def sign_in_change(request: StaffRequest, account_id: int, act: str) -> HttpResponse:
    """Unlock someone, sign them out everywhere, or take their lost factors away."""
    account, by, at = _account(request, account_id), request.actor, request.at
    if act == "unlock":
        actions.unlock(account=account, by=by, at=at)
        say(request, "They can try to sign in again.")
    elif act == "sign-out":
        ended = sittings.end_sittings(account_id=account.pk, because="Signed out by an administrator", by=by, at=at)
        say(request, f"They are signed out of {ended} session{'' if ended == 1 else 's'}.")
    elif act == "remove-factors":
        actions.remove_factors(account=account, by=by, at=at)
        say(request, "Their second factors are taken away. They add another when they next sign in.")
    else:
        raise NotFound("There is no page at this address.", now="Start again from Sign-ins.")
    return redirect("sign_in_of", account.pk)


def sign_in_password(request: StaffRequest, account_id: int) -> HttpResponse:
    """Give someone a password who has none yet or has lost theirs; they are signed out everywhere."""
    account, mistakes = _account(request, account_id), []
    if request.method == "POST":
        first, second = request.POST.get("first", ""), request.POST.get("second", "")
        try:
            if first != second:
                raise BadInput("The two are not alike.", now="Type the new password twice.")
            actions.give_password(account=account, password=first, by=request.actor, at=request.at)
        except BadInput as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#first"}]
        else:
            say(request, "They have a new password, and are signed out everywhere. Ask them to change it.")
            return redirect("sign_in_of", account.pk)
    return show(
        request, "signing_in/person_password", status=422 if mistakes else 200, form_errors=mistakes, account=account
    )


def _account(request: StaffRequest, account_id: int) -> Account:
    found = queries.every_sign_in(by=request.actor, at=request.at).filter(pk=account_id).first()
    if found is None:
        raise NotFound("There is no account by this number.", now="Find it in the list of sign-ins.")
    return found


def _asked(request: StaffRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("sought", "state")}


def _yes(said: object) -> str:
    return "Yes" if said else "No"


def _table() -> Table:
    return Table("sign-ins", "How people sign in", (
        Column("Name", lambda one: one.full_name, link=lambda one: reverse("sign_in_of", args=[one.pk])),
        Column("Sign-in name", lambda one: one.username),
        Column("Authenticator", lambda one: _yes(one.app)),
        Column("Passkey", lambda one: _yes(one.passkey)),
        Column("Other provider", lambda one: _yes(one.outside)),
        Column("Last signed in", lambda one: one.last_login),
        Column("Signed in now", lambda one: _yes(one.sitting)),
        Column("Locked out", lambda one: _yes(one.locked)),
    ))  # fmt: skip
