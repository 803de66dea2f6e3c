"""What a ward writes of someone's lists: as the practice has them, and now and then otherwise, at the rates said."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from synthetic.feeds.messages.discharge import next_of_kin, rates, what_the_ward_wrote

LEFT = datetime(2026, 3, 8, 15, tzinfo=UTC)


def stay(number: int) -> dict[str, Any]:
    return {"event_id": f"E{number}", "local_id": f"H{number}", "end_at": LEFT, "person_key": f"p{number}"}


def medicine(**changes: Any) -> dict[str, Any]:
    return {
        "code": "1", "name": "Ramipril 5mg capsules", "dosage": "One a day", "is_repeat": True, "quantity": "28",
        "start_date": date(2020, 1, 1), "end_date": None,
    } | changes  # fmt: skip


def wrote(number: int, **lists: Any) -> Any:
    held = {"medicines": [], "allergies": [], "problems": []} | lists
    return what_the_ward_wrote(stay(number), seed=1, **held)


def test_a_ward_has_a_medicine_otherwise_as_often_as_the_rates_say() -> None:
    found = Counter()
    for number in range(4000):
        written = wrote(number, medicines=[medicine()])
        one = (written.medicines or written.stopped or [None])[0]
        found[
            "left_out" if one is None
            else "stopped" if one["status"] == "stopped"
            else "another_strength" if "5mg" not in one["medicationCodeableConcept"]["text"]
            or "coding" not in one["medicationCodeableConcept"]
            else "another_dose" if one["dosageInstruction"][0]["text"] != "One a day"
            else "as listed"
        ] += 1  # fmt: skip
        assert bool(written.asks) == (found.total() > 0 and (one is not None) and _differs(one))
    for what in ("left_out", "stopped", "another_strength", "another_dose"):
        assert abs(found[what] / 4000 - rates()[what]) < 0.025, what


def _differs(one: dict[str, Any]) -> bool:
    concept = one["medicationCodeableConcept"]
    return one["status"] == "stopped" or "coding" not in concept or one["dosageInstruction"][0]["text"] != "One a day"


def test_what_is_over_or_taken_once_is_not_on_the_list_of_a_ward() -> None:
    over = [medicine(end_date=date(2025, 1, 1)), medicine(is_repeat=False), medicine(start_date=date(2026, 4, 1))]
    assert wrote(1, medicines=over).resources() == [] or wrote(1, medicines=over).medicines == []


def test_no_known_allergies_is_sometimes_written_of_someone_who_has_one() -> None:
    penicillin = {"code": "764146007", "name": "Penicillin", "reaction": "Rash", "severity": "moderate",
                  "recorded_date": date(2010, 1, 1), "end_date": None}  # fmt: skip
    said = Counter(wrote(number, allergies=[penicillin]).allergies[0]["code"]["text"] for number in range(2000))
    assert set(said) == {"Penicillin", "No known allergies"}
    assert abs(said["No known allergies"] / 2000 - rates()["no_known_allergies"]) < 0.025


def test_a_problem_is_sometimes_written_to_be_over() -> None:
    asthma = {"code": "195967001", "term": "Asthma", "onset_date": date(2010, 1, 1), "end_date": None}
    over = [wrote(n, problems=[asthma]).problems[0]["clinicalStatus"]["coding"][0]["code"] for n in range(2000)]
    assert abs(over.count("resolved") / 2000 - rates()["resolved"]) < 0.012


def test_a_ward_is_sometimes_told_of_another_next_of_kin_than_the_practice() -> None:
    arthur = {"given_names": "Arthur", "family_name": "Marsh", "relation": "Partner"}
    edna = {"person_key": "p", "family_name": "Marsh"}
    [practice] = next_of_kin(edna, [arthur], asked_by="practice", seed=1)
    assert (practice["name"]["given"], practice["relationship"][0]["text"]) == (["Arthur"], "Next of kin (partner)")
    told = [next_of_kin({**edna, "person_key": n}, [arthur], asked_by="ward", seed=1)[0] for n in range(1000)]
    others = sum(each["name"]["given"] != ["Arthur"] for each in told)
    assert abs(others / 1000 - rates()["another_next_of_kin"]) < 0.04
    assert next_of_kin(edna, [], asked_by="ward", seed=1) == []
