"""Reading the rows of one table for several tests: what does not depend on the day is worked out once a row.

A condition's codes are the same on every day of a year, so they are compared before each row meets the days asked; and
a row that fits no question, whatever the day, is left out there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from joinedup.insight.criteria.tests_in_sql import instants, refers, sql
from joinedup.words.criteria.rows import Aged, Begun, Both, During, Either, GoingOn, Refers, Test

_OF_THE_DAY = (Aged, Begun, During, GoingOn)


class Reading:
    """The rows of ``table`` as ``t``, each beside each day asked as ``a``, and tests of them."""

    def __init__(self, table: str, tests: Iterable[Test]) -> None:
        """Take every test that will be asked, so that what they refer to is joined."""
        self._table = table
        found = dict.fromkeys(each for test in tests for each in refers(test))
        self._references: dict[Refers, str] = {each: f"r_{n}" for n, each in enumerate(found)}
        self._still: dict[str, str] = {}

    def sql(self, test: Test) -> str:
        """Return SQL that says whether ``test`` holds, as ``tests_in_sql.sql`` does."""
        match test:
            case _ if _is_still(test):
                return "t." + self._still.setdefault(self._written(test), f"still_{len(self._still)}")
            case Both(tests):
                still = tuple(each for each in tests if _is_still(each))
                parts = [Both(still)] if still else []
                return " AND ".join(f"({self.sql(each)})" for each in (*parts, *(t for t in tests if not _is_still(t))))
            case Either(tests):
                return " OR ".join(f"({self.sql(each)})" for each in tests)
            case _:
                return self._written(test)

    def rows(self, tests: Sequence[Test]) -> str:
        """Return what to select from: the rows that may meet any of ``tests``, beside the days. Ask it last."""
        london = [f"london_day(t.{column}) AS {column}_in_london" for column in sorted(instants(self._table))]
        needed = [self._needed(test) for test in tests]
        where = f" WHERE {' OR '.join(dict.fromkeys(filter(None, needed)))}" if all(needed) else ""
        still = [f"({text}) AS {name}" for text, name in self._still.items()]
        joins = "".join(
            f" LEFT JOIN (SELECT DISTINCT r.{each.key} FROM {each.table} r WHERE {sql(each.test, each.table, 'r', {})})"
            f" {name} ON {name}.{each.key} = t.{each.column}"
            for each, name in self._references.items()
        )
        return f"(SELECT {', '.join(['t.*', *london, *still])} FROM {self._table} t{joins}{where}) t CROSS JOIN asked a"

    def _needed(self, test: Test) -> str:
        """Return SQL without the day that every row must meet that may meet ``test``; nothing where there is none."""
        match test:
            case Both(()):
                return ""
            case _ if _is_still(test):
                return f"({self._written(test)})"
            case Both(tests):
                return f"({' AND '.join(parts)})" if (parts := [p for t in tests if (p := self._needed(t))]) else ""
            case Either(tests):
                parts = [self._needed(each) for each in tests]
                return f"({' OR '.join(parts)})" if all(parts) else ""
            case _:
                return ""

    def _written(self, test: Test) -> str:
        return sql(test, self._table, "t", self._references)


def _is_still(test: Test) -> bool:
    """Return whether a test says the same of a row on every day."""
    match test:
        case Both(tests) | Either(tests):
            return all(_is_still(each) for each in tests)
        case _:
            return not isinstance(test, _OF_THE_DAY)
