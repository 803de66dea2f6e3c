"""The demonstration points to people whose record has something to see: found in what came, never named beforehand."""

from __future__ import annotations

from joinedup.faces.cli.worth_opening import people_worth_opening
from joinedup.record.journal.models import JournalLine
from tests.world.drawn import instant
from tests.world.world import World

LOOKED = instant("2026-03-05 10:00")


def test_a_medicine_an_allergy_and_many_sources_are_pointed_to_and_every_carer_has_looked(world: World) -> None:
    world.everyone()
    letter = {"feed": "correspondence", "at": "2026-03-01"}
    world.tells("Hillside Surgery", of="Edna Marsh", at="2026-01-01", table=_MEDICINE.format("One a day"))
    world.tells("Northmoor Hospital", of="Edna Marsh", table=_MEDICINE.format("Two a day"), **letter)
    world.tells("Hillside Surgery", of="Thomas Knight", at="2026-01-01", table=_ALLERGY)
    world.tells("Northmoor Hospital", of="Thomas Knight", table=_NONE, **letter)
    world.tells("Northmoor Hospital", of="Mohammed Iqbal", table=_VISIT, **letter)
    world.tells("Northmoor Ambulance", of="Mohammed Iqbal", table=_CALLS, at="2026-03-20")
    world.tells("Northmoor Hospital", of="Grace Hidden", table=_MEDICINE.format("Two a day"), **letter)
    world.tells("Northmoor Hospital", of="Arthur Marsh", table=_MEDICINE.format("Two a day"), **letter)
    for name in ("Nina Sorrel", "Dr Priya Nair", "Sam Whitlock"):
        world.account(name)
    found = people_worth_opening(("nina.sorrel", "priya.nair", "sam.whitlock"), looked_at=LOOKED)
    assert [one["name"] for one in found] == ["Edna Marsh", "Thomas Knight", "Mohammed Iqbal"], "none dead or hidden"
    assert found[0]["see"] == [
        "Amlodipine 5mg tablets: Northmoor Hospital says “Two a day”; Hillside Surgery says “One a day”."
    ]
    assert found[1]["see"][0].startswith("Penicillin: Northmoor Hospital says: no known allergies")
    assert found[2]["see"][0] == "3 organisations tell of them."
    assert found[2]["see"][-1] == "What changed: 2 lines are new since you last looked."
    looks = JournalLine.objects.filter(act="record.open", at=LOOKED, account_id=world.account("Sam Whitlock").pk)
    assert sorted(looks.values_list("person_id", flat=True)) == sorted(one["person"] for one in found)


_MEDICINE = """
    kind     | happened   | text                   | status | dose
    ---------+------------+------------------------+--------+-----
    medicine | 2025-06-01 | Amlodipine 5mg tablets | active | {}
"""
_ALLERGY = "kind | happened | text | status\nallergy | 2010 | Penicillin | active"
_NONE = "kind | happened | text | status | code\nallergy | 2026-03-01 | No known allergies | active | 716186003"
_VISIT = "kind | happened | text\ncontact | 2026-02-28 | Seen"
_CALLS = "kind | happened | text\nambulance_call | 2026-03-10 | Fell\nambulance_call | 2026-03-18 | Fell again"
