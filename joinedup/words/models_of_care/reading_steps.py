"""Reading the steps of a model of care: who, by when, which forms, what each starts, and what follows which answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from joinedup.words.criteria.written import Written
from joinedup.words.models_of_care import phrases
from joinedup.words.models_of_care.clocks import Clock
from joinedup.words.models_of_care.definition import EVENTS, KEY_WORKER, Branch, Place, Step, Team
from joinedup.words.models_of_care.fields import Reading

PARTS = ("title", "by", "due", "repeats", "forms", "starts", "decides", "place", "then")
ACTS = ("refer", "call", "step", "tell", "end")
BRANCH = ("when", *ACTS, "due", "hidden_from")
_NAME = re.compile(r"[a-z][a-z0-9_]*$")
_TELEPHONE = re.compile(r"[0-9 ]{3,15}$")


@dataclass(frozen=True)
class Around:
    """What steps may name of the rest of their file."""

    team: Team
    places: tuple[Place, ...]
    outcomes: tuple[str, ...]


def read_steps(written: Written, of: Reading, around: Around) -> list[tuple[Step, Written]]:
    """Return the steps, each with where it is written."""
    found: list[tuple[Step, Written]] = []
    named = of.named(written, "step")
    names = [name for name, _ in named]
    if not named and not written.items:
        of.mistakes.at(written, "has no steps; write at least one")
    for name, part in named:
        if not _NAME.match(name) or name in EVENTS:
            of.mistakes.at(part, f"'{name}' cannot be a step's name: small letters, digits and _, and no event's name")
        if name in [step.name for step, _ in found]:
            of.mistakes.at(part, f"there is a step called {name} already")
        found.append((_step(name, part, of, around, names), part))
    return found


def _step(name: str, written: Written, of: Reading, around: Around, names: list[str]) -> Step:
    parts = of.parts(written, "a step", PARTS, needed=("by",))
    due = _clock(parts.get("due"), of, around, names)
    times = of.phrase(parts.get("repeats"), phrases.times)
    if times and (due is None or due.kind != "every"):
        of.mistakes.at(parts["repeats"], "needs a clock that comes round: due: every month from a_step")
    places = [place.name for place in around.places]
    branches = of.items(parts["then"], "branch") if "then" in parts else ()
    return Step(
        name,
        of.text(parts.get("title")) or name.replace("_", " ").capitalize(),
        _worker(parts.get("by"), of, around),
        due,
        times,
        forms_of(parts.get("forms"), of),
        of.words(parts.get("starts"), of.known.words("starts"), "something that a step starts"),
        of.text(parts.get("decides")),
        of.word(parts.get("place"), places, "a place of this model"),
        tuple(_branch(branch, of, around, names) for branch in branches),
    )


def _worker(written: Written | None, of: Reading, around: Around) -> str:
    """Return who does it: a role of the team (any role where the file has no team), or the key worker."""
    roles = around.team.roles or tuple(of.known.words("roles"))
    found = of.word(written, (KEY_WORKER, *roles), "a role of this team" if around.team.roles else "a role")
    if written is not None and found == KEY_WORKER and around.team.roles and not around.team.key_worker:
        of.mistakes.at(written, "the team has no key_worker; say in team who that is")
    return found


def forms_of(written: Written | None, of: Reading) -> tuple[str, ...]:
    """Return forms by their ids; one that cannot be filled in here yet is told as a warning."""
    found = of.words(written, {**of.known.words("forms"), **dict.fromkeys(of.known.forms, "")}, "a form")
    for form in found:
        if written is not None and form in of.known.words("forms") and form not in of.known.forms:
            of.warn(written, f"the form {form} is not known here yet: it can be named, and cannot be filled in")
    return found


def _clock(written: Written | None, of: Reading, around: Around, names: list[str]) -> Clock | None:
    found = of.phrase(written, phrases.clock)
    if written is None or found is None or not found.anchor:
        return found
    if found.kind == "stay":
        places = [place.name for place in around.places]
        of.word(Written(written.path, written.line, written.file, text=found.anchor), places, "a place of this model")
    else:
        anchor = Written(written.path, written.line, written.file, text=found.anchor)
        of.word(anchor, (*EVENTS, *names), "a step of this model, or an event, that a clock could count from")
    return found


def _branch(written: Written, of: Reading, around: Around, names: list[str]) -> Branch:
    parts = of.parts(written, "a branch", BRANCH, needed=("when",))
    acts = [name for name in ACTS if name in parts]
    if len(acts) != 1:
        of.mistakes.at(written, f"must do one thing: {', '.join(ACTS)}")
    act = acts[0] if acts else ""
    target = _target(act, parts[act], of, around, names) if act else ""
    due = _clock(parts.get("due"), of, around, names)
    if due is not None and act in ("call", "end"):
        of.mistakes.at(parts["due"], f"has no meaning here: to {act} is done at once")
    hidden = of.words(parts.get("hidden_from"), of.known.words("hidden_from"), "someone it can be hidden from")
    return Branch(of.phrase(parts.get("when"), phrases.when) or (), act, target, due, hidden)


def _target(act: str, written: Written, of: Reading, around: Around, names: list[str]) -> str:
    if act == "refer":
        return of.word(written, of.known.services, "a service or model of care that we know")
    if act == "step":
        return of.word(written, names, "a step of this model")
    if act == "end":
        return of.word(written, around.outcomes, "an outcome under ends")
    if act == "tell":
        return of.word(written, ("registered_practice", KEY_WORKER, *of.known.words("roles")), "someone to tell")
    number = of.text(written)
    if number and not _TELEPHONE.match(number):
        of.mistakes.at(written, 'must be a telephone number in quotes, such as "999"')
    return number
