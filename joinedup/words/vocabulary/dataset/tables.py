"""Every table of the linked dataset and every column of it, with its type, meaning and whether it is personal.

Types are DuckDB's. ``personal`` columns never leave a care release; ``person_key`` is our own person id in a care
release and a keyed hash in a planning one. All instants are UTC. Ends are exclusive; null means still going on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column: ``type`` is DuckDB's word for it, ``personal`` whether it could identify someone by itself."""

    name: str
    type: str
    title: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``each_row`` says what a row is."""

    name: str
    each_row: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> list[str]:
        """Return the names of the columns, in order."""
        return [f.name for f in self.fields]


def _table(name: str, each_row: str, *rows: str) -> Table:
    """Return a table from drawn rows: ``name type [personal] | title``."""
    parsed = []
    for row in rows:
        left, title = (part.strip() for part in row.split("|", 1))
        column, type_, *flags = left.split()
        parsed.append(Field(column, type_, title, personal="personal" in flags))
    return Table(name, each_row, tuple(parsed))


_KEY = "person_key VARCHAR | Whose row this is"

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "person", "one person",
            _KEY,
            "nhs_number VARCHAR personal | NHS number, ten digits (care releases only)",
            "family_name VARCHAR personal | Family name (care releases only)",
            "given_names VARCHAR personal | Given names (care releases only)",
            "birth_date DATE personal | Date of birth (care releases only)",
            "birth_month DATE | First day of the month of birth",
            "death_date DATE | Date of death; a planning release keeps the last day of its month",
            "sex VARCHAR | female, male, other, unknown",
            "ethnic_group VARCHAR | NHS ethnic category code (A to S, Z not stated)",
            "death_place VARCHAR | hospital, hospice, care_home or home; null where no feed tells: that a stay or attendance "
            "in hospital ended in death, what the end-of-life register says, else where the person lived that day",
        ),
        _table(
            "registration", "one spell on one practice's list",
            _KEY,
            "start_date DATE | First day on the list",
            "end_date DATE | First day no longer on it; null while on it",
            "practice VARCHAR | ODS code of the practice",
        ),
        _table(
            "residence", "one spell at one address",
            _KEY,
            "start_date DATE | First day there",
            "end_date DATE | First day no longer there; null while there",
            "area VARCHAR | LSOA code",
            "deprivation_decile TINYINT | Index of Multiple Deprivation decile of the area; 1 is the most deprived tenth",
            "kind VARCHAR | own_home, care_home, sheltered, none",
            "site VARCHAR | ODS code of the care home, where it is one",
            "lives_alone BOOLEAN | Whether alone, where known",
            "postcode VARCHAR personal | Postcode (care releases only)",
        ),
        _table(
            "event", "one contact with a service, from start to end",
            _KEY,
            "event_id VARCHAR | The event's own id in this release",
            "kind VARCHAR | admission, attendance, appointment, consultation, community_contact, mental_health_contact, mental_health_stay, ambulance_call, urgent_call, alarm, contact, incident, assessment",
            "start_at TIMESTAMPTZ | When it began",
            "end_at TIMESTAMPTZ | When it ended; null while going on or where the source has no end",
            "point_of_delivery VARCHAR | elective, day_case, emergency, maternity, transfer, birth, ae, first, follow_up, gp, nurse, hear_and_treat, see_and_treat, see_and_convey, assessment, review …",
            "provider VARCHAR | ODS code of the provider",
            "site VARCHAR | ODS code of the site",
            "reason VARCHAR | Main reason or diagnosis as coded",
            "reason_system VARCHAR | icd10, snomed, or the feed's own list",
            "reasons VARCHAR[] | All diagnoses, main one first",
            "procedures VARCHAR[] | OPCS-4 codes",
            "route VARCHAR | How the person came: self, gp, ambulance, transfer …",
            "outcome VARCHAR | How it ended: home, died, admitted, did_not_attend, conveyed …",
            "length_of_stay INTEGER | Nights between start and end, for stays",
            "cost DECIMAL(12,2) | Pounds",
            "cost_basis VARCHAR | Where the cost comes from: tariff, unit_cost, package",
            "service VARCHAR | Which service, team, specialty, department or activity: crisis, district_nursing, cardiology …",
            "mode VARCHAR | How people met: face_to_face, telephone, video, home_visit, clinic, group, online",
            "urgency VARCHAR | Of an ambulance call its category, c1 to c5; of an A&E attendance its acuity, 1 (most urgent) to 5",
            "seen_at TIMESTAMPTZ | In A&E when first seen by a decision maker; of an ambulance call when help was on scene",
            "at_hospital_at TIMESTAMPTZ | When the ambulance reached the hospital",
            "handover_at TIMESTAMPTZ | When the ambulance had handed the person over there",
            "ready_at TIMESTAMPTZ | When someone admitted was ready to leave (discharge ready date)",
            "referral VARCHAR personal | The provider's own id of the referral it belongs to (care releases only)",
            "feed VARCHAR | The feed that sent it",
        ),
        _table(
            "condition", "one condition of one person, once however many sources say it",
            _KEY,
            "condition VARCHAR | Our own word: diabetes, copd, heart_failure, dementia … or empty where the code is in no list",
            "code VARCHAR | As coded",
            "code_system VARCHAR | snomed or icd10",
            "onset_date DATE | First known",
            "end_date DATE | Resolved, where known",
            "feed VARCHAR | The feed that said it first",
        ),
        _table(
            "medication", "one medicine on repeat or issued, from start to end",
            _KEY,
            "code VARCHAR | dm+d or SNOMED code",
            "name VARCHAR | As written (care releases only)",
            "substance VARCHAR | Our own word for what it is: metformin, insulin_aspart, co-codamol …; null where in no list",
            "medicine_group VARCHAR | Our own word for its kind: opioid, anticoagulant, insulin, diuretic …; null where in no list",
            "start_date DATE | First issue",
            "end_date DATE | Last issue or stop; null while on repeat",
            "is_repeat BOOLEAN | Whether on repeat",
            "feed VARCHAR | The feed that said it",
        ),
        _table(
            "measurement", "one number measured, or one thing found that we have words for",
            _KEY,
            "concept VARCHAR | Our own word: systolic_blood_pressure, hba1c, bmi, egfr, smoking_status …; null where in no list",
            "code VARCHAR | SNOMED code",
            "name VARCHAR | As written (care releases only)",
            "at TIMESTAMPTZ | When",
            "value DOUBLE | The number; null where what was found is no number",
            "finding VARCHAR | Our own word for what was found, where it is no number: current_smoker, ex_smoker, never_smoked …",
            "unit VARCHAR | UCUM unit",
            "feed VARCHAR | The feed that said it",
        ),
        _table(
            "immunisation", "one dose given",
            _KEY,
            "code VARCHAR | SNOMED code of the vaccination",
            "name VARCHAR | As written (care releases only)",
            "vaccine VARCHAR | Our own word: influenza, pneumococcal, shingles, covid_19, mmr …; null where in no list",
            "given_date DATE | When",
            "dose INTEGER | Which dose of its course, where told",
            "feed VARCHAR | The feed that said it",
        ),
        _table(
            "flag", "one thing that staff must see, or that someone has said or is, from start to end",
            _KEY,
            "kind VARCHAR | alert, safeguarding, requirement, legal, carer, circumstance, end_of_life",
            "item VARCHAR | Our own word: is_carer, has_carer, interpreter_needed, pregnant, preferred_place_of_care, "
            "preferred_place_of_death, resuscitation, treatment_escalation …; null where the feed gives none. "
            "Smoking is in measurement and living alone in residence",
            "value VARCHAR | Coded: home, care_home, hospice or hospital for a place; attempt or do_not_attempt for resuscitation",
            "start_date DATE | From when; a planning release keeps the first day of its month",
            "end_date DATE | First day it no longer holds; null while it does; a planning release keeps the last day of its month",
            "feed VARCHAR | The feed that said it first",
        ),
        _table(
            "package", "one social care service, from start to end",
            _KEY,
            "service VARCHAR | home_care, reablement, residential, nursing, day_care, telecare, direct_payment, equipment, carer_support, assessment",
            "start_date DATE | First day",
            "end_date DATE | First day no longer; null while going on",
            "hours_per_week DOUBLE | Hours, for care by the hour",
            "weekly_cost DECIMAL(12,2) | Pounds a week",
            "provider VARCHAR | Provider's code",
            "outcome VARCHAR | How it ended, where known",
        ),
        _table(
            "referral", "one referral from one team to another",
            _KEY,
            "referred_at TIMESTAMPTZ | When it was received",
            "service VARCHAR | To which service",
            "source VARCHAR | By whom: gp, hospital, self, ambulance, social_care",
            "urgency VARCHAR | two_hour, urgent, routine",
            "seen_at TIMESTAMPTZ | First care contact",
            "closed_at TIMESTAMPTZ | Closed",
            "outcome VARCHAR | Why closed",
            "provider VARCHAR | ODS code of the provider",
            "feed VARCHAR | The feed that said it",
        ),
        _table(
            "stay", "one stay in a care home, as the home tells it",
            _KEY,
            "kind VARCHAR | care_home",
            "site VARCHAR | ODS code of the home",
            "care_type VARCHAR | residential, nursing",
            "purpose VARCHAR | permanent, temporary (respite, or to see what is needed); null where the home does not say",
            "funding VARCHAR | council, self, health, mixed",
            "start_date DATE | First day",
            "end_date DATE | First day no longer there; null while there",
            "outcome VARCHAR | Why it ended: died, moved, home, hospital",
            "feed VARCHAR | The feed that said it",
        ),
        _table(
            "enrolment", "one time on one model of care that is run here, from being accepted to the end",
            _KEY,
            "model VARCHAR | The model's id",
            "version VARCHAR | The version of it on which they are",
            "route VARCHAR | By whom they came: a word of models of care",
            "referred_date DATE | When they were referred, or offered it",
            "start_date DATE | When they were accepted",
            "end_date DATE | When it ended, exclusive; null while it goes on",
            "outcome VARCHAR | How it ended: a word of models of care",
        ),
        _table(
            "form_score", "one score of one form that was answered here",
            _KEY,
            "form VARCHAR | The form's id",
            "score VARCHAR | Which of its scores; the form's own id where it has one for the whole",
            "value DOUBLE | The score",
            "band VARCHAR | The band in which it lies; null where the form has none",
            "given_date DATE | The day about which it was answered",
        ),
        _table(
            "form_answer", "what was answered to one question of one form on one day; the last where it was twice",
            _KEY,
            "form VARCHAR | The form's id",
            "item VARCHAR | The question's id",
            "answers VARCHAR[] | The choices, or yes or no; never words of someone's own",
            "given_date DATE | The day about which it was answered",
        ),
        _table(
            "addition", "one person whom a clinician added by name to those whom a model of care finds",
            _KEY,
            "model VARCHAR | The model's id",
            "start_date DATE | When they were added",
            "end_date DATE | When that was withdrawn, exclusive; null while it holds",
        ),
        _table(
            "model_running", "one team that runs one model of care, from and until",
            "model VARCHAR | The model's id",
            "team VARCHAR | The team's code",
            "start_date DATE | From when",
            "end_date DATE | Until when, exclusive; null while it goes on",
        ),
        _table(
            "reference_practice", "one GP practice",
            "practice VARCHAR | ODS code",
            "name VARCHAR | Name",
            "network VARCHAR | Primary care network (integrated neighbourhood team)",
            "postcode VARCHAR | Postcode of the surgery",
        ),
        _table(
            "reference_site", "one hospital site, ward, care home or community base",
            "site VARCHAR | ODS code",
            "name VARCHAR | Name",
            "kind VARCHAR | hospital, care_home_residential, care_home_nursing, hospice, community_base",
            "care_type VARCHAR | residential or nursing, of a care home",
            "provider VARCHAR | ODS code of the parent",
            "beds INTEGER | Beds, where it has them",
            "area VARCHAR | LSOA code",
            "postcode VARCHAR | Postcode",
        ),
        _table(
            "reference_area", "one small area (LSOA)",
            "area VARCHAR | LSOA code",
            "name VARCHAR | Name",
            "deprivation_decile TINYINT | 1 is the most deprived tenth of England",
            "population INTEGER | Residents, mid-year estimate",
        ),
        _table(
            "reference_population", "the people of one small area, year, band of age and sex",
            "area VARCHAR | LSOA code",
            "year INTEGER | Mid-year",
            "age_from INTEGER | First age of the band",
            "age_to INTEGER | Last age of the band; null for the last band",
            "sex VARCHAR | female, male",
            "people INTEGER | How many",
        ),
        _table(
            "reference_unit_cost", "what one unit of a service costs, from a day on",
            "service VARCHAR | The service",
            "unit VARCHAR | What is counted",
            "cost DECIMAL(12,2) | Pounds",
            "from_date DATE | From when it holds",
            "cost_source VARCHAR | Where the figure is from",
        ),
        _table(
            "reference_bank_holiday", "one bank holiday in England",
            "day DATE | The day",
            "name VARCHAR | What it is called",
        ),
    )
}  # fmt: skip
