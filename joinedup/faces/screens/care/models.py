"""The models of care of this place, one of them read aloud, and the people whom it finds."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download, page_asked, query
from joinedup.faces.components.words import many
from joinedup.faces.screens.care.found import file_of, shown_of, why_of
from joinedup.faces.screens.care.frame import show_model
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.insight.models_of_care import catalogue, known, model_named
from joinedup.planning.finding import queries as finding
from joinedup.record.access.queries import organisation_names, senders_of
from joinedup.record.access.rules import may
from joinedup.words.models_of_care import ModelOfCare, read_aloud
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.models import Service


def models(request: StaffRequest) -> HttpResponse:
    """List the models of care, with the teams that run each and how many people one's own teams have on it."""
    teams: defaultdict[str, list[str]] = defaultdict(list)
    for service in queries.services():
        teams[service.model].append(service.team.name)
    ours = _on_it(request)
    rows = [{"model": each.model, "teams": teams[each.id], "on_it": ours.get(each.id)} for each in catalogue().values()]
    rows.sort(key=lambda row: (not row["teams"], row["on_it"] is None))
    return show(request, "care/models", models=rows, said=heard(request))


def model(request: StaffRequest, model_id: str) -> HttpResponse:
    """Read one model of care aloud: whom it is for, what is done by whom and when, what is counted."""
    loaded = model_named(model_id)
    aloud = read_aloud(loaded.model, known())
    return show_model(
        request, "model", loaded.model, way="model_of_care", loaded=loaded, aloud=aloud,
        services=queries.running_for(loaded.id),
    )  # fmt: skip


def found(request: StaffRequest, model_id: str) -> HttpResponse:
    """List whom the model finds and who is not on it yet, with the reasons, to be offered it."""
    of = model_named(model_id).model
    page = finding.found(
        of, by=request.actor, at=request.at, reason=_reason(of), besides=queries.people_on(of.id),
        number=page_asked(request.GET),
    )  # fmt: skip
    services = _services(request, of)
    return show_model(
        request, "found", of, way="model_found", found=page, people=[shown_of(one) for one in page.people.items],
        practices=organisation_names(), services=services, asked_query=partial(query, {}),
        may_offer=bool(services) and may(request.actor, "care.refer").allowed,
    )  # fmt: skip


def found_file(request: StaffRequest, model_id: str) -> StreamingHttpResponse:
    """Send all of those whom the model finds as a file."""
    of = model_named(model_id).model
    people = finding.every_found(
        of, by=request.actor, at=request.at, reason=_reason(of), besides=queries.people_on(of.id)
    )
    return download(file_of(of.id), people)


def offer(request: StaffRequest, model_id: str) -> HttpResponse:
    """Offer the model to those who were chosen of the people found, each with the reason for which they were."""
    of = model_named(model_id).model
    chosen = {int(text) for text in request.POST.getlist("person")[: finding.SIZE] if text.isascii() and text.isdigit()}
    back = redirect(reverse("model_found", kwargs={"model_id": model_id}) + query({"page": request.POST.get("page")}))
    if not chosen:
        say(request, "Nobody was chosen. Tick those to whom it is offered.")
        return back
    reasons = finding.found_among(of, chosen, by=request.actor, at=request.at, reason=_reason(of))
    service = next((each for each in _services(request, of) if str(each.pk) == request.POST.get("service")), None)
    team = service.team.code if service else ""
    done, left = actions.offer_several(
        of.id, {one.person.pk: why_of(one, plainly=True) for one in reasons}, team=team, by=request.actor, at=request.at
    )
    missing = len(chosen) - len(done)
    also = f" {many(missing, 'person was', 'people were')} left out: {_left(left)}" if missing else ""
    say(
        request, f"Offered to {many(len(done), 'person', 'people')}.{also}",
        link=reverse("model_people", kwargs={"model_id": of.id}) + "?list=waiting", link_text="See who waits",
    )  # fmt: skip
    return back


def _left(left: dict[int, str]) -> str:
    return " ".join(dict.fromkeys(left.values())) or "They are not found any more."


def _reason(of: ModelOfCare) -> str:
    return f"Choosing whom to offer: {of.title}"


def _on_it(request: StaffRequest) -> dict[str, int]:
    if not may(request.actor, "care.see").allowed:
        return {}
    found: defaultdict[str, int] = defaultdict(int)
    for running in queries.models_run(by=request.actor, at=request.at):
        found[running.model] += running.counts["caseload"] + running.counts["waiting"]
    return dict(found)


def _services(request: StaffRequest, of: ModelOfCare) -> list[Service]:
    """Return the teams that run a model, those of one's own organisation first."""
    own = senders_of(request.actor.organisation)
    return sorted(queries.running_for(of.id), key=lambda service: service.team.organisation.ods_code not in own)
