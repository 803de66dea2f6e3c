"""Working out what is not there yet: of a new release everything, of an old one what is new in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from joinedup.insight.engine import Engine
from joinedup.insight.measures.compute import Figure, compute
from joinedup.insight.measures.definition import Measure, catalogue
from joinedup.insight.measures.support import feeds_in, missing
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import files, rules
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput

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
    refresh that was stopped goes on where it was. Raises NotAllowed.
    """
    access.require(by, "release.publish")
    folder = releases.folder_of(release) / "results"
    feeds = feeds_in(release.manifest)
    owed = [
        measure
        for measure in (measures if measures is not None else catalogue().values())
        if not missing(measure, feeds) and not (folder / rules.name_of(measure)).exists()
    ]
    if not owed:
        return 0
    with releases.open_release(release, engine=engine) as opened:
        for number, measure in enumerate(owed):
            (progress or (lambda *_: None))(f"Working out {measure.title.lower()}", number, len(owed))
            found = {cuts: work_out(opened, measure, cuts, release) for cuts in rules.cuts_of(measure)}
            files.write(folder / rules.name_of(measure), found)
    journal.write("release.refreshed", by=by, at=at, details={"release": release.name, "measures": len(owed)})
    return len(owed)


def work_out(engine: Engine, measure: Measure, cuts: tuple[str, ...], release: Release) -> list[Figure]:
    """Return the figures of one measure in one way of cutting; nothing where its answers are not known yet."""
    period = rules.period_of(cuts, data_date=release.data_date)
    try:
        return compute(engine, measure, period=period, by=cuts, known_to=release.data_date)
    except BadInput:
        return []
