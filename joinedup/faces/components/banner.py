"""What the banner over a record says of a person, by NHS conventions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.faces.components.words import LANGUAGES, SEXES, age_in_words
from joinedup.record.entries.queries import Record
from joinedup.record.entries.reconcile import Silence
from joinedup.record.entries.rules import Line, Standing
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.nhs_number import spaced
from joinedup.words.vocabulary.kinds import Kind, Section

# What must be seen at once, in this order: the section it stands in, and the colour of its tag.
_FLAGS = (
    (Section.SAFEGUARDING, "red"),
    (Section.ALERTS, "orange"),
    (Section.LEGAL, "purple"),
    (Section.END_OF_LIFE, "purple"),
    (Section.INDIVIDUAL_REQUIREMENTS, "blue"),
)

_SILENCE = {Silence.NOT_RECEIVED: "Not received", Silence.NOT_SHOWN: "Not shown to you"}


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to see at once: its words, the section it stands in, and a colour."""

    words: str
    section: str
    colour: str


@dataclass(frozen=True, slots=True)
class Banner:
    """Who a record is about. Of a sensitive person there is no place: address, phone, practice and home are empty."""

    name: str
    born: date | None
    died: date | None
    age: str
    gender: str
    nhs_number: str
    traced: bool
    address: str
    phone: str
    language: str
    sensitive: bool
    allergies: tuple[str, ...]
    allergy_words: str
    flags: tuple[Flag, ...]
    why: str = ""
    """Why the one who reads may: it names where they work, so of a sensitive person it is not said here."""


def banner_of(opened: Opened, record: Record, today: date) -> Banner:
    """Return the banner of a person as ``record`` tells of them; ``today`` is the day for which it is read."""
    known = opened.demographics
    name = ", ".join(part for part in (known.family_name.upper(), known.given_names) if part) or "Name not known"
    address = ", ".join(part for part in (known.address, known.postcode) if part and part not in known.address[:-1])
    dead = known.death_date if known.death_date and known.death_date <= today else None
    allergies, words = _allergies(record)
    return Banner(
        name=f"{name} ({known.title})" if known.title else name,
        born=known.birth_date,
        died=dead,
        age=age_in_words(known.birth_date, dead or today),
        gender=SEXES.get(known.sex, "Not known"),
        nhs_number=spaced(known.nhs_number),
        traced=known.nhs_number_traced,
        address="" if known.sensitive else address,
        phone="" if known.sensitive else known.phone,
        language="" if known.language == "en" else LANGUAGES.get(known.language, known.language),
        sensitive=known.sensitive,
        allergies=allergies,
        allergy_words=words,
        flags=tuple(_flags(record)),
        why="" if known.sensitive else opened.decision.because,
    )


def _allergies(record: Record) -> tuple[tuple[str, ...], str]:
    """Return the allergies that hold now, or the sentence that says what it means that there are none."""
    view = next(view for view in record.sections if view.heading.section is Section.ALLERGIES)
    now = _now(view.current)
    real = tuple(dict.fromkeys(_with_reaction(line) for line in now if not line.concept.startswith("none known")))
    if real:
        return real, ""
    if now:
        return (), f"{now[0].title} ({now[0].said_by[0]})"
    return (), _SILENCE.get(view.silence, "Nothing recorded")


def _with_reaction(line: Line) -> str:
    reaction = str(line.details.get("reaction") or "")
    return f"{line.title} ({reaction[0].lower()}{reaction[1:]})" if reaction else line.title


def _flags(record: Record) -> list[Flag]:
    """Return what must be seen at once, resuscitation before all; incidents are past, and for their section."""
    views = {view.heading.section: view for view in record.sections}
    flags = [
        Flag(line.title, section.value, colour)
        for section, colour in _FLAGS
        for line in _now(views[section].current)
        if line.kind is not Kind.INCIDENT
    ]
    return sorted(flags, key=lambda flag: "resuscitation" not in flag.words.lower())


def _now(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.standing in (Standing.CURRENT, Standing.HAPPENED)]
