"""The figures by which a made-up place is held to England: each with its source, tolerance and the question in SQL.

Each question answers one row: achieved, n, published (null where the figure is one number) and standard error.
``DESIGN`` is how much more than chance counts of crises vary, since they cluster in few people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from synthetic.facts import facts

DESIGN = 2.2


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``tolerance`` is a share of the published value, or in its own unit where ``absolute``."""

    id: str
    title: str
    unit: str
    published: float | None
    tolerance: float
    source: str
    sql: str
    absolute: bool = False


def _share(where: str, of: str, source: str = "resident WHERE moment = 'first'") -> str:
    """Return the question: what per cent of ``of`` are ``where``."""
    return f"""
        SELECT 100.0 * count(*) FILTER ({where}) / count(*), count(*) FILTER ({where}), NULL,
               100 * sqrt(greatest(avg(({where})::INT) * (1 - avg(({where})::INT)), 1e-9) / count(*))
        FROM (SELECT * FROM {source}) WHERE {of}
    """


def _expected(kind: str, events: str, people: str = "TRUE", design: float = DESIGN) -> str:
    """Return the question: events per 1,000 person-years, beside the published rates for the place's own mix."""
    return f"""
        WITH there AS (SELECT sum(years) AS years, sum(years * rate) AS expected
                       FROM lived JOIN published_rate USING (band, fifth) WHERE kind = '{kind}' AND {people}),
             seen AS (SELECT count(*) AS n FROM happened WHERE {events})
        SELECT 1000.0 * n / years, n, 1000 * expected / years, 1000 * sqrt({design} * n) / years FROM there, seen
    """


def _rate(events: str, people: str = "TRUE", design: float = DESIGN, source: str = "happened", per: int = 1000) -> str:
    """Return the question: events per 1,000 (or ``per``) person-years."""
    return f"""
        WITH there AS (SELECT sum(years) AS years FROM lived WHERE {people}),
             seen AS (SELECT count(*) AS n FROM {source} WHERE {events})
        SELECT {per}.0 * n / years, n, NULL, {per} * sqrt({design} * n) / years FROM there, seen
    """


_EMERGENCY = "kind = 'admission' AND pod = 'emergency'"
_PLANNED = "kind = 'admission' AND pod IN ('elective', 'day_case')"
_AE = "kind = 'attendance'"


def _population() -> list[Figure]:
    p = facts("population")
    total = p["total"]

    def of(*bands: str, sex: str | None = None) -> float:
        return sum(p["by_age"][b][s] for b in bands for s in ("female", "male") if sex in (None, s)) / total * 100

    listed = list(p["by_age"])
    groups = [
        ("under_5", "aged under 5", "age < 5", ("0", "1-4")),
        ("5_to_19", "aged 5 to 19", "age >= 5 AND age < 20", tuple(listed[2:5])),
        ("20_to_39", "aged 20 to 39", "age >= 20 AND age < 40", tuple(listed[5:9])),
        ("40_to_64", "aged 40 to 64", "age >= 40 AND age < 65", tuple(listed[9:14])),
        ("65_to_74", "aged 65 to 74", "age >= 65 AND age < 75", tuple(listed[14:16])),
        ("75_to_84", "aged 75 to 84", "age >= 75 AND age < 85", tuple(listed[16:18])),
        ("85_and_over", "aged 85 and over", "age >= 85", tuple(listed[18:])),
    ]
    made = [
        Figure(f"age_{name}", f"People {title}", "% of people", of(*bands), 0.03, p["source"], _share(where, "TRUE"))
        for name, title, where, bands in groups
    ]
    women = of(*listed, sex="female")
    oldest = of(*listed[18:], sex="female") / of(*listed[18:]) * 100
    made.append(Figure("women", "Women and girls", "% of people", women, 0.5, p["source"], _share("sex = 'female'", "TRUE"), absolute=True))
    made.append(Figure("women_85", "Women among people of 85 and over", "%", oldest, 1.5, p["source"], _share("sex = 'female'", "age >= 85"), absolute=True))
    return made


