"""FHIR R4 resources in the shape of UK Core, from plain rows. Pure: no resource has an empty part."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from typing import Any

from synthetic.feeds.messages.sending import Resource, Row

CORE = "https://fhir.hl7.org.uk/StructureDefinition"
SNOMED, DMD, ICD10 = "http://snomed.info/sct", "https://dmd.nhs.uk", "http://hl7.org/fhir/sid/icd-10"
NHS_NUMBER, ODS = "https://fhir.nhs.uk/Id/nhs-number", "https://fhir.nhs.uk/Id/ods-organization-code"
HL7 = "http://terminology.hl7.org/CodeSystem"
_UK_LISTS = "https://fhir.hl7.org.uk/CodeSystem"
_SEXES = {"1": "male", "2": "female"}


def instant(moment: datetime) -> str:
    """Return an instant as FHIR writes it, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def lean(thing: Any) -> Any:
    """Return the thing without what is empty, for FHIR allows no empty part."""
    if isinstance(thing, dict):
        kept = {name: lean(value) for name, value in thing.items()}
        return {name: value for name, value in kept.items() if value not in (None, "", [], {})}
    if isinstance(thing, list):
        return [value for value in map(lean, thing) if value not in (None, "", [], {})]
    return thing


def made(kind: str, id_: str, parts: Row, *, profile: str = "", updated: str = "") -> Resource:
    """Return a resource of one kind with its id and profile, without empty parts."""
    meta = {"lastUpdated": updated, "profile": [f"{CORE}/{profile or 'UKCore-' + kind}"]}
    return {"resourceType": kind, "id": id_, **lean({"meta": meta, **parts})}


def coded(system: str, code: str | None, text: str | None) -> Row:
    """Return a CodeableConcept; an empty one where there is neither code nor text."""
    concept: Row = lean({"coding": [{"system": system, "code": code, "display": text}] if code else [], "text": text})
    return concept


def said(system: str, code: str) -> Row:
    """Return a concept of one of HL7's own lists."""
    return {"coding": [{"system": f"{HL7}/{system}", "code": code}]}


def organisation(ods: str, name: str = "") -> Row:
    """Return a reference to an organisation by its code."""
    return {"identifier": {"system": ODS, "value": ods}, "display": name or ods}


def subject(row: Row) -> Row:
    """Return a reference to the person of a row."""
    return {"reference": f"Patient/{row['local_id']}"}


def patient(row: Row, *, updated: str = "", restricted: bool = False, contacts: list[Row] | None = None) -> Resource:
    """Return the Patient that a local record is: what the system holds, right or wrong.

    ``contacts`` are who is close to them. Of someone whose record is restricted nothing says where they are.
    """
    said_where = {} if restricted else {
        "telecom": [
            {"system": "phone", "value": row["phone"], "use": "mobile"} if row["phone"] else None,
            {"system": "email", "value": row["email"], "use": "home"} if row["email"] else None,
        ],
        "address": [address(row)],
        "generalPractitioner": [organisation(row["registered_practice"])] if row["registered_practice"] else [],
    }  # fmt: skip
    language = {"coding": [{"system": "urn:ietf:bcp:47", "code": row["language"]}]}
    resource = made("Patient", str(row["local_id"]), {
        "extension": [_extension("EthnicCategory", row["ethnic_group"])],
        "identifier": _identifiers(row),
        "name": _names(row),
        "gender": _SEXES.get(str(row["sex"]), "unknown"),
        "birthDate": row["birth_date"].isoformat() if row["birth_date"] else None,
        "deceasedDateTime": row["death_date"].isoformat() if row["death_date"] else None,
        "communication": [{"language": language, "preferred": True}] if row["language"] else [],
        "contact": [] if restricted else contacts or [],
        **said_where,
    }, updated=updated)  # fmt: skip
    if restricted:
        resource["meta"]["security"] = [{"system": f"{HL7}/v3-Confidentiality", "code": "R", "display": "restricted"}]
    return resource


def _extension(name: str, code: str | None) -> Row | None:
    if not code:
        return None
    concept = {"coding": [{"system": f"{_UK_LISTS}/UKCore-{name}", "code": code}]}
    return {"url": f"{CORE}/Extension-UKCore-{name}", "valueCodeableConcept": concept}


def _identifiers(row: Row) -> list[Row | None]:
    number = row["nhs_number"]
    status = _extension("NHSNumberVerificationStatus", row["nhs_number_status"])
    own = f"https://{row['sender'].lower()}.nhs.example/id"
    return [
        {"extension": [status], "system": NHS_NUMBER, "value": number} if number else None,
        {"type": said("v2-0203", "MR"), "system": own, "value": row["local_id"]},
    ]


def _names(row: Row) -> list[Row]:
    if not row["family_name"]:
        return []
    given = (row["given_names"] or "").split()
    names: list[Row] = [{"use": "official", "prefix": [row["title"]], "given": given, "family": row["family_name"]}]
    if row["previous_family_name"]:
        names.append({"use": "old", "family": row["previous_family_name"]})
    return names


def address(row: Row) -> Row | None:
    """Return the home address of a record, where it has one."""
    if not row["address"]:
        return None
    *lines, city = row["address"].split(", ")
    return {"use": "home", "line": lines or [city], "city": city if lines else None, "postalCode": row["postcode"]}


