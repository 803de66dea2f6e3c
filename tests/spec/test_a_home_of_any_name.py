"""A place may lie in a folder of any name: an apostrophe, a space, an accent or a bracket in its path stop nothing."""

from __future__ import annotations

import pytest

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.intake.organisations import keep_names
from joinedup.planning.releases import actions, queries
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Organisation
from joinedup.record.linkage import actions as linkage
from tests.spec.exchange.sent import NOW, write
from tests.world.drawn import rows
from tests.world.opting_out import checked

SITES = """
    site  | name                   | kind     | postcode
    RXA01 | Brackenshire General   | hospital | ZZ1 1ZZ
"""
STAYS = """
    spell_id | provider_code | hospital_number | nhs_number | family_name | given_names | birth_date | admitted_at      | discharged_at    | admission_method | point_of_delivery
    s1       | RXA           | H17             | 9990000018 | Marsh       | Edna        | 1941-02-03 | 2026-03-02T10:30 | 2026-03-05T10:30 | emergency        | emergency
"""


@pytest.mark.parametrize("name", ["Jo's place – é", "a [place] *"])
def test_everything_works_from_taking_in_to_asking(name, db, settings, tmp_path):
    settings.HOME = tmp_path / name
    settings.HOME.mkdir()
    post = tmp_path / f"what {name} was sent"
    post.mkdir()
    for feed, table, file in (("reference_site", SITES, "sites.csv"), ("admitted_care", STAYS, "it's stays.parquet")):
        write(post / file, feed, rows(table))
        outcome = take_in(Addressed(post / file, "RXA", feed), by=SYSTEM, at=NOW)
        assert (outcome.refused, outcome.quarantined) == ("", 0)
    keep_names([post], by=SYSTEM)
    assert Organisation.objects.get(ods_code="RXA01").name == "Brackenshire General"
    linkage.link_new(by=SYSTEM, at=NOW)
    checked(at=NOW)
    for purpose in ("care", "planning"):
        release = actions.publish(purpose=purpose, project="falls", by=SYSTEM, at=NOW)
        with queries.open_release(release) as engine:
            assert engine.rows("SELECT count(*) AS stays FROM event") == [{"stays": 1}]
