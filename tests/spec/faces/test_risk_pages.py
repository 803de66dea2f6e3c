"""Risk: a model's card is read by all who plan and care; only the clinical safety officer turns it on, for a use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.planning.releases import actions as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk import actions, files, queries
from joinedup.planning.risk.models import Acceptance
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.place_of_many import trained
from tests.world.published import publish_town
from tests.world.world import World

AT, LATER = instant("2026-04-01 09:00"), instant("2026-04-02 09:00")
RISK = "emergency-admission"
USE = "A visit by the frailty team, chosen by the GP"


@pytest.fixture
def published(world: World) -> Release:
    return publish_town(world, at=AT)


@pytest.fixture
def kept(published: Release, settings: Any) -> files.Kept:
    return files.write(Path(settings.HOME), trained())


@pytest.fixture
def una(signed_in: SignedIn, kept: files.Kept) -> Client:
    """Return the clinical safety officer, signed in, with a model to read."""
    return signed_in("Una Felgate")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def accepted(world: World, kept: files.Kept) -> Acceptance:
    return actions.accept(RISK, model_hash=kept.hash, use=USE, by=world.staff("Una Felgate"), at=AT)


def test_before_a_release_or_a_model_the_pages_say_what_to_do(signed_in: SignedIn, published: Release) -> None:
    page = signed_in("Nina Sorrel")
    assert "Not trained yet" in text(page.get("/risk"))
    assert "joinedup risk train emergency-admission" in text(page.get(f"/risk/{RISK}"))
    published.delete()
    assert "Nothing has been published yet" in text(page.get("/risk"))
    assert "Nothing has been published yet" in text(page.get(f"/risk/{RISK}"))


def test_the_card_begins_with_the_warning_and_tells_each_group(una: Client) -> None:
    page = text(una.get(f"/risk/{RISK}"))
    assert page.index("it is not itself a saving") < page.index("What it is for") < page.index("Ranking")
    for told in ("Off: nobody has accepted it", "UKCA", "Ethnic group", "Net benefit", "population stability index"):
        assert told in page
    assert "Trained, and not accepted" in text(una.get("/risk"))


def test_what_was_worked_out_for_the_card_is_kept_beside_the_release(
    una: Client, published: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = text(una.get(f"/risk/{RISK}"))
    monkeypatch.setattr(queries, "see", None)
    assert text(una.get(f"/risk/{RISK}")).count("very high") == first.count("very high") > 0


def test_the_card_is_a_file_too(una: Client) -> None:
    answer = una.get(f"/risk/{RISK}/card.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "Part,What,Figure,Model,Release"
    assert lines[1].startswith("Purpose,Warning,")


def test_the_safety_officer_accepts_it_for_a_use_and_withdraws_it(una: Client, kept: files.Kept, world: World) -> None:
    answer = una.post(f"/risk/{RISK}/accept", {"use": USE, "model": kept.hash})
    assert answer.status_code == 302
    assert USE in text(una.get(f"/risk/{RISK}"))
    assert "Accepted" in text(una.get("/risk"))
    again = una.post(f"/risk/{RISK}/accept", {"use": USE, "model": kept.hash})
    assert (again.status_code, "accepted already" in text(again)) == (422, True)
    assert una.post(f"/risk/{RISK}/withdraw", {"reason": " "}).status_code == 422
    assert una.post(f"/risk/{RISK}/withdraw", {"reason": "It drifted"}).status_code == 302
    assert queries.acceptance(RISK) is None
    assert una.post(f"/risk/{RISK}/withdraw", {"reason": "Again"}).status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [({"use": ""}, "Nobody said for which use"), ({"use": "x" * 401}, "too long"), ({"model": "old"}, "trained anew")],
)
def test_a_model_is_not_accepted_for_no_use_nor_one_that_was_not_read(
    una: Client, kept: files.Kept, given: dict[str, str], told: str
) -> None:
    answer = una.post(f"/risk/{RISK}/accept", {"use": USE, "model": kept.hash} | given)
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Acceptance.objects.exists()


def test_nobody_else_may_accept_it(signed_in: SignedIn, kept: files.Kept) -> None:
    for name in ("Nina Sorrel", "Dr Priya Nair"):
        page = signed_in(name)
        assert "Accept this model" not in text(page.get(f"/risk/{RISK}"))
        assert page.post(f"/risk/{RISK}/accept", {"use": USE, "model": kept.hash}).status_code == 403


def test_people_are_listed_to_those_who_care_for_them_and_the_look_is_written_down(
    world: World, kept: files.Kept, published: Release
) -> None:
    accepted(world, kept)
    priya = world.staff("Dr Priya Nair")
    found = queries.highest(published, RISK, by=priya, at=LATER, reason="Choosing visits", most=2)
    assert [person.family_name for person in found] == ["Marsh", "Iqbal"]
    assert {person.practice for person in found} == {world.organisation("Hillside Surgery").ods_code}
    assert found[0].risk >= found[1].risk
    assert found[0].reasons[0].times > 1
    assert world.journal()[-1].count("risk.listed") == 1


def test_nobody_is_listed_while_the_model_is_off(world: World, kept: files.Kept, published: Release) -> None:
    priya = world.staff("Dr Priya Nair")
    with pytest.raises(CannotProceed, match="This model is off"):
        queries.highest(published, RISK, by=priya, at=LATER, reason="Choosing visits")
    accepted(world, kept)
    for most, reason, told in ((10, " ", "Nobody said why"), (501, "Visits", "So many")):
        with pytest.raises(BadInput, match=told):
            queries.highest(published, RISK, by=priya, at=LATER, reason=reason, most=most)


@pytest.mark.parametrize("name", ["Nina Sorrel", "Una Felgate"])
def test_who_cares_for_nobody_is_refused_and_that_is_written_down(
    name: str, world: World, kept: files.Kept, published: Release
) -> None:
    accepted(world, kept)
    with pytest.raises(NotAllowed):
        queries.highest(published, RISK, by=world.staff(name), at=LATER, reason="Curious")
    with pytest.raises(NotAllowed, match="cares for nobody"):
        queries.highest(published, RISK, by=SYSTEM, at=LATER, reason="Curious")
    assert sum("risk.listed" in line for line in world.journal()) == 2


def test_nobody_is_told_from_a_release_for_planning(world: World, kept: files.Kept, published: Release) -> None:
    accepted(world, kept)
    checked(at=LATER)
    planning = releases.publish(purpose="planning", by=SYSTEM, at=LATER)
    with pytest.raises(CannotProceed, match="for planning"):
        queries.highest(planning, RISK, by=world.staff("Dr Priya Nair"), at=LATER, reason="Choosing visits")


def test_a_model_trained_anew_is_off_until_it_is_read_again(
    world: World, kept: files.Kept, published: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(world, kept)
    again = type(kept.trained)(kept.trained.model, kept.trained.card, (*kept.trained.spread, 1.0))
    monkeypatch.setattr(actions, "learn", lambda *_, **__: again)
    made = actions.train(None, queries.risk_named(RISK), release="x", data_date=AT.date(), by=SYSTEM, at=LATER)  # type: ignore[arg-type]
    assert made.hash != kept.hash
    assert queries.acceptance(RISK) is None
    assert Acceptance.objects.get().ended_at == LATER


def test_a_model_that_was_never_trained_or_cannot_be_read_is_said_to_be(published: Release, settings: Any) -> None:
    with pytest.raises(NotFound, match="No model was trained"):
        queries.needed(RISK)
    path = Path(settings.HOME) / "risk" / f"{RISK}.json"
    path.parent.mkdir()
    path.write_text("{}")
    with pytest.raises(BadInput, match="cannot be read"):
        queries.kept(RISK)
