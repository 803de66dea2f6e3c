"""Leave to use a form that is somebody else's: who holds it, its number, until when; without it the form stays shut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.words.criteria.written import Mistakes, Written, from_yaml
from joinedup.words.forms.definition import Form

PARTS = ("holder", "number", "ends")


@dataclass(frozen=True, slots=True)
class Held:
    """A licence that a place holds; ``ends`` is its last day."""

    holder: str
    number: str
    ends: date


def licences(text: str, *, file: str = "licences.yaml") -> Mapping[str, Held]:
    """Return the licences in a place's file, by form. Raises ManyMistakes naming every mistake."""
    written, mistakes = from_yaml(text, file=file), Mistakes()
    if written.parts is None:
        mistakes.at(written, "must be forms by their ids, each with its holder, number and ends")
    found = {name: _held(part, mistakes) for name, part in written.parts or ()}
    mistakes.tell("Mend these lines, or ask the owner for the licence.")
    return {name: held for name, held in found.items() if held}


def _held(written: Written, mistakes: Mistakes) -> Held | None:
    parts = dict(written.parts or ())
    for name, part in parts.items():
        if name not in PARTS:
            mistakes.at(part, f"is not a part of a licence; there are: {', '.join(PARTS)}")
    for name in PARTS:
        if name not in parts or not (parts[name].text or "").strip():
            mistakes.at(parts.get(name, written), f"must say {name}: holder, number and ends are all needed")
            return None
    try:
        ends = date.fromisoformat(parts["ends"].text or "")
    except ValueError:
        mistakes.at(parts["ends"], "must be its last day, such as 2027-03-31")
        return None
    return Held(parts["holder"].text or "", parts["number"].text or "", ends)


def closed(form: Form, held: Mapping[str, Held], on: date) -> str:
    """Return why a form cannot be opened on a day, '' where it can."""
    if form.status == "retired":
        return f"{form.title} is not used any more."
    if form.licence is None:
        return ""
    if form.id not in held:
        return f"{form.title} belongs to {form.licence.owner}, and no licence for it is on record here."
    if held[form.id].ends < on:
        return f"The licence for {form.title} has ended."
    return f"{form.title} is not here: its words come from {form.licence.owner}." if form.is_slot else ""


def what_now(form: Form) -> str:
    """Return what to do about a form that cannot be opened."""
    if form.licence is None:
        return "Use the form that stands in its place."
    return (
        f"Ask for a licence: {form.licence.ask}. Then put it into catalogue/forms/licences.yaml of the place's folder."
    )
