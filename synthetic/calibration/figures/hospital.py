"""How hospitals are used: emergencies, planned care, clinics."""

from __future__ import annotations

from synthetic.calibration.figures.figure import DESIGN, EMERGENCY, PLANNED, Figure, expected, share
from synthetic.facts import facts


def hospital() -> list[Figure]:
    """Return the figures of hospital."""
    h = facts("hospital")
    e, p, o = (
        h[f"{name}_per_1000"] for name in ("emergency_admissions", "elective_admissions", "outpatient_appointments")
    )
    unit = "per 1,000 person-years"
    made = [
        Figure("emergency_all", "Emergency admissions", unit, None, 0.04, e["source"], expected("emergency", EMERGENCY))
    ]
    for low, high in ((0, 15), (15, 45), (45, 65), (65, 75), (75, 85), (85, 200)):
        title = (
            f"Emergency admissions, aged {low} and over"
            if high == 200
            else f"Emergency admissions, aged {low} to {high - 1}"
        )
        made.append(
            Figure(
                f"emergency_{low}",
                title,
                unit,
                None,
                0.06,
                e["source"],
                expected(
                    "emergency", f"{EMERGENCY} AND age >= {low} AND age < {high}", f"age >= {low} AND age < {high}"
                ),
            )
        )
    for fifth, word in ((1, "most"), (3, "middle"), (5, "least")):
        made.append(
            Figure(
                f"emergency_fifth_{fifth}",
                f"Emergency admissions, {word} deprived fifth",
                unit,
                None,
                0.06,
                e["source"],
                expected("emergency", f"{EMERGENCY} AND fifth = {fifth}", f"fifth = {fifth}"),
            )
        )
    made += [
        Figure(
            "elective_all",
            "Planned admissions",
            unit,
            None,
            0.04,
            p["source"],
            expected("elective", PLANNED, design=1.6),
        ),
        Figure(
            "elective_75",
            "Planned admissions, aged 75 to 84",
            unit,
            None,
            0.06,
            p["source"],
            expected("elective", f"{PLANNED} AND age >= 75 AND age < 85", "age >= 75 AND age < 85", 1.6),
        ),
        Figure(
            "elective_fifth_1",
            "Planned admissions, most deprived fifth",
            unit,
            None,
            0.06,
            p["source"],
            expected("elective", f"{PLANNED} AND fifth = 1", "fifth = 1", 1.6),
        ),
        Figure(
            "outpatient_all",
            "Outpatient appointments",
            unit,
            None,
            0.04,
            o["source"],
            expected("outpatient", "kind = 'appointment'", design=4),
        ),
        Figure(
            "outpatient_65",
            "Outpatient appointments, aged 65 to 74",
            unit,
            None,
            0.06,
            o["source"],
            expected("outpatient", "kind = 'appointment' AND age >= 65 AND age < 75", "age >= 65 AND age < 75", 4),
        ),
    ]
    known = h["outpatient_outcomes"]
    appointments = "happened WHERE kind = 'appointment'"
    made += [
        Figure(
            "outpatient_attended",
            "Outpatient appointments attended",
            "%",
            known["attended_pct"],
            1.0,
            known["source"],
            share("outcome = 'attended'", "TRUE", appointments),
            absolute=True,
        ),
        Figure(
            "outpatient_missed",
            "Outpatient appointments missed",
            "%",
            known["did_not_attend_pct"],
            0.8,
            known["source"],
            share("outcome = 'did_not_attend'", "TRUE", appointments),
            absolute=True,
        ),
        Figure(
            "outpatient_follow_ups",
            "Follow-ups for each first appointment",
            "ratio",
            known["follow_ups_per_first"],
            0.05,
            known["source"],
            f"""
            WITH s AS (SELECT count(*) FILTER (pod = 'follow_up') AS f, count(*) FILTER (pod = 'first') AS n FROM
                {appointments})
            SELECT f / n, n, NULL, f / n * sqrt(1 / f + 1 / n) FROM s""",
        ),
        Figure(
            "winter",
            "Emergency admissions a day, winter over the summer before",
            "ratio",
            h["winter"]["emergency_winter_to_summer"],
            0.03,
            h["winter"]["source"],
            f"""
            WITH s AS (SELECT month(day) IN (12, 1, 2) AS winter, month(day) IN (6, 7, 8) AS summer FROM happened
                WHERE {EMERGENCY}),
                 d AS (SELECT count(*) FILTER (month(day) IN (12, 1, 2)) AS w, count(*) FILTER (month(day) IN (6,
                     7, 8)) AS s
                       FROM (SELECT unnest(generate_series(start, stop - 1, INTERVAL 1 DAY))::DATE AS day FROM period)),
                 c AS (SELECT count(*) FILTER (winter) AS w, count(*) FILTER (summer) AS s FROM s)
            SELECT (c.w / d.w) / (c.s / d.s), least(c.w, c.s), NULL, (c.w / d.w) / (c.s / d.s) * sqrt({DESIGN} /
                c.w + {DESIGN} / c.s) FROM c, d""",
            absolute=True,
        ),
    ]
    return made
