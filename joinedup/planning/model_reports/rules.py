"""Counting what happened in one model of care. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import fmean, median

import numpy as np

from joinedup.insight.disclosure import NOT_SHOWN, Policy, protected_rows
from joinedup.insight.statistics.intervals import Interval, wilson
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care import Due, ModelOfCare, Standing, standing

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Came:
    """One person's time on the model; ``outcome`` is '' while it goes on."""

    route: str
    referred_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class StepSeen:
    """One step of one person: when its clock began, by when it was due, when it was done (None: not yet).

    ``ended_at`` is when their care ended (None: it goes on). Whether the clock was stopped is not told: a stopped clock
    still counts.
    """

    step: str
    began_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def let_go(self) -> bool:
        """Return whether care ended before it fell due, so that it was neither done in time nor late."""
        return self.done_at is None and self.ended_at is not None and self.ended_at <= self.due_at


@dataclass(frozen=True, slots=True)
class Scored:
    """One score of one form, of one enrolment, given at ``at``; ``better`` is higher, lower or '' where neither is."""

    enrolment: int
    form: str
    score: str
    at: datetime
    value: float
    better: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that happened in the model that counts."""

    came: Sequence[Came] = ()
    steps: Sequence[StepSeen] = ()
    scores: Sequence[Scored] = ()


@dataclass(frozen=True, slots=True)
class InClock:
    """One step: how many of those whose clock has ended were done inside it, and how long those done took.

    ``share`` (0 to 1) and its interval (Wilson, 95%) are of ``of``: those done, and those not done and past their time;
    a clock that was stopped still counts. ``days`` are the median and the 90th percentile of those done, from where
    the clock began. None where there is nobody, or where it may not be shown.
    """

    step: str
    title: str
    clock: str
    met: int | str
    of: int | str
    share: float | None
    interval: Interval | None
    waiting: int | str
    median_days: float | None
    ninth_days: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """How a score changed between the first and the last time of those asked at least twice (``people``).

    ``first`` and ``last`` are means; ``improved`` is the share (0 to 1) who were better at the last, with its interval
    (Wilson, 95%): None where neither way is better, where nobody was asked twice, or where it may not be shown.
    """

    form: str
    score: str
    people: int | str
    first: float | None
    last: float | None
    improved: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a model tells of itself, as it may be shown: counts are numbers, or words where they are too small."""

    since: date | None
    referred: int | str
    accepted: int | str
    on_it_now: int | str
    routes: tuple[tuple[str, int | str], ...]
    outcomes: tuple[tuple[str, int | str], ...]
    clocks: tuple[InClock, ...]
    changes: tuple[Change, ...]
    caseload: tuple[tuple[date, int], ...]


def report(model: ModelOfCare, facts: Facts, *, at: datetime, policy: Policy) -> Report:
    """Return the report of ``model`` at ``at``; ``policy`` says which counts are too small to show."""
    came = facts.came
    first = min((each.referred_at for each in came), default=None)
    return Report(
        since=first.astimezone(LONDON).date() if first else None,
        referred=_shown(len(came), policy),
        accepted=_shown(sum(each.accepted_at is not None for each in came), policy),
        on_it_now=_shown(sum(_is_on(each, at) for each in came), policy),
        routes=_counted((each.route for each in came), policy),
        outcomes=_counted((each.outcome for each in came if each.outcome), policy),
        clocks=tuple(
            _in_clock(name, model, [each for each in facts.steps if each.step == name], at=at, policy=policy)
            for name in (step.name for step in model.steps if step.due)
        ),
        changes=_changes(facts.scores, policy),
        caseload=_caseload(came, at=at, policy=policy),
    )


def _shown(count: int, policy: Policy) -> int | str:
    return policy.small if policy.is_small(count) else policy.rounded(count)


