"""Movement between groups: who was where, and where they are now; ribbons as thick as the people in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.chart import NOT_SHOWN, About, Chart, Heading, made
from joinedup.faces.components.charts.drawing import Drawing, n
from joinedup.faces.components.charts.key import Head, Sign
from joinedup.faces.components.charts.palette import BLUE, GREY, QUIET
from joinedup.faces.components.charts.scales import finite, spread

_SIZE, _LINE, _LEAD = 13.0, 15.0, 22.0  # of names: how large, how far apart their lines, how far from their groups
_MOVED, _STAYED = "#4086cb", "#bac2c8"  # what the ribbons, which show what lies beneath, look like on white


@dataclass(frozen=True, slots=True)
class Moved:
    """How many people were in one group and are now in another (or still in the same); None where not shown."""

    before: str
    after: str
    people: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """What a flow shows. ``order`` is that of the groups, from top to bottom; those who left or came are groups too."""

    about: About
    before: str
    after: str
    order: tuple[str, ...]
    moves: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """Where the names of one side are written: beside ``x``, ``wide``, each with ``room`` from top to bottom."""

    x: float
    anchor: str
    wide: float
    room: float
    top: float
    bottom: float


def flow_chart(shown: Flow) -> Chart:
    """Return the groups at both times with ribbons between them; those who moved stand out from those who stayed."""
    hidden = sum(1 for m in shown.moves if finite(m.people) is None)
    notes = [f"{hidden:,} movement{'' if hidden == 1 else 's'} too small to show {'is' if hidden == 1 else 'are'} "
             "not drawn, so that groups are a little larger than they are here."] if hidden else []  # fmt: skip
    rows = [(m.before, m.after, NOT_SHOWN if finite(m.people) is None else m.people) for m in shown.moves]
    return made(
        shown.about, lambda width: _draw(shown, width), rows=rows, notes=notes,
        description=f"Ribbons from the groups of {shown.before} to those of {shown.after}, as thick as their people.",
        headings=[Heading(shown.before), Heading(shown.after), Heading(shown.about.measure, "")],
    )  # fmt: skip


def _known(shown: Flow) -> list[tuple[str, str, float]]:
    """Return each movement that may be shown, as its share of all of them."""
    moves = [(m.before, m.after, v) for m in shown.moves if (v := finite(m.people)) is not None and v > 0
             and m.before in shown.order and m.after in shown.order]  # fmt: skip
    everyone = sum(people for *_, people in moves)
    return [(before, after, share) for before, after, people in moves if (share := people / everyone)]


def _draw(shown: Flow, width: float) -> Drawing:
    moves = _known(shown)
    head = Head(shown.about.drawn, (Sign("Moved", style="bar", fill=_MOVED), Sign("Stayed", style="bar", fill=_STAYED)))
    top = head.height(width) + 16
    befores, afters = (_totals(moves, shown.order, side) for side in (0, 1))
    names = min(max((text.width(name) for name in shown.order), default=0) + 8, width * 0.27)
    room = _LINE * (1 + max((len(_wrapped(name, names)) for name in shown.order), default=1)) + 7
    rows = max(len(befores), len(afters), 1)
    tall = max(260.0, (room + 2) * rows)
    sheet = Drawing(width, top + tall + 8)
    head.draw(sheet)
    left, right, gap = names + _LEAD, width - names - _LEAD, 12.0
    scale = tall - gap * (rows - 1)
    starts, ends = (_tops(totals, scale, gap, top, tall) for totals in (befores, afters))
    sheet.words(0, top - 8, text.cut(shown.before, width / 2 - 8, bold=True), bold=True)
    sheet.words(width, top - 8, text.cut(shown.after, width / 2 - 8, bold=True), bold=True, anchor="end")
    _ribbons(sheet, moves, starts, ends, (left + 10, right - 10, scale))
    for totals, tops, x, anchor in ((befores, starts, left, "end"), (afters, ends, right, "start")):
        for name, people in totals.items():
            sheet.bar(x if anchor == "end" else x - 10, tops[name], 10, max(1.0, people * scale), "node")
        side = _Side(x, anchor, names, room, top, top + tall)
        _names(sheet, totals, [tops[name] + people * scale / 2 for name, people in totals.items()], side)
    return sheet


def _totals(moves: Sequence[tuple[str, str, float]], order: Sequence[str], side: int) -> dict[str, float]:
    totals = {name: sum(m[2] for m in moves if m[side] == name) for name in order}
    return {name: people for name, people in totals.items() if people}


def _tops(totals: Mapping[str, float], scale: float, gap: float, top: float, tall: float) -> dict[str, float]:
    """Return where each group begins, from the top down; all together in the middle of the height."""
    used = sum(totals.values()) * scale + gap * max(0, len(totals) - 1)
    at, tops = top + (tall - used) / 2, {}
    for name, people in totals.items():
        tops[name] = at
        at += people * scale + gap
    return tops


def _ribbons(
    sheet: Drawing, moves: Sequence[tuple[str, str, float]], starts: Mapping[str, float], ends: Mapping[str, float],
    at: tuple[float, float, float],
) -> None:  # fmt: skip
    left, right, scale = at
    middle = (left + right) / 2
    order = {name: place for place, name in enumerate([*starts, *ends])}
    leaving, coming = dict(starts), dict(ends)
    drawn = []
    for before, after, people in sorted(moves, key=lambda m: (order[m[0]], list(ends).index(m[1]))):
        y, thick = leaving[before], people * scale
        leaving[before] += thick
        drawn.append((after, list(starts).index(before), y, thick, before == after))
    for after, _, y, thick, stayed in sorted(drawn, key=lambda d: (d[0], d[1])):
        to = coming[after]
        coming[after] += thick
        there = f"M{n(left)} {n(y)}C{n(middle)} {n(y)} {n(middle)} {n(to)} {n(right)} {n(to)}V{n(to + thick)}"
        back = f"C{n(middle)} {n(to + thick)} {n(middle)} {n(y + thick)} {n(left)} {n(y + thick)}Z"
        fill, how = (GREY, "0.5") if stayed else (BLUE, "0.75")
        sheet.parts.append(f'<path class="ju-c-ribbon" fill="{fill}" fill-opacity="{how}" d="{there}{back}"/>')


def _wrapped(name: str, room: float) -> list[str]:
    return text.wrap(name, room, most=3, size=_SIZE)


def _names(sheet: Drawing, totals: Mapping[str, float], middles: Sequence[float], side: _Side) -> None:
    """Write each group's name with its people beneath, moved apart where groups are thin; a line leads to its group."""
    placed = spread(middles, gap=side.room, low=side.top + side.room / 2, high=side.bottom - side.room / 2)
    away = -1 if side.anchor == "end" else 1
    for (name, people), middle, y in zip(totals.items(), middles, placed, strict=True):
        lines = _wrapped(name, side.wide)
        if abs(y - middle) > 1:
            sheet.line(side.x + away * 2, middle, side.x + away * (_LEAD - 4), y, "lead")
        start, x = y - _LINE / 2 * len(lines) + 4, side.x + away * _LEAD
        for place, words in enumerate(lines):
            sheet.words(x, start + _LINE * place, words, anchor=side.anchor, size=_SIZE)
        counted = text.number(people, digits=0)
        sheet.words(x, start + _LINE * len(lines), counted, anchor=side.anchor, size=_SIZE, bold=True, colour=QUIET)
