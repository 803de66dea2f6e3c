"""A model of care read aloud in plain English, to a commissioner and a nurse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from joinedup.words.models_of_care.clocks import Clock
from joinedup.words.models_of_care.definition import (
    EVENTS,
    KEY_WORKER,
    Asked,
    Branch,
    Condition,
    Guess,
    ModelOfCare,
    Step,
    Watch,
)
from joinedup.words.models_of_care.known import Known, title_of

# Acts of a branch, as they are said.
_ACTS = {"refer": "refer to", "call": "call", "step": "begin", "tell": "tell", "end": "end with"}


def read_aloud(model: ModelOfCare, known: Known | None = None) -> list[tuple[str, list[str]]]:
    """Return the model as paragraphs: each heading with its sentences."""
    told = _Aloud(model, known or Known())
    found = [
        ("Who it is for", told.who()), ("How people come in", told.how_in()), ("Who works in it", told.team()),
        ("What happens", [each for step in model.steps for each in told.step(step)]), ("How it ends", told.ends()),
        ("What is watched", [told.watch(each) for each in model.monitor]), ("What it fills", told.places()),
        ("What is counted", [told.asked(each) for each in model.measures]), ("Whether it works", told.evaluate()),
        ("How it is paid", told.pay()), ("What a simulation takes as given", told.simulate()),
    ]  # fmt: skip
    return [(heading, sentences) for heading, sentences in found if sentences]


def step_aloud(model: ModelOfCare, step: Step, known: Known | None = None) -> list[str]:
    """Return one step of it as sentences."""
    return _Aloud(model, known or Known()).step(step)


class _Aloud:
    """The sentences of one model."""

    def __init__(self, model: ModelOfCare, known: Known) -> None:
        self.model, self.known = model, known

    def word(self, name: str, word: str) -> str:
        """Return what a word stands for here."""
        return title_of(name, word, self.known)

    def listed(self, name: str, words: Sequence[str], last: str = "and") -> str:
        """Return words as a list in a sentence."""
        return joined([self.word(name, word) for word in words], last)

    def who(self) -> list[str]:
        """Return for whom it is."""
        if self.model.who is None:
            return [f"It is about {self.word('subjects', self.model.about)}."]
        about = "" if self.model.about == "person" else f"It is about {self.word('subjects', self.model.about)}. "
        return [f"{about}People {self.model.who}."]

    def how_in(self) -> list[str]:
        """Return how people come in."""
        of = self.model.how_in
        found = [f"They come by {self.listed('routes', of.routes, 'or')}."] if of.routes else []
        found += [f"The form asked is “{self.word('forms', of.form)}”."] if of.form else []
        found += [f"Before work starts, {self.listed('agrees', of.agree)} must agree."] if of.agree else []
        return found

    def team(self) -> list[str]:
        """Return who works in it."""
        of = self.model.team
        found = [f"The team: {self.listed('roles', of.roles)}."] if of.roles else []
        found += [f"Each person’s key worker is {a(self.word('roles', of.key_worker))}."] if of.key_worker else []
        if of.caseload:
            found.append(f"Each {self.worker(of.caseload.role)} has at most {of.caseload.people} people.")
        return found

    def due(self, clock: Clock) -> str:
        """Return a clock: what it counts from by its title, or as something that happens to the person."""
        titles = {step.name: f"“{step.title}”" for step in self.model.steps} | {e: f"being {e}" for e in EVENTS}
        said = str(replace(clock, anchor=titles.get(clock.anchor, clock.anchor.replace("_", " "))))
        return said.replace(" day of ", " day after ") if clock.kind == "by" else said

    def worker(self, role: str) -> str:
        """Return who does something; the key worker by name and role."""
        if role != KEY_WORKER:
            return self.word("roles", role)
        named = self.model.team.key_worker
        return f"key worker ({self.word('roles', named)})" if named else "key worker"

    def step(self, step: Step) -> list[str]:
        """Return one step."""
        return list(self._step(step))

    def _step(self, step: Step) -> Iterator[str]:
        times = f", {step.times} times" if step.times else ""
        when = f", {self.due(step.due)}{times}" if step.due else ""
        started = [
            other.title for other in self.model.steps for b in other.then if (b.act, b.target) == ("step", step.name)
        ]
        only = f", when “{joined(started, 'or')}” says so" if started else ""
        yield f"{step.title}: by the {self.worker(step.by)}{when}{only}."
        if step.decides:
            yield f"  It decides: {step.decides}"
        if step.forms:
            yield f"  Forms: {self.listed('forms', step.forms)}."
        if step.place:
            yield f"  It fills a place of {step.place.replace('_', ' ')}."
        if step.starts:
            yield f"  It starts {self.listed('starts', step.starts)}."
        for branch in step.then:
            yield f"  {self.branch(branch)}"

    def condition(self, of: Condition) -> str:
        """Return what was answered, and in which form where it says so."""
        said = str(replace(of, form="")).replace("_", " ")
        return f"{said} (in “{self.word('forms', of.form)}”)" if of.form else said

    def branch(self, branch: Branch) -> str:
        """Return one branch."""
        when = " and ".join(self.condition(condition) for condition in branch.when)
        match branch.act:
            case "refer":
                target = self.known.services.get(branch.target, branch.target)
            case "tell":
                target = self.word("services", branch.target) if branch.target == "registered_practice" else (
                    f"the {self.worker(branch.target)}")  # fmt: skip
            case "step":
                target = f"“{self.model.step(branch.target).title}”"
            case "end":
                target = f"“{self.word('outcomes', branch.target)}”"
            case _:
                target = f"{branch.target} at once"
        due = f", {self.due(branch.due)}" if branch.due else ""
        hidden = f"; hidden from {self.listed('hidden_from', branch.hidden_from)}" if branch.hidden_from else ""
        return f"If {when}: {_ACTS[branch.act]} {target}{due}{hidden}."

    def ends(self) -> list[str]:
        """Return how it ends."""
        of = self.model.ends
        found = [f"It ends with one of: {self.listed('outcomes', of.outcomes, 'or')}."] if of.outcomes else []
        if of.limit:
            found.append(f"It lasts {of.limit} at most; whoever needs longer has it extended, with a reason.")
        found += [f"If {self.word('changes', change)}, {self.word('then', then)}." for change, then in of.changes]
        return found

    def watch(self, of: Watch) -> str:
        """Return one signal."""
        state = (
            f"On: {of.intended_purpose} ({self.word('device_status', of.device_status)}, by {of.manufacturer})."
            if of.on else "Off, until it says what it is meant for, its device status and who makes it."
        )  # fmt: skip
        return (
            f"{str(of.signal).replace('_', ' ')}: watched by {a(self.word('roles', of.watched_by))}, {of.hours}; at "
            f"other times, {self.known.services.get(of.out_of_hours, of.out_of_hours)}. Unseen for {of.unseen}, "
            f"{a(self.word('roles', of.escalate_to))} is told. {state}"
        )

    def places(self) -> list[str]:
        """Return what it fills."""
        return [
            f"{each.name.replace('_', ' ').capitalize()}: {f'{each.places} places, each ' if each.places else ''}"
            f"{self.word('places', each.kind)}" + (f" that meets {each.sessions} times." if each.sessions else ".")
            for each in self.model.places
        ]

    def asked(self, of: Asked) -> str:
        """Return one measure."""
        said = self.known.titles.get(of.of) if of.kind == "catalogue" else of.said.replace("_", " ")
        said = said or of.said.replace("_", " ")
        target = f"; target {of.target}".replace(" %", "%") if of.target else ""
        return f"{said[0].upper()}{said[1:]}{target}."

    def evaluate(self) -> list[str]:
        """Return how it will be seen whether it works."""
        of = self.model.evaluate
        if of is None:
            return []
        outcomes = joined(
            [self.known.titles.get(name.replace("_", "-"), name.replace("_", " ")) for name in of.outcomes]
        )
        return [f"Compared with {self.word('compare', of.compare)}, over {of.follow_up}: {outcomes}."]

    def pay(self) -> list[str]:
        """Return how it is paid."""
        of = self.model.pay
        if of is None:
            return []
        found = [f"Paid by {self.word('pay', of.by)}."]
        for term in of.terms:
            said = term.name.replace("_", " ").capitalize()
            each = "; ".join(f"{name.replace('_', ' ')}: {told}" for name, told in term.each)
            found.append(f"{said}: {each or term.amount}.")
        return found

    def simulate(self) -> list[str]:
        """Return what a simulation takes as given."""
        of = self.model.simulate
        if of is None:
            return []
        told = [("Uptake", of.uptake), ("Cost for each person", of.cost_per_person)]
        told += [(f"Effect on {name.replace('-', ' ')}", guess) for name, guess in of.effects]
        return [f"{name}: {_guessed(guess)}" for name, guess in told if guess]


def _guessed(of: Guess) -> str:
    return f"low {of.low}, likely {of.likely}, high {of.high} ({of.source})."


def a(words: str) -> str:
    """Return words with their article: a nurse, an adviser."""
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
