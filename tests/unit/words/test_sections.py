"""The headings of a record: every kind stands under one, and each feed is known to fill its own."""

from __future__ import annotations

import dataclasses

import pytest

from joinedup.words.vocabulary.feeds import declared
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind, Section
from joinedup.words.vocabulary.sections import CHESHIRES_TWELVE, HEADINGS, feeds_that_speak, kinds_of, section_for


def test_every_section_has_one_heading_and_every_kind_a_section():
    assert sorted(heading.section for heading in HEADINGS) == sorted(Section)
    assert set(SECTION_OF) == set(Kind)
    assert len({heading.title for heading in HEADINGS}) == len(HEADINGS)


def test_cheshires_twelve_are_all_there_with_what_they_left_out():
    assert len(CHESHIRES_TWELVE) == 12
    covered = {section for sections in CHESHIRES_TWELVE.values() for section in sections}
    left_out = {Section.LEGAL, Section.SAFEGUARDING, Section.INDIVIDUAL_REQUIREMENTS, Section.END_OF_LIFE}
    assert left_out.isdisjoint(covered)
    assert left_out <= {heading.section for heading in HEADINGS}


def test_what_must_be_seen_at_once_comes_first_and_allergies_before_medicines():
    order = [heading.section for heading in HEADINGS]
    assert order[:4] == [Section.ALERTS, Section.LEGAL, Section.SAFEGUARDING, Section.INDIVIDUAL_REQUIREMENTS]
    assert order.index(Section.ALLERGIES) < order.index(Section.PROBLEMS) < order.index(Section.MEDICINES)


def test_every_feed_that_makes_entries_fills_a_section():
    silent = {
        feed.name
        for feed in declared().values()
        if feed.shape != "reference" and not any(feed in feeds for feeds in feeds_that_speak().values())
    }
    # Demographics say who someone is; FHIR of any kind says nothing of what it will hold.
    assert silent == {"demographics", "fhir"}


def test_a_feed_of_several_kinds_fills_several_sections():
    speaking = feeds_that_speak()
    for section in (Section.LEGAL, Section.END_OF_LIFE, Section.CONTINGENCY, Section.ABOUT_ME):
        assert "end_of_life" in [feed.name for feed in speaking[section]]


def test_a_feed_that_lists_what_was_done_speaks_of_procedures():
    assert {"admitted_care", "outpatient"} <= {feed.name for feed in feeds_that_speak()[Section.PROCEDURES]}


def test_messages_and_profiles_say_which_kinds_a_feed_may_hold():
    feeds = declared()
    assert {Kind.ADMISSION, Kind.ATTENDANCE, Kind.INVESTIGATION} <= kinds_of(feeds["hospital_messages"])
    assert {Kind.MEDICINE, Kind.ALLERGY, Kind.CONSULTATION} <= kinds_of(feeds["gp_fhir"])
    assert Kind.ADMISSION in kinds_of(feeds["correspondence"])
    assert kinds_of(dataclasses.replace(feeds["gp_fhir"], holds=("not a profile",))) == frozenset()


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Systolic blood pressure", Section.OBSERVATIONS),
        ("Body weight", Section.OBSERVATIONS),
        ("Haemoglobin A1c level (IFCC)", Section.INVESTIGATIONS),
        ("Estimated glomerular filtration rate", Section.INVESTIGATIONS),
        ("Serum potassium", Section.INVESTIGATIONS),
    ],
)
def test_a_laboratorys_test_sent_among_observations_stands_with_the_test_results(text, section):
    assert section_for(Kind.OBSERVATION, "gp_observation", {}, text) is section


def test_a_cancer_summary_and_what_matters_have_headings_of_their_own():
    assert section_for(Kind.DOCUMENT, "cancer_summary", {}) is Section.CANCER
    assert section_for(Kind.DOCUMENT, "fhir", {"title": "Cancer treatment summary"}) is Section.CANCER
    assert section_for(Kind.DOCUMENT, "correspondence", {}) is Section.DOCUMENTS
    assert section_for(Kind.PREFERENCE, "end_of_life", {"item": "what_matters"}) is Section.ABOUT_ME
    assert section_for(Kind.PREFERENCE, "end_of_life", {}) is Section.END_OF_LIFE
