"""Long-term conditions, general practice, care homes and social care."""

from __future__ import annotations

from synthetic.calibration.figures.figure import AE, EMERGENCY, Figure, rate, share
from synthetic.facts import facts

# Prescription items in the first year: one every 28 days while a medicine is on repeat, and one for one issued once.
_ITEMS = """
    CASE WHEN is_repeat
         THEN greatest(1, date_diff('day', greatest(start_date, (SELECT start FROM period)),
                                           least(coalesce(end_date, (SELECT stop FROM period)),
                                                 (SELECT start + 365 FROM period))) / 28.0)
         ELSE 1 END
"""


def conditions() -> list[Figure]:
    """Return the figures of conditions."""
    c = facts("care")
    m, by_age = c["multimorbidity"], c["multimorbidity_by_age"]
    made = []
    for name, title, value, where in (
        ("adults", "Adults with two or more long-term conditions", m["adults_pct"], "age >= 18"),
        ("women", "Women with two or more long-term conditions", m["female_pct"], "age >= 18 AND sex = 'female'"),
        ("men", "Men with two or more long-term conditions", m["male_pct"], "age >= 18 AND sex = 'male'"),
        (
            "most_deprived",
            "Adults in the most deprived fifth with two or more",
            m["most_deprived_pct"],
            "age >= 18 AND fifth = 1",
        ),
        (
            "least_deprived",
            "Adults in the least deprived fifth with two or more",
            m["least_deprived_pct"],
            "age >= 18 AND fifth = 5",
        ),
    ):
        made.append(
            Figure(
                f"multimorbid_{name}",
                title,
                "%",
                value,
                2.5,
                m["source"],
                share("conditions >= 2", where, "burden"),
                absolute=True,
            )
        )
    made.append(
        Figure(
            "multimorbid_25",
            "People aged 25 to 34 with two or more",
            "%",
            by_age["aged_25_to_34_pct"],
            2.0,
            by_age["source"],
            share("conditions >= 2", "age >= 25 AND age < 35", "burden"),
            absolute=True,
        )
    )
    made.append(
        Figure(
            "multimorbid_75",
            "People aged 75 and over with two or more",
            "%",
            by_age["aged_75_and_over_pct"],
            5.0,
            by_age["source"],
            share("conditions >= 2", "age >= 75", "burden"),
            absolute=True,
        )
    )
    # Use in the first year by those who had two or more at its start, as in the study.
    for name, title, value, table, where, weight in (
        (
            "consultations",
            "Adults' consultations by those with two or more",
            m["share_of_consultations_pct"],
            "event",
            "kind = 'consultation' AND start_at < (SELECT start + 365 FROM period)",
            "1",
        ),
        (
            "admissions",
            "Adults' admissions of those with two or more",
            m["share_of_admissions_pct"],
            "event",
            "kind = 'admission' AND point_of_delivery NOT IN ('birth', 'maternity') "
            "AND start_at < (SELECT start + 365 FROM period)",
            "1",
        ),
        (
            "prescriptions",
            "Adults' prescription items for those with two or more",
            m["share_of_prescriptions_pct"],
            "medication",
            "start_date < (SELECT start + 365 FROM period) "
            "AND coalesce(end_date, DATE '2999-01-01') > (SELECT start FROM period)",
            _ITEMS,
        ),
    ):
        made.append(
            Figure(
                f"multimorbid_{name}",
                title,
                "%",
                value,
                4.0,
                m["source"],
                f"""
            WITH s AS (SELECT person_key, sum({weight}) AS used, count(*) AS n FROM {table} WHERE {where} GROUP BY
                person_key)
            SELECT 100 * sum(used) FILTER (conditions >= 2) / sum(used), sum(n), NULL, 100 * sqrt(0.25 * sum(used *
                used)) / sum(used)
            FROM s JOIN burden USING (person_key) WHERE age >= 18""",
                absolute=True,
            )
        )
    for name, title, fact, condition, low, tolerance in (
        ("dementia", "People of 65 and over with dementia", "dementia_65_and_over_pct", "dementia", 65, 0.12),
        ("heart_disease", "People with heart disease", "heart_disease_pct", "ischaemic_heart_disease", 0, 0.12),
        ("copd", "People with COPD", "copd_pct", "copd", 0, 0.12),
        ("hypertension", "People with hypertension", "hypertension_pct", "hypertension", 0, 0.08),
    ):
        made.append(
            Figure(
                name,
                title,
                "%",
                c[fact]["value"],
                tolerance,
                c[fact]["source"],
                f"""
            WITH has AS (SELECT DISTINCT person_key FROM condition WHERE condition = '{condition}' AND onset_date
                <= (SELECT start FROM period))
            SELECT 100.0 * count(h.person_key) / count(*), count(h.person_key), NULL, 100 *
                sqrt(count(h.person_key)) / count(*)
            FROM burden b LEFT JOIN has h USING (person_key) WHERE age >= {low}""",
            )
        )
    gp = c["general_practice"]
    made.append(
        Figure(
            "consultations",
            "GP and nurse consultations",
            "each person-year",
            gp["consultations_per_person_year"],
            0.04,
            gp["source"],
            rate("kind = 'consultation'", source="event", per=1, design=4),
        )
    )
    return made


