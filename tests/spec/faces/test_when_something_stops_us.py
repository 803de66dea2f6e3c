"""The pages for when something stopped us, and the headers that keep every page safe."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory

from joinedup.faces.screens import errors
from tests.spec.faces.conftest import SignedIn
from tests.world.world import World


def test_an_address_that_leads_nowhere_says_what_to_do(signed_in: SignedIn) -> None:
    answer = signed_in("Dr Priya Nair").get("/no/such/page")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()
    assert "Check the address, or start again from the home page." in answer.content.decode()


def test_a_refusal_says_which_post_it_was_and_offers_others(signed_in: SignedIn) -> None:
    page = signed_in("Nina Sorrel").get("/people").content.decode()
    assert "Your post (Analyst) does not include this." in page
    assert "You are working as Analyst at Northmoor ICB." in page
    assert 'href="/post"' in page


def test_a_form_without_its_token_changes_nothing_and_says_why(world: World) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "This form was open for too long" in answer.content.decode()
    assert "load the page again and send the form once more" in answer.content.decode()


def test_a_fault_of_ours_asks_nothing_of_the_database(settings: Any) -> None:
    # No database fixture: a query here would fail the test, as the database may be what failed.
    answer = errors.our_fault(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Sorry, there is a problem with JoinedUp" in answer.content.decode()
    assert "use your downtime procedure" in answer.content.decode()


def test_a_fault_in_a_page_shows_that_page_and_no_traceback(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("Edna Marsh")

    monkeypatch.setattr("joinedup.faces.screens.finding.views.find", broken)
    client = signed_in("Dr Priya Nair")
    client.raise_request_exception = False
    answer = client.post("/people", {"text": "Edna Marsh"}, follow=True)
    assert answer.status_code == 500
    assert "Sorry, there is a problem with JoinedUp" in answer.content.decode()
    assert "Edna" not in answer.content.decode()


def test_a_page_asked_for_in_a_way_that_it_has_not_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("Dr Priya Nair").get("/sign-out").status_code == 405


def test_pages_allow_nothing_from_elsewhere_and_nothing_inline(signed_in: SignedIn) -> None:
    answer = signed_in("Dr Priya Nair").get("/people")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_the_one_inline_line_of_script_is_the_one_that_the_policy_names(signed_in: SignedIn) -> None:
    page = signed_in("Dr Priya Nair").get("/people").content.decode()
    inline = re.findall(r"<script>(.*?)</script>", page)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in django_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]


def test_pages_tell_other_sites_nothing_and_cannot_be_framed(signed_in: SignedIn) -> None:
    headers = signed_in("Dr Priya Nair").get("/people").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_demonstration_says_on_every_page_that_nobody_is_real(signed_in: SignedIn, settings: Any) -> None:
    client = signed_in("Dr Priya Nair")
    assert "Nobody shown here is real" not in client.get("/help").content.decode()
    (settings.HOME / "place.yaml").write_text("name: Northmoor\ndemonstration: yes\n", encoding="utf-8")
    page = client.get("/help").content.decode()
    assert "Nobody shown here is real" in page
    assert "Northmoor" in page
