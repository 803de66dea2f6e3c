"""Signing in through CIS2, NHS login or Entra: with a real provider on this machine, honest and not."""

from __future__ import annotations

import html
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import yaml
from django.test import Client
from joserfc.jwk import ECKey

from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Role
from joinedup.record.signing_in import actions
from joinedup.record.signing_in.models import OutsideIdentity, Sitting
from joinedup.record.signing_in.openid import talking
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant
from tests.world.provider import Provider, provider_running
from tests.world.world import NOW, World


@pytest.fixture
def cis2(world: World, settings: Any) -> Iterator[Provider]:
    """Run a provider that the place has declared as CIS2, and bind Dr Priya Nair's account to her number there."""
    settings.SECOND_FACTOR = True
    talking.forget()
    with provider_running() as provider:
        declare(settings, provider)
        bind(world, provider)
        yield provider


def declare(settings: Any, provider: Provider, **more: Any) -> None:
    (settings.HOME / "keys").mkdir(exist_ok=True)
    (settings.HOME / "keys" / "cis2.pem").write_bytes(provider.client_key.as_pem(private=True))
    said = {
        "title": "NHS Care Identity", "issuer": provider.issuer, "client_id": provider.client_id, "key": "keys/cis2.pem",
        "scope": "openid profile", **more,
    }  # fmt: skip
    (settings.HOME / "sign-in.yaml").write_text(yaml.safe_dump({"providers": {"cis2": said}}), encoding="utf-8")


def bind(world: World, provider: Provider) -> OutsideIdentity:
    return actions.bind(
        account=world.account("Dr Priya Nair"), provider="cis2", issuer=provider.issuer, subject="555021",
        by=SYSTEM, at=NOW,
    )  # fmt: skip


def goes(client: Client, path: str = "/sign-in/with/cis2") -> str:
    """Go to the provider; return where it sends the browser back to."""
    there = client.get(path).headers["Location"]
    return str(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])


def comes_back(client: Client, back: str) -> Any:
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def signs_in(client: Client, path: str = "/sign-in/with/cis2") -> Any:
    return comes_back(client, goes(client, path))


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# Signing in


def test_priya_signs_in_with_her_card_and_comes_to_the_page_she_asked_for(cis2: Provider) -> None:
    client = Client()
    assert "Sign in with NHS Care Identity" in words(client.get("/sign-in?next=/people"))
    answer = signs_in(client, "/sign-in/with/cis2?next=/people")
    assert answer.headers["Location"] == "/people"
    assert client.get("/people").status_code == 200  # what she proved there is enough, without a factor of ours
    assert cis2.refused == []


def test_nobody_is_led_elsewhere_by_signing_in_elsewhere(cis2: Provider) -> None:
    assert signs_in(Client(), "/sign-in/with/cis2?next=https://example.org/").headers["Location"] == "/"


def test_someone_who_is_not_bound_is_let_in_nowhere_and_told_their_number(cis2: Provider, world: World) -> None:
    cis2.who = {"sub": "555999", "sid": "another", "name": "Dr Priya Nair", "email": "priya.nair@example.org"}
    client = Client()
    answer = signs_in(client)
    assert answer.status_code == 403
    assert "555999" in words(answer)
    assert "We tie them by a number and never by a name" in words(answer)
    assert client.get("/people").status_code == 302


def test_an_account_that_is_closed_is_not_opened_from_elsewhere(cis2: Provider, world: World) -> None:
    account = world.account("Dr Priya Nair")
    account.is_active = False
    account.save()
    assert signs_in(Client()).status_code == 403


def test_the_same_number_of_another_issuer_is_someone_else(cis2: Provider, world: World) -> None:
    OutsideIdentity.objects.update(issuer="https://another.example.org")
    assert signs_in(Client()).status_code == 403


def test_someone_who_turns_back_there_is_told_so(cis2: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(goes(client)).query)["state"][0]
    answer = client.get("/sign-in/back/cis2", {"error": "access_denied", "state": state})
    assert answer.status_code == 409
    assert "You did not sign in with NHS Care Identity." in words(answer)


# A provider that says what is not so


