"""A letter as PDF/UA-1: tagged, so that a screen reader reads it in order.

Everything that people typed goes in as a string of Typst's, never as its markup.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import typst

from joinedup.faces.components.packs.pdf import typst_string as said
from joinedup.faces.components.words import when
from joinedup.record.access.actor import Actor
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.basics.nhs_number import spaced

_FRAME = """
#set document(title: {title}, author: "JoinedUp")
#set page(paper: "a4", margin: (x: 24mm, top: 20mm, bottom: 22mm),
  footer: context [#set text(9pt, fill: luma(80)); #{foot} #h(1fr) #counter(page).display("1 of 1", both: true)])
#set text(size: 12pt, lang: "en", region: "gb", font: "Libertinus Serif")
#set par(leading: 0.75em)
#show heading: set text(fill: rgb("#003087"))
#show heading: set block(sticky: true)
#show heading.where(level: 1): set text(16pt)
#show heading.where(level: 1): set block(above: 1.6em, below: 1em)
#show heading.where(level: 2): set text(12.5pt)
#show heading.where(level: 2): set block(above: 1.4em, below: 0.6em)
"""


def letter_pdf(whole: Any, who: Any, *, made_by: Actor, at: datetime) -> bytes:
    """Return a letter (``work.letters.queries.Whole``) about someone (their particulars) as a PDF.

    Cost: hundredths of a second.
    """
    letter, says = whole.letter, whole.says
    foot = f"{spaced(who.nhs_number) or 'NHS number not known'}. Made {when(at)} for {made_by.role_title}."
    to = [letter.to_name, *([f"{who.address}, {who.postcode}"] if letter.to == "person" and who.address else [])]
    on = day((letter.signed_at or at).astimezone(LONDON).date())
    head = [*to, "", f"{letter.team.name}, {letter.team.organisation.name}", on]
    parts = [_FRAME.format(title=said(says.subject), foot=said(foot))]
    if warning := _warning(letter):
        parts.append(f"#block(stroke: 1pt, inset: 6pt)[#strong({said(warning)})]\n\n")
    parts += [_paragraph(line) for line in head]
    parts.append(f"#heading(level: 1, {said(says.subject)})\n")
    for part in says.parts:
        if not part["text"].strip():
            continue
        if part["heading"]:
            parts.append(f"#heading(level: 2, {said(part['heading'])})\n")
        parts += [_paragraph(line) for line in part["text"].split("\n")]
    if whole.signed_by:
        parts.append(_paragraph(f"Signed by {whole.signed_by}, {when(letter.signed_at)}."))
    made = typst.compile("\n".join(parts).encode(), format="pdf", pdf_standards="ua-1", ignore_system_fonts=True)
    return bytes(made)


def _warning(letter: Any) -> str:
    if letter.taken_back_at:
        return f"Taken back on {when(letter.taken_back_at)}: {letter.taken_back_why}. Do not act on it."
    return "" if letter.signed_at else "Draft: not signed yet. Do not send it."


def _paragraph(line: str) -> str:
    return f"#text({said(line)})\n\n" if line.strip() else "#v(0.4em)\n"
