"""What an agreement says: its parties, purposes, lawful bases, datasets and conditions. Pure.

Sources: UK GDPR articles 6 and 9; the common law duty of confidentiality, which is apart from both; section 251 of the
NHS Act 2006 and the Health Service (Control of Patient Information) Regulations 2002 for support without consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

PURPOSES: Mapping[str, str] = {
    "own_care": "Care of the person",
    "planning": "Planning",
    "research": "Research",
    "required_return": "A return that the law requires",
}
ARTICLE_6: Mapping[str, str] = {
    "consent": "6(1)(a) consent",
    "legal_obligation": "6(1)(c) legal obligation",
    "vital_interests": "6(1)(d) vital interests",
    "public_task": "6(1)(e) public task",
    "legitimate_interests": "6(1)(f) legitimate interests",
}
ARTICLE_9: Mapping[str, str] = {
    "explicit_consent": "9(2)(a) explicit consent",
    "social_protection": "9(2)(b) social security and social protection",
    "vital_interests": "9(2)(c) vital interests",
    "substantial_public_interest": "9(2)(g) substantial public interest",
    "health_and_social_care": "9(2)(h) health and social care",
    "public_health": "9(2)(i) public health",
    "research_and_statistics": "9(2)(j) research and statistics",
}
COMMON_LAW: Mapping[str, str] = {
    "implied_consent": "Implied consent",
    "explicit_consent": "Explicit consent",
    "section_251": "Section 251 support",
    "statute": "Statute",
    "public_interest": "Overriding public interest",
}
EXPORTS: Mapping[str, str] = {
    "release": "The linked dataset",
    "pack": "Packs and spreadsheets of pages",
    "report": "Regular reports",
    "copy": "Copies of one person’s record",
}
PERSON_PARTS: Mapping[str, tuple[str, ...]] = {
    "birth": ("birth_date",),
    "sex": ("sex",),
    "ethnic_group": ("ethnic_group",),
    "death": ("death_date",),
    "postcode": ("postcode",),
    "practice": ("registered_practice",),
}
"""The field groups of a person's particulars, each with its columns."""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation of an agreement. ``code`` is an ODS code, or the beginning of several with a star after it."""

    code: str
    name: str

    def is_of(self, sender: str) -> bool:
        """Return whether ``sender`` is this party, or one of these parties."""
        return fnmatchcase(sender, self.code)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a condition is met: a note, a file or both, from which day, and until which."""

    note: str
    file: str = ""
    met_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it stands. ``evidence`` is none where it is not met, or was found to be met no longer."""

    key: str
    words: str
    owner: str
    evidence: Evidence | None = None
    lapsed: str = ""

    def blocks(self, day: date) -> str:
        """Return why it is not met on ``day``, in words; nothing where it is."""
        if self.lapsed:
            return f"it lapsed: {self.lapsed}"
        if self.evidence is None:
            return "no evidence yet"
        if self.evidence.met_on and day < self.evidence.met_on:
            return f"met only from {self.evidence.met_on:%d %B %Y}"
        if self.evidence.expires_on and day > self.evidence.expires_on:
            return f"its evidence expired on {self.evidence.expires_on:%d %B %Y}"
        return ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an agreement leaves out on purpose: a feed, a group of feeds, or re-identification; and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement as it stands: its latest version, with the state of its conditions.

    ``feeds`` are names of feeds, groups of feeds, or beginnings of names with a star. ``parts`` narrows a feed to some
    kinds of entries, ``person`` the particulars to some field groups (none: all). ``projects`` narrows a planning
    agreement to some projects (none: any). ``name`` is its word in addresses and commands.
    """

    name: str
    title: str
    parties: tuple[Party, ...]
    controllers: tuple[str, ...]
    purposes: tuple[str, ...]
    article_6: str
    article_9: str
    common_law: str
    starts_on: date
    ends_on: date | None = None
    feeds: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    person: tuple[str, ...] | None = None
    reidentification: bool = False
    exports: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    conditions: tuple[Condition, ...] = ()
    withdrawn: str = ""
    summary: str = ""
