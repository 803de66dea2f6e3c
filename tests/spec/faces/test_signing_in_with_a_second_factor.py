"""More than a password: a code from an app, a passkey, a recovery code; and where a place asks for one."""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.record.journal.models import JournalLine
from joinedup.record.signing_in import rules
from joinedup.record.signing_in.models import Authenticator, Passkey, RecoveryCode, Sitting
from tests.spec.faces.conftest import SignedIn
from tests.world.soft_key import SoftKey
from tests.world.world import PASSWORD, World


@pytest.fixture
def a_real_place(settings: Any) -> None:
    """Ask for a second factor, as every place but the demonstration does."""
    settings.SECOND_FACTOR = True


def sign_in(client: Client, username: str = "priya.nair", **more: str) -> Any:
    return client.post("/sign-in", {"username": username, "password": PASSWORD, **more})


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def code_now(secret: bytes, *, steps: int = 0) -> str:
    return rules.code_of(secret, rules.step_at(datetime.now(UTC)) + steps)


def as_bytes(typed: str) -> bytes:
    """Return the secret that a page shows as letters to type."""
    letters = typed.replace(" ", "")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def adds_an_app(client: Client) -> tuple[bytes, Any]:
    """Add an authenticator app as someone does; return its secret and the page that followed."""
    typed = re.search(r'<code class="ju-code">([A-Z2-7 ]+)</code>', words(client.get("/your-sign-in/authenticator")))
    assert typed
    secret = as_bytes(typed[1])
    return secret, client.post("/your-sign-in/authenticator", {"code": code_now(secret, steps=-1)})


def options(answer: Any) -> dict[str, Any]:
    """Return what a page asks the browser for."""
    found = re.search(r'data-options="([^"]+)"', answer.content.decode())
    assert found
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return told


def adds_a_passkey(client: Client, key: SoftKey, name: str = "My work phone") -> Any:
    asked = options(client.get("/your-sign-in/passkeys/add"))
    return client.post("/your-sign-in/passkeys/add", {"name": name, "credential": key.makes(asked)})


def uses_a_passkey(client: Client, key: SoftKey, **more: str) -> Any:
    asked = options(client.get("/sign-in/passkey"))
    return client.post("/sign-in/passkey", {"credential": key.signs_in(asked), **more})


def codes_shown(answer: Any) -> list[str]:
    return re.findall(r'<code class="ju-code">([0-9A-Z-]{14})</code>', words(answer))


def acts(world: World) -> list[str]:
    return [line for line in world.journal() if line.startswith(("sign_in", "factor", "password"))]


# Where a place asks for it


def test_with_a_password_alone_nothing_is_open_but_adding_a_second_factor(a_real_place: None, world: World) -> None:
    world.account("Dr Priya Nair")
    client = Client()
    assert sign_in(client).headers["Location"] == "/"
    for path in ("/", "/people", "/place", "/measures"):
        assert client.get(path).headers["Location"] == "/your-sign-in"
    assert "In this place a password is not enough" in words(client.get("/your-sign-in"))
    adds_an_app(client)
    assert client.get("/people").status_code == 200


