"""A journey drawn as a table: what happened when, what was answered, and all that is to be done after it.

    goes(world, "neighbourhood-social-prescribing", '''
        at               | what                | answered         | then
        -----------------+---------------------+------------------+--------------------------------
        2026-03-30 10:00 | accepted            |                  | guided_conversation 2026-04-15
        2026-04-08 14:00 | guided_conversation | more_support yes | refer buddy-service; …
    ''')

``what`` is an event (referred, agreed, accepted, extended …), a step, ``refer …`` or ``call …`` for what a branch asks
for, or ``ended`` with an outcome. ``then`` is what is to be done from then on in addition to what was before, and is
not done by the row: a day is due by its end in London. A row without a moment goes on with the row above. Forms of a
step are given as the row says; what it leaves out is answered as nothing out of the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from joinedup.insight.forms import form_named
from joinedup.insight.models_of_care import model_named
from joinedup.journeys import care
from joinedup.journeys.forms import given
from joinedup.record.access.actor import Actor
from joinedup.record.answers import actions as answers
from joinedup.words.basics.moments import LONDON
from joinedup.words.forms import Form, Value, asked, counted
from joinedup.words.models_of_care import Due
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.models import Event
from joinedup.work.enrolment.state import State
from tests.spec.work.team import a_team
from tests.world.drawn import instant, rows
from tests.world.world import World

PERSON = "Edna Marsh"
_NOTHING = ("low", "none", "nothing", "no", "routine", "air", "alert")
_WELL: dict[str, Value] = {
    "respiration_rate": 16, "oxygen_saturation": 97, "systolic_blood_pressure": 128, "pulse": 72, "temperature": "36.6",
}  # fmt: skip


@dataclass
class Journey:
    """Someone's way through a model: who looks after them, and where they stand."""

    world: World
    model: str
    person: int
    by: Actor
    enrolment: int = 0

    def state(self, at: datetime) -> State:
        """Return where they stand at a moment."""
        return queries.whole(self.enrolment, by=self.by, at=at).state

    def does(self, what: str, answered: str, *, at: datetime) -> None:
        """Have one thing happen."""
        name, _, more = what.partition(" ")
        acts = {
            "referred": self._referred, "agreed": self._agreed, "accepted": self._accepted, "ended": self._ended,
            "change": self._changed, "resumed": self._resumed, "extended": self._extended, "refer": self._errand,
            "call": self._errand, "stopped": self._stopped,
        }  # fmt: skip
        if name == "asked":
            self._asked(more, answered, at=at)
        elif name in acts:
            acts[name](more, at=at)
        else:
            self._step(name, answered, at=at)

    def _referred(self, route: str, *, at: datetime) -> None:
        gp = self.world.staff("Dr Priya Nair")
        self.enrolment = actions.refer(
            self.model, person_id=self.person, route=route or "gp", why="For this journey", by=gp, at=at
        ).pk

    def _asked(self, route: str, answered: str, *, at: datetime) -> None:
        """Have a GP refer them with the form that the model asks of whoever refers."""
        gp, form = self.world.staff("Dr Priya Nair"), form_named(model_named(self.model).model.how_in.form)
        kept = answers.give(
            form, person_id=self.person, answers=filled_in(form, _parts(answered)), happened_at=at, key=uuid4(),
            work=f"refer:{self.model}:{route}", by=gp, at=at,
        )  # fmt: skip
        given(kept, form=form, by=gp, at=at)
        self.enrolment = Event.objects.get(details__answered=kept.pk).enrolment_id

    def _agreed(self, party: str, *, at: datetime) -> None:
        actions.agree(self.enrolment, party=party or "person", by=self.by, at=at)

    def _accepted(self, _: str, *, at: datetime) -> None:
        if not self.enrolment:
            self._referred("", at=at)
            for party in model_named(self.model).model.how_in.agree:
                self._agreed(party, at=at)
        actions.accept(self.enrolment, key_worker=self.by.account_id, by=self.by, at=at)

    def _ended(self, outcome: str, *, at: datetime) -> None:
        actions.end(self.enrolment, outcome=outcome, by=self.by, at=at)

    def _changed(self, what: str, *, at: datetime) -> None:
        actions.change(self.enrolment, what, by=self.by, at=at)

    def _resumed(self, _: str, *, at: datetime) -> None:
        actions.resume(self.enrolment, by=self.by, at=at)

    def _extended(self, _: str, *, at: datetime) -> None:
        actions.extend(self.enrolment, why="They need a little longer", by=self.by, at=at)

    def _stopped(self, step: str, *, at: datetime) -> None:
        actions.stop_clock(self.enrolment, step, reason="declined", why="Not for them", by=self.by, at=at)

    def _errand(self, target: str, *, at: datetime) -> None:
        errand = next(each for each in self.state(at).errands if each.branch.target == target and not each.done_at)
        actions.do_errand(self.enrolment, errand.key, by=self.by, at=at)

    def _step(self, name: str, answered: str, *, at: datetime) -> None:
        step = next(each for each in model_named(self.model).model.steps if each.name == name)
        owed = next(each for each in self.state(at).owed if each.step == name)
        if step.decides:
            told = {"decision": "Yes", "why": "Everyone who knows them thinks so"}
            actions.decide(self.enrolment, name, by=self.by, at=at, **told)
        if not step.forms:
            care.do_step(self.enrolment, name, by=self.by, at=at)
        said = _parts(answered)
        work = f"enrolment:{self.enrolment}:{name}" + (f":{owed.nth}" if owed.repeats else "")
        for form in map(form_named, step.forms):
            mine = {item: text for item, text in said.items() if item in form.by_id}
            risky = [item for item, text in mine.items() if form.by_id[item].risk and text == "yes"]
            kept = answers.give(
                form, person_id=self.person, answers=filled_in(form, mine), happened_at=at, key=uuid4(), work=work,
                acted={item: {"what": "Acted on it at once"} for item in risky}, by=self.by, at=at,
            )  # fmt: skip
            given(kept, form=form, by=self.by, at=at)
            said = {item: text for item, text in said.items() if item not in mine}
        assert not said, f"no form of {name} asks {', '.join(said)}"


