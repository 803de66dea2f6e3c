"""The pages of meetings: from asking for someone to be spoken of to what came of it, and what others are not shown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.record.access.models import Post, Team
from joinedup.record.journal.models import JournalLine
from joinedup.work.meetings import minuting
from joinedup.work.meetings.arranging import Guest
from joinedup.work.meetings.models import Decision
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.meetings import (
    CARYS,
    GP,
    OTHER_GP,
    another_team,
    asks,
    at_work,
    begins,
    decides,
    item,
    the_hub,
    to_come,
    wants,
)
from tests.world.world import World

DAY = timedelta(days=1)
HOSTILE = "<script>alert(1)</script>"
pytestmark = pytest.mark.django_db


def soon(name: str, *, days: int = 3) -> dict[str, str]:
    """Return a day to come in the three boxes ``name``."""
    day = (timezone.now() + days * DAY).date()
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def texts(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sends(client: Client, address: str, **typed: str):
    return client.post(address, typed, follow=True)


def test_a_team_arranges_meetings_and_is_told_what_is_missing(world: World, signed_in: SignedIn) -> None:
    the_hub(world)
    carys = signed_in(CARYS)
    assert "To come" in texts(carys.get("/meetings"))
    wrong = carys.post("/meetings/new", {"title": "Huddle", "team": "north", "every": "week", "begins": "9"})
    assert (wrong.status_code, "We could not read when it begins" in texts(wrong)) == (422, True)
    typed = {"title": HOSTILE, "team": "north", "every": "week", "weekday": "1", "begins": "09.30", "minutes": "45",
             "most": "10", "spacing": "1", "guest-0": "organisation:X90001", "role-0": "nurse"}  # fmt: skip
    made = sends(carys, "/meetings/new", **typed)
    assert HOSTILE not in made.content.decode()
    said = texts(made)
    assert "Every week on Tuesday at 09:30" in said
    assert "Practice nurse: Hillside Surgery" in said
    number = made.request["PATH_INFO"].rsplit("/", 1)[1]
    assert 'value="09:30"' in carys.get(f"/meetings/series/{number}/change").content.decode()
    changed = sends(carys, f"/meetings/series/{number}/change", **{**typed, "title": "Huddle", "weekday": "2"})
    assert "Every week on Wednesday at 09:30" in texts(changed)
    calendar = carys.get(f"/meetings/series/{number}/dates.ics").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 13
    assert {line for line in calendar.split("\r\n") if line.startswith("SUMMARY")} == {"SUMMARY:Huddle"}
    assert "held no more" in texts(sends(carys, f"/meetings/series/{number}/end"))
    assert "are held again" in texts(sends(carys, f"/meetings/series/{number}/bring-back"))


def test_a_meeting_from_its_agenda_to_an_action_done(world: World, signed_in: SignedIn) -> None:
    series, now = the_hub(world), timezone.now()
    another_team("hillside", "Hillside Surgery")
    edna = world.person("Edna Marsh")
    gp, carys = signed_in(GP), signed_in(CARYS)
    asked = sends(gp, f"/people/{edna}/decided/ask", series=str(series.pk), why="Her daughter is worried")
    assert "They are on its agenda" in texts(asked)
    assert "Choose the meeting" in texts(gp.post(f"/people/{edna}/decided/ask", {"why": "?"}))
    meeting = f"/meetings/{to_come(series).pk}"
    assert "Her daughter is worried" in texts(carys.get(meeting))
    assert "not said why" in texts(carys.post(f"{meeting}/leave-off", {"person": str(edna), "why": ""}))
    assert "Left off" in texts(sends(carys, f"{meeting}/leave-off", person=str(edna), why="On holiday"))
    off = item(world, to_come(series), "Edna Marsh")
    assert "on the agenda again" in texts(sends(carys, f"{meeting}/put-back", item=str(off.pk)))
    assert "The meeting has begun" in texts(sends(carys, f"{meeting}/begin"))
    there = {f"there-{world.account(GP).pk}": "present"}
    assert "Who was there is kept" in texts(sends(carys, f"{meeting}/attend", **there))
    assert "Mrs Bell" in texts(sends(carys, f"{meeting}/guest", name="Mrs Bell", **{"from": "Age Well"}))

    page = f"/meetings/items/{item(world, to_come(series), 'Edna Marsh').pk}"
    assert "Save the minutes" in texts(carys.get(page))
    assert "The minutes are saved" in texts(sends(carys, f"{page}/minutes", minutes="Seen.", was=""))
    both = gp.post(f"{page}/minutes", {"minutes": "In pain.", "was": ""}, headers={"Accept": "application/json"})
    assert both.json() == {"text": "Seen.\nIn pain.", "wrote": ["Carys Penhale", "Dr Priya Nair"]}
    again = sends(carys, f"{page}/minutes", minutes="Seen.\nCold.", was="Seen.")
    assert "with what others wrote" in texts(again)

    typed = {"key": "7b1c1c5e-0a5f-4f0e-9f43-6f1f0b6a2b11", "action_key": "8b1c1c5e-0a5f-4f0e-9f43-6f1f0b6a2b12",
             "words": "Ease her pain", "action": "Review her tablets", "team": "hillside", "for_person": "yes"}  # fmt: skip
    no_day = carys.post(f"{page}/decide", typed)
    assert (no_day.status_code, "the day by which it is to be done" in texts(no_day)) == (422, True)
    assert "Ease her pain" in no_day.content.decode()
    assert "It is decided" in texts(sends(carys, f"{page}/decide", **typed, **soon("due")))
    assert "Review her tablets" in texts(gp.get("/my-day"))
    [decision] = Decision.objects.all()
    [action] = decision.actions.all()
    does = f"/meetings/actions/{action.pk}"
    assert "whether it was done" in texts(gp.post(does, {"outcome": "Patch"}))
    assert "What came of it" in texts(sends(gp, does, done="yes", outcome="Changed to a patch"))
    assert "to do again" in texts(sends(gp, does, done="undo"))
    sends(gp, does, done="yes", outcome="Changed to a patch")
    closed = sends(carys, f"{meeting}/close")
    assert "The meeting is closed. The next is on" in texts(closed)
    printed = texts(carys.get(f"{meeting}/print"))
    assert "In pain." in printed
    assert "Mrs Bell, Age Well" in printed
    file = b"".join(carys.get(f"/meetings/series/{series.pk}/actions.csv").streaming_content).decode()
    assert "Changed to a patch" in file
    assert "Changed to a patch" in texts(carys.get(f"/meetings/{to_come(series).pk}"))
    theirs_is_shown(gp, edna)
    looks = set(JournalLine.objects.filter(person_id=edna, at__gte=now).values_list("act", flat=True))
    assert {"meeting.asked", "meeting.see", "meeting.minuted", "meeting.decided", "meeting.action_told"} <= looks


def theirs_is_shown(gp: Client, edna: int) -> None:
    """Look at what was decided as the person would see it, and as someone who acts for them."""

    theirs = texts(gp.get(f"/people/{edna}/decided?as=person"))
    assert "What was decided about me" in theirs
    assert "Someone, Age Well; GP, Hillside Surgery" in theirs
    assert "Ease her pain" in theirs
    assert "Ease her pain" not in texts(gp.get(f"/people/{edna}/decided?as=proxy"))


def test_a_decision_is_taken_back_stands_again_and_asks_more(world: World, signed_in: SignedIn) -> None:
    series, now = the_hub(world), timezone.now()
    asks(world, series, "Edna Marsh", at=now)
    edna = item(world, begins(world, series, at=now), "Edna Marsh")
    decision = decides(world, edna, "Call", wants(due=(now + DAY).date()), at=now)
    carys, at = signed_in(CARYS), f"/meetings/decisions/{decision.pk}"
    assert "why it is taken back" in texts(carys.post(f"{at}/take-back", {"why": ""}))
    assert "Let it stand" in texts(sends(carys, f"{at}/take-back", why="The wrong person"))
    assert "It stands again" in texts(sends(carys, f"{at}/let-stand"))
    more = {"action": "Bring a frame", "team": "north", "action_key": "8b1c1c5e-0a5f-4f0e-9f43-6f1f0b6a2b12"}
    assert "on their list" in texts(sends(carys, f"{at}/add-action", **more, **soon("due")))
    assert carys.post(f"{at}/nonsense").status_code == 404
    # Nobody of the team asked reads of safeguarding: kept to those who do, it would be nobody's.
    assert "nobody who reads of safeguarding" in texts(carys.post(f"/meetings/items/{edna.pk}/keep"))
    sends(carys, f"{at}/take-back", why="The wrong person")


def test_who_comes_from_elsewhere_sees_only_whom_they_know_and_others_nothing(
    world: World, signed_in: SignedIn
) -> None:
    """A table of attacks: another organisation's meeting, people, decisions and actions, by their numbers."""
    series, now = the_hub(world, guests=(Guest(organisation="X90002", role="gp"),)), timezone.now()
    asks(world, series, "Edna Marsh", by=CARYS, at=now)
    meeting = begins(world, series, at=now)
    edna = item(world, meeting, "Edna Marsh")
    decision = decides(world, edna, "Call", wants(due=(now + DAY).date()), at=now)
    [action] = decision.actions.all()
    minuting.note(edna.pk, "She is afraid of her son", was="", by=at_work(world, CARYS), at=now)

    invited, stranger = signed_in(OTHER_GP), signed_in("Ines Vaughan")
    shown = texts(invited.get(f"/meetings/{meeting.pk}"))
    assert "1 person whom you may not see is on the agenda too" in shown
    for secret in ("MARSH", "Edna", "999 012 7549", "afraid", "Call her"):
        assert secret not in shown
        assert secret not in texts(invited.get(f"/meetings/{meeting.pk}/print"))
        assert secret not in texts(invited.get(f"/meetings/series/{series.pk}"))
        file = invited.get(f"/meetings/series/{series.pk}/actions.csv")
        assert secret not in b"".join(file.streaming_content).decode()
    of_edna = [
        f"items/{edna.pk}", f"items/{edna.pk}/minutes", f"items/{edna.pk}/decide", f"items/{edna.pk}/keep",
        f"decisions/{decision.pk}/take-back", f"decisions/{decision.pk}/add-action", f"actions/{action.pk}",
    ]  # fmt: skip
    of_the_hub = [f"{meeting.pk}", f"{meeting.pk}/print", f"{meeting.pk}/attend", f"series/{series.pk}",
                  f"series/{series.pk}/dates.ics", f"series/{series.pk}/actions.csv"]  # fmt: skip
    for client, addresses in ((invited, of_edna), (stranger, [*of_edna, *of_the_hub])):
        for address in addresses:
            tried = client.get(f"/meetings/{address}")
            if tried.status_code == 405:
                tried = client.post(
                    f"/meetings/{address}", {"minutes": "Mine", "was": "", "why": "Mine", "words": "Mine"}
                )
            assert (address, tried.status_code) in ((address, 404), (address, 403))
            assert "Edna" not in texts(tried)
    assert invited.post(f"/meetings/{meeting.pk}/close").status_code == 403
    assert invited.post(f"/meetings/{meeting.pk}/leave-off", {"person": "1", "why": "x"}).status_code == 404
    assert stranger.post(f"/people/{world.person('Edna Marsh')}/decided/ask", {"series": "1"}).status_code == 403
    edna.refresh_from_db()
    assert edna.minutes == "She is afraid of her son"


def test_who_has_no_team_and_no_meeting_is_told_so(world: World, signed_in: SignedIn) -> None:
    gp = signed_in(GP)
    assert "No meeting is arranged" in texts(gp.get("/meetings"))
    assert "Your organisation has no team here yet" in texts(gp.get("/meetings/new"))
    assert not Team.objects.exists()
    assert signed_in("Nina Sorrel").get("/meetings").status_code == 403
    assert Post.objects.exists()
