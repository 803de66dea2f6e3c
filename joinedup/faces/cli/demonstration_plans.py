"""Plans of a few people of the demonstration place: one whole and agreed, one out of date, one that a crew used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.record.sharing.gate import Opened

DAY = timedelta(days=1)
MOST_LOOKED_AT, MOST_READ = 300, 30
REASON = "Direct care: writing the plan with them"
NAMESPACE = UUID("5d3c1c5e-0a5f-4f0e-9f43-6f1f0b6a2b11")


def write_plans(*, at: datetime, but: Collection[int]) -> list[dict[str, Any]]:
    """Write three plans in the names of those who would, for people in the care of ``gp``; again does nothing.

    Return those worth opening for them, as ``{person, name, see}``.
    """
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.work.plans.models import Plan  # noqa: PLC0415

    if Plan.objects.filter(role="gp").exists():
        return []
    by = {name: actor_named(name, at=at) for name in ("gp", "nurse", "community", "linkworker", "paramedic")}
    chosen = []
    told = (
        (_whole, "A whole plan, agreed: what to know now fits one screen of a phone"),
        (_out_of_date, "A plan that is out of date in one part, and that two people wrote at once in another"),
        (_used, "A plan that a crew used in the night: its words wait for an answer"),
    )
    for opened, (write, see) in zip(_people(by["gp"], at, but), told, strict=False):
        write(_Writer(opened.person_id, by, at))
        known = opened.demographics
        name = f"{known.given_names} {known.family_name}"
        chosen.append({"person": opened.person_id, "name": name, "see": [see]})
    return chosen


def _people(by: Actor, at: datetime, but: Collection[int]) -> list[Opened]:
    """Return people of whom an end-of-life register tells, and older people, in the care of ``by``."""
    from joinedup.record.entries.facts import people_told_of_in  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415
    from joinedup.record.sharing.relationships.queries import relations_to  # noqa: PLC0415

    told = [*people_told_of_in("end_of_life", MOST_LOOKED_AT), *people_told_of_in("community_contact", MOST_LOOKED_AT)]
    people = [person for person in dict.fromkeys(told) if person not in but]
    related = relations_to(people, by=by, at=at)
    found = [open_person(person, by=by, reason=REASON, at=at) for person in people if person in related]
    alive = [one for one in found if not (one.demographics.death_date or one.demographics.sensitive)][:MOST_READ]
    # The first plan says what the record says too; the others are of those who are oldest.
    return sorted(alive, key=lambda one: (_rank(one), one.demographics.birth_date or at.date()))


def _rank(one: Opened) -> int:
    """Return 0 where the record tells of a decision not to attempt resuscitation, 1 where of none, 2 where to."""
    from joinedup.record.entries.queries import record_of  # noqa: PLC0415
    from joinedup.work.plans.urgent import NOT_FOR, SNOMED  # noqa: PLC0415

    told = {SNOMED[row.code] for line in record_of(one).lines for row in line.sources if row.code in SNOMED}
    return 0 if told == {NOT_FOR} else 2 if told else 1


class _Writer:
    """Writes the parts of one person's plan, as of days before now."""

    def __init__(self, person: int, by: dict[str, Actor], at: datetime) -> None:
        self.person, self.by, self.at = person, by, at
        self._number = 0

    def add(self, kind: str, days: int, *, by: str = "gp", under: int | None = None, **answers: str) -> int:
        """Add a part so many days ago; return its number."""
        from joinedup.work.plans import actions  # noqa: PLC0415

        self._number += 1
        key = uuid5(NAMESPACE, f"{self.person}-{self._number}")
        version = actions.add(self.person, kind, answers, key=key, under=under, by=self.by[by], at=self.at - days * DAY)
        return version.part_id

    def change(self, part: int, days: int, *, by: str, based_on: int, **answers: str) -> None:
        """Write the next version of a part."""
        from joinedup.work.plans import actions  # noqa: PLC0415

        actions.write(part, answers, based_on=based_on, by=self.by[by], at=self.at - days * DAY)

    def agreed(self, days: int) -> None:
        """Have the person agree the plan."""
        from joinedup.record.sharing.choices.rules import How  # noqa: PLC0415
        from joinedup.work.plans import actions  # noqa: PLC0415

        then = self.at - days * DAY
        actions.agree(self.person, agreed_at=then, how=How.IN_PERSON, by=self.by["gp"], at=then)

    def on(self, days: int) -> str:
        """Return the day so many days from now, as a form has it."""
        return (self.at + days * DAY).date().isoformat()


