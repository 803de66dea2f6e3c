"""How A&E and ambulances are used, and what they cost."""

from __future__ import annotations

from typing import Any

from synthetic.calibration.figures.figure import AE, DESIGN, Figure, rate, share
from synthetic.facts import facts


def urgent() -> list[Figure]:
    """Return the figures of urgent."""
    u = facts("urgent")
    every = u["attendances_per_1000"]
    made = [
        Figure("ae_all", "A&E attendances", "per 1,000 person-years", every["value"], 0.05, every["source"], rate(AE))
    ]
    ages = {"0-16": (0, 17), "17-39": (17, 40), "40-59": (40, 60), "60-79": (60, 80), "80+": (80, 200)}
    for band, (low, high) in ages.items():
        made.append(
            Figure(
                f"ae_age_{low}",
                f"A&E attendances, aged {band}, over all ages",
                "ratio",
                u["age_index"]["value"][band],
                0.08,
                u["age_index"]["source"],
                f"""
            WITH t AS (SELECT sum(years) FILTER (age >= {low} AND age < {high}) AS y, sum(years) AS years FROM lived),
                 s AS (SELECT count(*) FILTER (age >= {low} AND age < {high}) AS n, count(*) AS every FROM happened
                     WHERE {AE})
            SELECT (n / y) / (every / years), n, NULL, (n / y) / (every / years) * sqrt({DESIGN} / n) FROM s, t""",
            )
        )
    by_tenth = f"""
        t AS (SELECT tenth, sum(years) AS y FROM lived GROUP BY tenth),
        s AS (SELECT tenth, count(*) AS n FROM happened WHERE {AE} GROUP BY tenth),
        r AS (SELECT tenth, n, n / y AS rate FROM s JOIN t USING (tenth))"""
    made += [
        Figure(
            "ae_tenths",
            "A&E attendances: most over least deprived tenth, for as many people",
            "ratio",
            u["most_to_least_deprived_tenth"]["value"],
            0.08,
            u["most_to_least_deprived_tenth"]["source"],
            f"""
            WITH {by_tenth} SELECT a.rate / b.rate, least(a.n, b.n), NULL, a.rate / b.rate * sqrt({DESIGN} / a.n +
                {DESIGN} / b.n)
            FROM r a, r b WHERE a.tenth = 1 AND b.tenth = 10""",
        ),
        Figure(
            "ae_deprived_share",
            "A&E attendances from the most deprived fifth, for as many people",
            "%",
            u["share_of_most_deprived_fifth_pct"]["value"],
            1.5,
            u["share_of_most_deprived_fifth_pct"]["source"],
            f"""
            WITH {by_tenth} SELECT 100 * sum(rate) FILTER (tenth <= 2) / sum(rate), sum(n), NULL, 100 * sqrt(0.2 *
                {DESIGN} / sum(n)) FROM r""",
            absolute=True,
        ),
        Figure(
            "ae_admitted",
            "A&E attendances that end in admission",
            "%",
            u["admitted_pct"]["value"],
            1.2,
            u["admitted_pct"]["source"],
            share("outcome = 'admitted'", "TRUE", f"happened WHERE {AE}"),
            absolute=True,
        ),
        Figure(
            "ae_again",
            "A&E attendances followed by another within 7 days",
            "%",
            u["again_within_7_days_pct"]["value"],
            1.2,
            u["again_within_7_days_pct"]["source"],
            f"""
            WITH s AS (SELECT day, lead(day) OVER (PARTITION BY person_key ORDER BY start_at) AS next FROM happened
                WHERE {AE})
            SELECT 100.0 * count(*) FILTER (next <= day + 7) / count(*), count(*), NULL, 100 * sqrt({DESIGN} * 0.08
                / count(*)) FROM s""",
            absolute=True,
        ),
        Figure(
            "ae_monday",
            "A&E attendances on a Monday",
            "%",
            u["monday_pct"]["value"],
            0.6,
            u["monday_pct"]["source"],
            share("isodow(day) = 1", "TRUE", f"happened WHERE {AE}"),
            absolute=True,
        ),
    ]
    titles = {
        "hear_and_treat": "helped by telephone",
        "see_and_treat": "treated where they were",
        "see_and_convey": "taken to A&E",
    }
    made += [
        Figure(
            f"ambulance_{pod}",
            f"Ambulance calls: {title}",
            "per 1,000 person-years",
            u["ambulance_per_1000"][pod],
            0.05,
            u["ambulance_per_1000"]["source"],
            rate(f"kind = 'ambulance_call' AND pod = '{pod}'"),
        )
        for pod, title in titles.items()
    ]
    return made


def costs() -> list[Figure]:
    """Return the figures of costs."""
    cost: dict[str, Any] = facts("unit_costs")["national_cost_collection_2024_25"]
    return [
        Figure(
            "ae_cost",
            "Mean cost of an A&E attendance",
            "£",
            cost["ae_attendance_mean"],
            0.05,
            cost["source"],
            f"SELECT avg(cost), count(*), NULL, stddev(cost) / sqrt(count(*)) FROM happened WHERE {AE}",
        ),
    ]
