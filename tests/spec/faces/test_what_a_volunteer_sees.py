"""A volunteer sees, of those whom their own team helps now, the little that they need; of everyone else nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from joinedup.faces.screens.pages import PAGES
from joinedup.record.journal.models import JournalLine, Outcome
from joinedup.record.sharing.sensitivity import PARTS
from joinedup.words.vocabulary.kinds import Section
from joinedup.words.vocabulary.sections import HEADINGS
from joinedup.work.enrolment import actions
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.team import PRESCRIBING, a_team, takes_on, volunteers
from tests.world.world import World

# One thing under each heading, as her practice, a hospital, the council and the mental health trust tell it.
TOLD = {
    "Hillside Surgery": """
        kind           | text
        allergy        | Penicillin
        medicine       | Sertraline 50 mg tablet
        problem        | Heart failure
        observation    | Body weight
        investigation  | Haemoglobin
        immunisation   | Flu vaccine
        consultation   | Low mood
        alert          | Dog in the house
        safeguarding   | Adult at risk from her son
        preference     | Not for attempted resuscitation
        legal          | Power of attorney held
        family_history | Father had dementia
        requirement    | Large print
    """,
    "Northmoor Hospital": """
        kind       | text
        admission  | Pneumonia
        attendance | Fall at home
        procedure  | Hip replacement
        referral   | Memory clinic
        document   | Discharge letter
    """,
    "Fellside Mental Health": """
        kind                  | text
        mental_health_contact | Seen by the crisis team
    """,
    "Northmoor Council": """
        kind    | text
        package | Home care twice a day
    """,
}  # fmt: skip
# What of it stands in a volunteer's part: who she is close to, what matters to her, what to do when something changes.
MINE = {"Father had dementia"}
# Who told of her is itself a secret: that the crisis team did would say what for.
HIDDEN = {"Fellside Mental Health"}


def texts() -> set[str]:
    return {line.split("|")[1].strip() for table in TOLD.values() for line in table.split("\n") if "|" in line} - {
        "text"
    }


@pytest.fixture
def edna(world: World) -> int:
    """Edna, of whom much is known; Bert volunteers with the north team, which does not help her yet."""
    a_team(world)
    for sender, table in TOLD.items():
        drawn = "\n".join(line for line in table.split("\n") if line.strip())
        head, *lines = drawn.split("\n")
        world.tells(sender, of="Edna Marsh", table="\n".join([head, "-----+----", *lines]), at="2026-03-02")
    volunteers(world)
    return world.person("Edna Marsh")


def helped(world: World) -> int:
    """Have the team take Edna on, a day ago, and return the enrolment."""
    return takes_on(world, at=datetime.now(UTC) - timedelta(days=1))


def every_page(bert: Client, edna: int) -> dict[str, str]:
    """Return what each page of her record says to Bert, by address."""
    found = {}
    for page in PAGES:
        if page.act != "record.open" or "GET" not in page.methods or not page.reason:
            continue
        path = "/" + page.path.replace("<int:person_id>", str(edna)).replace("<slug:who>", "person")
        if re.search("<(?!slug:name)", path):
            continue  # one line or one form: asked for by its own number below
        for section in HEADINGS if "<slug:name>" in path else (None,):
            asked = path.replace("<slug:name>", section.section) if section else path
            answer = bert.get(asked)
            assert answer.status_code == 200, asked
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[asked] = body.decode()
    return found


def test_of_whom_their_team_helps_a_volunteer_sees_only_their_part_on_every_page(
    world: World, signed_in: SignedIn, edna: int
) -> None:
    helped(world)
    pages = every_page(signed_in("Bert Hollis"), edna)
    assert "MARSH, Edna" in pages[f"/people/{edna}"]
    told = {text for text in texts() if any(text in body for body in pages.values())}
    assert told == MINE
    assert [path for path, body in pages.items() if any(who in body for who in HIDDEN)] == []
    assert PARTS["volunteer"] == {Section.ABOUT_ME, Section.CONTACTS, Section.CONTINGENCY}
    why = signed_in("Bert Hollis").get(f"/people/{edna}/why").content.decode()
    assert "They are on a model of care with your team now." in why
    line = JournalLine.objects.filter(act="record.open", outcome=Outcome.DONE, person_id=edna).latest("pk")
    assert (line.role, line.details["relation"]) == ("volunteer", "helped")


def test_a_line_outside_their_part_is_not_there_for_a_volunteer(world: World, signed_in: SignedIn, edna: int) -> None:
    helped(world)
    [entry] = world.tells("Hillside Surgery", of="Edna Marsh", table="kind | text\nproblem | Breast lump")
    answer = signed_in("Bert Hollis").get(f"/people/{edna}/lines/problem-{entry.pk}")
    assert answer.status_code == 404
    assert "Breast" not in answer.content.decode()


def stopped(bert: Client, edna: int) -> None:
    for way in ("", "/timeline", "/print", "/looks", "/sections/contacts", "/sections/allergies"):
        answer = bert.get(f"/people/{edna}{way}")
        assert answer.status_code == 403, way
        body = answer.content.decode()
        assert "Edna" not in body
        assert "Penicillin" not in body


def test_without_a_relationship_a_volunteer_sees_nothing_and_can_make_none(
    signed_in: SignedIn, edna: int, world: World
) -> None:
    bert = signed_in("Bert Hollis")
    stopped(bert, edna)
    # They neither find people, nor say that they are with them, nor declare an emergency.
    assert bert.post("/people", {"text": "Edna Marsh"}).status_code == 403
    assert bert.post(f"/people/{edna}/with-them", {"because": "called"}).status_code == 403
    assert bert.get(f"/people/{edna}/emergency").status_code == 403
    # That their organisation sees her gives other posts there a reason, and a volunteer none.
    world.tells("Northmoor Community", of="Edna Marsh", table="kind | happened | text\ncontact | 2026-11-01 | Seen")
    stopped(bert, edna)


@pytest.mark.parametrize("what", ["referred, not taken on", "another team", "ended", "paused"])
def test_a_volunteer_sees_nobody_whom_their_team_does_not_help_now(
    what: str, world: World, signed_in: SignedIn, edna: int
) -> None:
    lena, now = world.staff("Lena Osei"), datetime.now(UTC)
    if what == "referred, not taken on":
        actions.refer(PRESCRIBING, person_id=edna, route="gp", why="Lonely", by=world.staff("Dr Priya Nair"), at=now)
    else:
        enrolment = helped(world)
    if what == "another team":
        a_team(world, "south", runs=())
        volunteers(world, team="south")
    if what == "ended":
        actions.end(enrolment, outcome="goals_met", by=lena, at=now)
    if what == "paused":
        actions.pause(enrolment, why="In hospital", by=lena, at=now)
    stopped(signed_in("Bert Hollis"), edna)
