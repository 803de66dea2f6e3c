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
            "kind VARCHAR | admission, attendance, appointment, consultation, community_contact, mental_health_contact, mental_health_stay, ambulance_call, urgent_call, alarm, contact, incident",
            "start_at TIMESTAMPTZ | When it began",
            "end_at TIMESTAMPTZ | When it ended; null while going on or where the source has no end",
            "point_of_delivery VARCHAR | elective, day_case, emergency, maternity, transfer, birth, ae, first, follow_up, gp, nurse, hear_and_treat, see_and_treat, see_and_convey …",
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
            "name VARCHAR | As written",
            "start_date DATE | First issue",
            "end_date DATE | Last issue or stop; null while on repeat",
            "is_repeat BOOLEAN | Whether on repeat",
            "feed VARCHAR | The feed that said it",
        ),
        _table(
            "measurement", "one number measured",
            _KEY,
            "code VARCHAR | SNOMED code",
            "name VARCHAR | As written",
            "at TIMESTAMPTZ | When",
            "value DOUBLE | The number",
            "unit VARCHAR | UCUM unit",
            "feed VARCHAR | The feed that said it",
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
    )
}  # fmt: skip
