"""Laws of reading one record from many sources: nothing is lost, nothing doubled, the order of arrival says nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.entries.reconcile import reconciled, sections_of, withdrawn
from joinedup.record.entries.reconcile_views import timeline
from joinedup.record.entries.rules import EntryRow, apart
from joinedup.words.basics.moments import Moment, Precision, parse
from joinedup.words.vocabulary.kinds import Kind
from tests.world.drawn import instant

NOW = instant("2026-04-01 09:00")
TEXTS = [
    "Asthma", "Pneumonia", "Amlodipine 5mg tablets", "Amlodipine 5mg", "Penicillin", "No known allergies", "Letter",
    "Discharge summary", "Influenza vaccine", "Pulse", "Emergency admission", "Chronic kidney disease stage 3",
]  # fmt: skip
MOMENTS = ["2019", "2025-03", "2026-01-03", "2026-01-03T10:00", "2026-01-03T10:20", "2026-01-04", "2026-05-01"]

rows_ = st.lists(
    st.builds(
        lambda kind, text, when, ended, voice, value, status, code, procedures: EntryRow(
            id=0,
            source_record=voice,
            sender=f"S{voice % 3}",
            organisation=f"Organisation {voice % 3}",
            feed=f"feed_{voice % 2}",
            kind=kind,
            key="",
            happened=parse(when) if when else None,
            text=text,
            ended=parse(ended) if ended else None,
            code=code,
            code_system="snomed" if code else "",
            value=value,
            status=status,
            details={"procedures": procedures} if procedures else {},
        ),
        st.sampled_from(list(Kind)),
        st.sampled_from(TEXTS),
        st.sampled_from(["", *MOMENTS]),
        st.sampled_from(["", *MOMENTS]),
        st.integers(1, 4),
        st.sampled_from([None, 1.0, 2.0]),
        st.sampled_from(["", "active", "resolved", "entered-in-error"]),
        st.sampled_from(["", "195967001", "72313002"]),
        st.sampled_from([[], ["W371"], ["W371", "K49"]]),
    ),
    max_size=14,
).map(lambda rows: [replace(row, id=n) for n, row in enumerate(rows, 1)])


def told(lines):
    return Counter(
        row.id
        for line in lines
        for row in line.sources
        if not row.part and (row.kind is not Kind.DOCUMENT or line.kind is Kind.DOCUMENT)
    )


@given(rows_)
def test_every_entry_is_a_source_of_one_line_or_was_withdrawn(rows):
    assert told(reconciled(rows, NOW)) + Counter(row.id for row in withdrawn(rows)) == Counter(row.id for row in rows)


@given(rows_, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_came_changes_no_line(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert reconciled(shuffled, NOW) == reconciled(rows, NOW)


@given(rows_)
def test_no_two_lines_have_one_id_and_each_related_line_is_there(rows):
    lines = reconciled(rows, NOW)
    ids = [line.id for line in lines]
    assert len(set(ids)) == len(ids)
    assert {related.line_id for line in lines for related in line.related} <= set(ids)


@given(rows_)
def test_every_line_stands_under_exactly_one_heading_and_every_empty_heading_says_why(rows):
    lines = reconciled(rows, NOW)
    views = sections_of(lines, {}, {})
    assert Counter(line.id for view in views for line in view.lines) == Counter(line.id for line in lines)
    assert all(view.words for view in views if not view.lines)


@given(rows_, st.integers(1, 5))
def test_pages_of_the_timeline_hold_every_dated_line_once_latest_first(rows, size):
    lines = reconciled(rows, NOW)
    seen, after = [], ""
    for _ in range(len(lines) + 1):
        page = timeline(lines, after=after, size=size)
        seen += page.lines
        after = page.after
        if not after:
            break
    assert Counter(line.id for line in seen) == Counter(line.id for line in lines if line.happened)
    instants = [line.happened.at for line in seen]
    assert instants == sorted(instants, reverse=True)


@given(st.dates(date(1900, 1, 2), date(2100, 1, 1)), st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR]))
def test_a_day_is_no_time_apart_from_the_month_and_the_year_that_hold_it(day, precision):
    first = {Precision.DAY: day, Precision.MONTH: day.replace(day=1), Precision.YEAR: day.replace(month=1, day=1)}[
        precision
    ]
    wider = Moment(Moment.on(first).at, precision)
    assert not apart(Moment.on(day), wider)
    assert apart(Moment.on(day), wider) == apart(wider, Moment.on(day))
