"""Writing, marking, withdrawing and following agreements, and letting something leave under them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import queries, rules
from joinedup.record.sharing.agreements.models import (
    AgreementEvent,
    AgreementVersion,
    Departure,
    SharingAgreement,
    Standing,
)
from joinedup.record.sharing.agreements.reading import Read, Terms, read
from joinedup.record.sharing.agreements.rules import Flow, FlowAnswer, FlowKind
from joinedup.record.sharing.agreements.terms import PURPOSES, Evidence
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, Mistake
from joinedup.words.basics.moments import LONDON

LONGEST = 400
_ACTS: Mapping[str, str] = {
    AgreementEvent.Kind.MET: "agreement.met",
    AgreementEvent.Kind.LAPSED: "agreement.lapsed",
    AgreementEvent.Kind.WITHDRAWN: "agreement.withdrawn",
    AgreementEvent.Kind.UNDONE: "agreement.undone",
}


def load_files(*, by: Actor, at: datetime) -> list[str]:
    """Take in the agreements in the place's folder ``agreements``; return the names of those that changed.

    Only files that changed are written, each as a new version. Raises NotAllowed, and ManyMistakes with the mistakes
    of every file at once: then none is taken in.
    """
    access.require(by, "agreement.keep")
    found: dict[str, tuple[Read, Path, str]] = {}
    mistakes: list[Mistake] = []
    for path in _files():
        text = path.read_bytes()
        try:
            said = read(text.decode("utf-8", errors="replace"), file=path.name, feeds=queries.feeds())
        except ManyMistakes as wrong:
            mistakes += wrong.mistakes
            continue
        name = said.terms["name"]
        if name in found:
            mistakes.append(Mistake(f"'{name}' is the agreement of {found[name][1].name} too", file=path.name))
        found[name] = (said, path, hashlib.sha256(text).hexdigest())
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these lines; no agreement was taken in.")
    with transaction.atomic():
        return [name for name, (said, path, sha) in found.items() if _take_in(said, path, sha, by=by, at=at)]


def _take_in(said: Read, path: Path, sha: str, *, by: Actor, at: datetime) -> bool:
    """Write what a file says where it says something new, and return whether it does."""
    name = said.terms["name"]
    row, _ = SharingAgreement.objects.get_or_create(name=name, defaults={"created_at": at})
    last = row.versions.order_by("-number").first()
    changed = last is None or last.terms != said.terms
    if changed:
        _write_version(row, said.terms, file=path.name, sha=sha, by=by, at=at)
    told = {event.condition: event for event in row.events.filter(from_file=True).order_by("pk")}
    for key, evidence in said.evidence.items():
        if key not in told or _evidence_of(told[key]) != evidence:
            _append(row, AgreementEvent.Kind.MET, condition=key, evidence=evidence, from_file=True, by=by, at=at)
            changed = True
    # What stands by the file's word alone falls with it; what the lead marked since does not.
    stands = {event.condition: event for event in queries.valid_events(row.pk)}
    for key, event in told.items():
        if event.kind == AgreementEvent.Kind.MET and key not in said.evidence and stands.get(key) == event:
            gone = Evidence(f"{path.name} no longer says what shows it")
            _append(row, AgreementEvent.Kind.LAPSED, condition=key, evidence=gone, from_file=True, by=by, at=at)
            changed = True
    return changed


def _write_version(row: SharingAgreement, terms: Terms, *, file: str, sha: str, by: Actor, at: datetime) -> None:
    number = row.versions.count() + 1
    AgreementVersion.objects.create(
        agreement=row, number=number, terms=terms, written_at=at, written_by_id=by.account_id, file=file, sha256=sha
    )
    _changed()
    journal.write("agreement.written", by=by, at=at, details={"agreement": row.name, "version": number})


def _evidence_of(event: AgreementEvent) -> Evidence:
    return Evidence(event.note, event.evidence_file, event.met_on, event.expires_on)


@transaction.atomic
def mark_met(
    name: str, condition: str, *, note: str, by: Actor, at: datetime, file: str = "", met_on: date | None = None,
    expires_on: date | None = None,
) -> None:  # fmt: skip
    """Mark a condition met, with its evidence. Raises NotAllowed, NotFound, BadInput without evidence or for days
    that cannot be.
    """
    row = _open(name, condition, by)
    if not note.strip():
        raise BadInput("Nobody said what shows that it is met.", now="Say what the evidence is, and where it lies.")
    today = at.astimezone(LONDON).date()
    if met_on and met_on > today:
        raise BadInput("It cannot have been met on a day to come.", now="Give the day on which it was met.")
    if expires_on and expires_on < (met_on or today):
        raise BadInput("The evidence would have expired before it was met.", now="Give a later day, or none.")
    evidence = Evidence(note.strip()[:LONGEST], file.strip()[:LONGEST], met_on or today, expires_on)
    _append(row, AgreementEvent.Kind.MET, condition=condition, evidence=evidence, by=by, at=at)


@transaction.atomic
def mark_lapsed(name: str, condition: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Mark a condition as met no longer: what flows under it stops. Raises NotAllowed, NotFound, BadInput."""
    row = _open(name, condition, by)
    _append(row, AgreementEvent.Kind.LAPSED, condition=condition, evidence=Evidence(_reason(reason)), by=by, at=at)


