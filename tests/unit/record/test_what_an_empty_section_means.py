"""Sections: what holds and what is over, and what it means that there is nothing."""

from __future__ import annotations

import pytest

from joinedup.record.entries import reconcile
from joinedup.record.entries.reconcile import Heard, Silence, reconciled, sections_of
from joinedup.words.vocabulary.kinds import Section
from tests.world.drawn import instant, rows
from tests.world.said import said

NOW = instant("2026-04-01 09:00")

MEANINGS = """
    section    | heard                 | from own | known to             | meaning          | words
    -----------+-----------------------+----------+----------------------+------------------+--------------------------------
    allergies  |                       |          | gp                   | not_received     | It would come from: Allergies
    allergies  | gp_allergy            | yes      | gp                   | nothing_recorded | Nothing recorded.
    allergies  | gp_fhir               | yes      | gp                   | nothing_recorded | Nothing recorded.
    allergies  | gp_allergy            |          | gp                   | not_received     | Not received from Who gp,
    allergies  | gp_allergy            |          | hospital             | nothing_recorded | Nobody who sends this has a record
    allergies  | correspondence        | yes      | hospital             | not_received     | It would come from: Allergies
    cancer     | cancer_summary        | yes      | hospital             | nothing_recorded | Only letters tell of this: Cancer
    procedures | cancer_summary        |          | hospital             | not_received     | It would come from: Hospital admissions
    procedures | admitted_care         | yes      | hospital             | nothing_recorded | Nothing recorded.
    problems   | gp_connect            | yes      | gp                   | nothing_recorded | Nothing recorded.
    cancer     |                       |          | hospital             | not_received     | Cancer treatment summaries
    investigations | gp_observation    | yes      | gp                   | nothing_recorded | Nothing recorded.
    monitoring | telecare_event        |          | gp                   | nothing_recorded | Nobody who sends this has a record
"""


@pytest.mark.parametrize("row", rows(MEANINGS), ids=lambda row: f"{row['section']} {row['heard']} {row['known to']}")
def test_an_empty_section_says_what_its_emptiness_means(row):
    heard = {row["heard"]: Heard(NOW, int(row["from own"] == "yes"))} if row["heard"] else {}
    views = sections_of([], heard, {row["known to"]: [f"Who {row['known to']}"]})
    view = next(view for view in views if view.heading.section == row["section"])
    assert view.silence == row["meaning"]
    assert row["words"] in view.words


def test_a_section_for_which_there_is_no_feed_at_all_says_so(monkeypatch):
    monkeypatch.setattr(reconcile, "feeds_that_speak", lambda: dict.fromkeys(Section, ()))
    (view, *_) = sections_of([], {}, {})
    assert (view.silence, view.words) == (
        Silence.NOT_RECEIVED,
        "Not received: no feed that JoinedUp takes in speaks of this yet.",
    )


def test_what_is_over_stands_apart_from_what_holds():
    lines = reconciled(
        said("""
        by               | kind    | happened | text   | status
        Hillside Surgery | problem | 2019     | Asthma | active
        Hillside Surgery | problem | 2015     | Gout   | resolved
        """),
        NOW,
    )
    view = next(view for view in sections_of(lines, {}, {}) if view.heading.section is Section.PROBLEMS)
    assert ([line.title for line in view.current], [line.title for line in view.past]) == (["Asthma"], ["Gout"])
    assert view.silence is Silence.NONE
