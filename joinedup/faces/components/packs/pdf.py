"""A pack as PDF/UA-1: tagged, so that a screen reader reads it in order, with the words of each chart beside it.

Everything that people typed goes in as a string of Typst's, never as its markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import typst

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Table
from joinedup.faces.components.packs.pack import Pack
from joinedup.words.basics.moments import day

# The scripts of Libertinus Serif that names and places of these islands are written in: Latin, Greek, Cyrillic, signs.
_CAN_BE_DRAWN = re.compile(
    "[\u0020-\u007e\u00a0-\u017f\u0192\u0218-\u021b\u0386-\u03ce\u0400-\u045f\u1e80-\u1e85\u1ef2\u1ef3\u2010-\u2026\u2030\u2032\u2033\u20ac\u2122\u2190-\u2193\u2212\u2260\u2264\u2265\u25a1]"
)

_FRAME = """
#set document(title: {title}, author: "JoinedUp")
#set page(paper: "a4", margin: (x: 18mm, top: 18mm, bottom: 20mm), numbering: "1 of 1",
  footer: context [#set text(8pt, fill: luma(90)); #{foot} #h(1fr) #counter(page).display("1 of 1", both: true)])
#set text(size: 10pt, lang: "en", region: "gb", font: "Libertinus Serif")
#set par(leading: 0.62em)
#show heading.where(level: 1): set text(20pt, fill: rgb("#003087"))
#show heading.where(level: 2): set text(13pt, fill: rgb("#003087"))
#show table.cell.where(y: 0): set text(weight: "bold")
"""


def pdf_of(pack: Pack) -> bytes:
    """Return the pack as a PDF/UA-1. Cost: some hundredths of a second, and as much again for each 500 rows."""
    foot = f"From release {pack.release}, data to {day(pack.data_to)}"
    parts = [_FRAME.format(title=_said(pack.title), foot=_said(foot)), f"#heading(level: 1, {_said(pack.title)})"]
    if pack.findings:
        headline, *rest = pack.findings
        parts.append(f"#text(13pt, {_said(headline)})\n")
        parts += [f"#list([#{_said(finding)}])" for finding in rest]
    parts += [_chart(chart) for chart in pack.charts]
    parts += [_table(table, rows) for table, rows in pack.tables]
    made = typst.compile("\n".join(parts).encode(), format="pdf", pdf_standards="ua-1", ignore_system_fonts=True)
    return bytes(made)


def _said(text: str) -> str:
    """Return text as a string of Typst's: in it nothing is markup and nothing is code.

    PDF/UA-1 allows no character that the font cannot draw, so one outside its scripts is drawn as a white square.
    """
    drawn = "".join(
        char if _CAN_BE_DRAWN.match(char) else " " if char.isspace() else "" if ord(char) < 32 else "\u25a1"
        for char in text
    )
    return json.dumps(drawn, ensure_ascii=False)


def _chart(chart: Chart) -> str:
    drawing = json.dumps(str(chart.svg), ensure_ascii=False)
    source = _said(f"{chart.subtitle}. {chart.source}".strip(". ") + ".")
    return (
        f"#heading(level: 2, {_said(chart.title)})\n"
        f'#image(bytes({drawing}), format: "svg", width: 100%, alt: {_said(chart.description or chart.title)})\n'
        f"#text(8.5pt, fill: luma(90), {source})\n"
        + "".join(f"#text(8.5pt, fill: luma(90), {_said(note)})\n" for note in chart.notes)
    )


def _table(table: Table, rows: Sequence[Any]) -> str:
    columns = table.on_page
    if not columns:
        return ""
    heads = ", ".join(f"[#{_said(column.heading)}]" for column in columns)
    cells = ",\n".join(", ".join(f"[#{_said(column.shown(row))}]" for column in columns) for row in rows)
    align = ", ".join("right" if column.numeric else "left" for column in columns)
    widths = ", ".join("1fr" if column.numeric else "2fr" for column in columns)
    body = cells or f"table.cell(colspan: {len(columns)}, [There are no rows.])"
    return (
        f"#heading(level: 2, {_said(table.caption)})\n"
        f"#text(8.5pt, table(columns: ({widths},), align: ({align},), stroke: (x: none, y: 0.4pt + luma(190)), "
        f"inset: (x: 3pt, y: 4pt), table.header({heads}),\n{body}))"
    )
