"""Dr Priya Nair makes her sign-in safe: an app, a passkey on her own device, and signing in by it alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.record.signing_in import rules
from joinedup.record.signing_in.models import Passkey
from tests.journeys.conftest import PHONE, Visitor
from tests.spec.faces.test_signing_in_with_a_second_factor import as_bytes
from tests.world.world import PASSWORD, World


def by_name(visitor: Visitor) -> Visitor:
    """Open the site by its name: passkeys belong to one."""
    visitor.base = visitor.base.replace("127.0.0.1", "localhost")
    return visitor


def with_a_device(visitor: Visitor) -> Any:
    """Give the browser a device that makes passkeys and has just seen its owner's finger."""
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return device


@pytest.fixture
def a_real_place(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def test_priya_adds_a_passkey_and_signs_in_by_it_alone(
    visit: Callable[..., Visitor], town: World, a_real_place: None
) -> None:
    priya = by_name(visit(size=PHONE))
    with_a_device(priya)
    priya.go("/sign-in")
    priya.page.fill("#username", town.account("Dr Priya Nair").username)
    priya.page.fill("#password", PASSWORD)
    priya.page.click("main button.nhsuk-button:has-text('Sign in')")
    priya.page.wait_for_url("**/your-sign-in")
    assert priya.page.is_visible("text=In this place a password is not enough")
    priya.page.click("main a:has-text('Add a passkey')")
    priya.page.fill("#name", "My work phone")
    priya.page.click("main button:has-text('Make the passkey')")
    priya.page.wait_for_selector("h1:has-text('Your recovery codes')")
    assert priya.violations() == []
    assert not priya.overflows()
    priya.go("/people")
    assert priya.page.is_visible("h1:has-text('Find a person')")
    priya.page.click("text=Sign out")
    priya.page.click("text=Sign in with a passkey instead")
    assert priya.violations() == []
    priya.page.click("main button:has-text('Use your passkey')")
    priya.page.wait_for_url(priya.base + "/")
    priya.go("/your-sign-in")
    assert priya.page.is_visible("text=My work phone")
    assert Passkey.objects.get().used_at
    assert priya.violations() == []
    assert not priya.overflows()
    assert priya.heard == []
    assert priya.elsewhere == []


def test_a_browser_without_a_passkey_says_so_and_offers_another_way(visit: Callable[..., Visitor], town: World) -> None:
    nobody = by_name(visit())
    device = with_a_device(nobody)
    nobody.go("/sign-in/passkey")
    device.send("WebAuthn.disable")
    nobody.page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('No', 'NotAllowedError')); }"
    )
    nobody.page.click("main button:has-text('Use your passkey')")
    nobody.page.wait_for_selector("text=Your device gave no passkey. Try again, or use another way.")
    assert nobody.page.is_visible("text=Sign in with a name and a password")


def test_without_javascript_priya_adds_an_app_and_signs_in_by_its_code(
    visit: Callable[..., Visitor], town: World, a_real_place: None
) -> None:
    priya = visit(javascript=False)
    username = town.account("Dr Priya Nair").username

    def gives_the_password() -> None:
        priya.go("/sign-in")
        priya.page.fill("#username", username)
        priya.page.fill("#password", PASSWORD)
        priya.page.click("main button.nhsuk-button:has-text('Sign in')")

    gives_the_password()
    priya.page.click("main a:has-text('Add an authenticator app')")
    secret = as_bytes(str(priya.page.text_content("code.ju-code")))
    step = rules.step_at(datetime.now(UTC))
    priya.page.fill("#code", rules.code_of(secret, step - 1))
    priya.page.click("main button:has-text('Add this app')")
    codes = re.findall(r"[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4}", str(priya.page.text_content("main")))
    assert len(codes) == 10
    priya.page.click("text=Sign out")
    gives_the_password()
    priya.page.fill("#code", rules.code_of(secret, step))
    priya.page.click("main button:has-text('Continue')")
    priya.go("/people")
    assert priya.page.is_visible("h1:has-text('Find a person')")
