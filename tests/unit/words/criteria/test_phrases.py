"""The phrases of which criteria are written, by example: what each says, and what is said of one that is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.words.criteria import phrases
from joinedup.words.criteria.amounts import Counted, Measured, Recent, Share, Some, Span, Window, add_months
from joinedup.words.criteria.phrases import NotAPhrase


@pytest.mark.parametrize(
    ("text", "lies_in_it", "does_not"),
    [
        ("5 to 11", [5, 8, 11], [4, 12]),
        ("65 or over", [65, 66, 120], [64]),
        ("at least 2", [2, 3], [1]),
        ("over 75", [75.1], [75]),
        ("more than 2", [3], [2]),
        ("under 18", [0, 17], [18, 19]),
        ("fewer than 3", [2], [3]),
        ("17 or under", [17], [18]),
        ("at most 3", [3], [4]),
        ("exactly 7", [7], [6, 8]),
        ("7.5", [7.5], [7.4, 7.6]),
    ],
)
def test_a_span_holds_what_it_says_with_both_ends_told(text, lies_in_it, does_not):
    span = phrases.span(text)
    assert [value for value in lies_in_it if not span.holds(value)] == []
    assert [value for value in does_not if span.holds(value)] == []


def test_units_are_kept_and_must_agree():
    assert phrases.span("140 mm[Hg] or over") == Span(140, None, "mm[Hg]")
    assert phrases.span("5 to 11 years") == phrases.span("5 years to 11 years") == Span(5, 11, "years")
    assert phrases.span("at least 60 %").unit == "%"
    with pytest.raises(NotAPhrase, match="one end is in mmol/L, the other in mg"):
        phrases.span("5 mmol/L to 7 mg")


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (phrases.window, "12 months", Window(12, "month")),
        (phrases.window, "in the last 30 days", Window(30, "day")),
        (phrases.window, "within 2 weeks", Window(2, "week")),
        (phrases.window, "in the past year", Window(1, "year")),
        (phrases.share, "top 2%", Share(2)),
        (phrases.share, "top 0.5 %", Share(0.5)),
        (phrases.choice, "moderate or severe", ("moderate", "severe")),
        (phrases.choice, "heart failure, copd or asthma", ("heart failure", "copd", "asthma")),
        (phrases.some, "at least 2 of [diabetes, heart failure, copd]", Some(2, ("diabetes", "heart failure", "copd"))),
        (phrases.some, "2 or more of [a, b]", Some(2, ("a", "b"))),
        (
            phrases.counted,
            "at least 2 emergency admissions in 12 months",
            Counted(Span(2, None), "emergency admissions", Window(12, "month")),
        ),
        (phrases.counted, "no gp contacts in 1 year", Counted(Span(0, 0), "gp contacts", Window(1, "year"))),
        (phrases.counted, "any falls in the last week", Counted(Span(1, None), "falls", Window(1, "week"))),
        (phrases.counted, "2 to 4 falls in 6 months", Counted(Span(2, 4), "falls", Window(6, "month"))),
        (phrases.measured, "hba1c over 75 mmol/mol", Measured("hba1c", Span(75, None, "mmol/mol", above=True))),
        (
            phrases.measured,
            "systolic blood pressure 140 mm[Hg] or over in 12 months",
            Measured("systolic blood pressure", Span(140, None, "mm[Hg]"), Window(12, "month")),
        ),
        (phrases.recent, "fall or discharge in 30 days", Recent(("fall", "discharge"), Window(30, "day"))),
        (phrases.recent, "diabetes", Recent(("diabetes",))),
    ],
)
def test_a_phrase_says_this(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (phrases.span, "65 or ovr", "'or' must be followed by over, more, under, less or fewer; write 5 to 11"),
        (phrases.span, "11 to 5", "5 comes before 11"),
        (phrases.span, "old", "a number is missing before 'old'"),
        (phrases.span, "at least", "a number is missing at the end"),
        (phrases.span, "5 to 11 years of age", "'of age' is too much"),
        (phrases.window, "12", "12 of what? days, weeks, months or years"),
        (phrases.window, "0 days", "0 must be a whole number, 1 or over"),
        (phrases.window, "1.5 months", "1.5 must be a whole number, 1 or over"),
        (phrases.window, "12 fortnights", "12 of what?"),
        (phrases.window, "200 years", "longer than a life"),
        (phrases.window, "12 months ago", "'ago' is too much"),
        (phrases.share, "2%", "'top' is missing"),
        (phrases.share, "top 2", "'%' is missing"),
        (phrases.share, "top 0%", "a share is over 0% and at most 100%"),
        (phrases.share, "top 2% of all", "'of all' is too much"),
        (phrases.choice, "moderate or", "an item of the list is missing"),
        (phrases.choice, "copd or copd", "an item is said twice"),
        (phrases.choice, "copd]", "']' is too much"),
        (phrases.some, "2 of [a, b]", "say 'at least 2' or '2 or more'"),
        (phrases.some, "at least 2 a, b", "'of [' is missing"),
        (phrases.some, "at least 2 of [a, b", "']' is missing"),
        (phrases.some, "at least 3 of [a, b]", "nobody can have 3 of a list of 2"),
        (phrases.counted, "at least 2 in 12 months", "what is counted is missing"),
        (phrases.counted, "at least 2 falls", "the window is missing (in 12 months)"),
        (phrases.measured, "over 75 mmol/mol", "what is measured is missing"),
        (phrases.recent, "fall in", "a number is missing at the end"),
    ],
)
def test_a_phrase_that_is_wrong_is_told_what_is_wrong_and_how_it_is_written(read, text, told):
    with pytest.raises(NotAPhrase) as wrong:
        read(text)
    assert str(wrong.value).startswith(f"'{text}': ")
    assert told in str(wrong.value)
    assert "; write " in str(wrong.value)


def test_yes_and_no_are_as_yaml_has_them_and_nothing_else():
    assert [phrases.yes_or_no(text) for text in ("yes", "no", "True", "false")] == [True, False, True, False]
    with pytest.raises(NotAPhrase, match="'maybe' is neither yes nor no"):
        phrases.yes_or_no("maybe")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_month_from_a_day_is_the_same_day_or_the_last_of_that_month(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("text", "day_before"),
    [("30 days", date(2026, 2, 14)), ("2 weeks", date(2026, 3, 2)), ("1 year", date(2025, 3, 16))],
)
def test_a_window_ends_with_the_day_and_begins_after_the_same_day_before(text, day_before):
    assert phrases.window(text).day_before(date(2026, 3, 16)) == day_before
