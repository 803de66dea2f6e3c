"""Every criterion, register, score, segment and feature of a risk: Spark says of each person what DuckDB does."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from joinedup.insight.criteria import holding, statement, told
from joinedup.insight.engine import Engine
from joinedup.insight.registers import catalogue as registers
from joinedup.insight.registers import expressions
from joinedup.insight.registers.needs import profiles_of_all
from joinedup.insight.risk.definition import catalogue as risks
from joinedup.insight.risk.features import features
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import catalogue as scores
from joinedup.insight.segments.compute import movement, put_segments
from joinedup.insight.segments.definition import catalogue as schemes
from joinedup.insight.segments.lines import lines as drill_lines
from joinedup.insight.segments.profile import CUTS, cells, put_everyone, who_uses_what
from joinedup.words.criteria import read
from tests.properties.test_criteria_parity import LINES, ON, REGISTERS, _flow
from tests.spark.alike import differences

Both = tuple[Engine, Engine]
ON_DAY = date(2026, 3, 16)
# So many criteria are asked in one statement: each adds columns, and its plan grows faster than they do.
AT_ONCE = 16


def answers(both: Both, sql: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what each engine answers."""
    return both[0].rows(sql), both[1].rows(sql)


@pytest.fixture(scope="module")
def scored(both: Both) -> Both:
    """Give both engines with everyone scored and divided, as criteria of scores and segments ask."""
    for engine in both:
        put_segments(engine, schemes().values(), on=ON_DAY)
        put_scores(engine, scores().values(), on=ON_DAY)
    return both


def test_scores_and_segments_are_the_same(scored: Both) -> None:
    for table in ("person_score", "person_segment"):
        assert differences(*answers(scored, f"SELECT * FROM {table}")) == []


def test_what_a_release_tells_of_is_the_same(scored: Both) -> None:
    assert differences(*([{"told": each} for each in sorted(told(engine))] for engine in scored)) == []


@pytest.mark.parametrize("first", range(0, len(LINES), AT_ONCE))
def test_every_criterion_is_answered_alike_of_everyone_on_every_day(scored: Both, first: int) -> None:
    some = {f"line_{n}": read(_flow(line), registers=REGISTERS) for n, line in enumerate(LINES)}
    some = dict(list(some.items())[first : first + AT_ONCE])
    ours, theirs = answers(scored, statement(some, on=ON, reasons=True))
    assert differences(ours, theirs) == []


def test_every_register_holds_the_same_people(scored: Both) -> None:
    asked = {f"register_{n}": who for n, who in enumerate(expressions().values())}
    assert differences(*answers(scored, statement(asked, on=ON))) == []
    known = told(scored[0])
    assert differences(*answers(scored, statement(asked, on=ON, told=known))) == []
    assert differences(*answers(scored, holding("age: 65 or over", on=ON_DAY))) == []


def test_needs_of_practices_and_of_homes_are_the_same(scored: Both) -> None:
    ours, theirs = (profiles_of_all(e, registers().values(), on=ON_DAY, ways=("practice", "home")) for e in scored)
    for by, units in ours.items():
        assert differences([asdict(unit) for unit in units], [asdict(unit) for unit in theirs[by]], ordered=True) == []


@pytest.mark.parametrize("outcome", [False, True])
def test_the_features_of_a_risk_are_the_same(both: Both, outcome: bool) -> None:
    day = date(2025, 2, 28)
    for each in risks().values():
        ours, theirs = (features(engine, each, on=day, outcome=outcome).to_pylist() for engine in both)
        assert differences(ours, theirs, ordered=True) == []


def test_who_moved_what_was_spent_and_what_is_drilled_are_the_same(both: Both) -> None:
    found = []
    for engine in both:
        moved = movement(engine, next(iter(schemes().values())), first=date(2025, 3, 31), last=ON_DAY)
        put_everyone(engine, schemes().values(), on=ON_DAY)
        spent = [{"by": by} | asdict(cell) for by in ("", *CUTS) for cell in cells(engine, by)]
        curves = [who_uses_what(engine, each) for each in schemes().values()]
        uneven = [{"gini": curve.gini if curve else None} for curve in curves]
        drilled = drill_lines(engine, schemes().values(), on=ON_DAY, secret=b"a place of ours").table.to_pylist()
        found.append(([asdict(each) for each in moved], spent, uneven, drilled))
    for ours, theirs in zip(*found, strict=True):
        assert differences(ours, theirs) == []
