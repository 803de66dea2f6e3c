"""Reading a plan: only with the ``Opened`` that the gate gave, in a fixed number of queries.

Whoever was found to be the same person had a plan of their own: both are read as one, the newest part first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Q

from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.models import Team
from joinedup.record.access.queries import account_names, organisation_names
from joinedup.record.entries.queries import reader_of
from joinedup.record.linkage.queries import people_who_became, person_now
from joinedup.record.people.models import Demographics
from joinedup.record.people.rules import names_for_sources
from joinedup.record.sharing.choices.queries import choices_of
from joinedup.record.sharing.choices.rules import COUNTED, Choices, KeptFor
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import Reader
from joinedup.words.basics.errors import NotFound
from joinedup.work.plans.kinds import PartKind, kinds
from joinedup.work.plans.models import Agreed, Part, PartVersion, Plan
from joinedup.work.plans.rules import ANOTHER, ME, THE_PERSON, Standing, Version, standing
from joinedup.work.plans.sight import version_kept

_COLUMNS = (
    "part_id", "part__kind", "part__plan_id", "part__under_id", "number", "based_on", "beside", "content", "ended",
    "why", "for_person", "for_proxy", "written_at", "written_by_id", "written_by__full_name", "role", "organisation",
    "team",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartNow:
    """A part as it stands: of which kind, what it says now, and every version that its reader may see."""

    id: int
    kind: PartKind
    plan_id: int
    under: int | None
    standing: Standing
    versions: tuple[Version, ...]

    @property
    def now(self) -> Version:
        """Return the version that stands."""
        return self.standing.now

    @property
    def written_at(self) -> datetime:
        """Return when it was last written."""
        return self.standing.all[-1].written_at

    def says(self, name: str) -> Any:
        """Return one answer of the version that stands; an empty text where there is none."""
        return self.now.content.get(name, "")


@dataclass(frozen=True)
class PlanNow:
    """Everything of a person's plan that its reader may see at ``at``. Empty where no plan was started."""

    person_id: int
    at: datetime
    started: tuple[Plan, ...]
    parts: tuple[PartNow, ...]
    agreed: tuple[Agreed, ...]
    kept: Mapping[KeptFor, int]
    organisations: Mapping[str, str] = field(repr=False)
    """The names of organisations by their codes, as they may be shown of this person."""

    @cached_property
    def current(self) -> tuple[PartNow, ...]:
        """Return the parts that hold, the newest first."""
        return tuple(part for part in self.parts if not part.standing.ended)

    @cached_property
    def over(self) -> tuple[PartNow, ...]:
        """Return the parts that hold no more."""
        return tuple(part for part in self.parts if part.standing.ended)

    def of(self, *names: str) -> tuple[PartNow, ...]:
        """Return the parts of these kinds that hold, the newest first."""
        return tuple(part for part in self.current if part.kind.id in names)

    def part(self, part_id: int) -> PartNow:
        """Return one part. Raises NotFound where it is none of this person's, or not for its reader."""
        found = next((part for part in self.parts if part.id == part_id), None)
        if found is None:
            raise NotFound("There is no such part in this plan.", now="Go back to the plan.")
        return found

    @property
    def last_written(self) -> datetime | None:
        """Return when anything of it was last written."""
        return max((part.written_at for part in self.parts), default=None)

    @property
    def agreement(self) -> Agreed | None:
        """Return the last that the person, or who speaks for them, said of the whole plan."""
        return max(self.agreed, key=lambda each: (each.agreed_at, each.pk), default=None)

    @property
    def since_agreed(self) -> tuple[PartNow, ...]:
        """Return the parts that were written or ended after it was last agreed."""
        agreed = self.agreement
        return tuple(part for part in self.parts if agreed and part.written_at > agreed.agreed_at)

    def who(self, version: Version) -> str:
        """Return who wrote a version, for staff: their name, role and organisation."""
        return who_wrote(version.name, version.role, version.organisation, self.organisations)


def who_wrote(name: str, role: str, organisation: str, organisations: Mapping[str, str]) -> str:
    """Return someone of the staff in words; of a person whose place is hidden, not where they work."""
    place = organisations.get(organisation, "")
    return ", ".join(filter(None, (name, role_title(role) if role else "", place)))


def plan_of(opened: Opened, *, as_at: datetime | None = None, shown_to: Sequence[Reader] = ()) -> PlanNow:
    """Return the plan of the person opened, as who opened it may see it; with ``shown_to`` as all of those may.

    With ``as_at`` it is what was written by then; what the person chose counts as it is now.

    Cost: six queries, however long the plan.
    """
    readers = tuple(shown_to) or (reader_of(opened),)
    plans = plans_of(opened.person_id)
    ids = [plan.pk for plan in plans]
    choices = choices_of(opened.person_id, opened.at)
    at = as_at or opened.at
    parts, kept = _parts(ids, readers, choices, as_at)
    known = Q(recorded_at__lte=as_at) if as_at else Q()
    said = Agreed.objects.filter(known, plan_id__in=ids).select_related("recorded_by")
    agreed = said.order_by("-agreed_at", "-pk")
    codes = {version.organisation for part in parts for version in part.versions}
    names = names_for_sources(codes) if opened.demographics.sensitive else organisation_names()
    return PlanNow(opened.person_id, at, tuple(plans), tuple(parts), tuple(agreed), kept, names)