def _deprivation() -> list[Figure]:
    d = facts("deprivation")
    made = [
        Figure(f"fifth_{i + 1}", f"People in the {word} deprived fifth", "% of people", d["share_of_people"][f"q{i + 1}"] * 100, 2.0, d["source"], _share(f"fifth = {i + 1}", "TRUE"), absolute=True)
        for i, word in ((0, "most"), (4, "least"))
    ]
    shares = d["age_share_within_fifth"]
    young = [shares["0"][q] + shares["1-4"][q] for q in ("q1", "q5")]
    old = [shares["75-84"][q] + shares["85+"][q] for q in ("q1", "q5")]
    for name, title, where, ratio in (
        ("young_by_fifth", "Share aged under 5: most over least deprived", "age < 5", young[0] / young[1]),
        ("old_by_fifth", "Share aged 75 and over: most over least deprived", "age >= 75", old[0] / old[1]),
    ):
        made.append(Figure(name, title, "ratio", ratio, 0.08, d["source"], f"""
            WITH s AS (SELECT fifth, avg(({where})::INT) AS share, count(*) FILTER ({where}) AS n FROM resident WHERE moment = 'first' GROUP BY fifth)
            SELECT a.share / b.share, least(a.n, b.n), NULL, a.share / b.share * sqrt(1 / a.n + 1 / b.n)
            FROM s a, s b WHERE a.fifth = 1 AND b.fifth = 5"""))  # fmt: skip
    births = facts("care")["births_per_1000"]
    made.append(Figure("births", "Babies born", "per 1,000 person-years", births["value"], 0.05, births["source"], _rate("kind = 'admission' AND pod = 'birth'", design=1.0)))
    return made


