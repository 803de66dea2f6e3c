"""How well a risk score did: does it rank people rightly, are its risks true, and whom would it find?

``happened`` is 1 (or True) for each person to whom it happened and 0 otherwise; ``risk`` is the score's probability
for the same people (0 to 1). Every function is one pass or one sort over numpy arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from joinedup.insight.statistics.intervals import Estimate, Numbers, count_limits, deviate, share, wilson_limits
from joinedup.words.basics.errors import BadInput, CannotProceed

# A risk of exactly 0 or 1 has no logarithm of its odds; this is as near as it is taken to be.
NEAREST = 1e-9
THRESHOLDS = tuple(percent / 100 for percent in range(1, 51))


@dataclass(frozen=True, slots=True)
class Tenth:
    """One tenth of people by risk, from the lowest. ``expected`` is the mean risk; ``observed`` the share to whom it
    happened; ``ratio`` is observed over expected events, each with its interval."""

    people: int
    expected: float
    observed: Estimate
    ratio: Estimate


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether risks are true. ``slope`` is 1 and ``intercept`` 0 where they are.

    A slope below one says that high risks are too high and low ones too low; ``intercept`` is the change in log-odds
    that would make the total right with the slope held at one. ``ratio`` is observed over expected events in all.
    ``brier`` is the mean squared error of the risks (0 is perfect).
    """

    intercept: Estimate
    slope: Estimate
    ratio: Estimate
    brier: float
    tenths: tuple[Tenth, ...]


@dataclass(frozen=True, slots=True)
class AtTheTop:
    """What finding the ``top`` share (0 to 1) of people by risk would do.

    ``threshold`` is the lowest risk found; ``predictive_value`` the share of those found to whom it happens,
    ``sensitivity`` the share of events found, ``specificity`` the share of the others left alone.
    """

    top: float
    people: int
    threshold: float
    predictive_value: Estimate
    sensitivity: Estimate
    specificity: Estimate


@dataclass(frozen=True, slots=True)
class Benefit:
    """Net benefit at one threshold: of the score, of acting for everyone, and of acting for nobody (always nought).

    In true positives for each person: a benefit of 0.01 is as good as finding one more in 100 and troubling no other.
    """

    threshold: float
    score: float
    everyone: float
    nobody: float = 0.0


