"""A table with shades: all homes against all measures at a glance, each cell with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import SHADES, WORDS_ON
from joinedup.faces.components.charts.scales import finite
from joinedup.faces.components.charts.shades import breaks, class_of, class_words, shade

_NARROWEST, _WIDEST, _SIZE = 52.0, 110.0, 12.0  # columns: room for a number; no wider than needs be


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, and its numbers in the order of the columns (None: no figure, or kept back)."""

    name: str
    values: tuple[float | None, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Heatmap:
    """What a heatmap shows. ``by_column``: each column has classes of its own (columns of different units)."""

    about: About
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    by_column: bool = True
    units: tuple[str, ...] = ()

    def unit(self, place: int) -> str:
        """Return the unit of a column."""
        return self.units[place] if place < len(self.units) else self.about.unit


def heatmap(shown: Heatmap) -> Chart:
    """Return the table; where it is too wide for a phone its columns follow each other in blocks."""
    rows = [(each.name, *(NOT_SHOWN if finite(v) is None else v for v in _whole(shown, each))) for each in shown.lines]
    hidden = any(finite(v) is None for each in shown.lines for v in _whole(shown, each))
    notes = ["The darker, the higher within its column." if shown.by_column else "The darker, the higher."]
    if hidden:
        notes.append("A cell with a dash has no figure, or one too small to show.")
    return made(
        shown.about, lambda width: _draw(shown, width), rows=rows, notes=notes,
        description=f"Table of {len(shown.lines)} lines and {len(shown.columns)} columns, darker where higher.",
        headings=[Heading("Name"), *(Heading(c, shown.unit(n)) for n, c in enumerate(shown.columns))],
    )  # fmt: skip


def _whole(shown: Heatmap, each: Line) -> list[float | None]:
    """Return a line's numbers, one for each column."""
    return [*each.values, *([None] * len(shown.columns))][: len(shown.columns)]


def _ends(shown: Heatmap) -> list[tuple[float, ...]]:
    columns = [[_whole(shown, each)[n] for each in shown.lines] for n in range(len(shown.columns))]
    if shown.by_column:
        return [breaks(column) for column in columns]
    every = breaks([v for column in columns for v in column])
    return [every] * len(columns)


def _draw(shown: Heatmap, width: float) -> Drawing:
    ends = _ends(shown)
    names = min(
        max((text.width(each.name, bold=each.mine, size=13) for each in shown.lines), default=0) + 12, width * 0.34
    )
    fit = max(1, int((width - names) // _least(shown)))
    fit = max(1, -(-len(shown.columns) // max(1, -(-len(shown.columns) // fit))))  # blocks of about one size
    blocks = [range(start, min(start + fit, len(shown.columns))) for start in range(0, len(shown.columns), fit)]
    head = Head(shown.about.drawn, _signs(shown, ends))
    top, row = head.height(width), 25.0
    heads = [_heading_height(shown, block, (width - names) / fit) for block in blocks]
    sheet = Drawing(width, top + sum(heads) + len(blocks) * (row * len(shown.lines) + 12))
    head.draw(sheet)
    for block, tall in zip(blocks, heads, strict=True):
        wide = min(_WIDEST, (width - names) / fit)
        _headings(sheet, shown, block, (names, wide, top + tall))
        for place, each in enumerate(shown.lines):
            _line(sheet, shown, each, block, Laid(names, wide, top + tall + place * row, ends))
        top += tall + row * len(shown.lines) + 12
    return sheet


def _least(shown: Heatmap) -> float:
    """Return how wide a column must be for the longest word of the headings, within reason."""
    longest = max((text.width(word, size=_SIZE) for column in shown.columns for word in column.split()), default=0)
    return max(_NARROWEST, min(longest + 5, 78.0))


def _signs(shown: Heatmap, ends: Sequence[tuple[float, ...]]) -> list[Sign]:
    if shown.by_column or not ends:
        return [Sign("Lowest", style="bar", fill=SHADES[0]), Sign("Highest", style="bar", fill=SHADES[-1])]
    words = class_words(ends[0], [v for each in shown.lines for v in _whole(shown, each)], shown.about.unit)
    return [Sign(each, style="bar", fill=shade(n, len(words))) for n, each in enumerate(words)]


def _heading_height(shown: Heatmap, block: range, wide: float) -> float:
    return max((15.0 * len(_wrapped(shown.columns[n], wide)) for n in block), default=15.0) + 8


def _wrapped(words: str, wide: float) -> list[str]:
    return text.wrap(words, min(_WIDEST, wide) - 4, most=4, size=_SIZE)


def _headings(sheet: Drawing, shown: Heatmap, block: range, at: tuple[float, float, float]) -> None:
    names, wide, base = at
    for place, n in enumerate(block):
        lines = _wrapped(shown.columns[n], wide)
        for up, words in enumerate(reversed(lines)):
            sheet.quiet(names + (place + 0.5) * wide, base - 7 - 15 * up, words, anchor="middle", size=_SIZE)


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a line of the table lies: the room for its name, how wide its cells are, its top; and the classes."""

    names: float
    wide: float
    top: float
    ends: Sequence[tuple[float, ...]]


def _line(sheet: Drawing, shown: Heatmap, each: Line, block: range, laid: Laid) -> None:
    names, wide, top, ends = laid.names, laid.wide, laid.top, laid.ends
    name = text.cut(each.name, names - 10, size=13, bold=each.mine)
    sheet.words(0, top + 17, name, size=13, bold=each.mine)
    values = _whole(shown, each)
    for place, n in enumerate(block):
        left, value = names + place * wide, finite(values[n])
        if value is None:
            sheet.bar(left + 1, top + 1, wide - 2, 23, "hidden")
            sheet.quiet(left + wide / 2, top + 17, "–", anchor="middle")
            continue
        fill = shade(class_of(value, ends[n]), len(ends[n]) + 1)
        sheet.bar(left + 1, top + 1, wide - 2, 23, "shade", fill=fill)
        unit = shown.unit(n) if shown.unit(n) in {"%", "£"} else ""
        words = text.cut(text.said(value, unit), wide - 4, size=13)
        sheet.words(left + wide / 2, top + 17, words, anchor="middle", size=13, bold=each.mine,
                    colour=WORDS_ON[SHADES.index(fill)])  # fmt: skip
