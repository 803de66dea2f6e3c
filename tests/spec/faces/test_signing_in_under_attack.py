"""Signing in, tried by those who mean harm: what no form of ours sends, and what takes more than it was given."""

from __future__ import annotations

import html
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from joinedup.record.signing_in.models import Passkey
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_signing_in import sign_in
from tests.world.world import PASSWORD, World


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# What no form of ours sends


@pytest.mark.parametrize("path", ["/sign-in?next=/%00", "/sign-in?%00=1", "/people%00", "/sign-in/back/cis2?state=%00"])
def test_an_address_with_a_nul_is_no_request_of_ours(path: str, world: World) -> None:
    answer = Client().get(path)
    assert answer.status_code == 400
    assert "We could not read that request" in words(answer)


@pytest.mark.parametrize("sent", [{"username": "sam\0"}, {"password": "\0"}, {"next": "/\0"}, {"made\0up": "1"}])
def test_a_box_with_a_nul_is_refused_before_anything_is_asked_of_the_database(
    sent: dict[str, str], world: World
) -> None:
    world.account("Dr Priya Nair")
    answer = Client().post("/sign-in", {"username": "priya.nair", "password": PASSWORD, **sent})
    assert answer.status_code == 400
    assert not AccessAttempt.objects.exists()


def test_someone_who_is_signed_in_sends_no_nul_either(signed_in: SignedIn) -> None:
    assert signed_in("Dr Priya Nair").post("/people", {"text": "Mar\0sh"}).status_code == 400


def test_a_session_is_not_named_by_a_nul(world: World) -> None:
    client = Client()
    client.cookies["sessionid"] = "a\0bcdefgh"
    assert client.get("/people").status_code == 400


def test_a_name_longer_than_any_account_is_wrong_like_any_other_and_counted_nowhere(world: World) -> None:
    answer = sign_in(Client(), "n" * 300, "a guess")
    assert answer.status_code == 422
    assert "The name or the password is not right" in words(answer)
    assert not AccessAttempt.objects.exists()


def test_the_longest_id_of_a_passkey_has_room() -> None:
    assert (Passkey._meta.get_field("credential").max_length or 0) >= -(-1023 * 4 // 3)


@pytest.mark.parametrize(
    "going_to", ["abc", "home", "your_sign_in", "?x=1", "https://testserver/people", "/" + "a" * 9000]
)
def test_whatever_the_address_says_to_go_to_the_right_password_opens(going_to: str, world: World) -> None:
    world.account("Dr Priya Nair")
    client = Client()
    assert sign_in(client, "priya.nair", PASSWORD, next=going_to).headers["Location"] == "/"
    assert client.get("/people").status_code == 200
    assert client.post("/sign-in/again", {"given": PASSWORD, "next": going_to}).headers["Location"] == "/"
