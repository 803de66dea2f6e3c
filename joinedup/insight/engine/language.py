"""The language of definitions: a subset of SQL that both engines answer alike, checked before anything is asked.

A definition is written in DuckDB's dialect with plain functions (``FUNCTIONS``) and our helpers; ``fits('list')``
asks whether an admission fits a code list of the catalogue. Anything else is refused with what to use instead.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.errors import SqlglotError

from joinedup.insight.engine.helpers import HELPERS
from joinedup.words.basics.errors import ManyMistakes, Mistake, NotFound

CATALOGUE = Path(__file__).resolve().parent.parent.parent.parent / "catalogue"
FUNCTIONS = frozenset(
    (
        "abs", "avg", "cast", "ceil", "coalesce", "concat", "count", "day", "exp", "floor", "greatest", "lag",
        "last_day", "lead", "least", "length", "ln", "lower", "make_date", "max", "min", "month", "nullif", "power",
        "rank", "round", "row_number", "sqrt", "stddev_samp", "sum", "upper", "year",
    )
)  # fmt: skip
INSTEAD = {
    "date_diff": "days_between, whole_months, whole_years or hours_between",
    "datediff": "days_between",
    "date_part": "year(), month(), day(), weekday() or london_hour()",
    "date_trunc": "month_start or financial_year_start",
    "isodow": "weekday",
    "dayofweek": "weekday",
    "quantile_cont": "quantile",
    "median": "quantile(number, 0.5)",
    "list": "a join, for lists come in no sure order",
    "array_agg": "a join, for lists come in no sure order",
    "regexp_matches": "begins or any_begins",
    "strftime": "a date itself",
    "now": "first_day and last_day, for a figure must not change with the day on which it is asked",
    "current_date": "first_day and last_day, for a figure must not change with the day on which it is asked",
    "random": "nothing: a figure must be the same each time",
}
# sqlglot's own names for the plain functions that it does not leave as they were written.
_SAME_AS = {"ts_or_ds_to_date": "cast", "pow": "power", "safe_concat": "concat", "case": "cast", "if": "cast"}
_NO_FUNCTION = (exp.And, exp.Or, exp.Xor, exp.Case, exp.Cast, exp.If, exp.Exists, exp.Array, exp.Any)


@functools.cache
def codelist(name: str) -> Mapping[str, Any]:
    """Return the code list ``name`` of the catalogue. Raises NotFound."""
    path = CATALOGUE / "codelists" / f"{name}.yaml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.yaml")))
        raise NotFound(f"There is no code list called '{name}'.", now=f"Choose one of: {known}.")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def fits(name: str) -> str:
    """Return SQL that says whether an admission fits the code list ``name``.

    Each rule: ``main`` begins the main diagnosis, ``anywhere`` any of them; ``only_with`` and ``never_with`` begin a
    secondary one; ``never_after`` begins a procedure.
    """
    lines = []
    for rule in codelist(name)["rules"]:
        parts = [
            f"begins(reason, '{rule['main']}')" if "main" in rule else f"any_begins(reasons, '{rule['anywhere']}')"
        ]
        if pattern := rule.get("only_with"):
            parts.append(f"any_begins(rest(reasons), '{pattern}')")
        if pattern := rule.get("never_with"):
            parts.append(f"NOT any_begins(rest(reasons), '{pattern}')")
        if pattern := rule.get("never_after"):
            parts.append(f"NOT any_begins(procedures, '{pattern}')")
        lines.append(f"({' AND '.join(parts)})")
    return f"coalesce({' OR '.join(lines)}, false)"


def expression_mistakes(text: str, columns: Iterable[str], *, field: str, file: str = "") -> list[Mistake]:
    """Return what is wrong with one expression over one row that has ``columns``: all of it, in its author's words."""
    known = sorted(columns)
    try:
        tree = sqlglot.parse_one(f"SELECT ({text})", read="duckdb")
    except SqlglotError:
        return [Mistake("cannot be read; check its brackets and quotes", field, file=file)]
    if tree is None or list(tree.find_all(exp.From, exp.Subquery, exp.Table)):
        return [Mistake("speaks of one row, and may not ask another table", field, file=file)]
    mistakes = _function_mistakes(tree, field, file)
    if tree.find(exp.Interval):
        mistakes.append(Mistake("'interval' is not in the language; use add_days or add_months", field, file=file))
    for name in sorted({column.name for column in tree.find_all(exp.Column)} - set(known) - _lambda_names(tree)):
        near = difflib.get_close_matches(name, known, n=1)
        cure = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
        mistakes.append(Mistake(f"'{name}' is not a column here; {cure}", field, file=file))
    return mistakes


