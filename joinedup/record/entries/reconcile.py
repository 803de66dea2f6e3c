"""One record from what many sources sent: every entry in exactly one place, none hidden, repeats counted. Pure.

``reconciled`` gives the lines; ``sections_of`` puts them under their headings and says what an empty one means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from joinedup.record.entries.reconcile_events import events
from joinedup.record.entries.reconcile_lists import allergies, medicines, problems
from joinedup.record.entries.reconcile_procedures import with_procedures
from joinedup.record.entries.reconcile_stays import STAYS, led_to, stays, summarised
from joinedup.record.entries.rules import WITHDRAWN, EntryRow, Line, Standing
from joinedup.words.vocabulary.feeds import Feed
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sections import HEADINGS, Heading, feeds_that_speak, section_for

_LISTS: dict[Kind, Callable[[list[EntryRow], datetime], list[Line]]] = {
    Kind.MEDICINE: medicines,
    Kind.PROBLEM: problems,
    Kind.ALLERGY: allergies,
}
_ORDER_OF_STANDING = (
    Standing.PLANNED, Standing.CURRENT, Standing.HAPPENED, Standing.NOT_DONE, Standing.ENDED,
)  # fmt: skip


def reconciled(rows: Sequence[EntryRow], at: datetime) -> list[Line]:
    """Return one line for each thing that the rows tell, as it stands at ``at``: what is current first, latest first.

    Rows that their source has withdrawn make no line (see ``withdrawn``). Each other row is a source of exactly one
    line; a discharge summary is a source of its stay too, and a stay's entry of each procedure that it lists.
    """
    by_kind: dict[Kind, list[EntryRow]] = defaultdict(list)
    for row in rows:
        if row.status != WITHDRAWN:
            by_kind[row.kind].append(row)
    lines = [line for kind, make in _LISTS.items() for line in make(by_kind.pop(kind, []), at)]
    stayed = stays([row for kind in STAYS for row in by_kind.pop(kind, [])], at)
    happened = events([row for told in by_kind.values() for row in told], at)
    came, others = _parted(happened, Kind.ATTENDANCE)
    written, others = _parted(others, Kind.DOCUMENT)
    came, stayed = led_to(came, stayed)
    stayed, written = summarised(stayed, written)
    found = [_in_its_section(line) for line in with_procedures((*lines, *stayed, *came, *written, *others), at)]
    return in_order(found)


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Return lines as a record has them: what is planned or current first, latest first."""
    return sorted(lines, key=_place)


def withdrawn(rows: Sequence[EntryRow]) -> list[EntryRow]:
    """Return the rows that their source says were entered in error: shown apart, never as true."""
    return [row for row in rows if row.status == WITHDRAWN]


def _parted(lines: list[Line], kind: Kind) -> tuple[list[Line], list[Line]]:
    return [line for line in lines if line.kind is kind], [line for line in lines if line.kind is not kind]


def _in_its_section(line: Line) -> Line:
    section = section_for(line.kind, line.shown.feed, line.details, line.shown.text)
    return line if section is line.section else replace(line, section=section)


def _place(line: Line) -> tuple[bool, int, float, str]:
    """Return where a line stands in its section: what is named before "none known", what holds before what is over."""
    when = line.happened.at.timestamp() if line.happened else -1e12
    return line.concept.startswith("none known"), _ORDER_OF_STANDING.index(line.standing), -when, line.id


class Silence(StrEnum):
    """What an empty section means."""

    NONE = ""
    NOTHING_RECORDED = "nothing_recorded"
    NOT_RECEIVED = "not_received"
    NOT_SHOWN = "not_shown"


NOT_YOUR_PART = "Not shown: this is not in the part of a record that your post reads."
NOT_SHARED = "Not shown: your organisation sent nothing of this, and what others sent is not shared."


@dataclass(frozen=True, slots=True)
class Heard:
    """One feed as it has been received here: when last, and from how many of those who hold a record of the person."""

    last_at: datetime
    from_own: int = 0


