"""Coverage: before a feed began there is no figure, not a figure of nought."""

from datetime import date

from joinedup.insight.engine import open_release
from joinedup.insight.measures.coverage import Coverage, coverage
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.periods import Period

YEARS = Period(date(2023, 4, 1), date(2026, 4, 1))


def test_a_feed_tells_from_its_first_full_month_and_stray_dates_do_not_count() -> None:
    with open_release() as engine:
        days = ["2022-05-01", *("2024-04-01", "2024-04-09", "2024-04-12") * 2, *("2024-05-02",) * 8, "2031-01-01"]
        engine.fill("event", [{"person_key": "Edna", "event_id": str(n), "kind": "admission", "feed": "admitted_care",
                               "start_at": f"{day} 10:00"} for n, day in enumerate(days)])  # fmt: skip
        engine.fill(
            "referral", [{"person_key": "Edna", "referred_at": "2025-01-06 10:00", "feed": "community_referral"}]
        )
        found = coverage(engine, data_date=date(2026, 3, 31))
    assert found.by_feed == {"admitted_care": date(2024, 4, 1), "community_referral": date(2025, 1, 1)}


def test_months_before_a_measures_feeds_are_left_out_and_a_year_half_told_is_not_compared_with() -> None:
    told = Coverage({"admitted_care": date(2024, 4, 1), "community_referral": date(2025, 1, 1)})
    admissions, waits = measure("emergency-admissions"), measure("wait-for-therapy")
    assert told.covered(admissions, YEARS) == Period(date(2024, 4, 1), date(2026, 4, 1))
    assert told.covered(admissions, YEARS, whole=True) is None
    assert told.covered(waits, Period(date(2025, 1, 1), date(2026, 1, 1)), whole=True) is not None
    assert told.covered(waits, Period(date(2024, 1, 1), date(2025, 1, 1))) is None


def test_a_measure_of_feeds_without_contacts_begins_with_the_first_of_any() -> None:
    told = Coverage({"admitted_care": date(2024, 4, 1), "community_referral": date(2025, 1, 1)})
    assert told.begins(measure("home-care-hours")) == date(2024, 4, 1)
    assert Coverage({}).covered(measure("home-care-hours"), YEARS) == YEARS


def test_a_cost_is_told_from_when_all_that_it_rests_on_is_told() -> None:
    began = {"admitted_care": date(2024, 4, 1), "gp_consultation": date(2025, 2, 1), "outpatient": date(2023, 1, 1)}
    assert Coverage(began).begins(measure("nhs-cost-per-head")) == date(2025, 2, 1)


def test_a_practice_that_began_to_send_fhir_hides_nothing_of_what_lists_of_problems_told_before() -> None:
    began = {"admitted_care": date(2024, 4, 1), "gp_fhir": date(2026, 1, 1)}
    assert Coverage(began).begins(measure("diabetes-prevalence")) == date(2024, 4, 1)
