"""Staff: the list, one account with its posts, who came and went, and what each role may do."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.faces.screens.staff import lists
from joinedup.faces.screens.staff.asked import last_day, month_asked, place_choices, post_asked, told
from joinedup.record.access import actions, staff
from joinedup.record.access.models import Role
from joinedup.record.access.months import WORDS
from joinedup.record.access.rules import MAY
from joinedup.record.store.pages import page_within
from joinedup.words.basics.errors import BadInput, CannotProceed

Errors = list[dict[str, str]]


def people(request: StaffRequest) -> HttpResponse:
    """List the accounts, with a search by name, role, organisation and whether they are open."""
    asked = _asked(request)
    found = staff.staff(_sought(asked), by=request.actor, at=request.at, page=page_asked(request.GET))
    filters = [
        {"name": "text", "label": "Name", "value": asked["text"]},
        {"name": "role", "label": "Role", "value": asked["role"], "choices": lists.ROLES},
        {"name": "organisation", "label": "Organisation (code)", "value": asked["organisation"]},
        {"name": "state", "label": "Account", "value": asked["state"], "choices": lists.STATES},
    ]
    return show(
        request, "staff/staff", page=found, table=lists.STAFF, filters=filters, asked_query=partial(query, asked),
        said=heard(request),
    )  # fmt: skip


def people_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    found = staff.all_staff(_sought(_asked(request)), by=request.actor, at=request.at)
    return download(lists.STAFF, found)


def new(request: StaffRequest) -> HttpResponse:
    """Open an account with its first post; it has no password until it is given one."""
    mistakes: Errors = []
    if request.method == "POST":
        given = {box: request.POST.get(box, "").strip() for box in ("username", "full_name")}
        try:
            organisation, team, role = post_asked(request)
            account = actions.join(
                **given, organisation=organisation, team=team, role=role, by=request.actor, at=request.at
            )
            say(request, "The account is open. Give it a way to sign in before the first day.")
            return redirect("staff_member", account_id=account.pk)
        except BadInput as error:
            mistakes = told(error, "username")
    return show(
        request, "staff/new", status=422 if mistakes else 200, form_errors=mistakes, typed=request.POST,
        places=place_choices(request), roles=Role.choices,
    )  # fmt: skip


def member(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show one account with all its posts, and what can be done with them."""
    return _member(request, account_id)


def start(request: StaffRequest, account_id: int) -> HttpResponse:
    """Start a post for someone."""
    account, _ = staff.member(account_id, by=request.actor)
    try:
        organisation, team, role = post_asked(request)
        post = actions.start_post(
            account=account, organisation=organisation, role=role, team=team, by=request.actor, at=request.at
        )
    except (BadInput, CannotProceed) as error:
        return _member(request, account_id, told(error, "role"))
    say(request, f"Started: {lists.where(post)}.")
    return redirect("staff_member", account_id=account_id)


def end(request: StaffRequest, post_id: int) -> HttpResponse:
    """End a post, now or after its last day."""
    post = staff.post(post_id, by=request.actor)
    try:
        actions.end_post(post_id=post_id, ends_at=last_day(request), by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        return _member(request, post.account_id, told(error, f"last_day-{post_id}"))
    say(request, f"Ended: {lists.where(post)}. You can undo this below.")
    return redirect("staff_member", account_id=post.account_id)


def bring_back(request: StaffRequest, post_id: int) -> HttpResponse:
    """Undo the end of a post."""
    post = staff.post(post_id, by=request.actor)
    try:
        actions.bring_back_post(post_id=post_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        return _member(request, post.account_id, told(error, "main-content"))
    say(request, f"Open again: {lists.where(post)}.")
    return redirect("staff_member", account_id=post.account_id)


def move(request: StaffRequest, post_id: int) -> HttpResponse:
    """Move someone from one post to another at one instant."""
    post = staff.post(post_id, by=request.actor)
    mistakes: Errors = []
    if request.method == "POST":
        try:
            organisation, team, role = post_asked(request)
            moved = actions.move_post(
                post_id=post_id, organisation=organisation, role=role, team=team, by=request.actor, at=request.at
            )
            say(request, f"Moved to: {lists.where(moved)}.")
            return redirect("staff_member", account_id=post.account_id)
        except (BadInput, CannotProceed) as error:
            mistakes = told(error, "role")
    return show(
        request, "staff/move", status=422 if mistakes else 200, form_errors=mistakes, typed=request.POST, post=post,
        was=lists.where(post), places=place_choices(request), roles=Role.choices,
    )  # fmt: skip


def leave(request: StaffRequest, account_id: int) -> HttpResponse:
    """Close the account of someone who leaves: every post ends and every session is worth nothing, now."""
    try:
        actions.leave(account_id=account_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        return _member(request, account_id, told(error, "main-content"))
    say(request, "The account is closed: every post has ended, and every session with it. You can undo this below.")
    return redirect("staff_member", account_id=account_id)


def come_back(request: StaffRequest, account_id: int) -> HttpResponse:
    """Open a closed account again; its posts are brought back one by one."""
    try:
        actions.come_back(account_id=account_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        return _member(request, account_id, told(error, "main-content"))
    say(request, "The account is open again. Bring back the posts it should have, or start others.")
    return redirect("staff_member", account_id=account_id)


def changes(request: StaffRequest) -> HttpResponse:
    """List who joined, moved and left in a month."""
    (year, month), what = month_asked(request, request.at), _what(request)
    asked = {"month": f"{year}-{month:02}", "what": what}
    found = page_within(staff.events(year, month, by=request.actor, what=what), number=page_asked(request.GET))
    filters = [
        {"name": "month", "label": "Month", "value": asked["month"], "type": "month"},
        {"name": "what", "label": "What", "value": what, "choices": lists.WHAT},
    ]
    return show(
        request, "staff/changes", page=found, table=lists.EVENTS, filters=filters, asked_query=partial(query, asked)
    )


def changes_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list of a month as a file."""
    year, month = month_asked(request, request.at)
    return download(lists.EVENTS, staff.events(year, month, by=request.actor, what=_what(request)))


def roles(request: StaffRequest) -> HttpResponse:
    """Show what each role may do."""
    found = page_within(sorted(MAY), size=len(MAY))
    return show(request, "staff/roles", page=found, table=lists.ACTS, asked_query=partial(query, {}))


def roles_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send what each role may do as a file, a column a role."""
    return download(lists.ACTS, sorted(MAY))


def _member(request: StaffRequest, account_id: int, mistakes: Errors | None = None) -> HttpResponse:
    account, posts = staff.member(account_id, by=request.actor)
    lines = [{"post": post, "words": lists.where(post), "state": lists.post_state(post, request.at)} for post in posts]
    return show(
        request, "staff/member", status=422 if mistakes else 200, account=account, posts=lines, said=heard(request),
        form_errors=mistakes or [], typed=request.POST, places=place_choices(request), roles=Role.choices,
        own=account.pk == request.actor.account_id, looks=f"{reverse('journal')}{query({'who': account.username})}",
    )  # fmt: skip


def _asked(request: StaffRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    text, role, organisation = (request.GET.get(box, "").strip() for box in ("text", "role", "organisation"))
    return {
        "text": text, "role": role if role in Role.values else "", "organisation": organisation.upper(),
        "state": state if state in dict(lists.STATES) else staff.HERE,
    }  # fmt: skip


def _sought(asked: dict[str, str]) -> staff.Sought:
    return staff.Sought(**asked)


def _what(request: StaffRequest) -> str:
    what = request.GET.get("what", "")
    return what if what in WORDS else ""
