"""What every answer tells a browser: run nothing from elsewhere, nothing inline, be framed by nobody, keep nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as product
from django.http import HttpResponse
from django.test import Client, RequestFactory

from joinedup.config.environment import read
from joinedup.faces.screens.guard import ANYONE, SIGNED_IN, Page
from joinedup.faces.screens.middleware import Guarded
from joinedup.faces.screens.pages import PAGES
from joinedup.planning.cohorts.models import Cohort
from joinedup.words.basics.errors import BadInput
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_every_page import STAFF_BY_ROLE, address
from tests.world.world import PASSWORD, World

TOLD = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# What a policy may hold: this site, nothing, and the hash of one line.
SOURCES = ("'self'", "'none'", "'sha256-")


def policy_of(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


# One page of each way in and kind of answer: the middleware tells them all, and a view could only take it back.
TELLING = {(page.act in (ANYONE, SIGNED_IN), page.methods, page.path.partition(".")[2]): page for page in PAGES}


@pytest.mark.parametrize("page", TELLING.values(), ids=lambda page: page.name)
def test_every_page_tells_browsers_what_they_may_not_do(page: Page, signed_in: SignedIn, world: World) -> None:
    client = signed_in(STAFF_BY_ROLE["administrator"])
    answer = client.get(address(page)) if "GET" in page.methods else client.post(address(page))
    assert {name: answer.headers.get(name) for name in TOLD} == TOLD
    assert "camera=()" in answer.headers["Permissions-Policy"]
    policy = policy_of(answer)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"][0] == policy["form-action"][0] == "'self'"
    assert [source for each in policy.values() for source in each if not source.startswith(SOURCES)] == []


@pytest.mark.parametrize("path", ["/no/such/page", "/people/1", "/staff", "/%00", "/sign-in?next=%0d%0aX-A:b"])
def test_so_does_every_page_that_says_what_went_wrong(path: str, signed_in: SignedIn) -> None:
    answer = signed_in(STAFF_BY_ROLE["analyst"]).get(path)
    assert {name: answer.headers.get(name) for name in TOLD} == TOLD
    assert policy_of(answer)["default-src"] == ["'none'"]
    assert "X-A" not in answer.headers


def test_over_https_a_browser_never_comes_back_without_it(settings: Any, client: Client, db: None) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000  # as ENV.https sets it: see tests/unit/config
    assert client.get("/sign-in", secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_cookies_are_for_this_site_only_and_the_session_for_no_script(world: World, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/sign-in", secure=True)
    username = world.account("Nina Sorrel").username
    client.post("/sign-in", {"username": username, "password": PASSWORD}, secure=True)
    found = {name: {part: cookie[part] for part in ("secure", "samesite")} for name, cookie in client.cookies.items()}
    assert set(found) >= {product.SESSION_COOKIE_NAME, product.CSRF_COOKIE_NAME}
    assert {str(parts) for parts in found.values()} == {str({"secure": True, "samesite": "Lax"})}
    assert client.cookies[product.SESSION_COOKIE_NAME]["httponly"]


def test_cookies_are_secure_wherever_https_is_asked_for() -> None:
    assert (
        product.SESSION_COOKIE_SECURE == product.CSRF_COOKIE_SECURE == product.SECURE_SSL_REDIRECT == product.ENV.https
    )
    assert product.DEBUG is False


@pytest.mark.parametrize(
    ("length", "status"), [("25000000", 200), ("25000001", 413), ("x", 413), ("-1", 413), ("", 200)]
)
def test_what_is_too_large_is_refused_before_it_is_read(length: str, status: int) -> None:
    request = RequestFactory().post("/quarantine/1/mend")
    request.META["CONTENT_LENGTH"] = length
    answer = Guarded(lambda _: HttpResponse("read"))(request)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.post("/cohorts/save", {f"f{n}": "x" for n in range(600)}),
        lambda client: client.post("/cohorts/save", {"title": "x" * 3_000_000}, "application/x-www-form-urlencoded"),
        lambda client: client.post("/cohorts/save", data=b"\xff" * 10, content_type="multipart/form-data; boundary=x"),
    ],
    ids=["many fields", "a long field", "no form at all"],
)
def test_a_form_that_is_none_of_ours_changes_nothing_and_is_no_fault_of_ours(
    send: Callable[[Client], Any], signed_in: SignedIn
) -> None:
    assert send(signed_in(STAFF_BY_ROLE["analyst"])).status_code < 500
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    ("contact", "line"), [("", "Contact: http://testserver/help"), ("mailto:a@b.nhs.uk", "Contact: mailto:a@b.nhs.uk")]
)
def test_whoever_finds_a_hole_is_told_where_to_say_so(contact: str, line: str, settings: Any, db: None) -> None:
    settings.SECURITY_CONTACT = contact
    answer = Client().get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(each.split(": ", 1) for each in answer.content.decode().splitlines())
    assert line in answer.content.decode().splitlines()
    assert datetime.now(UTC) < datetime.fromisoformat(said["Expires"]) < datetime.now(UTC) + timedelta(days=366)


@pytest.mark.parametrize("contact", ["security@example.nhs.uk", "mailto:a\nContact: mailto:b", "javascript:alert(1)"])
def test_a_contact_that_nobody_could_follow_is_refused(contact: str) -> None:
    with pytest.raises(BadInput, match="JOINEDUP_SECURITY_CONTACT"):
        read({"JOINEDUP_SECURITY_CONTACT": contact, "JOINEDUP_SECRET_KEY": "x" * 60})
