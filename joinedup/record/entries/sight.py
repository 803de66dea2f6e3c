"""Which entries a reader sees: by their choices who is read about, and by what is sensitive. Pure.

Entries are left out one by one before they are made into lines, so that no line, number, chart or sum rests on
something that its reader may not see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from joinedup.record.entries.rules import EntryRow
from joinedup.record.sharing.choices.rules import COUNTED, NO_CHOICES, Choices, KeptFor, Seen, kept_from, sealed
from joinedup.record.sharing.choices.rules import source_kept as kept_whole
from joinedup.record.sharing.sensitivity import PERSON, Reader, kept_kinds
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind, Section
from joinedup.words.vocabulary.sections import section_for
from joinedup.words.vocabulary.sensitivity import Label, Said, labels_of

# The kinds of which some stand under another heading than their own.
_MOVING = frozenset((Kind.DOCUMENT, Kind.PREFERENCE, Kind.OBSERVATION))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept from a reader: how many facts for each reason of which that may be told, and which kinds always.

    ``stopped`` has each reason for which sharing agreements let something of the record not flow for care.
    ``kinds`` are named whether or not there is anything of them, so that their being named tells nothing.
    """

    counts: Mapping[KeptFor, int] = field(default_factory=dict)
    kinds: tuple[Label, ...] = ()
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """With whose eyes a record is read (all must see a fact for it to be shown), and what the person chose."""

    readers: tuple[Reader, ...]
    choices: Choices = NO_CHOICES

    @property
    def unread(self) -> frozenset[Section]:
        """Return the sections that are in somebody's part of none."""
        return frozenset(section for section in Section if not all(reader.reads(section) for reader in self.readers))

    @property
    def own_only(self) -> bool:
        """Return whether, by the person's objection, only what the reader's own organisation sent is shown."""
        return self.choices.objects_to_sharing and any(
            reader.is_staff and not reader.broke_glass for reader in self.readers
        )

    @property
    def in_part(self) -> bool:
        """Return whether the reader sees only a part, so that who holds a record is part of what is kept."""
        return bool(self.unread)

    def shows_sender(self, sender: str) -> bool:
        """Return whether the reader may know that ``sender`` holds a record, where they see no fact from it."""
        return not self.in_part and not any(kept_whole(reader, sender, self.choices) for reader in self.readers)


def seen_by(rows: Sequence[EntryRow], sight: Sight) -> tuple[list[EntryRow], Kept]:
    """Return the rows that are shown, those sealed said to be so, and what is kept."""
    shown, counts = [], Counter[KeptFor]()
    # A clinician reads what a fact is; for others it matters too what it mentions.
    mentions = not all(reader.is_clinician for reader in sight.readers)
    for row in rows:
        fact = _fact(row, mentions=mentions)
        why = next((why for reader in sight.readers if (why := kept_from(reader, fact, sight.choices))), None)
        if why is not None:
            counts[why] += 1
        elif sight.choices.seals and sealed(fact, sight.choices):
            shown.append(replace(row, sealed=True))
        else:
            shown.append(row)
    kinds = dict.fromkeys(label for reader in sight.readers for label in kept_kinds(reader))
    return shown, Kept({why: counts[why] for why in COUNTED if counts[why]}, tuple(kinds))


def held_back(row: EntryRow, choices: Choices) -> bool:
    """Return whether a fact must be looked at by a clinician before the person may have a copy of it."""
    return kept_from(Reader(PERSON), _fact(row, mentions=True), choices) is not None


def _fact(row: EntryRow, *, mentions: bool) -> Seen:
    said = Said(row.kind, row.text, row.code_system, row.code, row.details)
    section = SECTION_OF[row.kind]
    if row.kind in _MOVING:
        section = section_for(row.kind, row.feed, row.details, row.text)
    labels = labels_of(said, mentions=mentions)
    return Seen(row.source_record, row.sender, row.feed, row.kind, row.key, section, labels)
