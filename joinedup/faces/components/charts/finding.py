"""What figures show, said as the title of a chart: computed from the figures, never written beforehand. Pure.

A finding says that something rose or fell only where chance alone would hardly make it so, and which way it went is
always the sign of the difference itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.scales import finite


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval, and the period or unit whose it is (``of``: "2024/25", "Hillside Surgery")."""

    value: float | None
    low: float | None = None
    high: float | None = None
    of: str = ""


def apart(one: Estimate, other: Estimate) -> bool:
    """Return whether two intervals do not touch: stricter than a test of the difference."""
    ends = [finite(end) for end in (one.low, one.high, other.low, other.high)]
    if any(end is None for end in ends):
        return False
    low, high, other_low, other_high = (end or 0.0 for end in ends)
    return low > other_high or other_low > high


def change(
    measure: str, before: Estimate, after: Estimate, *, unit: str = "", difference: tuple[float, float] | None = None
) -> str:
    """Return whether a figure rose, fell, or did not change more than chance explains, between two periods.

    ``difference`` is the 95% interval of after less before, where it was computed; else the two intervals decide.
    """
    was, now = finite(before.value), finite(after.value)
    if was is None or now is None:
        return f"{measure}: not enough is known to say whether it changed"
    between = _between(before.of, after.of)
    if now == was:
        return f"{measure} did not change{between}: {text.said(now, unit)}"
    one, other = in_pair(was, now, unit)
    if not _differs(before, after, difference):
        if difference is None and (before.low is None or after.low is None):
            return f"{measure} went from {one} to {other}{between}; without an interval, chance cannot be ruled out"
        return f"{measure} did not change more than chance explains{between}: {one}, then {other}"
    return f"{measure} {'rose' if now > was else 'fell'} from {one} to {other}{between}"


def _differs(before: Estimate, after: Estimate, difference: tuple[float, float] | None) -> bool:
    if difference is None:
        return apart(before, after)
    low, high = min(difference), max(difference)
    rose = (after.value or 0.0) > (before.value or 0.0)
    return low > 0 if rose else high < 0


def _between(one: str, other: str) -> str:
    return f" between {one} and {other}" if one and other else ""


def in_pair(one: float, other: float, unit: str = "") -> tuple[str, str]:
    """Return two numbers that differ, with as many digits as it takes to see that they do."""
    short = unit if unit in {"%", "£"} else ""
    for digits in (text.digits_for((one, other)), 1, 2, 3, 4, 6):
        first, second = text.said(one, short, digits=digits), text.said(other, unit, digits=digits)
        if first != text.said(other, short, digits=digits):
            return first, second
    return repr(one), f"{other!r} {unit}".strip()


def against(measure: str, mine: Estimate, place: Estimate, *, unit: str = "") -> str:
    """Return how one unit stands to the place: higher, lower, or no different from it by more than chance."""
    own, mean = finite(mine.value), finite(place.value)
    if own is None or mean is None:
        return f"{measure}: no figure can be shown for {mine.of or 'this unit'}"
    if own == mean:
        return f"{measure} at {mine.of}: the same as for {place.of}, {text.said(own, unit)}"
    one, other = in_pair(own, mean, unit)
    low, high = finite(mine.low), finite(mine.high)
    outside = low is not None and high is not None and (mean < low or mean > high)
    if not outside:
        return f"{measure} at {mine.of}: no different from {place.of} by more than chance ({one} against {other})"
    return f"{measure} at {mine.of}: {'higher' if own > mean else 'lower'} than for {place.of} ({one} against {other})"


def latest(measure: str, variation: str, *, rose: bool | None, of: str = "") -> str:
    """Return the finding of an SPC chart from its last points' ``variation`` and direction.

    ``variation`` is common, improvement, concern or neither; ``rose`` whether the last special cause lies above the
    mean (True) or below (False).
    """
    if variation == "common" or rose is None:
        return f"{measure}: no change{f' up to {of}' if of else ''} that chance does not explain"
    told = {"improvement": ", an improvement", "concern": ", a concern", "neither": ""}[variation]
    return f"{measure}: {'higher' if rose else 'lower'} than chance explains{f' in {of}' if of else ''}{told}"


