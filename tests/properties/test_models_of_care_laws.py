"""Laws of models of care: every phrase of their grammar is read; clocks hold for every start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.basics.moments import LONDON
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.models_of_care import Clock, Length, Reason, Stop, due, england, phrases, read
from joinedup.words.models_of_care.examples import mistakes_of
from joinedup.words.models_of_care.fields import Reading
from joinedup.words.models_of_care.phrases import GRAMMAR
from joinedup.words.models_of_care.reading_proof import Counts, asked_of
from tests.properties.grammar import Grammar
from tests.unit.words.models_of_care.written import KNOWN, WHOLE

NAMES = st.sampled_from(["accepted", "referred", "guided_conversation", "first_visit"])
GRAMMAR_OF_MODELS = Grammar(
    GRAMMAR,
    {
        "whole": st.integers(1, 99).map(str),
        "name": NAMES,
        "item": st.sampled_from(["more_support", "falls-risk.risk", "score", "phq-9.score"]),
        "value": st.sampled_from(["yes", "no", "low", "high", "very high"]),
        "step": st.sampled_from(["assessment", "check"]),
        "form": st.just("falls-assessment"),
        "outcome": st.sampled_from(["goals_met", "died"]),
        "counted": st.sampled_from(["emergency_admissions", "bed-days"]),
        "unit": st.just("1,000 person-years"),
        "clocktime": st.times().map(lambda at: f"{at:%H:%M}"),
    },
)
MODEL = read(WHOLE, known=KNOWN).model
COUNTS = Counts(MODEL.steps, frozenset(step.name for step in MODEL.steps if step.due), MODEL.ends.outcomes)
READERS: dict[str, Callable[[str], object]] = {
    "clock": phrases.clock,
    "within": phrases.clock,
    "after": phrases.clock,
    "every": phrases.clock,
    "by": phrases.clock,
    "stay": phrases.clock,
    "length": phrases.length,
    "when": phrases.when,
    "condition": phrases.when,
    "caseload": phrases.caseload,
    "hours": phrases.hours,
    "escalate": phrases.escalate,
    "times": phrases.times,
    "measure": lambda text: asked_of(text, Reading(KNOWN), COUNTS),
    "percent": phrases.percent,
    "money": phrases.money,
}
# What the grammar cannot say and a reader refuses: meaning, not form.
MEANING = ("comes before", "said twice", "are not hours")
STARTS = st.datetimes(datetime(2015, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.builds(
    Length, st.integers(1, 200), st.sampled_from(["minute", "hour", "day", "working day", "week", "month"])
)
CLOCKS = st.one_of(
    st.builds(Clock, st.sampled_from(["within", "after", "every", "stay"]), LENGTHS, NAMES),
    st.builds(
        Clock, st.just("by"), st.none() | st.just(Length(1, "day")), NAMES, st.none() | st.times(), st.booleans()
    ),
)


def test_the_grammar_names_every_reader_and_nothing_else() -> None:
    assert set(GRAMMAR_OF_MODELS.rules) - {"period", "periods", "amount"} == set(READERS)


@pytest.mark.parametrize("rule", READERS)
@given(data=st.data())
def test_every_phrase_of_the_grammar_is_read(rule: str, data: st.DataObject) -> None:
    text = data.draw(GRAMMAR_OF_MODELS.sentences(rule))
    try:
        found = READERS[rule](text)
    except NotAPhrase as wrong:
        assert any(meaning in str(wrong) for meaning in MEANING), wrong
        return
    if isinstance(found, Clock | Length):
        assert READERS[rule](str(found)) == found, "a clock says itself as it can be written"


@given(st.text(max_size=40), st.sampled_from(sorted(READERS)))
def test_anything_else_is_refused_in_words_and_never_breaks(text: str, rule: str) -> None:
    try:
        READERS[rule](text)
    except NotAPhrase as wrong:
        assert str(wrong)


@given(CLOCKS, STARTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_what_starts_later_is_never_due_sooner(of: Clock, start: datetime, later: timedelta) -> None:
    assert due(of, start, england()).at <= due(of, start + later, england()).at


@given(CLOCKS, STARTS)
def test_nothing_is_due_before_it_starts(of: Clock, start: datetime) -> None:
    assert due(of, start, england()).at >= start


@given(st.sampled_from(["within", "after", "every"]), LENGTHS, STARTS)
def test_a_longer_clock_is_never_due_sooner(kind: str, length: Length, start: datetime) -> None:
    longer = Length(length.amount + 1, length.unit)
    assert due(Clock(kind, length), start, england()).at < due(Clock(kind, longer), start, england()).at


@given(st.integers(1, 200), STARTS)
def test_a_clock_of_working_days_is_never_due_on_a_day_off_and_counts_every_working_day(
    n: int, start: datetime
) -> None:
    first = start.astimezone(LONDON).date()
    last = due(Clock("within", Length(n, "working day")), start, england()).at.astimezone(LONDON).date()
    assert england().is_working(last)
    days = (first + timedelta(days=each) for each in range(1, (last - first).days + 1))
    assert sum(england().is_working(day) for day in days) == n


@given(st.sampled_from(["day", "working day", "week", "month", "year"]), st.integers(1, 3), STARTS)
def test_what_is_told_in_days_is_due_at_the_end_of_a_day_in_london_on_both_sides_of_a_change_of_clocks(
    unit: str, n: int, start: datetime
) -> None:
    at = due(Clock("within", Length(n, unit)), start, england()).at
    assert at.astimezone(LONDON).time() == time(23, 59, 59)
    whole_day = start.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    assert due(Clock("within", Length(n, unit)), whole_day, england()).at == at, "the hour of its start changes nothing"


@given(st.sampled_from(["minute", "hour"]), st.integers(1, 500), STARTS)
def test_minutes_and_hours_are_time_that_passed(unit: str, n: int, start: datetime) -> None:
    at = due(Clock("within", Length(n, unit)), start, england()).at
    assert at - start == timedelta(**{f"{unit}s": n})


@given(st.integers(1, 30), st.integers(1, 24), STARTS)
def test_a_month_later_is_the_same_day_or_the_last_of_a_month_that_has_no_such_day(
    n: int, each: int, start: datetime
) -> None:
    first = start.astimezone(LONDON).date()
    day = due(Clock("every", Length(each, "month")), start, england(), nth=n).at.astimezone(LONDON).date()
    assert (day.year * 12 + day.month) - (first.year * 12 + first.month) == n * each
    assert day.day == first.day or (day.day < first.day and (day + timedelta(days=1)).day == 1)


@given(CLOCKS, STARTS, st.sampled_from(Reason), st.timedeltas(timedelta(0), timedelta(days=300)))
def test_no_stop_moves_what_is_due(of: Clock, start: datetime, reason: Reason, after: timedelta) -> None:
    at = start + after
    stop = Stop(at, reason, tuple(at - timedelta(minutes=each) for each in (0, 1, 2)))
    found = due(of, start, england(), [stop])
    assert found.at == due(of, start, england()).at
    assert (found.stopped is not None or found.welfare_check) is (at <= found.at)


LINES = WHOLE.splitlines()
EXAMPLE_LINES = """\
- example: She is found
  on: 2026-04-01
  person: {person: [{birth_date: 1941-03-02}], condition: [{condition: diabetes}]}
  found: yes
