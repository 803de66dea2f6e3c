"""What reference feeds and statements need that no life holds: titles of conditions, unit costs, bank holidays."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from synthetic.facts import facts, rows
from synthetic.lives.bank_holidays import bank_holidays, easter

_UNITS = ("week", "hour", "day", "visit", "contact", "consultation")


def add_reference(duck: duckdb.DuckDBPyConnection, *, first: int, last: int) -> None:
    """Add ``condition_title``, ``reason_title``, ``unit_cost`` and, for ``first`` to ``last``, ``bank_holiday``."""
    titles = [{name: row[name] for name in ("condition", "snomed", "icd10", "title")} for row in rows("conditions")]
    _add(duck, "condition_title", titles)
    reasons = {row["snomed"]: row["title"] for row in rows("conditions")}
    for name in ("consultation_reasons", "attendance_reasons"):
        reasons |= {row["code"]: row["title"] for row in rows(name)}
    _add(duck, "reason_title", [{"code": code, "title": title} for code, title in reasons.items()])
    _add(duck, "unit_cost", unit_costs())
    _add(duck, "bank_holiday", [day for year in range(first, last + 1) for day in named_holidays(year)])


def _add(duck: duckdb.DuckDBPyConnection, name: str, listed: list[dict[str, Any]]) -> None:
    duck.register(f"{name}_rows", pa.Table.from_pylist(listed))
    duck.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_rows")
    duck.unregister(f"{name}_rows")


def unit_costs() -> list[dict[str, Any]]:
    """Return what one unit of each service costs in pounds, with the source of the figure."""
    found = []
    for lines in facts("unit_costs").values():
        source = lines.get("source", "made up for this place")
        for service, cost in lines.items():
            if isinstance(cost, int | float):
                unit = next((unit for unit in _UNITS if service.endswith(unit)), "each")
                found.append({"service": service, "unit": unit, "cost": float(cost), "cost_source": source})
    return found


def named_holidays(year: int) -> list[dict[str, Any]]:
    """Return the bank holidays of a year in order, with what each is called."""
    moved = {-2: "Good Friday", 1: "Easter Monday"}
    found: list[dict[str, Any]] = []
    for day in sorted(bank_holidays(year)):
        fixed = _BY_MONTH.get((day.month, day.day > 20)) if day.weekday() == 0 or day.month in (1, 12) else None
        name = moved.get((day - easter(year)).days) or fixed or "Bank holiday"
        second = name == "Christmas Day" and any(one["name"] == name for one in found)
        found.append({"holiday": day, "name": "Boxing Day" if second else name})
    return found


_BY_MONTH = {
    (1, False): "New Year's Day",
    (5, False): "Early May bank holiday",
    (5, True): "Spring bank holiday",
    (8, True): "Summer bank holiday",
    (12, True): "Christmas Day",
}