def _now() -> int:
    return int(time.time())


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "wrong nonce": ({"nonce": "made-up"}, "it does not answer what we asked"),
    "no nonce": ({"nonce": None}, "it does not answer what we asked"),
    "another's audience": ({"aud": "someone-else"}, "it was made for someone else"),
    "several audiences": ({"aud": ["northmoor", "someone-else"]}, "it was made for several, and not given to us"),
    "another issuer": ({"iss": "https://example.org"}, "it was issued by someone else"),
    "expired": ({"exp": _now() - 61}, "it has expired"),
    "no end": ({"exp": None}, "it does not say until when it holds"),
    "made tomorrow": ({"iat": _now() + 86_400}, "it was made in the future"),
    "made yesterday": ({"iat": _now() - 86_400}, "it is too old"),
    "about nobody": ({"sub": ""}, "it does not say who it is about"),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_so_opens_nothing(lie: str, cis2: Provider, world: World) -> None:
    cis2.says, because = LIES[lie]
    client = Client()
    answer = signs_in(client)
    assert answer.status_code == 409
    assert because in words(answer)
    assert client.get("/people").status_code == 302
    assert world.journal()[-1] == "sign_in.done refused"


@pytest.mark.parametrize("how", ["unsigned", "signed_by_a_stranger", "signed_with_what_is_public"])
def test_what_the_provider_did_not_sign_opens_nothing(how: str, cis2: Provider) -> None:
    cis2.signs = getattr(cis2, how)
    client = Client()
    answer = signs_in(client)
    assert answer.status_code == 409
    assert "is not signed by it" in words(answer)
    assert client.get("/people").status_code == 302


def test_clocks_may_be_a_little_apart(cis2: Provider) -> None:
    cis2.says = {"iat": _now() + 30, "exp": _now() - 30}
    assert signs_in(Client()).status_code == 302


def test_a_new_key_of_the_provider_is_read_when_it_is_first_used(cis2: Provider) -> None:
    assert signs_in(Client()).status_code == 302
    cis2.rotates()
    assert signs_in(Client()).status_code == 302
    assert cis2.asked.count("/keys") == 2


def test_forged_keys_do_not_make_us_ask_again_and_again(cis2: Provider) -> None:
    signs_in(Client())
    cis2.signs = lambda claims: cis2.signed(claims, kid="forged")
    for _ in range(3):
        assert signs_in(Client()).status_code == 409
    assert cis2.asked.count("/keys") == 2


# Someone between


def test_a_code_works_once(cis2: Provider) -> None:
    client = Client()
    back = goes(client)
    assert comes_back(client, back).status_code == 302
    assert comes_back(client, back).status_code == 422
    assert comes_back(Client(), back).status_code == 422


def test_a_code_of_someone_elses_sign_in_is_of_no_use(cis2: Provider) -> None:
    thief, priya = Client(), Client()
    stolen = parse_qs(urlsplit(goes(priya)).query)["code"][0]
    mine = parse_qs(urlsplit(goes(thief)).query)
    answer = thief.get("/sign-in/back/cis2", {"code": stolen, "state": mine["state"][0], "iss": cis2.issuer})
    assert answer.status_code == 409  # the verifier is in Priya's session
    assert cis2.refused == ["verifier"]


def test_nobody_is_signed_in_by_a_link_that_someone_sends_them(cis2: Provider) -> None:
    attacker, victim = Client(), Client()
    assert comes_back(victim, goes(attacker)).status_code == 422
    goes(victim)
    assert comes_back(victim, goes(attacker)).status_code == 422


def test_an_answer_of_another_issuer_is_not_taken(cis2: Provider) -> None:
    client = Client()
    assert comes_back(client, goes(client).replace("iss=http", "iss=https")).status_code == 422


def test_the_provider_refuses_us_without_our_key(cis2: Provider, settings: Any) -> None:
    settings.HOME.joinpath("keys/cis2.pem").write_bytes(cis2.keys[0].as_pem(private=True))
    assert signs_in(Client()).status_code == 409
    assert cis2.refused == ["assertion not signed by the client"]


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_our_key_is_named_as_the_provider_wants_it(algorithm: str, cis2: Provider, settings: Any) -> None:
    cis2.client_signs = algorithm
    if algorithm == "ES256":
        cis2.client_key = ECKey.generate_key("P-256")
    declare(settings, cis2, algorithm=algorithm, key_id="northmoor-2026", thumbprint="c29tZS1jZXJ0aWZpY2F0ZQ")
    assert signs_in(Client()).status_code == 302
    [head] = cis2.heads
    named = {"alg": algorithm, "kid": "northmoor-2026", "x5t#S256": "c29tZS1jZXJ0aWZpY2F0ZQ"}
    assert {**head, **named} == head