- example: It is due
  happened: {accepted: 2026-04-01 10:00}
  due: {assessment: 2026-04-07, monthly: 2026-05-01}
  started: {advice: assessment}""".splitlines()
SPOILERS = st.sampled_from(
    [
        "",
        "[",
        "{",
        "x",
        "12",
        "a: b",
        "- a",
        "&a [*a]",
        "*a",
        "!!python/object:x y",
        "\x00",
        "yes",
        "[[]]",
        "{a: {}}",
        "£",
        "- {a: [b]}",
    ]
)


@given(st.data())
def test_whatever_is_spoilt_in_a_file_is_told_in_words_and_breaks_nothing(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        head, colon, _value = lines[at].partition(":")
        kept = data.draw(st.sampled_from([head + colon + " ", head, "", " " * (len(head) - len(head.lstrip()))]))
        lines[at : at + data.draw(st.integers(1, 2))] = [kept + data.draw(SPOILERS | st.text(max_size=12))]
    try:
        read("\n".join(lines), known=KNOWN)
    except ManyMistakes as told:
        assert told.mistakes
        assert all(each.problem for each in told.mistakes)


@given(
    st.lists(
        st.sampled_from(
            [*EXAMPLE_LINES, "- example: x", "  due: {}", "  found: yes", "  happened: []", "[", "  on: soon"]
        ),
        max_size=8,
    )
)
def test_whatever_is_spoilt_in_examples_is_told_too(lines: list[str]) -> None:
    assert all(str(each) for each in mistakes_of("\n".join(lines), MODEL, england()))
