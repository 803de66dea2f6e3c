"""A model card in words: what it is for and not for, then how well it does, one line each. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from joinedup.insight.disclosure import Policy, protected_rows
from joinedup.insight.risk.card import Card
from joinedup.insight.risk.definition import Risk
from joinedup.insight.risk.train import Trained, drift_in_words
from joinedup.insight.statistics.intervals import Estimate
from joinedup.words.basics.moments import day

# Net benefit is told at these risks from which help would be offered.
TOLD_AT = (0.02, 0.05, 0.1, 0.2, 0.3)


LEARNT_BY = {
    "logistic": "A logistic model, whose weights are below.",
    "trees": "Boosted trees (LightGBM): how much each thing known tells is below, not by how much it raises a risk.",
}


def purpose(risk: Risk) -> list[tuple[str, str]]:
    """Return what everyone must know before the figures, the warning first."""
    return [
        ("Warning", risk.warning),
        ("What it is for", risk.purpose),
        ("What it is not for", risk.not_for),
        ("Medical device", risk.device),
        ("Source", risk.source),
    ]


def learnt(trained: Trained) -> str:
    """Return from whom it was learnt and on whom it was tried."""
    model, card = trained.model, trained.card
    return (
        f"{LEARNT_BY[model.learner]} Learnt from {model.people:,} people of release {model.release} as they were on "
        f"{day(model.day)}, {model.events:,} of whom it happened to; tried on {card.people:,} others, {card.events:,} "
        "of whom it happened to."
    )


def lines(card: Card) -> Iterable[tuple[str, str]]:
    """Return how well the model does, as pairs of a name and a sentence."""
    yield "Ranking (area under the curve)", f"{between(card.area)}; 0.5 is chance, 1 is perfect"
    yield "Observed over expected, everyone", f"{between(card.calibration.ratio)}; 1 is right"
    yield (
        "Calibration slope",
        f"{between(card.calibration.slope)}; below 1, high risks are too high and low ones too low",
    )
    yield "Mean squared error (Brier)", f"{card.calibration.brier:.4f}; 0 is perfect"
    for top in card.tops:
        yield (
            f"The {top.top:.0%} at highest risk",
            f"{top.people:,} people at {top.threshold:.1%} or more: it happens to "
            f"{percent(top.predictive_value)} of them, which is {percent(top.sensitivity)} of all to whom it happens",
        )


def benefit(card: Card) -> Iterable[tuple[str, str, str]]:
    """Return, for risks from which help would be offered, net benefit per 1,000 people: by score, and for everybody."""
    for each in card.benefit:
        if round(each.threshold, 2) in TOLD_AT:
            yield f"{each.threshold:.0%}", f"{1000 * each.score:.1f}", f"{1000 * each.everyone:.1f}"


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the card as it may be shown: counts are numbers, or words where they are too small."""

    of: str
    group: str
    people: int | str
    events: int | str
    ratio: str
    area: str


def groups(card: Card, policy: Policy) -> list[Group]:
    """Return how the model does for each group; where a count may not be shown, neither is what was made of it."""
    found = []
    for of, members in groupby(card.groups, lambda held: held.of):
        held = list(members)
        cells = [
            {
                "group": each.group,
                "happened": happened,
                "people": each.events if happened else each.people - each.events,
            }
            for each in held
            for happened in (True, False)
        ]
        _, table = protected_rows(cells, by=("group", "happened"), count="people", policy=policy)
        for at, each in enumerate(held):
            people, events, others = table.at(at, -1), table.at(at, 0), table.at(at, 1)
            whole = all(isinstance(count, int) for count in (people, events, others)) and each.events > 0
            area = between(each.area) if each.area else "too few to say"
            found.append(Group(of, each.group, people, events, between(each.ratio) if whole else "too few to show",
                               area if whole else "too few to show"))  # fmt: skip
    return found


def drifted(index: float) -> str:
    """Return how far today's risks are from those of the training day."""
    return f"{index:.3f}: {drift_in_words(index)}"


def between(of: Estimate) -> str:
    """Return a figure with its 95% interval: 0.81 (0.78 to 0.84)."""
    if of.value is None:
        return of.note or "not known"
    low, high = ("not known" if each is None else f"{each:.2f}" for each in (of.low, of.high))
    return f"{of.value:.2f} ({low} to {high})"


def percent(of: Estimate) -> str:
    """Return a share with its 95% interval: 31.2% (28.0% to 34.5%)."""
    if of.value is None or of.low is None or of.high is None:
        return of.note or "not known"
    return f"{of.value:.1%} ({of.low:.1%} to {of.high:.1%})"