def condition(row: Row, *, system: str = SNOMED) -> Resource:
    """Return a problem (a row of ``gp_problem``), or a diagnosis."""
    state = "resolved" if row.get("end_date") else "active"
    return made("Condition", row["problem_id"], {
        "clinicalStatus": said("condition-clinical", state),
        "category": [said("condition-category", row.get("category", "problem-list-item"))],
        "code": coded(system, row["code"], row["term"]),
        "subject": subject(row),
        "onsetDateTime": row["onset_date"].isoformat(),
        "abatementDateTime": row["end_date"].isoformat() if row.get("end_date") else None,
        "recordedDate": row["onset_date"].isoformat(),
    })  # fmt: skip


def medication_request(row: Row) -> Resource:
    """Return a medicine (a row of ``gp_medication``) as the order for it."""
    end = row["end_date"]
    course = "continuous" if row["is_repeat"] else "acute"
    return made("MedicationRequest", row["medication_id"], {
        "status": {"active": "active", "stopped": "stopped"}.get(row["status"], "completed"),
        "intent": "order",
        "medicationCodeableConcept": coded(DMD, row["code"], row["name"]),
        "subject": subject(row),
        "authoredOn": row["start_date"].isoformat(),
        "courseOfTherapyType": said("medicationrequest-course-of-therapy", course),
        "dosageInstruction": [{"text": row["dosage"]}],
        "dispenseRequest": {
            "validityPeriod": {"start": row["start_date"].isoformat(), "end": end.isoformat() if end else None},
            "quantity": {"value": int(row["quantity"])} if row["quantity"] else None,
        },
    })  # fmt: skip


def allergy(row: Row) -> Resource:
    """Return an allergy (a row of ``gp_allergy``)."""
    reaction = [{"manifestation": [{"text": row["reaction"]}], "severity": row["severity"]}]
    return made("AllergyIntolerance", row["allergy_id"], {
        "clinicalStatus": said("allergyintolerance-clinical", "active"),
        "verificationStatus": said("allergyintolerance-verification", "confirmed"),
        "code": coded(SNOMED, row["code"], row["name"]),
        "patient": subject(row),
        "recordedDate": row["recorded_date"].isoformat(),
        "reaction": reaction if row["reaction"] else [],
    })  # fmt: skip


def observation(row: Row) -> Resource:
    """Return a number measured, or a thing found that its code says (a row of ``gp_observation``)."""
    quantity = {"value": row["value"], "unit": row["unit"], "system": "http://unitsofmeasure.org", "code": row["unit"]}
    return made("Observation", row["observation_id"], {
        "status": "final",
        "code": coded(SNOMED, row["code"], row["name"]),
        "subject": subject(row),
        "effectiveDateTime": instant(row["observed_at"]),
        "valueQuantity": None if row["value"] is None else lean(quantity) if row["unit"] else {"value": row["value"]},
    })  # fmt: skip


def immunisation(row: Row) -> Resource:
    """Return a dose given (a row of ``gp_immunisation``)."""
    return made("Immunization", row["immunisation_id"], {
        "status": "completed",
        "vaccineCode": coded(SNOMED, row["code"], row["name"]),
        "patient": subject(row),
        "occurrenceDateTime": row["given_date"].isoformat(),
        "primarySource": True,
        "protocolApplied": [{"doseNumberPositiveInt": row["dose_number"]}] if row["dose_number"] else [],
    })  # fmt: skip


def encounter(row: Row, *, class_: str, outcome: str = "", kind: str = "") -> Resource:
    """Return a contact: ``id``, ``started_at``, ``ended_at``, ``reason``, ``reason_term`` and ``provider`` of a row."""
    return made("Encounter", row["id"], {
        "status": "finished",
        "class": {"system": f"{HL7}/v3-ActCode", "code": class_},
        "type": [{"text": kind}] if kind else [],
        "subject": subject(row),
        "period": {"start": instant(row["started_at"]), "end": instant(row["ended_at"]) if row["ended_at"] else None},
        "reasonCode": [coded(SNOMED, row["reason"], row["reason_term"])] if row["reason"] else [],
        "hospitalization": {"dischargeDisposition": {"text": outcome}} if outcome else None,
        "serviceProvider": organisation(row["provider"]),
    })  # fmt: skip


def section(title: str, words: str, entries: list[Resource] | None = None) -> Row:
    """Return a section of a document: its heading, its words, and the resources that say the same in codes."""
    text = html.escape(words)
    found: Row = lean({
        "title": title,
        "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></div>'},
        "entry": [{"reference": f"{one['resourceType']}/{one['id']}"} for one in entries or []],
    })  # fmt: skip
    return found


def composition(
    row: Row, own: str, *, title: str, kind: Row, at: datetime, author: str, sections: list[Row]
) -> Resource:
    """Return the head of a document about the person of ``row``; ``own`` is the document's own id."""
    return made("Composition", f"composition-{own}", {
        "status": "final",
        "type": kind,
        "subject": subject(row),
        "date": instant(at),
        "author": [{"display": author}],
        "title": title,
        "custodian": organisation(row["sender"]),
        "section": sections,
    }, updated=instant(at))  # fmt: skip


def written_on(day: date) -> str:
    """Return noon of a day as an instant."""
    return f"{day.isoformat()}T12:00:00+00:00"
