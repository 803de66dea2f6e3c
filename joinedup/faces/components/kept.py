"""What is said over a record of what is kept from its reader, and who may be asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.faces.components.words import many
from joinedup.record.access.actor import Actor
from joinedup.record.access.rules import may
from joinedup.record.entries.queries import Record
from joinedup.record.entries.sight import Kept
from joinedup.record.sharing.choices.rules import KeptFor


def kept_words(record: Record, *, by: Actor) -> list[str]:
    """Return a sentence for each reason for which something is kept, where to say so gives nothing away."""
    counts, choices = record.kept.counts, record.reading.sight.choices
    said = []
    if choices.stopped and may(by, "choice.stop").allowed:
        said.append("Nobody may act for this person now: see their choices. Speak with them alone.")
    if record.reading.sight.own_only:
        said.append(
            "This person objects to sharing. You see what your own organisation sent; what others may have sent is "
            "not shown. Ask the person."
        )
    if counts.get(KeptFor.SEALED):
        said.append(
            f"{many(counts[KeptFor.SEALED], 'entry', 'entries')} sealed by the person "
            f"{'is' if counts[KeptFor.SEALED] == 1 else 'are'} not shown. Ask the person."
        )
    if counts.get(KeptFor.PART):
        said.append(
            f"Your post reads a part of the record: {many(counts[KeptFor.PART], 'entry', 'entries')} outside it "
            f"{'is' if counts[KeptFor.PART] == 1 else 'are'} not shown. Ask a clinician of the person’s team."
        )
    said += [
        f"Something that was sent is not shown, since no sharing agreement lets it flow for care now. {why}"
        for why in record.kept.stopped
    ]
    return said


def opens_in_emergency(record: Record) -> bool:
    """Return whether an emergency opens what a reader is told to be kept from them."""
    return record.reading.sight.own_only or bool(record.kept.counts.get(KeptFor.SEALED))


def kinds_words(kept: Kept) -> str:
    """Return the kinds that may be kept from a reader, told alike whether there is anything of them or not."""
    return _listed([label.words for label in kept.kinds])


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
