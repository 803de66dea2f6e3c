"""Tables that several measures share, made from the dataset's own tables: what an admission is, and its history."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).resolve().parent.parent.parent.parent / "catalogue"


@functools.cache
def codelist(name: str) -> dict[str, Any]:
    """Return the code list ``name`` of the catalogue."""
    loaded: dict[str, Any] = yaml.safe_load((CATALOGUE / "codelists" / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def avoidable(rules: list[dict[str, str]]) -> str:
    """Return SQL that says whether an admission fits any of ``rules``.

    ``main`` begins the main diagnosis; ``only_with`` and ``never_with`` begin a secondary one; ``never_after``
    begins a procedure.
    """

    def any_begins(column: str, pattern: str) -> str:
        return f"len(list_filter({column}, lambda c: regexp_matches(c, '^({pattern})'))) > 0"

    lines = []
    for rule in rules:
        parts = [f"regexp_matches(reason, '^({rule['main']})')"]
        if pattern := rule.get("only_with"):
            parts.append(any_begins("coalesce(reasons, [])[2:]", pattern))
        if pattern := rule.get("never_with"):
            parts.append(f"NOT {any_begins('coalesce(reasons, [])[2:]', pattern)}")
        if pattern := rule.get("never_after"):
            parts.append(f"NOT {any_begins('coalesce(procedures, [])', pattern)}")
        lines.append(" AND ".join(parts))
    return "coalesce(" + " OR ".join(f"({line})" for line in lines) + ", false)"


DERIVED: dict[str, str] = {
    # One row a spell in hospital. days_since_discharge counts from the end of the spell before it, of any kind but
    # birth and maternity, to this one's start; null where there was none or the person was transferred.
    "admission": f"""
        SELECT person_key, event_id, start_at, end_at, point_of_delivery, provider, site, reason, route, outcome, cost,
               point_of_delivery = 'emergency' AS emergency,
               point_of_delivery = 'emergency' AND {avoidable(codelist("avoidable-emergency-admissions")["rules"])}
                   AS avoidable,
               CASE WHEN lag(outcome) OVER earlier IS DISTINCT FROM 'transferred' THEN
                   days_between(london_day(lag(end_at) OVER earlier), london_day(start_at)) END AS days_since_discharge
        FROM event
        WHERE kind = 'admission' AND coalesce(point_of_delivery, '') NOT IN ('birth', 'maternity')
        WINDOW earlier AS (PARTITION BY person_key ORDER BY start_at, event_id)
    """,
    # One row a person and spell on a practice's list: the day of death is the last one lived, and where two lists
    # say that they have someone, the spell that began first ends where the next begins, so that nobody counts twice.
    "time_on_list": """
        SELECT r.person_key, r.practice, r.start_date,
               least(
                   coalesce(r.end_date, DATE '9999-12-31'), coalesce(p.death_date + 1, DATE '9999-12-31'),
                   coalesce(lead(r.start_date) OVER spells, DATE '9999-12-31')
               ) AS end_date,
               p.birth_month, p.sex
        FROM registration r JOIN person p USING (person_key)
        WINDOW spells AS (PARTITION BY r.person_key ORDER BY r.start_date, r.practice)
    """,
    # Where each person lives now, or lived last.
    "last_residence": """
        SELECT person_key, area, deprivation_decile, kind, site FROM residence
        QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY start_date DESC, area) = 1
    """,
}
