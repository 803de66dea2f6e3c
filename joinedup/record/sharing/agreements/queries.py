"""Reading agreements: as they stand, whether something flows now, what is blocked and by what, and what left."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.sharing.agreements import rules
from joinedup.record.sharing.agreements.models import AgreementEvent, AgreementVersion, Departure, SharingAgreement
from joinedup.record.sharing.agreements.reading import agreement_of
from joinedup.record.sharing.agreements.rules import Flow, FlowAnswer, FlowKind
from joinedup.record.sharing.agreements.terms import EXPORTS, PURPOSES, Agreement, Evidence
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.vocabulary.feeds import Feed, declared

OWN_CARE, PLANNING = "own_care", "planning"


@dataclass(frozen=True, slots=True)
class Off:
    """What does not flow at one instant for one purpose; asked again and again while a page is made."""

    agreements: tuple[Agreement, ...]
    purpose: str
    at: datetime
    required: bool
    project: str
    known: dict[tuple[str, str, str], str]

    @property
    def idle(self) -> bool:
        """Return whether nothing can be off, so that nobody need ask."""
        return not self.required and not self.agreements

    def why_not(self, feed: str, sender: str = "", kind: str = "") -> str:
        """Return why entries of ``kind`` of a feed from ``sender`` are not to be shown; nothing where they are."""
        if (feed, sender, kind) not in self.known:
            answer = flow_answer(
                self, of_feed(feed, sender=sender, part=kind, purpose=self.purpose, project=self.project)
            )
            self.known[feed, sender, kind] = "" if answer.on else answer.because
        return self.known[feed, sender, kind]

    def among(self, flows: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Return those of ``flows`` (feed, sender) that are off."""
        return frozenset(flow for flow in flows if self.why_not(*flow))

    def of_person(self, part: str) -> str:
        """Return why a field group of people's particulars is not to be used; nothing where it is."""
        flow = Flow(FlowKind.PART, name="person", part=part, purpose=self.purpose, project=self.project)
        answer = flow_answer(self, flow)
        return "" if answer.on else answer.because


def flow_answer(off: Off, flow: Flow) -> FlowAnswer:
    """Return the answer for a flow, from agreements that were read already; lists of reference data always flow."""
    feed = feeds().get(flow.name)
    if flow.kind in (FlowKind.FEED, FlowKind.PART) and feed is not None and not feed.identifiable:
        return FlowAnswer(True, "It is about nobody.")
    return rules.flow_is_on(off.agreements, flow, off.at, required=off.required)


def feeds_off(*, at: datetime, purpose: str = OWN_CARE, project: str = "") -> Off:
    """Return what is off at ``at``: ask it about each feed, sender and kind (see ``Off``).

    It knows of what another process wrote within 20 seconds, and of what this one did at once.
    """
    return Off(standing(), purpose, at, required(), project, {})


def flow(asked: Flow, *, at: datetime) -> FlowAnswer:
    """Return whether ``asked`` is on at ``at``, why, and under which agreements."""
    return flow_answer(feeds_off(at=at, purpose=asked.purpose, project=asked.project), asked)


def of_feed(feed: str, *, sender: str = "", part: str = "", purpose: str = "", project: str = "") -> Flow:
    """Return the flow of a feed from a sender, or of the entries of one kind (``part``) in it."""
    declared_as = feeds().get(feed)
    kind = FlowKind.PART if part else FlowKind.FEED
    group = declared_as.group if declared_as else ""
    return Flow(kind, name=feed, group=group, part=part, sender=sender, purpose=purpose, project=project)


def feeds() -> Mapping[str, Feed]:
    """Return every declared feed by name, the place's own among them."""
    return declared(Path(settings.HOME) / "feeds")


def required() -> bool:
    """Return whether this place lets nothing flow without an agreement: ``agreements: required`` in its place.yaml."""
    named = Path(settings.HOME) / "place.yaml"
    try:
        return _required(named, named.stat().st_mtime_ns)
    except FileNotFoundError:
        return False


@lru_cache(maxsize=4)
def _required(named: Path, changed: int) -> bool:
    """Return what the file said at ``changed``. Raises BadInput for a word that is neither of the two."""
    said = (yaml.safe_load(named.read_text(encoding="utf-8")) or {}).get("agreements", "not required")
    if said not in ("required", "not required"):
        raise BadInput(
            "place.yaml says neither that agreements are required nor not.", now="Write agreements: required."
        )
    return bool(said == "required")


def standing() -> tuple[Agreement, ...]:
    """Return every agreement as it stands, by name."""
    # What was read is kept for some seconds, and forgotten at once where this process writes: what another process
    # withdraws stops here within a minute.
    kept = _kept.get(os.fspath(settings.HOME))
    if kept is None or time.monotonic() - kept[0] >= KEPT_FOR:
        kept = (time.monotonic(), _all_as_they_stand())
        _kept[os.fspath(settings.HOME)] = kept
    return kept[1]


def forget() -> None:
    """Forget what was read, since it has changed."""
    _kept.clear()


KEPT_FOR = 20.0  # seconds
_kept: dict[str, tuple[float, tuple[Agreement, ...]]] = {}


def latest_versions() -> QuerySet[AgreementVersion]:
    """Return the latest version of each agreement, by the agreement's name."""
    newest = AgreementVersion.objects.filter(agreement=OuterRef("agreement")).order_by("-number").values("pk")[:1]
    return AgreementVersion.objects.filter(pk=Subquery(newest)).select_related("agreement").order_by("agreement__name")


