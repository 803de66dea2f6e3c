"""What becomes of two people's words about one thing, and who may read an answered form. Pure: no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from joinedup.record.answers.models import HiddenFrom
from joinedup.record.sharing.choices.rules import Choices, Seen, kept_from
from joinedup.record.sharing.sensitivity import PROXY, Reader
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label

Kept = Mapping[str, Sequence[Any]]
"""Answers as they are kept: a list of JSON values by the id of their item; what is empty was not answered."""

PRESENT = timedelta(minutes=2)
"""How long after their page was last heard of someone is still said to be filling in a form."""
FEED = "forms"
"""The name of answered forms where a choice names one by its feed."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a draft holds after a saving: ``changed`` are the items that became ours, ``aside`` what was not kept."""

    answers: dict[str, list[Any]]
    changed: tuple[str, ...]
    aside: dict[str, list[Any]]


def merged(stored: Kept, *, was: Kept, mine: Kept) -> Merged:
    """Return what a draft becomes when ``mine`` is saved by someone who had ``was`` before them.

    ``stored`` is what it holds now. What I did not touch stays as it is; what only I changed becomes mine; what
    another changed too, to something else, stays theirs and mine is laid aside: nobody's words are lost.
    """
    answers = {item: list(values) for item, values in stored.items()}
    changed, aside = [], {}
    for item, values in mine.items():
        now, before, wanted = list(stored.get(item, ())), list(was.get(item, ())), list(values)
        if wanted in (before, now):
            continue
        if now == before:
            changed.append(item)
            answers[item] = wanted
        else:
            aside[item] = wanted
    return Merged({item: values for item, values in answers.items() if values}, tuple(changed), aside)


def unacted(asked: Collection[str], acted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which of the answers that tell of a risk nobody has said yet what was done about."""
    return tuple(item for item in asked if not acted.get(item))


def still_acted(asked: Collection[str], acted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was done about risks, without what is no longer a risk because its answer was changed."""
    return {item: told for item, told in acted.items() if item in asked}


def section_of(*, has_risks: bool) -> Section:
    """Return under which heading of the record a form stands: one that asks about harm is for those who read all."""
    return Section.MENTAL_HEALTH if has_risks else Section.SOCIAL_CARE


def may_read(
    reader: Reader, choices: Choices, *, sender: str, key: str, section: Section, hidden_from: str, own: bool
) -> bool:
    """Return whether a reader sees an answered form; ``own`` is whether it is they who wrote it down.

    Whoever wrote it may read it again. For others it is as for any fact under ``section`` that ``sender`` sent: their
    part of the record, what the person chose, and whether a clinician keeps it from the person or their proxies.
    """
    if own and reader.is_staff:
        return True
    if reader.role == PROXY and hidden_from:
        return False
    labels = frozenset({Label.NOT_FOR_PERSON}) if hidden_from == HiddenFrom.PERSON else frozenset()
    return kept_from(reader, Seen(0, sender, FEED, Kind.ASSESSMENT, key, section, labels), choices) is None
