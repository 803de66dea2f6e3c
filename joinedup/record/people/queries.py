"""Finding people: two queries, ranked, with the reason in words; every search is in the journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.people.likeness import Known, compare
from joinedup.record.people.models import Demographics, FormerName
from joinedup.record.people.search import Sought, near_dates, parse_search, sought_by
from joinedup.words.basics import names
from joinedup.words.basics.errors import BadInput, NotAllowed
from joinedup.words.basics.given_names import forms_of
from joinedup.words.basics.moments import age_on

LIMIT = 50
"""The most people that one search shows."""
_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Found:
    """Someone who agrees with what was sought, and why. Of a sensitive person no place is ever given."""

    person_id: int
    nhs_number: str
    title: str
    family_name: str
    given_names: str
    birth_date: date | None
    death_date: date | None
    sex: str
    address: str
    postcode: str
    registered_practice: str
    sensitive: bool
    score: int
    because: tuple[str, ...]
    was: str = ""
    """The former family name by which they were found, as a source writes it."""

    @property
    def name(self) -> str:
        """Return the name as the NHS writes it: MARSH, Edna (Mrs)."""
        return names.written_name(self.family_name, self.given_names, self.title)

    def age(self, today: date) -> int | None:
        """Return the age in whole years today, or at death."""
        return age_on(self.birth_date, self.death_date or today) if self.birth_date else None


def particulars_of(of: str, *parts: str) -> dict[str, Subquery]:
    """Return, for a query, the particulars of the person whose id is in column ``of``: names, and other ``parts``."""
    theirs = Demographics.objects.filter(pk=OuterRef(of))
    return {part: Subquery(theirs.values(part)[:1]) for part in ("family_name", "given_names", "title", *parts)}


def called(words: str) -> QuerySet[Demographics, Any]:
    """Return the ids of whoever is called all of ``words``, as to narrow a list: parts of names, or an NHS number.

    It is no search: whoever lists has been allowed to see whom it narrows. The first five words count.
    """
    found = Demographics.objects.all()
    for word in words.split()[:5]:
        found = found.filter(Q(family_name__istartswith=word) | Q(given_names__icontains=word) | Q(nhs_number=word))
    return found.values("pk")


def find(
    *,
    by: Actor,
    at: datetime,
    text: str = "",
    nhs_number: str = "",
    family_name: str = "",
    given_name: str = "",
    birth_date: str = "",
    postcode: str = "",
) -> list[Found]:
    """Return at most ``LIMIT`` people who agree with what is sought, the likeliest first.

    ``text`` is one box (see ``parse_search``); the others are boxes of their own. The journal keeps which parts
    were searched by and whom it showed, never what was typed. Raises NotAllowed, and BadInput where what was
    typed cannot be searched with.
    """
    answer = rules.may(by, "person.find")
    if not answer.allowed:
        journal.write("person.find", by=by, at=at, reason=answer.because, outcome=Outcome.REFUSED)
        raise NotAllowed(answer.because, now="Choose another post, or ask your administrator.")
    sought = (
        parse_search(text)
        if text.strip()
        else sought_by(
            nhs=nhs_number, family_name=family_name, given_name=given_name, birth_date=birth_date, postcode=postcode
        )
    )
    _require_enough(sought)
    found = _ranked(sought)
    journal.write(
        "person.find", by=by, at=at, details={"by": sought.parts, "people": [person.person_id for person in found]}
    )
    return found


def _require_enough(sought: Sought) -> None:
    how = "Type an NHS number, a name with a date of birth, or a postcode."
    if not sought.parts:
        raise BadInput(sought.problem or "There is nothing to search with.", now=how)
    if sought.problem:
        raise BadInput(sought.problem, now="Correct it, or leave it out and search by the rest.")
    if sought.parts == ["name"] and not any(len(name) > 1 for name in sought.families):
        raise BadInput("A family name of at least two letters is needed, or something beside it.", now=how)


def _ranked(sought: Sought) -> list[Found]:
    former = _former_names(sought)
    likely = _likely(sought, former)
    people = Demographics.objects.filter(_candidates(sought, former)).order_by(likely, "pk")[:_CANDIDATES]
    found = [shown for person in people if (shown := _shown(sought, person, former.get(person.person_id, ())))]
    found.sort(key=lambda person: (-person.score, person.family_name, person.given_names, person.person_id))
    return found[:LIMIT]


def _former_names(sought: Sought) -> dict[int, list[str]]:
    """Return whose former family names are like one sought, and which: those whose name is the same come first."""
    if not sought.families:
        return {}
    alike = Q(family_key__in=sought.families) | Q(sound_key__in={names.sound(name) for name in sought.families})
    found = FormerName.objects.filter(alike)
    if sought.born:
        found = found.filter(person__demographics__birth_date__in=_births(sought))
    elif sought.givens:
        found = found.filter(_given(sought, "person__demographics__"))
    same = Case(When(family_key__in=sought.families, then=Value(0)), default=Value(1))
    kept: dict[int, list[str]] = {}
    for person, family in found.order_by(same, "pk").values_list("person_id", "family_name")[:_CANDIDATES]:
        kept.setdefault(person, []).append(family)
    return kept


def _births(sought: Sought) -> set[date]:
    return {*sought.born, *sought.swapped_born, *(day for born in sought.born for day in near_dates(born))}


def _given(sought: Sought, of: str = "") -> Q:
    """Return the condition for a given name like one sought: a form of it, or beginning with it."""
    condition = Q(**{f"{of}given_key__in": {form for name in sought.givens for form in forms_of(name)}})
    for name in sought.givens:
        condition |= Q(**{f"{of}given_key__startswith": name})
    return condition


def _candidates(sought: Sought, former: Collection[int]) -> Q:
    """Return the condition for people worth comparing; each branch begins with an indexed column."""
    condition = Q(pk__in=former)
    if sought.nhs_number:
        condition |= Q(nhs_number=sought.nhs_number)
    families = Q(family_key__in=sought.families) | Q(sound_key__in={names.sound(name) for name in sought.families})
    givens = {form for name in sought.givens for form in forms_of(name)}
    if sought.born:
        condition |= Q(birth_date__in=sought.born)
        if sought.names:
            condition |= Q(birth_date__in=_births(sought)) & (families | Q(given_key__in=givens))
    if sought.postcode:
        # Someone's place is not shown, so neither may it be found out by searching for it.
        condition |= Q(postcode=sought.postcode, sensitive=False)
    if sought.families and not (sought.givens or sought.born):
        condition |= families
    elif sought.families:
        condition |= families & _given(sought) if sought.givens else Q(family_key__in=sought.families)
    return condition


def _likely(sought: Sought, former: Collection[int]) -> Case:
    """Return an order in which the likeliest candidates come first, so that a cut takes the least likely."""
    return Case(
        When(nhs_number=sought.nhs_number or "-", then=Value(0)),
        When(Q(birth_date__in=sought.born) & Q(family_key__in=sought.families), then=Value(1)),
        When(Q(family_key__in=sought.families) & Q(given_key__in=sought.givens), then=Value(2)),
        When(birth_date__in=sought.born, then=Value(3)),
        When(pk__in=list(former), then=Value(4)),
        When(family_key__in=sought.families, then=Value(4)),
        default=Value(5),
    )


def _shown(sought: Sought, person: Demographics, former: Sequence[str]) -> Found | None:
    place = "" if person.sensitive else person.postcode
    agreement = compare(
        sought,
        Known(
            nhs_number=person.nhs_number,
            family_key=person.family_key,
            given_keys=names.parts(person.given_names) or (person.given_key,),
            birth_date=person.birth_date,
            postcode=place,
            former_keys=tuple(names.key(family) for family in former),
        ),
    )
    if agreement is None:
        return None
    return Found(
        person_id=person.person_id,
        nhs_number=person.nhs_number,
        title=person.title,
        family_name=person.family_name,
        given_names=person.given_names,
        birth_date=person.birth_date,
        death_date=person.death_date,
        sex=person.sex,
        address="" if person.sensitive else person.address,
        postcode=place,
        registered_practice="" if person.sensitive else person.registered_practice,
        sensitive=person.sensitive,
        score=agreement.score,
        because=agreement.because,
        was=next((family for family in former if names.key(family) == agreement.was), ""),
    )
