"""Who sees a part of a plan: by their post, by what the person chose, and by what its writer said. Pure."""

from __future__ import annotations

from collections.abc import Set

from joinedup.record.sharing.choices.rules import Choices, KeptFor, Seen, kept_from
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Said, labels_of
from joinedup.work.plans.kinds import PartKind
from joinedup.work.plans.rules import Version


def version_kept(kind: PartKind, version: Version, reader: Reader, choices: Choices) -> KeptFor | None:
    """Return why a reader does not see a version of a part, None where they do.

    A part counts as a fact that the writer's organisation sent under the part's heading, so that a seal, an objection
    and a post mean the same here as in the record. Whoever wrote it said whether the person sees it, and who works
    with them knows what it says; for others who are no clinicians, what it mentions counts too.
    """
    if reader.role == PERSON and not version.for_person:
        return KeptFor.MARKED
    if reader.role == PROXY and not version.for_proxy:
        return KeptFor.MARKED
    known = reader.role == PERSON or version.organisation in reader.organisations
    labels = frozenset() if known else labels_of(_said(version), mentions=not reader.is_clinician)
    fact = Seen(0, version.organisation, "plan", Kind.PREFERENCE, "", kind.section, labels)
    return kept_from(reader, fact, choices)


def _said(version: Version) -> Said:
    return Said(Kind.PREFERENCE, "", "", "", dict(version.content))


def feedback_kept(
    kind: PartKind | None, happened: str, wrong: str, theirs: Set[str], *, reader: Reader, choices: Choices
) -> bool:
    """Return whether feedback on a part, or on the whole plan, is kept from one of the staff.

    ``theirs`` are the organisations of who told it and of who is to answer it.
    """
    section = kind.section if kind else Section.COMMUNITY
    sender = next((code for code in sorted(theirs) if code in reader.organisations), min(theirs))
    said = Said(Kind.PREFERENCE, "", "", "", {"happened": happened, "wrong": wrong})
    labels = frozenset() if sender in reader.organisations else labels_of(said, mentions=not reader.is_clinician)
    fact = Seen(0, sender, "plan", Kind.PREFERENCE, "", section, labels)
    return sender not in reader.organisations and kept_from(reader, fact, choices) is not None
