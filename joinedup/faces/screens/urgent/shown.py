"""What the urgent view says of a person beside their plan: conditions, medicines, alerts, and how fresh it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.faces.components.banner import Banner
from joinedup.faces.components.kept import kept_words
from joinedup.faces.components.words import many
from joinedup.record.access.actor import Actor
from joinedup.record.entries.queries import Record
from joinedup.record.entries.rules import Line, Standing
from joinedup.record.sharing.choices.rules import KeptFor
from joinedup.words.vocabulary.kinds import Section
from joinedup.work.plans.queries import PlanNow

MOST_ALERTS, MOST_NAMED = 3, 5


@dataclass(frozen=True, slots=True)
class Named:
    """The first few of a list of the record, how many more there are, or what it means that there is none."""

    names: tuple[str, ...]
    more: int
    words: str


def named(record: Record, section: Section, *, most: int = MOST_NAMED) -> Named:
    """Return what stands under a heading now, briefly; that sources disagree on something is said with it."""
    view = next(view for view in record.sections if view.heading.section is section)
    told = (f"{line.title} (sources disagree)" if line.conflicts else line.title for line in _now(view.current))
    names = tuple(dict.fromkeys(told))
    # Why nothing came is told in the record; here there is room for that it did not.
    words = "" if names else f"{view.words.split('.')[0] or 'Nothing recorded'}."
    return Named(names[:most], max(0, len(names) - most), words)


def alerts_of(banner: Banner) -> tuple[tuple[str, ...], int]:
    """Return what to look out for, resuscitation apart, and how many more there are."""
    said = [
        flag.words
        for flag in banner.flags
        if flag.section != Section.END_OF_LIFE and "resuscitation" not in flag.words.lower()
    ]
    return tuple(said[:MOST_ALERTS]), max(0, len(said) - MOST_ALERTS)


def kept_of(plan: PlanNow, record: Record, by: Actor) -> list[str]:
    """Return a sentence for each reason for which something of the plan or the record is not shown."""
    said = kept_words(record, by=by)
    if plan.kept.get(KeptFor.SEALED):
        count = many(plan.kept[KeptFor.SEALED], "part of the plan is", "parts of the plan are")
        said.append(f"{count} sealed by the person. An emergency opens what is sealed.")
    if plan.kept.get(KeptFor.PART):
        said.append(
            f"{many(plan.kept[KeptFor.PART], 'part of the plan is', 'parts of the plan are')} not for this post."
        )
    return said


def _now(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.standing in (Standing.CURRENT, Standing.HAPPENED)]
