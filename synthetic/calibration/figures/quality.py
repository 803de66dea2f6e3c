"""Waits, checks, vaccinations, carers, and where people end their days."""

from __future__ import annotations

from typing import Any

from synthetic.calibration.figures.figure import Figure, share
from synthetic.facts import facts


def _told(name: str) -> Any:
    return facts("quality")[name]


def _mean(value: str, of: str) -> str:
    """Return the question: the mean of ``value`` over the rows of ``of``."""
    return f"SELECT avg(v), count(v), NULL, stddev(v) / sqrt(count(v)) FROM (SELECT {value} AS v FROM {of})"


_HANDED_OVER = "event WHERE handover_at IS NOT NULL"
_WAITED = "date_diff('minute', at_hospital_at, handover_at)"


def waits() -> list[Figure]:
    """Return the figures of waits: for an ambulance to be let go, in A&E, and to be home after hospital."""
    lost, over, first, ae = (
        _told(name)
        for name in ("ambulance_handover", "ambulance_handover_over_60", "ambulance_category_1_pct", "ae_waits")
    )
    reablement = _told("reablement_at_home_91_days_pct")
    attended = "event WHERE kind = 'attendance'"
    return [
        Figure(
            "handover_lost", "Minutes lost beyond 15 at each handover of an ambulance", "minutes",
            lost["minutes_beyond_15_per_conveyance"], 0.12, lost["source"],
            _mean(f"greatest({_WAITED} - 15, 0)", _HANDED_OVER),
        ),
        Figure(
            "handover_over_60", "Handovers over 60 minutes", "%", over["october_2024_over_60_pct"], 2.5, over["source"],
            share(f"{_WAITED} > 60", "TRUE", _HANDED_OVER), absolute=True,
        ),
        Figure(
            "ambulance_category_1", "Ambulances sent that are category 1", "%", first["value"], 1.0, first["source"],
            share("urgency = 'c1'", "TRUE", "event WHERE kind = 'ambulance_call' AND seen_at IS NOT NULL"),
            absolute=True,
        ),
        Figure(
            "ae_seen", "Median minutes in A&E until seen", "minutes", ae["median_minutes_to_treatment"], 0.08,
            ae["source"],
            f"""
            SELECT median(v), count(v), NULL, 1.2533 * stddev(v) / sqrt(count(v))
            FROM (SELECT date_diff('minute', start_at, seen_at) AS v FROM {attended})""",
        ),
        Figure(
            "ae_left", "A&E attendances that end before being seen", "%", ae["left_before_being_seen_pct"], 0.4,
            ae["source"],
            share("outcome = 'left'", "TRUE", attended), absolute=True,
        ),
        Figure(
            "reablement_91", "People of 65 and over at home 91 days after hospital and reablement", "%",
            reablement["value"], 4.0, reablement["source"], _still_at_home(), absolute=True,
        ),
    ]  # fmt: skip


def _still_at_home() -> str:
    return """
        WITH begun AS (
            SELECT k.person_key, k.start_date + 91 AS day FROM package k JOIN person p USING (person_key), period
            WHERE k.service = 'reablement' AND k.start_date >= period.start AND k.start_date + 91 < period.stop
              AND date_diff('day', p.birth_date, k.start_date) >= 65 * 365.25
        ), followed AS (
            SELECT EXISTS (FROM residence r WHERE r.person_key = b.person_key AND r.kind <> 'care_home'
                           AND r.start_date <= b.day AND (r.end_date IS NULL OR r.end_date > b.day))
               AND NOT EXISTS (FROM person p WHERE p.person_key = b.person_key AND p.death_date <= b.day)
               AND NOT EXISTS (FROM event e WHERE e.person_key = b.person_key AND e.kind = 'admission'
                               AND e.start_at::DATE <= b.day AND (e.end_at IS NULL OR e.end_at::DATE > b.day)) AS home
            FROM begun b
        )
        SELECT 100 * avg(home::INT), count(*), NULL, 100 * sqrt(avg(home::INT) * (1 - avg(home::INT)) / count(*))
        FROM followed
    """


