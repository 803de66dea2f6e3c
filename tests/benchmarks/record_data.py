"""A made-up place for measuring the record: people with skewed names, three source records each, entries in sets.

Everything is put into PostgreSQL by COPY and INSERT … SELECT, the same each time.
"""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
EACH_HEAVY = 500

_NAMES = Path(__file__).parent.parent.parent / "synthetic/facts/names"
_MEDICINES = (
    "Amlodipine",
    "Ramipril",
    "Bisoprolol",
    "Atorvastatin",
    "Metformin",
    "Omeprazole",
    "Sertraline",
    "Apixaban",
)
_PROBLEMS = (
    ("Hypertension", "38341003", "I10X"), ("Type 2 diabetes mellitus", "44054006", "E119"),
    ("Asthma", "195967001", "J459"), ("COPD", "13645005", "J449"), ("Heart failure", "84114007", "I509"),
    ("Atrial fibrillation", "49436004", "I48X"), ("Osteoarthritis", "396275006", "M199"),
    ("Depression", "35489007", "F329"), ("Gout", "90560007", "M109"),
)  # fmt: skip
_MEASURES = (
    ("Systolic blood pressure", "72313002", "mm[Hg]"), ("Diastolic blood pressure", "1091811000000102", "mm[Hg]"),
    ("Body weight", "27113001", "kg"), ("Pulse rate", "78564009", "/min"), ("HbA1c", "1019431000000105", "mmol/mol"),
    ("eGFR", "1020291000000106", "mL/min"), ("Serum cholesterol", "1005671000000105", "mmol/L"),
)  # fmt: skip


def people(count: int) -> list[dict[str, Any]]:
    """Return everyone, invented, the same each time."""
    from joinedup.words.basics import names  # noqa: PLC0415
    from joinedup.words.basics.nhs_number import check_digit  # noqa: PLC0415

    dice = random.Random(1)  # noqa: S311 (made-up people, the same each time)
    families, givens = _names("surnames"), _names("forenames")
    numbers = (
        f"{first}{check}" for n in range(10**6) if (check := check_digit(first := f"9{n * 97 % 10**8:08d}")) is not None
    )
    made = []
    for person in range(1, count + 1):
        given, family = _skewed(dice, givens), _skewed(dice, families)
        made.append(
            {
                "person_id": person, "nhs_number": next(numbers), "nhs_number_traced": True, "title": "",
                "family_name": family, "given_names": given, "family_key": names.key(family),
                "given_key": names.first_key(given), "sound_key": names.sound(family),
                "birth_date": date(1930, 1, 1) + timedelta(days=dice.randrange(34_000)), "death_date": None,
                "sex": "female", "ethnic_group": "A", "address": "1 Invented Lane",
                "postcode": f"ZZ{dice.randrange(1, 60)} {dice.randrange(10)}{dice.choice('ABDEF')}A",
                "phone": "", "email": "", "language": "", "registered_practice": f"X9{1 if person <= count // 100 else person % 15:04d}",
                "sensitive": person % 500 == 0,
            }
        )  # fmt: skip
    return made


