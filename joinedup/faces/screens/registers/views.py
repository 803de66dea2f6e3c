"""Registers for those who care: how many of their own people are on each, who they are, why, and what is due."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.care.found import grouped, words_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.insight.models_of_care import catalogue as models_of_care
from joinedup.insight.registers import Register, catalogue, register
from joinedup.planning.finding import registers as finding
from joinedup.planning.finding.registers import PARTS, Checked, Listed
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.basics.moments import day
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment.queries import services


def registers(request: StaffRequest) -> HttpResponse:
    """List every register with how many of one's own people are on it."""
    try:
        counts, release = finding.counts(by=request.actor, at=request.at)
    except CannotProceed as error:
        return show(request, "registers/registers", rows=(), release=None, why=f"{error.problem} {error.now}")
    rows = [(each, counts[each.id]) for each in catalogue().values()]
    rows.sort(key=lambda row: (row[1] == 0, row[0].title.lower()))
    return show(request, "registers/registers", rows=rows, release=release)


def one(request: StaffRequest, register_id: str) -> HttpResponse:
    """List who of one's own people is on a register, with the reasons line by line and what is due."""
    of, part = register(register_id), request.GET.get("part") or "all"
    found = finding.listed(
        of, models=_running(), by=request.actor, at=request.at, part=part, number=page_asked(request.GET)
    )
    return show(
        request, "registers/register", register=of, found=found, parts=PARTS, part=part,
        people=[(one, grouped(one.reasons), _due(one)) for one in found.people.items], title_of=_title,
        asked_query=partial(query, {"part": part} if part != "all" else {}),
    )  # fmt: skip


def one_file(request: StaffRequest, register_id: str) -> StreamingHttpResponse:
    """Send the same as a file."""
    of, part = register(register_id), request.GET.get("part") or "all"
    people = finding.every(of, models=_running(), by=request.actor, at=request.at, part=part)
    return download(_table(of), people)


def checked_words(check: Checked) -> str:
    """Return one check in words: whether it is done, and when; what nobody tells of is not a no."""
    if check.done:
        return f"{check.title}: done{f' {day(check.on)}' if check.on else ''}"
    return f"{check.title}: due" if check.done is False else f"{check.title}: not known, so due"


def _due(one: Listed) -> list[str]:
    return [checked_words(check) for check in one.checks]


def _running() -> list[ModelOfCare]:
    """Return the models of care that a team here runs now."""
    running = {service.model for service in services()}
    return [each.model for each in models_of_care().values() if each.id in running]


def _title(model: str) -> str:
    loaded = models_of_care().get(model)
    return loaded.model.title if loaded else model


def _titles(models: tuple[str, ...]) -> str:
    return "; ".join(_title(model) for model in models)


def _table(of: Register) -> Table:
    return Table(
        f"register-{of.id}", of.title,
        (
            Column("Name", lambda one: one.person.name),
            Column("Born", lambda one: one.person.birth_date),
            Column("NHS number", lambda one: one.person.nhs_number),
            Column("Why", lambda one: "; ".join(words_of(each) for each in one.reasons if each.holds)),
            Column("Since", lambda one: one.since),
            Column("Plan last reviewed", lambda one: one.reviewed),
            Column("Checks", lambda one: "; ".join(_due(one))),
            Column("On these models of care", lambda one: _titles(one.on)),
            Column("These are for them too", lambda one: _titles(one.eligible)),
        ),
    )  # fmt: skip