# Everyone on a list all through the last year of the period, with age at its end.
_THROUGH = """
    (SELECT p.person_key, date_diff('day', p.birth_date, period.stop) / 365.25 AS age, period.stop - 365 AS since
     FROM person p, period
     WHERE p.death_date IS NULL AND EXISTS (FROM registration r WHERE r.person_key = p.person_key
           AND r.start_date <= period.stop - 365 AND r.end_date IS NULL))
"""


def _had(where: str, table: str) -> str:
    return f"EXISTS (FROM {table} x WHERE x.person_key = t.person_key AND {where})"


def _share_of(had: str, who: str) -> str:
    """Return the question: what per cent of ``who``, on a list all last year, had it."""
    return f"""
        WITH asked AS (SELECT {had} AS had FROM {_THROUGH} t WHERE {who})
        SELECT 100 * avg(had::INT), count(*) FILTER (had), NULL,
               100 * sqrt(greatest(avg(had::INT) * (1 - avg(had::INT)), 1e-9) / count(*)) FROM asked
    """


def _checks() -> list[Figure]:
    told = _told("diabetes_checks")
    diabetic = "condition IN ('type_1_diabetes', 'type_2_diabetes') AND onset_date < (SELECT stop - 365 FROM period)"
    titles = {
        "hba1c": "HbA1c", "total_cholesterol": "cholesterol", "egfr": "kidney function",
        "albumin_creatinine_ratio": "albumin in urine", "systolic_blood_pressure": "blood pressure",
        "bmi": "body mass index",
    }  # fmt: skip
    return [
        Figure(
            f"diabetes_{concept}", f"People with diabetes whose {title} was measured in the year", "%", told[concept],
            4.0, told["source"],
            _share_of(_had(f"concept = '{concept}' AND \"at\" >= t.since", "measurement"),
                      "age >= 18 AND " + _had(diabetic, "condition")),
            absolute=True,
        )
        for concept, title in titles.items()
    ]  # fmt: skip


def prevention() -> list[Figure]:
    """Return the figures of checks, vaccinations, smoking and carers."""
    flu, ppv, shingles, child = (_told(n) for n in ("flu", "pneumococcal_65_and_over_pct", "shingles", "childhood"))
    smoking, carers = _told("smoking"), _told("smoking_by_deprivation")
    winter = "vaccine = 'influenza' AND given_date >= t.since + 100"

    def given(vaccine: str, where: str = "TRUE") -> str:
        return _had(f"vaccine = '{vaccine}' AND {where}", "immunisation")

    made = [
        *_checks(),
        Figure(
            "flu_65", "People of 65 and over vaccinated against influenza last winter", "%",
            flu["aged_65_and_over_pct"], 3.0, flu["source"],
            _share_of(_had(winter, "immunisation"), "age >= 65.5"), absolute=True,
        ),
        Figure(
            "flu_2_and_3", "Children of 2 and 3 vaccinated against influenza last winter", "%", flu["aged_2_and_3_pct"],
            4.0, flu["source"], _share_of(_had(winter, "immunisation"), "age >= 2.6 AND age < 4.4"), absolute=True,
        ),
        Figure(
            "pneumococcal_65", "People of 65 and over ever vaccinated against pneumococci", "%", ppv["value"], 4.0,
            ppv["source"], _share_of(given("pneumococcal", "given_date > DATE '2003-01-01' AND dose = 1"), "age >= 65"),
            absolute=True,
        ),
        Figure(
            "shingles_79", "People of 79 ever vaccinated against shingles", "%", shingles["at_79_pct"], 4.0,
            shingles["source"], _share_of(given("shingles"), "age >= 79 AND age < 80"), absolute=True,
        ),
        Figure(
            "mmr_1", "Children of 2 with a first dose against measles, mumps and rubella", "%",
            child["mmr_1_24_months_pct"], 3.0, child["source"],
            _share_of(given("mmr", "dose = 1"), "age >= 2 AND age < 3"), absolute=True,
        ),
        Figure(
            "mmr_2", "Children of 5 with a second dose", "%", child["mmr_2_5_years_pct"], 3.0, child["source"],
            _share_of(given("mmr", "dose = 2"), "age >= 5 AND age < 6"), absolute=True,
        ),
    ]  # fmt: skip
    latest = """
        (SELECT m.person_key, arg_max(m.finding, m."at") AS finding, any_value(r.tenth) AS tenth FROM measurement m
         JOIN (SELECT person_key, any_value(deprivation_decile ORDER BY start_date) AS tenth FROM residence
               GROUP BY person_key) r USING (person_key)
         WHERE m.concept = 'smoking_status' GROUP BY m.person_key)"""
    made.append(
        Figure(
            "smokers", "Adults with a smoking status who smoke", "%", smoking["adults_pct"], 1.5, smoking["source"],
            share("finding = 'current_smoker'", "TRUE", latest), absolute=True,
        )
    )  # fmt: skip
    made += [
        Figure(
            f"smokers_{word}", f"Adults who smoke, {word} deprived tenth", "%", carers[f"{word}_pct"], 3.0,
            carers["source"], share("finding = 'current_smoker'", "TRUE", f"{latest} WHERE tenth = {tenth}"),
            absolute=True,
        )
        for word, tenth in (("most", 1), ("least", 10))
    ]  # fmt: skip
    return made