def test_without_our_key_the_page_says_whom_to_tell(cis2: Provider, settings: Any) -> None:
    settings.HOME.joinpath("keys/cis2.pem").unlink()
    assert "Our key for NHS Care Identity cannot be read." in words(signs_in(Client()))


@pytest.mark.parametrize(
    "tells", [{"jwks_uri": "/nowhere"}, {"token_endpoint": None}, {"userinfo_endpoint": "ftp://x"}]
)
def test_a_provider_that_does_not_describe_itself_lets_nobody_in(
    tells: dict[str, Any], cis2: Provider, settings: Any
) -> None:
    declare(settings, cis2, userinfo=True)
    cis2.tells = {name: f"{cis2.issuer}{to}" if str(to).startswith("/") else to for name, to in tells.items()}
    answer = signs_in(Client())
    assert answer.status_code == 409
    assert "did not answer as it should" in words(answer)


def test_a_provider_that_is_down_is_said_to_be(cis2: Provider) -> None:
    cis2.server.shutdown()
    cis2.server.server_close()
    answer = Client().get("/sign-in/with/cis2")
    assert answer.status_code == 409
    assert "cannot be reached" in words(answer)


def test_a_provider_that_calls_itself_otherwise_is_not_believed(cis2: Provider) -> None:
    cis2.tells = {"issuer": "https://example.org"}
    assert "calls itself by another name" in words(Client().get("/sign-in/with/cis2"))


def test_no_provider_is_asked_over_plain_http(cis2: Provider, settings: Any) -> None:
    declare(settings, cis2, issuer="http://provider.example.org")
    assert "not reached over HTTPS" in words(Client().get("/sign-in/with/cis2"))


# How sure the provider is, and the posts it gives


def test_too_little_assurance_opens_nothing(cis2: Provider, settings: Any) -> None:
    declare(settings, cis2, must={"authentication_assurance_level": ["3"], "amr": ["mfa", "card"]})
    cases = [
        ({}, 409), ({"authentication_assurance_level": "2", "amr": ["mfa"]}, 409),
        ({"authentication_assurance_level": "3", "amr": ["pwd"]}, 409),
        ({"authentication_assurance_level": "3", "amr": ["pwd", "card"]}, 302),
    ]  # fmt: skip
    for says, status in cases:
        cis2.says = says
        assert signs_in(Client()).status_code == status, says


def test_someone_acts_only_in_the_posts_that_their_provider_gives_too(
    cis2: Provider, settings: Any, world: World
) -> None:
    icb = world.organisation("Northmoor ICB")
    access.start_post(
        account=world.account("Dr Priya Nair"), organisation=icb, role=Role.ANALYST, by=SYSTEM, at=instant("2020-01-01")
    )
    roles = {"S8000:G8000:R8000": "gp", "S0080:G0450:R5080": "analyst"}
    told = {"claim": "nhsid_nrbac_roles", "organisation": "org_code", "role": "role_code", "roles": roles}
    declare(settings, cis2, userinfo=True, posts=told)
    cis2.who["nhsid_nrbac_roles"] = [
        {"org_code": icb.ods_code, "role_code": "S0080:G0450:R5080"}, {"org_code": "X26", "role_code": "S1:G1:R1"}, "?",
    ]  # fmt: skip
    client = Client()
    signs_in(client)
    assert client.get("/people").status_code == 403  # as analyst, without being asked: the only post that both know
    cis2.who["nhsid_nrbac_roles"] = []
    nobody = Client()
    signs_in(nobody)
    assert nobody.get("/people").headers["Location"] == "/post"
    assert "You have no post here" in words(nobody.get("/post"))


def test_what_is_told_of_someone_else_is_not_taken(cis2: Provider, settings: Any) -> None:
    declare(settings, cis2, userinfo=True)
    cis2.tells = {"of them": {"sub": "555000"}}
    assert "told us of someone else" in words(signs_in(Client()))


