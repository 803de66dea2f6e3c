"""The statistical process control chart: one line in time, what chance explains of it, and the points it does not.

Drawn in the manner of NHS England's "Making data count": the mean, two limits, points by what they mean, icons for
variation and assurance as words. The rules are not here: each point comes with its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Literal

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.axes import Plot, months, room_for, upright
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import BLUE, ORANGE, PURPLE, QUIET
from joinedup.faces.components.charts.scales import Scale, axis_marks, days_across, finite, spread

Kind = Literal["common", "improvement", "concern", "neither"]

# What a point means: its shape, its colour, whether it is hollow, its words. Shape differs, not colour alone.
_KINDS: dict[Kind, tuple[str, str, bool, str]] = {
    "common": ("circle", QUIET, True, "Within what chance explains"),
    "improvement": ("square", BLUE, False, "More than chance: improving"),
    "concern": ("diamond", ORANGE, False, "More than chance: of concern"),
    "neither": ("triangle", PURPLE, False, "More than chance: a change"),
}


@dataclass(frozen=True, slots=True)
class SpcPoint:
    """One period: its first day, its figure (None: not known or ``suppressed``), what it means and by which rule."""

    when: date
    value: float | None
    kind: Kind = "common"
    rule: str = ""
    numerator: float | None = None
    denominator: float | None = None
    label: str = ""
    suppressed: bool = False

    @property
    def period(self) -> str:
        """Return the name of the period: March 2026, unless it has one of its own."""
        return self.label or f"{self.when:%B} {self.when.year}"


@dataclass(frozen=True, slots=True)
class SpcPhase:
    """The limits from point ``first`` (from 0) on, None where too few points set them; ``why``: why it was re-based."""

    first: int
    mean: float | None
    lower: float | None
    upper: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Spc:
    """What an SPC chart shows; ``variation`` and ``assurance`` are its icons, in words (empty: not told)."""

    about: About
    points: tuple[SpcPoint, ...]
    phases: tuple[SpcPhase, ...]
    target: float | None = None
    variation: str = ""
    assurance: str = ""


def spc_chart(shown: Spc) -> Chart:
    """Return the chart; its table says of each point what it means, and by which rule."""
    unit = shown.about.unit
    values = [p.value for p in shown.points if not p.suppressed]
    limits = [v for phase in shown.phases for v in (phase.mean, phase.lower, phase.upper)]
    marks = axis_marks([*values, *limits, shown.target], most=5)
    notes = ["The limits are where nearly all points lie as long as nothing but chance is at work."]
    if marks[0] > 0 or marks[-1] < 0:
        notes.append("The upright axis does not begin at nought.")
    if any(point.suppressed for point in shown.points):
        notes.append("A gap in the line is a number too small to show.")
    notes += [f"Limits set anew from {shown.points[p.first].period}: {p.why}." for p in _breaks(shown) if p.why]
    words = ". ".join(part for part in (shown.variation, shown.assurance) if part)
    return made(
        shown.about, lambda width: _draw(shown, marks, width), notes=notes,
        description=f"Statistical process control chart. {words}{'.' if words else ''}",
        headings=[Heading("Period"), Heading(shown.about.measure, unit), Heading("Meaning"), Heading("Mean", unit),
                  Heading("Lower limit", unit), Heading("Upper limit", unit), Heading("Counted", ""),
                  Heading("Out of", "")],
        rows=[_row(shown, n, point) for n, point in enumerate(shown.points)],
    )  # fmt: skip


def _breaks(shown: Spc) -> list[SpcPhase]:
    return [phase for phase in shown.phases if 0 < phase.first < len(shown.points)]


def _row(shown: Spc, place: int, point: SpcPoint) -> tuple[object, ...]:
    phase = next((p for p in reversed(shown.phases) if p.first <= place), None)
    limits = (phase.mean, phase.lower, phase.upper) if phase else (None, None, None)
    if point.suppressed:
        return point.period, NOT_SHOWN, "", *limits, None, None
    meaning = _KINDS[point.kind][3] + (f" ({point.rule})" if point.rule else "")
    return point.period, finite(point.value), meaning, *limits, point.numerator, point.denominator


def _signs(shown: Spc) -> list[Sign]:
    there = {p.kind for p in shown.points if not p.suppressed}
    signs = [Sign(words, shape=shape, colour=colour, hollow=hollow) for kind, (shape, colour, hollow, words)
             in _KINDS.items() if kind in there]  # fmt: skip
    if shown.phases:
        signs += [Sign("Mean", style="mean"), Sign("Limits of what chance explains", style="limit")]
    return signs + ([Sign("Target", style="target")] if shown.target is not None else [])


def _draw(shown: Spc, marks: Sequence[float], width: float) -> Drawing:
    signs, wide, unit = _signs(shown), width > 500, shown.about.unit
    told = [words for words in (shown.variation, shown.assurance) if words]
    chips = 30 * len(told) if not wide else 30 * bool(told)
    head = Head(shown.about.drawn, signs)
    top = chips + head.height(width)
    sheet = Drawing(width, top + (310 if wide else 260))
    head.draw(sheet, top=chips)
    _icons(sheet, told, stacked=not wide)
    names = _end_names(shown, unit)
    room = max((text.width(words, size=13) for words, _ in names), default=0)
    plot = Plot(room_for(marks, unit), top, width - (room + 14 if wide else 16), sheet.height - 42)
    up = upright(sheet, plot, marks, unit=unit)
    days = [point.when for point in shown.points]
    along = days_across(days, plot.left + 8, plot.right - 8)
    months(sheet, plot, days, along)
    _limits(sheet, shown, along, up, plot)
    _dots(sheet, shown, along, up)
    if wide:
        _write_ends(sheet, names, up, plot)
    return sheet


def _icons(sheet: Drawing, told: Sequence[str], *, stacked: bool) -> None:
    """Write what the variation and the assurance are, each with a sign of its own."""
    x, y = 0.0, 0.0
    for words in told:
        shown = text.cut(words, sheet.width - x - 30, bold=True)
        wide = text.width(shown, bold=True) + 34
        colour, shape = _icon(words)
        sheet.bar(x, y, wide, 24, "mine" if shape == "square" else "stripe")
        sheet.mark(x + 14, y + 12, shape, colour=colour, size=5, hollow=shape == "circle")
        sheet.words(x + 26, y + 17, shown, bold=True)
        x, y = (0.0, y + 30) if stacked else (x + wide + 12, y)


def _icon(words: str) -> tuple[str, str]:
    """Return the colour and shape of an icon's words: those of the points that mean the same."""
    lower = words.lower()
    if any(sign in lower for sign in ("concern", "worse", "fail", "missed every time")):
        return ORANGE, "diamond"
    if any(sign in lower for sign in ("improv", "met every time")):
        return BLUE, "square"
    return QUIET, "circle"


