"""What a ward writes at discharge of medicines, allergies, problems and next of kin, and where it differs. Pure.

The practice's list is taken as it stood on the day; ``disagreements.yaml`` says how often the ward has it otherwise.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from synthetic.feeds.messages import shapes
from synthetic.feeds.messages.sending import Resource, Row, luck

Draw = Callable[[str, object], float]
MOST_PROBLEMS = 6
NO_KNOWN_ALLERGIES = "716186003"
_DOSES = ("One a day", "One twice a day", "One at night", "Two a day")
_WHY_STOPPED = ("Low blood pressure on the ward", "Kidney function has fallen", "A fall; it may have made it likelier",
                "No longer needed")  # fmt: skip
_STRENGTH = re.compile(r"(\d+)(mg|micrograms)\b")


@functools.cache
def rates() -> Mapping[str, Any]:
    """Return how often a ward has something otherwise than the practice, and which problems can be over."""
    found: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).parents[1].joinpath("disagreements.yaml").read_text(encoding="utf-8")
    )
    return found


@dataclass(slots=True)
class Written:
    """What the ward wrote: resources by heading of the summary, and what it asks the practice to do."""

    medicines: list[Resource] = field(default_factory=list)
    stopped: list[Resource] = field(default_factory=list)
    allergies: list[Resource] = field(default_factory=list)
    problems: list[Resource] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)

    def resources(self) -> list[Resource]:
        """Return all that goes with the document."""
        return [*self.medicines, *self.stopped, *self.allergies, *self.problems]


def what_the_ward_wrote(
    stay: Row, *, medicines: Iterable[Row], allergies: Iterable[Row], problems: Iterable[Row], seed: int
) -> Written:
    """Return what was written of someone's lists on the day they left; the rows are those of the practice's feeds."""
    day, written = stay["end_at"].date(), Written()

    def drawn(what: str, thing: object) -> float:
        return luck(seed, what, stay["event_id"], thing)

    own = {"local_id": stay["local_id"]}
    for number, row in enumerate(_held(medicines, day, "start_date"), start=1):
        if row["is_repeat"]:
            _medicine(written, {**row, **own, "medication_id": f"rx-{stay['event_id']}-{number}"}, day, drawn)
    _allergies(written, stay, _held(allergies, day, "recorded_date"), drawn)
    for number, row in enumerate(_held(problems, day, "onset_date")[:MOST_PROBLEMS], start=1):
        over = row["term"] in rates()["can_be_over"] and drawn("resolved", row["code"]) < rates()["resolved"]
        ended = max(day - timedelta(days=400), row["onset_date"]) if over else None
        named = {"problem_id": f"hx-{stay['event_id']}-{number}", "end_date": ended}
        written.problems.append(shapes.condition({**row, **own, **named}))
    return written


def _held(rows: Iterable[Row], day: date, since: str) -> list[Row]:
    """Return what the practice held as going on that day."""
    return [row for row in rows if row[since] <= day and (row.get("end_date") is None or row["end_date"] > day)]


def _medicine(written: Written, row: Row, day: date, drawn: Draw) -> None:
    rate, name, dose = rates(), str(row["name"]), str(row["dosage"])
    chance = drawn("medicine", row["code"])
    row = {**row, "start_date": day, "end_date": None, "status": "active"}
    for what in ("left_out", "stopped", "another_dose", "another_strength"):
        chance -= rate[what]
        if chance < 0:
            break
    else:
        what = "as listed"
    if what == "stopped":
        stopped = shapes.medication_request({**row, "end_date": day, "status": "stopped"})
        why = _WHY_STOPPED[int(drawn("why", row["code"]) * len(_WHY_STOPPED))]
        written.stopped.append({**stopped, "statusReason": {"text": why}})
        written.asks.append(f"{name} was stopped: {why.lower()}.")
    elif what == "another_dose" and dose in _DOSES:
        others = [each for each in _DOSES if each != dose]
        row["dosage"] = others[int(drawn("dose", row["code"]) * len(others))]
        written.medicines.append(shapes.medication_request(row))
        written.asks.append(f"{name}: the dose is now {row['dosage'].lower()}.")
    elif what == "another_strength" and (strength := _STRENGTH.search(name)) and int(strength[1]) >= 2:
        other = f"{int(strength[1]) * 2}{strength[2]}"
        row |= {"name": name.replace(strength[0], other, 1), "code": None}
        written.medicines.append(shapes.medication_request(row))
        written.asks.append(f"{name} was changed to {other}.")
    elif what != "left_out":
        written.medicines.append(shapes.medication_request(row))


def _allergies(written: Written, stay: Row, held: list[Row], drawn: Draw) -> None:
    own = {"local_id": stay["local_id"]}
    none = not held or drawn("allergies", stay["local_id"]) < rates()["no_known_allergies"]
    if none and (held or drawn("asked", stay["local_id"]) < 0.5):
        held = [{"code": NO_KNOWN_ALLERGIES, "name": "No known allergies", "recorded_date": stay["end_at"].date(),
                 "reaction": None, "severity": None}]  # fmt: skip
    written.allergies += [
        shapes.allergy({**row, **own, "allergy_id": f"al-{stay['event_id']}-{number}"})
        for number, row in enumerate(held, start=1)
    ]


def next_of_kin(row: Row, kin: Iterable[Row], *, asked_by: str, seed: int) -> list[Row]:
    """Return the contact that an organisation was given for someone, as FHIR has it in a Patient; none where unknown.

    ``kin`` are the adults of the same household. The ward is sometimes told of another relative.
    """
    listed = list(kin)
    if not listed:
        return []
    first = listed[0]
    if asked_by == "ward" and luck(seed, "next of kin", row["person_key"]) < rates()["another_next_of_kin"]:
        given = ("Susan", "Karen", "David", "Michael")[int(luck(seed, "relative", row["person_key"]) * 4)]
        relation = "Daughter" if given in ("Susan", "Karen") else "Son"
        first = {"given_names": given, "family_name": row["family_name"], "relation": relation}
    if not first["family_name"]:
        return []
    return [
        {
            "relationship": [
                {"coding": [{"system": f"{shapes.HL7}/v2-0131", "code": "N", "display": "Next-of-Kin"}],
                 "text": f"Next of kin ({first['relation'].lower()})"}
            ],
            "name": {"given": first["given_names"].split(), "family": first["family_name"]},
        }
    ]  # fmt: skip
