"""Working out what is not there yet: of a new release everything, of an old one what is new in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from joinedup.insight.disclosure import policy_for
from joinedup.insight.engine import Engine
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import files, homes, lists, needs, population, queries, rules
from joinedup.planning.results.models import Rebase
from joinedup.planning.results.rules import By
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound

Progress = Callable[[str, int, int], None]


def refresh(
    release: Release,
    *,
    by: Actor,
    at: datetime,
    engine: str = "duckdb",
    measures: Iterable[Measure] | None = None,
    progress: Progress | None = None,
) -> int:
    """Work out every measure of ``release`` that is not kept beside it, and return how many were.

    A measure whose definition has not changed since is left as it is, so that a new measure costs only itself, and a
    refresh that was stopped goes on where it was. Cost: seconds for a measure of what happened, more for one that
    counts people by criteria month by month. Raises NotAllowed.
    """
    access.require(by, "release.publish")
    asked = None if measures is None else {measure.id for measure in measures}
    owed = [measure for measure in queries.owed(release) if asked is None or measure.id in asked]
    if not owed and population.people_kept(release):
        return 0
    said = progress or (lambda *_: None)
    said("Opening the release", 0, len(owed))
    with releases.open_release(release, engine=engine) as opened:
        _count_people(opened, release)
        for number, (measure, found) in enumerate(queries.worked_out(opened, owed, release), start=1):
            keep(release, measure, found)
            said(measure.title, number, len(owed))
    journal.write("release.refreshed", by=by, at=at, details={"release": release.name, "measures": len(owed)})
    return len(owed)


def _count_people(engine: Engine, release: Release) -> None:
    """Count who is on each list, who lives in each home, and who is on each register, where that is not kept."""
    policy, told = policy_for(release.purpose), release.data_date
    if not (path := population.lists_file(release)).exists():
        lists.write(path, lists.count(engine, data_date=told, policy=policy))
    if not (path := population.residents_file(release)).exists():
        homes.write(path, homes.count(engine, data_date=told, policy=policy))
    if not (path := population.needs_file(release)).exists():
        found = needs.count(
            engine, data_date=told, networks={unit.code: unit.network for unit in population.units(release).values()},
            residents=homes.read(population.residents_file(release)), policy=policy,
        )  # fmt: skip
        needs.write(path, found, day=homes.last_day(told))


def keep(release: Release, measure: Measure, found: dict[By, list[Figure]]) -> None:
    """Write a measure's figures beside its release, and those figures as they may be shown."""
    policy = policy_for(release.purpose, feeds=measure.every_feed)
    files.write(queries.file_of(release, measure), found)
    files.write_shown(queries.file_of(release, measure, shown=True), rules.may_be_shown(measure, found, policy=policy))


def rebase(*, measure: Measure, month: date, reason: str, by: Actor, at: datetime) -> Rebase:
    """Start the limits of a measure's chart again from ``month``, because someone knows why the figure changed.

    Raises NotAllowed, BadInput for a day that begins no month or no reason, CannotProceed where that month was chosen.
    """
    access.require(by, "measure.rebase")
    if month.day != 1:
        raise BadInput("Limits start again from the first day of a month.", now="Choose a month of the chart.")
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Say what changed in that month.")
    try:
        with transaction.atomic():
            made = Rebase.objects.create(
                measure=measure.id, month=month, reason=reason.strip()[:200], decided_at=at, decided_by=by.account_id
            )
    except IntegrityError:
        raise CannotProceed(
            f"The limits start again from {month:%B} {month.year} already.", now="Choose another month, or undo that."
        ) from None
    journal.write("measure.rebased", by=by, at=at, reason=made.reason, details=_told(made))
    return made


@transaction.atomic
def undo_rebase(rebase_id: int, *, by: Actor, at: datetime) -> Rebase:
    """Take a re-basing back: it stays on record as undone. Raises NotAllowed, and NotFound where it holds no more."""
    access.require(by, "measure.rebase")
    made = Rebase.objects.select_for_update().filter(pk=rebase_id, undone_at=None).first()
    if made is None:
        raise NotFound("There is no such re-basing.", now="Go back to the measure: it may have been undone already.")
    made.undone_at = at
    made.save(update_fields=["undone_at"])
    journal.write("measure.rebase_undone", by=by, at=at, details=_told(made))
    return made


def _told(made: Rebase) -> dict[str, str]:
    return {"measure": made.measure, "month": f"{made.month:%Y-%m}"}
