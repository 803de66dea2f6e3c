"""The people of the town, registered with their practices, in a published care release."""

from __future__ import annotations

from datetime import datetime

from joinedup.planning.releases import actions
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import SYSTEM
from tests.world.drawn import rows
from tests.world.town import PEOPLE
from tests.world.world import World


def publish_town(world: World, *, at: datetime) -> Release:
    """Let every practice send whom it has registered, and publish them for care; return the release."""
    for row in rows(PEOPLE):
        code = world.organisation(row["practice"]).ods_code
        registered = (
            f"kind | happened | ended | text | practice\n--+--+--+--+--\nadministration | 2010-05-01 | | In | {code}"
        )
        world.tells(row["practice"], of=row["name"], feed="gp_registration", table=registered)
    return actions.publish(purpose="care", by=SYSTEM, at=at)
