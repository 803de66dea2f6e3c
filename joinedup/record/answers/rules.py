"""What becomes of two people's words about one thing, and who may read an answered form. Pure: no database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.answers.models import HiddenFrom
from joinedup.record.sharing.choices.rules import Choices, Seen, kept_from
from joinedup.record.sharing.sensitivity import FULL, PROXY, Reader
from joinedup.words.forms import Form, parts_of
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


def merged(stored: Kept, *, was: Kept, mine: Kept, unseen: Collection[str] = ()) -> Merged:
    """Return what a draft becomes when ``mine`` is saved by someone who had ``was`` before them.

    ``stored`` is what it holds now. What I did not touch stays as it is; what only I changed becomes mine; what
    another changed too, to something else, stays theirs and mine is laid aside: nobody's words are lost. So does
    what is ``unseen``, which I may not read: nothing that I send changes it, or finds out what it is.
    """
    answers = {item: list(values) for item, values in stored.items()}
    changed, aside = [], {}
    for item, values in mine.items():
        now, before, wanted = list(stored.get(item, ())), list(was.get(item, ())), list(values)
        kept_back = item in unseen
        if wanted == before or (wanted == now and not kept_back):
            continue
        if now == before and not kept_back:
            changed.append(item)
            answers[item] = wanted
        else:
            aside[item] = wanted
    return Merged({item: values for item, values in answers.items() if values}, tuple(changed), aside)


def readings(answers: Kept, aside: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[dict[str, Sequence[Any]]]:
    """Yield a draft's answers in every way that they may turn out, so that no danger waits for a choice.

    First as they are kept; then with each answer that was laid aside in its place, and with all that one person has
    lying aside together: what they told may only be asked by what else they told.
    """
    yield dict(answers)
    theirs: dict[Any, dict[str, Sequence[Any]]] = {}
    for item, lying in aside.items():
        for each in lying:
            yield {**answers, item: each["values"]}
            theirs.setdefault(each["account"], {})[item] = each["values"]
    for told in theirs.values():
        if len(told) > 1:
            yield {**answers, **told}


def unacted(asked: Collection[str], acted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which of the answers that tell of a risk nobody has said yet what was done about."""
    return tuple(item for item in asked if not acted.get(item))


def still_acted(asked: Collection[str], acted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was done about risks, without what is no longer a risk because its answer was changed."""
    return {item: told for item, told in acted.items() if item in asked}


_SECTIONS = {
    "phq-9": Section.MENTAL_HEALTH, "gad-7": Section.MENTAL_HEALTH, "4at": Section.OBSERVATIONS,
    "news2": Section.OBSERVATIONS, "mental-capacity": Section.LEGAL, "best-interests": Section.LEGAL,
    "minor-ailments": Section.ENCOUNTERS, "symptom-response": Section.ENCOUNTERS,
}  # fmt: skip


def section_of(form: Form) -> Section:
    """Return under which heading of the record a form stands, which decides who reads it in their part.

    One that is not of the table is an assessment; one that counts points and asks about harm is of mental health.
    """
    harm = bool(form.scores) and any(item.risk for item in form.questions)
    return _SECTIONS.get(form.id, Section.MENTAL_HEALTH if harm else Section.SOCIAL_CARE)


def is_own(*, account: int | None, role: str, organisation: str, by: Actor, codes: Collection[str]) -> bool:
    """Return whether someone wrote a form down, or does the same work where it was written: they cover each other."""
    return (account is not None and account == by.account_id) or (role == by.role and organisation in codes)


def may_mark(accounts: Collection[int | None], by: Actor) -> bool:
    """Return whether someone may say that a form was about the wrong person: who wrote any of it, or a clinician."""
    return by.account_id in accounts or access.may(by, "choice.mark").allowed


def shares_draft(form: Form, begun_by: int | None, by: Actor) -> bool:
    """Return whether someone goes on with what a colleague began: where their own post reads such a form."""
    return (begun_by is not None and begun_by == by.account_id) or Reader(by.role).reads(section_of(form))


def unread_items(form: Form, reader: Reader, *, own: bool) -> frozenset[str]:
    """Return the items whose answers a reader does not see: those that the form itself keeps back.

    From a proxy and from the person as the form says. Of staff, what must be kept so tells of harm or of others: those
    who wrote it and those who read every section see it.
    """
    if reader.is_staff:
        kept = not own and reader.role not in FULL
        return frozenset(item.id for item in form.questions if item.hidden_from and kept)
    whom = ("proxies", "person") if reader.role == PROXY else ("person",)
    return frozenset(item.id for item in form.questions if not set(whom).isdisjoint(item.hidden_from))


def unseen(
    form: Form,
    answers: Kept,
    aside: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    written_by: Mapping[str, Sequence[Any]],
    begun_by: int | None,
    by: Actor,
) -> frozenset[str]:
    """Return the keys of what others wrote in a draft, kept or aside, that one who goes on with it does not see.

    It is what the given form would keep from them (``unread_items``). Whoever began it sees everything; what is not
    answered yet anyone may ask, and their own words they see.
    """
    items = unread_items(form, Reader(by.role), own=begun_by is not None and begun_by == by.account_id)
    others = {key for key in answers if written_by.get(key, (None,))[0] != by.account_id}
    others |= {key for key, lying in aside.items() if any(each["account"] != by.account_id for each in lying)}
    return frozenset(key for key in others if parts_of(key)[0] in items)


def kept_by(form: Form, hidden_from: str) -> str:
    """Return from whom an answered form is kept: as its author said, or else as the form itself says."""
    return hidden_from or ("person" if "person" in form.hidden_from else "proxies" if form.hidden_from else "")


def may_read(
    reader: Reader, choices: Choices, *, sender: str, key: str, section: Section, hidden_from: str, own: bool
) -> bool:
    """Return whether a reader sees an answered form; ``own`` is what ``is_own`` says.

    Whoever wrote it, or covers for them, may read it again. For others it is as for any fact under ``section`` that
    ``sender`` sent: their part of the record, what the person chose, and whether a clinician keeps it from the person
    or their proxies.
    """
    if own and reader.is_staff:
        return True
    if reader.role == PROXY and hidden_from:
        return False
    labels = frozenset({Label.NOT_FOR_PERSON}) if hidden_from == HiddenFrom.PERSON else frozenset()
    return kept_from(reader, Seen(0, sender, FEED, Kind.ASSESSMENT, key, section, labels), choices) is None
