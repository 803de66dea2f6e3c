"""Letters about a person for the copy of all that is held about them: what each said, to whom, and what became of it.

Who signed is told by their role and where they work, as who looked is. A letter that tells of a concern is held back,
for a clinician to look at first; so is one that is not signed, or that nobody ever had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.linkage.queries import person_now
from joinedup.record.sharing.gate import Opened
from joinedup.work.letters.models import Letter, LetterVersion
from joinedup.work.letters.rules import SAID, Stand, stands

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LettersCopy:
    """The letters that a person may have; ``held_back`` counts the rest."""

    letters: tuple[Row, ...]
    held_back: int

    def as_json(self) -> bytes:
        """Return it as JSON for machines."""
        return orjson.dumps(self.letters, option=orjson.OPT_INDENT_2)


def copy_of_letters(opened: Opened) -> LettersCopy:
    """Return the letters about a person opened with ``act="record.export"``. Three queries."""
    every = Letter.objects.annotate(now=person_now("person_id")).filter(now=opened.person_id).order_by("pk")
    names, found, all_of_them = organisation_names(), [], list(every)
    said = {each.letter_id: each for each in LetterVersion.objects.filter(letter__in=all_of_them).order_by("number")}
    for letter in all_of_them:
        if letter.tells or stands(letter) in (Stand.DRAFT, Stand.WITHDRAWN):
            continue
        says = said[letter.pk]
        found.append(
            {
                "title": letter.title, "to": letter.to_name, "signed_at": letter.signed_at,
                "signed_by": f"{role_title(letter.signed_role)}, {names.get(letter.signed_organisation, '')}",
                "how_it_stands": SAID[stands(letter)], "about": says.subject,
                "says": [{"heading": part["heading"], "text": part["text"]} for part in says.parts if part["text"]],
            }
        )  # fmt: skip
    return LettersCopy(tuple(found), len(all_of_them) - len(found))
