"""Examples: the drawn rows beside a measure, put in an empty engine and answered. They are its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.measures.compute import compute
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.dataset import TABLES

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
# Which table of the dataset the rows of a derived one are drawn as, and what they are where the drawing does not say.
_DRAWN_AS: dict[str, tuple[str, Mapping[str, str]]] = {
    "admission": ("event", {"kind": "admission"}),
    "attendance": ("event", {"kind": "attendance"}),
    "spending": ("event", {"kind": "consultation"}),
    "death": ("person", {}),
    "reablement": ("package", {}),
    "first_contact": ("referral", {}),
}
_LISTS = ("practice", "born", "sex", "died", "from", "until", "decile", "home")
Drawn = dict[str, str | None]


def drawn(table: str) -> list[Drawn]:
    """Return the rows of a drawn table: names of columns, a rule, then values between bars; an empty cell is None."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    names = [name.strip() for name in lines[0].split("|")]
    return [dict(zip(names, [cell.strip() or None for cell in line.split("|")], strict=True)) for line in lines[2:]]


def fill(engine: Engine, measure: Measure, example: Mapping[str, Any]) -> None:
    """Put an example's people and rows in an empty engine.

    ``rows`` are of ``measure.each``; a key that is a table's name holds rows of that table. Everyone drawn is on
    practice A's list all 2025, born in 1940, unless ``lists`` draws them (person, practice, from, until, born, sex,
    died, decile, home) or the tables person and registration are drawn themselves.
    """
    tables = {name: drawn(text) for name, text in example.items() if name in TABLES}
    if example.get("rows"):
        table, told = _DRAWN_AS.get(measure.each, (measure.each, {}))
        tables.setdefault(table, []).extend({**told, **row} for row in drawn(example["rows"]))
    lists = drawn(example["lists"]) if example.get("lists") else []
    named = {row["person"] for rows in tables.values() for row in rows if row.get("person")}
    if "person" in tables:
        named = set()
    lists += [{"person": name} for name in sorted(named - {row["person"] for row in lists}, key=str)]
    _fill_lists(engine, lists)
    for name, rows in tables.items():
        engine.fill(name, [_row(name, number, row) for number, row in enumerate(rows)])


def _fill_lists(engine: Engine, lists: Iterable[Drawn]) -> None:
    seen = set()
    for row in lists:
        key, since = row["person"], row.get("from") or "2025-01-01"
        if key not in seen:
            born = row.get("born") or "1940-01-01"
            engine.fill("person", [{"person_key": key, "birth_month": born[:7] + "-01", "sex": row.get("sex"),
                                    "death_date": row.get("died")}])  # fmt: skip
            engine.fill("residence", [{"person_key": key, "start_date": "2000-01-01", "site": row.get("home"),
                                       "kind": "care_home" if row.get("home") else "own_home",
                                       "deprivation_decile": row.get("decile") or "1"}])  # fmt: skip
        seen.add(key)
        engine.fill("registration", [{"person_key": key, "practice": row.get("practice") or "A", "start_date": since,
                                      "end_date": row.get("until")}])  # fmt: skip


def _row(table: str, number: int, row: Mapping[str, str | None]) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name, value in row.items() if name != "person"}
    if "person_key" in TABLES[table].names:
        found["person_key"] = row["person"]
    if table == "event":
        found.setdefault("event_id", f"{number:06}")
    for field in TABLES[table].fields:
        if field.type.endswith("[]") and found.get(field.name):
            found[field.name] = str(found[field.name]).split()
    return found


def mistakes_of(
    measure: Measure, *, engine: Callable[[], Engine] = open_release, only: Mapping[str, Any] | None = None
) -> list[Mistake]:
    """Return what is wrong with a measure's examples: none at all, or answers other than those drawn."""
    if not (only or measure.examples):
        return [Mistake("has no example; draw some rows and say what they add up to", "examples", file=measure.id)]
    found = []
    for example in [only] if only else measure.examples:
        with engine() as empty:
            fill(empty, measure, example)
            figures = compute(empty, measure, period=YEAR)
        figure = figures[0] if figures else None
        for name in ("numerator", "denominator", "value"):
            if name in example:
                got = getattr(figure, name) if figure else 0
                if got is None or abs(float(got) - float(example[name])) > 1e-6:
                    told = f"'{example['example']}': its {name} is {got}, and the example says {example[name]}"
                    found.append(Mistake(told, "examples", file=measure.id))
    return found
