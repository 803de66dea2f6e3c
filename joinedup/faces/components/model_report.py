"""The report of a model of care in words: the same for its page, its file and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joinedup.insight.forms import catalogue as forms
from joinedup.insight.models_of_care import known
from joinedup.planning.model_reports.rules import Change, InClock, Report
from joinedup.words.models_of_care.known import title_of

NOT_SHOWN = "not shown"


def rows_of(told: Report) -> Iterator[tuple[str, str, Any, str]]:
    """Yield each figure of a report: what it is of, what, the figure, and out of what."""
    yield from (("People", name, value, "") for name, value in
                (("referred", told.referred), ("accepted", told.accepted), ("on it now", told.on_it_now)))  # fmt: skip
    yield from (("Came by", title_of("routes", word, known()), count, "") for word, count in told.routes)
    yield from (("Outcome", title_of("outcomes", word, known()), count, "") for word, count in told.outcomes)
    for each in told.clocks:
        yield "Inside its clock", each.title, within(each), f"{each.met} of {each.of}"
        yield "Days, median and 90th percentile", each.title, took(each), ""
    for change in told.changes:
        yield (
            "Better at the last time",
            f"{form_title(change.form)}: {change.score}",
            improved(change),
            f"{change.people} asked twice",
        )
    yield from (("On it on the day", day.isoformat(), count, "") for day, count in told.caseload)


def within(each: InClock) -> str:
    """Return the share inside a clock, with its interval, in words."""
    if each.share is None or each.interval is None:
        return NOT_SHOWN if each.met == NOT_SHOWN else "nobody yet"
    return f"{each.share:.0%} (95% interval {each.interval.low:.0%} to {each.interval.high:.0%})"


def took(each: InClock) -> str:
    """Return how long a step took, in words."""
    if each.median_days is None or each.ninth_days is None:
        return ""
    return f"{each.median_days:.1f} days; 9 in 10 within {each.ninth_days:.1f}"


def improved(each: Change) -> str:
    """Return the share who were better at the last time, with its interval, in words."""
    if each.improved is None or each.interval is None:
        return ""
    return f"{each.improved:.0%} (95% interval {each.interval.low:.0%} to {each.interval.high:.0%})"


def form_title(form: str) -> str:
    """Return what a form is called, or its id where it is gone."""
    return forms()[form].title if form in forms() else form
