"""How wide words are and how numbers are written: so that no label overlaps another or runs out of its box. Pure.

Widths are those of Arial (the advance widths of Helvetica, which Arial and Liberation Sans share), a little enlarged;
Frutiger is no wider.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

SIZE = 14.0  # what charts are written in, in the drawing's own units
_SLACK, _BOLD = 1.03, 1.07

_GROUPS = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft\u00a0\u202f", 333: "()-`r“”²³", 355: '"', 389: "*", 400: "°",
    469: "^", 500: "Jckvxyzs", 556: "#$?_0123456789Labdeghnopqu£–", 584: "+<=>~×±−≥≤", 611: "FTZ", 667: "&ABEKPSVXY",
    722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…→", 1015: "@",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}


_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(words: str) -> str:
    """Return ``words`` without what may not stand in SVG (control letters that a careless sender leaves in names)."""
    return _NOT_IN_XML.sub("", words)


def width(words: str, *, size: float = SIZE, bold: bool = False) -> float:
    """Return how wide ``words`` are drawn, in the drawing's units."""
    units = sum(_WIDTHS.get(letter) or _unusual(letter) for letter in words)
    return units / 1000 * size * _SLACK * (_BOLD if bold else 1)


def _unusual(letter: str) -> float:
    """Return the width of a letter outside the table: that of what it is made of, or a full square."""
    plain = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.combining(letter):
        return 0
    return _WIDTHS.get(plain, 1000)


def cut(words: str, room: float, *, size: float = SIZE, bold: bool = False) -> str:
    """Return as much of ``words`` as ``room`` allows, with an ellipsis where something was cut off."""
    if width(words, size=size, bold=bold) <= room:
        return words
    for end in range(len(words) - 1, 0, -1):
        short = words[:end].rstrip() + "…"
        if width(short, size=size, bold=bold) <= room:
            return short
    return ""


def wrap(words: str, room: float, *, most: int = 2, size: float = SIZE, bold: bool = False) -> list[str]:
    """Return ``words`` in at most ``most`` lines that fit ``room``; what is left over is cut off."""
    lines: list[str] = []
    left = words.split()
    while left and len(lines) < most:
        taken = 1
        while taken < len(left) and width(" ".join(left[: taken + 1]), size=size, bold=bold) <= room:
            taken += 1
        if len(lines) == most - 1:
            taken = len(left)
        lines.append(cut(" ".join(left[:taken]), room, size=size, bold=bold))
        left = left[taken:]
    return lines or [""]


def number(value: float, *, digits: int | None = None) -> str:
    """Return a number with no more digits than it has meaning: whole from a hundred, else three figures or so."""
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-4:
        return f"{value:.3g}".replace("-", "−")
    if digits is None:
        digits = 0 if size >= 100 or size == 0 else 1 if size >= 1 else 2 if size >= 0.1 else 3 if size >= 0.01 else 5
    written = f"{value:,.{digits}f}"
    if set(written) <= set("-0.,"):
        return "0"
    return written.replace("-", "−")


def digits_for(values: Iterable[float | None]) -> int | None:
    """Return how many decimals numbers that stand together are written with, all the same: by the largest of them.

    None where nothing is known, or where they are too small or too large for decimals.
    """
    largest = max((abs(value) for value in values if value is not None and math.isfinite(value)), default=0.0)
    if largest >= 1e15 or largest < 1e-3:
        return None
    return 0 if largest >= 100 else 1 if largest >= 1 else 2 if largest >= 0.1 else 4


def said(value: float | None, unit: str = "", *, digits: int | None = None) -> str:
    """Return a number with its unit as people read it: 12.3%, £1,204, 95.2 per 1,000; a number kept back: not shown."""
    if value is None:
        return "not shown"
    written = number(value, digits=digits)
    if unit == "£":
        return f"−£{written[1:]}" if written.startswith("−") else f"£{written}"
    return f"{written}%" if unit == "%" else f"{written} {unit}".rstrip()


def marked(value: float, unit: str = "", *, step: float = 1.0) -> str:
    """Return a number at a mark of an axis whose marks are ``step`` apart, with % or £ but no longer unit."""
    size = abs(value)
    short = unit if unit in {"%", "£"} else ""
    for power, letters in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if 1e15 > size >= power:
            return said(value / power, short, digits=_places(step / power)) + letters
    return said(value, short, digits=_places(step))


def _places(step: float) -> int:
    """Return how many decimals tell marks apart that are ``step`` apart."""
    if not step or not math.isfinite(step):
        return 0
    places = max(0, -math.floor(math.log10(abs(step)) + 1e-9))
    return min(8, places if abs(step * 10**places - round(step * 10**places)) < 1e-6 else places + 1)


def range_said(low: float | None, high: float | None, unit: str = "") -> str:
    """Return an interval as people read it: 80.1 to 95.2; nothing where there is none."""
    if low is None or high is None:
        return ""
    short = unit if unit in {"%", "£"} else ""
    return f"{said(low, short)} to {said(high, short)}"
