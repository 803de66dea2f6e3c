"""Numbers of one person over time: the finding as a sentence, the drawing, and a line the size of a word. Pure.

A drawing has its finding as its accessible name, its numbers in a table on the same page, and no style of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from joinedup.faces.components.words import measured_words
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.basics.visible import visible

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
    """Return what a series shows, in a sentence: whether it rose, fell or only varied, and between what it lay.

    It rose or fell where its last value is further from its first than half of all that it varied; else it varied.
    """
    (first_at, first), (last_at, last) = dots[0], dots[-1]
    low, high = min(value for _, value in dots), max(value for _, value in dots)
    if len(dots) == 1:
        return f"{title} was {measured_words(first, unit)} on {_on(first_at)}; it was measured once"
    span = f"between {_on(first_at)} and {_on(last_at)}"
    if low == high:
        return f"{title} was {measured_words(first, unit)} each time {span}"
    if abs(last - first) > (high - low) / 2:
        moved = "rose" if last > first else "fell"
        between = f"; lowest {low:g}, highest {high:g}" if len(dots) > 2 else ""
        return f"{title} {moved} from {first:g} to {measured_words(last, unit)} {span}{between}"
    varied = f"{title} varied from {low:g} to {measured_words(high, unit)} {span}"
    return f"{varied}; first {first:g}, last {last:g}"


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


def _label(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text class="ju-chart__label" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(box: Frame, name: str, drawn: Sequence[str]) -> Markup:
    made = (
        f'<svg class="ju-chart" viewBox="0 0 {box.width} {box.height}" role="img" aria-label="{escape(name)}" '
        f'focusable="false">{"".join(drawn)}</svg>'
    )
    return Markup(visible(made))  # noqa: S704 (every part is a number, or escaped)
