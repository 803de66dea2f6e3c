"""The language of definitions: a subset of SQL that both engines answer alike, checked before anything is asked.

A definition is written in DuckDB's dialect with plain functions (``allowed``) and our helpers; ``fits('list')`` asks
whether an admission fits a code list of the catalogue. Anything else is refused (``checks``) with what to use instead.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.errors import SqlglotError

from joinedup.insight.engine.checks import expression_mistakes, function_name, statement_mistakes
from joinedup.insight.engine.helpers import HELPERS
from joinedup.words.basics.errors import BadInput, ManyMistakes, Mistake, NotFound

__all__ = ["CATALOGUE", "codelist", "expression_mistakes", "fits", "literal", "statement_mistakes", "written"]

CATALOGUE = Path(__file__).resolve().parent.parent.parent.parent / "catalogue"


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
    secondary one; ``never_after`` begins any procedure, ``never_first`` the main one.
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
        if pattern := rule.get("never_first"):
            parts.append(f"NOT begins(first_of(procedures), '{pattern}')")
        lines.append(f"({' AND '.join(parts)})")
    return f"coalesce({' OR '.join(lines)}, false)"


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
        for division in tree.find_all(exp.Div):
            # DuckDB divides floating numbers; Spark would keep a few digits of a decimal.
            division.set("this", exp.cast(division.this, "DOUBLE"))
        for where in tree.find_all(exp.Where):
            # Spark reads FROM admission WHERE (emergency) as a table called WHERE with one column.
            where.set("this", where.this.unnest())
    return tree.sql(dialect=engine)


def _put_in_lists(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name.lower() == "fits":
        return sqlglot.parse_one(f"({fits(node.expressions[0].name)})", read="duckdb")
    return node


def _put_in_helper(node: exp.Expr) -> exp.Expr:
    helper = HELPERS.get(function_name(node))
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
        case float() if not math.isfinite(value):
            raise BadInput(f"{value} is no number that can be compared.", now="Write a number.")
        case datetime():
            raise BadInput("A definition compares days, not moments.", now="Give the day alone.")
        case int() | float():
            return repr(value)
        case _ if hasattr(value, "isoformat"):
            return f"DATE '{value.isoformat()}'"
        case _:
            return exp.Literal.string(str(value)).sql(dialect="duckdb")
