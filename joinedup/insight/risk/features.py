"""What is known of everyone on a day, as columns of numbers: one pass over each table, however many features."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from joinedup.insight.criteria import statement, understood
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.measures.definition import STARTS
from joinedup.insight.risk.definition import Feature, Risk
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import score

# Kept beside the features, not weighed: by these groups a model is held to account.
GROUPS = {
    "deprivation_fifth": "CAST(floor((home.deprivation_decile + 1) / 2.0) AS INTEGER)",
    "ethnic": (
        "CASE WHEN who.ethnic_group IN ('A', 'B', 'C') THEN 'White' "
        "WHEN who.ethnic_group IN ('D', 'E', 'F', 'G') THEN 'Mixed' "
        "WHEN who.ethnic_group IN ('H', 'J', 'K', 'L') THEN 'Asian' "
        "WHEN who.ethnic_group IN ('M', 'N', 'P') THEN 'Black' "
        "WHEN who.ethnic_group IN ('R', 'S') THEN 'Other' ELSE 'Not known' END"
    ),
}
_OF_EVERYONE = {
    "age": "CAST(whole_years(s.birth_month, {day}) AS DOUBLE)",
    "male": "CASE WHEN s.sex = 'male' THEN 1.0 ELSE 0.0 END",
    "deprivation": "CAST(11 - coalesce(home.deprivation_decile, 5.5) AS DOUBLE)",
}


def features(engine: Engine, risk: Risk, *, on: date, outcome: bool, told: frozenset[str] | None = None) -> pa.Table:
    """Return a row for each person on a list on the day: person_key, GROUPS, the features, and the outcome if asked.

    Features know only what was known by the day: what began up to it, where people lived on it, and of something
    still going on only the part up to it (``as_at``); the outcome is of the months after it. Someone who died in
    those months without the outcome is one to whom it did not happen. In order of person_key.
    ``person_score`` is kept as it was on the day, for the criteria that read frailty.
    """
    put_scores(engine, [score("frailty")], on=on, told=told)
    engine.work_out("time_on_list", *{f.of for f in (*risk.features, risk.outcome) if f.of})
    return engine.arrow(query(risk, on=on, outcome=outcome, told=told))


def query(risk: Risk, *, on: date, outcome: bool, told: frozenset[str] | None = None) -> str:
    """Return the query that ``features`` asks."""
    day = literal(on)
    shown = ["s.person_key", *(f"{sql} AS {name}" for name, sql in GROUPS.items())]
    joins = [
        f"LEFT JOIN ({_home(day)}) home ON home.person_key = s.person_key",
        "LEFT JOIN person who ON who.person_key = s.person_key",
    ]
    counted = [f for f in risk.features if f.of]
    for table in dict.fromkeys(f.of for f in counted):
        of_it = [f for f in counted if f.of == table]
        joins.append(f"LEFT JOIN ({_counts(table, of_it, on)}) of_{table} ON of_{table}.person_key = s.person_key")
    held = {f.name: understood(f.holds) for f in risk.features if f.holds is not None}
    if held:
        joins.append(f"LEFT JOIN ({statement(held, on=on, told=told)}) held ON held.person_key = s.person_key")
    shown += [f"{_value(f, day)} AS {f.name}" for f in risk.features]
    if outcome:
        joins.append(f"LEFT JOIN ({_after(risk.outcome, on)}) later ON later.person_key = s.person_key")
        shown.append("CASE WHEN later.person_key IS NULL THEN 0 ELSE 1 END AS happened")
    return f"""
        SELECT {", ".join(shown)}
        FROM time_on_list s {" ".join(joins)}
        WHERE s.start_date <= {day} AND s.end_date > {day} AND whole_years(s.birth_month, {day}) >= {risk.aged}
        ORDER BY s.person_key
    """


def _home(day: str) -> str:
    """Return the query for where each person lived on the day, or lived last before it."""
    return (
        f"SELECT person_key, deprivation_decile FROM residence WHERE start_date <= {day} "
        "QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY start_date DESC, area) = 1"
    )


def _value(feature: Feature, day: str) -> str:
    if feature.is_:
        value = _OF_EVERYONE[feature.is_].format(day=day)
    elif feature.of:
        value = f"CAST(coalesce(of_{feature.of}.{feature.name}, 0) AS DOUBLE)"
    else:
        value = f"CASE WHEN held.{feature.name} THEN 1.0 ELSE 0.0 END"
    return f"least({value}, {float(feature.most)!r})" if feature.most else value


def _counts(table: str, of_it: Iterable[Feature], on: date) -> str:
    """Return the query that counts, for each person, every feature of one table."""
    shown, widest = [], 0
    for feature in of_it:
        widest = max(widest, feature.within)
        inside = f"({feature.counts}) AND {_window(feature, on)}"
        if feature.adds_each:
            shown.append(f"count(DISTINCT CASE WHEN {inside} THEN {feature.adds_each} END) AS {feature.name}")
        else:
            shown.append(f"sum(CASE WHEN {inside} THEN {feature.adds} ELSE 0 END) AS {feature.name}")
    day = literal(on)
    known = f"SELECT *, {_day(table)} AS on_day, {day} AS as_at FROM {table}"
    return (
        f"SELECT person_key, {', '.join(shown)} FROM ({known}) t "
        f"WHERE on_day <= {day} AND on_day > add_months({day}, -{widest}) GROUP BY person_key"
    )


def _window(feature: Feature, on: date) -> str:
    day = literal(on)
    until = f"on_day <= add_months({day}, -{feature.after})" if feature.after else f"on_day <= {day}"
    return f"on_day > add_months({day}, -{feature.within}) AND {until}"


def _after(outcome: Feature, on: date) -> str:
    """Return the query for those to whom the outcome happened in the months after the day."""
    day = literal(on)
    return (
        f"SELECT DISTINCT person_key FROM (SELECT *, {_day(outcome.of)} AS on_day FROM {outcome.of}) t "
        f"WHERE ({outcome.counts}) AND on_day > {day} AND on_day <= add_months({day}, {outcome.within})"
    )


def _day(table: str) -> str:
    column = STARTS.get(table, "start_at")
    return f'london_day("{column}")' if column.endswith("_at") or column == "at" else column