def _all_as_they_stand() -> tuple[Agreement, ...]:
    """Return every agreement as it stands, in two queries."""
    befell: dict[int, list[AgreementEvent]] = {}
    for event in _valid().order_by("pk"):
        befell.setdefault(event.agreement_id, []).append(event)
    return tuple(_as_it_stands(version, befell.get(version.agreement_id, [])) for version in latest_versions())


def _as_it_stands(version: AgreementVersion, events: list[AgreementEvent]) -> Agreement:
    evidence: dict[str, Evidence] = {}
    lapsed: dict[str, str] = {}
    withdrawn = ""
    for event in events:
        if event.kind == AgreementEvent.Kind.WITHDRAWN:
            withdrawn = event.note
        elif event.kind == AgreementEvent.Kind.LAPSED:
            lapsed[event.condition] = event.note
        else:
            evidence[event.condition] = Evidence(event.note, event.evidence_file, event.met_on, event.expires_on)
            lapsed.pop(event.condition, None)
    return agreement_of(version.terms, evidence=evidence, lapsed=lapsed, withdrawn=withdrawn)


def valid_events(agreement_id: int) -> QuerySet[AgreementEvent]:
    """Return what befell an agreement and was not undone, the first first."""
    return _valid().filter(agreement=agreement_id).order_by("pk")


def _valid() -> QuerySet[AgreementEvent]:
    return AgreementEvent.objects.filter(undone_by=None).exclude(kind=AgreementEvent.Kind.UNDONE)


def agreement(name: str, *, by: Actor) -> Agreement:
    """Return one agreement as it stands. Raises NotAllowed, NotFound."""
    access.require(by, "agreement.see")
    found = next((each for each in standing() if each.name == name), None)
    if found is None:
        raise NotFound("There is no agreement by this name.", now="Look at the list of agreements.")
    return found


def agreements(*, by: Actor) -> tuple[Agreement, ...]:
    """Return every agreement as it stands. Raises NotAllowed."""
    access.require(by, "agreement.see")
    return standing()


def events(name: str, *, by: Actor) -> list[AgreementEvent]:
    """Return all that befell an agreement, the latest first, what was undone among it. Raises NotAllowed."""
    access.require(by, "agreement.see")
    return list(AgreementEvent.objects.filter(agreement__name=name).select_related("undone_by").order_by("-pk"))


def versions(name: str, *, by: Actor) -> list[AgreementVersion]:
    """Return every version of an agreement, the latest first. Raises NotAllowed."""
    access.require(by, "agreement.see")
    return list(AgreementVersion.objects.filter(agreement__name=name).order_by("-number"))


@dataclass(frozen=True, slots=True)
class BlockedFlow:
    """Something that does not flow now: what, for what, and why; ``agreement`` is the first that keeps it, if any."""

    what: str
    purpose: str
    because: str
    agreement: str
    conditions: int


def blocked(*, by: Actor, at: datetime) -> list[BlockedFlow]:
    """Return every flow that is blocked at ``at`` for a purpose of which an agreement speaks: feeds by their group,
    re-identification and exports. Raises NotAllowed.

    Where agreements are required, own care and planning are always spoken of.
    """
    access.require(by, "agreement.see")
    known, asked = standing(), required()
    spoken = {purpose for each in known for purpose in each.purposes} | ({OWN_CARE, PLANNING} if asked else set())
    found = []
    for purpose in (p for p in PURPOSES if p in spoken):
        for what, one in _flows(purpose):
            answer = rules.flow_is_on(known, one, at, required=asked)
            if not answer.on:
                keeps = answer.blocked[0].agreement if answer.blocked else ""
                unmet = sum(bool(each.condition) for each in answer.blocked if each.agreement == keeps)
                found.append(BlockedFlow(what, PURPOSES[purpose], answer.because, keeps, unmet))
    return found


def _flows(purpose: str) -> Iterator[tuple[str, Flow]]:
    """Give every flow that a page can tell of, with what it is called; feeds of a group lie together."""
    for feed in sorted(feeds().values(), key=lambda each: (each.group, each.title)):
        if feed.identifiable and feed.shape != "reference":
            yield f"{feed.group}: {feed.title}", of_feed(feed.name, purpose=purpose)
    if purpose != OWN_CARE:
        yield "Re-identification", Flow(FlowKind.REIDENTIFY, purpose=purpose)
    for name, words in EXPORTS.items():
        if name != "copy" or purpose == OWN_CARE:  # nobody's copy is made for any other purpose
            yield words, Flow(FlowKind.EXPORT, name=name, purpose=purpose)


def left(*, by: Actor, agreement: str = "", page: int = 1, size: int = SIZE) -> Page[Departure]:
    """Return one page of what left under an agreement (any, where none is named), the latest first."""
    return page_of(_departures(by, agreement), number=page, size=size)


def all_that_left(*, by: Actor, agreement: str = "") -> Iterator[Departure]:
    """Return everything of which ``left`` gives a page, one by one."""
    return _departures(by, agreement).iterator()


def _departures(by: Actor, agreement: str) -> QuerySet[Departure]:
    access.require(by, "agreement.see")
    found = Departure.objects.select_related("agreement").order_by("-left_at", "-pk")
    return found.filter(agreement__name=agreement) if agreement else found


def row_of(name: str) -> SharingAgreement:
    """Return the agreement's own row. Raises NotFound."""
    found = SharingAgreement.objects.filter(name=name).first()
    if found is None:
        raise NotFound("There is no agreement by this name.", now="Look at the list of agreements.")
    return found
