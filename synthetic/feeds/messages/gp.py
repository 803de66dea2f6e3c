"""The practice that sends FHIR: bundles of UK Core resources, a hundred people to a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from synthetic.feeds.extracts import statement
from synthetic.feeds.messages import shapes
from synthetic.feeds.messages.discharge import next_of_kin
from synthetic.feeds.messages.documents import NEXT_OF_KIN
from synthetic.feeds.messages.sending import Planted, Resource, Row, by, luck, rows, write_bundle

if TYPE_CHECKING:
    from synthetic.feeds.writing import Work

PEOPLE_A_BUNDLE = 100
FAULTY = 0.0005
_KINDS = {
    "gp_problem": shapes.condition,
    "gp_medication": shapes.medication_request,
    "gp_allergy": shapes.allergy,
    "gp_observation": shapes.observation,
    "gp_immunisation": shapes.immunisation,
}


def write(work: Work, duck: duckdb.DuckDBPyConnection, planted: Planted) -> int:
    """Write the bundles and return how many resources were sent."""
    people = rows(duck, "SELECT * FROM known_gp_fhir ORDER BY sender, local_id")
    kin = by("person_key", rows(duck, NEXT_OF_KIN))
    found = {name: by("local_id", rows(duck, _asked(name))) for name in (*_KINDS, "gp_consultation")}
    sent = 0
    for sender, theirs in by("sender", people).items():
        for number, start in enumerate(range(0, len(theirs), PEOPLE_A_BUNDLE), start=1):
            some = theirs[start : start + PEOPLE_A_BUNDLE]
            resources = [one for person in some for one in _record(person, found, work, kin)]
            path = work.feeds / sender / f"gp_fhir-{number:04d}.json"
            for place, resource in enumerate(resources, start=1):
                if resource["resourceType"] == "Observation" and luck(work.seed, "gp fault", resource["id"]) < FAULTY:
                    del resource["status"]
                    planted.add("gp_fhir", path, place, "Observation.status: is missing")
            write_bundle(
                path, resources, sender=sender, type_="collection", written=shapes.written_on(work.end),
                bundle_id=f"{sender}-{number:04d}",
            )  # fmt: skip
            sent += len(resources)
    return sent


def _asked(name: str) -> str:
    """Return the feed's own statement, asked of the practice that sends FHIR."""
    columns = {"gp_consultation": "consultation_id", "gp_observation": "observation_id"}.get(name, "2, 3, 4")
    return f"SELECT * FROM ({statement(name).replace('known_gp', 'known_gp_fhir')}) ORDER BY local_id, {columns}"


def _record(
    person: Row, found: dict[str, dict[str, list[Row]]], work: Work, kin: dict[str, list[Row]]
) -> list[Resource]:
    """Return everything that the practice holds of one person."""
    who = dict(person)
    if person["registered_practice"] != person["sender"]:
        who["registered_practice"] = None
    local_id = str(person["local_id"])
    contacts = next_of_kin(person, kin.get(str(person["person_key"]), ()), asked_by="practice", seed=work.seed)
    record = [shapes.patient(who, updated=shapes.written_on(work.end), contacts=contacts)]
    for name, shape in _KINDS.items():
        record += [shape(row) for row in found[name].get(local_id, ())]
    for row in found["gp_consultation"].get(local_id, ()):
        contact = {**row, "id": row["consultation_id"], "provider": row["sender"]}
        record.append(shapes.encounter(contact, class_="AMB", kind=_KIND_OF[row["clinician"]]))
    return record


_KIND_OF = {"gp": "GP consultation", "nurse": "Practice nurse consultation"}