def area_under_curve(happened: ArrayLike, risk: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Return the chance (0 to 1) that one to whom it happened had the higher risk; equal risks count half.

    ``numerator`` is how many it happened to, ``denominator`` all. Sources: DeLong, DeLong and Clarke-Pearson,
    Biometrics 44 (1988), 837-845, by the ranks of Sun and Xu, IEEE Signal Processing Letters 21 (2014), 1389-1393.
    Raises BadInput for columns that do not fit and CannotProceed unless it happened to two people and not to two.
    """
    came, score = _people(happened, risk)
    yes, no = score[came], score[~came]
    if min(yes.size, no.size) < 2:
        raise CannotProceed(
            "It happened to hardly anyone, or to nearly everyone, so ranking cannot be judged.",
            now="Choose a longer period, or more people.",
        )
    # For each one: what share of the other side is below (half of those level).
    yes.sort()
    no.sort()
    beaten, beating = _below(yes, no), 1 - _below(no, yes)
    area = float(beaten.mean())
    error = math.sqrt(float(beaten.var(ddof=1)) / yes.size + float(beating.var(ddof=1)) / no.size)
    half = deviate(level) * error
    return Estimate(area, max(0.0, area - half), min(1.0, area + half), float(yes.size), float(score.size))


def calibration(happened: ArrayLike, risk: ArrayLike, *, groups: int = 10, level: float = 0.95) -> Calibration:
    """Return whether risks are true: overall, on the log-odds line, and by tenths of people.

    Sources: Cox, Biometrika 45 (1958), 562-565, for slope and intercept by logistic regression; Van Calster and
    others, BMC Medicine 17 (2019), 230; Brier, Monthly Weather Review 78 (1950), 1-3. Raises BadInput for columns
    that do not fit, a risk outside 0 to 1, or fewer people than groups; CannotProceed if it happened to nobody or to
    everybody, all risks are equal, or they tell the two sides apart wholly.
    """
    came, score = _people(happened, risk)
    if np.any((score < 0) | (score > 1)):
        raise BadInput("A risk is outside 0 to 1.", now="Give probabilities, not points.")
    if score.size < groups:
        raise BadInput("There are fewer people than groups.", now="Choose fewer groups, or more people.")
    outcome = came.astype(np.float64)
    events, n = float(outcome.sum()), score.size
    if events in {0, n} or _told_apart(score[came], score[~came]):
        raise CannotProceed(
            "Risks tell apart wholly those to whom it happened, or nobody's differ, so calibration cannot be judged.",
            now="Choose a longer period or more people, and check that risks were known before outcomes.",
        )
    odds = logit(np.clip(score, NEAREST, 1 - NEAREST))
    z = deviate(level)
    start, start_error = _fitted(odds, outcome, np.array([0.0, 1.0]), tilt=False)
    line, line_error = _fitted(odds, outcome, start, tilt=True)
    return Calibration(
        _normal(float(start[0]), float(start_error[0]), z, events, n),
        _normal(float(line[1]), float(line_error[1]), z, events, n),
        _ratio(events, float(score.sum()), level),
        float(np.mean((score - outcome) ** 2)),
        _tenths(outcome, score, groups, level),
    )


def at_the_top(
    happened: ArrayLike, risk: ArrayLike, tops: Sequence[float] = (0.02, 0.05, 0.20), *, level: float = 0.95
) -> tuple[AtTheTop, ...]:
    """Return what finding each of the top shares would do. ``risk`` may be any score: only its order counts.

    Where people at the edge have equal risks, each counts as the part that would be found if they were drawn by lot.
    Intervals are Wilson's. Raises BadInput for columns that do not fit or a share that is not between 0 and 1.
    """
    came, score = _people(happened, risk)
    if any(not 0 < top < 1 for top in tops):
        raise BadInput("A top share lies between 0 and 1.", now="Give 2% as 0.02.")
    order = np.argsort(-score)
    ranked, events = score[order], np.concatenate([[0.0], np.cumsum(came[order], dtype=np.float64)])
    n, all_events = score.size, float(events[-1])
    found = []
    for top in tops:
        people = max(1, round(top * n))
        threshold = float(ranked[people - 1])
        first, last = (int(np.searchsorted(-ranked, -threshold, side=side)) for side in ("left", "right"))
        hits = float(events[first] + (events[last] - events[first]) * (people - first) / (last - first))
        spared = (n - all_events) - (people - hits)
        found.append(
            AtTheTop(
                top,
                people,
                threshold,
                share(hits, people, level=level),
                share(hits, all_events, level=level),
                share(spared, n - all_events, level=level),
            )
        )
    return tuple(found)


def decision_curve(
    happened: ArrayLike, risk: ArrayLike, thresholds: Sequence[float] = THRESHOLDS
) -> tuple[Benefit, ...]:
    """Return the net benefit of acting for all at or above each threshold of risk, beside acting for all and for none.

    A threshold of 0.1 says that one found rightly is worth nine troubled for nothing. Source: Vickers and Elkin,
    Medical Decision Making 26 (2006), 565-574. Raises BadInput for columns that do not fit or a threshold that is not
    between 0 and 1.
    """
    came, score = _people(happened, risk)
    if any(not 0 < threshold < 1 for threshold in thresholds):
        raise BadInput("A threshold lies between 0 and 1.", now="Give 10% as 0.1.")
    n, yes, no = score.size, np.sort(score[came]), np.sort(score[~came])
    curve = []
    for threshold in thresholds:
        price = threshold / (1 - threshold)
        right, wrong = (side.size - int(np.searchsorted(side, threshold, side="left")) for side in (yes, no))
        curve.append(Benefit(threshold, (right - wrong * price) / n, (yes.size - no.size * price) / n))
    return tuple(curve)


def drift(then: ArrayLike, now: ArrayLike, *, groups: int = 10) -> float:
    """Return the population stability index of a score between two populations: nought if it is spread alike.

    Groups are tenths of the first population (fewer where values are level); a group that is empty on one side counts
    as half a person. Custom takes under 0.1 as little change and over 0.25 as much. Source: Siddiqi, Credit Risk
    Scorecards (2006), chapter 8. Raises BadInput if either is empty.
    """
    first, second = (np.asarray(a, dtype=np.float64) for a in (then, now))
    if first.size == 0 or second.size == 0:
        raise BadInput("One of the two populations is empty.", now="Give both scores.")
    edges = np.unique(np.quantile(first, np.arange(1, groups) / groups))
    before, after = (
        np.maximum(np.bincount(np.searchsorted(edges, a, side="left"), minlength=edges.size + 1), 0.5) / a.size
        for a in (first, second)
    )
    return float(((after - before) * np.log(after / before)).sum())


def _people(happened: ArrayLike, risk: ArrayLike) -> tuple[NDArray[np.bool_], Numbers]:
    outcome, score = np.asarray(happened), np.asarray(risk, dtype=np.float64)
    if outcome.shape != score.shape or score.ndim != 1 or score.size == 0:
        raise BadInput("Outcomes and risks do not match.", now="Give one of each for each person.")
    if not np.all((outcome == 0) | (outcome == 1)) or np.any(np.isnan(score)):
        raise BadInput(
            "An outcome is neither 0 nor 1, or a risk is missing.", now="Leave those people out, and say so."
        )
    return outcome.astype(bool), score


def _below(these: Numbers, others: Numbers) -> Numbers:
    """Return, for each of ``these``, the share of ``others`` below it, level ones counted half. Both are sorted."""
    left, right = (np.searchsorted(others, these, side=side) for side in ("left", "right"))
    return np.asarray((left + right) / (2 * others.size), dtype=np.float64)


def _told_apart(yes: Numbers, no: Numbers) -> bool:
    """Return whether one side lies wholly at or above the other, so that no line of log-odds fits best."""
    return bool(yes.min() >= no.max() or yes.max() <= no.min())


def _fitted(odds: Numbers, outcome: Numbers, line: Numbers, *, tilt: bool) -> tuple[Numbers, Numbers]:
    """Return the intercept and slope that fit best on the log-odds scale, and their standard errors.

    Begins at ``line``; the slope is held unless ``tilt``. By Newton's steps, halved where they would overshoot.
    """
    squared = odds * odds

    def likelihood(line: Numbers) -> tuple[float, Numbers]:
        logs = line[0] + line[1] * odds
        return float(outcome @ logs - np.logaddexp(0, logs).sum()), expit(logs)

    best, risk = likelihood(line)
    while True:
        spread, left = risk * (1 - risk), outcome - risk
        about, across = float(spread.sum()), float(spread @ odds)
        information = np.array([[about, across], [across, float(spread @ squared)]])
        error = np.linalg.inv(information) if tilt else np.array([[1 / about, 0.0], [0.0, 0.0]])
        step = error @ np.array([left.sum(), left @ odds])
        if np.max(np.abs(step)) < 1e-5:
            # Each step squares the distance left, so after this one it is past the last place that counts.
            return line + step, np.sqrt(np.diag(error))
        better, nearer = likelihood(line + step)
        while better < best - 1e-9 * abs(best):
            step = step / 2
            better, nearer = likelihood(line + step)
        line, best, risk = line + step, better, nearer


def _normal(value: float, error: float, z: float, events: float, people: float) -> Estimate:
    return Estimate(value, value - z * error, value + z * error, events, people)


def _ratio(events: float, expected: float, level: float) -> Estimate:
    if expected == 0:
        return Estimate(None, None, None, events, expected, "No events were expected, so there is no ratio.")
    low, high = count_limits(events, level)
    return Estimate(events / expected, float(low) / expected, float(high) / expected, events, expected)


def _tenths(outcome: Numbers, score: Numbers, groups: int, level: float) -> tuple[Tenth, ...]:
    order = np.argsort(score, kind="stable")
    starts = np.arange(groups) * score.size // groups
    size = np.diff(np.append(starts, score.size))
    events, expected = (np.add.reduceat(column[order], starts) for column in (outcome, score))
    low, high = wilson_limits(events, size, level)
    return tuple(
        Tenth(
            int(n),
            float(risk / n),
            Estimate(float(met / n), float(below), float(above), float(met), float(n)),
            _ratio(float(met), float(risk), level),
        )
        for n, met, risk, below, above in zip(size, events, expected, low, high, strict=True)
    )
