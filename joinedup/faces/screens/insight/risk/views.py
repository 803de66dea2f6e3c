"""The list of risks, a model's card and its file, and accepting or withdrawing a model."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, show_insight
from joinedup.faces.screens.insight.risk import parts
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.risk import said
from joinedup.insight.risk.definition import catalogue
from joinedup.insight.risk.definition import risk as risk_named
from joinedup.planning.risk import actions, queries
from joinedup.words.basics.errors import BadInput, CannotProceed

RISKS = Crumb("Risk", "")


def risks(request: StaffRequest) -> HttpResponse:
    """List the risks: what each asks, whether it is trained, and whether it is accepted."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    found = [(risk, queries.kept(risk.id), queries.acceptance(risk.id)) for risk in catalogue().values()]
    return show_insight(request, "risk/risks", release, crumbs=(RISKS,), risks=found)


def risk(request: StaffRequest, risk_id: str) -> HttpResponse:
    """Show a model's card: the warning, what it is for, how well it does for everyone and each group, and its drift."""
    return _card(request, risk_id)


def risk_file(request: StaffRequest, risk_id: str) -> StreamingHttpResponse:
    """Send the card as a file."""
    asked, kept = risk_named(risk_id), queries.needed(risk_id)
    return download(parts.WHOLE, parts.whole(asked, kept.trained, kept.hash))


def accept(request: StaffRequest, risk_id: str) -> HttpResponse:
    """Accept the model whose card was read for a stated use."""
    use, model = request.POST.get("use", ""), request.POST.get("model", "")
    try:
        actions.accept(risk_id, model_hash=model, use=use, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        errors = [{"text": f"{error.problem} {error.now}", "href": "#use"}]
        return _card(request, risk_id, status=422, form_errors=errors, use=use)
    say(request, "The model is accepted. People it finds may be listed, each look with its reason in the journal.")
    return redirect("risk", risk_id=risk_id)


def withdraw(request: StaffRequest, risk_id: str) -> HttpResponse:
    """Withdraw the model: it is off again."""
    reason = request.POST.get("reason", "")
    try:
        actions.withdraw(risk_id, reason=reason, by=request.actor, at=request.at)
    except BadInput as error:
        errors = [{"text": f"{error.problem} {error.now}", "href": "#reason"}]
        return _card(request, risk_id, status=422, form_errors=errors)
    say(request, "The model is withdrawn: nobody is listed by it.")
    return redirect("risk", risk_id=risk_id)


def _card(request: StaffRequest, risk_id: str, *, status: int = 200, **more: object) -> HttpResponse:
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    asked, kept = risk_named(risk_id), queries.kept(risk_id)
    shown: dict[str, object] = {"parts": parts, "risk": asked, "kept": kept, "purpose": said.purpose(asked)}
    if kept is not None:
        seen = queries.seen(release, asked, kept)
        shown |= {
            "charts": parts.charts(asked, kept.trained),
            "seen": seen,
            "drift": said.drifted(seen.drift),
            "learnt": said.learnt(kept.trained),
            "does": list(said.lines(kept.trained.card)),
            "groups": parts.groups(kept.trained),
            "weights": parts.weights(asked, kept.trained),
        }
    return show_insight(
        request,
        "risk/risk",
        release,
        crumbs=(Crumb("Risk", reverse("risks")), Crumb(asked.title, "")),
        status=status,
        acceptance=queries.acceptance(risk_id),
        acceptances=queries.acceptances(risk_id),
        **shown | more,
    )
