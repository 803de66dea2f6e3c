"""Which source's word is taken for which particular, and how a source is named. Pure: no database, no clock.

The general practice is the spine: people register with it themselves, and it traces their number. After it comes
the national demographics service, then each kind of sender by how carefully it asks who someone is.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase

# Earlier is trusted more. A system that is not here comes last.
SOURCE_ORDER: tuple[str, ...] = (
    "gp", "demographics", "hospital", "mental_health", "community", "social_care", "end_of_life", "out_of_hours",
    "urgent_call", "telehealth", "ambulance", "hospice", "care_home", "telecare", "voluntary",
)  # fmt: skip
SPINE = "gp"
_OTHER_WORDS = {"general_practice": "gp", "gp_practices": "gp", "primary_care": "gp", "pds": "demographics"}
# Statuses that mean "traced and verified": the NHS Data Dictionary's code and the word FHIR UK Core uses.
TRACED = frozenset({"01", "1", "number-present-and-verified", "traced and verified"})


def source_of(feed_group: str) -> str:
    """Return the word of ``SOURCE_ORDER`` for a feed's group ("Social care" is ``social_care``)."""
    word = feed_group.strip().lower().replace(" ", "_").replace("-", "_")
    return _OTHER_WORDS.get(word, word)


def trust(feed_group: str) -> int:
    """Return the place of a feed's group in ``SOURCE_ORDER``: 0 is trusted most."""
    source = source_of(feed_group)
    return SOURCE_ORDER.index(source) if source in SOURCE_ORDER else len(SOURCE_ORDER)


def names_for_sources(senders: Iterable[str]) -> dict[str, str]:
    """Return a name for each sender that tells nothing of who it is: Source A, Source B … in a stable order.

    For whatever is shown of a person flagged sensitive: who sends of them tells where they are.
    """
    unique = sorted(dict.fromkeys(senders))
    return {sender: f"Source {_letters(number)}" for number, sender in enumerate(unique)}


def _letters(number: int) -> str:
    """Return A to Z for 0 to 25, then AA, AB …"""
    more, last = divmod(number, 26)
    return (_letters(more - 1) if more else "") + ascii_uppercase[last]
