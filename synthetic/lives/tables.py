"""The tables that lives are written in: the linked dataset's own, and those that only feeds and checks need.

The linked dataset's tables are declared in ``joinedup.words.vocabulary.dataset.tables``; ``EXTRA`` are the
made-up place's own, in the same words. ``DATASET`` and ``EXTRA`` together are everything that ``make_lives`` writes.
"""

from __future__ import annotations

from joinedup.words.vocabulary.dataset.tables import TABLES as DATASET
from joinedup.words.vocabulary.dataset.tables import Field, Table


def _table(name: str, each_row: str, *rows: str) -> Table:
    """Return a table from drawn rows: ``name type [personal] | title``."""
    fields = []
    for row in rows:
        left, title = (part.strip() for part in row.split("|", 1))
        column, type_, *flags = left.split()
        fields.append(Field(column, type_, title, personal="personal" in flags))
    return Table(name, each_row, tuple(fields))


_KEY = "person_key VARCHAR | Whose row this is"

EXTRA: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "identity", "one person, as everyone would know them if no one ever made a mistake",
            _KEY,
            "title VARCHAR personal | Mr, Mrs, Miss, Ms, Mx, Master, Dr",
            "family_name VARCHAR personal | Family name at the end of the period",
            "given_names VARCHAR personal | First and middle names, separated by a space",
            "known_as VARCHAR personal | The short name they answer to; null where it is their first name",
            "previous_family_name VARCHAR personal | Family name before marriage, where it changed",
            "name_changed_date DATE | When the family name changed; may be long before the period, or within it",
            "birth_date DATE personal | Date of birth",
            "birth_date_is_guess BOOLEAN | Whether some senders only know the year, and write 1 January",
            "sex VARCHAR | female or male",
            "nhs_number VARCHAR personal | Ten digits, valid, in a range that is never issued",
            "phone VARCHAR personal | Mobile, or the household's own line; in ranges reserved for drama",
            "email VARCHAR personal | Email at a domain that cannot exist; null where they have none",
            "language VARCHAR | Preferred language, ISO 639-1",
            "interpreter BOOLEAN | Whether an interpreter is needed",
            "household_id VARCHAR | Household at the beginning (or at arrival)",
            "twin_of VARCHAR | person_key of the other twin",
            "mother_key VARCHAR | person_key of the mother, where she is in the place too",
            "partner_key VARCHAR | person_key of the partner they live with",
            "present_from DATE | First day in the place in this period",
            "present_until DATE | First day no longer in it (moved away or died); null while there",
            "moved_away BOOLEAN | Whether they left alive",
        ),
        _table(
            "address", "one spell at one address, in words; the same spells as residence",
            _KEY,
            "start_date DATE | First day there",
            "end_date DATE | First day no longer there; null while there",
            "address_line VARCHAR personal | Number and street, or the name of the care home",
            "town VARCHAR | Town or neighbourhood",
            "postcode VARCHAR personal | Postcode, in an area (ZZ) that does not exist",
            "area VARCHAR | LSOA code",
            "property_id VARCHAR personal | Like a UPRN: the same for everyone at the address",
            "household_id VARCHAR | Who live together",
        ),
        _table(
            "allergy", "one allergy or intolerance of one person",
            _KEY,
            "code VARCHAR | SNOMED CT code of the substance",
            "name VARCHAR | As written",
            "reaction VARCHAR | As written",
            "severity VARCHAR | mild, moderate, severe",
            "recorded_date DATE | When it was first written down",
        ),
        _table(
            "life_note", "one truth about a life that no sender knows exactly",
            _KEY,
            "on_date DATE | When, or from when",
            "note VARCHAR | frailty (0 to 1), propensity (multiple of others' use), fall, care_home_entry, dying",
            "value DOUBLE | The number, where the note has one",
        ),
    )
}  # fmt: skip

ALL: dict[str, Table] = {**DATASET, **EXTRA}
