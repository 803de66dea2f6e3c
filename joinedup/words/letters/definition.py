"""What a template of a letter is, as frozen values, and the few words that it may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PRACTICE, REFERRER, PERSON = "registered_practice", "referrer", "person"
RECIPIENTS = {
    PRACTICE: "the practice with which the person is registered",
    REFERRER: "who referred the person",
    PERSON: "the person themselves",
}
"""To whom a letter may go."""

MOMENTS = {
    "referred": "once someone was referred or found",
    "accepted": "once someone was accepted",
    "seen": "once a step was done",
    "ended": "once their care has ended",
}
"""From when on a letter can be written."""

BLANKS = {
    "name": "the person’s name",
    "first_name": "the person’s first name",
    "born": "the date of birth",
    "nhs_number": "the NHS number",
    "address": "the person’s address",
    "practice": "the practice with which the person is registered",
    "model": "the title of the model of care",
    "summary": "what the model of care does, in a sentence",
    "team": "the name of the team",
    "organisation": "the name of the team’s organisation",
    "key_worker": "who is key worker",
    "referred_by": "by whom or how they were referred",
    "reason": "the reason for which they were referred",
    "referred_on": "the day on which they were referred",
    "accepted_on": "the day on which they were accepted",
    "seen_on": "the day on which they were last seen",
    "ended_on": "the day on which their care ended",
    "outcome": "how their care ended",
    "why_ended": "why their care ended",
    "steps_done": "the steps that were done, each with its day",
    "next_due": "what is due next, and by when",
    "what_matters": "what matters most to the person, in their plan",
    "today": "today’s date",
}
"""What a template may leave blank, each with what goes there. ``score ID`` is the last score of a form."""
SCORE = "score "

HEADINGS = (
    "Patient details", "GP practice", "Referrer details", "Attendance details", "Individual requirements",
    "Presenting complaints or issues", "History", "Diagnoses", "Procedures", "Clinical summary",
    "Examination findings", "Assessment scales", "Investigation results", "Medications and medical devices",
    "Allergies and adverse reactions", "Safety alerts", "Legal information", "Social context",
    "Person and carer concerns, expectations and wishes", "About me", "Plan and requested actions",
    "Information and advice given", "Discharge details", "Professional contacts", "Person completing record",
)  # fmt: skip
"""Under which a letter to those who give care says things. Source: Professional Record Standards Body, the headings of
the Outpatient Letter and eDischarge Summary standards; 'person' stands there for 'patient' where they write so."""

_BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One part: a heading ('' for none) with text that has blanks; or what is ``asked`` of its author, who writes it.

    It is left out where one of ``where_known`` is not known.
    """

    heading: str
    text: str = ""
    asked: str = ""
    where_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A letter as its file says it: to whom, from when on it can be written, its subject and its parts."""

    id: str
    title: str
    version: str
    source: str
    to: str
    once: str
    subject: str
    parts: tuple[LetterPart, ...]

    @property
    def scores(self) -> tuple[str, ...]:
        """Return the forms of which it tells a score."""
        named = (blank for text in (self.subject, *(part.text for part in self.parts)) for blank in blanks_in(text))
        return tuple(dict.fromkeys(blank.removeprefix(SCORE) for blank in named if blank.startswith(SCORE)))


def blanks_in(text: str) -> Iterator[str]:
    """Give the names of the blanks of a text, in order."""
    return (found[1].strip() for found in _BLANK.finditer(text))


def with_blanks(text: str, known: dict[str, str]) -> str:
    """Return a text with its blanks filled. What fills one is never looked at for another."""
    return _BLANK.sub(lambda found: known[found[1].strip()], text)


def said_of(blank: str) -> str:
    """Return in words what goes in a blank."""
    return f"the score of the form {blank.removeprefix(SCORE)}" if blank.startswith(SCORE) else BLANKS[blank]
