"""Charts as small SVG drawings made here: a sentence that states the finding, the drawing, and a table beside it. Pure.

Every chart has its finding as its accessible name, its numbers in a table on the same page, and no style of its own:
colours are in the style sheet, so that the content security policy holds and paper gets ink that prints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from joinedup.words.basics.moments import LONDON, day

Dot = tuple[datetime, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and the margins in which its axes are written, in its own units."""

    width: int = 720
    height: int = 260
    left: int = 56
    right: int = 16
    top: int = 16
    bottom: int = 32


def finding(title: str, unit: str, dots: Sequence[Dot]) -> str:
    """Return what a series shows, in a sentence: where it began, where it is now, and between what it lay."""
    (first_at, first), (last_at, last) = dots[0], dots[-1]
    low, high = min(value for _, value in dots), max(value for _, value in dots)
    with_unit = f" {unit}" if unit else ""
    if len(dots) == 1:
        return f"{title} was {first:g}{with_unit} on {_on(first_at)}; it was measured once"
    moved = "rose" if last > first else "fell" if last < first else ""
    ends = (
        f"{moved} from {first:g} to {last:g}{with_unit}" if moved else f"was {first:g}{with_unit} at first and at last"
    )
    between = f"; lowest {low:g}, highest {high:g}" if len(dots) > 2 else ""
    return f"{title} {ends} between {_on(first_at)} and {_on(last_at)}{between}"


def line_chart(dots: Sequence[Dot], *, name: str, frame: Frame | None = None) -> Markup:
    """Return a line through ``dots`` (oldest first), with round numbers on its left and days below."""
    box = frame or Frame()
    ticks = round_ticks(min(value for _, value in dots), max(value for _, value in dots))
    start, end = dots[0][0].timestamp(), dots[-1][0].timestamp()
    across, down = box.width - box.left - box.right, box.height - box.top - box.bottom

    def x(at: float) -> float:
        return box.left + (across * (at - start) / (end - start) if end > start else across / 2)

    def y(value: float) -> float:
        return box.top + down * (1 - (value - ticks[0]) / (ticks[-1] - ticks[0]))

    drawn = []
    for tick in ticks:
        level = f"{y(tick):.1f}"
        drawn.append(
            f'<line class="ju-chart__grid" x1="{box.left}" x2="{box.width - box.right}" y1="{level}" y2="{level}"/>'
        )
        drawn.append(_label(box.left - 8, y(tick) + 5, f"{tick:g}", anchor="end"))
    drawn += [_label(x(at), box.height - 8, words, anchor=anchor) for at, words, anchor in _day_labels(start, end)]
    points = [(x(at.timestamp()), y(value)) for at, value in dots]
    drawn.append(f'<path class="ju-chart__line" d="{_path(points)}"/>')
    drawn += [f'<circle class="ju-chart__dot" cx="{px:.1f}" cy="{py:.1f}" r="4"/>' for px, py in points]
    return _svg(box, name, drawn)


def sparkline(values: Sequence[float], *, width: int = 96, height: int = 24) -> Markup:
    """Return a line the size of a word. It is decoration beside its numbers, so it has no name of its own."""
    low, high = min(values), max(values)
    span, step = (high - low) or 1.0, (width - 8) / max(1, len(values) - 1)
    points = [(4 + n * step, height - 4 - (height - 8) * (value - low) / span) for n, value in enumerate(values)]
    last_x, last_y = points[-1]
    return Markup(  # noqa: S704 (numbers only)
        f'<svg class="ju-spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" '
        f'focusable="false"><path d="{_path(points)}"/><circle cx="{last_x:.1f}" cy="{last_y:.1f}" r="3"/></svg>'
    )


def pyramid(bands: Sequence[tuple[str, int, int]], *, name: str, words: Callable[[int], str] = "{:,}".format) -> Markup:
    """Return a population pyramid: for each age band (youngest first) females on the left, males on the right.

    ``words`` writes a number of people, so that small ones can be hidden.
    """
    row, box = 26, Frame(width=720, height=26 * len(bands) + 44, left=8, right=8, top=28, bottom=8)
    middle, gutter = box.width / 2, 56
    half = middle - gutter - box.left - 44
    most = max((max(f, m) for _, f, m in bands), default=0) or 1
    drawn = [
        _label(middle - gutter, 16, "Female", anchor="end", strong=True),
        _label(middle + gutter, 16, "Male", strong=True),
    ]
    for n, (band, female, male) in enumerate(reversed(bands)):
        top = box.top + n * row
        left, right, text = half * female / most, half * male / most, top + row / 2 + 3
        drawn += [
            _bar(middle - gutter - left, top, left, row - 6),
            _bar(middle + gutter, top, right, row - 6, other=True),
            _label(middle, text, band, anchor="middle"),
            _label(middle - gutter - left - 6, text, words(female), anchor="end"),
            _label(middle + gutter + right + 6, text, words(male)),
        ]
    return _svg(box, name, drawn)


def bars(rows: Sequence[tuple[str, float, str]], *, name: str, label: int = 150) -> Markup:
    """Return horizontal bars: label, length, and the words at the end of each."""
    row, box = 30, Frame(width=720, height=30 * len(rows) + 12, left=label, right=110, top=4, bottom=8)
    most = max((value for _, value, _ in rows), default=0) or 1
    across = box.width - box.left - box.right
    drawn = []
    for n, (words, value, end) in enumerate(rows):
        top, long = box.top + n * row, across * value / most
        text = top + row / 2 + 2
        drawn += [
            _label(box.left - 10, text, words, anchor="end"),
            _bar(box.left, top, long, row - 8),
            _label(box.left + long + 8, text, end),
        ]
    return _svg(box, name, drawn)


def round_ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Return at most ``most`` + 1 round numbers, evenly apart, of which the first and the last hold the rest in."""
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    rough, power = (high - low) / most, 1e-9
    while True:
        for step in (power, power * 2, power * 5):
            first = step * (low // step)
            count = -int(-(high - first) // step)
            if step >= rough and count <= most:
                return [round(first + n * step, 9) for n in range(count + 1)]
        power *= 10


def _day_labels(start: float, end: float) -> list[tuple[float, str, str]]:
    """Return the days written below a line: its first, its last, and one between where there is room."""
    if end <= start:
        return [(start, _short(start), "middle")]
    middle = (start + end) / 2
    return [(start, _short(start), "start"), (middle, _short(middle), "middle"), (end, _short(end), "end")]


def _short(at: float) -> str:
    local = datetime.fromtimestamp(at, LONDON)
    return f"{local.day} {local:%b} {local.year}"


def _on(at: datetime) -> str:
    local: date = at.astimezone(LONDON)
    return day(local)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'M' if n == 0 else 'L'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points))


def _label(x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> str:
    kind = "ju-chart__label ju-chart__label--strong" if strong else "ju-chart__label"
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _bar(x: float, y: float, width: float, height: float, *, other: bool = False) -> str:
    kind = "ju-chart__bar ju-chart__bar--other" if other else "ju-chart__bar"
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _svg(box: Frame, name: str, drawn: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 (every part is a number, or escaped)
        f'<svg class="ju-chart" viewBox="0 0 {box.width} {box.height}" role="img" aria-label="{escape(name)}" '
        f'focusable="false">{"".join(drawn)}</svg>'
    )