def outside(measure: str, *, units: str, above: int, below: int, total: int) -> str:
    """Return the finding of a funnel plot: how many of ``total`` units lie outside the lines, and on which side."""
    if not above and not below:
        return f"{measure}: all {total:,} {units} are within what chance explains"
    if not above or not below:
        count, side = (above, "above") if above else (below, "below")
        return (
            f"{measure}: {count:,} of {total:,} {units} {'lies' if count == 1 else 'lie'} {side} what chance explains"
        )
    return f"{measure}: of {total:,} {units}, {above:,} lie above what chance explains and {below:,} below".replace(
        ", 1 lie above", ", 1 lies above"
    )


def concentrated(what: str, *, share: float, use: float) -> str:
    """Return the finding of a Lorenz curve: 5% of people account for 48% of emergency bed days (shares from 0 to 1)."""
    people = text.said(100 * share, "%", digits=0 if abs(100 * share - round(100 * share)) < 1e-9 else 1)
    return f"{people} of people account for {text.said(100 * use, '%', digits=0)} of {what}"


def gap(measure: str, most: Estimate, least: Estimate, *, unit: str = "", ratio: Estimate | None = None) -> str:
    """Return the finding of an inequality chart: how the most deprived fare against the least.

    ``ratio`` is the relative index or ratio with its interval; chance is ruled out where it does not hold 1.
    """
    one, other = finite(most.value), finite(least.value)
    if one is None or other is None:
        return f"{measure}: not enough is known to compare the most and the least deprived"
    first, second = in_pair(one, other, unit) if one != other else (text.said(one), text.said(other, unit))
    low, high = (finite(ratio.low), finite(ratio.high)) if ratio else (None, None)
    ruled_out = low is not None and high is not None and (low > 1 if one > other else high < 1)
    if one == other or not (ruled_out or (ratio is None and apart(most, least))):
        return f"{measure}: no more than chance between the most and the least deprived ({first} and {second})"
    word = "higher" if one > other else "lower"
    return f"{measure}: {word} among the most deprived than the least ({first} against {second})"


def older(own: Sequence[tuple[str, float]], like: Sequence[tuple[str, float]], *, from_age: str, name: str) -> str:
    """Return how the share of people in the ``own`` bands from ``from_age`` on stands to that of the outline."""
    mine, theirs = _share_from(own, from_age), _share_from(like, from_age)
    if mine is None:
        return "Nobody’s age is known"
    said = f"{text.said(100 * mine, '%', digits=0)} of people are {from_age.split(' ', maxsplit=1)[0]} or over"
    if theirs is None:
        return said
    other = text.said(100 * theirs, "%", digits=0)
    if other == text.said(100 * mine, "%", digits=0):
        return f"{said}, as in {name}"
    return f"{said}, {'more' if mine > theirs else 'fewer'} than in {name} ({other})"


def _share_from(bands: Sequence[tuple[str, float]], from_age: str) -> float | None:
    total = sum(count for _, count in bands)
    names = [name for name, _ in bands]
    if not total or from_age not in names:
        return None
    return sum(count for _, count in bands[names.index(from_age) :]) / total


def calibrated(predicted: float, observed: Estimate) -> str:
    """Return whether a score predicts, over all, as many as were seen (shares from 0 to 1)."""
    seen = finite(observed.value)
    if seen is None:
        return "Nothing was observed with which to compare the score"
    first, second = in_pair(100 * predicted, 100 * seen, "%") if predicted != seen else (
        text.said(100 * predicted, "%"), text.said(100 * seen, "%"))  # fmt: skip
    low, high = finite(observed.low), finite(observed.high)
    if low is not None and high is not None and low <= predicted <= high:
        return f"The score predicts as many as were seen: {first} predicted, {second} observed"
    if predicted == seen:
        return f"The score predicts as many as were seen: {first}"
    return f"The score predicts too {'many' if predicted > seen else 'few'}: {first} predicted, {second} observed"