def statement_mistakes(text: str, tables: Iterable[str], *, field: str, file: str = "") -> list[Mistake]:
    """Return what is wrong with one whole SELECT over ``tables``."""
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except SqlglotError:
        return [Mistake("cannot be read; check its brackets and quotes", field, file=file)]
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Query):
        return [Mistake("must be one SELECT and nothing else", field, file=file)]
    known = {*tables, *(cte.alias for cte in tree.find_all(exp.CTE))}
    mistakes = _function_mistakes(tree, field, file)
    for name in sorted({table.name for table in tree.find_all(exp.Table)} - known):
        near = difflib.get_close_matches(name, sorted(known), n=1)
        mistakes.append(
            Mistake(f"'{name}' is not a table here{f'; did you mean {near[0]}?' if near else ''}", field, file=file)
        )
    return mistakes


def _lambda_names(tree: exp.Expr) -> set[str]:
    return {name.name for each in tree.find_all(exp.Lambda) for name in each.expressions}


def _function_mistakes(tree: exp.Expr, field: str, file: str) -> list[Mistake]:
    used = set()
    for function in tree.find_all(exp.Func):
        if isinstance(function, _NO_FUNCTION):
            continue
        name = _function_name(function)
        used.add(_SAME_AS.get(name, name))
    return [
        Mistake(f"'{name}' is not in the language; use {INSTEAD.get(name, 'one of our helpers')}", field, file=file)
        for name in sorted(used - FUNCTIONS - set(HELPERS) - {"fits"})
    ]


def _function_name(node: exp.Expr) -> str:
    """Return the name of a function as written, or nothing where the node is not one."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


@functools.lru_cache(maxsize=2048)
def written(text: str, engine: str) -> str:
    """Return the statement ``text`` as ``engine`` (duckdb or spark) takes it.

    DuckDB knows our helpers as macros, so only code lists are put in; for Spark each helper is put in as well.
    Raises ManyMistakes where the text cannot be read.
    """
    if engine == "duckdb" and "fits(" not in text:
        return text
    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except SqlglotError as error:
        raise ManyMistakes([Mistake("cannot be read; check its brackets and quotes")], now="Mend it.") from error
    tree = tree.transform(_put_in_lists)
    if engine == "spark":
        tree = tree.transform(_put_in_helper)
    return tree.sql(dialect=engine)


def _put_in_lists(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name.lower() == "fits":
        return sqlglot.parse_one(f"({fits(node.expressions[0].name)})", read="duckdb")
    return node


def _put_in_helper(node: exp.Expr) -> exp.Expr:
    helper = HELPERS.get(_function_name(node))
    if helper is None:
        return node
    given = node.expressions if isinstance(node, exp.Anonymous) else list(node.iter_expressions())
    by_name = {
        parameter: value.transform(_put_in_helper).sql(dialect="spark")
        for parameter, value in zip(helper.parameters, given, strict=True)
    }
    text = helper.written("spark").format(**{key: f"({value})" for key, value in by_name.items()})
    return sqlglot.parse_one(f"({text})", read="spark")


def literal(value: object) -> str:
    """Return ``value`` (a date, number, boolean, word or None) as SQL that both engines read alike."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case _ if hasattr(value, "isoformat"):
            return f"DATE '{value.isoformat()}'"
        case _:
            return exp.Literal.string(str(value)).sql(dialect="duckdb")