def _whole(plan: _Writer) -> None:
    plan.add("matters", 40, words="My garden, my cat, and Saturdays with Judith. I want to stay in my own home.")
    plan.add("communicate", 40, words="I hear better on my left side. Face me, and give me time.", by="nurse")
    plan.add("do_and_dont", 40, words="Please use my first name. Please do not talk over me to Judith.", by="nurse")
    plan.add("wellness", 40, words="On a good day I walk to the gate with my frame and do the crossword.", by="nurse")
    plan.add(
        "resuscitation", 30, decision="not_for", decided_on=plan.on(-30), clinician="Dr Amara Okafor",
        clinician_role="GP", involved="With them and their daughter Judith, at home", review_on=plan.on(335),
        original="Yellow folder, kitchen drawer", words="Treat infections at home if that is possible",
    )  # fmt: skip
    plan.add(
        "contingency", 30, trigger="If I fall", who="Judith Warrender", role="Daughter", contact="07700 900123",
        what="Help me up with the cushion in the hall. If I am not hurt, I want to stay at home.",
        signs="I hold on to furniture", review_on=plan.on(200),
    )  # fmt: skip
    plan.add(
        "contingency", 30, trigger="If I am breathless", by="community", who="Urgent community response",
        contact="01632 960200", what="Sit me up, open the window, use the spray by the bed. Then call the nurses.",
    )  # fmt: skip
    plan.add("contact", 30, name="Judith Warrender", relationship="Daughter", contact="07700 900123", first="yes")
    plan.add(
        "professional", 30, name="Joan Whitlock", role="Community nurse", key_worker="yes", contact="01632 960201",
        hours="8 to 8, every day", by="community",
    )  # fmt: skip
    plan.add("place", 30, care="At home", death="At home")
    plan.add("medicines_ready", 20, words="Box of injections for the last days", where="Bedroom wardrobe, top shelf")
    plan.add("strength", 20, words="I have grown prize leeks for thirty years", by="linkworker")
    need = plan.add("need", 20, words="I fall when I turn round, and I have stopped going out", by="linkworker")
    goal = plan.add(
        "goal", 20, words="I want to walk to the allotment by myself again", importance="9", confidence="6",
        status="going", under=need, by="linkworker",
    )  # fmt: skip
    plan.add(
        "action", 20, words="Twelve weeks of strength and balance classes", owner="team:neighbourhood", status="doing",
        due=plan.on(40), under=goal, by="linkworker",
    )  # fmt: skip
    plan.add(
        "action", 20, words="Judith brings the frame’s ferrules", owner="another", who="Judith", status="done",
        under=goal, by="linkworker",
    )  # fmt: skip
    plan.add("review", 20, review_on=plan.on(150), reviewer="Joan Whitlock", reviewer_role="Community nurse")
    plan.agreed(19)


def _out_of_date(plan: _Writer) -> None:
    matters = plan.add("matters", 500, words="Going to chapel, and my grandchildren")
    plan.change(matters, 12, by="nurse", based_on=1, words="Going to chapel on Sundays, and my grandchildren")
    plan.change(matters, 12, by="linkworker", based_on=1, words="My grandchildren. Chapel when there is a lift.")
    plan.add(
        "resuscitation", 400, decision="for", decided_on=plan.on(-400), clinician="Dr Amara Okafor",
        clinician_role="GP", review_on=plan.on(-35), original="At the surgery only",
    )  # fmt: skip
    plan.add("contingency", 400, trigger="If I am confused", what="Check my water. Call my son.", who="Emyr",
             role="Son", contact="07700 900456", review_on=plan.on(-90))  # fmt: skip
    plan.add("contact", 400, name="Emyr", relationship="Son", contact="07700 900456", first="yes")


def _used(plan: _Writer) -> None:
    from joinedup.work.plans import actions  # noqa: PLC0415

    plan.add("matters", 60, words="Peace and quiet, my radio, and not being fussed over", by="community")
    part = plan.add(
        "contingency", 60, trigger="If I cannot catch my breath", by="community",
        what="Nebuliser in the front room, then call the nurses", who="Community nurses", contact="01632 960201",
    )  # fmt: skip
    plan.agreed(59)
    actions.tell(
        plan.person, happened="Called at 02:10, breathless. Settled with the nebuliser, stayed at home.",
        wrong="The nebuliser is in the bedroom now, and the nurses’ number rang out.", part_id=part,
        key=uuid5(NAMESPACE, f"{plan.person}-told"), by=plan.by["paramedic"], at=plan.at - timedelta(hours=6),
    )  # fmt: skip