def endings() -> list[Figure]:
    """Return the figures of care homes and of where people die."""
    place, while_there, wished = (
        _told(name)
        for name in ("place_of_death", "temporary_residents_of_care_home_deaths_pct", "preferred_place_achieved_pct")
    )
    falls, permanent = _told("falls_in_homes_per_bed_year"), _told("permanent_admissions_65_and_over_per_100000")
    dead = "person WHERE death_date IS NOT NULL"
    made = [
        Figure(
            f"died_{where}", f"Deaths in {title}", "%", place[f"{where}_pct"], tolerance, place["source"],
            share(f"death_place = '{where}'", "TRUE", dead), absolute=True,
        )
        for where, title, tolerance in (
            ("hospital", "hospital", 3.0), ("care_home", "care homes", 3.0), ("hospice", "hospices", 1.0),
            ("home", "people's own homes", 4.5),
        )
    ]  # fmt: skip
    made += [
        Figure(
            "died_while_there", "Deaths in care homes of people there for a while", "%", while_there["value"], 6.0,
            while_there["source"],
            share("purpose = 'temporary'", "TRUE",
                  "stay JOIN person USING (person_key) WHERE outcome = 'died' AND death_place = 'care_home'"),
            absolute=True,
        ),
        Figure(
            "wish_kept", "People on the register who die where they wished", "%", wished["value"], 4.0,
            wished["source"],
            share("value = death_place", "TRUE",
                  "(SELECT f.value, p.death_place FROM flag f JOIN person p USING (person_key) "
                  "WHERE f.item = 'preferred_place_of_death' AND p.death_place IS NOT NULL)"),
            absolute=True,
        ),
        Figure(
            "home_falls", "Falls in care homes", "each resident-year", falls["value"], 0.12, falls["source"],
            """
            WITH there AS (SELECT sum(years) AS years FROM lived WHERE in_home),
                 seen AS (SELECT count(*) AS n FROM event WHERE kind = 'incident' AND reason = 'fall')
            SELECT n / years, n, NULL, sqrt(4 * n) / years FROM there, seen""",
        ),
        Figure(
            "home_permanent", "Council-paid permanent admissions to care homes, aged 65 and over", "per 100,000 a year",
            permanent["value"], 0.15, permanent["source"],
            """
            WITH there AS (SELECT sum(years) AS years FROM lived WHERE age >= 65),
                 seen AS (SELECT count(*) AS n FROM package, period WHERE service IN ('residential', 'nursing')
                          AND start_date > period.start)
            SELECT 100000.0 * n / years, n, NULL, 100000 * sqrt(n) / years FROM there, seen""",
        ),
    ]  # fmt: skip
    return made