def test_a_demonstration_place_lets_people_in_with_a_password_and_says_so(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR = None
    (settings.HOME / "place.yaml").write_text("name: Brackenshire\ndemonstration: yes\n", encoding="utf-8")
    world.account("Dr Priya Nair")
    client = Client()
    assert "One password is enough here; a real place asks for a passkey or a code" in words(client.get("/sign-in"))
    sign_in(client)
    assert client.get("/people").status_code == 200


def test_any_other_place_asks_for_a_second_factor_without_being_told_to(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR = None
    world.account("Dr Priya Nair")
    client = Client()
    sign_in(client)
    assert client.get("/people").headers["Location"] == "/your-sign-in"


def test_the_last_second_factor_cannot_be_taken_away_there(a_real_place: None, world: World) -> None:
    world.account("Dr Priya Nair")
    client = Client()
    sign_in(client)
    adds_an_app(client)
    answer = client.post("/your-sign-in/authenticator/remove")
    assert answer.status_code == 409
    assert "Add another first, then take it away." in words(answer)
    adds_a_passkey(client, SoftKey())
    assert client.post("/your-sign-in/authenticator/remove").status_code == 302


# An authenticator app


def test_after_the_password_the_app_is_asked_for_its_code(world: World, signed_in: SignedIn) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    client = Client()
    assert sign_in(client, next="/people").headers["Location"] == "/sign-in/code"
    assert client.get("/people").headers["Location"].startswith("/sign-in?")  # not in yet
    assert client.post("/sign-in/code", {"code": code_now(secret)}).headers["Location"] == "/people"
    assert client.get("/people").status_code == 200


def test_a_code_opens_once(world: World, signed_in: SignedIn) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    code = code_now(secret)
    assert first.post("/sign-in/code", {"code": code}).status_code == 302
    answer = second.post("/sign-in/code", {"code": code})
    assert answer.status_code == 422
    assert "This code is not right, or was used already" in words(answer)


def test_a_code_of_another_phone_opens_nothing(world: World, signed_in: SignedIn) -> None:
    adds_an_app(signed_in("Dr Priya Nair"))
    theirs, _ = adds_an_app(signed_in("Tariq Bell"))
    client = Client()
    sign_in(client)
    assert client.post("/sign-in/code", {"code": code_now(theirs)}).status_code == 422
    assert client.get("/people").status_code == 302


def test_whoever_guesses_codes_is_stopped_after_five_and_so_is_the_right_one(world: World, signed_in: SignedIn) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    client = Client()
    sign_in(client)
    tried = [client.post("/sign-in/code", {"code": "000000"}).status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]
    answer = client.post("/sign-in/code", {"code": code_now(secret)})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 900


def test_a_password_from_ten_minutes_ago_is_asked_for_again(world: World, signed_in: SignedIn) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    client = Client()
    sign_in(client)
    session = client.session
    session["half signed in"] = {**session["half signed in"], "at": datetime.now(UTC).timestamp() - 601}
    session.save()
    assert client.post("/sign-in/code", {"code": code_now(secret)}).headers["Location"] == "/sign-in"


def test_without_a_right_password_no_code_is_asked_for(world: World) -> None:
    assert Client().get("/sign-in/code").headers["Location"] == "/sign-in"


def test_an_app_whose_first_code_is_wrong_is_not_added(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    before = words(client.get("/your-sign-in/authenticator"))
    answer = client.post("/your-sign-in/authenticator", {"code": "12345"})
    assert answer.status_code == 422
    assert "Enter the six figures that the app shows now." in words(answer)
    letters = re.search(r'<code class="ju-code">([A-Z2-7 ]+)</code>', before)
    assert letters
    assert letters[1] in words(answer)  # the same secret still: nothing need be scanned again
    assert not Authenticator.objects.exists()


def test_the_drawing_needs_no_script_and_no_style(signed_in: SignedIn) -> None:
    page = signed_in("Dr Priya Nair").get("/your-sign-in/authenticator").content.decode()
    drawing = page[page.index('<div class="ju-qr"') :].split("</div>")[0]
    assert "<path" in drawing
    assert "style=" not in drawing


def test_the_secret_of_an_app_is_not_readable_in_the_database(signed_in: SignedIn) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    kept = Authenticator.objects.get().secret
    assert rules.typed_secret(secret) not in kept
    assert base64.b64encode(secret).decode() not in kept


def test_a_new_phone_takes_the_place_of_the_old_one(world: World, signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    old, _ = adds_an_app(client)
    new, _ = adds_an_app(client)
    other = Client()
    sign_in(other)
    assert other.post("/sign-in/code", {"code": code_now(old)}).status_code == 422
    assert other.post("/sign-in/code", {"code": code_now(new)}).status_code == 302


# Recovery codes


def test_recovery_codes_are_shown_once_and_each_opens_once(world: World, signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    codes = codes_shown(adds_an_app(client)[1])
    assert len(set(codes)) == 10
    assert codes[0] not in words(client.get("/your-sign-in"))
    tries = []
    for typed in (codes[0].lower().replace("-", " "), codes[0], codes[1]):
        other = Client()
        sign_in(other)
        tries.append(other.post("/sign-in/code", {"code": typed}).status_code)
    assert tries == [302, 422, 302]
    assert "You have <strong>8</strong> left" in words(client.get("/your-sign-in"))


def test_new_recovery_codes_end_those_before(world: World, signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    old = codes_shown(adds_an_app(client)[1])
    new = codes_shown(client.post("/your-sign-in/recovery-codes"))
    assert not set(old) & set(new)
    other = Client()
    sign_in(other)
    assert other.post("/sign-in/code", {"code": old[0]}).status_code == 422
    assert other.post("/sign-in/code", {"code": new[0]}).status_code == 302


def test_nobody_has_recovery_codes_without_a_second_factor(signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    assert client.post("/your-sign-in/recovery-codes").status_code == 409
    adds_an_app(client)
    client.post("/your-sign-in/authenticator/remove")
    assert not RecoveryCode.objects.exists()


# Passkeys


def test_a_passkey_alone_signs_someone_in(a_real_place: None, world: World) -> None:
    world.account("Dr Priya Nair")
    client, key = Client(), SoftKey()
    sign_in(client)
    assert len(codes_shown(adds_a_passkey(client, key))) == 10
    other = Client()
    assert uses_a_passkey(other, key, next="/people").headers["Location"] == "/people"
    assert other.get("/people").status_code == 200
    assert acts(world) == [
        "sign_in.done done", "factor.added done", "sign_in.again done", "factor.added done", "sign_in.done done",
    ]  # fmt: skip


def test_someone_with_a_passkey_is_not_let_in_by_a_password(world: World, signed_in: SignedIn) -> None:
    adds_a_passkey(signed_in("Dr Priya Nair"), SoftKey())
    client = Client()
    assert sign_in(client).headers["Location"] == "/sign-in/code"
    assert "Use your passkey instead" in words(client.get("/sign-in/code"))
    assert client.get("/people").status_code == 302


WRONG_KEYS = {
    "one that was never added": lambda key: SoftKey(),
    "one that signs for another page": lambda key: _changed(key, origin="https://joinedup.example.org"),
    "one that did not ask its owner": lambda key: _changed(key, flags=0x01),
    "one that says it is someone else's": lambda key: _changed(key, handle=b"\1" * 32),
    "one whose key is another": lambda key: _changed(key, key=SoftKey().key),
}


def _changed(like: SoftKey, **changes: Any) -> SoftKey:
    other = SoftKey()
    vars(other).update({**vars(like), **changes})
    return other


@pytest.mark.parametrize("which", WRONG_KEYS)
def test_no_other_passkey_opens(which: str, world: World, signed_in: SignedIn) -> None:
    key = SoftKey()
    adds_a_passkey(signed_in("Dr Priya Nair"), key)
    client = Client()
    answer = uses_a_passkey(client, WRONG_KEYS[which](key))
    assert answer.status_code == 422
    assert "did not prove a passkey" in words(answer)
    assert client.get("/people").status_code == 302


def test_an_answer_that_was_overheard_does_not_open_again(world: World, signed_in: SignedIn) -> None:
    key = SoftKey()
    adds_a_passkey(signed_in("Dr Priya Nair"), key)
    client = Client()
    heard = key.signs_in(options(client.get("/sign-in/passkey")))
    assert client.post("/sign-in/passkey", {"credential": heard}).status_code == 302
    thief = Client()
    thief.get("/sign-in/passkey")
    assert thief.post("/sign-in/passkey", {"credential": heard}).status_code == 422
    assert Client().post("/sign-in/passkey", {"credential": heard}).status_code == 422


def test_a_passkey_that_was_copied_is_noticed(world: World, signed_in: SignedIn) -> None:
    key = SoftKey()
    adds_a_passkey(signed_in("Dr Priya Nair"), key)
    copy = _changed(key)
    uses_a_passkey(Client(), key)
    uses_a_passkey(Client(), key)
    answer = uses_a_passkey(Client(), copy)
    assert answer.status_code == 422
    assert "may have been copied" in words(answer)


@pytest.mark.parametrize(
    "nonsense", ["", "{}", "[]", "null", '{"id": 1}', "not json", '{"rawId": "AA", "response": {}}']
)
def test_nonsense_is_no_passkey(nonsense: str, world: World, signed_in: SignedIn) -> None:
    adds_a_passkey(signed_in("Dr Priya Nair"), SoftKey())
    client = Client()
    client.get("/sign-in/passkey")
    assert client.post("/sign-in/passkey", {"credential": nonsense}).status_code == 422


def test_a_passkey_is_renamed_taken_away_and_put_back(world: World, signed_in: SignedIn) -> None:
    key = SoftKey()
    client = signed_in("Dr Priya Nair")
    adds_a_passkey(client, key)
    path = f"/your-sign-in/passkeys/{Passkey.objects.get().pk}"
    client.post(f"{path}/rename", {"name": "  The   old phone "})
    assert "The old phone" in words(client.get("/your-sign-in"))
    client.post(f"{path}/remove")
    assert "Put The old phone back" in words(client.get("/your-sign-in"))
    assert uses_a_passkey(Client(), key).status_code == 422
    client.post(f"{path}/put-back")
    assert uses_a_passkey(Client(), key).status_code == 302
    assert client.post(f"{path}/swallow").status_code == 404


def test_nobody_changes_anothers_passkey(world: World, signed_in: SignedIn) -> None:
    adds_a_passkey(signed_in("Dr Priya Nair"), SoftKey())
    theirs = Passkey.objects.get()
    for act in ("rename", "remove", "put-back"):
        assert (
            signed_in("Tariq Bell").post(f"/your-sign-in/passkeys/{theirs.pk}/{act}", {"name": "Mine"}).status_code
            == 404
        )
    assert Passkey.objects.filter(pk=theirs.pk, name="My work phone", ended_at=None).exists()


def test_a_passkey_needs_a_name_and_is_added_once(signed_in: SignedIn) -> None:
    key, client = SoftKey(), signed_in("Dr Priya Nair")
    assert "Give the passkey a name" in words(adds_a_passkey(client, key, name=" "))
    adds_a_passkey(client, key)
    assert "was added before" in words(adds_a_passkey(client, key))


def test_where_the_site_is_opened_by_a_number_the_page_says_why_there_are_no_passkeys(world: World) -> None:
    page = words(Client(SERVER_NAME="127.0.0.1").get("/sign-in/passkey"))
    assert "Open the site by its name" in page
    assert "data-options" not in page


def test_an_account_that_is_closed_is_opened_by_no_passkey(world: World, signed_in: SignedIn) -> None:
    key = SoftKey()
    adds_a_passkey(signed_in("Dr Priya Nair"), key)
    account = world.account("Dr Priya Nair")
    account.is_active = False
    account.save()
    assert uses_a_passkey(Client(), key).status_code == 422


# What is written down


def test_the_journal_says_how_someone_signed_in_and_holds_no_secret(world: World, signed_in: SignedIn) -> None:
    secret, shown = adds_an_app(signed_in("Dr Priya Nair"))
    client = Client()
    sign_in(client)
    client.post("/sign-in/code", {"code": "000000"})
    client.post("/sign-in/code", {"code": code_now(secret)})
    lines = list(JournalLine.objects.filter(act="sign_in.done").order_by("pk"))
    assert [(line.outcome, line.details.get("how")) for line in lines] == [
        ("refused", None), ("done", "code"),
    ]  # fmt: skip
    everything = " ".join(str(line.__dict__) for line in JournalLine.objects.all())
    for hidden in (rules.typed_secret(secret), PASSWORD, *codes_shown(shown), code_now(secret)):
        assert hidden not in everything


def test_a_strong_sitting_says_so(world: World, signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    assert not Sitting.objects.get().strong
    adds_an_app(client)
    assert Sitting.objects.get().strong
    assert Sitting.objects.get().proved_at - Sitting.objects.get().began_at < timedelta(minutes=1)


def test_who_reads_the_journal_reads_how(signed_in: SignedIn, world: World) -> None:
    secret, _ = adds_an_app(signed_in("Dr Priya Nair"))
    client = Client()
    sign_in(client)
    client.post("/sign-in/code", {"code": code_now(secret)})
    page = words(signed_in("Moira Quayle").get("/journal?who=nair"))
    for said in (
        "Signed in",
        "Password and authenticator code",
        "Added a way to sign in",
        "Authenticator",
        "No post yet",
    ):
        assert said in page
