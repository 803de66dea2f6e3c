"""Who has which NHS number, and whether the rest agrees: a valid number is a strong sign, never trusted blindly. Pure.

Of the records with one number, the most trusted is the holder. Another record with that number is the holder's
where nothing else in it says that it is someone else's; otherwise its number is doubted and someone looks.
"""

from __future__ import annotations

from joinedup.record.linkage.workspace import Workspace

_ALIKE = 0.88  # Jaro-Winkler: one slip of the pen in a name of everyday length

# Each compares ``l`` with ``r`` and is true, false, or null where one of them does not say.
BIRTH_SAME = "(l.birth = r.birth)"
# A day and month the wrong way round, one digit wrong, or a default (1 January) in the right year.
BIRTH_NEAR = """(
    (month(l.birth) = day(r.birth) AND day(l.birth) = month(r.birth) AND year(l.birth) = year(r.birth))
    OR damerau_levenshtein(strftime(l.birth, '%Y%m%d'), strftime(r.birth, '%Y%m%d')) <= 1
    OR (year(l.birth) = year(r.birth) AND (dayofyear(l.birth) = 1 OR dayofyear(r.birth) = 1))
)"""
BIRTH_FAR = "(abs(l.birth_year - r.birth_year) >= 12)"
GIVEN_SAME = f"""(
    l.given = r.given OR list_has_any(l.canons, r.canons) OR list_has_any(l.givens, r.givens)
    OR jaro_winkler_similarity(l.given, r.given) >= {_ALIKE}
    OR (least(length(l.given), length(r.given)) = 1 AND left(l.given, 1) = left(r.given, 1))
    OR list_contains(r.families, l.given) OR list_contains(l.families, r.given)
)"""
FAMILY_SAME = f"""(
    list_has_any(l.families, r.families) OR jaro_winkler_similarity(l.family, r.family) >= {_ALIKE}
    OR l.family_sound = r.family_sound OR list_contains(r.givens, l.family) OR list_contains(l.givens, r.family)
)"""
# Agrees: the same birth and no other given name; a near or unknown birth and no other name; or another birth
# within a dozen years (a typing error, not a parent) and the same whole name. Saying nothing disagrees with nothing.
AGREES = f"""(CASE
    WHEN {BIRTH_SAME} THEN coalesce({GIVEN_SAME}, true)
    WHEN l.birth IS NULL OR r.birth IS NULL OR {BIRTH_NEAR}
        THEN coalesce({GIVEN_SAME}, true) AND (coalesce({FAMILY_SAME}, true) OR coalesce({GIVEN_SAME}, false))
    ELSE coalesce({GIVEN_SAME} AND {FAMILY_SAME}, false) AND NOT coalesce({BIRTH_FAR}, false)
END)"""


def find_holders(space: Workspace) -> None:
    """Make ``number_links`` (record, holder, agrees): each record with a number beside the one that holds it.

    ``records`` must have ``node`` (whose it is now). A record already linked holds the number for its person, so
    that what arrives is compared with people before it is compared with what arrives beside it.
    """
    space.run("""
        CREATE OR REPLACE TABLE holders AS
        SELECT number, arg_min(record, place) AS holder
        FROM (
            SELECT number, record, row_number() OVER (
                PARTITION BY number
                ORDER BY arriving, trust, (given IS NULL), (birth IS NULL), known_from DESC, record
            ) AS place
            FROM records WHERE number IS NOT NULL
        ) GROUP BY number
    """)
    space.run(f"""
        CREATE OR REPLACE TABLE number_links AS
        SELECT r.record, l.record AS holder, l.number, {AGREES} AS agrees
        FROM holders h
        JOIN records l ON l.record = h.holder
        JOIN records r ON r.number = h.number AND r.record <> h.holder
        WHERE r.arriving AND r.node <> l.node
    """)
