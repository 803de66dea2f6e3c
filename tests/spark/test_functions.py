"""Every helper and every function of the language: Spark gives each row, and each group of rows, what DuckDB does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.engine.allowed import AMONG_ROWS, OF_A_ROW, OF_ROWS
from joinedup.insight.engine.helpers import HELPERS
from joinedup.insight.engine.spark import Spark
from tests.properties.test_criteria_parity import DAYS, INSTANTS
from tests.spark.alike import differences

Both = tuple[Engine, Engine]

# How each helper is called over one row of `moment`.
CALLS = {
    "london_day": "london_day(begun)", "london_hour": "london_hour(begun)", "days_between": "days_between(one, other)",
    "whole_years": "whole_years(one, other)", "whole_months": "whole_months(one, other)",
    "add_days": "add_days(one, number)", "add_months": "add_months(one, number)", "month_start": "month_start(one)",
    "financial_year_start": "financial_year_start(one)", "weekday": "weekday(one)",
    "hours_between": "hours_between(begun, ended)", "minutes_between": "minutes_between(begun, ended)",
    "nights": "nights(begun, ended, DATE '2024-02-01', DATE '2025-11-01')",
    "days_within": "days_within(one, other, DATE '2024-02-29', DATE '2025-10-26')",
    "begins": "begins(code, 'I50|J44|K52')", "any_begins": "any_begins(codes, 'I50|J4[34]')",
    "first_of": "begins(first_of(codes), 'I50|J44')", "rest": "any_begins(rest(codes), 'I50|J44')", "quantile": "",
}  # fmt: skip
PLAIN = {
    "abs": "abs(number)", "cast": "CAST(number AS DOUBLE)", "ceil": "CAST(ceil(amount) AS BIGINT)",
    "coalesce": "coalesce(number, 7)", "concat": "concat(code, '-', 'x')", "day": "day(one)", "exp": "exp(amount / 1000)",
    "floor": "CAST(floor(amount) AS BIGINT)", "greatest": "greatest(one, other)", "last_day": "last_day(one)",
    "least": "least(one, other)", "length": "length(code)", "ln": "ln(abs(amount) + 1)", "lower": "lower(code)",
    "make_date": "make_date(year(one), 2, 28)", "month": "month(one)", "nullif": "amount / nullif(number, 0)",
    "power": "power(amount, 2)", "round": "round(amount, 1)", "sqrt": "sqrt(abs(amount))", "upper": "upper(code)",
    "year": "year(one)",
    "between": "number BETWEEN 1 AND 31", "and, or, not": "(number > 3 OR one < other) AND NOT code = 'I500'",
    "case": "CASE WHEN number > 3 THEN 'many' WHEN number > 0 THEN 'few' END", "in": "code IN ('I500', 'J440')",
    "join of words": "code || 'x'", "cents": "price * number / 7", "a third": "number / 3", "negative": "-number - 0.5",
    "instant against a date": "begun >= one", "an instant said": "begun < DATE '2025-10-26'",
}  # fmt: skip
OVER_ROWS = {
    "avg": "avg(amount)", "count": "count(number)", "max": "max(begun)", "min": "min(one)", "sum": "sum(number)",
    "stddev_samp": "stddev_samp(amount)", "quantile": "quantile(amount, 0.25)",
    "some": "count(*) FILTER (WHERE number > 3)", "distinct": "count(DISTINCT code)", "cents": "sum(price)",
}  # fmt: skip
NEIGHBOURS = {
    "lag": "lag(number) OVER w", "lead": "lead(one) OVER w", "rank": "rank() OVER (ORDER BY number NULLS LAST)",
    "row_number": "row_number() OVER (PARTITION BY code ORDER BY one DESC, id)",
    "nulls come last": "row_number() OVER (ORDER BY one, id)",
}  # fmt: skip


@pytest.fixture(scope="module")
def moments() -> Iterator[Both]:
    """Give both engines over one table of days and instants at the edges, codes, lists and numbers."""
    dice = random.Random(3)  # noqa: S311 (a place, not a secret)
    codes = [None, "I500", "J440", "K522", "j440", "", "W190"]
    rows = [
        {
            "id": number, "one": dice.choice(DAYS), "other": dice.choice(DAYS), "begun": dice.choice(INSTANTS),
            "ended": dice.choice(INSTANTS), "number": dice.choice([None, -31, -12, -1, 0, 1, 12, 31, 400]),
            "amount": dice.choice([None, -2.5, -0.05, 0.0, 0.25, 1.15, 1e3]), "code": dice.choice(codes),
            "codes": dice.choice([None, [], ["I500"], ["J440", "I500"], ["K522", "W190", "J449"]]),
        }
        for number in range(4000)
    ]  # fmt: skip
    types = {
        "id": pa.int32(), "one": pa.date32(), "other": pa.date32(), "begun": pa.timestamp("us", "UTC"),
        "ended": pa.timestamp("us", "UTC"), "number": pa.int32(), "amount": pa.float64(), "code": pa.string(),
        "codes": pa.list_(pa.string()),
    }  # fmt: skip
    drawn = pa.Table.from_pylist(rows, pa.schema(types))
    drawn = drawn.append_column("price", drawn["number"].cast(pa.decimal128(12, 2)))
    with open_release() as duck, open_release(engine="spark") as spark:
        as_on_a_cluster(spark)
        for engine in (duck, spark):
            engine.put("moment", drawn)
        yield duck, spark


def as_on_a_cluster(spark: Engine) -> None:
    """Let Spark compile whole stages and plan again as it goes, as it does where nobody says otherwise."""
    assert isinstance(spark, Spark)
    for setting in ("spark.sql.adaptive.enabled", "spark.sql.codegen.wholeStage"):
        spark._spark.conf.set(setting, "true")


def answers(both: Both, sql: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what each engine answers."""
    return both[0].rows(sql), both[1].rows(sql)


