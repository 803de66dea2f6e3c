"""Signing in, tried by those who mean harm: what no form of ours sends, and what takes more than it was given."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from axes.models import AccessAttempt
from click.testing import CliRunner
from django.test import Client

from joinedup.faces.cli import account as command
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Account, Role
from joinedup.record.signing_in import actions, rules
from joinedup.record.signing_in.models import How, OutsideIdentity, Passkey, Sitting, Tally
from joinedup.record.signing_in.openid import talking
from joinedup.record.signing_in.openid.declared import provider_named
from joinedup.words.basics.errors import NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_signing_in import sign_in
from tests.spec.faces.test_signing_in_with_a_second_factor import adds_a_passkey, adds_an_app
from tests.world.drawn import instant
from tests.world.soft_key import SoftKey
from tests.world.world import NOW, PASSWORD, World


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


# A password beside a smartcard


@pytest.fixture
def bound(world: World, settings: Any) -> OutsideIdentity:
    """Ask for a second factor, declare CIS2, and have Dr Priya Nair known by it."""
    settings.SECOND_FACTOR = True
    said = "providers: {cis2: {title: NHS Care Identity, issuer: 'https://cis2.example.org', client_id: n, key: k.pem}}"
    (settings.HOME / "sign-in.yaml").write_text(said, encoding="utf-8")
    return actions.bind(
        account=world.account("Dr Priya Nair"), provider="cis2", issuer="https://cis2.example.org", subject="555021",
        by=SYSTEM, at=NOW,
    )  # fmt: skip


def test_an_account_with_a_smartcard_is_not_taken_over_with_its_password(bound: OutsideIdentity, world: World) -> None:
    thief = Client()
    answer = sign_in(thief, "priya.nair", PASSWORD, next="/people")
    assert answer.headers["Location"] == "/sign-in/with/cis2?next=%2Fpeople"
    assert not Sitting.objects.exists()
    assert thief.get("/your-sign-in").status_code == 302
    assert world.journal()[-1] == "sign_in.done refused"


def test_where_their_provider_is_declared_no_more_the_password_is_refused_all_the_same(
    bound: OutsideIdentity, settings: Any
) -> None:
    (settings.HOME / "sign-in.yaml").unlink()
    answer = sign_in(Client(), "priya.nair", PASSWORD)
    assert answer.status_code == 422
    assert "Ask your administrator" in words(answer)


ADDS = ["/your-sign-in/authenticator", "/your-sign-in/passkeys/add", "/your-sign-in/with/cis2"]


@pytest.mark.parametrize("page", ADDS)
def test_a_session_of_a_password_adds_nothing_to_an_account_that_has_better(
    page: str, bound: OutsideIdentity, signed_in: SignedIn
) -> None:
    answer = signed_in("Dr Priya Nair").get(page)
    assert answer.status_code == 409
    assert "your account has a better proof" in words(answer)


def test_where_one_password_is_enough_it_still_is(bound: OutsideIdentity, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    assert sign_in(Client(), "priya.nair", PASSWORD).headers["Location"] == "/"


# What was taken away opens nothing any more


def elsewhere(signed_in: SignedIn, identity: OutsideIdentity | None = None) -> Client:
    """Return another browser in which Priya is signed in, with a strong proof."""
    client = signed_in("Dr Priya Nair")
    Sitting.objects.filter(pk=client.session["sitting"]).update(
        how=How.OUTSIDE if identity else How.CODE, identity=identity
    )
    return client


def test_a_phone_that_an_administrator_takes_away_takes_its_sessions_along(signed_in: SignedIn, world: World) -> None:
    adds_an_app(signed_in("Dr Priya Nair"))
    thief = elsewhere(signed_in)
    signed_in("Alex Stroud").post(f"/sign-ins/{world.account('Dr Priya Nair').pk}/remove-factors")
    assert thief.get("/people").status_code == 302


@pytest.mark.parametrize("what", ["passkey", "authenticator"])
def test_what_someone_takes_away_themselves_ends_their_other_sessions(what: str, signed_in: SignedIn) -> None:
    here = signed_in("Dr Priya Nair")
    adds_a_passkey(here, SoftKey())
    adds_an_app(here)
    thief = elsewhere(signed_in)
    passkey = f"/your-sign-in/passkeys/{Passkey.objects.get().pk}/remove"
    here.post(passkey if what == "passkey" else "/your-sign-in/authenticator/remove")
    assert (here.get("/people").status_code, thief.get("/people").status_code) == (200, 302)


def test_an_identity_that_is_unbound_ends_the_sessions_that_it_began(
    bound: OutsideIdentity, signed_in: SignedIn
) -> None:
    thief, other = elsewhere(signed_in, bound), elsewhere(signed_in)
    actions.unbind(identity_id=bound.pk, by=SYSTEM, at=datetime.now(UTC))
    assert (thief.get("/people").status_code, other.get("/people").status_code) == (302, 200)


def test_whoever_comes_back_signs_in_anew(signed_in: SignedIn, world: World) -> None:
    account, client = world.account("Dr Priya Nair"), signed_in("Dr Priya Nair")
    post = account.posts.get()
    access.leave(account_id=account.pk, by=SYSTEM, at=datetime.now(UTC))
    assert not Sitting.objects.filter(account=account, ended_at=None).exists()
    access.come_back(account_id=account.pk, by=SYSTEM, at=datetime.now(UTC))
    access.bring_back_post(post_id=post.pk, by=SYSTEM, at=datetime.now(UTC))
    assert client.get("/people").status_code == 302


def test_whoever_proves_again_what_is_bound_no_more_signs_in_anew(bound: OutsideIdentity, signed_in: SignedIn) -> None:
    client = elsewhere(signed_in, bound)
    OutsideIdentity.objects.update(ended_at=NOW)
    assert client.get("/sign-in/again").headers["Location"] == "/sign-in"
    assert client.get("/people").status_code == 302
    assert Sitting.objects.get().ended_at


# Keeping others out


def test_no_page_elsewhere_keeps_a_hospital_from_signing_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RATES, "sign_in", rules.Rate(each=9, address=2, seconds=3600, words="tries"))
    world.account("Dr Priya Nair")
    for path in ("/sign-in/back/cis2", "/sign-in/back/anything", "/sign-in/back/cis2?state=made-up&code=made-up"):
        assert Client().get(path).status_code == 404  # as an image of any page would ask for it
    assert not Tally.objects.exists()
    assert sign_in(Client(), "priya.nair", PASSWORD).status_code == 302


def test_an_answer_to_nothing_that_was_asked_is_counted_against_nobody(bound: OutsideIdentity) -> None:
    assert Client().get("/sign-in/back/cis2?state=made-up&code=made-up").status_code == 422
    assert not Tally.objects.exists()


def test_whoever_is_locked_out_at_their_own_address_locks_nobody_out_elsewhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.RATES, "sign_in", rules.Rate(each=8, address=1000, seconds=3600, words="tries"))
    world.account("Dr Priya Nair")
    attacker = Client(REMOTE_ADDR="203.0.113.9")
    tries = [sign_in(attacker, "priya.nair", "a guess").status_code for _ in range(12)]
    assert tries == [422] * 4 + [429] * 8
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), "priya.nair", PASSWORD).status_code == 302


def test_the_same_name_in_other_letters_locks_nobody_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RATES, "sign_in", rules.Rate(each=2, address=1000, seconds=3600, words="tries"))
    world.account("Dr Priya Nair")
    for name in ("PRIYA.NAIR", "Priya.Nair", "priya.NAIR", "pRIYA.nair"):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), name, "a guess")
    assert sign_in(Client(), "priya.nair", PASSWORD).status_code == 302


def test_someone_whose_name_has_capitals_is_unlocked_like_anyone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RATES, "sign_in", rules.Rate(each=2, address=1000, seconds=3600, words="tries"))
    at = datetime.now(UTC)
    sam = access.open_account(username="Sam.Carter", full_name="Sam Carter", password=PASSWORD, by=SYSTEM, at=at)
    tries = [sign_in(Client(), "Sam.Carter", "a guess").status_code for _ in range(3)]
    assert tries == [422, 422, 429]
    actions.unlock(account=sam, by=SYSTEM, at=at)
    assert sign_in(Client(), "Sam.Carter", PASSWORD).status_code == 302


# Putting back


def test_a_passkey_that_an_administrator_took_away_is_not_put_back_by_whoever_holds_it(
    world: World, signed_in: SignedIn
) -> None:
    client = signed_in("Dr Priya Nair")
    adds_a_passkey(client, SoftKey(), name="Phone")
    adds_a_passkey(client, SoftKey(), name="Tablet")
    phone, tablet = Passkey.objects.order_by("pk")
    client.post(f"/your-sign-in/passkeys/{phone.pk}/remove")
    signed_in("Alex Stroud").post(f"/sign-ins/{world.account('Dr Priya Nair').pk}/remove-factors")
    again = signed_in("Dr Priya Nair")
    for passkey in (phone, tablet):
        assert again.post(f"/your-sign-in/passkeys/{passkey.pk}/put-back").status_code == 409
    assert not Passkey.objects.filter(ended_at=None).exists()


# A provider that is down


def test_a_provider_that_is_down_is_not_asked_again_and_again(bound: OutsideIdentity, asked: list[str]) -> None:
    for _ in range(3):
        assert Client().get("/sign-in/with/cis2").status_code == 409
    assert len(asked) == 1


def test_what_a_provider_said_of_itself_is_used_while_it_is_down(
    bound: OutsideIdentity, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = talking._of(provider_named("cis2"))
    known.described = {"authorization_endpoint": "https://cis2.example.org/authorize"}
    known.described_at = float("-inf")
    for _ in range(3):
        there = Client().get("/sign-in/with/cis2").headers["Location"]
        assert there.startswith("https://cis2.example.org/authorize?")
    assert len(asked) == 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let no provider answer; return the addresses that were asked."""
    found: list[str] = []

    def silent(address: str, **rest: Any) -> Any:
        found.append(address)
        raise requests.ConnectionError

    talking.forget()
    monkeypatch.setattr(requests, "get", silent)
    yield found
    talking.forget()
