"""The charts and tables of a model card. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter, itemgetter
from typing import Any

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.scores import calibration_plot, decision_curve
from joinedup.faces.components.charts.statistics import calibration_of, decision_of
from joinedup.faces.components.lists import Column, Table
from joinedup.insight.disclosure import policy_for
from joinedup.insight.risk import said
from joinedup.insight.risk.definition import Risk
from joinedup.insight.risk.model import Logistic
from joinedup.insight.risk.train import Trained
from joinedup.insight.risk.trees import Trees

DOES = Table("does", "How well it does, on people from whom it was not learnt",
             (Column("What", itemgetter(0)), Column("Figure, with its 95% interval", itemgetter(1))))  # fmt: skip
BANDS = Table("bands", "People by risk on the last day of the release",
              (Column("Band", itemgetter(0)), Column("People", itemgetter(1), numeric=True)))  # fmt: skip
WEIGHTS = {
    model.learner: Table("weights", "What the model weighs",
                         (Column("What is known", itemgetter(0)),
                          Column(model.weighed, lambda row: f"{row[1]:.2f}", numeric=True)))
    for model in (Logistic, Trees)
}  # fmt: skip
GROUPS = Table(
    "groups", "How well it does for each group",
    (
        Column("Groups", attrgetter("of")), Column("Group", attrgetter("group")),
        Column("People", attrgetter("people"), numeric=True), Column("Events", attrgetter("events"), numeric=True),
        Column("Observed over expected (95% interval)", attrgetter("ratio"), numeric=True),
        Column("Ranking (95% interval)", attrgetter("area"), numeric=True),
    ),
)  # fmt: skip
_WHOLE = ("Part", "What", "Figure", "Model", "Release")
WHOLE = Table("risk-card", "A model card", tuple(Column(name, itemgetter(at)) for at, name in enumerate(_WHOLE)))


def charts(risk: Risk, trained: Trained) -> tuple[Chart, Chart]:
    """Return the calibration plot and the decision curve."""
    card, model = trained.card, trained.model
    tenths = card.calibration.tenths
    predicted = sum(tenth.expected * tenth.people for tenth in tenths) / card.people
    ratio = card.calibration.ratio
    counted = f"{card.people:,} people, {card.events:,} of whom it happened to"
    source = f"release {model.release}"
    true = "lies within" if (ratio.low or 0) <= 1 <= (ratio.high or 0) else "lies outside"
    about = About(
        "calibration",
        f"The model says {predicted:.1%}, {card.events / card.people:.1%} was seen: 1 {true} the 95% interval of their "
        "ratio",
        risk.title.removeprefix("Risk of "), "%", counted=counted, source=source,
    )  # fmt: skip
    better = [each.threshold for each in card.benefit if each.score > max(each.everyone, each.nobody)]
    reach = f"from {min(better):.0%} to {max(better):.0%}" if better else "at no risk"
    decision = About(
        "decision", f"Help by score does better than help for everybody or nobody {reach}",
        "Net benefit", counted=counted, source=source,
    )  # fmt: skip
    return calibration_plot(calibration_of(about, {"Everyone": card.calibration})), decision_curve(
        decision_of(decision, card.benefit)
    )


def groups(trained: Trained) -> list[said.Group]:
    """Return the table by group, as it may be shown on any page."""
    return said.groups(trained.card, policy_for("planning"))


def weights(risk: Risk, trained: Trained) -> list[tuple[str, float]]:
    """Return what the model weighs, what raises the odds (or tells apart) most first."""
    return sorted(trained.model.in_words(risk), key=lambda pair: -pair[1])


def whole(risk: Risk, trained: Trained, model_hash: str) -> Iterable[tuple[Any, ...]]:
    """Return the card as rows of a file."""
    known = (model_hash[:16], trained.model.release)
    for what, words in said.purpose(risk):
        yield ("Purpose", what, words, *known)
    for what, words in said.lines(trained.card):
        yield ("Everyone", what, words, *known)
    for group in groups(trained):
        for what in ("people", "events", "ratio", "area"):
            yield (f"{group.of}: {group.group}", what, getattr(group, what), *known)
    for at, score, everybody in said.benefit(trained.card):
        yield (f"Net benefit for each 1,000, help from {at}", "by score", score, *known)
        yield (f"Net benefit for each 1,000, help from {at}", "for everybody", everybody, *known)
    for what, times in weights(risk, trained):
        yield (trained.model.weighed, what, round(times, 4), *known)


__all__ = ["BANDS", "DOES", "GROUPS", "WEIGHTS", "WHOLE", "charts", "groups", "weights", "whole"]
