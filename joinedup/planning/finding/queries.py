"""Whom a model of care finds now: of those to whom the one who asks has a relationship, and not yet on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from joinedup.insight.criteria import facts_of, holding, told
from joinedup.insight.engine import Engine
from joinedup.planning.finding.rules import as_added_now, may_be_added_to
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk.scored import put_scored
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.queries import only_related
from joinedup.record.sharing.sensitivity import FULL
from joinedup.record.store.pages import Page, page_within
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from joinedup.words.criteria import Expression, Line, PersonFacts, decide
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.additions.queries import Added, added_now, ever_added

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
    """One person whom the model finds, and why; ``added`` is by whom and for what reason, where a clinician did."""

    person: Demographics
    reasons: tuple[Reason, ...]
    added: Added | None = None


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
        asked = _asked(engine, model, who, release)
        page = page_within(_named(asked, by=by, at=at, besides=besides), number=number, size=SIZE)
        shown = _shown(asked, page.items, whole=by.role in FULL)
    _wrote(model, release, page.items, by=by, at=at, reason=reason)
    return FoundPage(Page(shown, page.number, page.total, page.size), release)


def every_found(
    model: ModelOfCare, *, by: Actor, at: datetime, reason: str, besides: Collection[int] = ()
) -> Iterator[Found]:
    """Yield all of the same, ``AT_ONCE`` at a time, so that memory does not grow with the list."""
    release, who = _required(model, by=by, at=at, reason=reason)
    with releases.open_release(release) as engine:
        asked = _asked(engine, model, who, release)
        people = _named(asked, by=by, at=at, besides=besides)
        _wrote(model, release, people, by=by, at=at, reason=reason)
        for start in range(0, len(people), AT_ONCE):
            some = people[start : start + AT_ONCE]
            yield from _shown(asked, some, whole=by.role in FULL)


def found_among(model: ModelOfCare, people: Collection[int], *, by: Actor, at: datetime, reason: str) -> list[Found]:
    """Return those of ``people`` whom ``model`` finds, with reasons: who was chosen may not be found any more."""
    release, who = _required(model, by=by, at=at, reason=reason)
    with releases.open_release(release) as engine:
        asked = _asked(engine, model, who, release)
        still = [person for person in _named(asked, by=by, at=at, besides=()) if person in people]
        shown = _shown(asked, still, whole=by.role in FULL)
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
        facts = _facts(_asked(engine, model, model.who, release), [person_id])[person_id]
    if "person" not in facts.rows:
        return None, (), None
    decision = decide(model.who, facts, release.data_date)
    return decision.holds, tuple(reason_of(line, whole=whole) for line in decision.lines), release


def _required(model: ModelOfCare, *, by: Actor, at: datetime, reason: str) -> tuple[Release, Expression]:
    require(by=by, at=at, reason=reason, details={"model": model.id})
    if model.who is None:
        raise CannotProceed("This model is not about people, so it finds none.", now="Choose another model of care.")
    return newest(), model.who


def require(*, by: Actor, at: datetime, reason: str, details: dict[str, str]) -> None:
    """Let only those look for people whose post does, for a reason. Raises NotAllowed, journaled; BadInput."""
    answer = access.may(by, "care.find")
    if not answer.allowed:
        with transaction.atomic():
            journal.write("care.found", by=by, at=at, reason=answer.because, outcome=Outcome.REFUSED, details=details)
        raise NotAllowed(answer.because, now="If you care for these people in another post, choose that post.")
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Say for what these people are looked for.")


def newest() -> Release:
    """Return the newest release for care. Raises CannotProceed where there is none."""
    release = releases.latest(Release.Purpose.CARE)
    if release is None:
        raise CannotProceed(
            "Nothing has been published for care yet, so nobody can be found.", now="Ask a data steward to publish."
        )
    return release


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of whom: a model's criteria, of a release, on the day of which it tells."""

    engine: Engine
    model: str
    who: Expression
    on: date

    @property
    def adds(self) -> bool:
        """Return whether clinicians may add people to this model."""
        return may_be_added_to(self.who)


def _asked(engine: Engine, model: ModelOfCare, who: Expression, release: Release) -> _Asked:
    put_scored(engine, release, who)
    return _Asked(engine, model.id, who, release.data_date)


def _named(asked: _Asked, *, by: Actor, at: datetime, besides: Collection[int]) -> list[int]:
    """Return whom the release finds, of the living people of ``by``, in the order of their names.

    Of those whom a clinician ever added it is asked afresh: they are added, or not any more, before a release says so.
    """
    rows = asked.engine.rows(holding(asked.who, on=asked.on, told=told(asked.engine)))
    chosen = {int(row["person_key"]) for row in rows}
    if asked.adds:
        afresh = _facts(asked, list(ever_added(asked.model)))
        found = {person for person, facts in afresh.items() if decide(asked.who, facts, asked.on).holds}
        chosen = (chosen - set(afresh)) | found
    chosen -= set(besides)
    return [person for person in living(by=by, at=at) if person in chosen]


def _facts(asked: _Asked, people: Sequence[int]) -> dict[int, PersonFacts]:
    """Return what is known of people: what the release tells, and whom clinicians added as it is now."""
    facts = {int(key): each for key, each in facts_of(asked.engine, [str(person) for person in people]).items()}
    since = ever_added(asked.model) if asked.adds else {}
    return {
        person: as_added_now(each, asked.model, since=since[person], on=asked.on) if person in since else each
        for person, each in facts.items()
    }


def living(*, by: Actor, at: datetime) -> list[int]:
    """Return the living people to whom ``by`` has a relationship on record, in the order of their names."""
    theirs = only_related(Demographics.objects.filter(death_date=None), by=by, at=at)
    return list(theirs.order_by("family_key", "given_key", "pk").values_list("pk", flat=True))


def _shown(asked: _Asked, people: Sequence[int], *, whole: bool) -> list[Found]:
    facts = _facts(asked, people)
    particulars = Demographics.objects.in_bulk(list(people))
    added = added_now(asked.model, people) if asked.adds and whole else {}
    return [
        Found(
            particulars[person],
            tuple(reason_of(line, whole=whole) for line in decide(asked.who, facts[person], asked.on).lines),
            added.get(person),
        )
        for person in people
    ]


def reason_of(line: Line, *, whole: bool) -> Reason:
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
