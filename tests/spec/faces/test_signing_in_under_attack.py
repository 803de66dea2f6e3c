"""Signing in, tried by those who mean harm: what no form of ours sends, and what takes more than it was given."""

from __future__ import annotations

import html
from typing import Any

import pytest
from axes.models import AccessAttempt
from click.testing import CliRunner
from django.test import Client

from joinedup.faces.cli import account as command
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Account, Role
from joinedup.record.signing_in import actions
from joinedup.record.signing_in.models import Passkey, Sitting
from joinedup.words.basics.errors import NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_signing_in import sign_in
from tests.world.drawn import instant
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


# A password that is given


NEW = "three words that are far apart"


def test_someone_new_is_given_a_password_by_an_administrator(world: World, signed_in: SignedIn) -> None:
    alex = world.staff("Alex Stroud")
    access.join(
        username="lena", full_name="Lena Osei", organisation=world.organisation("Hillside Surgery"),
        role=Role.LINK_WORKER, by=alex, at=instant("2026-01-05"),
    )  # fmt: skip
    lena = Account.objects.get(username="lena")
    client, page = signed_in("Alex Stroud"), f"/sign-ins/{lena.pk}/password"
    assert "They have no password yet." in words(client.get(f"/sign-ins/{lena.pk}"))
    assert "Give Lena Osei a password" in words(client.get(page))
    for wrong in ({"first": NEW, "second": "another"}, {"first": "short", "second": "short"}):
        assert client.post(page, wrong).status_code == 422
    assert client.post(page, {"first": NEW, "second": NEW}).headers["Location"] == f"/sign-ins/{lena.pk}"
    assert "They have a new password" in words(client.get(f"/sign-ins/{lena.pk}"))
    assert sign_in(Client(), "lena", NEW).status_code == 302
    assert "password.given done" in world.journal()


def test_a_lost_password_that_is_given_anew_ends_every_session_of_the_old_one(
    world: World, signed_in: SignedIn
) -> None:
    account, thief = world.account("Dr Priya Nair"), Client()
    sign_in(thief, "priya.nair", PASSWORD)
    signed_in("Alex Stroud").post(f"/sign-ins/{account.pk}/password", {"first": NEW, "second": NEW})
    assert not Sitting.objects.filter(account=account, ended_at=None).exists()
    assert thief.get("/people").status_code == 302
    assert sign_in(Client(), "priya.nair", PASSWORD).status_code == 422
    assert sign_in(Client(), "priya.nair", NEW).status_code == 302


def test_only_an_administrator_who_has_just_proved_it_gives_a_password(world: World, signed_in: SignedIn) -> None:
    account = world.account("Dr Priya Nair")
    page, sent = f"/sign-ins/{account.pk}/password", {"first": NEW, "second": NEW}
    assert signed_in("Tariq Bell").post(page, sent).status_code == 403
    with pytest.raises(NotAllowed):
        actions.give_password(account=account, password=NEW, by=world.staff("Tariq Bell"), at=instant("2026-04-01"))
    client = signed_in("Alex Stroud")
    Sitting.objects.update(proved_at=instant("2026-01-01"))
    assert client.post(page, sent).headers["Location"].startswith("/sign-in/again")
    assert sign_in(Client(), "priya.nair", PASSWORD).status_code == 302


def test_a_closed_account_is_given_no_password(world: World, signed_in: SignedIn) -> None:
    account = world.account("Dr Priya Nair")
    access.leave(account_id=account.pk, by=SYSTEM, at=instant("2026-04-01"))
    answer = signed_in("Alex Stroud").post(f"/sign-ins/{account.pk}/password", {"first": NEW, "second": NEW})
    assert answer.status_code == 409


def test_a_password_is_given_from_the_command_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "django_ready", lambda: None)
    world.account("Dr Priya Nair")
    for options, typed in (([], f"{NEW}\n{NEW}\n"), (["--stdin"], "four more words to try\n")):
        done = CliRunner().invoke(command.account, ["password", "priya.nair", *options], input=typed)
        assert done.exit_code == 0, done.output
        assert typed.splitlines()[0] not in done.output
        assert sign_in(Client(), "priya.nair", typed.splitlines()[0]).status_code == 302
