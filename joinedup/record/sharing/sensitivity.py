"""Who may see what is sensitive: one declared table, label by label, and one part of the record by role. Pure.

Sources: RCGP and NHS England, General practice summary data sharing exclusions (sexual health, termination, fertility
and gender are not shared on by default); Gender Recognition Act 2004, section 22; FGM Act 2003, section 5B with NHS
England's FGM guidance; Care Act 2014, section 45, and Working Together 2023 (safeguarding is shared with those who
protect); Data Protection Act 2018, schedule 3 (others' confidences, serious harm); Caldicott principles 2 to 4.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label

PERSON, PROXY = "person", "proxy"
"""The person themselves, and someone who acts for them, as readers."""

# Roles by their words, so that one which an organisation adds is known here or sees the smallest part.
CLINICIANS = frozenset(
    ("gp", "nurse", "community_nurse", "hub_clinician", "out_of_hours_gp", "paramedic", "ward_staff")
)
_PRACTICE = frozenset(("gp", "nurse"))
FULL = CLINICIANS | {"social_worker", "discharge_coordinator"}
"""Roles that read every section; others read a proportionate part."""

_LEAST = frozenset((Section.ABOUT_ME, Section.CONTACTS, Section.CONTINGENCY))
_ARRANGING = _LEAST | {
    Section.ALERTS, Section.INDIVIDUAL_REQUIREMENTS, Section.APPOINTMENTS, Section.REFERRALS, Section.SOCIAL_CARE,
    Section.COMMUNITY, Section.MONITORING,
}  # fmt: skip
# Who washes, feeds and gives medicines must know what could kill, and what is wished for at the end.
_CARING = _ARRANGING | {Section.ALLERGIES, Section.MEDICINES, Section.END_OF_LIFE, Section.LEGAL}
PARTS: dict[str, frozenset[Section]] = {
    "volunteer": _LEAST,
    "care_navigator": _ARRANGING,
    "link_worker": _ARRANGING,
    "health_coach": _ARRANGING,
    "key_worker": _ARRANGING,
    "flow_coordinator": _ARRANGING | {Section.ADMISSIONS},
    "call_handler": _CARING,
    "reablement_worker": _CARING,
    "care_home_staff": _CARING,
}
"""The sections that a role reads which is not in ``FULL``; one that is nowhere reads what a volunteer does."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who sees a label: of those who sent it, of the practice with which they are registered, and of anyone else.

    ``person`` is whether the person sees it of themselves. A proxy sees nothing that has a label.
    """

    sender: AbstractSet[str]
    practice: AbstractSet[str] = frozenset()
    anyone: AbstractSet[str] = frozenset()
    emergency: AbstractSet[str] = frozenset()
    person: bool = True


WHO_SEES: dict[Label, Rule] = {
    Label.SEXUAL_HEALTH: Rule(CLINICIANS, CLINICIANS, emergency=CLINICIANS),
    Label.FERTILITY: Rule(CLINICIANS, CLINICIANS, emergency=CLINICIANS),
    Label.FGM: Rule(CLINICIANS, _PRACTICE, emergency=CLINICIANS),
    Label.GENDER: Rule(CLINICIANS, frozenset(("gp",)), emergency=CLINICIANS),
    Label.SAFEGUARDING: Rule(FULL, CLINICIANS, CLINICIANS | {"social_worker"}, person=False),
    Label.LEGAL: Rule(FULL, FULL, FULL),
    Label.THIRD_PARTY: Rule(FULL, FULL, FULL, person=False),
    Label.RESTRICTED: Rule(FULL, CLINICIANS, emergency=CLINICIANS),
    Label.VERY_RESTRICTED: Rule(FULL, emergency=CLINICIANS, person=False),
    Label.NOT_FOR_PERSON: Rule(FULL, FULL, FULL, person=False),
}
# What must never be missing from a list that a clinician prescribes by, whatever it tells.
_ALWAYS_FOR_CLINICIANS = frozenset((Kind.MEDICINE, Kind.ALLERGY))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which role, for which organisations; whether these are the person's practice, or an emergency.

    ``sections`` are those that a proxy may see; of staff, their role says it.
    """

    role: str
    organisations: frozenset[str] = frozenset()
    is_practice: bool = False
    broke_glass: bool = False
    sections: frozenset[Section] = field(default_factory=frozenset)

    @property
    def is_staff(self) -> bool:
        """Return whether this is someone at work, and not the person or someone who acts for them."""
        return self.role not in (PERSON, PROXY)

    @property
    def is_clinician(self) -> bool:
        """Return whether this is a clinician."""
        return self.role in CLINICIANS

    def reads(self, section: Section) -> bool:
        """Return whether a section is in this reader's part of the record."""
        if self.role == PROXY:
            return section in self.sections
        return self.role == PERSON or self.role in FULL or section in PARTS.get(self.role, _LEAST)


@dataclass(frozen=True, slots=True)
class MaySee:
    """Whether, and why, in words that give away nothing of what it is."""

    allowed: bool
    because: str


def may_see(labels: AbstractSet[Label], reader: Reader, *, sender: str, kind: Kind) -> MaySee:
    """Return whether a reader may see a fact with these labels that ``sender`` sent."""
    if not labels:
        return MaySee(True, "It is not sensitive.")
    if reader.role == PROXY:
        return MaySee(False, "What is sensitive is never shown to someone who acts for a person.")
    if reader.role == PERSON:
        own = all(WHO_SEES[label].person for label in labels)
        return MaySee(own, "It is their own." if own else "A clinician must first see that it can be shown.")
    if kind in _ALWAYS_FOR_CLINICIANS and reader.is_clinician:
        return MaySee(True, "Whoever prescribes must see every medicine and allergy.")
    allowed = all(_sees(WHO_SEES[label], reader, sender) for label in labels)
    return MaySee(allowed, "Your post needs it." if allowed else "It is kept to the few who need it.")


def _sees(rule: Rule, reader: Reader, sender: str) -> bool:
    role = reader.role
    return (
        role in rule.anyone
        or (sender in reader.organisations and role in rule.sender)
        or (reader.is_practice and role in rule.practice)
        or (reader.broke_glass and role in rule.emergency)
    )


def kept_kinds(reader: Reader) -> tuple[Label, ...]:
    """Return the labels of which this reader may not see all: told to everyone alike, whether or not there is any."""
    if reader.role == PROXY:
        return tuple(WHO_SEES)
    if reader.role == PERSON:
        return tuple(label for label, rule in WHO_SEES.items() if not rule.person)
    return tuple(label for label, rule in WHO_SEES.items() if not _sees(rule, reader, ""))
