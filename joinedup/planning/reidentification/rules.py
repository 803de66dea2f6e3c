"""What may be asked and decided, from facts that are passed in. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from joinedup.planning.reidentification.models import Purpose
from joinedup.words.basics.errors import BadInput, CannotProceed

MOST = 500
"""The most pseudonyms of one request: a list that a practice can act on."""
SHORTEST, LONGEST = 20, 400
SHOWN_FOR = timedelta(days=28)
"""How long those who care are shown who was returned to them."""
_PSEUDONYM = re.compile(r"[0-9a-f]{24}")


def pseudonyms_in(text: str) -> list[str]:
    """Return the pseudonyms in a text, each once, in its order: one a line, or with commas between.

    Raises BadInput naming the first line that holds something else, where there are none, or too many.
    """
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        for word in filter(None, re.split(r"[\s,;]+", line.strip())):
            if not _PSEUDONYM.fullmatch(word):
                raise BadInput(
                    f"Line {number} holds something that is not a pseudonym.",
                    now="Give the person_key of each, 24 letters and digits, and nothing else.",
                )
            found[word] = None
    if not found:
        raise BadInput("There is no pseudonym to ask about.", now="Give at least one, a line each.")
    if len(found) > MOST:
        raise BadInput(f"There are {len(found):,} pseudonyms.", now=f"Ask about {MOST} or fewer at once.")
    return list(found)


def reason_in(purpose: str, why: str) -> str:
    """Return the reason as it is kept. Raises BadInput where the purpose is not one for names, or nothing is said."""
    if purpose not in Purpose.values:
        raise BadInput(
            "This is not a purpose for which names are returned.",
            now="Names are returned for people's own care. Research, contracts and performance never need them.",
        )
    if not SHORTEST <= len(why.strip()) <= LONGEST:
        raise BadInput(
            "The reason is too short or too long.",
            now=f"Say in {SHORTEST} to {LONGEST} letters what those who care should do, and why these people.",
        )
    return why.strip()


def require_undecided(*, state_words: str, waiting: bool) -> None:
    """Raise CannotProceed where a request was decided or taken back before."""
    if not waiting:
        raise CannotProceed(f"This request waits no more: {state_words.lower()}.", now="Ask anew if it is needed.")


def behind(pseudonyms: Sequence[str], people: dict[str, int]) -> tuple[list[int], int]:
    """Return the people behind pseudonyms, and of how many nobody was found."""
    found = [people[each] for each in pseudonyms if each in people]
    return found, len(pseudonyms) - len(found)
