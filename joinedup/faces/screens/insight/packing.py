"""What packs of every page of Insight share: where they are from, what each measure is, and how they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.http import HttpResponse

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.components.packs import Origin, Pack, Part, pdf_of, spreadsheet_of
from joinedup.faces.screens.insight import words
from joinedup.faces.screens.posts import StaffRequest
from joinedup.insight.criteria import understood
from joinedup.insight.disclosure import policy_for
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.support import in_words
from joinedup.planning.releases.models import Release
from joinedup.planning.releases.queries import use_of
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.words.basics.errors import NotFound


def what_counts(measure: Measure) -> str:
    """Return what a measure counts, as its definition says it."""
    if measure.of_people:
        among = f", of people {understood(measure.who)}" if measure.who else ""
        return f"People on a list of the place on the last day: {understood(measure.holds)}{among}."
    met = f"; met where {measure.met}" if measure.met else ""
    return f"Each {measure.each} where {measure.counts}, {measure.dating}; each adds {measure.adds}{met}."


def among_whom(measure: Measure) -> str:
    """Return among whom a measure counts."""
    return f"People of {measure.aged}" if measure.aged else "Everyone on a list of the place’s practices"


# Each format by the ending of its file: what makes it, and what browsers call it.
FORMATS = {
    "pdf": (pdf_of, "application/pdf"),
    "xlsx": (spreadsheet_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
DEFINITIONS = Table(
    "definitions",
    "What each measure is, and where it is from",
    (
        Column("Measure", lambda m: m.title),
        Column("Question", lambda m: m.question, on_page=False),
        Column("What it is", lambda m: f"{m.question} {what_counts(m)}", in_file=False),
        Column("What counts", what_counts, on_page=False),
        Column("Among whom", among_whom, on_page=False),
        Column("Unit", lambda m: m.unit),
        Column("Which way is better", lambda m: words.BETTER_WHEN[m.good], on_page=False),
        Column("Source", lambda m: m.source),
        Column("Version", lambda m: m.version, on_page=False),
        Column("Feeds it needs", lambda m: in_words(m.told_by), on_page=False),
        Column("Note", lambda m: m.note, on_page=False),
        Column("Name", lambda m: m.id, on_page=False),
    ),
)


def origin(release: Release, measures: Sequence[Measure] = ()) -> Origin:
    """Return where a pack is from; ``measures`` are those whose policies on small numbers hold in it."""
    policies = {policy_for(release.purpose, feeds=measure.every_feed) for measure in measures}
    told = sorted(policies or {policy_for(release.purpose)}, key=lambda policy: -policy.largest_small)
    hidden = " ".join(
        f"By the policy of {policy.name}, counts of {policy.small} are not shown and others are to the nearest "
        f"{policy.round_to}, with all that is worked out from them." for policy in told
    )  # fmt: skip
    return Origin(
        release.name, release.manifest_hash, release.data_date, str(release.get_purpose_display()),
        f"{hidden} What could give a hidden count away is not shown either.",
    )  # fmt: skip


def definitions(measures: Iterable[Measure]) -> Part:
    """Return the part that says what each measure is."""
    return Part(DEFINITIONS.caption, tables=((DEFINITIONS, list(measures)),))


def send(request: StaffRequest, pack: Pack, ending: str) -> HttpResponse:
    """Return a pack as a file (pdf or xlsx), and write in the journal who took it.

    Raises NotFound for another ending, CannotProceed where no sharing agreement lets it leave.
    """
    if ending not in FORMATS:
        raise NotFound("There is no such file.", now="Go back to the page and choose one there.")
    made = FORMATS[ending][0](pack)
    name = f"{pack.name}.{ending}"
    with transaction.atomic():
        under = agreements.let_leave(
            "pack", name, purpose=use_of(pack.origin.release), by=request.actor, at=request.at
        )  # fmt: skip
        told = {"file": name, "release": pack.origin.release, "agreements": list(under)}
        journal.write("pack.downloaded", by=request.actor, at=request.at, details=told)
    return sent(made, name)


def sent(made: bytes, name: str) -> HttpResponse:
    """Return a file by its name, as a download."""
    kind = FORMATS[name.rpartition(".")[2]][1]
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def named(chart: Chart, name: str) -> Chart:
    """Return a chart whose numbers have a name of their own: a pack holds several that a page shows one at a time."""
    table = replace(chart.table, name=name, caption=chart.subtitle)
    return replace(chart, name=name, table=table)
