"""What flows under sharing agreements: drawn agreements, drawn flows, and the reason in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from joinedup.record.sharing.agreements.reading import agreement_of, read
from joinedup.record.sharing.agreements.rules import Flow, FlowKind, blocks, covers, flow_is_on, holds
from joinedup.record.sharing.agreements.terms import Agreement, Condition, Evidence, LeftOut, Party
from joinedup.words.vocabulary.feeds import declared
from tests.world.drawn import instant, rows

FEEDS = declared()
FILES = Path(__file__).parent.parent.parent.parent / "synthetic" / "agreements"
NOON = instant("2026-04-01 12:00")


def of_file(name: str, **changed: object) -> Agreement:
    """Return a shipped made-up agreement as its file says it stands."""
    said = read((FILES / f"{name}.yaml").read_text(encoding="utf-8"), file=name, feeds=FEEDS)
    return replace(agreement_of(said.terms, evidence=said.evidence, lapsed={}, withdrawn=""), **changed)  # type: ignore[arg-type]


def flow_of(feed: str, *, purpose: str = "planning", sender: str = "", part: str = "") -> Flow:
    if feed == "reidentification":
        return Flow(FlowKind.REIDENTIFY, purpose=purpose)
    if feed in ("release", "pack", "report", "copy"):
        return Flow(FlowKind.EXPORT, name=feed, purpose=purpose)
    group = FEEDS[feed].group if feed in FEEDS else ""
    return Flow(
        FlowKind.PART if part else FlowKind.FEED, name=feed, group=group, part=part, sender=sender, purpose=purpose
    )


SIMPLE = Agreement(
    name="simple", title="The simple agreement", parties=(Party("X90001", "Hillside"), Party("XN*", "Hospitals")),
    controllers=("X90001",), purposes=("own_care",), article_6="public_task", article_9="health_and_social_care",
    common_law="implied_consent", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), feeds=("GP", "admitted_care"),
    parts={"gp_connect": ("problem", "medicine")}, person=("birth", "sex"), exports=("copy",),
    left_out=(LeftOut("gp_flag", "Flags are not shared."),),
)  # fmt: skip


def test_north_west_london_lets_gp_and_hospital_data_flow_and_refuses_social_care_and_names() -> None:
    agreement = of_file("planning-without-social-care")
    drawn = """
        what              | purpose  | on  | because
        ------------------+----------+-----+-------------------------------------------------------
        gp_problem        | planning | yes | Under Planning with GP and hospital data.
        admitted_care     | planning | yes | Under Planning with GP and hospital data.
        emergency_care    | planning | yes | Under Planning with GP and hospital data.
        social_care       | planning | no  | Planning with GP and hospital data leaves this out: The application did not ask for social care data.
        social_care_flag  | planning | no  | Planning with GP and hospital data leaves this out: The application did not ask for social care data.
        reidentification  | planning | no  | Planning with GP and hospital data leaves this out: The approval is for planning without names; nobody is to be named again.
        mental_health_stay | planning | no | No agreement covers the feed mental_health_stay for planning.
        gp_problem        | research | no  | No agreement covers the feed gp_problem for research.
        release           | planning | yes | Under Planning with GP and hospital data.
        copy              | planning | no  | No agreement covers copies of one person’s record for planning.
    """
    for row in rows(drawn):
        answer = flow_is_on([agreement], flow_of(row["what"], purpose=row["purpose"]), NOON)
        assert (row["what"], "yes" if answer.on else "no", answer.because) == (row["what"], row["on"], row["because"])


def test_southend_stays_off_until_the_last_of_sixteen_conditions_is_met() -> None:
    agreement = of_file("linking-social-care")
    assert len(agreement.conditions) == 16
    unmet = [each.key for each in agreement.conditions if each.blocks(NOON.date())]
    assert unmet == ["objections-managed", "legitimate-relationship", "exit-strategy", "security-returned", "least-data", "staff-trained", "people-heard"]  # fmt: skip
    for what in ("social_care", "gp_problem", "admitted_care", "reidentification", "release"):
        answer = flow_is_on([agreement], flow_of(what), NOON)
        assert not answer.on
        assert answer.because == (
            "Social care linked with GP and hospital data waits for 7 of its 16 conditions; the first: "
            "An objection made anywhere is honoured in every dataset (no evidence yet)."
        )
        assert [each.condition for each in answer.blocked] == unmet
    met = agreement
    for number, key in enumerate(unmet, start=1):
        met = replace(met, conditions=tuple(
            replace(c, evidence=Evidence("Seen", met_on=date(2026, 3, 1))) if c.key == key else c for c in met.conditions
        ))  # fmt: skip
        assert flow_is_on([met], flow_of("social_care"), NOON).on == (number == 7)
    assert flow_is_on([met], flow_of("reidentification"), NOON).under == ("linking-social-care",)


def test_any_one_of_sixteen_conditions_stops_the_flow_when_it_lapses() -> None:
    whole = of_file("linking-social-care")
    whole = replace(whole, conditions=tuple(replace(c, evidence=Evidence("Seen")) for c in whole.conditions))
    assert flow_is_on([whole], flow_of("social_care"), NOON).on
    for key in [each.key for each in whole.conditions]:
        lapsed = replace(whole, conditions=tuple(
            replace(c, lapsed="the auditor found a gap") if c.key == key else c for c in whole.conditions
        ))  # fmt: skip
        answer = flow_is_on([lapsed], flow_of("social_care"), NOON)
        assert (answer.on, [each.condition for each in answer.blocked]) == (False, [key])
        assert "it lapsed: the auditor found a gap" in answer.because


def test_both_agreements_together_let_what_either_lets() -> None:
    both = [of_file("linking-social-care"), of_file("planning-without-social-care")]
    assert flow_is_on(both, flow_of("gp_problem"), NOON).under == ("planning-without-social-care",)
    refused = flow_is_on(both, flow_of("social_care"), NOON)
    assert not refused.on
    assert refused.blocked[0].agreement == "linking-social-care"


def test_a_condition_holds_from_the_day_it_is_met_to_the_day_its_evidence_expires() -> None:
    condition = Condition("c", "The return is made", "Lead", Evidence("Seen", "", date(2026, 3, 30), date(2026, 4, 1)))
    agreement = replace(SIMPLE, conditions=(condition,))
    drawn = """
        when             | on  | because
        -----------------+-----+--------
        2026-03-29 23:59 | no  | The simple agreement waits for 1 of its 1 conditions; the first: The return is made (met only from 30 March 2026).
        2026-03-30 00:00 | yes | Under The simple agreement.
        2026-04-01 23:59 | yes | Under The simple agreement.
        2026-04-02 00:00 | no  | The simple agreement waits for 1 of its 1 conditions; the first: The return is made (its evidence expired on 01 April 2026).
    """
    for row in rows(drawn):
        answer = flow_is_on([agreement], flow_of("gp_problem", purpose="own_care"), instant(row["when"]))
        assert ("yes" if answer.on else "no", answer.because) == (row["on"], row["because"])


def test_an_agreement_holds_from_its_first_day_to_its_last_unless_withdrawn() -> None:
    asked = flow_of("gp_problem", purpose="own_care")
    drawn = """
        when             | on  | because
        -----------------+-----+--------
        2025-12-31 23:59 | no  | The simple agreement begins on 01 January 2026.
        2026-01-01 00:00 | yes | Under The simple agreement.
        2026-12-31 23:59 | yes | Under The simple agreement.
        2027-01-01 00:00 | no  | The simple agreement ended on 31 December 2026.
    """
    for row in rows(drawn):
        answer = flow_is_on([SIMPLE], asked, instant(row["when"]))
        assert ("yes" if answer.on else "no", answer.because) == (row["on"], row["because"])
    withdrawn = replace(SIMPLE, withdrawn="The trust asked for it.")
    answer = flow_is_on([withdrawn], asked, NOON)
    assert (answer.on, answer.because) == (False, "The simple agreement was withdrawn: The trust asked for it.")
    assert holds(SIMPLE, NOON)
    assert not holds(withdrawn, NOON)


def test_what_an_agreement_covers() -> None:
    drawn = """
        feed          | sender | part         | covered
        --------------+--------+--------------+--------
        gp_problem    |        |              | yes
        gp_problem    | X90001 |              | yes
        gp_problem    | X90002 |              | no
        admitted_care | XN1    |              | yes
        outpatient    | XN1    |              | no
        gp_flag       | X90001 |              | no
        gp_flag       | X90001 | alert        | no
        gp_connect    | X90001 | medicine     | yes
        gp_connect    | X90001 | consultation | no
        gp_problem    | X90001 | problem      | yes
        person        |        | sex          | yes
        person        |        | ethnic_group | no
        copy          |        |              | yes
        release       |        |              | no
        reidentification |     |              | no
    """
    for row in rows(drawn):
        asked = flow_of(row["feed"], purpose="own_care", sender=row["sender"], part=row["part"])
        assert (row, "yes" if covers(SIMPLE, asked) else "no") == (row, row["covered"])
    every = replace(SIMPLE, person=None, reidentification=True)
    assert covers(every, Flow(FlowKind.PART, name="person", part="ethnic_group", purpose="own_care"))
    assert covers(every, flow_of("reidentification", purpose="own_care"))


def test_an_agreement_for_a_project_is_for_no_other() -> None:
    agreement = replace(SIMPLE, projects=("falls",))
    asked = flow_of("copy", purpose="own_care")
    assert not covers(agreement, asked)
    assert not covers(agreement, replace(asked, project="frailty"))
    assert covers(agreement, replace(asked, project="falls"))
    assert covers(agreement, flow_of("gp_problem", purpose="own_care"))  # a feed comes in for whichever project


@pytest.mark.parametrize("required", [True, False])
def test_where_no_agreement_speaks_of_a_flow_the_place_decides(required: bool) -> None:
    answer = flow_is_on([SIMPLE], flow_of("social_care"), NOON, required=required)
    assert answer.on is not required
    assert answer.because == (
        "No agreement covers the feed social_care for planning."
        if required
        else "This place asks for no agreement for this."
    )


def test_where_agreements_are_not_required_one_that_speaks_of_a_flow_is_followed_all_the_same() -> None:
    waiting = of_file("linking-social-care")
    assert not flow_is_on([waiting], flow_of("social_care"), NOON, required=False).on
    assert flow_is_on([waiting], flow_of("social_care", purpose="own_care"), NOON, required=False).on


def test_a_feed_comes_in_where_any_purpose_lets_it() -> None:
    waiting, planning = of_file("linking-social-care"), of_file("planning-without-social-care")
    agreements = [SIMPLE, waiting, planning]
    drawn = """
        feed        | sender | required | on  | because
        ------------+--------+----------+-----+--------
        gp_problem  | X90001 | yes      | yes | Under The simple agreement.
        social_care | ZS1    | yes      | no  | Social care linked with GP and hospital data waits for 7 of its 16 conditions; the first: An objection made anywhere is honoured in every dataset (no evidence yet).
        social_care | ZS1    | no       | yes | This place asks for no agreement for this.
        ambulance   | ZA1    | yes      | no  | No agreement covers the feed ambulance from ZA1.
    """
    for row in rows(drawn):
        asked = flow_of(row["feed"], purpose="", sender=row["sender"])
        answer = flow_is_on(agreements, asked, NOON, required=row["required"] == "yes")
        assert ("yes" if answer.on else "no", answer.because) == (row["on"], row["because"])


def test_flows_in_words() -> None:
    drawn = """
        feed             | sender | part    | purpose  | words
        -----------------+--------+---------+----------+------
        gp_problem       | X90001 |         | own_care | the feed gp_problem from X90001 for care of the person
        gp_problem       |        | problem | planning | problem of gp_problem for planning
        reidentification |        |         | planning | re-identification for planning
        pack             |        |         | planning | packs and spreadsheets of pages for planning
        gp_problem       |        |         |          | the feed gp_problem
    """
    for row in rows(drawn):
        asked = flow_of(row["feed"], sender=row["sender"], part=row["part"], purpose=row["purpose"])
        assert asked.in_words == row["words"]


def test_an_agreement_in_force_with_every_condition_met_blocks_nothing() -> None:
    assert blocks(SIMPLE, (NOON + timedelta(days=1)).date()) == ()