# Binding, proving again, ending


def test_someone_binds_their_own_account_once(cis2: Provider, world: World, signed_in: SignedIn, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    cis2.who = {"sub": "555777", "sid": "s"}
    client = signed_in("Tariq Bell")
    assert "Also sign in with NHS Care Identity?" in words(signs_in(client, "/your-sign-in/with/cis2"))
    assert client.post("/your-sign-in/with/cis2/confirm").headers["Location"] == "/your-sign-in"
    assert "You can now sign in with NHS Care Identity." in words(client.get("/your-sign-in"))
    assert signs_in(Client()).status_code == 302
    alex = signed_in("Alex Stroud")
    signs_in(alex, "/your-sign-in/with/cis2")
    assert alex.post("/your-sign-in/with/cis2/confirm").status_code == 422  # it is Tariq's
    identity = OutsideIdentity.objects.get(subject="555777")
    assert signed_in("Alex Stroud").post(f"/your-sign-in/identities/{identity.pk}/unbind").status_code == 404
    assert client.post(f"/your-sign-in/identities/{identity.pk}/unbind").status_code == 302
    assert signs_in(Client()).status_code == 403
    assert [line for line in world.journal() if line.startswith("identity")] == [
        "identity.bound done", "identity.bound done", "identity.unbound done",
    ]  # fmt: skip


def test_nobody_is_bound_unseen_to_who_someone_else_is_there(cis2: Provider, world: World) -> None:
    cis2.who = {"sub": "555666", "sid": "an attacker's"}  # another site signed Priya's browser in there as someone else
    priya = Client(enforce_csrf_checks=True)
    cis2.who, theirs = {"sub": "555021", "sid": "s"}, cis2.who
    signs_in(priya)
    cis2.who = theirs
    assert "555666" in words(signs_in(priya, "/your-sign-in/with/cis2"))
    assert priya.post("/your-sign-in/with/cis2/confirm").status_code == 403  # no form of ours sent it
    assert not OutsideIdentity.objects.filter(subject="555666").exists()


def test_nothing_is_bound_that_was_not_just_shown(cis2: Provider) -> None:
    client = Client()
    signs_in(client)
    assert client.post("/your-sign-in/with/cis2/confirm").status_code == 422


def test_before_what_is_dangerous_the_provider_asks_again(cis2: Provider) -> None:
    client = Client()
    signs_in(client)
    old = instant("2026-01-01")
    Sitting.objects.update(proved_at=old)
    assert client.get("/your-sign-in/password").headers["Location"].startswith("/sign-in/again")
    there = client.get("/sign-in/again?next=/your-sign-in/password").headers["Location"]
    assert parse_qs(urlsplit(there).query)["prompt"] == ["login"]
    cis2.says = {"auth_time": _now() - 3600}
    assert "proved it again just now" in words(signs_in(client, "/sign-in/again?next=/your-sign-in/password"))
    assert Sitting.objects.get().proved_at == old
    cis2.says = {}
    answer = signs_in(client, "/sign-in/again?next=/your-sign-in/password")
    assert answer.headers["Location"] == "/your-sign-in/password"
    assert client.get("/your-sign-in/password").status_code == 200


def test_someone_else_cannot_prove_it_again_for_priya(cis2: Provider, world: World) -> None:
    actions.bind(
        account=world.account("Tariq Bell"), provider="cis2", issuer=cis2.issuer, subject="555777", by=SYSTEM, at=NOW
    )
    client = Client()
    signs_in(client)
    cis2.who = {"sub": "555777", "sid": "s"}
    assert "You signed in there as someone else." in words(signs_in(client, "/sign-in/again"))


def ends(provider: Provider, **changes: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(
        "/sign-in/ended/cis2", {"logout_token": provider.logout_token(**changes)}
    )


def test_a_session_that_ends_there_ends_here(cis2: Provider) -> None:
    client = Client()
    signs_in(client)
    assert client.get("/people").status_code == 200
    assert ends(cis2).status_code == 200
    assert client.get("/people").headers["Location"].startswith("/sign-in")


def test_only_the_session_that_ended_ends(cis2: Provider) -> None:
    here, there = Client(), Client()
    signs_in(here)
    cis2.who["sid"] = "session-two"
    signs_in(there)
    assert ends(cis2).status_code == 200
    assert (here.get("/people").status_code, there.get("/people").status_code) == (200, 302)


NO_END: dict[str, dict[str, Any]] = {
    "an ID token": {"events": None, "nonce": "one"},
    "with a nonce": {"nonce": "one"},
    "without an event": {"events": None},
    "without a number": {"jti": None},
    "of nobody": {"sub": None, "sid": None},
    "for someone else": {"aud": "someone-else"},
    "expired": {"exp": 1},
}


@pytest.mark.parametrize("which", NO_END)
def test_other_tokens_end_nothing(which: str, cis2: Provider) -> None:
    client = Client()
    signs_in(client)
    assert ends(cis2, **NO_END[which]).status_code == 400
    assert client.get("/people").status_code == 200


def test_a_token_ends_a_session_once(cis2: Provider) -> None:
    first = cis2.logout_token()
    client = Client()
    assert client.post("/sign-in/ended/cis2", {"logout_token": first}).status_code == 200
    signs_in(client)
    assert client.post("/sign-in/ended/cis2", {"logout_token": first}).status_code == 400
    assert client.get("/people").status_code == 200


def test_what_no_provider_signed_ends_nothing(cis2: Provider) -> None:
    cis2.signs = cis2.signed_by_a_stranger
    assert ends(cis2).status_code == 400
    assert Client().post("/sign-in/ended/nobody", {"logout_token": "x"}).status_code == 400


# The file


WRONG_FILES = {
    "no list": ("hello: there", "it has no list called providers"),
    "a line that is not known": ("providers: {cis2: {title: A, issuer: b, client_id: c, key: d, secret: e}}", "secret"),
    "a line missing": ("providers: {cis2: {title: A, issuer: b, client_id: c}}", "key"),
    "a weak way of signing": (
        "providers: {cis2: {title: A, issuer: b, client_id: c, key: d, algorithm: HS256}}", "signed by none of"
    ),
    "a name that is no address": ("providers: {'CIS 2': {}}", "small letters"),
    "posts half told": ("providers: {cis2: {title: A, issuer: b, client_id: c, key: d, posts: {claim: e}}}", "posts of"),
    "posts of no role": (
        "providers: {cis2: {title: A, issuer: b, client_id: c, key: d, "
        "posts: {claim: e, organisation: f, role: g, roles: {R1: wizard}}}}", "wizard",
    ),
    "no YAML": ("providers: {cis2: [", "it cannot be read as YAML"),
    "a list of what to ask": (
        "providers: {cis2: {title: A, issuer: b, client_id: c, key: d, ask: [x]}}", "ask of cis2 has no lines"
    ),
    "nothing to ask": ("providers: {cis2: {title: A, issuer: b, client_id: c, key: d, ask: }}", "ask of cis2"),
    "a list of roles": (
        "providers: {cis2: {title: A, issuer: b, client_id: c, key: d, "
        "posts: {claim: e, organisation: f, role: g, roles: [gp]}}}", "roles of cis2 has no lines",
    ),
    "a role that is a list": (
        "providers: {cis2: {title: A, issuer: b, client_id: c, key: d, "
        "posts: {claim: e, organisation: f, role: g, roles: {R1: [gp]}}}}", "roles that are none of ours",
    ),
    "a title that is a list": (
        "providers: {cis2: {title: [A], issuer: b, client_id: c, key: d}}", "no word or number at title"
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", WRONG_FILES)
def test_a_file_that_cannot_be_used_says_why(which: str, world: World, settings: Any) -> None:
    text, because = WRONG_FILES[which]
    (settings.HOME / "sign-in.yaml").write_text(text, encoding="utf-8")
    answer = Client().get("/sign-in")
    assert answer.status_code == 200  # whoever has a password still signs in
    assert because in words(answer)
    assert Client().get("/sign-in/with/cis2").status_code == 422


def test_without_the_file_no_provider_is_offered(world: World) -> None:
    assert "Sign in with NHS" not in words(Client().get("/sign-in"))
    assert Client().get("/sign-in/with/cis2").status_code == 404