@transaction.atomic
def withdraw(name: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw an agreement: what flows under it stops. Raises NotAllowed, NotFound, BadInput, CannotProceed."""
    row = _open(name, "", by)
    if queries.valid_events(row.pk).filter(kind=AgreementEvent.Kind.WITHDRAWN).exists():
        raise CannotProceed("It was withdrawn already.", now="Look at what befell it.")
    _append(row, AgreementEvent.Kind.WITHDRAWN, evidence=Evidence(_reason(reason)), by=by, at=at)


@transaction.atomic
def undo(name: str, event_id: int, *, by: Actor, at: datetime) -> None:
    """Undo what was marked or withdrawn: what stood before stands again. Raises NotAllowed, NotFound, CannotProceed."""
    row = _open(name, "", by)
    event = queries.valid_events(row.pk).filter(pk=event_id).first()
    if event is None:
        raise CannotProceed("This was undone already, or never was.", now="Look at what befell the agreement.")
    done = AgreementEvent.objects.create(
        agreement=row, kind=AgreementEvent.Kind.UNDONE, condition=event.condition, undoes=event, at=at,
        by_id=by.account_id,
    )  # fmt: skip
    _tell(done, by=by, at=at)


def _open(name: str, condition: str, by: Actor) -> SharingAgreement:
    access.require(by, "agreement.keep")
    row = queries.row_of(name)
    [standing] = [each for each in queries.standing() if each.name == name]
    if condition and condition not in {each.key for each in standing.conditions}:
        raise BadInput("The agreement has no such condition.", now="Choose one of its conditions.")
    return SharingAgreement.objects.select_for_update().get(pk=row.pk)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Give the reason; it is kept with the agreement.")
    return reason.strip()[:LONGEST]


def _append(
    row: SharingAgreement, kind: str, *, evidence: Evidence, by: Actor, at: datetime, condition: str = "",
    from_file: bool = False,
) -> None:  # fmt: skip
    event = AgreementEvent.objects.create(
        agreement=row, kind=kind, condition=condition, note=evidence.note, evidence_file=evidence.file,
        met_on=evidence.met_on, expires_on=evidence.expires_on, from_file=from_file, at=at, by_id=by.account_id,
    )  # fmt: skip
    _tell(event, by=by, at=at)


def _tell(event: AgreementEvent, *, by: Actor, at: datetime) -> None:
    details = {"agreement": event.agreement.name, "condition": event.condition, "event": event.pk}
    _changed()
    journal.write(_ACTS[event.kind], by=by, at=at, reason=event.note[:200], details=details)


def _changed() -> None:
    """Let every thread of this process read the agreements anew, now and when this is kept."""
    queries.forget()
    transaction.on_commit(queries.forget)


def follow(*, at: datetime) -> list[str]:
    """Write down which agreements began or ceased to hold since last looked at, and return their names. By the clock.

    What flows is decided by the agreements themselves at each instant; this tells of it, in the journal too.
    """
    changed = []
    ids = dict(SharingAgreement.objects.values_list("name", "pk"))
    for each in queries.standing():
        blocked = rules.blocks(each, at.astimezone(LONDON).date())
        last = Standing.objects.filter(agreement=ids[each.name]).order_by("-pk").first()
        if last is not None and last.holds == (not blocked):
            continue
        with transaction.atomic():
            because = " ".join(one.because for one in blocked)
            Standing.objects.create(agreement_id=ids[each.name], holds=not blocked, because=because, since=at)
            act = "agreement.stopped" if blocked else "agreement.holds"
            journal.write(act, by=SYSTEM, at=at, reason=because[:200], details={"agreement": each.name})
        changed.append(each.name)
    return changed


def look(*, at: datetime) -> None:
    """Take in files that changed and tell what began or ceased to hold. By the clock; a file with mistakes is left.

    Files are read when they change, so that the mistakes of one are told once.
    """
    files = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in _files()}
    try:
        if files != _looked_at:
            try:
                load_files(by=SYSTEM, at=at)
            except ManyMistakes:
                _keep_as_looked_at(files)
                raise
            _keep_as_looked_at(files)  # whatever else stopped us, the files are read again next time
    finally:
        follow(at=at)


def _keep_as_looked_at(files: Mapping[Path, tuple[int, int]]) -> None:
    _looked_at.clear()
    _looked_at.update(files)


_looked_at: dict[Path, tuple[int, int]] = {}


def _files() -> list[Path]:
    return sorted((Path(settings.HOME) / "agreements").glob("*.yaml"))


def let_leave(
    what: str, name: str, *, purpose: str, by: Actor, at: datetime, project: str = "",
    under: tuple[str, ...] | None = None, owed: bool = False,
) -> tuple[str, ...]:  # fmt: skip
    """Let an export leave, written with the agreements that let it, and return their names.

    ``what`` is a word of ``terms.EXPORTS``, ``name`` what it is called (never a person). ``under`` names further
    agreements that it rests on (those of the data in it). ``owed`` is what the law gives whoever asks, such as the
    copy of one's own record: it is never refused. All that leaves is written down, under no agreement where there is
    none. Raises CannotProceed where no agreement lets it.
    """
    answer = may_leave(what, purpose=purpose, at=at, project=project)
    if not answer.on and not owed:
        raise CannotProceed(answer.because, now="Ask your information governance lead what it waits for.")
    names = tuple(dict.fromkeys((*answer.under, *(under or ()))))
    ids: Mapping[str, int] = dict(SharingAgreement.objects.filter(name__in=names).values_list("name", "pk"))
    Departure.objects.bulk_create(
        Departure(
            agreement_id=ids.get(each), what=what, name=name[:200], purpose=purpose, left_at=at, by_id=by.account_id,
            role=by.role, organisation=by.organisation,
        )
        for each in names or ("",)
    )  # fmt: skip
    return names


def may_leave(what: str, *, purpose: str, at: datetime, project: str = "") -> FlowAnswer:
    """Return whether an export may leave at ``at``. Raises ValueError for a purpose that there is not."""
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    return queries.flow(Flow(FlowKind.EXPORT, name=what, purpose=purpose, project=project), at=at)
