"""Drawn: who sees a sensitive fact, from where, in which post. And who reads which part of a record."""

from __future__ import annotations

import pytest

from joinedup.record.access.models import Role
from joinedup.record.access.rules import MAY
from joinedup.record.sharing.sensitivity import (
    CLINICIANS,
    FULL,
    PARTS,
    PERSON,
    PROXY,
    WHO_SEES,
    Reader,
    kept_kinds,
    may_see,
)
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label
from tests.world.drawn import rows

# The fact was sent by the hospital XN1, of someone registered at the practice X90001.
FACTS = """
    what            | role                  | where    | practice | emergency | sees
    ----------------+-----------------------+----------+----------+-----------+-----
    sexual_health   | gp                    | X90001   | yes      |           | yes
    sexual_health   | nurse                 | X90001   | yes      |           | yes
    sexual_health   | hub_clinician         | XN1      |          |           | yes
    sexual_health   | paramedic             | XN4      |          |           | no
    sexual_health   | paramedic             | XN4      |          | yes       | yes
    sexual_health   | social_worker         | X901     |          |           | no
    sexual_health   | social_worker         | X901     |          | yes       | no
    sexual_health   | discharge_coordinator | XN1      |          |           | no
    sexual_health   | gp                    | X90002   |          |           | no
    sexual_health   | care_navigator        | X90001   | yes      |           | no
    fertility       | gp                    | X90001   | yes      |           | yes
    fertility       | community_nurse       | XN2      |          |           | no
    fgm             | nurse                 | X90001   | yes      |           | yes
    fgm             | out_of_hours_gp       | XN5      |          |           | no
    fgm             | ward_staff            | XN1      |          |           | yes
    gender          | gp                    | X90001   | yes      |           | yes
    gender          | nurse                 | X90001   | yes      |           | no
    gender          | paramedic             | XN4      |          | yes       | yes
    safeguarding    | social_worker         | X901     |          |           | yes
    safeguarding    | paramedic             | XN4      |          |           | yes
    safeguarding    | discharge_coordinator | XN9      |          |           | no
    safeguarding    | care_home_staff       | X9C01    |          |           | no
    safeguarding    | volunteer             | XN2      |          |           | no
    legal           | discharge_coordinator | XN9      |          |           | yes
    legal           | health_coach          | XN2      |          |           | no
    third_party     | community_nurse       | XN2      |          |           | yes
    third_party     | person                |          |          |           | no
    restricted      | gp                    | X90001   | yes      |           | yes
    restricted      | hub_clinician         | XN2      |          |           | no
    very_restricted | gp                    | X90001   | yes      |           | no
    very_restricted | hub_clinician         | XN1      |          |           | yes
    not_for_person  | gp                    | X90002   |          |           | yes
    not_for_person  | person                |          |          |           | no
    sexual_health   | person                |          |          |           | yes
    gender          | person                |          |          |           | yes
    safeguarding    | person                |          |          |           | no
    sexual_health   | proxy                 |          |          |           | no
    legal           | proxy                 |          |          |           | no
"""


@pytest.mark.parametrize("row", rows(FACTS), ids=lambda row: f"{row['what']}-{row['role']}-{row['where']}")
def test_who_sees_a_sensitive_problem(row: dict[str, str]) -> None:
    reader = Reader(row["role"], frozenset({row["where"]}), row["practice"] == "yes", row["emergency"] == "yes")
    answer = may_see({Label(row["what"])}, reader, sender="XN1", kind=Kind.PROBLEM)
    assert ("yes" if answer.allowed else "no") == row["sees"]
    assert Label(row["what"]).words not in answer.because, "the reason must not tell what it is"


def test_what_has_two_labels_is_seen_by_those_who_may_see_both() -> None:
    both = {Label.GENDER, Label.SAFEGUARDING}
    assert may_see(both, Reader("gp", is_practice=True), sender="XN1", kind=Kind.PROBLEM).allowed
    assert not may_see(both, Reader("nurse", is_practice=True), sender="XN1", kind=Kind.PROBLEM).allowed


@pytest.mark.parametrize("kind", [Kind.MEDICINE, Kind.ALLERGY])
def test_every_clinician_sees_every_medicine_and_allergy_whatever_it_tells(kind: Kind) -> None:
    for role in CLINICIANS:
        assert may_see(set(Label), Reader(role), sender="XN1", kind=kind).allowed
    assert not may_see({Label.SEXUAL_HEALTH}, Reader("care_home_staff"), sender="XN1", kind=kind).allowed


@pytest.mark.parametrize("role", sorted(MAY["record.open"]))
def test_every_role_that_opens_records_reads_a_declared_part(role: str) -> None:
    assert (role in FULL) != (role in PARTS), "put the role in FULL or give it its sections in PARTS"


def test_a_volunteer_reads_about_me_contacts_and_plans_and_one_we_do_not_know_no_more() -> None:
    least = {Section.ABOUT_ME, Section.CONTACTS, Section.CONTINGENCY}
    for role in (Role.VOLUNTEER, "befriender"):
        assert {section for section in Section if Reader(role).reads(section)} == least


@pytest.mark.parametrize("role", [*PARTS, "unheard_of"])
def test_none_but_clinicians_and_statutory_staff_read_problems_and_results(role: str) -> None:
    clinical = (
        Section.PROBLEMS,
        Section.INVESTIGATIONS,
        Section.MENTAL_HEALTH,
        Section.DOCUMENTS,
        Section.SAFEGUARDING,
    )
    assert not any(Reader(role).reads(section) for section in clinical)


def test_a_proxy_reads_the_sections_they_were_given_and_the_person_all() -> None:
    proxy = Reader(PROXY, sections=frozenset({Section.APPOINTMENTS}))
    assert {section for section in Section if proxy.reads(section)} == {Section.APPOINTMENTS}
    assert all(Reader(PERSON).reads(section) for section in Section)


def test_which_kinds_may_be_kept_is_told_alike_whether_there_are_any_or_not() -> None:
    assert set(kept_kinds(Reader(PROXY))) == set(WHO_SEES)
    assert Label.SEXUAL_HEALTH not in kept_kinds(Reader(PERSON))
    assert Label.SAFEGUARDING in kept_kinds(Reader(PERSON))
    assert set(kept_kinds(Reader("gp", is_practice=True))) == {Label.VERY_RESTRICTED}
    assert Label.SEXUAL_HEALTH in kept_kinds(Reader("paramedic"))
    assert Label.SEXUAL_HEALTH not in kept_kinds(Reader("paramedic", broke_glass=True))


def test_what_is_not_sensitive_is_for_every_reader() -> None:
    for role in ("volunteer", PERSON, PROXY):
        assert may_see(set(), Reader(role), sender="XN1", kind=Kind.PLAN).allowed
