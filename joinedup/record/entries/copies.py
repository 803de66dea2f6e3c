"""A copy of all that is held about one person, for the person: what each source said and when, and who looked.

Source: UK GDPR article 15 (right of access): the data, its purposes, who had it, where it came from, in a form that can
be read. Whoever hands it over must first see that it tells nothing of others, and nothing that would harm.
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
from joinedup.record.journal.acts import act_in_words
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.models import Link, SentParticulars
from joinedup.record.linkage.queries import people_who_became
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.errors import CannotProceed

Row = dict[str, Any]
# What the record keeps for itself: numbers of rows, hashes, and the codes of how a moment is written.
_OURS = ("id", "source_record", "content_hash", "happened_precision", "happened_offset")


@dataclass(frozen=True, slots=True)
class Copy:
    """All that is held about one person. Everything is as its source said it; ``looks`` are who looked, by role."""

    person_id: int
    made_at: datetime
    particulars: tuple[Row, ...]
    entries: tuple[Row, ...]
    looks: tuple[Row, ...]
    source_records: tuple[int, ...]

    def as_json(self) -> bytes:
        """Return it as JSON for machines."""
        told = {
            "made_at": self.made_at, "particulars": self.particulars, "entries": self.entries, "who_looked": self.looks,
        }  # fmt: skip
        return orjson.dumps(told, option=orjson.OPT_INDENT_2)

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Give each FHIR document that was received about the person, as it came, with a name for its file."""
        found = Resource.objects.filter(source_record_id__in=self.source_records).order_by("pk")
        for pk, type_, body in found.values_list("pk", "type", "body").iterator(chunk_size=200):
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
    return Copy(
        person_id=opened.person_id,
        made_at=opened.at,
        particulars=tuple(_rows(SentParticulars.objects.filter(source_record_id__in=senders), senders, names)),
        entries=tuple(_rows(Entry.objects.filter(source_record_id__in=senders), senders, names)),
        looks=tuple(_looks(opened.person_id, names)),
        source_records=tuple(senders),
    )


def _rows(found: Any, senders: dict[int, str], names: dict[str, str]) -> Iterator[Row]:
    """Give rows by their columns, with who sent them by name, and without what is empty."""
    for row in found.order_by("pk").iterator(chunk_size=1_000):
        told = {name: value for name, value in model_to_dict(row).items() if name not in _OURS}
        if "details" in told:
            told["details"] = orjson.loads(told["details"])
        sender = senders[row.source_record_id]
        yield {"from": names.get(sender, sender)} | {k: v for k, v in told.items() if v not in (None, "", {}, [])}


def _looks(person_id: int, names: dict[str, str]) -> Iterator[Row]:
    """Give who looked, the latest first: the role and the organisation, never the name of a member of staff."""
    lines = JournalLine.objects.filter(person_id__in=people_who_became(person_id)).order_by("-pk")
    for at, act, outcome, role, organisation, reason in lines.values_list(
        "at", "act", "outcome", "role", "organisation", "reason"
    ).iterator(chunk_size=1_000):
        yield {
            "when": at,
            "who": role_title(role),
            "where": names.get(organisation, organisation),
            "what": act_in_words(act) + (" (refused)" if outcome == "refused" else ""),
            "why": reason,
        }
