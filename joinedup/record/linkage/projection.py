"""A person's demographics, worked out from all that their source records say now: in sets, one statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joinedup.record.linkage.clean import valid_number_sql
from joinedup.record.linkage.workspace import Workspace
from joinedup.record.people.rules import TRACED

# What is chosen one by one: the most trusted source that says anything.
_ALONE = ("death_date", "sex", "ethnic_group", "phone", "email", "language", "registered_practice")


def demographics(space: Workspace) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows for ``people.actions.replace_demographics``, from ``sent`` and ``whose`` (record, person).

    ``doubtful_numbers`` (record) are those whose NHS number is in question: it is not taken from them.
    A name is taken whole from one source, and so is an address. Where any source marks the person sensitive,
    nothing that tells where they are is kept: address, postcode, phone, email and practice stay empty.
    """
    traced = ", ".join(f"'{status}'" for status in sorted(TRACED))
    alone = ", ".join(f"coalesce(arg_min({name}, rank) FILTER ({name} <> ''), '') AS {name}" for name in _ALONE)
    space.run(f"""
        CREATE OR REPLACE TABLE chosen AS
        WITH told AS (
            SELECT s.*, w.person AS whose,
                struct_pack(t := src.trust, k := -epoch_us(CAST(s.known_from AS TIMESTAMP)), r := s.record) AS rank,
                coalesce(s.sensitive, false) AS hidden,
                CASE WHEN {valid_number_sql("coalesce(s.nhs_number, '')")} AND d.record IS NULL
                     THEN s.nhs_number END AS good_number,
                try_cast(CASE WHEN length(s.birth_date) = 10 THEN s.birth_date END AS DATE) AS born
            FROM sent s
            JOIN whose w ON w.record = s.record
            JOIN source_words src ON src.feed_group = s.feed_group
            LEFT JOIN doubtful_numbers d ON d.record = s.record
        )
        SELECT whose,
            arg_min(good_number, rank) FILTER (good_number IS NOT NULL) AS number,
            bool_or(good_number IS NOT NULL AND lower(nhs_number_status) IN ({traced})) AS traced,
            arg_min(struct_pack(title, family_name, given_names), rank)
                FILTER (family_name <> '' OR given_names <> '') AS name,
            arg_min(born, rank) FILTER (born IS NOT NULL) AS born,
            arg_min(struct_pack(address, postcode), rank) FILTER (postcode <> '' OR address <> '') AS place,
            {alone}, bool_or(hidden) AS hidden
        FROM told GROUP BY whose
    """)
    yield from space.batches("""
        SELECT whose, coalesce(number, ''), number IS NOT NULL AND traced,
            coalesce(name.title, ''), coalesce(name.family_name, ''), coalesce(name.given_names, ''),
            born, try_cast(left(death_date, 10) AS DATE),
            sex, CASE WHEN length(ethnic_group) <= 4 THEN ethnic_group ELSE '' END,
            CASE WHEN hidden THEN '' ELSE coalesce(place.address, '') END,
            CASE WHEN hidden THEN '' ELSE coalesce(place.postcode, '') END,
            CASE WHEN hidden THEN '' ELSE phone END, CASE WHEN hidden THEN '' ELSE email END, language,
            CASE WHEN hidden THEN '' ELSE registered_practice END, hidden
        FROM chosen
    """)


def former_names(space: Workspace) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows for ``people.actions.replace_former_names``: each other family name that a source says was theirs.

    After ``demographics``, from which it takes the name that each person has now.
    """
    yield from space.batches("""
        SELECT DISTINCT w.person, trim(s.previous_family_name) AS family
        FROM sent s JOIN whose w ON w.record = s.record JOIN chosen c ON c.whose = w.person
        WHERE trim(coalesce(s.previous_family_name, '')) <> ''
            AND lower(trim(s.previous_family_name)) <> lower(trim(coalesce(c.name.family_name, '')))
        ORDER BY 1, 2
    """)