@dataclass(frozen=True, slots=True)
class SectionView:
    """One heading with its lines. Where a feed is missing ``words`` say which, whether or not there are lines."""

    heading: Heading
    lines: tuple[Line, ...]
    silence: Silence
    words: str

    @property
    def current(self) -> tuple[Line, ...]:
        """Return the lines that hold now, are to come, or simply happened."""
        return tuple(line for line in self.lines if line.standing is not Standing.ENDED)

    @property
    def past(self) -> tuple[Line, ...]:
        """Return the lines that are over."""
        return tuple(line for line in self.lines if line.standing is Standing.ENDED)


def sections_of(
    lines: Sequence[Line],
    heard: Mapping[str, Heard],
    own_systems: Mapping[str, Sequence[str]],
    *,
    unread: Collection[Section] = (),
    own_only: bool = False,
) -> tuple[SectionView, ...]:
    """Return every heading in its order, none left out.

    ``heard`` has the feeds received in this place; ``own_systems`` the systems that hold a record of the person,
    each with the names of the organisations that do. ``unread`` are sections that are not in the reader's part of a
    record, and ``own_only`` whether they are shown what their own organisation sent and no more: then nobody may read
    an empty section as if there were nothing.
    """
    under: dict[Section, list[Line]] = defaultdict(list)
    for line in lines:
        under[line.section].append(line)
    views = []
    for heading in HEADINGS:
        if heading.section in unread:
            silence, words = Silence.NOT_SHOWN, NOT_YOUR_PART
        elif own_only and heading.section not in under:
            silence, words = Silence.NOT_SHOWN, NOT_SHARED
        else:
            silence, words = _silence(heading.section, heard, own_systems)
        found = tuple(under[heading.section])
        # A section that somebody does fill keeps the words only where somebody else's part of it is missing.
        keep = silence is Silence.NOT_RECEIVED and bool(feeds_that_speak()[heading.section])
        views.append(
            SectionView(heading, found, Silence.NONE if found else silence, words if not found or keep else "")
        )
    return tuple(views)


def _silence(
    section: Section, heard: Mapping[str, Heard], own_systems: Mapping[str, Sequence[str]]
) -> tuple[Silence, str]:
    """Return what it means that a section is empty, and the sentence that says so."""
    all_feeds = feeds_that_speak()[section]
    regular = _regular(all_feeds)
    feeds = regular or all_feeds
    if not feeds:
        return Silence.NOT_RECEIVED, "Not received: no feed that JoinedUp takes in speaks of this yet."
    here = [feed for feed in feeds if feed.name in heard]
    if not here:
        return Silence.NOT_RECEIVED, f"Not received. It would come from: {_named(feeds)}."
    missing = [
        name
        for system, names in sorted(own_systems.items())
        if (speaking := [feed for feed in regular if feed.system == system])
        and not any(feed.name in heard and heard[feed.name].from_own for feed in speaking)
        for name in names
    ]
    if missing:
        return Silence.NOT_RECEIVED, f"Not received from {_listed(missing)}, where this person has a record."
    if not regular:
        return Silence.NOTHING_RECORDED, f"Nothing recorded. Only letters tell of this: {_named(here)}."
    if any(feed.system in own_systems for feed in here):
        return Silence.NOTHING_RECORDED, "Nothing recorded."
    words = f"Nothing recorded. Nobody who sends this has a record of this person: {_named(here)}."
    return Silence.NOTHING_RECORDED, words


def _regular(feeds: Sequence[Feed]) -> Sequence[Feed]:
    """Return the feeds whose silence means something: a letter may tell of anything, but none has to be written."""
    return [feed for feed in feeds if not any("Composition" in held for held in feed.holds)]


def _named(feeds: Sequence[Feed]) -> str:
    return _listed([f"{feed.title} ({feed.sender_kind})" for feed in feeds])


def _listed(words: Sequence[str]) -> str:
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
