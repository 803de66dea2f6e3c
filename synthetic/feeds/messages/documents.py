"""What was written to whom: discharge summaries, clinic letters, cancer treatment summaries; each a FHIR document."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from synthetic.facts import rows as fact_rows
from synthetic.feeds.extracts import statement
from synthetic.feeds.messages import shapes
from synthetic.feeds.messages.discharge import Written, next_of_kin, what_the_ward_wrote
from synthetic.feeds.messages.sending import Resource, Row, by, rows, write_bundle
from synthetic.feeds.senders import CANCER_CENTRE

if TYPE_CHECKING:
    from synthetic.feeds.writing import Work

MOST_SUMMARIES, MOST_LETTERS, MOST_CANCERS = 300, 150, 60
_HOME = {
    "home": "Discharged home.",
    "died": "Died in hospital; the family has been told.",
    "care_home": "Discharged to a care home.",
    "transfer": "Transferred to another hospital.",
    "self": "Took their own discharge.",
}
_WORDS = (
    "Came in with {reason}. Treated on the ward and improved.",
    "Admitted with {reason}. Seen by the therapy team, who found the usual help at home to be enough.",
    "Stay of {nights} nights for {reason}. Mobility is a little less than before; please review in two weeks.",
)


def write_correspondence(work: Work, duck: duckdb.DuckDBPyConnection, people: int) -> int:
    """Write the latest discharge summaries and clinic letters, and return how many documents there are."""
    titles = {
        row["code"]: row["title"] for name in ("emergency_reasons", "elective_reasons") for row in fact_rows(name)
    }
    titles |= {row["icd10"]: row["title"] for row in fact_rows("conditions")}
    discharged = "e.point_of_delivery IN ('emergency', 'elective') AND e.end_at IS NOT NULL"
    stays = rows(duck, _recent("admission", discharged, min(MOST_SUMMARIES, people // 20)))
    held = held_by_practices(duck, stays)
    kin = by("person_key", rows(duck, NEXT_OF_KIN))
    for stay in stays:
        wrote = what_the_ward_wrote(
            stay, **{name: lists.get(stay["person_key"], ()) for name, lists in held.items()}, seed=work.seed
        )
        contacts = next_of_kin(stay, kin.get(stay["person_key"], ()), asked_by="ward", seed=work.seed)
        _send(work, stay, "correspondence-discharge", _discharge_summary(stay, titles, wrote), contacts)
    visits = rows(duck, _recent("appointment", "e.outcome = 'attended'", min(MOST_LETTERS, people // 40)))
    for visit in visits:
        _send(work, visit, "correspondence-letter", _clinic_letter(visit))
    return len(stays) + len(visits)


# Who is close to each person: whom they live with as a couple, else a child's mother, else a grown child.
NEXT_OF_KIN = """
    SELECT i.person_key, k.given_names, k.family_name, CASE
        WHEN i.partner_key IS NOT NULL THEN 'Partner'
        WHEN i.mother_key IS NOT NULL THEN 'Mother'
        ELSE CASE k.sex WHEN 'female' THEN 'Daughter' ELSE 'Son' END END AS relation
    FROM identity i
    LEFT JOIN (
        SELECT mother_key, min(person_key) AS child FROM identity
        WHERE birth_date < last_day() - INTERVAL 18 YEAR GROUP BY mother_key
    ) c ON c.mother_key = i.person_key
    JOIN identity k ON k.person_key = coalesce(i.partner_key, i.mother_key, c.child)
    ORDER BY i.person_key
"""


def held_by_practices(duck: duckdb.DuckDBPyConnection, stays: list[Row]) -> dict[str, dict[str, list[Row]]]:
    """Return the practices' medicines, allergies and problems of those who stayed, by person."""
    duck.execute("CREATE OR REPLACE TEMP TABLE stayed AS SELECT unnest(?) AS person_key", [
        sorted({stay["person_key"] for stay in stays})
    ])  # fmt: skip
    found = {}
    for name, feed, order in (
        ("medicines", "gp_medication", "start_date, code"),
        ("allergies", "gp_allergy", "recorded_date, code"),
        ("problems", "gp_problem", "onset_date, code"),
    ):
        asked = statement(feed).replace("known_gp", "all_known_gp")
        found[name] = by(
            "person_key",
            rows(duck, f"SELECT * FROM ({asked}) JOIN stayed USING (person_key) ORDER BY person_key, {order}"),
        )
    return found


def _recent(kind: str, which: str, most: int) -> str:
    """Return SQL for the latest contacts of one kind, with who the hospital thinks the person is."""
    return f"""
        SELECT k.*, e.event_id, e.start_at, e.end_at, e.reason, e.outcome, e.length_of_stay, s.name AS site_name
        FROM event e
        JOIN known_hospital k ON k.person_key = e.person_key AND k.sender = e.provider
            AND third(e.event_id) BETWEEN k.low AND k.high
        LEFT JOIN reference_site s ON s.site = e.site
        WHERE e.kind = '{kind}' AND {which}
        ORDER BY coalesce(e.end_at, e.start_at) DESC, e.event_id LIMIT {most}
    """