def _hospital() -> list[Figure]:
    h = facts("hospital")
    e, p, o = (h[f"{name}_per_1000"] for name in ("emergency_admissions", "elective_admissions", "outpatient_appointments"))
    unit = "per 1,000 person-years"
    made = [Figure("emergency_all", "Emergency admissions", unit, None, 0.04, e["source"], _expected("emergency", _EMERGENCY))]
    for low, high in ((0, 15), (15, 45), (45, 65), (65, 75), (75, 85), (85, 200)):
        title = f"Emergency admissions, aged {low} and over" if high == 200 else f"Emergency admissions, aged {low} to {high - 1}"
        made.append(Figure(f"emergency_{low}", title, unit, None, 0.06, e["source"], _expected("emergency", f"{_EMERGENCY} AND age >= {low} AND age < {high}", f"age >= {low} AND age < {high}")))
    for fifth, word in ((1, "most"), (3, "middle"), (5, "least")):
        made.append(Figure(f"emergency_fifth_{fifth}", f"Emergency admissions, {word} deprived fifth", unit, None, 0.06, e["source"], _expected("emergency", f"{_EMERGENCY} AND fifth = {fifth}", f"fifth = {fifth}")))
    made += [
        Figure("elective_all", "Planned admissions", unit, None, 0.04, p["source"], _expected("elective", _PLANNED, design=1.6)),
        Figure("elective_75", "Planned admissions, aged 75 to 84", unit, None, 0.06, p["source"], _expected("elective", f"{_PLANNED} AND age >= 75 AND age < 85", "age >= 75 AND age < 85", 1.6)),
        Figure("elective_fifth_1", "Planned admissions, most deprived fifth", unit, None, 0.06, p["source"], _expected("elective", f"{_PLANNED} AND fifth = 1", "fifth = 1", 1.6)),
        Figure("outpatient_all", "Outpatient appointments", unit, None, 0.04, o["source"], _expected("outpatient", "kind = 'appointment'", design=4)),
        Figure("outpatient_65", "Outpatient appointments, aged 65 to 74", unit, None, 0.06, o["source"], _expected("outpatient", "kind = 'appointment' AND age >= 65 AND age < 75", "age >= 65 AND age < 75", 4)),
    ]
    known = h["outpatient_outcomes"]
    appointments = "happened WHERE kind = 'appointment'"
    made += [
        Figure("outpatient_attended", "Outpatient appointments attended", "%", known["attended_pct"], 1.0, known["source"], _share("outcome = 'attended'", "TRUE", appointments), absolute=True),
        Figure("outpatient_missed", "Outpatient appointments missed", "%", known["did_not_attend_pct"], 0.8, known["source"], _share("outcome = 'did_not_attend'", "TRUE", appointments), absolute=True),
        Figure("outpatient_follow_ups", "Follow-ups for each first appointment", "ratio", known["follow_ups_per_first"], 0.05, known["source"], f"""
            WITH s AS (SELECT count(*) FILTER (pod = 'follow_up') AS f, count(*) FILTER (pod = 'first') AS n FROM {appointments})
            SELECT f / n, n, NULL, f / n * sqrt(1 / f + 1 / n) FROM s"""),
        Figure("winter", "Emergency admissions a day, winter over the summer before", "ratio", h["winter"]["emergency_winter_to_summer"], 0.03, h["winter"]["source"], f"""
            WITH s AS (SELECT month(day) IN (12, 1, 2) AS winter, month(day) IN (6, 7, 8) AS summer FROM happened WHERE {_EMERGENCY}),
                 d AS (SELECT count(*) FILTER (month(day) IN (12, 1, 2)) AS w, count(*) FILTER (month(day) IN (6, 7, 8)) AS s
                       FROM (SELECT unnest(generate_series(start, stop - 1, INTERVAL 1 DAY))::DATE AS day FROM period)),
                 c AS (SELECT count(*) FILTER (winter) AS w, count(*) FILTER (summer) AS s FROM s)
            SELECT (c.w / d.w) / (c.s / d.s), least(c.w, c.s), NULL, (c.w / d.w) / (c.s / d.s) * sqrt({DESIGN} / c.w + {DESIGN} / c.s) FROM c, d""", absolute=True),
    ]  # fmt: skip
    return made