def test_every_helper_and_plain_function_is_tried() -> None:
    assert CALLS.keys() == HELPERS.keys()
    assert PLAIN.keys() >= OF_A_ROW
    assert OVER_ROWS.keys() >= OF_ROWS - {"grouping"}  # that one is tried with sets of cuts, in every measure
    assert NEIGHBOURS.keys() >= AMONG_ROWS


@pytest.mark.parametrize("calls", [CALLS, PLAIN, NEIGHBOURS], ids=["helpers", "plain functions", "neighbours"])
def test_a_function_gives_each_row_the_same(moments: Both, calls: dict[str, str]) -> None:
    shown = ", ".join(f"{call} AS c_{number}" for number, call in enumerate(calls.values()) if call)
    window = " WINDOW w AS (PARTITION BY code ORDER BY one, id)" if calls is NEIGHBOURS else ""
    ours, theirs = answers(moments, f"SELECT id, {shown} FROM moment{window} ORDER BY id")
    assert differences(ours, theirs, ordered=True) == []
    assert len(ours) == 4000
    some = [number for number, call in enumerate(calls.values()) if call]
    assert [n for n in some if all(row[f"c_{n}"] is None for row in ours)] == []  # each says something


@pytest.mark.parametrize("group", ["", "code", "month_start(one)"])
def test_a_function_of_many_rows_gives_each_group_the_same(moments: Both, group: str) -> None:
    shown = ", ".join(f"{call} AS c_{number}" for number, call in enumerate(OVER_ROWS.values()))
    by = (f"{group} AS g, ", f" GROUP BY {group} ORDER BY g") if group else ("", "")
    ours, theirs = answers(moments, f"SELECT {by[0]}{shown} FROM moment{by[1]}")
    assert differences(ours, theirs, ordered=True) == []  # nothing known comes last in both
    ours, theirs = answers(moments, f"SELECT {by[0]}{shown} FROM moment WHERE id < 0{by[1]}")
    assert differences(ours, theirs, ordered=True) == []


def test_a_year_that_the_clocks_change_in_is_the_same_to_the_hour() -> None:
    """An hour twice in October, none in March: both engines say London's day and hour of each instant alike."""
    hours = [datetime.fromisoformat(f"{day}T{hour:02}:30:00+00:00") for day in ("2025-03-30", "2025-10-26", "1995-10-22",
             "2024-02-29", "2024-12-31") for hour in range(24)]  # fmt: skip
    rows = pa.table({"at_hour": pa.array(hours, pa.timestamp("us", "UTC"))})
    with open_release() as duck, open_release(engine="spark") as spark:
        for engine in (duck, spark):
            engine.put("hours", rows)
        sql = "SELECT at_hour, london_day(at_hour) AS d, london_hour(at_hour) AS h FROM hours ORDER BY at_hour"
        ours, theirs = duck.rows(sql), spark.rows(sql)
    assert (
        differences([{k: r[k] for k in "dh"} for r in ours], [{k: r[k] for k in "dh"} for r in theirs], ordered=True)
        == []
    )
