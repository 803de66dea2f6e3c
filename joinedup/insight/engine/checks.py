"""Checking a definition before anything is asked: every mistake at once, each with its cure, in its author's words."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from joinedup.insight.engine.allowed import (
    AMONG_ROWS,
    FUNCTIONS,
    IN_WORDS,
    INSTEAD,
    NO_FUNCTION,
    OF_A_SELECT,
    OF_ROWS,
    PARTS,
    SAME_AS,
)
from joinedup.insight.engine.helpers import HELPERS
from joinedup.words.basics.errors import Mistake

Words = Mapping[str, Collection[str]]
_UNREADABLE = "cannot be read; check its brackets and quotes"


def expression_mistakes(
    text: str, columns: Iterable[str], *, field: str, file: str = "", words: Words | None = None
) -> list[Mistake]:
    """Return what is wrong with one expression over one row that has ``columns``.

    ``words`` gives, for a column that holds one of a few words, which they are: another would never be found.
    """
    known = sorted(columns)
    try:
        trees = sqlglot.parse(f"SELECT ({text})", read="duckdb")
    except SqlglotError:
        return [Mistake(_UNREADABLE, field, file=file)]
    tree = trees[0] if len(trees) == 1 else None
    inside = tree.expressions[0] if isinstance(tree, exp.Select) and len(tree.expressions) == 1 else None
    if tree is None or inside is None or len(list(tree.iter_expressions())) > 1:
        return [Mistake("speaks of one row, and may not ask another table", field, file=file)]
    if tree.find(exp.From, exp.Subquery, exp.Table) or len(list(tree.find_all(exp.Select))) > 1:
        return [Mistake("speaks of one row, and may not ask another table", field, file=file)]
    told = [
        *_functions(inside),
        *(f"'{name}' speaks of many rows, and this of one" for name in _used(inside) & (OF_ROWS | AMONG_ROWS)),
        *_parts(inside, PARTS),
        *_divisions(inside),
        *_columns(inside, known),
        *_words(inside, words or {}),
    ]
    return [Mistake(each, field, file=file) for each in told]


def statement_mistakes(text: str, tables: Iterable[str], *, field: str, file: str = "") -> list[Mistake]:
    """Return what is wrong with one whole SELECT over ``tables``."""
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except SqlglotError:
        return [Mistake(_UNREADABLE, field, file=file)]
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Select | exp.Union | exp.Subquery):
        return [Mistake("must be one SELECT and nothing else", field, file=file)]
    known = sorted({*tables, *(cte.alias for cte in tree.find_all(exp.CTE))})
    told = [*_functions(tree), *_parts(tree, (*PARTS, *OF_A_SELECT)), *_divisions(tree)]
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            told.append(f"'{table.this.sql(dialect='duckdb')}' is no table; ask a table of the dataset")
        elif table.db or table.name not in known:
            told.append(f"'{table.name}' is not a table here{_near(table.name, known)}")
    return [Mistake(each, field, file=file) for each in dict.fromkeys(told)]


def function_name(node: exp.Expr) -> str:
    """Return the name of a function as written, or nothing where the node is not one."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def _used(tree: exp.Expr) -> set[str]:
    names = {function_name(each) for each in tree.find_all(exp.Func) if not isinstance(each, NO_FUNCTION)}
    return {SAME_AS.get(name, name) for name in names}


def _functions(tree: exp.Expr) -> Iterator[str]:
    for name in sorted(_used(tree) - FUNCTIONS - set(HELPERS) - {"fits"}):
        yield f"'{name}' is not in the language; use {INSTEAD.get(name, 'one of our helpers')}"
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() == "fits" and not (len(call.expressions) == 1 and call.expressions[0].is_string):
            yield "'fits' takes the name of one code list, in quotes"
        elif (helper := HELPERS.get(call.name.lower())) and len(call.expressions) != len(helper.parameters):
            yield f"'{helper.name}' is written {helper.call}"


def _parts(tree: exp.Expr, allowed: tuple[type[exp.Expr], ...]) -> Iterator[str]:
    """Give each kind of part that is not in the language; functions are told by their names."""
    strange = {type(node) for node in tree.walk() if not isinstance(node, allowed)}
    for name in sorted(kind.__name__.lower() for kind in strange):
        yield f"'{name}' is not in the language; {IN_WORDS.get(name, 'say it with plain comparisons and our helpers')}"


def _divisions(tree: exp.Expr) -> Iterator[str]:
    """Give each division that may be by nought, where one engine stops and the other goes on with nothing."""
    for division in tree.find_all(exp.Div):
        by = division.expression.unnest()
        number = by.is_number and float(by.to_py()) != 0
        if not number and not isinstance(by, exp.Nullif):
            said = by.sql(dialect="duckdb")
            yield f"divides by {said}, which may be nought; divide by nullif({said}, 0)"


def _columns(tree: exp.Expr, known: list[str]) -> Iterator[str]:
    for column in tree.find_all(exp.Column):
        if column.table:
            yield f"'{column.sql(dialect='duckdb')}' names a table; say {column.name} alone"
    for name in sorted({column.name for column in tree.find_all(exp.Column)} - set(known)):
        cure = _near(name, known) or f"; there are: {', '.join(known)}"
        yield f"'{name}' is not a column here{cure}"


def _words(tree: exp.Expr, words: Words) -> Iterator[str]:
    """Give each word that a column is compared with and never holds."""
    for test in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        one = _column(test.this)
        others = test.expressions if isinstance(test, exp.In) else [test.expression]
        if not one and isinstance(test, exp.EQ | exp.NEQ):
            one, others = _column(test.expression), [test.this]
        for other in others:
            if one in words and other.is_string and other.name not in words[one]:
                allowed = sorted(words[one])
                yield f"{one} is never '{other.name}'{_near(other.name, allowed) or f'; it is one of: {_few(allowed)}'}"


def _column(node: exp.Expr) -> str:
    """Return the column that is compared: itself, or within coalesce."""
    node = node.unnest()
    inner = node.this if isinstance(node, exp.Coalesce) else node
    return inner.name if isinstance(inner, exp.Column) else ""


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _few(words: list[str]) -> str:
    return ", ".join(words[:12]) + (" …" if len(words) > 12 else "")
