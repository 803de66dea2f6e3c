"""A person's plan as PDF/UA-1: tagged, so that a screen reader reads it in order; their own words come first.

Everything that people typed goes in as a string of Typst's, never as its markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typst

from joinedup.faces.components.packs.pdf import typst_string as said
from joinedup.faces.components.words import when
from joinedup.record.access.actor import Actor
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.moments import day
from joinedup.words.basics.nhs_number import spaced

_FRAME = """
#set document(title: {title}, author: "JoinedUp")
#set page(paper: "a4", margin: (x: 20mm, top: 18mm, bottom: 20mm),
  footer: context [#set text(9pt, fill: luma(80)); #{foot} #h(1fr) #counter(page).display("1 of 1", both: true)])
#set text(size: 12pt, lang: "en", region: "gb", font: "Libertinus Serif")
#set par(leading: 0.7em)
#show heading: set text(fill: rgb("#003087"))
#show heading: set block(sticky: true)
#show heading.where(level: 1): set text(22pt)
#show heading.where(level: 2): set text(16pt)
#show heading.where(level: 2): set block(above: 1.8em, below: 0.8em)
#show heading.where(level: 3): set text(12.5pt)
#show heading.where(level: 3): set block(above: 1.3em, below: 0.5em)
#let small(words) = text(9.5pt, fill: luma(80), words)
"""


def plan_pdf(opened: Opened, groups: Sequence[Any], *, agreed: str, made_by: Actor) -> bytes:
    """Return the plan as a PDF; ``groups`` are its headings with their parts in words. Cost: hundredths of a second."""
    known = opened.demographics
    name = " ".join(filter(None, (known.given_names, known.family_name))) or "Name not known"
    born = f"born {day(known.birth_date)}" if known.birth_date else "date of birth not known"
    number = spaced(known.nhs_number) or "not known"
    foot = f"{name}, {born}. Made {when(opened.at)} for {made_by.role_title}. Paper does not change when the plan does."
    parts = [
        _FRAME.format(title=said(f"The plan of {name}"), foot=said(foot)),
        f"#heading(level: 1, {said(f'The plan of {name}')})",
        f"#text({said(f'{born[:1].upper()}{born[1:]}. NHS number {number}.')})\n\n",
        f"#strong({said(agreed)})\n\n",
    ]
    written = [group for group in groups if group.parts]
    parts += [text for group in written for text in _group(group)]
    if not written:
        parts.append(f"#text({said('Nothing has been written in this plan yet.')})\n")
    made = typst.compile("\n".join(parts).encode(), format="pdf", pdf_standards="ua-1", ignore_system_fonts=True)
    return bytes(made)


def _group(group: Any) -> list[str]:
    return [f"#heading(level: 2, {said(group.title)})", *(text for part in group.parts for text in _part(part))]


def _part(part: Any) -> list[str]:
    found = [f"#heading(level: 3, {said(part.kind.title)})"]
    if part.at_once:
        found.append(f"#strong({said('Several people wrote this at the same time. All of it is here.')})\n\n")
    for version in part.stands:
        found += [f"#text({said(line)})\n\n" for line in version.headline.split("\n") if line.strip()]
        found += [f"#list([#strong({said(f'{each.asks}: ')})#text({said(each.words)})])" for each in version.answers]
        found.append(f"#small({said(f'{version.who}, {version.on}.')})\n\n")
    if part.overdue:
        found.append(f"#strong({said(part.overdue)})\n\n")
    return found + [text for below in part.below for text in _part(below)]
