"""A copy of all that is held about one person, for the person: what each source said and when, and who looked.

Source: UK GDPR article 15 (right of access): the data, its purposes, who had it, where it came from, in a form that can
be read. What tells of others, of safeguarding, or is marked as not to be shown to the person is held back until a
clinician has looked at it (Data Protection Act 2018, schedules 2 and 3); how much that is, whoever makes it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.forms.models import model_to_dict

from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.entries.models import Entry, Resource
from joinedup.record.entries.rules import EntryRow
from joinedup.record.entries.sight import held_back
from joinedup.record.linkage.models import Link, SentParticulars
from joinedup.record.sharing.choices.queries import choices_of, history_of
from joinedup.record.sharing.choices.rules import MARKS as HIDDEN
from joinedup.record.sharing.choices.rules import Choices, What
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.looks.queries import looks_at
from joinedup.record.sharing.sensitivity import WHO_SEES
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.vocabulary.feeds import declared
from joinedup.words.vocabulary.kinds import Kind
from joinedup.words.vocabulary.sensitivity import MARKS, Said, labels_of

Row = dict[str, Any]
# What the record keeps for itself: numbers of rows, hashes, and the codes of how a moment is written.
_OURS = ("id", "source_record", "content_hash", "happened_precision", "happened_offset")


@dataclass(frozen=True, slots=True)
class Copy:
    """All that is held about one person. Everything is as its source said it; ``looks`` are who looked, by role.

    ``chosen`` is what they chose. ``held_back`` counts the facts that a clinician must look at first.
    """

    person_id: int
    made_at: datetime
    particulars: tuple[Row, ...]
    entries: tuple[Row, ...]
    chosen: tuple[Row, ...]
    looks: tuple[Row, ...]
    source_records: tuple[int, ...]
    held_back: int
    withheld: frozenset[int]

    def as_json(self) -> bytes:
        """Return it as JSON for machines."""
        told = {
            "made_at": self.made_at, "particulars": self.particulars, "entries": self.entries, "chosen": self.chosen,
            "who_looked": self.looks,
        }  # fmt: skip
        return orjson.dumps(told, option=orjson.OPT_INDENT_2)

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Give each FHIR document that was received about the person, as it came, with a name for its file.

        One of which a fact is held back, or which speaks of what is, is left out.
        """
        found = Resource.objects.filter(source_record_id__in=self.source_records).order_by("pk")
        for pk, type_, body in found.values_list("pk", "type", "body").iterator(chunk_size=200):
            if pk not in self.withheld and not _speaks_of_others(body):
                yield f"{type_}-{pk}.json", body.encode()


def copy_of(opened: Opened) -> Copy:
    """Return the copy for a person opened with ``act="record.export"``.

    Every version of every fact is in it, those too that a source has replaced since. Raises CannotProceed for someone
    flagged sensitive: no sender or place of theirs may be named, and a copy names them all.
    """
    if opened.demographics.sensitive:
        raise CannotProceed(
            "This person is flagged sensitive: no place of theirs may be named, and a copy names them all.",
            now="Make the copy by hand together with their practice.",
        )
    records = Link.objects.filter(person_id=opened.person_id, ended_at=None)
    senders = dict(records.values_list("source_record_id", "source_record__sender"))
    names = organisation_names()
    choices = choices_of(opened.person_id, opened.at)
    kept: list[Entry] = []
    documents = {feed.name for feed in declared().values() if feed.shape == "fhir"}
    entries = tuple(_rows(_may_be_copied(Entry, senders, choices, kept), senders, names))
    return Copy(
        person_id=opened.person_id,
        made_at=opened.at,
        particulars=tuple(_rows(_whole(SentParticulars, senders), senders, names)),
        entries=entries,
        chosen=tuple(_chosen(opened.person_id, names)),
        looks=tuple(_looks(opened)),
        source_records=tuple(senders),
        held_back=len(kept),
        # The place of a fact of a FHIR feed is its document.
        withheld=frozenset(entry.position for entry in kept if entry.feed in documents),
    )


def _whole(model: type[Any], senders: dict[int, str]) -> Iterator[Any]:
    yield from model.objects.filter(source_record_id__in=senders).order_by("pk").iterator(chunk_size=1_000)


def _may_be_copied(model: type[Entry], senders: dict[int, str], choices: Choices, kept: list[Entry]) -> Iterator[Entry]:
    """Give the entries that the person may have a copy of; add the others to ``kept``."""
    for entry in _whole(model, senders):
        sender = senders[entry.source_record_id]
        row = EntryRow(
            id=entry.pk, source_record=entry.source_record_id, sender=sender, organisation=sender, feed=entry.feed,
            kind=Kind(entry.kind), key=entry.key, happened=None, text=entry.text, code_system=entry.code_system,
            code=entry.code, details=orjson.loads(entry.details),
        )  # fmt: skip
        if held_back(row, choices):
            kept.append(entry)
        else:
            yield entry


_NOT_FOR_THE_PERSON = frozenset(label for label, rule in WHO_SEES.items() if not rule.person)


def _speaks_of_others(body: str) -> bool:
    """Return whether a document speaks of what a clinician must see first, wherever in it."""
    told = orjson.loads(body)
    marks = [str(each.get("code")) for each in (told.get("meta") or {}).get("security") or ()]
    said = Said(Kind.DOCUMENT, "", details={**told, MARKS: marks})
    return not _NOT_FOR_THE_PERSON.isdisjoint(labels_of(said, mentions=True))


def _rows(found: Iterator[Any], senders: dict[int, str], names: dict[str, str]) -> Iterator[Row]:
    """Give rows by their columns, with who sent them by name, and without what is empty."""
    for row in found:
        told = {name: value for name, value in model_to_dict(row).items() if name not in _OURS}
        if "details" in told:
            told["details"] = orjson.loads(told["details"])
        sender = senders[row.source_record_id]
        yield {"from": names.get(sender, sender)} | {k: v for k, v in told.items() if v not in (None, "", {}, [])}


def _chosen(person_id: int, names: dict[str, str]) -> Iterator[Row]:
    """Give what they chose, the latest first.

    But not that proxies were stopped, which another might read over them; nor what a clinician keeps from them.
    """
    for choice in history_of(person_id).exclude(what__in=(What.STOPPED, *HIDDEN)):
        told = {
            "what": choice.what, "sender": names.get(choice.sender, choice.sender), "section": choice.section,
            "name": choice.name, "relation": choice.relation, "sections": choice.sections, "how": choice.how,
            "recorded_at": choice.recorded_at, "role": role_title(choice.role) if choice.role else "",
            "organisation": names.get(choice.organisation, choice.organisation), "starts_at": choice.starts_at,
            "ends_at": choice.ends_at, "ended_at": choice.ended_at,
        }  # fmt: skip
        yield {name: value for name, value in told.items() if value not in (None, "", [])}


def _looks(opened: Opened) -> Iterator[Row]:
    """Give who looked, the latest first, as the page of a record says it: never by the name of a member of staff."""
    for look in looks_at(opened):
        yield {
            "when": look.first,
            "until": look.last,
            "who": look.who,
            "where": look.where,
            "what": look.what,
            "why": look.why,
        }
