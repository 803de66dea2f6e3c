"""Signing in, being locked out, and acting in a post."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Role
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant
from tests.world.world import PASSWORD, World


def sign_in(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post("/sign-in", {"username": username, "password": password, **more})


def test_someone_with_one_post_signs_in_and_is_in_it(world: World) -> None:
    world.account("Dr Priya Nair")
    client = Client()
    assert sign_in(client, "priya.nair", PASSWORD).headers["Location"] == "/"
    assert "Dr Priya Nair, GP, Hillside Surgery" in client.get("/").content.decode()


def test_they_come_to_the_page_they_asked_for(world: World) -> None:
    world.account("Dr Priya Nair")
    answer = sign_in(Client(), "priya.nair", PASSWORD, next="/people")
    assert answer.headers["Location"] == "/people"


def test_nobody_is_led_to_another_site_by_signing_in(world: World) -> None:
    world.account("Dr Priya Nair")
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert sign_in(Client(), "priya.nair", PASSWORD, next=elsewhere).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(world: World) -> None:
    world.account("Dr Priya Nair")
    answers = [sign_in(Client(), name, "not the password") for name in ("priya.nair", "nobody.at.all")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("The name or the password is not right" in answer.content.decode() for answer in answers)
    assert all("<title>Error: Sign in – JoinedUp</title>" in answer.content.decode() for answer in answers)


def test_an_empty_form_says_what_is_missing_and_leads_to_it(world: World) -> None:
    words = sign_in(Client(), "", "").content.decode()
    assert 'href="#username"' in words
    assert "Enter your sign-in name" in words
    assert "Enter your password" in words


def test_after_five_wrong_passwords_the_right_one_waits_too(world: World) -> None:
    world.account("Dr Priya Nair")
    client = Client()
    for _ in range(5):
        last = sign_in(client, "priya.nair", "not the password")
    assert last.status_code == 429
    answer = sign_in(client, "priya.nair", PASSWORD)
    assert answer.status_code == 429
    assert "Sign-in is locked for 15 minutes" in answer.content.decode()
    assert "Wait 15 minutes and try again" in answer.content.decode()


def test_an_attacker_behind_the_proxy_locks_nobody_out_but_themselves(world: World, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.2")]
    world.account("Dr Priya Nair")
    attacker = Client(REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": "203.0.113.9"})
    for _ in range(6):
        locked = sign_in(attacker, "priya.nair", "not the password")
    assert locked.status_code == 429
    priya = Client(REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": "198.51.100.7"})
    assert sign_in(priya, "priya.nair", PASSWORD).status_code == 302


def test_an_attacker_gains_nothing_by_making_addresses_up(world: World) -> None:
    world.account("Dr Priya Nair")
    for number in range(6):
        made_up = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": f"198.51.100.{number}"})
        locked = sign_in(made_up, "priya.nair", "not the password")
    assert locked.status_code == 429


def test_after_signing_out_no_page_is_open(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/people").status_code == 302


def test_no_page_is_kept_by_the_browser(signed_in: SignedIn) -> None:
    assert signed_in("Dr Priya Nair").get("/people").headers["Cache-Control"] == "no-store"


@pytest.fixture
def two_posts(world: World, signed_in: SignedIn) -> Client:
    access.start_post(
        account=world.account("Dr Priya Nair"),
        organisation=world.organisation("Northmoor ICB"),
        role=Role.ANALYST,
        by=SYSTEM,
        at=instant("2020-01-01"),
    )
    return signed_in("Dr Priya Nair")


def test_someone_with_two_posts_says_in_which_they_work_now(two_posts: Client) -> None:
    assert two_posts.get("/").headers["Location"] == "/post"
    words = two_posts.get("/post").content.decode()
    assert "In which post are you working now?" in words
    assert "Hillside Surgery" in words
    assert "Northmoor ICB" in words


def test_choosing_no_post_is_a_mistake_that_is_told(two_posts: Client) -> None:
    answer = two_posts.post("/post", {})
    assert answer.status_code == 422
    assert "Choose the post in which you are working now" in answer.content.decode()


def test_the_post_that_is_chosen_decides_what_is_seen(two_posts: Client, world: World) -> None:
    posts = {post.role: post.pk for post in world.account("Dr Priya Nair").posts.all()}
    two_posts.post("/post", {"post": posts["analyst"]})
    assert two_posts.get("/people").status_code == 403
    two_posts.post("/post", {"post": posts["gp"]})
    assert two_posts.get("/people").status_code == 200
    assert world.journal().count("post.chosen done") == 2


def test_a_post_of_someone_else_cannot_be_chosen(two_posts: Client, world: World) -> None:
    theirs = world.account("Tariq Bell").posts.get()
    assert two_posts.post("/post", {"post": theirs.pk}).status_code == 422


def test_a_post_that_has_ended_opens_nothing(world: World, signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    access.end_post(post_id=world.account("Dr Priya Nair").posts.get().pk, by=SYSTEM, at=instant("2020-02-01"))
    assert client.get("/").headers["Location"] == "/post"
    words = client.get("/post").content.decode()
    assert "You have no post here" in words
    assert "ask your system administrator" in words