def _limits(sheet: Drawing, shown: Spc, along: Scale, up: Scale, plot: Plot) -> None:
    """Draw the mean and limits of each phase, a break where they were set anew, and the target."""
    ordered = sorted((p for p in shown.phases if p.first < len(shown.points)), key=lambda phase: phase.first)
    for phase, after in zip_longest(ordered, ordered[1:]):
        start = plot.left if phase.first <= 0 else _between(shown, along, phase.first)
        end = plot.right if after is None else _between(shown, along, after.first)
        for value, style in ((phase.mean, "mean"), (phase.lower, "limit"), (phase.upper, "limit")):
            if value is not None and finite(value) is not None:
                sheet.line(start, up(value), end, up(value), style)
        if phase.first > 0:
            sheet.line(start, plot.top, start, plot.bottom, "break")
            words = text.cut("Re-based", plot.right - start - 4, size=13)
            sheet.quiet(start + 4, plot.top + 10, words)
    if shown.target is not None and finite(shown.target) is not None:
        sheet.line(plot.left, up(shown.target), plot.right, up(shown.target), "target")


def _between(shown: Spc, along: Scale, place: int) -> float:
    """Return where a phase begins: midway between its first point and the one before."""
    one, other = shown.points[place - 1].when, shown.points[place].when
    return (along(one.toordinal()) + along(other.toordinal())) / 2


def _dots(sheet: Drawing, shown: Spc, along: Scale, up: Scale) -> None:
    run: list[tuple[float, float]] = []
    placed: list[tuple[float, float, Kind]] = []
    for point in shown.points:
        value = None if point.suppressed else finite(point.value)
        if value is None:
            sheet.path(run, "thin")
            run = []
            continue
        run.append((along(point.when.toordinal()), up(value)))
        placed.append((*run[-1], point.kind))
    sheet.path(run, "thin")
    for x, y, kind in placed:
        shape, colour, hollow, _ = _KINDS[kind]
        sheet.mark(x, y, shape, colour=colour, hollow=hollow, size=3.5 if kind == "common" else 4.5)


def _end_names(shown: Spc, unit: str) -> list[tuple[str, float]]:
    """Return what is written at the right of the last phase's lines, and at which number."""
    short = unit if unit in {"%", "£"} else ""
    names: list[tuple[str, float]] = []
    digits = text.digits_for([shown.target, *(v for p in shown.phases for v in (p.mean, p.upper))])
    if shown.phases:
        last = max(shown.phases, key=lambda phase: phase.first)
        names = [(f"{words} {text.said(value, short, digits=digits)}", value) for words, value in
                 (("Upper", last.upper), ("Mean", last.mean), ("Lower", last.lower)) if value is not None]  # fmt: skip
    if shown.target is not None:
        names.append((f"Target {text.said(shown.target, short, digits=digits)}", shown.target))
    return [(words, value) for words, value in names if finite(value) is not None]


def _write_ends(sheet: Drawing, names: Sequence[tuple[str, float]], up: Scale, plot: Plot) -> None:
    levels = spread([up(value) for _, value in names], gap=16, low=plot.top, high=plot.bottom)
    for (words, _), y in zip(names, levels, strict=True):
        sheet.quiet(plot.right + 8, y + 4.5, words)
