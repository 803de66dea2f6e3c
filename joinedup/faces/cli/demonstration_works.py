"""The demonstration place at work: teams run the models of the catalogue, with people at every stage of each.

All is done through actions, as of days before now, so that whoever signs in has a day of work before them: something
overdue, something due today, someone waiting, someone whom nobody has yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING
from uuid import uuid4

import click

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.words.models_of_care import ModelOfCare
    from joinedup.work.enrolment.state import StepAt

DAY = timedelta(days=1)
LONGEST_AGO = timedelta(days=70)
FIRST = "neighbourhood-social-prescribing"
# team: who works there (they lead its models in turn, and the next shares the work), and models that are theirs
TEAMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "neighbourhood": (("linkworker", "keyworker", "navigator"), (FIRST,)),
    "urgent-response": (("hub", "community"), ("two-hour-urgent-response",)),
}
FOUND_FOR = "Looking for people for the demonstration"
# What whoever refers someone says, in turn.
WHYS = (
    "Lives alone since the spring, and says the days are long", "Less steady on their feet since the winter",
    "Asked at the last visit for help at home", "Their family is worried, and so are they",
)  # fmt: skip


def work_in_the_place(*, at: datetime) -> int:
    """Have the teams run the models and look after people; return how many came onto one. Again does nothing."""
    from joinedup.insight.models_of_care import catalogue  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.work.enrolment import actions, queries  # noqa: PLC0415

    people = 0
    for turn, (name, loaded) in enumerate(catalogue().items()):
        model = loaded.model
        if model.who is None or queries.running_for(name):
            continue
        team = next((code for code, (_, theirs) in TEAMS.items() if name in theirs), "neighbourhood")
        actions.run(name, team=team, by=SYSTEM, at=at - 80 * DAY)
        people += _Played(model, team, 0 if name == FIRST else turn, at).play()
    return people


class _Played:
    """One model with its team, and people who are found for it, each at a stage of their own."""

    def __init__(self, model: ModelOfCare, team: str, turn: int, at: datetime) -> None:
        from joinedup.record.access.queries import actor_named  # noqa: PLC0415

        workers, _ = TEAMS[team]
        lead, second = workers[turn % len(workers)], workers[(turn + 1) % len(workers)]
        self.model, self.team, self.at = model, team, at
        self.lead: Actor = actor_named(lead, at=at)
        self.second: Actor = actor_named(second, at=at)
        self.people = self._found()
        self.urgent = any(step.due is not None and step.due.urgent for step in model.steps)
        self.why = ""

    def _found(self) -> Iterator[tuple[int, str]]:
        """Give people whom the model finds and their reason, of those to whom the team is related."""
        from joinedup.planning.finding.queries import every_found  # noqa: PLC0415

        for found in every_found(self.model, by=self.lead, at=self.at, reason=FOUND_FOR):
            held = [line.english for line in found.reasons if line.holds]
            if not found.person.sensitive:
                yield found.person.person_id, "; ".join(held)

    def play(self) -> int:
        """Bring people to every stage, as far as there are people; return how many."""
        from django.db import transaction  # noqa: PLC0415

        from joinedup.words.basics.errors import CannotProceed  # noqa: PLC0415

        stages: list[Callable[[int], None]] = [
            self._begun_today, self._overdue, self._due_today, self._seen, self._unallocated, self._waits_to_be_told,
            self._paused, self._declines, self._near_its_limit, self._ended, self._not_reached, self._of_a_colleague,
            self._stopped, self._due_today, self._ended, self._seen, self._overdue_of_a_colleague,
        ]  # fmt: skip
        if self.urgent:
            stages = [self._just_now, self._running_late, self._seen_in_time, self._ended, self._just_now]
        elif self.model.id != FIRST:
            stages = [self._overdue, self._due_today, self._seen, self._waits_to_be_told, self._ended,
                      self._unallocated, self._of_a_colleague]  # fmt: skip
        number = 0
        for stage, (person, _), why in zip(stages, self.people, cycle(WHYS), strict=False):
            self.why = why
            try:
                with transaction.atomic():
                    stage(person)
            except CannotProceed as error:  # a model of the place's own may have a way that is not played here
                click.echo(f"  {self.model.id}: {error.problem}", err=True)
                continue
            number += 1
        self._offer_the_next()
        return number

    # Stages: each takes a person there, on days before now

    def _begun_today(self, person: int) -> None:
        self._accepted(person, self._morning(0))

    def _just_now(self, person: int) -> None:
        self._accepted(person, self.at - timedelta(minutes=40))

    def _running_late(self, person: int) -> None:
        self._accepted(person, self.at - timedelta(minutes=140))

    def _seen_in_time(self, person: int) -> None:
        began = self.at - 3 * DAY
        enrolment = self._accepted(person, began)
        self._work(enrolment, until=began + timedelta(minutes=70))

    def _overdue(self, person: int) -> None:
        self._accepted(person, self._morning(27))

    def _overdue_of_a_colleague(self, person: int) -> None:
        self._accepted(person, self._morning(30), of=self.second)

    def _due_today(self, person: int) -> None:
        self._accepted(person, self._day_from_which_it_is_due_now())

    def _of_a_colleague(self, person: int) -> None:
        self._accepted(person, self._day_from_which_it_is_due_now(), of=self.second)

    def _seen(self, person: int) -> None:
        began = self._morning(32)
        self._work(self._accepted(person, began), until=began + 9 * DAY)

    def _unallocated(self, person: int) -> None:
        self._accepted(person, self._morning(2), of=None)

    def _waits_to_be_told(self, person: int) -> None:
        self._referred(person, self._morning(4))

    def _declines(self, person: int) -> None:
        from joinedup.work.enrolment import actions  # noqa: PLC0415

        actions.decline(self._referred(person, self._morning(20)), why="Has enough company", by=self.lead,
                        at=self._morning(17))  # fmt: skip

    def _paused(self, person: int) -> None:
        from joinedup.work.enrolment import actions  # noqa: PLC0415

        actions.pause(self._accepted(person, self._morning(12)), why="Staying with their son until next week",
                      by=self.lead, at=self._morning(3))  # fmt: skip

    def _near_its_limit(self, person: int) -> None:
        began = self.at - 60 * DAY
        if self.model.ends.limit:
            from joinedup.words.models_of_care import england  # noqa: PLC0415

            long = self.model.ends.limit.later(began, england()) - began
            began = max(self.at - long + 5 * DAY, self.at - LONGEST_AGO)
        self._work(self._accepted(person, began), until=self.at - DAY)

    def _ended(self, person: int) -> None:
        from joinedup.work.enrolment import actions  # noqa: PLC0415

        enrolment = self._accepted(person, self._morning(75))
        self._work(enrolment, until=self.at - 8 * DAY)
        outcomes = [each for each in self.model.ends.outcomes if each not in ("died", "moved_away", "declined")]
        actions.end(enrolment, outcome=(outcomes or ["declined"])[0], why="Said so at the last call", by=self.lead,
                    at=self._morning(6))  # fmt: skip

    def _not_reached(self, person: int) -> None:
        self._tries(self._accepted(person, self._morning(9)), times=2)

    def _stopped(self, person: int) -> None:
        from joinedup.work.enrolment import actions, queries  # noqa: PLC0415

        enrolment = self._accepted(person, self._morning(9))
        self._tries(enrolment, times=3)
        owed = queries.whole(enrolment, by=self.lead, at=self.at).state.owed
        if owed:
            actions.stop_clock(enrolment, owed[0].step, reason="not reached", why="Rung three times, card left",
                               by=self.lead, at=self._morning(1))  # fmt: skip

    # How they get there

    def _referred(self, person: int, at: datetime) -> int:
        from joinedup.work.enrolment import actions, queries  # noqa: PLC0415
        from joinedup.work.enrolment.queries import Filters  # noqa: PLC0415

        routes = [route for route in self.model.how_in.routes if route != "proactive"] or ["other_team"]
        route, form = routes[person % len(routes)], self.model.how_in.form
        if form and self._give(form, person, f"refer:{self.model.id}:{route}", at):
            newest = queries.listed(
                "waiting", by=self.lead, at=at, filters=Filters(model=self.model.id, order="newest")
            )
            if newest.items and newest.items[0].person_id == person:
                return newest.items[0].id
        return actions.refer(self.model.id, person_id=person, route=route, why=self.why, team=self.team, agreed=True,
                             by=self.lead, at=at).pk  # fmt: skip

    def _accepted(self, person: int, at: datetime, of: Actor | str | None = "lead") -> int:
        from joinedup.work.enrolment import actions  # noqa: PLC0415

        holder = self.lead if of == "lead" else of
        gap = timedelta(minutes=5) if self.urgent else DAY
        enrolment = self._referred(person, at - 2 * gap)
        actions.offer(enrolment, by=self.lead, at=at - gap)
        for party in self.model.how_in.agree:
            actions.agree(enrolment, party=party, by=self.lead, at=at)
        account = None if holder is None or isinstance(holder, str) else holder.account_id
        actions.accept(enrolment, key_worker=account, by=self.lead, at=at)
        if not self.urgent:
            self._work(enrolment, until=at, before_acceptance=True)
        return enrolment

    def _work(self, enrolment: int, *, until: datetime, before_acceptance: bool = False) -> None:
        """Do what is due by ``until``, a little before it is due, as far as forms can be answered here."""
        from joinedup.work.enrolment import queries  # noqa: PLC0415

        for _ in range(20):
            whole = queries.whole(enrolment, by=self.lead, at=self.at)
            anchors = ("referred", "offered", "agreed")
            due = [
                step for step in whole.state.owed
                if step.due and (step.due.at - DAY <= until or before_acceptance)
                and (not before_acceptance or any(step.clock.endswith(f"of {anchor}") for anchor in anchors))
            ]  # fmt: skip
            if whole.state.ended_at or not due:
                return
            step = due[0]
            when = max(step.began_at + timedelta(hours=1), (step.due.at if step.due else until) - 2 * DAY)
            if not self._do(enrolment, whole.row.person_id, step, min(when, until)):
                return

    def _do(self, enrolment: int, person: int, step: StepAt, when: datetime) -> bool:
        from joinedup.journeys import care  # noqa: PLC0415

        work = f"enrolment:{enrolment}:{step.step}" + (f":{step.nth}" if step.repeats else "")
        if not all(self._give(form, person, work, when) for form in step.forms):
            return False
        if not step.forms:
            care.do_step(enrolment, step.step, by=self.lead, at=when)
        return True

    def _give(self, form_id: str, person: int, work: str, when: datetime) -> bool:
        """Give a form with made-up answers; False where none can be made up, as for one that is another's."""
        from joinedup.faces.cli.demonstration_answers import answers_for  # noqa: PLC0415
        from joinedup.insight.forms import form_named  # noqa: PLC0415
        from joinedup.journeys.forms import given  # noqa: PLC0415
        from joinedup.record.answers import actions as answers  # noqa: PLC0415
        from joinedup.words.forms import risks  # noqa: PLC0415

        form = form_named(form_id)
        told = answers_for(form, turn=person % 100 + (200 if work.endswith("follow_up") else 0), at=when)
        if told is None:
            return False
        kept = answers.give(
            form, person_id=person, answers={key: list(each) for key, each in told.items()}, happened_at=when,
            key=uuid4(), work=work, by=self.lead, at=when,
            acted={risk.key: {"what": "Stayed with them and called for help"} for risk in risks(form, told)},
        )  # fmt: skip
        given(kept, form=form, by=self.lead, at=when)
        return True

    def _tries(self, enrolment: int, *, times: int) -> None:
        from joinedup.work.enrolment import actions  # noqa: PLC0415

        for day in range(times):
            actions.tried(enrolment, how="phone", by=self.lead, at=self._morning(6 - 2 * day))

    def _offer_the_next(self) -> None:
        """Offer a place to the next few who are found, as a team does with a list where the model has that way in."""
        from joinedup.work.enrolment import actions  # noqa: PLC0415

        found = {person: why for _, (person, why) in zip(range(3), self.people, strict=False)}
        if found and "proactive" in self.model.how_in.routes:
            actions.offer_several(self.model.id, found, team=self.team, by=self.lead, at=self._morning(1))

    def _morning(self, days_ago: int) -> datetime:
        """Return half past nine so many days ago, and for today no later than now."""
        from joinedup.words.basics.moments import LONDON  # noqa: PLC0415

        local = (self.at - days_ago * DAY).astimezone(LONDON)
        return min(local.replace(hour=9, minute=30, second=0, microsecond=0), self.at)

    def _day_from_which_it_is_due_now(self) -> datetime:
        """Return the morning on which someone was accepted whose first step is due today, or on the next day it can."""
        from joinedup.words.models_of_care import dues, england  # noqa: PLC0415

        today = self.at.date()
        near: list[tuple[int, datetime]] = []
        for days in range(1, 60):
            morning = self._morning(days)
            told = {"referred": morning - 2 * DAY, "offered": morning - DAY, "agreed": morning, "accepted": morning}
            found = [due.at.date() for due in dues(self.model, told, england()).values()]
            if found and (ahead := (min(found) - today).days) >= 0:
                near.append((ahead, morning))
        return min(near)[1] if near else self._morning(5)