def filled_in(form: Form, said: dict[str, str]) -> dict[str, list[Value]]:
    """Return answers to all that a form must be told: what is ``said`` of it, and else nothing out of the way."""
    found: dict[str, tuple[Value, ...]] = {
        item: tuple(_value(form, item, text.strip()) for text in words.split(",")) for item, words in said.items()
    }
    for _ in form.questions:
        must = [each for each in asked(form, found) if each.item.required and each.item.is_question]
        wanting = [each for each in must if not found.get(each.key)]
        if not wanting:
            break
        found[wanting[0].key] = (_usual(form, wanting[0].item.id),)
    return {key: list(values) for key, values in counted(form, found).items()}


def _parts(answered: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in answered.split(";") if part.strip())  # type: ignore[misc]


def _value(form: Form, item: str, text: str) -> Value:
    kind = form.by_id[item].type
    return text == "yes" if kind == "boolean" else int(text) if kind == "integer" else text


def _usual(form: Form, name: str) -> Value:
    item = form.by_id[name]
    if name in _WELL:
        return _WELL[name]
    if item.type == "boolean":
        return False
    if item.options:
        codes = [option.code for option in item.options]
        return next((code for code in codes if code in _NOTHING), codes[0])
    if item.type in ("integer", "decimal", "quantity"):
        low = item.limits.least
        return int(low or 0) if item.type == "integer" else str(low or 1)
    return {"date": "2026-01-01", "dateTime": "2026-01-01T09:00:00+00:00", "time": "09:00"}.get(item.type, "Told")


def owed(state: State) -> list[str]:
    """Return all that is to be done, each with when it is due, as a row draws it; how it ended where it has."""
    if state.ended_at:
        return [f"ended {state.outcome}"]
    found = [(each.due, each.key) for each in state.owed]
    found += [(each.due, f"{each.branch.act} {each.branch.target}") for each in state.errands if not each.done_at]
    paused = ["paused"] if state.paused_at else []
    found.sort(key=lambda one: (one[0] is None, one[0] and one[0].at, one[1]))
    return [*paused, *(f"{what} {_when(due)}".strip() for due, what in found)]


def _when(due: Due | None) -> str:
    if due is None:
        return ""
    local = due.at.astimezone(LONDON)
    said = f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (23, 59) else f"{local:%Y-%m-%d %H:%M}"
    return f"{said}, {due.stopped.reason.value}" if due.stopped else said


def begins(world: World, model: str, person: str = PERSON) -> Journey:
    """Return a journey that is about to begin: a team here runs the model."""
    a_team(world, runs=(model,))
    return Journey(world, model, world.person(person), world.staff("Lena Osei"))


def goes(world: World, model: str, table: str, person: str = PERSON) -> Journey:
    """Play a drawn journey, and hold all that is owed after each row against what its rows so far say."""
    journey, wanted = begins(world, model, person), list[str]()
    for row in _whole_rows(table):
        at = instant(row["at"])
        journey.does(row["what"], row["answered"], at=at)
        wanted = _wanted(wanted, row["what"], [part.strip() for part in row["then"].split(";") if part.strip()])
        assert sorted(owed(journey.state(at))) == sorted(wanted), f"after {row['what']} at {row['at']}"
    return journey


def _whole_rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a journey; one without a moment goes on with the row above it."""
    found: list[dict[str, str]] = []
    for row in rows(table):
        if row["at"]:
            found.append(row)
        else:
            for name in ("answered", "then"):
                found[-1][name] = "; ".join(filter(None, (found[-1][name], row[name])))
    return found


def _wanted(before: list[str], what: str, new: list[str]) -> list[str]:
    """Return what is owed after a row: what was owed before it without what it did, and what it adds."""
    if any(each.startswith("ended") for each in new):
        return new
    name, _, more = what.partition(" ")
    if name in ("asked", "referred", "agreed", "accepted", "extended", "change"):
        return [*before, *new]
    done = f"{name} {more} ".strip() if name in ("refer", "call") else more if name == "stopped" else name
    gone = (
        "paused"
        if name == "resumed"
        else next(each for each in before if re.match(rf"{re.escape(done)}([. ]|$)", each))
    )
    return [each for each in before if each != gone] + new
