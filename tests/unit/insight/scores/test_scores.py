"""Scores: each one's examples, drawn beside its definition, are its tests."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from joinedup.insight.engine import open_release
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.examples import fill
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import Score, catalogue, load, score
from joinedup.words.basics.errors import ManyMistakes, NotFound

DAY = date(2025, 12, 31)


def scored(definition: Score, drawn: Mapping[str, Any], **more: Any) -> list[dict[str, Any]]:
    with open_release() as engine:
        fill(engine, measure("emergency-admissions"), drawn)
        put_scores(engine, [definition], on=DAY, **more)
        return engine.rows("SELECT person_key, value, band FROM person_score ORDER BY person_key")


@pytest.mark.parametrize(
    ("definition", "example"),
    [pytest.param(s, x, id=f"{s.id}: {x['example']}") for s in catalogue().values() for x in s.examples],
)
def test_a_score_answers_its_own_examples(definition: Score, example: Mapping[str, Any]) -> None:
    [row] = scored(definition, example)
    assert row["band"] == example["band"] == definition.band_of(row["value"])
    assert row["value"] == pytest.approx(example.get("value", row["value"]))


def test_every_score_has_an_example_and_says_what_it_is_not_for() -> None:
    assert [s.id for s in catalogue().values() if not (s.examples and s.not_for and s.device)] == []


def test_the_hospital_frailty_score_has_its_hundred_and_nine_categories() -> None:
    points = score("hospital-frailty-risk").points
    assert len({point.codes for point in points}) == 109


def test_someone_younger_than_a_score_is_for_has_none() -> None:
    lists = """
        person | born
        -------+-----------
        Edna   | 1940-01-01
        Tom    | 1990-01-01
    """
    rows = scored(score("frailty"), {"lists": lists})
    assert [row["person_key"] for row in rows] == ["Edna"]


def test_what_no_feed_tells_of_is_left_out_of_a_share() -> None:
    drawn = {"condition": "person | condition | onset_date\n--+--+--\nEdna | diabetes | 2020-01-01"}
    [row] = scored(score("frailty"), drawn, told=frozenset({"condition"}))
    [all_told] = scored(score("frailty"), drawn)
    assert row["value"] >= all_told["value"] > 0


GOOD = """
id: x
title: X
question: How?
how: points
points: [{is: Old, points: 2, holds: {age: 65 or over}}]
bands: {low: 0, high: over 1}
purpose: To test.
not_for: Anything else.
device: Not one.
source: made for this test
version: 1
"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("how: guess", "how: must be one of: points, share"),
        ("colour: red", "'colour' is not a part of a score"),
        ("points: [{is: Old, points: 1}]", "must say either codes or holds"),
        ("points: [{is: Old, codes: 'F0.0', points: 1}]", "ICD-10 without the dot"),
        ("points: [{codes: F00, points: 1}]", "is missing: say what it is"),
        ("points: [{is: Old, codes: F00}]", "within: is missing"),
        ("bands: {low: few}", "bands.low: must be a number"),
        ("bands: [low]", "must name each band"),
    ],
)
def test_a_mistake_in_a_score_is_told_with_its_cure(line: str, told: str) -> None:
    name = line.partition(":")[0]
    text = "\n".join(each for each in GOOD.splitlines() if not each.startswith(f"{name}:")) + f"\n{line}\n"
    with pytest.raises(ManyMistakes) as stopped:
        load(text, file="x.yaml")
    assert any(told in str(m) for m in stopped.value.mistakes), [str(m) for m in stopped.value.mistakes]


def test_what_is_not_a_score_is_refused_and_one_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ManyMistakes, match="not a score"):
        load("- a list", file="x.yaml")
    with pytest.raises(NotFound, match=r"no score called 'joy'.*frailty"):
        score("joy")
    assert load(GOOD, file="x.yaml").band_of(-1) == ""
