"""What is spent on a segment says no more of how many are in it than the count that is shown."""

from __future__ import annotations

from joinedup.insight.disclosure import HOSPITAL_STATISTICS
from joinedup.insight.segments.definition import scheme
from joinedup.insight.segments.profile import Cell
from joinedup.insight.segments.shown import segments

TIERS = scheme("cost-and-need")
PEOPLE = {"very_high": (31, 412_345.67), "high": (122, 801_234.5), "some": (1203, 901_234.56), "low": (5011, 0.0)}


def test_pounds_a_head_are_those_of_the_rounded_people_and_to_three_figures() -> None:
    cells = [Cell(TIERS.id, name, "", people, spent) for name, (people, spent) in PEOPLE.items()]
    told = {row.segment: row for row in segments(TIERS, cells, HOSPITAL_STATISTICS)}
    tier_4, tier_3, _, tier_1 = told.values()
    assert (tier_4.people, tier_4.per_head, tier_4.cost_share) == (30, 13700, 0.195)
    assert (tier_3.people, tier_3.per_head, tier_3.cost_share) == (120, 6680, 0.379)
    assert (tier_1.people, tier_1.per_head, tier_1.cost_share) == (5010, 0, 0)


def test_of_a_segment_with_a_few_people_nothing_is_told() -> None:
    cells = [
        Cell(TIERS.id, name, "", 3 if name == "high" else people, spent) for name, (people, spent) in PEOPLE.items()
    ]
    of_few = next(row for row in segments(TIERS, cells, HOSPITAL_STATISTICS) if row.segment == TIERS.title_of("high"))
    assert (of_few.people, of_few.share, of_few.cost_share, of_few.per_head) == ("1 to 7", None, None, None)
