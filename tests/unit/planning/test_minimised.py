"""What a planning release holds in place of what could tell of one person: asked of DuckDB itself, column by column."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from joinedup.planning.releases.rules import minimised
from joinedup.words.vocabulary.dataset import TABLES


def shown(table: str, column: str, value: Any, *, planning: bool = True) -> Any:
    """Return what a release shows of one value."""
    field = next(f for f in TABLES[table].fields if f.name == column)
    sql = minimised(TABLES[table], column, planning=planning)
    return duckdb.execute(f'SELECT {sql} FROM (SELECT ?::{field.type} AS "{column}")', [value]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("table", "column", "value", "in_planning"),
    [
        ("person", "family_name", "Marsh", None),
        ("person", "death_date", date(2026, 3, 7), date(2026, 3, 31)),
        ("person", "death_place", "care_home", "care_home"),
        ("event", "reason", "J440", "J440"),
        ("event", "reason", "Fell in the kitchen", None),
        ("event", "outcome", "To see own GP", None),
        ("event", "service", "district_nursing", "district_nursing"),
        ("event", "referral", "R-1041", None),
        ("event", "reasons", ["J440", "Breathless since Sunday"], ["J440"]),
        ("medication", "name", "Morphine 10mg tablets", None),
        ("medication", "substance", "insulin_aspart", "insulin_aspart"),
        ("measurement", "name", "Smoking status: twenty a day", None),
        ("measurement", "unit", "mL/min/{1.73_m2}", "mL/min/{1.73_m2}"),
        ("flag", "start_date", date(2026, 3, 7), date(2026, 3, 1)),
        ("flag", "end_date", date(2026, 3, 7), date(2026, 3, 31)),
        ("flag", "value", "home", "home"),
        ("stay", "start_date", date(2026, 3, 7), date(2026, 3, 7)),
        ("reference_site", "name", "Rowan House", "Rowan House"),
        ("reference_unit_cost", "cost_source", "National Cost Collection", "National Cost Collection"),
    ],
)
def test_a_planning_release_keeps_codes_and_no_words(table: str, column: str, value: Any, in_planning: Any) -> None:
    assert shown(table, column, value) == in_planning
    assert shown(table, column, value, planning=False) == value


def test_no_text_of_any_table_about_people_can_hold_a_sentence() -> None:
    sentence = "Her daughter Joan holds the key"
    for table in TABLES.values():
        for field in table.fields:
            if field.type == "VARCHAR" and not table.name.startswith("reference_"):
                assert shown(table.name, field.name, sentence) is None, f"{table.name}.{field.name}"


def test_a_flag_never_ends_before_it_begins_however_its_days_are_moved() -> None:
    begun, ended = (shown("flag", name, date(2026, 2, 28)) for name in ("start_date", "end_date"))
    assert begun <= ended
