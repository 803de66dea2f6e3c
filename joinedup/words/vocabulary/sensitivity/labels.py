"""The labels of a fact: why it is kept to those who need it. Pure; the lists are ``lists.yaml``, beside this.

A label is worked out from what a source said, each time it is read, so that a better list is at once true of all that
was ever received. ``Said`` is looked at in two depths: what a fact is (its codes, its words, its reason), and for
readers who are no clinicians all that it mentions too, the text of a letter among it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from joinedup.words.vocabulary.kinds import Kind

_LISTS = Path(__file__).with_name("lists.yaml")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


class Label(StrEnum):
    """Why a fact is kept to those who need it."""

    SEXUAL_HEALTH = "sexual_health"
    FERTILITY = "fertility"
    FGM = "fgm"
    GENDER = "gender"
    SAFEGUARDING = "safeguarding"
    LEGAL = "legal"
    THIRD_PARTY = "third_party"
    RESTRICTED = "restricted"
    VERY_RESTRICTED = "very_restricted"
    NOT_FOR_PERSON = "not_for_person"

    @property
    def words(self) -> str:
        """Return what it is called on a page."""
        return _WORDS[self]


_WORDS = {
    Label.SEXUAL_HEALTH: "sexual health",
    Label.FERTILITY: "termination of pregnancy and fertility treatment",
    Label.FGM: "female genital mutilation",
    Label.GENDER: "gender history",
    Label.SAFEGUARDING: "safeguarding",
    Label.LEGAL: "courts and prison",
    Label.THIRD_PARTY: "what others said in confidence",
    Label.RESTRICTED: "marked restricted by who sent it",
    Label.VERY_RESTRICTED: "marked very restricted by who sent it",
    Label.NOT_FOR_PERSON: "marked not to be shown to the person by who sent it",
}

# The sender's own marking, by the codes of FHIR's security labels and of HL7 v2's confidentiality.
# Source: HL7 v3 Confidentiality (R, V), ActCode sensitivity (SEX, HIV, STD, GDIS …) and refrain policy (NOPAT);
# HL7 v2 tables 0177 and 0272.
_MARKED: Mapping[str, Label] = {
    "R": Label.RESTRICTED,
    "V": Label.VERY_RESTRICTED,
    "VR": Label.VERY_RESTRICTED,
    "NOPAT": Label.NOT_FOR_PERSON,
    "HIV": Label.SEXUAL_HEALTH,
    "SEX": Label.SEXUAL_HEALTH,
    "STD": Label.SEXUAL_HEALTH,
    "SDV": Label.SAFEGUARDING,
    "VIO": Label.SAFEGUARDING,
}
MARKING = frozenset(_MARKED)
"""The codes of a sender's marking that say something here."""
MARKS = "security"
"""The detail in which an entry keeps its sender's own marking: a list of codes."""

# Of the kinds that are sensitive by themselves; these tell who decides for someone, which all who care must know.
_FOR_CARE = frozenset(
    ("lasting_power_of_attorney", "deputy", "deprivation_of_liberty", "advance_decision", "adrt", "resuscitation")
)
# Details that say what a fact is: its reason, its diagnoses, its title. Passages and comments only mention.
_SAYING = (
    "reason", "reason_text", "reasons", "diagnoses", "diagnosis", "procedures", "title", "document_type", "specialty",
    "service", "treatment", "name", "panel", "item",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a source said, as far as it tells whether it is sensitive."""

    kind: Kind
    text: str
    code_system: str = ""
    code: str = ""
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Lists:
    by_code: Mapping[tuple[str, str], Label]
    beginning: Mapping[str, tuple[tuple[str, Label], ...]]
    by_item: Mapping[str, Label]
    by_first_word: Mapping[str, tuple[tuple[str, Label], ...]]


@functools.cache
def _lists() -> _Lists:
    by_code: dict[tuple[str, str], Label] = {}
    beginning: dict[str, list[tuple[str, Label]]] = {"icd10": [], "opcs4": []}
    by_item: dict[str, Label] = {}
    by_word: dict[str, list[tuple[str, Label]]] = {}
    for name, found in yaml.safe_load(_LISTS.read_text(encoding="utf-8")).items():
        label = Label(name)
        by_code |= {("snomed", str(code)): label for code in found.get("snomed", ())}
        for system in beginning:
            beginning[system] += [(str(code), label) for code in found.get(system, ())]
        by_item |= dict.fromkeys(found.get("items", ()), label)
        for words in found["words"]:
            by_word.setdefault(words.partition(" ")[0], []).append((words, label))
    return _Lists(
        by_code,
        {system: tuple(codes) for system, codes in beginning.items()},
        by_item,
        {word: tuple(phrases) for word, phrases in by_word.items()},
    )


def labels_of(said: Said, *, mentions: bool = False) -> frozenset[Label]:
    """Return the labels of a fact; with ``mentions`` those too of whatever its details speak of in passing."""
    details = said.details or {}
    found = set(_of_text(said.text)) | set(_of_code(said.code_system, said.code))
    if said.kind is Kind.SAFEGUARDING:
        found.add(Label.SAFEGUARDING)
    item = str(details.get("item") or "")
    if item in _lists().by_item:
        found.add(_lists().by_item[item])
    if details:
        found |= _of_marks(details.get(MARKS))
        told = details.values() if mentions else [details[name] for name in _SAYING if name in details]
        for word in _strings(told):
            found |= _of_text(word) | _of_code("", word)
    if said.kind is Kind.LEGAL and item in _FOR_CARE:
        found.discard(Label.LEGAL)
    return frozenset(found)


def _of_marks(marks: Any) -> set[Label]:
    codes = marks if isinstance(marks, list | tuple) else [marks]
    return {_MARKED[code] for code in map(str, codes) if code in _MARKED}


@functools.lru_cache(maxsize=50_000)
def _of_text(text: str) -> frozenset[Label]:
    """Return the labels whose words stand in a text as whole words."""
    plain = " ".join(_NOT_WORDS.sub(" ", text.lower()).split())
    by_word = _lists().by_first_word
    around = f" {plain} "
    return frozenset(
        label
        for word in set(plain.split()) & by_word.keys()
        for phrase, label in by_word[word]
        if f" {phrase} " in around
    )


@functools.lru_cache(maxsize=50_000)
def _of_code(system: str, code: str) -> frozenset[Label]:
    """Return the labels of a code; one without a system is looked up in the lists whose shape it has."""
    if not code or len(code) > 18:
        return frozenset()
    lists = _lists()
    if system in ("snomed", "") and (exact := lists.by_code.get(("snomed", code))):
        return frozenset((exact,))
    plain = code.replace(".", "").upper()
    systems: Iterable[str] = (system,) if system else _systems_shaped(plain)
    return frozenset(
        label for each in systems for start, label in lists.beginning.get(each, ()) if plain.startswith(start)
    )


_CLASSIFIED = re.compile(r"[A-Z]\d\d[0-9X]?[0-9A-Z]?")


def _systems_shaped(code: str) -> tuple[str, ...]:
    """Return the classifications of which a bare code may be: what they share is told apart where it is named."""
    return ("icd10",) if _CLASSIFIED.fullmatch(code) else ()


def _strings(values: Iterable[Any]) -> Iterator[str]:
    """Give every string in details, however deep."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _strings(value.values())
        elif isinstance(value, list | tuple):
            yield from _strings(value)