def _urgent() -> list[Figure]:
    u = facts("urgent")
    every = u["attendances_per_1000"]
    made = [Figure("ae_all", "A&E attendances", "per 1,000 person-years", every["value"], 0.05, every["source"], _rate(_AE))]
    ages = {"0-16": (0, 17), "17-39": (17, 40), "40-59": (40, 60), "60-79": (60, 80), "80+": (80, 200)}
    for band, (low, high) in ages.items():
        made.append(Figure(f"ae_age_{low}", f"A&E attendances, aged {band}, over all ages", "ratio", u["age_index"]["value"][band], 0.08, u["age_index"]["source"], f"""
            WITH t AS (SELECT sum(years) FILTER (age >= {low} AND age < {high}) AS y, sum(years) AS years FROM lived),
                 s AS (SELECT count(*) FILTER (age >= {low} AND age < {high}) AS n, count(*) AS every FROM happened WHERE {_AE})
            SELECT (n / y) / (every / years), n, NULL, (n / y) / (every / years) * sqrt({DESIGN} / n) FROM s, t"""))  # fmt: skip
    by_tenth = f"""
        t AS (SELECT tenth, sum(years) AS y FROM lived GROUP BY tenth),
        s AS (SELECT tenth, count(*) AS n FROM happened WHERE {_AE} GROUP BY tenth),
        r AS (SELECT tenth, n, n / y AS rate FROM s JOIN t USING (tenth))"""
    made += [
        Figure("ae_tenths", "A&E attendances: most over least deprived tenth, for as many people", "ratio", u["most_to_least_deprived_tenth"]["value"], 0.08, u["most_to_least_deprived_tenth"]["source"], f"""
            WITH {by_tenth} SELECT a.rate / b.rate, least(a.n, b.n), NULL, a.rate / b.rate * sqrt({DESIGN} / a.n + {DESIGN} / b.n)
            FROM r a, r b WHERE a.tenth = 1 AND b.tenth = 10"""),
        Figure("ae_deprived_share", "A&E attendances from the most deprived fifth, for as many people", "%", u["share_of_most_deprived_fifth_pct"]["value"], 1.5, u["share_of_most_deprived_fifth_pct"]["source"], f"""
            WITH {by_tenth} SELECT 100 * sum(rate) FILTER (tenth <= 2) / sum(rate), sum(n), NULL, 100 * sqrt(0.2 * {DESIGN} / sum(n)) FROM r""", absolute=True),
        Figure("ae_admitted", "A&E attendances that end in admission", "%", u["admitted_pct"]["value"], 1.2, u["admitted_pct"]["source"], _share("outcome = 'admitted'", "TRUE", f"happened WHERE {_AE}"), absolute=True),
        Figure("ae_again", "A&E attendances followed by another within 7 days", "%", u["again_within_7_days_pct"]["value"], 1.2, u["again_within_7_days_pct"]["source"], f"""
            WITH s AS (SELECT day, lead(day) OVER (PARTITION BY person_key ORDER BY start_at) AS next FROM happened WHERE {_AE})
            SELECT 100.0 * count(*) FILTER (next <= day + 7) / count(*), count(*), NULL, 100 * sqrt({DESIGN} * 0.08 / count(*)) FROM s""", absolute=True),
        Figure("ae_monday", "A&E attendances on a Monday", "%", u["monday_pct"]["value"], 0.6, u["monday_pct"]["source"], _share("isodow(day) = 1", "TRUE", f"happened WHERE {_AE}"), absolute=True),
    ]  # fmt: skip
    titles = {"hear_and_treat": "helped by telephone", "see_and_treat": "treated where they were", "see_and_convey": "taken to A&E"}
    made += [
        Figure(f"ambulance_{pod}", f"Ambulance calls: {title}", "per 1,000 person-years", u["ambulance_per_1000"][pod], 0.05, u["ambulance_per_1000"]["source"], _rate(f"kind = 'ambulance_call' AND pod = '{pod}'"))
        for pod, title in titles.items()
    ]  # fmt: skip
    return made


