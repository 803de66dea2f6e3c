"""A pack as PDF/UA-1: tagged, so that a screen reader reads it in order, with the words of each chart beside it.

Everything that people typed goes in as a string of Typst's, never as its markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import typst

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Table
from joinedup.faces.components.packs.pack import Pack, Part, Rows

# The scripts of Libertinus Serif that names and places of these islands are written in: Latin, Greek, Cyrillic, signs.
_CAN_BE_DRAWN = re.compile(
    "[\u0020-\u007e\u00a0-\u017f\u0192\u0218-\u021b\u0386-\u03ce\u0400-\u045f\u1e80-\u1e85\u1ef2\u1ef3\u2010-\u2026\u2030\u2032\u2033\u20ac\u2122\u2190-\u2193\u2212\u2260\u2264\u2265\u25a1]"
)
MOST_ROWS = 200  # of one chart that are printed; a spreadsheet has them all
FIGURES = "The figures of the charts"

_FRAME = """
#set document(title: {title}, author: "JoinedUp")
#set page(paper: "a4", margin: (x: 18mm, top: 18mm, bottom: 20mm), numbering: "1 of 1",
  footer: context [#set text(8pt, fill: luma(90)); #{foot} #h(1fr) #counter(page).display("1 of 1", both: true)])
#set text(size: 10pt, lang: "en", region: "gb", font: "Libertinus Serif")
#set par(leading: 0.62em)
#show heading: set text(fill: rgb("#003087"))
#show heading: set block(sticky: true)
#show heading.where(level: 1): set text(19pt)
#show heading.where(level: 2): set text(13pt)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 3): set text(10.5pt)
#show heading.where(level: 3): set block(above: 1.2em, below: 0.6em)
#show table.cell.where(y: 0): set text(weight: "bold")
#let small(said) = text(8.5pt, fill: luma(80), said)
#let rows(widths, aligns, cells) = text(8.5pt, table(columns: widths, align: aligns,
  stroke: (x: none, y: 0.4pt + luma(190)), inset: (x: 3pt, y: 3.5pt), ..cells))
"""


def pdf_of(pack: Pack) -> bytes:
    """Return the pack as a PDF/UA-1. Cost: some tenths of a second, and as much again for each 2,000 rows."""
    headline, *rest = pack.findings or (pack.about,)
    parts = [_FRAME.format(title=typst_string(f"{pack.about}: {pack.title}"), foot=typst_string(pack.origin.in_short))]
    parts.append(f"#small({typst_string(pack.about)})\n#heading(level: 1, {typst_string(headline)})\n")
    parts.append(f"#small({typst_string(pack.origin.in_short + '.')})\n\n")
    parts += [f"#list([#{typst_string(finding)}])" for finding in rest]
    parts += [text for part in pack.parts for text in _part(part)]
    parts += _figures([chart for part in pack.parts for chart in part.charts])
    parts.append(f"#heading(level: 2, {typst_string('Where these figures are from')})\n")
    parts += [f"#terms(([#{typst_string(name)}], [#{typst_string(told)}]))" for name, told in pack.origin.told]
    made = typst.compile("\n".join(parts).encode(), format="pdf", pdf_standards="ua-1", ignore_system_fonts=True)
    return bytes(made)


def _part(part: Part) -> list[str]:
    alone = len(part.charts) + len(part.tables) == 1
    found = [f"#heading(level: 2, {typst_string(part.heading)})\n", *(f"{_text(said)}\n" for said in part.said)]
    found += [_chart(chart) for chart in part.charts]
    found += [_table(table, rows, caption="" if alone else table.caption) for table, rows in part.tables]
    return found


def typst_string(text: str) -> str:
    """Return text as a string of Typst's: in it nothing is markup and nothing is code.

    PDF/UA-1 allows no character that the font cannot draw, so one outside its scripts is drawn as a white square.
    """
    drawn = "".join(
        char if _CAN_BE_DRAWN.match(char) else " " if char.isspace() else "" if ord(char) < 32 else "\u25a1"
        for char in text
    )
    return json.dumps(drawn, ensure_ascii=False)


def _text(text: str) -> str:
    return f"#text({typst_string(text)})\n"


def _chart(chart: Chart) -> str:
    """Return a chart on one page with its finding and its source. Its numbers stand at the end."""
    drawing = json.dumps(str(chart.svg), ensure_ascii=False)
    alt = typst_string((chart.description or chart.title).replace("in the table below", f"under “{FIGURES}”"))
    source = typst_string(f"{chart.subtitle}. {chart.source}".strip(". ") + ".")
    return (
        f"#block(breakable: false)[#heading(level: 3, {typst_string(chart.title)})\n"
        f'#image(bytes({drawing}), format: "svg", width: 86%, alt: {alt})\n'
        f"#small({source})\n\n" + "".join(f"#small({typst_string(note)})\n\n" for note in chart.notes) + "]\n"
    )


def _figures(charts: Sequence[Chart]) -> list[str]:
    """Return the numbers of every chart, in order."""
    found = [f"#heading(level: 2, {typst_string(FIGURES)})\n"] if charts else []
    for chart in charts:
        if len(chart.rows) > MOST_ROWS:
            found.append(f"#heading(level: 3, {typst_string(chart.subtitle)})\n")
            found.append(_text(f"{len(chart.rows):,} rows, which the spreadsheet holds.") + "\n")
        else:
            found.append(_table(chart.table, chart.rows, caption=chart.subtitle))
    return found


def _table(table: Table, rows: Rows, *, caption: str = "") -> str:
    columns = table.on_page
    if not columns:
        return ""
    heads = ", ".join(f"[#{typst_string(column.heading)}]" for column in columns)
    cells = ",\n".join(", ".join(f"[#{typst_string(column.shown(row))}]" for column in columns) for row in rows)
    align = ", ".join("right" if column.numeric else "left" for column in columns)
    wide = "2fr" if sum(not column.numeric for column in columns) > 2 else "3fr"
    widths = ", ".join("1fr" if column.numeric else wide for column in columns)
    body = cells or f"table.cell(colspan: {len(columns)}, [There are no rows.])"
    heading = f"#heading(level: 3, {typst_string(caption)})\n" if caption else ""
    return f"{heading}#rows(({widths},), ({align},), (table.header({heads}),\n{body}))\n"
