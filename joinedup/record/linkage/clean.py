"""What was sent, made comparable: names to keys, dates to days, postcodes and phones to one form. Pure.

Names go through the same Python that finds people (``words.basics.names``), once for each name that differs;
all else is one SQL statement. What says nothing (a default, a stop-word, a pretended postcode) becomes null.
"""

from __future__ import annotations

import pyarrow as pa

from joinedup.record.linkage.workspace import Workspace
from joinedup.record.people.rules import SPINE, source_of, trust
from joinedup.words.basics import names
from joinedup.words.basics.given_names import names_of

# The columns of the table ``sent``, as ``reading`` fills it.
SENT: dict[str, str] = {
    "record": "BIGINT", "sender": "VARCHAR", "feed_group": "VARCHAR", "nhs_number": "VARCHAR",
    "nhs_number_status": "VARCHAR", "family_name": "VARCHAR", "given_names": "VARCHAR",
    "previous_family_name": "VARCHAR", "title": "VARCHAR", "birth_date": "VARCHAR", "death_date": "VARCHAR",
    "sex": "VARCHAR", "ethnic_group": "VARCHAR", "address": "VARCHAR", "postcode": "VARCHAR", "phone": "VARCHAR",
    "email": "VARCHAR", "language": "VARCHAR", "registered_practice": "VARCHAR", "sensitive": "BOOLEAN",
    "known_from": "VARCHAR", "person": "BIGINT", "method": "VARCHAR", "arriving": "BOOLEAN",
}  # fmt: skip

# Written where a name should be, by people who had none to write.
_NOT_NAMES = frozenset(
    {
        "baby", "infant", "newborn", "neonate", "twin", "triplet", "of", "unknown", "unk", "unnamed", "notknown",
        "anon", "anonymous", "patient", "test", "dummy", "mr", "mrs", "ms", "miss", "dr", "prof", "rev", "sir", "nee",
        "aka", "fnu", "lnu", "nil", "none", "na", "xx", "xxx", "male", "female",
    }
)  # fmt: skip
_ONLY_FOR_BABIES = frozenset({"boy", "girl", "one", "two", "three", "a", "b", "i", "ii", "son", "daughter"})
# Postcodes that stand for no place: ZZ99 is ONS's pseudo-postcode area (no fixed abode, abroad, not known).
_NO_PLACE = "^(ZZ99|XX|AA11AA$|A11AA$)"
_NO_PHONE = "^(0{10}|1{10}|2{10}|3{10}|4{10}|5{10}|6{10}|7{10}|8{10}|9{10}|1234567890|0123456789)$"


def comparable_names(text: str) -> tuple[str, ...]:
    """Return the keys of the names in ``text`` without the words that are no names ("baby of", "twin 1")."""
    found = names.parts(text)
    of_a_baby = any(part in {"baby", "infant", "twin", "triplet", "newborn"} for part in found)
    return tuple(p for p in found if p not in _NOT_NAMES and not (of_a_baby and p in _ONLY_FOR_BABIES))


def valid_number_sql(column: str) -> str:
    """Return SQL that is true where ``column`` (text) is a valid NHS number: see ``words.basics.nhs_number``."""
    total = " + ".join(f"{10 - i} * CAST(substr({column}, {i + 1}, 1) AS INTEGER)" for i in range(9))
    check = f"(11 - ({total}) % 11) % 11"
    return (
        f"CASE WHEN regexp_full_match({column}, '[0-9]{{10}}') "
        f"THEN {column} <> repeat(substr({column}, 1, 1), 10) "
        f"AND {check} = CAST(substr({column}, 10, 1) AS INTEGER) ELSE false END"
    )


