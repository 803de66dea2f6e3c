"""The page on which a team takes away its downtime pack, locked under a passphrase that nothing here keeps."""

from __future__ import annotations

from django.http import HttpResponse

from joinedup.faces.components.packs.downtime import downtime_pdf, passphrase
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.record.entries.downtime import rules
from joinedup.record.entries.downtime.actions import open_for_downtime
from joinedup.record.entries.downtime.queries import wanted
from joinedup.words.basics.errors import CannotProceed


def downtime(request: StaffRequest) -> HttpResponse:
    """Say who would be in the pack; make it under the passphrase that is typed, and send it."""
    if request.method != "POST":
        return _page(request)
    typed = request.POST.get("passphrase", "")
    wrong = rules.wrong_passphrase(typed, request.POST.get("again", ""))
    if wrong:
        return _page(request, [{"text": wrong, "href": "#again" if "match" in wrong else "#passphrase"}])
    try:
        pack = open_for_downtime(by=request.actor, at=request.at)
    except CannotProceed as error:
        return _page(request, [{"text": str(error), "href": "#passphrase"}])
    answer = HttpResponse(downtime_pdf(pack, typed), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="downtime-{request.at:%Y-%m-%d-%H%M}.pdf"'
    return answer


def _page(request: StaffRequest, mistakes: list[dict[str, str]] | None = None) -> HttpResponse:
    found = wanted(by=request.actor, at=request.at)
    counted = [(sum(rank is each for _, rank in found.people), rules.IN_WORDS[each]) for each in rules.Rank]
    return show(
        request,
        "downtime/downtime",
        status=422 if mistakes else 200,
        form_errors=mistakes or [],
        counted=[(number, words) for number, words in counted if number],
        people=len(found.people),
        left_out=found.left_out,
        use_until=request.at + rules.USE_FOR,
        offered=passphrase(),
        shortest=rules.SHORTEST,
    )