_AVOIDABLE = "reason IN (SELECT code FROM avoidable_in_homes)"


def homes() -> list[Figure]:
    """Return the figures of homes."""
    # The share of all admissions was published when 2.8% of people of 65 and over lived in homes, not 2.5%: hence its
    # wider tolerance.
    c = facts("care")
    r, use = c["care_home_residents"], c["care_home_use"]
    census = "resident WHERE moment = 'middle'"
    made = [
        Figure(
            "home_share",
            "People of 65 and over who live in care homes",
            "%",
            r["of_65_and_over_pct"],
            0.3,
            r["source"],
            share("kind = 'care_home'", "age >= 65", census),
            absolute=True,
        ),
        Figure(
            "home_85",
            "Care home residents of 65 and over who are 85 or over",
            "%",
            r["aged_85_and_over_pct"],
            4.0,
            r["source"],
            share("age >= 85", "age >= 65 AND kind = 'care_home'", census),
            absolute=True,
        ),
        Figure(
            "home_women",
            "Women among care home residents of 65 and over",
            "%",
            r["women_per_10_men"] / (10 + r["women_per_10_men"]) * 100,
            4.0,
            r["source"],
            share("sex = 'female'", "age >= 65 AND kind = 'care_home'", census),
            absolute=True,
        ),
        Figure(
            "home_emergency",
            "Emergency admissions of care home residents",
            "each resident-year",
            use["emergency_admissions_per_resident_year"],
            0.08,
            use["source"],
            rate(f"{EMERGENCY} AND in_home", "in_home", per=1),
        ),
        Figure(
            "home_ae",
            "A&E attendances of care home residents",
            "each resident-year",
            use["attendances_per_resident_year"],
            0.08,
            use["source"],
            rate(f"{AE} AND in_home", "in_home", per=1),
        ),
        Figure(
            "home_avoidable",
            "Residents' emergency admissions that are potentially avoidable",
            "%",
            use["avoidable_pct"],
            4.0,
            use["source"],
            share(_AVOIDABLE, "TRUE", f"happened WHERE {EMERGENCY} AND in_home"),
            absolute=True,
        ),
        Figure(
            "home_of_older",
            "Emergency admissions at 65 and over that are of residents",
            "%",
            use["share_of_emergency_admissions_65_and_over_pct"],
            2.0,
            use["source"],
            share("in_home", "TRUE", f"happened WHERE {EMERGENCY} AND age >= 65"),
            absolute=True,
        ),
    ]
    return made


def social() -> list[Figure]:
    """Return the figures of social."""
    s = facts("care")["social_care"]
    adults = "(SELECT sum(years) AS years FROM lived WHERE age >= 18)"
    long_term = "service IN ('home_care', 'residential', 'nursing', 'day_care', 'direct_payment')"
    made = [
        Figure(
            "long_term",
            "Adults with long-term support in the year (mean of the years)",
            "per 1,000 adults",
            s["long_term_support_per_1000_adults"],
            0.08,
            s["source"],
            f"""
            WITH y AS (SELECT unnest(generate_series(start, stop - 365, INTERVAL 365 DAY))::DATE AS first FROM period),
                 u AS (SELECT y.first, count(DISTINCT person_key) AS n FROM y JOIN package p
                       ON p.start_date < y.first + 365 AND coalesce(p.end_date, DATE '2999-01-01') > y.first WHERE
                           {long_term} GROUP BY y.first)
            SELECT 1000 * avg(n) / (any_value(a.years) / any_value(period_years)), sum(n), NULL, 1000 *
                sqrt(avg(n)) / (any_value(a.years) / any_value(period_years))
            FROM u, {adults} a, (SELECT (stop - start) / 365.25 AS period_years FROM period)""",
        ),
        Figure(
            "requests",
            "New requests for social care",
            "per 1,000 adults a year",
            s["requests_per_1000_adults"],
            0.06,
            s["source"],
            rate("service = 'adult_social_care'", "age >= 18", source="referral", design=1.5),
        ),
        Figure(
            "reablement",
            "Reablement begun",
            "per 1,000 adults a year",
            s["reablement_per_1000_adults"],
            0.08,
            s["source"],
            rate(
                "service = 'reablement' AND start_date >= (SELECT start FROM period)",
                "age >= 18",
                source="package",
                design=1.2,
            ),
        ),
    ]
    return made
