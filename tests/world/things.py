"""Something real in every list that has numbers: an alert, a held item, a pair to decide, a report of someone's, a cut, a cohort."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from joinedup.exchange.quarantine.holding import Held, hold
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.planning.cohorts import actions as cohorts
from joinedup.planning.reidentification import models as names
from joinedup.planning.releases.models import Release
from joinedup.planning.reports import actions as reports
from joinedup.planning.segments.models import SavedCut
from joinedup.record.linkage.models import Review
from joinedup.record.watching import actions as watching
from joinedup.record.watching.models import Alert
from tests.world.results import drawn_release
from tests.world.world import NOW, World

WORDS = "Of another and nobody else"


def real_things(world: World) -> dict[str, int]:
    """Return the number of one real thing for each name by which an address asks for one; the same, asked again.

    The report and the cut are Nina's, of the ICB; the alert is about a look at Riverside Practice's Grace; the pair and
    the person returned are Hillside Surgery's.
    """
    if not Alert.objects.exists():
        _make(world)
    return {
        "alert_id": Alert.objects.values_list("pk", flat=True)[0],
        "item_id": HeldItem.objects.values_list("pk", flat=True)[0],
        "review_id": Review.objects.values_list("pk", flat=True)[0],
        "cohort_id": cohorts.Cohort.objects.values_list("pk", flat=True)[0],
        "report_id": reports.Report.objects.values_list("pk", flat=True)[0],
        "cut_id": SavedCut.objects.values_list("pk", flat=True)[0],
        "request_id": names.Request.objects.values_list("pk", flat=True)[0],
        "returned_id": names.Returned.objects.values_list("pk", flat=True)[0],
    }


def _make(world: World) -> None:
    nina, release = world.staff("Nina Sorrel"), Release.objects.first() or drawn_release()
    world.open("Grace Hidden", by="Dr Owen Pryce")
    watching.watch(at=NOW + timedelta(days=1))
    held = [Held(1, "event_code", f"{WORDS}: no code.", b"a,b,c\n")]
    hold(held, delivery_id=1, sender="X90001", feed="gp_problem", file="problems.csv", at=NOW)
    amy, jo = (world.source_record("Hillside Surgery", of=name) for name in ("Amy Thompson", "Jo Thompson"))
    Review.objects.create(
        first=amy, second=jo, why=Review.Why.SHARED_NUMBER, weight=3.2, evidence={"levels": []}, opened_at=NOW
    )
    cohorts.save_cohort(title=WORDS, who=[{"age": "65 or over"}], by=nina, at=NOW)
    reports.ask_for(page="place", asked={}, about=WORDS, format="pdf", often="release", by=nina, at=NOW)
    SavedCut.objects.create(
        name=WORDS, where={}, split_by="practice", shared=False, saved_at=NOW, saved_by=world.account("Nina Sorrel")
    )
    asked = names.Request.objects.create(
        release=release, purpose="gap", why=WORDS, pseudonyms=["0a" * 12], asked_for=1,
        asked_by=world.account("Nina Sorrel"), organisation="X9Q", asked_at=NOW,
        shown_until=datetime(2100, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    names.Returned.objects.create(request=asked, person_id=world.person("Edna Marsh"))
