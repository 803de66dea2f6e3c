"""A model: learnt, tried on others, kept as a text, and explained to one person."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from joinedup.insight.disclosure import policy_for
from joinedup.insight.engine import open_release
from joinedup.insight.risk import said
from joinedup.insight.risk.card import Card, card, taught
from joinedup.insight.risk.definition import load, risk
from joinedup.insight.risk.model import Logistic, design, fit, predict, read, reasons
from joinedup.insight.risk.train import (
    Trained,
    drift_in_words,
    drift_of,
    risks_on,
    train,
    training_day,
)
from joinedup.insight.risk.trees import Trees
from joinedup.insight.statistics.intervals import Estimate
from joinedup.words.basics.errors import BadInput, CannotProceed
from tests.unit.insight.risk.test_definition import GOOD
from tests.world.place_of_many import DATA_DATE, trained, write

FALL = load(GOOD, file="fall.yaml")
MODEL = Logistic("fall", "1", tuple(FALL.columns), (0.1, 0.0, 0.2, 0.5, -1.0), -9.0, (70, 2, 0.5, 1, 0.2), "r",
                 date(2025, 3, 31), 100, 50)  # fmt: skip
EDNA = {"age": 86.0, "stays": 2.0, "frail": 1.0}


def people(number: int = 2000) -> pa.Table:
    """Return drawn people whose risk rises with their stays."""
    chance = np.random.default_rng(3)
    stays = chance.poisson(1.0, number).astype(float)
    happened = chance.random(number) < 1 / (1 + np.exp(2 - stays))
    return pa.table({
        "person_key": [str(n) for n in range(number)], "age": chance.uniform(65, 95, number), "stays": stays,
        "frail": np.zeros(number), "happened": happened.astype(np.int64),
        "deprivation_fifth": pa.array([None if n % 40 == 0 else 1 + n % 5 for n in range(number)]),
        "ethnic": ["Other" if n == 7 else "White" for n in range(number)],
    })  # fmt: skip


def test_knots_let_the_slope_change() -> None:
    one = pa.table({name: [value] for name, value in EDNA.items()})
    assert design(FALL, one).tolist() == [[86.0, 11.0, 1.0, 2.0, 1.0]]
    nothing = dataclasses.replace(FALL, features=())
    assert design(nothing, one).shape == (1, 0)


def test_odds_are_multiplied_by_each_weight() -> None:
    one = pa.table({name: [value] for name, value in EDNA.items()})
    assert predict(MODEL, FALL, one)[0] == pytest.approx(1 / (1 + np.exp(-(8.6 + 0.2 + 1.0 - 1.0 - 9.0))))
    with pytest.raises(CannotProceed, match="features have changed"):
        predict(dataclasses.replace(MODEL, columns=("age",)), FALL, one)


def test_a_persons_reasons_are_what_raises_their_risk_over_the_average_in_words() -> None:
    told = reasons(MODEL, FALL, EDNA)
    assert [reason.words for reason in told] == ["age: 86", "stays: 2"]
    assert told[0].times == pytest.approx(np.exp(0.1 * 16 + 0.2 * 0.5))
    assert len(reasons(MODEL, FALL, EDNA, most=1)) == 1


def test_the_weights_are_told_as_what_the_odds_are_multiplied_by() -> None:
    told = dict(MODEL.in_words(FALL))
    assert told["age: each one more"] == pytest.approx(np.exp(0.1))
    assert told["age: each one more, each over 85"] == pytest.approx(np.exp(0.2))


def test_what_raises_the_risk_is_learnt_and_too_few_events_teach_nothing() -> None:
    table = people()
    model = fit(FALL, table, release="r", day=date(2025, 3, 31))
    assert model.weights[3] == pytest.approx(1.0, abs=0.15)
    assert predict(model, FALL, table).mean() == pytest.approx(np.mean(table["happened"].to_numpy()), abs=0.01)
    for few in (table.slice(0, 200), table.set_column(4, "happened", [np.ones(2000, dtype=np.int64)])):
        with pytest.raises(CannotProceed, match="too few to learn from"):
            fit(FALL, few, release="r", day=date(2025, 3, 31))


def test_trees_learn_the_same_say_why_and_are_read_back() -> None:
    table = people()
    model = fit(FALL, table, release="r", day=date(2025, 3, 31), learner="trees")
    assert isinstance(model, Trees)
    assert predict(model, FALL, table).mean() == pytest.approx(np.mean(table["happened"].to_numpy()), abs=0.02)
    assert max(model.in_words(FALL), key=lambda pair: pair[1])[0] == "stays"
    assert sum(share for _, share in model.in_words(FALL)) == pytest.approx(1)
    [first, *_] = reasons(model, FALL, {"age": 80.0, "stays": 4.0, "frail": 0.0})
    assert (first.words, first.times > 2) == ("stays: 4", True)
    assert read(model.as_json()) == model
    with pytest.raises(CannotProceed, match="features have changed"):
        predict(dataclasses.replace(model, columns=("age",)), FALL, table)
    with pytest.raises(BadInput, match="cannot be read"):
        dataclasses.replace(model, text="no trees").chance(FALL, table)


def test_trees_ask_for_lightgbm_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(CannotProceed, match="need LightGBM"):
        fit(FALL, people(), release="r", day=date(2025, 3, 31), learner="trees")
    with pytest.raises(BadInput, match="no learner called 'oracle'"):
        fit(FALL, people(), release="r", day=date(2025, 3, 31), learner="oracle")


def test_the_same_people_teach_each_time_about_seventy_in_a_hundred() -> None:
    keys = [str(n) for n in range(2000)]
    assert taught(keys).tolist() == taught(reversed(keys)).tolist()[::-1]
    assert taught(keys).mean() == pytest.approx(0.7, abs=0.03)


def test_a_card_tells_every_group_and_none_who_is_not_known_is_left_out() -> None:
    table = people()
    made = card(fit(FALL, table, release="r", day=date(2025, 3, 31)), FALL, table)
    fifths = [held for held in made.groups if held.of.startswith("Deprivation")]
    assert [held.group for held in fifths] == ["1", "2", "3", "4", "5", "Not known"]
    assert sum(held.people for held in fifths) == made.people == 2000
    [other] = [held for held in made.groups if held.group == "Other"]
    assert (other.people, other.area) == (1, None)
    shown = {group.group: group for group in said.groups(made, policy_for("planning"))}
    assert shown["Other"].ratio == "too few to show"
    assert shown["Other"].people != 1
    assert shown["1"].area.startswith("0.")


def test_a_group_in_which_it_happened_to_nobody_has_no_ranking_to_show() -> None:
    made = trained().card
    nobody = dataclasses.replace(made.groups[0], events=0, area=None, people=500)
    some = dataclasses.replace(made.groups[0], group="2", area=None, events=50, people=500)
    shown = said.groups(dataclasses.replace(made, groups=(nobody, some)), policy_for("planning"))
    assert [group.area for group in shown] == ["too few to show", "too few to say"]


def test_a_model_is_read_back_as_it_was_kept_and_a_broken_file_is_said_to_be() -> None:
    kept = trained().as_json()
    assert Trained.from_json(kept) == trained()
    assert isinstance(Trained.from_json(kept).card, Card)
    for broken in ("{}", "no", json.dumps({**json.loads(kept), "card": {}}), "[]"):
        with pytest.raises(BadInput, match="cannot be read"):
            Trained.from_json(broken)
    for broken in ("{}", "[]", "no", '{"learner": "trees"}'):
        with pytest.raises(BadInput, match="cannot be read"):
            read(broken)


def test_it_is_learnt_a_year_before_the_data_end_and_tried_on_others() -> None:
    made = trained()
    assert made.model.day == date(2025, 3, 31)
    assert made.model.people + made.card.people == 1500
    low, high = made.card.area.low, made.card.area.high
    assert low is not None
    assert high is not None
    assert 0.5 < low < high <= 1


@pytest.mark.parametrize(
    ("ends", "months", "day"),
    [
        (date(2026, 3, 31), 12, date(2025, 3, 31)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 5, 31), 6, date(2025, 11, 30)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_a_month_that_is_shorter_ends_sooner(ends: date, months: int, day: date) -> None:
    assert training_day(ends, months) == day


def test_an_outcome_that_nobody_untaught_had_cannot_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    table = people()
    spared = table.filter(pa.array(taught(table["person_key"].to_pylist()) | (table["happened"].to_numpy() == 0)))
    monkeypatch.setattr("joinedup.insight.risk.train.features", lambda *_, **__: spared)
    with open_release() as engine, pytest.raises(CannotProceed, match="would be tried"):
        train(engine, FALL, release="r", data_date=DATA_DATE)


def test_where_nobody_is_on_a_list_there_is_no_risk_to_tell() -> None:
    with open_release() as engine, pytest.raises(CannotProceed, match="Nobody of the age"):
        risks_on(engine, trained(), risk("emergency-admission"), on=DATA_DATE)


def test_drift_is_nought_for_the_same_spread_and_great_for_another() -> None:
    same = np.array(trained().spread)
    assert drift_of(trained(), same) == pytest.approx(0, abs=0.001)
    assert said.drifted(drift_of(trained(), same * 0 + 0.9)).endswith("train it again before relying on it")
    assert [drift_in_words(index).partition(":")[0] for index in (0.05, 0.2, 0.3)] == [
        "little change", "some change", "a great change",
    ]  # fmt: skip


def test_the_card_in_words_has_the_warning_first_and_each_figure_with_its_interval() -> None:
    of = risk("emergency-admission")
    assert said.purpose(of)[0][0] == "Warning"
    told = dict(said.lines(trained().card))
    assert "The 5% at highest risk" in told
    assert "95%" not in told["Ranking (area under the curve)"]
    assert said.learnt(trained()).startswith("A logistic model, whose weights are below. Learnt from ")
    assert [row[0] for row in said.benefit(trained().card)] == ["2%", "5%", "10%", "20%", "30%"]


def test_a_figure_that_is_not_known_says_so() -> None:
    assert said.between(Estimate(None, None, None, 0, 0, "nobody")) == "nobody"
    assert said.between(Estimate(1.0, None, 2.0, 1, 1)) == "1.00 (not known to 2.00)"
    assert said.percent(Estimate(None, None, None, 0, 0)) == "not known"


def test_everyone_of_the_age_that_it_is_for_has_a_risk_on_the_last_day(tmp_path: Path) -> None:
    with open_release(write(tmp_path / "drawn", people=300)) as engine:
        table, risks = risks_on(engine, trained(), risk("emergency-admission"), on=DATA_DATE)
    assert len(risks) == table.num_rows == 300
    assert 0 < risks.min() < risks.max() < 1
