"""What a model of care tells of itself without being asked: the page, and its file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.spc import spc_chart
from joinedup.faces.components.charts.statistics import spc_finding, spc_of
from joinedup.faces.components.lists import Column, Table, download
from joinedup.faces.components.model_report import form_title, improved, rows_of, took, within
from joinedup.faces.components.words import upper_first
from joinedup.faces.screens.care.frame import show_model
from joinedup.faces.screens.posts import StaffRequest
from joinedup.insight.models_of_care import known, model_named
from joinedup.insight.statistics import spc
from joinedup.planning.model_reports import queries
from joinedup.planning.model_reports.rules import Report
from joinedup.record.access.rules import OVERSIGHT_ROLES, PLANNING_ROLES
from joinedup.words.basics.moments import LONDON
from joinedup.words.models_of_care.known import title_of


def report(request: StaffRequest, model_id: str) -> HttpResponse:
    """Show how a model goes: who came, what became of them, each step against its clock, scores, the caseload."""
    of = model_named(model_id).model
    told = queries.report(of, by=request.actor, at=request.at)
    return show_model(
        request, "report", of, way="model_report", told=told, at=request.at,
        routes=[(upper_first(title_of("routes", word, known())), count) for word, count in told.routes],
        outcomes=[(upper_first(title_of("outcomes", word, known())), count) for word, count in told.outcomes],
        clocks=[(each, within(each), took(each)) for each in told.clocks],
        changes=[(form_title(each.form), each, improved(each)) for each in told.changes],
        chart=_caseload(told, request), whole_place=request.actor.role in PLANNING_ROLES | OVERSIGHT_ROLES,
        file=reverse("model_report_file", kwargs={"model_id": of.id}),
    )  # fmt: skip


def report_file(request: StaffRequest, model_id: str) -> StreamingHttpResponse:
    """Send the report as a file: a row a figure."""
    of = model_named(model_id).model
    return download(TABLE, rows_of(queries.report(of, by=request.actor, at=request.at)))


def _caseload(told: Report, request: StaffRequest) -> Chart | None:
    """Return the caseload month by month as a control chart; None with fewer than two months."""
    if len(told.caseload) < 2:
        return None
    days, counts = zip(*told.caseload, strict=True)
    found = spc.chart(days, [float(count) for count in counts], good="neither")
    about = About(
        "caseload", spc_finding("The caseload", found), "People on it on the first of each month", "people",
        data_to=request.at.astimezone(LONDON).date(), source="What the team recorded here",
    )  # fmt: skip
    return spc_chart(spc_of(about, found))


TABLE = Table(
    "how-a-model-goes", "How a model of care goes",
    (
        Column("Of", lambda row: row[0]), Column("What", lambda row: row[1]), Column("Figure", lambda row: row[2]),
        Column("Out of", lambda row: row[3]),
    ),
)  # fmt: skip
