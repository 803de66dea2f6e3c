"""The colours and lines of charts: the NHS palette, each at least 3:1 on white, never the only sign of a meaning.

They are attributes of the drawing, not style, so that it is the same on a page (whose policy allows no inline style),
in a printed pack and as a file. ``charts.css`` only changes them for forced colours.
"""

from __future__ import annotations

TEXT, QUIET, GREY, PALE_GREY, LINE = "#212b32", "#4c6272", "#768692", "#d8dde0", "#e3e8eb"
BLUE, DARK_BLUE, PALE_BLUE = "#005eb8", "#003087", "#d2e3f3"
ORANGE, PURPLE, TEAL, PINK, WHITE = "#b35300", "#7c4dab", "#00786c", "#ae2573", "#ffffff"
# Dark enough with white, pale enough with dark words: five shades of one blue that differ in grey too.
SHADES = ("#eaf2fa", "#b9d3ec", "#7fadd9", "#3a7fc1", "#003f85")
WORDS_ON = (TEXT, TEXT, TEXT, WHITE, WHITE)

# Several lines of one chart: colour, dash and mark differ together.
SERIES = ((BLUE, "", "circle"), (ORANGE, "7 4", "square"), (TEAL, "2 3", "diamond"), (PURPLE, "10 3 2 3", "triangle"),
          (TEXT, "4 2", "cross"), (PINK, "1 3", "ring"))  # fmt: skip

_STROKE = 'fill="none" stroke="{}" stroke-width="{}"'
STYLES = {
    "grid": _STROKE.format(LINE, 1),
    "axis": _STROKE.format(QUIET, 1.25),
    "line": _STROKE.format(BLUE, 2.5) + ' stroke-linejoin="round" stroke-linecap="round"',
    "thin": _STROKE.format(GREY, 1.5) + ' stroke-linejoin="round"',
    "mean": _STROKE.format(TEXT, 1.75),
    "limit": _STROKE.format(QUIET, 1.25) + ' stroke-dasharray="6 4"',
    "limit-outer": _STROKE.format(QUIET, 1.5),
    "limit-over": _STROKE.format(PURPLE, 1.5) + ' stroke-dasharray="2 3"',
    "target": _STROKE.format(PURPLE, 1.75) + ' stroke-dasharray="9 3 2 3"',
    "break": _STROKE.format(TEXT, 1.25) + ' stroke-dasharray="2 3"',
    "even": _STROKE.format(QUIET, 1.5) + ' stroke-dasharray="6 4"',
    "whisker": _STROKE.format(QUIET, 1.75),
    "whisker-mine": _STROKE.format(DARK_BLUE, 2.5),
    "outline": _STROKE.format(TEXT, 1.75) + ' stroke-linejoin="miter"',
    "whisker-edge": _STROKE.format(WHITE, 5),
    "edge": _STROKE.format(WHITE, 4) + ' stroke-linejoin="miter"',
    "lead": _STROKE.format(GREY, 1),
    "band": f'fill="{PALE_BLUE}"',
    "bar": f'fill="{GREY}"',
    "bar-mine": f'fill="{DARK_BLUE}"',
    "bar-one": f'fill="{PURPLE}"',
    "bar-two": f'fill="{TEAL}"',
    "bar-blue": f'fill="{BLUE}"',
    "node": f'fill="{TEXT}"',
    "hidden": f'fill="{WHITE}" stroke="{GREY}" stroke-width="1" stroke-dasharray="2 3"',
    "stripe": f'fill="{LINE}"',
    "mine": 'fill="#e8f1fa"',
}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
