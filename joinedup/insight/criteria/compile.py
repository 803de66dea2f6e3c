"""From criteria to one query over everyone: the same questions that ``words.criteria`` asks of one person.

Each table is read once for all that is counted in it, and once for each question about its latest row; then one row a
person and day says of every line true, false or null (not known), which SQL combines as Kleene does. What no source
here tells of (``told``) is null without being asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from joinedup.insight.criteria.reading import Reading
from joinedup.insight.criteria.tests_in_sql import NOT_KNOWN, day, span, sql
from joinedup.insight.engine.language import literal
from joinedup.words.criteria.expression import All, Any, Expression, Not, Register, criteria
from joinedup.words.criteria.questions import Count, FirstKnown, Kinds, Latest, NotFed, Question, asked
from joinedup.words.criteria.rows import Both, Either, Test, columns

# What a table that is not the dataset's own is made of.
MADE = {
    "score_place": """
        SELECT person_key, score, value, band, rank() OVER (PARTITION BY score ORDER BY value DESC) - 1 AS higher,
               count(*) OVER (PARTITION BY score) AS people
        FROM person_score WHERE value IS NOT NULL
    """
}


class _Query:
    """The questions of several expressions, each compiled once, and the parts of the query that answers them."""

    def __init__(self, questions: Iterable[Question], told: frozenset[str] | None) -> None:
        rows = dict.fromkeys(each for question in questions for each in asked(question))
        self.told = [q for q in rows if told is None or not told.isdisjoint(q.rows.told_by)]
        self.number = {question: n for n, question in enumerate(self.told)}
        self.counted: dict[str, list[Count | Kinds]] = {}
        for question in self.told:
            if not isinstance(question, Latest):
                self.counted.setdefault(question.rows.table, []).append(question)

    def tables(self) -> list[str]:
        """Return the common table expressions."""
        made = dict.fromkeys(q.rows.table for q in self.told if q.rows.table in MADE)
        parts = [f"{table} AS ({MADE[table]})" for table in made]
        parts += [f"of_{table} AS ({self._gathered(table)})" for table in self.counted]
        latest = [q for q in self.told if isinstance(q, Latest) and q.rows.table != "person"]
        return parts + [f"latest_{self.number[q]} AS ({self._latest(q)})" for q in latest]

    def joins(self) -> str:
        """Return the joins from everyone to what was found of them."""
        names = [f"of_{table}" for table in self.counted]
        names += [f"latest_{n}" for q, n in self.number.items() if isinstance(q, Latest) and q.rows.table != "person"]
        return "".join(
            f"\nLEFT JOIN {name} ON {name}.person_key = p.person_key AND {name}.on_day = a.on_day" for name in names
        )

    def holds(self, question: Question) -> str:
        """Return SQL that answers a question of one person: true, false, or null where it is not known."""
        if isinstance(question, FirstKnown):
            return f"coalesce({', '.join(self.holds(each) for each in question.questions)})"
        if isinstance(question, NotFed) or question not in self.number:
            return NOT_KNOWN
        n = self.number[question]
        if not isinstance(question, Latest):
            return span(f"coalesce(of_{question.rows.table}.n_{n}, 0)", question.span)
        return f"({sql(question.test, 'person', 'p', {})})" if question.rows.table == "person" else f"latest_{n}.met"

    def on(self, question: Question) -> str:
        """Return SQL for the day of the latest row that says so, null where no row has one."""
        if isinstance(question, FirstKnown):
            known = (f"WHEN {self.holds(q)} IS NOT NULL THEN {self.on(q)}" for q in question.questions)
            return f"CASE {' '.join(known)} ELSE {self.on(question.questions[0])} END"
        if isinstance(question, NotFed) or question not in self.number or question.rows.table == "person":
            return "CAST(NULL AS DATE)"
        where = f"of_{question.rows.table}" if not isinstance(question, Latest) else f"latest_{self.number[question]}"
        return f"{where}.on_{self.number[question]}"

    def _gathered(self, table: str) -> str:
        """Return the query that counts, for every person and day, all that is counted in one table."""
        questions = self.counted[table]
        reading = Reading(table, [test for q in questions for test in (*q.rows.where, *_kinds(q))])
        shown, any_of, tests = ["t.person_key", "a.on_day"], [], []
        for q in questions:
            n, on = self.number[q], day(table, q.rows.dated, "t") if q.rows.dated else "CAST(NULL AS DATE)"
            where = reading.sql(Both(q.rows.where)) if q.rows.where else "true"
            tests.append(Both((*q.rows.where, Either(q.kinds)) if isinstance(q, Kinds) else q.rows.where))
            if isinstance(q, Kinds):
                kinds = [f"({reading.sql(kind)})" for kind in q.kinds]
                counted = " + ".join(f"max(CASE WHEN ({where}) AND {kind} THEN 1 ELSE 0 END)" for kind in kinds)
                where = f"({where}) AND ({' OR '.join(kinds)})"
            elif q.distinct:
                value = f"coalesce({', '.join(f't.{column}' for column in q.distinct)})"
                counted = f"count(DISTINCT CASE WHEN {where} THEN {value} END)"
            else:
                counted = f"sum(CASE WHEN {where} THEN 1 ELSE 0 END)"
            shown += [f"{counted} AS n_{n}", f"max(CASE WHEN {where} THEN {on} END) AS on_{n}"]
            any_of.append(f"({where})")
        return (
            f"SELECT {', '.join(shown)} FROM {reading.rows(tests)} "
            f"WHERE {' OR '.join(dict.fromkeys(any_of))} GROUP BY t.person_key, a.on_day"
        )

    def _latest(self, question: Latest) -> str:
        """Return the query that finds, for every person and day, the latest row and what it says."""
        n, table, rows = self.number[question], question.rows.table, question.rows
        reading = Reading(table, (*rows.where, question.test))
        met = reading.sql(question.test)
        where = reading.sql(Both(rows.where)) if rows.where else "true"
        order = [f"t.{rows.dated} DESC NULLS LAST"] if rows.dated else []
        order += [f"t.{column} ASC NULLS LAST" for column in columns(question.test)]
        on = day(table, rows.dated, "t") if rows.dated else "CAST(NULL AS DATE)"
        place = f"row_number() OVER (PARTITION BY t.person_key, a.on_day ORDER BY {', '.join(order)}) AS place"
        return (
            f"SELECT person_key, on_day, met, on_{n} FROM ("
            f"SELECT t.person_key, a.on_day, {met} AS met, {on} AS on_{n}, {place} "
            f"FROM {reading.rows([Both(rows.where)])} WHERE {where}) found WHERE place = 1"
        )


def statement(
    expressions: Mapping[str, Expression],
    *,
    on: date | Sequence[date],
    told: frozenset[str] | None = None,
    reasons: bool = False,
) -> str:
    """Return the query that asks ``expressions`` of everyone who is alive on each day of ``on``.

    It gives person_key, on_day, and a column for each name: true, false, or null where it is not known. With
    ``reasons``, each criterion in the order of ``criteria`` adds ``<name>_line_<n>`` and ``<name>_line_<n>_on``, the
    day of the latest row that says so. ``told`` names what the release tells of (see ``facts.told``); None: everything.
    """
    lines = {name: list(criteria(expression)) for name, expression in expressions.items()}
    questions = dict.fromkeys(line.question for each in lines.values() for line in each)
    query = _Query(questions, told)
    number = {question: n for n, question in enumerate(questions)}
    days = [on] if isinstance(on, date) else on
    asked_on = "asked AS (" + " UNION ALL ".join(f"SELECT {literal(each)} AS on_day" for each in days) + ")"
    answered = "".join(f", {query.holds(q)} AS line_{n}" for q, n in number.items())
    answered += "".join(f", {query.on(q)} AS line_{n}_on" for q, n in number.items()) if reasons else ""
    shown = [f"{_combined(expression, number)} AS {name}" for name, expression in expressions.items()]
    if reasons:
        for name, each in lines.items():
            for i, line in enumerate(each):
                n = number[line.question]
                shown += [f"line_{n} AS {name}_line_{i + 1}", f"line_{n}_on AS {name}_line_{i + 1}_on"]
    everyone = (
        f"answered AS (SELECT p.person_key, a.on_day{answered} FROM person p CROSS JOIN asked a{query.joins()}\n"
        "WHERE p.death_date IS NULL OR p.death_date >= a.on_day)"
    )
    parts = ",\n".join((asked_on, *query.tables(), everyone))
    return f"WITH {parts}\nSELECT person_key, on_day, {', '.join(shown)} FROM answered"


def _combined(expression: Expression, number: Mapping[Question, int]) -> str:
    match expression:
        case All(parts):
            return "(" + " AND ".join(_combined(part, number) for part in parts) + ")"
        case Any(parts):
            return "(" + " OR ".join(_combined(part, number) for part in parts) + ")"
        case Not(inner):
            return f"(NOT {_combined(inner, number)})"
        case Register(_, _, who):
            return _combined(who, number)
        case _:
            return f"line_{number[expression.question]}"


def _kinds(question: Count | Kinds) -> tuple[Test, ...]:
    return question.kinds if isinstance(question, Kinds) else ()
