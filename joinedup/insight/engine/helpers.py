"""The helpers in which definitions say what the two engines' own functions would say differently.

Each is one small expression with a meaning of its own, written once for DuckDB and once for Spark. Six plain
functions (date_diff by month, year or hour, isodow, dayofweek, ordered list) give other values on the two engines
without a word, so definitions use these and may not use those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helper:
    """One helper: its call as written, what it means, and its expression on each engine.

    ``duckdb`` and ``spark`` hold the parameters' names in braces; where ``spark`` is empty, the same text serves both.
    """

    call: str
    meaning: str
    duckdb: str
    spark: str = ""

    @property
    def name(self) -> str:
        """Return the name alone."""
        return self.call.partition("(")[0]

    @property
    def parameters(self) -> list[str]:
        """Return the names of the parameters, in order."""
        return [name.strip() for name in self.call.partition("(")[2].rstrip(")").split(",")]

    def written(self, engine: str) -> str:
        """Return the expression for ``engine`` (duckdb or spark), parameters in braces."""
        return self.spark if engine == "spark" and self.spark else self.duckdb

    def macro(self) -> str:
        """Return the statement that teaches DuckDB this helper."""
        body = re.sub(r"\{(\w+)\}", r"(p_\1)", self.duckdb)
        return f"CREATE MACRO {self.name}({', '.join(f'p_{name}' for name in self.parameters)}) AS {body}"


_ON_DAY = "(year({0}) * 10000 + month({0}) * 100 + day({0}))"


def _as_number(name: str) -> str:
    """Return a date as the number 20260331, which compares birthdays without dividing anything."""
    return _ON_DAY.format("{" + name + "}")


HELPERS: dict[str, Helper] = {
    helper.name: helper
    for helper in (
        Helper(
            "london_day(instant)",
            "the day in London on which an instant lies",
            "CAST(timezone('Europe/London', {instant}) AS DATE)",
            "CAST(from_utc_timestamp({instant}, 'Europe/London') AS DATE)",
        ),
        Helper(
            "london_hour(instant)",
            "the hour in London, 0 to 23",
            "CAST(date_part('hour', timezone('Europe/London', {instant})) AS INTEGER)",
            "hour(from_utc_timestamp({instant}, 'Europe/London'))",
        ),
        Helper(
            "days_between(first_day, last_day)",
            "days from the first date to the last; below 0 where the last is earlier",
            "CAST(date_diff('day', {first_day}, {last_day}) AS INTEGER)",
            "datediff({last_day}, {first_day})",
        ),
        Helper(
            "whole_years(born, on_day)",
            "birthdays there have been; someone born on 29 February has theirs on 1 March in other years",
            f"CAST(floor(({_as_number('on_day')} - {_as_number('born')}) / 10000.0) AS INTEGER)",
        ),
        Helper(
            "whole_months(first_day, last_day)",
            "the most months that add_months can add to the first date without passing the last",
            "CAST((year({last_day}) - year({first_day})) * 12 + month({last_day}) - month({first_day})"
            " - CASE WHEN day({last_day}) < day({first_day}) AND {last_day} <> last_day({last_day}) THEN 1 ELSE 0 END"
            " AS INTEGER)",
        ),
        Helper(
            "add_days(on_day, days)",
            "the date so many days later",
            "CAST({on_day} + CAST({days} AS INTEGER) AS DATE)",
            "date_add({on_day}, CAST({days} AS INT))",
        ),
        Helper(
            "add_months(on_day, months)",
            "the same day so many months later, or the last of that month where it has no such day",
            "CAST({on_day} + to_months(CAST({months} AS INTEGER)) AS DATE)",
            "add_months({on_day}, CAST({months} AS INT))",
        ),
        Helper(
            "month_start(on_day)",
            "the first day of the month",
            "CAST(date_trunc('month', {on_day}) AS DATE)",
            "CAST(trunc({on_day}, 'MM') AS DATE)",
        ),
        Helper(
            "financial_year_start(on_day)",
            "the 1 April on which the financial year of a date began",
            "make_date(CAST(year({on_day}) - CASE WHEN month({on_day}) < 4 THEN 1 ELSE 0 END AS INTEGER), 4, 1)",
            "make_date(year({on_day}) - CASE WHEN month({on_day}) < 4 THEN 1 ELSE 0 END, 4, 1)",
        ),
        Helper(
            "weekday(on_day)",
            "the day of the week, Monday 1 to Sunday 7",
            "CAST(isodow({on_day}) AS INTEGER)",
            "weekday({on_day}) + 1",
        ),
        Helper(
            "hours_between(start_at, end_at)",
            "hours from one instant to another, with their fraction",
            "((epoch_us({end_at}) - epoch_us({start_at})) / 3.6e9)",
            "((unix_micros({end_at}) - unix_micros({start_at})) / CAST(3.6e9 AS DOUBLE))",
        ),
        Helper(
            "minutes_between(start_at, end_at)",
            "minutes from one instant to another, with their fraction",
            "((epoch_us({end_at}) - epoch_us({start_at})) / 6e7)",
            "((unix_micros({end_at}) - unix_micros({start_at})) / CAST(6e7 AS DOUBLE))",
        ),
        Helper(
            "nights(start_at, end_at, first_day, last_day)",
            "nights in London from one instant to another that lie in a period; no end: up to the period's last day",
            "greatest(0, date_diff('day',"
            " greatest(CAST(timezone('Europe/London', {start_at}) AS DATE), {first_day}),"
            " least(coalesce(CAST(timezone('Europe/London', {end_at}) AS DATE), {last_day}), {last_day})))",
            "greatest(0, datediff("
            "least(coalesce(CAST(from_utc_timestamp({end_at}, 'Europe/London') AS DATE), {last_day}), {last_day}),"
            " greatest(CAST(from_utc_timestamp({start_at}, 'Europe/London') AS DATE), {first_day})))",
        ),
        Helper(
            "days_within(start_date, end_date, first_day, last_day)",
            "days from one date to another that lie in a period; no end: up to the period's last day",
            "greatest(0, date_diff('day', greatest({start_date}, {first_day}),"
            " least(coalesce({end_date}, {last_day}), {last_day})))",
            "greatest(0, datediff(least(coalesce({end_date}, {last_day}), {last_day}),"
            " greatest({start_date}, {first_day})))",
        ),
        Helper(
            "begins(code, starts)",
            "whether a code begins with one of the patterns, separated by |; no code: not known",
            "regexp_matches({code}, '^(' || {starts} || ')')",
            "({code} RLIKE concat('^(', {starts}, ')'))",
        ),
        Helper(
            "any_begins(codes, starts)",
            "whether any code of a list begins with one of the patterns; an empty list: no",
            "(len(list_filter(coalesce({codes}, []), lambda c: regexp_matches(c, '^(' || {starts} || ')'))) > 0)",
            "exists(coalesce({codes}, CAST(array() AS ARRAY<STRING>)), c -> c RLIKE concat('^(', {starts}, ')'))",
        ),
        Helper(
            "first_of(codes)",
            "the first code of a list; an empty text where there is none",
            "coalesce({codes}[1], '')",
            "coalesce(try_element_at({codes}, 1), '')",
        ),
        Helper(
            "rest(codes)",
            "a list without its first code; an empty list where there is none",
            "coalesce({codes}, [])[2:]",
            "CASE WHEN size(coalesce({codes}, CAST(array() AS ARRAY<STRING>))) > 1"
            " THEN slice({codes}, 2, size({codes}) - 1) ELSE CAST(array() AS ARRAY<STRING>) END",
        ),
        Helper(
            "quantile(number, share)",
            "the value below which a share (0 to 1) of the numbers lie, with interpolation",
            "quantile_cont({number}, {share})",
            "percentile({number}, {share})",
        ),
    )
}