def clean(space: Workspace) -> None:
    """Make ``records`` from ``sent``: one row a source record, ready to compare.

    ``number`` is a valid NHS number or null, ``told`` one as sent; ``families`` and ``givens`` hold every part of a
    name; ``canons`` the names of which the first given name may be a form; ``birth`` a whole date, ``birth_year``
    at least a year. A sensitive record's place and contacts are left out: they may be seen nowhere.
    """
    keep_sources(space)
    _keep_names(space)
    space.run(f"""
        CREATE OR REPLACE TABLE records AS
        WITH told AS (
            SELECT *, regexp_replace(coalesce(nhs_number, ''), '[^0-9A-Za-z]', '', 'g') AS digits,
                upper(regexp_replace(coalesce(postcode, ''), '[^0-9A-Za-z]', '', 'g')) AS code,
                right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 10) AS line
            FROM sent
        )
        SELECT t.record, t.person, t.method, t.arriving, t.known_from,
            s.spine, s.trust, s.word AS source, coalesce(t.sensitive, false) AS sensitive,
            CASE WHEN {valid_number_sql("t.digits")} THEN t.digits END AS number,
            CASE WHEN regexp_full_match(t.digits, '[0-9]{{9,11}}') THEN t.digits END AS told,
            f.family, coalesce(f.families, []) || coalesce(p.families, []) AS families, f.sound AS family_sound,
            g.given, coalesce(g.givens, []) AS givens, coalesce(g.canons, []) AS canons, g.sound AS given_sound,
            try_cast(CASE WHEN length(t.birth_date) = 10 THEN t.birth_date END AS DATE) AS birth,
            try_cast(left(t.birth_date, 4) AS INTEGER) AS birth_year,
            CASE WHEN t.sex IN ('female', 'male') THEN t.sex END AS sex,
            CASE WHEN NOT coalesce(t.sensitive, false) AND length(t.code) BETWEEN 5 AND 7
                AND NOT regexp_matches(t.code, '{_NO_PLACE}') THEN t.code END AS postcode,
            CASE WHEN NOT coalesce(t.sensitive, false) AND length(t.line) = 10
                AND NOT regexp_matches(t.line, '{_NO_PHONE}') THEN t.line END AS phone,
            CASE WHEN NOT coalesce(t.sensitive, false) AND t.email LIKE '%_@_%' THEN lower(trim(t.email)) END AS email
        FROM told t
        LEFT JOIN source_words s ON s.feed_group = t.feed_group
        LEFT JOIN family_words f ON f.sent = t.family_name
        LEFT JOIN family_words p ON p.sent = t.previous_family_name
        LEFT JOIN given_words g ON g.sent = t.given_names
    """)


def keep_sources(space: Workspace) -> None:
    """Make ``source_words``: each feed's group with its word, its trust, and whether it is the spine."""
    groups = [row[0] for row in space.rows("SELECT DISTINCT feed_group FROM sent ORDER BY 1")]
    space.keep(
        "source_words",
        pa.table(
            {
                "feed_group": pa.array(groups, pa.string()),
                "word": pa.array([source_of(group) for group in groups], pa.string()),
                "trust": pa.array([trust(group) for group in groups], pa.int32()),
                "spine": pa.array([source_of(group) == SPINE for group in groups], pa.bool_()),
            }
        ),
    )


def _keep_names(space: Workspace) -> None:
    lists = pa.list_(pa.string())
    families = [
        row[0]
        for row in space.rows(
            "SELECT DISTINCT family_name FROM sent WHERE family_name <> '' "
            "UNION SELECT DISTINCT previous_family_name FROM sent WHERE previous_family_name <> ''"
        )
    ]
    found = [comparable_names(sent) for sent in families]
    wholes = ["".join(parts) for parts in found]
    space.keep(
        "family_words",
        pa.table(
            {
                "sent": pa.array(families, pa.string()),
                "family": pa.array([whole or None for whole in wholes], pa.string()),
                "families": pa.array(
                    [list(dict.fromkeys((w, *p))) if w else [] for w, p in zip(wholes, found, strict=True)], lists
                ),
                "sound": pa.array([names.sound(whole) or None for whole in wholes], pa.string()),
            }
        ),
    )
    given = [row[0] for row in space.rows("SELECT DISTINCT given_names FROM sent WHERE given_names <> ''")]
    parted = [comparable_names(sent) for sent in given]
    space.keep(
        "given_words",
        pa.table(
            {
                "sent": pa.array(given, pa.string()),
                "given": pa.array([parts[0] if parts else None for parts in parted], pa.string()),
                "givens": pa.array([list(parts) for parts in parted], lists),
                "canons": pa.array([list(names_of(parts[0])) if parts else [] for parts in parted], lists),
                "sound": pa.array([names.sound(parts[0]) if parts else None for parts in parted], pa.string()),
            }
        ),
    )