def _counted(words: Iterable[str], policy: Policy) -> tuple[tuple[str, int | str], ...]:
    """Return how often each word comes, the most often first; one that is hidden is not given away by the others."""
    rows = [{"word": word, "people": count} for word, count in Counter(words).most_common()]
    shown, _ = protected_rows(rows, by=("word",), count="people", policy=policy)
    return tuple((str(row["word"]), row["people"]) for row in shown)


def _is_on(came: Came, at: datetime) -> bool:
    return came.accepted_at is not None and came.accepted_at <= at and (came.ended_at is None or came.ended_at > at)


def _in_clock(name: str, model: ModelOfCare, seen: Sequence[StepSeen], *, at: datetime, policy: Policy) -> InClock:
    found = Counter(standing(Due(each.due_at), now=at, done=each.done_at) for each in seen if not each.let_go)
    met = found[Standing.MET]
    of = met + found[Standing.LATE] + found[Standing.OVERDUE]
    waiting = found[Standing.WAITING]
    shown_met, shown_of = policy.rounded(met), policy.rounded(of)
    hidden = policy.is_small(of) or policy.is_small(met) or policy.is_small(of - met)
    took = [(each.done_at - each.began_at).total_seconds() / DAY for each in seen if each.done_at is not None]
    timed = bool(took) and not policy.is_small(len(took)) and not hidden
    step = model.step(name)
    return InClock(
        step=name,
        title=step.title or name.replace("_", " ").capitalize(),
        clock=str(step.due).replace("_", " "),
        met=NOT_SHOWN if hidden else shown_met,
        of=NOT_SHOWN if hidden else shown_of,
        share=None if hidden or not shown_of else shown_met / shown_of,
        interval=None if hidden or not shown_of else wilson(shown_met, shown_of),
        waiting=_shown(waiting, policy),
        median_days=median(took) if timed else None,
        ninth_days=float(np.percentile(took, 90)) if timed else None,
    )


def _changes(scores: Sequence[Scored], policy: Policy) -> tuple[Change, ...]:
    pairs: dict[tuple[str, str], dict[int, list[Scored]]] = {}
    for each in sorted(scores, key=lambda score: score.at):
        pairs.setdefault((each.form, each.score), {}).setdefault(each.enrolment, []).append(each)
    return tuple(_change(form, score, list(people.values()), policy) for (form, score), people in sorted(pairs.items()))


def _change(form: str, score: str, people: Sequence[Sequence[Scored]], policy: Policy) -> Change:
    twice = [(given[0], given[-1]) for given in people if len(given) > 1]
    count = len(twice)
    if not count or policy.is_small(count):
        return Change(form, score, _shown(count, policy), None, None)
    means = fmean(first.value for first, _ in twice), fmean(last.value for _, last in twice)
    better = sum(_is_better(first, last) for first, last in twice)
    told = bool(twice[0][0].better) and not policy.is_small(better) and not policy.is_small(count - better)
    shown, of = policy.rounded(better), policy.rounded(count)
    share, interval = (shown / of, wilson(shown, of)) if told else (None, None)
    return Change(form, score, _shown(count, policy), *means, share, interval)


def _is_better(first: Scored, last: Scored) -> bool:
    return last.value > first.value if first.better == "higher" else last.value < first.value


def _caseload(came: Sequence[Came], *, at: datetime, policy: Policy) -> tuple[tuple[date, int], ...]:
    """Return how many were on the model on the first of each month; nothing where one of them may not be shown."""
    accepted = [each.accepted_at for each in came if each.accepted_at is not None]
    if not accepted:
        return ()
    found = [(day, sum(_is_on(each, _midnight(day)) for each in came)) for day in _firsts(min(accepted), at)]
    if any(policy.is_small(count) for _, count in found):
        return ()
    return tuple((day, policy.rounded(count)) for day, count in found)


def _firsts(since: datetime, until: datetime) -> Iterable[date]:
    day = since.astimezone(LONDON).date().replace(day=1)
    while True:
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
        if day > until.astimezone(LONDON).date():
            return
        yield day


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)
