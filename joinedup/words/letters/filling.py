"""From a template and what is known of someone to the parts of a letter. A blank that is not known stops it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from joinedup.words.basics.errors import CannotProceed
from joinedup.words.letters.definition import LetterPart, Template, blanks_in, said_of, with_blanks


@dataclass(frozen=True, slots=True)
class Written:
    """One part of a letter: its heading, what it says, and what its author is asked to write there, if anything."""

    heading: str
    text: str
    asked: str = ""


def fill(template: Template, known: Mapping[str, str]) -> tuple[str, tuple[Written, ...]]:
    """Return the subject and the parts of a letter. What is '' is not known.

    Raises CannotProceed with everything that is not known: no letter goes out with an empty place in it.
    """
    told = {name: text.strip() for name, text in known.items() if text.strip()}
    parts = [part for part in template.parts if all(name in told for name in part.where_known)]
    texts = (template.subject, *(part.text for part in parts))
    missing = dict.fromkeys(blank for text in texts for blank in blanks_in(text) if blank not in told)
    if missing:
        wanted = "; ".join(said_of(blank) for blank in missing)
        raise CannotProceed(
            f"This letter cannot be written yet: it is not known here what goes in it. Not known: {wanted}.",
            now="Record it first, or choose another letter.",
        )
    return with_blanks(template.subject, told), tuple(_written(part, told) for part in parts)


def _written(part: LetterPart, told: dict[str, str]) -> Written:
    return Written(part.heading, with_blanks(part.text, told), part.asked)
