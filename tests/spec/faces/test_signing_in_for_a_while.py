"""How long someone stays signed in, where, who may end it; what asks again, and what asks to wait."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client

from joinedup.faces.screens.guard import Page
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Role
from joinedup.record.signing_in import actions, rules, sittings
from joinedup.record.signing_in.models import Authenticator, Passkey, Sitting, Tally
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_signing_in_with_a_second_factor import adds_a_passkey, adds_an_app, code_now, uses_a_passkey
from tests.world.drawn import instant
from tests.world.soft_key import SoftKey
from tests.world.world import PASSWORD, World


def sign_in(client: Client, username: str = "priya.nair", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"username": username, "password": password, **more})


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def ago(**when: int) -> datetime:
    return datetime.now(UTC) - timedelta(**when)


# Until when


@pytest.mark.parametrize(
    ("change", "open_", "because"),
    [
        ({"seen_at": 14}, True, ""),
        ({"seen_at": 15}, False, "because nothing was done for 15 minutes"),
        ({"began_at": 599}, True, ""),
        ({"began_at": 600}, False, "signed out after 10 hours"),
        ({"ended_at": 0}, False, "someone ended your sessions, you yourself or your administrator"),
    ],
)
def test_a_sitting_ends_and_the_next_page_says_why(
    change: dict[str, int], open_: bool, because: str, signed_in: SignedIn
) -> None:
    client = signed_in("Dr Priya Nair")
    Sitting.objects.update(**{name: ago(minutes=minutes) for name, minutes in change.items()})
    answer = client.get("/people")
    assert (answer.status_code == 200) == open_
    if not open_:
        assert answer.headers["Location"] == "/sign-in?next=/people"
        page = words(client.get("/sign-in?next=/people"))
        assert because in page
        assert because not in words(client.get("/sign-in"))  # said once


def test_whoever_does_something_stays_signed_in(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    Sitting.objects.update(seen_at=ago(minutes=10))
    client.get("/people")
    assert Sitting.objects.get().seen_at > ago(minutes=1)


def test_a_session_without_a_sitting_opens_nothing(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    Sitting.objects.all().delete()
    assert client.get("/people").status_code == 302


def test_a_session_with_the_sitting_of_someone_else_opens_nothing(signed_in: SignedIn) -> None:
    signed_in("Tariq Bell")
    theirs = Sitting.objects.get()
    client = signed_in("Dr Priya Nair")
    session = client.session
    session["sitting"] = theirs.pk
    session.save()
    assert client.get("/people").status_code == 302


def test_signing_out_ends_the_sitting_and_is_written_down(signed_in: SignedIn, world: World) -> None:
    signed_in("Dr Priya Nair").post("/sign-out")
    assert Sitting.objects.get().ended_at
    assert world.journal()[-1] == "sign_in.ended done"


# Where


def test_someone_sees_where_they_are_signed_in_and_signs_out_everywhere_else(world: World) -> None:
    world.account("Dr Priya Nair")
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
    here, there = Client(), Client(headers={"User-Agent": agent})
    sign_in(there)
    sign_in(here)
    assert "Edge on Windows" in words(here.get("/your-sign-in"))
    here.post("/your-sign-in/sign-out-elsewhere")
    assert "You are signed out of 1 other session." in words(here.get("/your-sign-in"))
    assert there.get("/people").status_code == 302
    assert here.get("/people").status_code == 200


def test_a_new_password_ends_every_other_session(world: World) -> None:
    world.account("Dr Priya Nair")
    here, there = Client(), Client()
    sign_in(there)
    sign_in(here)
    new = "three words that are far apart"
    for wrong in ({"first": new, "second": "another"}, {"first": "short", "second": "short"}):
        assert here.post("/your-sign-in/password", wrong).status_code == 422
    assert here.post("/your-sign-in/password", {"first": new, "second": new}).status_code == 302
    assert here.get("/people").status_code == 200
    assert there.get("/people").status_code == 302
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password=new).status_code == 302


# Nobody's session becomes someone's


def test_a_session_known_before_signing_in_is_not_the_one_after(world: World) -> None:
    world.account("Dr Priya Nair")
    client = Client()
    client.get("/sign-in/passkey")  # what asks for a passkey keeps it in a session of nobody
    planted = client.session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    victim = Client()
    victim.cookies["sessionid"] = planted
    assert victim.get("/people").status_code == 302


def test_nor_is_the_one_between_the_password_and_the_code(world: World, signed_in: SignedIn) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    client = Client()
    client.get("/sign-in/passkey")
    keys = [client.session.session_key]
    sign_in(client)
    keys.append(client.session.session_key)
    client.post("/sign-in/code", {"code": code_now(secret)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert not Session.objects.filter(session_key__in=keys[:2]).exists()


def test_a_session_known_before_another_post_is_chosen_is_not_the_one_after(signed_in: SignedIn, world: World) -> None:
    access.start_post(
        account=world.account("Dr Priya Nair"),
        organisation=world.organisation("Northmoor ICB"),
        role=Role.ANALYST,
        by=SYSTEM,
        at=instant("2020-01-01"),
    )
    client = signed_in("Dr Priya Nair")
    before = client.session.session_key
    client.post("/post", {"post": world.account("Dr Priya Nair").posts.order_by("pk")[0].pk})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


ELSEWHERE = (
    "https://example.org/",
    "//example.org/",
    "///example.org",
    "/\\example.org",
    "javascript:alert(1)",
    "http:example.org",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_elsewhere_by_any_way_of_signing_in(elsewhere: str, world: World, signed_in: SignedIn) -> None:
    key = SoftKey()
    here = signed_in("Dr Priya Nair")
    adds_a_passkey(here, key)
    secret, _ = adds_an_app(here)
    assert uses_a_passkey(Client(), key, next=elsewhere).headers["Location"] == "/"
    client = Client()
    sign_in(client, next=elsewhere)
    assert client.post("/sign-in/code", {"code": code_now(secret)}).headers["Location"] == "/"
    again = client.post("/sign-in/again", {"given": code_now(secret, steps=1), "next": elsewhere})
    assert again.headers["Location"] == "/"


# What is dangerous


DANGEROUS = [page for page in PAGES if page.fresh and page.act != "access.manage" and "<" not in page.path]


def test_what_is_dangerous_is_marked_so() -> None:
    assert {"place_publish", "password_change", "authenticator_add", "passkey_add", "sign_in_change"} <= {
        page.name for page in PAGES if page.fresh
    }


def test_nothing_about_a_person_in_care_asks_again_least_of_all_in_an_emergency(
    signed_in: SignedIn, world: World
) -> None:
    about_people = [page for page in PAGES if page.path.startswith("people/")]
    assert any("emergency" in page.path for page in about_people)
    assert [page.name for page in about_people if page.fresh] == []
    client = signed_in("Dr Priya Nair")
    Sitting.objects.update(proved_at=ago(hours=9))
    emergency = next(page for page in about_people if page.path.endswith("/emergency"))
    path = "/" + emergency.path.replace("<int:person_id>", str(world.person("Edna Marsh")))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("page", DANGEROUS, ids=lambda page: page.name)
def test_what_is_dangerous_asks_again_after_ten_minutes(page: Page, signed_in: SignedIn) -> None:
    client = signed_in("Tariq Bell" if page.act == "release.publish" else "Dr Priya Nair")
    Sitting.objects.update(proved_at=ago(minutes=10))
    answer = client.post(f"/{page.path}", headers={"Referer": "http://testserver/place?page=2"})
    assert answer.headers["Location"] == "/sign-in/again?next=%2Fplace%3Fpage%3D2"


def test_whoever_proves_it_goes_on_from_where_they_were(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    Sitting.objects.update(proved_at=ago(minutes=11))
    where = client.get("/your-sign-in/password").headers["Location"]
    assert "Is it still you?" in words(client.get(where))
    asked = {"next": "/your-sign-in/password"}
    assert client.post("/sign-in/again", {"given": "not the password", **asked}).status_code == 422
    assert client.get("/your-sign-in/password").status_code == 302
    assert client.post("/sign-in/again", {"given": PASSWORD, **asked}).headers["Location"] == asked["next"]
    assert client.get("/your-sign-in/password").status_code == 200


def test_someone_with_an_app_proves_it_by_a_code_and_not_by_the_password(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    secret, _ = adds_an_app(client)
    assert client.post("/sign-in/again", {"given": PASSWORD}).status_code == 422
    assert client.post("/sign-in/again", {"given": code_now(secret)}).status_code == 302


def test_someone_proves_it_by_their_own_passkey_only(signed_in: SignedIn) -> None:
    mine, theirs = SoftKey(), SoftKey()
    adds_a_passkey(signed_in("Tariq Bell"), theirs)
    client = signed_in("Dr Priya Nair")
    adds_a_passkey(client, mine)
    for key, status in ((theirs, 422), (mine, 302)):
        asked = _options(client.get("/sign-in/again"))
        assert client.post("/sign-in/again", {"credential": key.signs_in(asked)}).status_code == status


def _options(answer: Any) -> dict[str, Any]:
    from tests.spec.faces.test_signing_in_with_a_second_factor import options  # noqa: PLC0415

    return options(answer)


def test_whoever_guesses_there_is_stopped_too(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    tried = [client.post("/sign-in/again", {"given": "a guess"}).status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]


# Too often


def test_searching_for_people_without_end_is_stopped_and_written_down_once(
    signed_in: SignedIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.RATES, "find", rules.Rate(each=3, address=100, seconds=600, words="searches for people"))
    client = signed_in("Dr Priya Nair")
    answers = [client.post("/people", {"text": "Marsh"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 3
    assert "too many searches for people" in words(answers[-1])
    assert world.journal().count("sign_in.limited refused") == 1
    assert signed_in("Tariq Bell").post("/people", {"text": "Marsh"}).status_code == 302  # another account goes on


def test_many_accounts_at_one_address_are_stopped_too(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RATES, "find", rules.Rate(each=100, address=3, seconds=600, words="searches for people"))
    statuses = [signed_in("Dr Priya Nair").post("/people", {"text": "Marsh"}).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_a_name_that_is_tried_from_everywhere_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RATES, "sign_in", rules.Rate(each=4, address=100, seconds=3600, words="tries"))
    world.account("Dr Priya Nair")
    tries = [sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "priya.nair", "a guess").status_code for n in range(5)]
    assert tries == [422] * 4 + [429]


def test_a_hospital_that_shares_an_address_is_not_kept_out_by_signing_in(
    world: World, monkeypatch: pytest.MonkeyPatch, signed_in: SignedIn
) -> None:
    monkeypatch.setitem(rules.RATES, "sign_in", rules.Rate(each=9, address=2, seconds=3600, words="tries"))
    monkeypatch.setitem(rules.RATES, "code", rules.Rate(each=9, address=2, seconds=3600, words="codes"))
    key = SoftKey()
    colleague = signed_in("Tariq Bell")
    adds_a_passkey(colleague, key)
    secret, _ = adds_an_app(colleague)
    world.account("Dr Priya Nair")
    for step in (0, 1):
        client = Client()
        assert sign_in(client, "tariq.bell").headers["Location"] == "/sign-in/code"
        assert client.post("/sign-in/code", {"code": code_now(secret, steps=step)}).status_code == 302
        assert uses_a_passkey(Client(), key).status_code == 302
        assert sign_in(Client()).status_code == 302
    assert sign_in(Client(), "nobody", "a guess").status_code == 422
    assert sign_in(Client(), "nobody.else", "a guess").status_code == 422
    assert sign_in(Client(), "another", "a guess").status_code == 429  # what is wrong does count


def test_who_is_counted_cannot_be_read_from_the_counts(world: World) -> None:
    sign_in(Client(), "priya.nair", "a guess")
    assert Tally.objects.exists()
    for tally in Tally.objects.all():
        assert len(tally.key) == 64
        assert "priya" not in str(tally.__dict__)


# Put right by an administrator


def admin(signed_in: SignedIn) -> Client:
    return signed_in("Alex Stroud")


def test_an_administrator_sees_who_is_locked_out_and_lets_them_try_again(signed_in: SignedIn, world: World) -> None:
    account = world.account("Dr Priya Nair")
    for _ in range(5):
        sign_in(Client(), password="not the password")
    assert sign_in(Client()).status_code == 429
    client = admin(signed_in)
    assert "Dr Priya Nair" in words(client.get("/sign-ins?state=locked"))
    assert "Locked out" in words(client.get(f"/sign-ins/{account.pk}"))
    client.post(f"/sign-ins/{account.pk}/unlock")
    assert not AccessAttempt.objects.exists()
    assert sign_in(Client()).status_code == 302
    assert "No account fits these filters." in words(client.get("/sign-ins?state=locked"))
    assert "sign_in.unlocked done" in world.journal()


def test_an_administrator_takes_a_lost_phone_away(signed_in: SignedIn, world: World) -> None:
    hers = signed_in("Dr Priya Nair")
    adds_an_app(hers)
    adds_a_passkey(hers, SoftKey())
    account = world.account("Dr Priya Nair")
    client = admin(signed_in)
    assert client.post(f"/sign-ins/{account.pk}/remove-factors").status_code == 302
    assert not Authenticator.objects.filter(ended_at=None).exists()
    assert not Passkey.objects.filter(ended_at=None).exists()
    assert client.post(f"/sign-ins/{account.pk}/remove-factors").status_code == 409
    assert client.post(f"/sign-ins/{account.pk}/rob").status_code == 404
    assert client.get("/sign-ins/987654").status_code == 404


def test_an_administrator_signs_someone_out_everywhere(signed_in: SignedIn, world: World) -> None:
    hers = signed_in("Dr Priya Nair")
    admin(signed_in).post(f"/sign-ins/{world.account('Dr Priya Nair').pk}/sign-out")
    assert hers.get("/people").status_code == 302


def test_the_file_of_sign_ins_holds_what_the_page_shows_and_that_it_was_taken_is_written_down(
    signed_in: SignedIn, world: World
) -> None:
    adds_an_app(signed_in("Dr Priya Nair"))
    text = b"".join(admin(signed_in).get("/sign-ins/list.csv?sought=nair").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Dr Priya Nair,priya.nair,Yes,No,No" in text
    assert "Tariq" not in text
    assert world.journal()[-1] == "sign_in.listed done"


def test_nobody_else_puts_right_how_someone_signs_in(world: World) -> None:
    from joinedup.words.basics.errors import NotAllowed  # noqa: PLC0415

    account, at = world.account("Dr Priya Nair"), instant("2026-04-01 09:00")
    by = world.staff("Tariq Bell")
    for act in (
        lambda: actions.unlock(account=account, by=by, at=at),
        lambda: actions.remove_factors(account=account, by=by, at=at),
        lambda: sittings.end_sittings(account_id=account.pk, because="x", by=by, at=at),
        lambda: actions.make_recovery_codes(account_id=account.pk, by=by, at=at),
        lambda: actions.bind(account=account, provider="p", issuer="i", subject="s", by=by, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_is_of_no_more_use_is_forgotten(signed_in: SignedIn, world: World) -> None:
    signed_in("Dr Priya Nair")
    Sitting.objects.update(began_at=ago(days=91))
    Session.objects.update(expire_date=ago(days=1))
    sign_in(Client(), password="a guess")
    Tally.objects.update(ends=1)
    sittings.clear(at=datetime.now(UTC))
    assert (Sitting.objects.count(), Session.objects.count(), Tally.objects.count()) == (0, 0, 0)


def test_every_file_that_is_taken_away_is_counted() -> None:
    files = [page for page in PAGES if page.path.endswith((".csv", ".<slug:ending>"))]
    assert len(files) > 10
    assert {page.counted_as for page in files} == {"download"}
    assert next(page for page in PAGES if page.name == "home").counted_as == ""


def test_taking_files_away_without_end_is_stopped(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RATES, "download", rules.Rate(each=2, address=100, seconds=600, words="downloads"))
    client = signed_in("Alex Stroud")
    assert [client.get("/sign-ins/list.csv").status_code for _ in range(3)] == [200, 200, 429]