def _conditions() -> list[Figure]:
    c = facts("care")
    m, by_age = c["multimorbidity"], c["multimorbidity_by_age"]
    made = []
    for name, title, value, where in (
        ("adults", "Adults with two or more long-term conditions", m["adults_pct"], "age >= 18"),
        ("women", "… women", m["female_pct"], "age >= 18 AND sex = 'female'"),
        ("men", "… men", m["male_pct"], "age >= 18 AND sex = 'male'"),
        ("most_deprived", "… the most deprived fifth", m["most_deprived_pct"], "age >= 18 AND fifth = 1"),
        ("least_deprived", "… the least deprived fifth", m["least_deprived_pct"], "age >= 18 AND fifth = 5"),
    ):
        made.append(Figure(f"multimorbid_{name}", title, "%", value, 2.5, m["source"], _share("conditions >= 2", where, "burden"), absolute=True))
    made.append(Figure("multimorbid_25", "… aged 25 to 34", "%", by_age["aged_25_to_34_pct"], 2.0, by_age["source"], _share("conditions >= 2", "age >= 25 AND age < 35", "burden"), absolute=True))
    made.append(Figure("multimorbid_75", "… aged 75 and over", "%", by_age["aged_75_and_over_pct"], 5.0, by_age["source"], _share("conditions >= 2", "age >= 75", "burden"), absolute=True))
    # Use in the first year by those who had two or more at its start, as in the study.
    for name, title, value, table, where, weight in (
        ("consultations", "Adults' consultations that are theirs", m["share_of_consultations_pct"], "event", "kind = 'consultation' AND start_at < (SELECT start + 365 FROM period)", "1"),
        ("admissions", "Adults' admissions that are theirs", m["share_of_admissions_pct"], "event", "kind = 'admission' AND point_of_delivery NOT IN ('birth', 'maternity') AND start_at < (SELECT start + 365 FROM period)", "1"),
        ("prescriptions", "Adults' prescription items that are theirs", m["share_of_prescriptions_pct"], "medication", "start_date < (SELECT start + 365 FROM period) AND coalesce(end_date, DATE '2999-01-01') > (SELECT start FROM period)",
         "CASE WHEN is_repeat THEN greatest(1, date_diff('day', greatest(start_date, (SELECT start FROM period)), least(coalesce(end_date, (SELECT stop FROM period)), (SELECT start + 365 FROM period))) / 28.0) ELSE 1 END"),
    ):
        made.append(Figure(f"multimorbid_{name}", title, "%", value, 4.0, m["source"], f"""
            WITH s AS (SELECT person_key, sum({weight}) AS used, count(*) AS n FROM {table} WHERE {where} GROUP BY person_key)
            SELECT 100 * sum(used) FILTER (conditions >= 2) / sum(used), sum(n), NULL, 100 * sqrt(0.25 * sum(used * used)) / sum(used)
            FROM s JOIN burden USING (person_key) WHERE age >= 18""", absolute=True))  # fmt: skip
    for name, title, fact, condition, low, tolerance in (
        ("dementia", "People of 65 and over with dementia", "dementia_65_and_over_pct", "dementia", 65, 0.12),
        ("heart_disease", "People with coronary heart disease", "heart_disease_pct", "coronary_heart_disease", 0, 0.12),
        ("copd", "People with COPD", "copd_pct", "copd", 0, 0.12),
        ("hypertension", "People with hypertension", "hypertension_pct", "hypertension", 0, 0.08),
    ):
        made.append(Figure(name, title, "%", c[fact]["value"], tolerance, c[fact]["source"], f"""
            WITH has AS (SELECT DISTINCT person_key FROM condition WHERE condition = '{condition}' AND onset_date <= (SELECT start FROM period))
            SELECT 100.0 * count(h.person_key) / count(*), count(h.person_key), NULL, 100 * sqrt(count(h.person_key)) / count(*)
            FROM burden b LEFT JOIN has h USING (person_key) WHERE age >= {low}"""))  # fmt: skip
    gp = c["general_practice"]
    made.append(Figure("consultations", "GP and nurse consultations", "each person-year", gp["consultations_per_person_year"], 0.04, gp["source"], _rate("kind = 'consultation'", source="event", per=1, design=4)))
    return made


_AVOIDABLE = "reason IN (SELECT code FROM avoidable_in_homes)"


def _homes() -> list[Figure]:
    # The share of all admissions was published when 2.8% of people of 65 and over lived in homes, not 2.5%: hence its
    # wider tolerance.
    c = facts("care")
    r, use = c["care_home_residents"], c["care_home_use"]
    census = "resident WHERE moment = 'middle'"
    made = [
        Figure("home_share", "People of 65 and over who live in care homes", "%", r["of_65_and_over_pct"], 0.3, r["source"], _share("kind = 'care_home'", "age >= 65", census), absolute=True),
        Figure("home_85", "Care home residents of 65 and over who are 85 or over", "%", r["aged_85_and_over_pct"], 4.0, r["source"], _share("age >= 85", "age >= 65 AND kind = 'care_home'", census), absolute=True),
        Figure("home_women", "Women among care home residents of 65 and over", "%", r["women_per_10_men"] / (10 + r["women_per_10_men"]) * 100, 4.0, r["source"], _share("sex = 'female'", "age >= 65 AND kind = 'care_home'", census), absolute=True),
        Figure("home_emergency", "Emergency admissions of care home residents", "each resident-year", use["emergency_admissions_per_resident_year"], 0.08, use["source"], _rate(f"{_EMERGENCY} AND in_home", "in_home", per=1)),
        Figure("home_ae", "A&E attendances of care home residents", "each resident-year", use["attendances_per_resident_year"], 0.08, use["source"], _rate(f"{_AE} AND in_home", "in_home", per=1)),
        Figure("home_avoidable", "Residents' emergency admissions that are potentially avoidable", "%", use["avoidable_pct"], 4.0, use["source"], _share(_AVOIDABLE, "TRUE", f"happened WHERE {_EMERGENCY} AND in_home"), absolute=True),
        Figure("home_of_older", "Emergency admissions at 65 and over that are of residents", "%", use["share_of_emergency_admissions_65_and_over_pct"], 2.0, use["source"], _share("in_home", "TRUE", f"happened WHERE {_EMERGENCY} AND age >= 65"), absolute=True),
    ]  # fmt: skip
    return made