def _names(kind: str) -> list[str]:
    with (_NAMES / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
        return list(dict.fromkeys(row["name"] for row in csv.DictReader(lines)))


def _skewed(dice: random.Random, names: list[str]) -> str:
    """Return a name; the first in the list are far more common than the last, as in England."""
    return names[int(len(names) * dice.random() ** 1.6)]


def _templates() -> list[tuple[str, str, str, str, str, str, bool]]:
    """Return facts as they come: feed, kind, text, code system, code, unit, measured; the common ones more often."""
    facts: list[tuple[str, str, str, str, str, str, bool]] = []
    for name, strength in product(_MEDICINES, ("5mg", "10mg")):
        facts += [("gp_medication", "medicine", f"{name} {strength} tablets", "dmd", "", "", False)] * 2
        facts.append(("correspondence", "medicine", f"{name.lower()} {strength} tablet", "", "", "", False))
    for text, snomed, icd10 in _PROBLEMS:
        facts.append(("gp_problem", "problem", text, "snomed", snomed, "", False))
        facts.append(("correspondence", "problem", text, "icd10", icd10, "", False))
    for text, code, unit in _MEASURES:
        facts += [("gp_observation", "observation", text, "snomed", code, unit, True)] * 10
    facts += [("gp_consultation", "consultation", "Face to face, GP", "", "", "", False)] * 20
    facts += [
        ("admitted_care", "admission", "Emergency admission to Northmoor Hospital", "icd10", "J189", "", False)
    ] * 2
    facts += [("emergency_care", "attendance", "Type 1 department", "icd10", "R074", "", False)] * 4
    facts += [("outpatient", "appointment", "Follow-up appointment, Cardiology", "", "", "", False)] * 8
    facts += [("correspondence", "document", "Clinic letter", "", "", "", False)] * 8
    facts += [("community_contact", "community_contact", "District nursing, home visit", "", "", "", False)] * 12
    facts += [("gp_immunisation", "immunisation", "Influenza vaccination", "snomed", "86198006", "", False)] * 3
    facts += [("gp_allergy", "allergy", "Allergy to penicillin", "snomed", "91936005", "", False)]
    facts += [("correspondence", "allergy", "No known drug allergies", "snomed", "409137002", "", False)]
    return facts


_SYSTEM = {"gp": 0, "correspondence": 1, "admitted": 1, "emergency": 1, "outpatient": 1, "community": 2}


def fill(made: list[dict[str, Any]], entries: int) -> None:
    """Put everyone, their three source records and their entries into the database, in sets."""
    from django.db import connection  # noqa: PLC0415

    from joinedup.record.access.models import Organisation  # noqa: PLC0415

    codes = [(f"X9{n:04d}", f"Surgery {n}") for n in range(15)] + [("XN1", "Northmoor Hospital"), ("XN2", "Community")]
    Organisation.objects.bulk_create([Organisation(ods_code=code, name=name, kind="any") for code, name in codes])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person (id, created_at) SELECT g, %s FROM generate_series(1, %s) g", [NOW, len(made)]
        )
        columns = list(made[0])
        with cursor.copy(f"COPY people_demographics ({', '.join(columns)}) FROM STDIN") as copy:
            for person in made:
                copy.write_row([person[column] for column in columns])
        cursor.execute(
            "INSERT INTO linkage_sourcerecord (id, sender, feed_group, local_id, first_known_at)"
            " SELECT p * 3 + k, CASE k WHEN 0 THEN 'X9' || lpad((p %% 15)::text, 4, '0') WHEN 1 THEN 'XN1'"
            " ELSE 'XN2' END, CASE k WHEN 0 THEN 'gp' WHEN 1 THEN 'hospital' ELSE 'community' END, p::text, %s"
            " FROM generate_series(1, %s) p, generate_series(0, 2) k",
            [NOW, len(made)],
        )
        cursor.execute(
            "INSERT INTO linkage_link (source_record_id, person_id, method, decided_by, reason, linked_at)"
            " SELECT id, id / 3, 'nhs_number', NULL, '', %s FROM linkage_sourcerecord",
            [NOW - timedelta(days=400)],
        )
        _fill_entries(cursor, len(made), entries)
    _vacuum()


def _fill_entries(cursor: Any, people: int, entries: int) -> None:
    facts = _templates()
    random.Random(2).shuffle(facts)  # noqa: S311
    cursor.execute(
        "CREATE TEMPORARY TABLE told (n int PRIMARY KEY, feed text, kind text, text text, code_system text, code text,"
        " unit text, measured boolean, system int)"
    )
    rows = io.StringIO()
    for n, fact in enumerate(facts):
        rows.write("\t".join([str(n), *map(str, fact), str(_SYSTEM[fact[0].split("_")[0]])]) + "\n")
    with cursor.copy("COPY told FROM STDIN") as copy:
        copy.write(rows.getvalue())
    heavy = people // 100
    light = (entries - heavy * EACH_HEAVY) // (people - heavy)
    cursor.execute(
        "INSERT INTO entries_entry (source_record_id, feed, kind, key, happened_at, happened_precision, code_system,"
        " code, text, value, unit, status, details, content_hash, delivery_id, position, recorded_from)"
        " SELECT p * 3 + t.system, t.feed, t.kind, 'k' || i, %(now)s - ((h %% 1460) || ' days')::interval"
        " - ((h %% 600) || ' minutes')::interval,"
        " CASE WHEN t.kind IN ('medicine', 'problem', 'allergy') THEN 'day' ELSE 'time' END,"
        " t.code_system, t.code, t.text, CASE WHEN t.measured THEN 60 + h %% 100 END, t.unit,"
        " CASE WHEN t.kind IN ('medicine', 'problem') THEN 'active' ELSE '' END,"
        """ CASE t.kind WHEN 'medicine' THEN '{"dose": "one daily", "is_repeat": 1}' ELSE '{"provider": "XN1"}' END,"""
        " md5(h::text), 1, i, %(now)s - interval '30 days'"
        " FROM generate_series(1, %(people)s) p,"
        " LATERAL generate_series(1, CASE WHEN p <= %(heavy)s THEN %(each)s ELSE %(light)s END) i,"
        " LATERAL (SELECT abs(hashint8(p::bigint * 1000 + i)) AS h) x JOIN told t ON t.n = x.h %% %(facts)s",
        {"now": NOW, "people": people, "heavy": heavy, "each": EACH_HEAVY, "light": light, "facts": len(facts)},
    )
    cursor.execute(
        "INSERT INTO entries_heardfeed (sender, feed, first_at, last_at)"
        " SELECT DISTINCT s.sender, t.feed, %s::timestamptz, %s::timestamptz FROM told t"
        " JOIN (SELECT DISTINCT sender, feed_group FROM linkage_sourcerecord) s"
        " ON s.feed_group = CASE t.system WHEN 0 THEN 'gp' WHEN 1 THEN 'hospital' ELSE 'community' END",
        [NOW - timedelta(days=30), NOW],
    )


def _vacuum() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
