"""A downtime pack as a PDF: a sheet of whom it holds, then each person; locked with AES-256 under a passphrase.

The open file is made in memory and never written. Source of the lock: ISO 32000-2, encryption revision 6 (AES-256).
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from datetime import date

import typst
from pypdf import PdfReader, PdfWriter

from joinedup.faces.components.banner import Banner, banner_of
from joinedup.faces.components.kept import kept_words
from joinedup.faces.components.lines import latest_of_each, said_of
from joinedup.faces.components.packs.pdf import typst_string as said
from joinedup.faces.components.words import many, when
from joinedup.record.entries.downtime.actions import Downtime
from joinedup.record.entries.downtime.rules import IN_WORDS, Rank
from joinedup.record.entries.queries import Record
from joinedup.record.entries.rules import Line, Standing
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.vocabulary.kinds import Section

# What a team cannot do without, in the order in which it is looked for.
SECTIONS = (
    Section.ALERTS, Section.SAFEGUARDING, Section.END_OF_LIFE, Section.CONTINGENCY, Section.MEDICINES,
    Section.PROBLEMS, Section.INDIVIDUAL_REQUIREMENTS, Section.LEGAL, Section.CONTACTS,
)  # fmt: skip
MEASURED = (Section.OBSERVATIONS, Section.MONITORING)
MOST_MEASURED = 12
MOST_LINES = 40  # of one heading; how many more there are is said
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_FRAME = """
#set document(title: {title}, author: "JoinedUp")
#set page(paper: "a4", margin: (x: 16mm, top: 28mm, bottom: 18mm),
  footer: context [#set text(8pt); #{made} #h(1fr) #counter(page).display("1 of 1", both: true)])
#set text(size: 9.5pt, lang: "en", region: "gb", font: "Libertinus Serif")
#set par(leading: 0.55em)
#show heading.where(level: 1): set text(16pt)
#show heading.where(level: 2): set text(11pt)
#show heading.where(level: 2): set block(above: 1.1em, below: 0.5em, sticky: true)
#let head(whom) = [#set text(9pt, weight: "bold"); #whom #v(-6pt)
  #block(stroke: 1pt, inset: 4pt, width: 100%)[#{until}]]
#let line-of(title, rest) = [#strong(title) #text(fill: luma(60), rest)]
"""


def passphrase() -> str:
    """Return a new passphrase: four groups of five letters, some 99 bits, that can be read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def downtime_pdf(pack: Downtime, phrase: str) -> bytes:
    """Return the pack as a PDF that opens only with ``phrase``. Cost: some hundredths of a second a person."""
    made = f"Made {when(pack.made_at)} for {pack.by.role_title}, {pack.by.organisation_name}"
    until = f"Use until {when(pack.use_until)}. Then destroy the file and every printed sheet."
    parts = [
        _FRAME.format(title=said(f"Downtime pack, {pack.by.organisation_name}"), until=said(until), made=said(made))
    ]
    parts += _cover(pack)
    parts += [text for opened, record in pack.people for text in _person(pack, opened, record)]
    made_open = typst.compile("\n".join(parts).encode(), format="pdf", ignore_system_fonts=True)
    return _locked(bytes(made_open), phrase)


def _locked(file: bytes, phrase: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(file)))
    # Nobody holds the owner's password: it is made, used once and forgotten.
    writer.encrypt(user_password=phrase, owner_password=secrets.token_urlsafe(32), algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def _cover(pack: Downtime) -> list[str]:
    names = [_whom(banner_of(opened, record, _today(pack))) for opened, record in pack.people]
    told = [
        f"{many(len(pack.people), 'person', 'people')} in the care of {pack.by.organisation_name}, as JoinedUp "
        f"knew them on {when(pack.made_at)}.",
        *(f"{count:,}: {IN_WORDS[rank]}." for rank in Rank if (count := pack.counted.get(rank, 0))),
    ]
    if pack.left_out:
        told.append(
            f"{many(pack.left_out, 'more person', 'more people')} had no room in this pack. It is not everyone."
        )
    told += [
        "Nothing that happened after that is in it. What is not in it may still be so: ask the person.",
        "It holds what this post may see. What a person sealed, or what is kept from this post, is left out.",
        "Each person in it is written down as looked at, with the reason Downtime pack.",
        "Write down what you do, and put it into your own system when it is back.",
    ]
    rows = ", ".join(f"[#{said(name)}]" for name in names)
    return [
        f"#set page(header: head({said('Downtime pack')}))",
        f"#heading(level: 1, {said('Downtime pack')})", *(f"#list([#{said(sentence)}])" for sentence in told),
        f"#heading(level: 2, {said('Who is in it')})", f"#columns(2, enum({rows}))",
    ]  # fmt: skip


def _person(pack: Downtime, opened: Opened, record: Record) -> list[str]:
    banner = banner_of(opened, record, _today(pack))
    allergies = "; ".join(banner.allergies) or banner.allergy_words
    found = [
        f"#set page(header: head({said(_on_each_sheet(banner))}))",
        f"#heading(level: 1, {said(banner.name)})",
        f"#text({said(_facts(banner))})\n",
        f"#block(stroke: 1.5pt, inset: 5pt, width: 100%)[#strong({said('Allergies: ')})#text({said(allergies)})]",
    ]
    found += [f"#block(inset: 3pt)[#strong({said(flag.words)})]" for flag in banner.flags]
    views = {view.heading.section: view for view in record.sections}
    for section in SECTIONS:
        view = views[section]
        now = [line for line in view.current if line.standing is not Standing.NOT_DONE]
        found += _section(view.heading.title, now, view.words)
    measured = [each.line for section in MEASURED for each in latest_of_each(views[section].current)]
    measured.sort(key=lambda line: line.happened.at if line.happened else pack.made_at, reverse=True)
    here = [line for line in record.lines if line.address is not None and line.standing is not Standing.ENDED]
    if here:
        found += _section("Care here, and the latest of each form", [each.line for each in latest_of_each(here)], "")
    found += _section("Latest measurements", measured[:MOST_MEASURED], views[Section.OBSERVATIONS].words)
    found += [f'#text(style: "italic", {said(sentence)})\n' for sentence in kept_words(record, by=opened.by)]
    return found


def _section(title: str, lines: Sequence[Line], words: str) -> list[str]:
    found = [f"#heading(level: 2, {said(title)})"]
    if words or not lines:
        found.append(f"#text(fill: luma(60), {said(words or 'Nothing recorded.')})\n")
    found += [f"#list([#line-of({said(line.title)}, {said(_rest(line))})])" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        found.append(f"#text({said(f'{len(lines) - MOST_LINES} more are in the record.')})\n")
    return found


def _rest(line: Line) -> str:
    dated = str(line.happened) if line.happened else ""
    source = f"({', '.join(line.said_by)})" if line.said_by else ""
    return ". ".join(filter(None, (said_of(line), " ".join(filter(None, (dated, source))), *line.conflicts)))


def _whom(banner: Banner) -> str:
    return f"{banner.name}, born {day(banner.born) if banner.born else 'not known'}"


def _on_each_sheet(banner: Banner) -> str:
    """Return what tells whose a sheet is where sheets are mixed up."""
    return f"{_whom(banner)}, NHS number {banner.nhs_number or 'not known'}"


def _facts(banner: Banner) -> str:
    born = f"Born {day(banner.born)} ({banner.age})" if banner.born else "Born: not known"
    number = f"NHS number {banner.nhs_number or 'not known'}" + (
        "" if banner.traced or not banner.nhs_number else " (not traced)"
    )
    language = f"Language {banner.language}" if banner.language else ""
    phone = f"Phone {banner.phone}" if banner.phone else ""
    return ". ".join(filter(None, (born, number, banner.gender, phone, language, banner.why.rstrip(".")))) + "."


def _today(pack: Downtime) -> date:
    return pack.made_at.astimezone(LONDON).date()
