"""``joinedup account …``: how someone signs in, put right from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from click.testing import CliRunner
from django.test import Client

from joinedup.faces.cli import account as command
from joinedup.record.signing_in.models import OutsideIdentity, Sitting
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from tests.spec.faces.conftest import files_as_they_lie, signed_in  # noqa: F401 (used by name)
from tests.spec.faces.test_signing_in_with_a_second_factor import adds_a_passkey, adds_an_app
from tests.world.soft_key import SoftKey
from tests.world.world import PASSWORD, World

Run = Callable[..., str]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Run:
    monkeypatch.setattr(command, "django_ready", lambda: None)
    world.account("Dr Priya Nair")
    said = "providers: {cis2: {title: NHS Care Identity, issuer: 'https://cis2.example.org', client_id: n, key: k.pem}}"
    (Path(settings.HOME) / "sign-in.yaml").write_text(said, encoding="utf-8")
    return lambda *words: CliRunner().invoke(command.account, words, catch_exceptions=False).output


def test_it_says_how_someone_signs_in(run: Run, signed_in: Any) -> None:  # noqa: F811
    client = signed_in("Dr Priya Nair")
    adds_an_app(client)
    adds_a_passkey(client, SoftKey())
    run("bind", "priya.nair", "--provider", "cis2", "--subject", "555021")
    assert json.loads(run("sign-in", "priya.nair", "--json")) == {
        "username": "priya.nair", "authenticator": True, "passkeys": 1, "recovery_codes": 10, "providers": ["cis2"],
        "sessions": 1,
    }  # fmt: skip
    assert "recovery codes   10" in run("sign-in", "priya.nair")


def test_someone_locked_out_is_let_try_again(run: Run) -> None:
    for _ in range(5):
        Client().post("/sign-in", {"username": "priya.nair", "password": "a guess"})
    assert AccessAttempt.objects.exists()
    assert run("unlock", "priya.nair") == "priya.nair can try to sign in again.\n"
    assert Client().post("/sign-in", {"username": "priya.nair", "password": PASSWORD}).status_code == 302


def test_a_lost_phone_is_taken_away_once(run: Run, signed_in: Any) -> None:  # noqa: F811
    adds_an_app(signed_in("Dr Priya Nair"))
    assert "has no second factor now" in run("remove-factors", "priya.nair")
    with pytest.raises(CannotProceed):
        run("remove-factors", "priya.nair")


def test_every_session_is_ended(run: Run, signed_in: Any) -> None:  # noqa: F811
    client = signed_in("Dr Priya Nair")
    assert run("sign-out", "priya.nair") == "priya.nair is signed out of 1 session.\n"
    assert client.get("/people").status_code == 302
    assert Sitting.objects.get().ended_at


def test_an_account_is_bound_by_a_number_once_and_unbound(run: Run, world: World) -> None:
    assert run("bind", "priya.nair", "--provider", "cis2", "--subject", "555021") == (
        "priya.nair can sign in with NHS Care Identity.\n"
    )
    bound = OutsideIdentity.objects.get()
    assert (bound.issuer, bound.subject, bound.bound_by) == ("https://cis2.example.org", "555021", None)
    world.account("Tariq Bell")
    with pytest.raises(BadInput, match="bound to an account already"):
        run("bind", "tariq.bell", "--provider", "cis2", "--subject", "555021")
    assert "no longer signs in with cis2" in run("unbind", "priya.nair", "--provider", "cis2")
    with pytest.raises(NotFound):
        run("unbind", "priya.nair", "--provider", "cis2")


def test_a_name_or_a_provider_that_is_not_known_is_said_to_be(run: Run) -> None:
    for words in (("unlock", "nobody"), ("bind", "priya.nair", "--provider", "nhs-login", "--subject", "1")):
        with pytest.raises(NotFound):
            run(*words)
