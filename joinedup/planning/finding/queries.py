"""Whom a model of care finds now: of those to whom the one who asks has a relationship, and not yet on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from joinedup.insight.criteria import facts_of, holding, told
from joinedup.insight.engine import Engine
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.queries import only_related
from joinedup.record.sharing.sensitivity import FULL
from joinedup.record.store.pages import Page, page_within
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from joinedup.words.criteria import Expression, Line, decide
from joinedup.words.models_of_care import ModelOfCare

SIZE = 25
AT_ONCE = 500
"""How many people a file's reasons are worked out for at a time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the model's criteria, as it is for one person: whether it holds, since when, and who told us.

    ``holds`` is None where nobody here tells of it. ``feeds`` are the feeds whose rows say so.
    """

    english: str
    holds: bool | None
    on: date | None = None
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One person whom the model finds, and why."""

    person: Demographics
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of those who are found, in the order of their names; ``release`` is the one that says so."""

    people: Page[Found]
    release: Release


def found(
    model: ModelOfCare, *, by: Actor, at: datetime, reason: str, besides: Collection[int] = (), number: int = 1
) -> FoundPage:
    """Return one page of those whom ``model`` finds, of the people to whom ``by`` has a relationship on record.

    ``besides``: people who are on the model already, and are left out. Each listing is in the journal with those whom
    it showed. Raises NotAllowed (journaled), BadInput without a reason, CannotProceed where the model is not about
    people or where nothing was published for care.
    """
    release, who = _required(model, by=by, at=at, reason=reason)
    with releases.open_release(release) as engine:
        page = page_within(_named(engine, who, release, by=by, at=at, besides=besides), number=number, size=SIZE)
        shown = _shown(engine, who, page.items, on=release.data_date, whole=by.role in FULL)
    _wrote(model, release, page.items, by=by, at=at, reason=reason)
    return FoundPage(Page(shown, page.number, page.total, page.size), release)


def every_found(
    model: ModelOfCare, *, by: Actor, at: datetime, reason: str, besides: Collection[int] = ()
) -> Iterator[Found]:
    """Yield all of the same, ``AT_ONCE`` at a time, so that memory does not grow with the list."""
    release, who = _required(model, by=by, at=at, reason=reason)
    with releases.open_release(release) as engine:
        people = _named(engine, who, release, by=by, at=at, besides=besides)
        _wrote(model, release, people, by=by, at=at, reason=reason)
        for start in range(0, len(people), AT_ONCE):
            some = people[start : start + AT_ONCE]
            yield from _shown(engine, who, some, on=release.data_date, whole=by.role in FULL)


def found_among(model: ModelOfCare, people: Collection[int], *, by: Actor, at: datetime, reason: str) -> list[Found]:
    """Return those of ``people`` whom ``model`` finds, with reasons: who was chosen may not be found any more."""
    release, who = _required(model, by=by, at=at, reason=reason)
    with releases.open_release(release) as engine:
        still = [person for person in _named(engine, who, release, by=by, at=at, besides=()) if person in people]
        shown = _shown(engine, who, still, on=release.data_date, whole=by.role in FULL)
    _wrote(model, release, still, by=by, at=at, reason=reason)
    return shown


def why(model: ModelOfCare, person_id: int, *, whole: bool) -> tuple[bool | None, tuple[Reason, ...], Release | None]:
    """Return whether ``model`` finds a person whose record is open, line by line, and the release that says so.

    The release is None where nothing was published for care, or where it does not hold them yet.
    """
    release = releases.latest(Release.Purpose.CARE)
    if release is None or model.who is None:
        return None, (), None
    with releases.open_release(release) as engine:
        facts = facts_of(engine, [str(person_id)])[str(person_id)]
    if "person" not in facts.rows:
        return None, (), None
    decision = decide(model.who, facts, release.data_date)
    return decision.holds, tuple(_reason(line, whole=whole) for line in decision.lines), release


def _required(model: ModelOfCare, *, by: Actor, at: datetime, reason: str) -> tuple[Release, Expression]:
    answer = access.may(by, "care.find")
    if not answer.allowed:
        with transaction.atomic():
            journal.write(
                "care.found", by=by, at=at, reason=answer.because, outcome=Outcome.REFUSED, details={"model": model.id}
            )
        raise NotAllowed(answer.because, now="If you care for these people in another post, choose that post.")
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Say for what these people are looked for.")
    if model.who is None:
        raise CannotProceed("This model is not about people, so it finds none.", now="Choose another model of care.")
    release = releases.latest(Release.Purpose.CARE)
    if release is None:
        raise CannotProceed(
            "Nothing has been published for care yet, so nobody can be found.", now="Ask a data steward to publish."
        )
    return release, model.who


def _named(
    engine: Engine, who: Expression, release: Release, *, by: Actor, at: datetime, besides: Collection[int]
) -> list[int]:
    """Return whom the release finds, of the living people of ``by``, in the order of their names."""
    rows = engine.rows(holding(who, on=release.data_date, told=told(engine)))
    chosen = {int(row["person_key"]) for row in rows} - set(besides)
    theirs = only_related(Demographics.objects.filter(death_date=None), by=by, at=at)
    named = theirs.order_by("family_key", "given_key", "pk").values_list("pk", flat=True)
    return [person for person in named if person in chosen]


def _shown(engine: Engine, who: Expression, people: Sequence[int], *, on: date, whole: bool) -> list[Found]:
    facts = facts_of(engine, [str(person) for person in people])
    particulars = Demographics.objects.in_bulk(list(people))
    return [
        Found(
            particulars[person],
            tuple(_reason(line, whole=whole) for line in decide(who, facts[str(person)], on).lines),
        )
        for person in people
    ]


def _reason(line: Line, *, whole: bool) -> Reason:
    """Return a line as it may be told: on which day something happened only to those who read the whole record."""
    feeds = tuple(dict.fromkeys(each.feed for each in line.answer.evidence if each.feed))
    return Reason(line.english, line.answer.holds, line.answer.on if whole else None, feeds)


def _wrote(
    model: ModelOfCare, release: Release, people: Sequence[int], *, by: Actor, at: datetime, reason: str
) -> None:
    journal.write(
        "care.found", by=by, at=at, reason=reason.strip(),
        details={"model": model.id, "version": model.version, "release": release.name, "people": list(people)},
    )  # fmt: skip
