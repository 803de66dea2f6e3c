"""What reference feeds and statements need that no life holds: titles of conditions, unit costs, bank holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from synthetic.facts import facts, rows
from synthetic.lives.bank_holidays import bank_holidays, easter

_UNITS = {
    "week": "week",
    "hour": "hour",
    "day": "day",
    "visit": "visit",
    "contact": "contact",
    "consultation": "consultation",
}


def add_reference(duck: duckdb.DuckDBPyConnection, *, first: int, last: int) -> None:
    """Add ``condition_title``, ``reason_title``, ``unit_cost`` and ``bank_holiday`` (of the years ``first`` to ``last``)."""
    titles = [{name: row[name] for name in ("condition", "snomed", "icd10", "title")} for row in rows("conditions")]
    _add(duck, "condition_title", titles)
    reasons = {row["snomed"]: row["title"] for row in rows("conditions")}
    for name in ("consultation_reasons", "attendance_reasons"):
        reasons |= {row["code"]: row["title"] for row in rows(name)}
    _add(duck, "reason_title", [{"code": code, "title": title} for code, title in reasons.items()])
    _add(duck, "unit_cost", unit_costs())
    days = sorted(day for year in range(first, last + 1) for day in bank_holidays(year))
    _add(duck, "bank_holiday", [{"holiday": day, "name": holiday_name(day)} for day in days])


def _add(duck: duckdb.DuckDBPyConnection, name: str, listed: list[dict[str, Any]]) -> None:
    duck.register(f"{name}_rows", pa.Table.from_pylist(listed))
    duck.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_rows")
    duck.unregister(f"{name}_rows")


def unit_costs() -> list[dict[str, Any]]:
    """Return what one unit of each service costs in pounds, with the source of the figure."""
    found = []
    for group, lines in facts("unit_costs").items():
        source = lines.get("source", "made up for this place")
        for service, cost in lines.items():
            if isinstance(cost, int | float):
                unit = next((word for end, word in _UNITS.items() if service.endswith(end)), "each")
                found.append({"service": service, "unit": unit, "cost": float(cost), "cost_source": source, "_": group})
    return [{name: value for name, value in line.items() if name != "_"} for line in found]


def holiday_name(day: date) -> str:
    """Return what the bank holiday on ``day`` is called."""
    from_easter = (day - easter(day.year)).days
    if from_easter in (-2, 1):
        return "Good Friday" if from_easter < 0 else "Easter Monday"
    match day.month, day.day:
        case (1, _):
            return "New Year's Day"
        case (12, _):
            return "Christmas Day" if day.day == 25 or day.weekday() == 0 and day.day == 27 else "Boxing Day"
        case (5, n) if day.weekday() == 0 and n <= 7:
            return "Early May bank holiday"
        case (5, n) if day.weekday() == 0 and n >= 25:
            return "Spring bank holiday"
        case (8, _):
            return "Summer bank holiday"
    return "Bank holiday"