def plans_of(person_id: int) -> list[Plan]:
    """Return the plans that are this person's now, their own first: several where people were found to be one."""
    theirs = Plan.objects.filter(person_id__in=people_who_became(person_id)).annotate(now=person_now("person_id"))
    found = theirs.filter(now=person_id).order_by("-started_at", "-pk")
    return sorted(found, key=lambda plan: plan.person_id != person_id)


def practice_of(person_id: int) -> str:
    """Return the code of the practice with which a person is registered; empty where it is not known."""
    found = Demographics.objects.filter(person_id=person_id).values_list("registered_practice", flat=True).first()
    return found or ""


def _parts(
    plans: Sequence[int], readers: Sequence[Reader], choices: Choices, as_at: datetime | None
) -> tuple[list[PartNow], Mapping[KeptFor, int]]:
    known = Q(written_at__lte=as_at) if as_at else Q()
    written = PartVersion.objects.filter(known, part__plan_id__in=plans)
    rows = written.order_by("part_id", "number").values_list(*_COLUMNS)
    found, counts = [], Counter[KeptFor]()
    for part_id, versions in groupby(rows, key=lambda row: row[0]):
        told = list(versions)
        kind = kinds().get(told[0][1])
        if kind is None:  # a kind that a place's older or newer version knows
            continue
        every = [_version(row) for row in told]
        why = {version.number: _kept(kind, version, readers, choices) for version in every}
        stands = standing(every)
        hidden = next((why[version.number] for version in stands.all if why[version.number]), None)
        if hidden is not None:
            counts[hidden] += 1
            continue
        seen = tuple(version for version in every if why[version.number] is None)
        found.append(PartNow(part_id, kind, told[0][2], told[0][3], stands, seen))
    order = list(kinds())
    found.sort(key=lambda part: (order.index(part.kind.id), -part.written_at.timestamp(), -part.id))
    return found, {reason: counts[reason] for reason in COUNTED if counts[reason]}


def versions_of(parts: Sequence[Part]) -> list[tuple[Part, list[Version]]]:
    """Return each part with all its versions: for what is worked out from them, and shown to nobody. One query."""
    rows = PartVersion.objects.filter(part__in=parts).order_by("part_id", "number").values_list(*_COLUMNS)
    every = {part_id: [_version(row) for row in told] for part_id, told in groupby(rows, key=lambda row: row[0])}
    return [(part, every[part.pk]) for part in parts if part.pk in every]


def _kept(kind: PartKind, version: Version, readers: Sequence[Reader], choices: Choices) -> KeptFor | None:
    return next((why for reader in readers if (why := version_kept(kind, version, reader, choices))), None)


def _version(row: tuple[Any, ...]) -> Version:
    (
        number, based_on, beside, content, ended, why, for_person, for_proxy, written_at, account, name, role,
        organisation, team,
    ) = row[4:]  # fmt: skip
    return Version(
        number, based_on, beside, content, ended, why, for_person, for_proxy, written_at, account, name or "", role,
        organisation, team,
    )  # fmt: skip


def owners(by: Actor, *, at: datetime) -> dict[str, str]:
    """Return who may be given an action, by id, in words: the person, someone of theirs, who asks, and every team."""
    open_ = Team.objects.filter(Q(closed_on=None) | Q(closed_on__gt=at.date()))
    teams = open_.order_by("name").values_list("code", "name", "organisation__name")
    return {THE_PERSON: "The person themselves", ANOTHER: "Someone of theirs", ME: f"{by.name} (you)"} | {
        f"team:{code}": f"{name}, {organisation}" for code, name, organisation in teams
    }


def owner_names(ids: Iterable[str]) -> dict[str, str]:
    """Return the words for those who do actions, by their ids. Two queries."""
    asked = set(ids)
    codes = [each.removeprefix("team:") for each in asked if each.startswith("team:")]
    accounts = [int(each.removeprefix("account:")) for each in asked if each.startswith("account:")]
    teams = dict(Team.objects.filter(code__in=codes).values_list("code", "name"))
    names = account_names(accounts)
    return (
        {THE_PERSON: "The person themselves", ANOTHER: "Someone of theirs"}
        | {f"team:{code}": teams.get(code, code) for code in codes}
        | {f"account:{pk}": names.get(pk, "Someone who has left") for pk in accounts}
    )