def _social() -> list[Figure]:
    s = facts("care")["social_care"]
    adults = "(SELECT sum(years) AS years FROM lived WHERE age >= 18)"
    long_term = "service IN ('home_care', 'residential', 'nursing', 'day_care', 'direct_payment')"
    made = [
        Figure("long_term", "Adults with long-term support in the year (mean of the years)", "per 1,000 adults", s["long_term_support_per_1000_adults"], 0.08, s["source"], f"""
            WITH y AS (SELECT unnest(generate_series(start, stop - 365, INTERVAL 365 DAY))::DATE AS first FROM period),
                 u AS (SELECT y.first, count(DISTINCT person_key) AS n FROM y JOIN package p
                       ON p.start_date < y.first + 365 AND coalesce(p.end_date, DATE '2999-01-01') > y.first WHERE {long_term} GROUP BY y.first)
            SELECT 1000 * avg(n) / (any_value(a.years) / any_value(period_years)), sum(n), NULL, 1000 * sqrt(avg(n)) / (any_value(a.years) / any_value(period_years))
            FROM u, {adults} a, (SELECT (stop - start) / 365.25 AS period_years FROM period)"""),
        Figure("requests", "New requests for social care", "per 1,000 adults a year", s["requests_per_1000_adults"], 0.06, s["source"], _rate("service = 'adult_social_care'", "age >= 18", source="referral", design=1.5)),
        Figure("reablement", "Reablement begun", "per 1,000 adults a year", s["reablement_per_1000_adults"], 0.08, s["source"], _rate("service = 'reablement' AND start_date >= (SELECT start FROM period)", "age >= 18", source="package", design=1.2)),
    ]  # fmt: skip
    return made


def _practices() -> list[Figure]:
    known = facts("care")["practice_lists"]
    return [
        Figure("list_spread", "Practice lists: standard deviation over mean", "ratio", known["sd"] / known["mean"], 0.1, known["source"], """
            WITH l AS (SELECT practice, count(*) AS people FROM registration, period
                       WHERE start_date <= start AND (end_date IS NULL OR end_date > start) GROUP BY practice)
            SELECT stddev(people) / avg(people), count(*), NULL, stddev(people) / avg(people) / sqrt(count(*)) FROM l""", absolute=True),
    ]  # fmt: skip


def _costs() -> list[Figure]:
    cost: dict[str, Any] = facts("unit_costs")["national_cost_collection_2024_25"]
    return [
        Figure("ae_cost", "Mean cost of an A&E attendance", "£", cost["ae_attendance_mean"], 0.05, cost["source"], f"SELECT avg(cost), count(*), NULL, stddev(cost) / sqrt(count(*)) FROM happened WHERE {_AE}"),
    ]


FIGURES: tuple[Figure, ...] = (
    *_population(), *_deprivation(), *_hospital(), *_urgent(), *_conditions(), *_homes(), *_practices(), *_social(), *_costs(),
)  # fmt: skip
