"""What a series of numbers shows, said in a sentence that is true, and drawn inside its frame."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.components.trends import Frame, finding, line_chart, round_ticks, sparkline

START = datetime(2025, 1, 10, 9, tzinfo=UTC)


def dots(*values: float) -> list[tuple[datetime, float]]:
    return [(START + timedelta(days=n), value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((82.0,), "Weight was 82 kg on 10 January 2025; it was measured once"),
        ((82.0, 74.0), "Weight fell from 82 to 74 kg between 10 January 2025 and 11 January 2025"),
        ((70.0, 71.0, 80.0),
         "Weight rose from 70 to 80 kg between 10 January 2025 and 12 January 2025; lowest 70, highest 80"),
        ((70.0, 90.0, 74.0),
         "Weight varied from 70 to 90 kg between 10 January 2025 and 12 January 2025; first 70, last 74"),
        ((70.0, 70.0), "Weight was 70 kg each time between 10 January 2025 and 11 January 2025"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_numbers_do(values: tuple[float, ...], said: str) -> None:
    assert finding("Weight", "kg", dots(*values)) == said


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(values=st.lists(numbers, min_size=2, max_size=20))
def test_a_series_never_rises_and_falls_at_once(values: list[float]) -> None:
    there, back = finding("X", "", dots(*values)), finding("X", "", dots(*reversed(values)))
    assert ("rose" in there) == ("fell" in back)
    assert ("fell" in there) == ("rose" in back)
    assert ("varied" in there) == ("varied" in back)


@given(low=numbers, span=st.floats(0, 1e6))
def test_the_axis_holds_every_number_between_few_round_ones(low: float, span: float) -> None:
    ticks = round_ticks(low, low + span)
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + span - 1e-6
    assert 2 <= len(ticks) <= 6
    assert ticks == sorted(set(ticks))


@given(values=st.lists(numbers, min_size=1, max_size=30))
def test_every_dot_lies_inside_the_drawing(values: list[float]) -> None:
    drawing = str(line_chart(dots(*values), name="Weight"))
    box = Frame()
    found = re.findall(r'<circle[^>]* cx="([-\d.]+)" cy="([-\d.]+)"', drawing)
    assert len(found) == len(values)
    assert all(box.left - 1 <= float(x) <= box.width and 0 <= float(y) <= box.height for x, y in found)


def test_a_drawing_has_its_finding_as_its_name_and_no_style_of_its_own() -> None:
    drawing = str(line_chart(dots(1, 2), name='Weight "rose" <fast>'))
    assert 'role="img" aria-label="Weight &#34;rose&#34; &lt;fast&gt;"' in drawing
    assert "style=" not in drawing


def test_a_line_the_size_of_a_word_is_decoration() -> None:
    assert 'aria-hidden="true"' in sparkline([1.0, 1.0, 1.0])
    assert "nan" not in sparkline([5.0])