def _send(work: Work, row: Row, name: str, document: list[Resource], contacts: list[Row] | None = None) -> None:
    """Write one document: its composition, whom it is about, and what it says in codes."""
    composition, *others = document
    who = shapes.patient(row, updated=composition["date"], contacts=contacts)
    own = composition["id"].removeprefix("composition-")
    write_bundle(
        work.feeds / row["sender"] / f"{name}-{own}.json", [composition, who, *others], sender=row["sender"],
        type_="document", written=composition["date"], bundle_id=f"document-{own}",
    )  # fmt: skip


def _discharge_summary(stay: Row, titles: dict[str, str], wrote: Written) -> list[Resource]:
    reason = titles.get(stay["reason"], "an acute illness")
    diagnosis = shapes.condition({
        **stay, "problem_id": f"dx-{stay['event_id']}", "code": stay["reason"], "term": reason,
        "onset_date": stay["start_at"].date(), "category": "encounter-diagnosis",
    }, system=shapes.ICD10)  # fmt: skip
    words = _WORDS[sum(map(ord, stay["event_id"])) % len(_WORDS)]
    story = words.format(reason=reason.lower(), nights=stay["length_of_stay"] or "no")
    sections = [
        shapes.section("Diagnoses", reason, [diagnosis]),
        shapes.section("Clinical summary", story),
        *_listed("Allergies and adverse reactions", wrote.allergies, "code"),
        *_listed("Medications and medical devices", wrote.medicines, "medicationCodeableConcept"),
        *_listed("Medications stopped", wrote.stopped, "medicationCodeableConcept"),
        *_listed("Relevant past history", wrote.problems, "code"),
        shapes.section("Discharge details", _HOME.get(stay["outcome"] or "", "Discharged.")),
        shapes.section("Plan and requested actions", " ".join(["Practice: please add the diagnosis.", *wrote.asks])),
    ]
    title = f"Discharge summary, {stay['site_name'] or 'hospital'}"
    kind = shapes.coded(shapes.SNOMED, "373942005", "Discharge summary")
    head = shapes.composition(
        stay, stay["event_id"], title=title, kind=kind, at=stay["end_at"], author="Ward doctor", sections=sections
    )
    return [head, diagnosis, *wrote.resources()]


def _listed(heading: str, resources: list[Resource], concept: str) -> list[Row]:
    """Return a section that lists resources in words and in codes; none where there is nothing to list."""
    words = "; ".join(f"{one[concept]['text']}{_dosed(one)}" for one in resources)
    return [shapes.section(heading, f"{words}.", resources)] if resources else []


def _dosed(resource: Resource) -> str:
    doses = [each["text"] for each in resource.get("dosageInstruction", ())]
    return f", {doses[0].lower()}" if doses and resource["status"] == "active" else ""


def _clinic_letter(visit: Row) -> list[Resource]:
    clinic = str(visit["reason"]).replace("_", " ")
    sections = [
        shapes.section("Clinical summary", f"Seen in the {clinic} clinic. No change of treatment today."),
        shapes.section("Plan and requested actions", "Review in clinic in six months, sooner if things change."),
    ]
    head = shapes.composition(
        visit, visit["event_id"], title=f"Letter from the {clinic} clinic", kind={"text": "Clinic letter"},
        at=visit["end_at"] or visit["start_at"], author="Clinic doctor", sections=sections,
    )  # fmt: skip
    return [head]


def write_cancer_summaries(work: Work, duck: duckdb.DuckDBPyConnection) -> int:
    """Write the treatment summaries of the cancer centre, and return how many there are."""
    found = rows(duck, f"""
        SELECT k.*, c.code, c.onset_date, coalesce(t.title, 'Cancer') AS term
        FROM condition c JOIN known_hospital k ON k.person_key = c.person_key AND k.sender = '{CANCER_CENTRE}'
            AND k.low = 0
        LEFT JOIN condition_title t ON t.condition = c.condition
        WHERE c.condition = 'cancer' ORDER BY c.onset_date DESC, k.local_id LIMIT {MOST_CANCERS}
    """)  # fmt: skip
    for row in found:
        _send(work, row, "cancer_summary", _cancer_summary(row, work))
    return len(found)


def _cancer_summary(row: Row, work: Work) -> list[Resource]:
    """Return the summary written when treatment ended, some months after the cancer was found."""
    cancer = shapes.condition({**row, "problem_id": f"ca-{row['local_id']}"})
    found_at = datetime(row["onset_date"].year, row["onset_date"].month, 28, 15, tzinfo=UTC)
    sections = [
        shapes.section("Diagnosis", f"{row['term']}, found in {row['onset_date']:%B %Y}.", [cancer]),
        shapes.section("Treatment", "Surgery, then chemotherapy in six cycles. Treatment is complete."),
        shapes.section("Possible effects", "Tiredness for months. Ring the helpline about fever or new pain."),
        shapes.section("Plan and requested actions", "Practice: keep on the cancer register; review in three months."),
    ]
    head = shapes.composition(
        row, row["local_id"], title="Cancer treatment summary", kind={"text": "Cancer treatment summary"},
        at=min(found_at + timedelta(days=200), work.noon()), author="Clinical nurse specialist", sections=sections,
    )  # fmt: skip
    return [head, cancer]
