"""The dashboard, its file, and asking for what is owed."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.lists import download, query
from joinedup.faces.screens.insight import packing, words
from joinedup.faces.screens.insight.asked import nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.dashboard import rows
from joinedup.faces.screens.insight.dashboard.pack import pack
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.measures.definition import TOPICS
from joinedup.planning.results import jobs
from joinedup.planning.results import queries as results


def measures(request: StaffRequest) -> HttpResponse:
    """Show every measure by topic, or those that are asked for."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    topic, changed = _asked(request)
    trends = results.board(release)
    kept = rows.chosen(trends, topic=topic, changed=changed)
    return show_insight(
        request,
        "dashboard/dashboard",
        release,
        finding=words.of_the_board(trends),
        hidden=words.of_hidden(kept),
        topics=rows.by_topic(kept),
        filters=rows.filters(topic=topic, changed=changed),
        asked_query=query({"topic": topic, "changed": "yes" if changed else "", "release": request.GET.get("release")}),
    )


def measures_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the measures that the page shows, as a file."""
    release = release_asked(request)
    if release is None:
        return download(rows.table(release=""), [])
    topic, changed = _asked(request)
    return download(rows.table(release=release.name), rows.chosen(results.board(release), topic=topic, changed=changed))


def measures_pack(request: StaffRequest, ending: str) -> HttpResponse:
    """Send what the page shows to print and hand out, or as a spreadsheet."""
    release, (topic, changed) = release_needed(request), _asked(request)
    return packing.send(request, pack(release, topic=topic, changed=changed), ending)


def refresh(request: StaffRequest) -> HttpResponse:
    """Queue the working out of what the release is owed."""
    jobs.ask_for(release_needed(request), by=request.actor)
    say(request, "The measures are being worked out. Each appears as soon as it is ready.")
    return redirect("measures")


def _asked(request: StaffRequest) -> tuple[str, bool]:
    topic = request.GET.get("topic", "")
    return (topic if topic in TOPICS else ""), request.GET.get("changed") == "yes"
