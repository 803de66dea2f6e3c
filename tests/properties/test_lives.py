"""Lives make sense: laws that hold for everyone in a made-up place, asked of every row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from joinedup.words.basics.nhs_number import is_test_number, is_valid
from synthetic.lives import make_lives
from synthetic.lives.tables import ALL


@pytest.fixture(scope="module", params=[(900, 3, 4), (6_000, 2, 11)], ids=["a village", "a small town"])
def place(request, tmp_path_factory):
    people, years, seed = request.param
    folder = tmp_path_factory.mktemp("lives")
    make_lives(people, years, seed, folder)
    db = duckdb.connect()
    db.execute("SET TimeZone = 'Europe/London'")
    for name in ALL:
        db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder}/{name}/*.parquet')")
    ends = """
    SELECT person_key, birth_date, present_from, present_until, death_date
    FROM identity JOIN person USING (person_key, birth_date)
    """
    db.execute(f"CREATE TABLE life AS {ends}")
    yield db
    db.close()


def none(db: duckdb.DuckDBPyConnection, question: str) -> None:
    assert db.execute(question).fetchmany(3) == []


def test_everyone_has_their_own_valid_nhs_number_in_the_range_that_is_never_issued(place):
    numbers = [row[0] for row in place.execute("SELECT nhs_number FROM identity").fetchall()]
    assert len(set(numbers)) == len(numbers)
    assert all(is_valid(number) and is_test_number(number) for number in numbers)


def test_nothing_happens_to_anyone_before_they_are_born(place):
    none(place, "SELECT * FROM event JOIN life USING (person_key) WHERE start_at::DATE < birth_date")
    none(place, "SELECT * FROM condition JOIN life USING (person_key) WHERE onset_date < birth_date")
    none(place, "SELECT * FROM medication JOIN life USING (person_key) WHERE start_date < birth_date")
    none(place, "SELECT * FROM measurement JOIN life USING (person_key) WHERE measurement.at::DATE < birth_date")
    none(place, "SELECT * FROM immunisation JOIN life USING (person_key) WHERE given_date < birth_date")
    none(place, "SELECT * FROM allergy JOIN life USING (person_key) WHERE recorded_date < birth_date")
    none(place, "SELECT * FROM registration JOIN life USING (person_key) WHERE start_date < birth_date")
    none(place, "SELECT * FROM residence JOIN life USING (person_key) WHERE start_date < birth_date")
    none(place, "SELECT * FROM referral JOIN life USING (person_key) WHERE referred_at::DATE < birth_date")
    none(place, "SELECT * FROM package JOIN life USING (person_key) WHERE start_date < birth_date")


def test_nothing_happens_to_anyone_after_they_have_died(place):
    none(
        place,
        """
        SELECT * FROM event JOIN life USING (person_key) WHERE start_at::DATE > death_date OR
        end_at::DATE > death_date
        """,
    )
    none(place, "SELECT * FROM condition JOIN life USING (person_key) WHERE onset_date > death_date")
    none(
        place,
        """
        SELECT * FROM medication JOIN life USING (person_key) WHERE start_date > death_date OR
        (is_repeat AND (end_date IS NULL OR end_date > death_date) AND death_date IS NOT NULL)
        """,
    )
    none(place, "SELECT * FROM measurement JOIN life USING (person_key) WHERE measurement.at::DATE > death_date")
    none(place, "SELECT * FROM immunisation JOIN life USING (person_key) WHERE given_date > death_date")
    none(
        place,
        """
        SELECT * FROM package JOIN life USING (person_key) WHERE start_date > death_date OR
        coalesce(end_date, DATE '2999-01-01') > death_date + 1
        """,
    )
    none(
        place,
        """
        SELECT * FROM referral JOIN life USING (person_key) WHERE referred_at::DATE > death_date OR
        seen_at::DATE > death_date
        """,
    )
    none(
        place,
        """
        SELECT * FROM residence JOIN life USING (person_key) WHERE death_date IS NOT NULL AND
        coalesce(end_date, DATE '2999-01-01') > death_date + 1
        """,
    )
    none(
        place,
        """
        SELECT * FROM registration JOIN life USING (person_key) WHERE death_date IS NOT NULL AND
        coalesce(end_date, DATE '2999-01-01') > death_date + 1
        """,
    )


def test_nothing_begins_here_for_anyone_before_they_come_or_after_they_have_moved_away(place):
    none(
        place,
        """
        SELECT * FROM event JOIN life USING (person_key) WHERE start_at::DATE < present_from OR
        start_at::DATE >= present_until + 1
        """,
    )


def test_no_one_is_in_two_hospital_beds_at_once(place):
    none(place, """
        SELECT * FROM (SELECT person_key, start_at, end_at, lead(start_at) OVER (PARTITION BY person_key ORDER BY
            start_at) AS next
                       FROM event WHERE kind IN ('admission', 'mental_health_stay'))
        WHERE next < coalesce(end_at, TIMESTAMPTZ '2999-01-01')""")  # fmt: skip


def test_no_one_in_a_hospital_bed_sees_their_gp_goes_to_clinic_or_calls_an_ambulance(place):
    none(place, """
        SELECT * FROM event s JOIN event e ON e.person_key = s.person_key AND e.start_at >= s.start_at AND
            e.start_at < s.end_at
        WHERE s.kind IN ('admission', 'mental_health_stay') AND s.point_of_delivery <> 'birth'
          AND e.kind NOT IN ('admission', 'mental_health_stay', 'assessment')""")  # fmt: skip


def test_every_attendance_that_ends_in_admission_is_followed_by_one_and_every_admission_through_ae_follows_one(place):
    admitted = "SELECT person_key, end_at FROM event WHERE kind = 'attendance' AND outcome = 'admitted'"
    through = "SELECT person_key, start_at FROM event WHERE kind = 'admission' AND route = 'ae'"
    none(place, f"({admitted}) EXCEPT ({through})")
    none(place, f"({through}) EXCEPT ({admitted})")


def test_everyone_taken_to_ae_by_ambulance_arrives_there_by_ambulance(place):
    taken = "SELECT person_key, at_hospital_at FROM event WHERE point_of_delivery = 'see_and_convey'"
    came = "SELECT person_key, start_at FROM event WHERE kind = 'attendance' AND route = 'ambulance'"
    none(place, f"({taken}) EXCEPT ({came})")
    none(place, f"({came}) EXCEPT ({taken})")


def test_an_ambulance_comes_leaves_and_hands_over_in_that_order(place):
    none(place, """
        SELECT * FROM event WHERE kind = 'ambulance_call' AND (
            seen_at < start_at OR at_hospital_at <= seen_at OR handover_at <= at_hospital_at OR end_at <= handover_at
            OR (point_of_delivery = 'see_and_convey') <> (handover_at IS NOT NULL)
            OR (point_of_delivery = 'hear_and_treat') <> (seen_at IS NULL))""")  # fmt: skip


def test_everyone_is_seen_while_they_are_in_ae_but_those_who_left_first(place):
    none(place, "SELECT * FROM event WHERE kind = 'attendance' AND (seen_at < start_at OR seen_at >= end_at)")
    none(place, "SELECT * FROM event WHERE kind = 'attendance' AND (seen_at IS NULL) <> (outcome = 'left')")


def test_whoever_is_ready_to_leave_a_bed_is_in_it_and_leaves_it_alive(place):
    none(
        place,
        "SELECT * FROM event WHERE ready_at < start_at OR ready_at > end_at OR outcome = 'died' AND ready_at IS NOT NULL",
    )


def test_whoever_dies_in_hospital_dies_on_the_day_they_leave_it(place):
    none(
        place,
        """
        SELECT * FROM event JOIN life USING (person_key) WHERE outcome = 'died' AND (death_date IS NULL
        OR end_at::DATE <> death_date)
        """,
    )


def test_things_end_after_they_begin_and_nights_are_counted_as_dates_pass(place):
    none(place, "SELECT * FROM event WHERE end_at <= start_at")
    none(
        place,
        """
        SELECT * FROM event WHERE kind = 'admission' AND end_at IS NOT NULL AND length_of_stay <>
        end_at::DATE - start_at::DATE
        """,
    )
    for table in ("registration", "residence", "address", "medication", "package"):
        none(place, f"SELECT * FROM {table} WHERE end_date <= start_date")
    none(place, "SELECT * FROM referral WHERE seen_at < referred_at OR closed_at <= referred_at")


@pytest.mark.parametrize("table", ["registration", "residence", "address"])
def test_no_one_is_on_two_lists_or_lives_in_two_places_at_once(place, table):
    none(place, f"""
        SELECT * FROM (SELECT *, lead(start_date) OVER (PARTITION BY person_key ORDER BY start_date) AS next FROM
            {table})
        WHERE next < coalesce(end_date, DATE '2999-01-01')""")  # fmt: skip


def test_everyone_has_somewhere_to_live_for_as_long_as_they_are_there(place):
    none(place, "SELECT person_key FROM life EXCEPT SELECT person_key FROM residence")
    none(place, """
        SELECT * FROM (SELECT person_key, end_date, lead(start_date) OVER (PARTITION BY person_key ORDER BY
            start_date) AS next FROM residence)
        WHERE next IS NOT NULL AND next <> end_date""")  # fmt: skip


def test_no_one_in_a_care_home_has_care_in_a_home_of_their_own(place):
    none(place, """
        SELECT * FROM package p JOIN residence r USING (person_key)
        WHERE r.kind = 'care_home' AND p.service IN ('home_care', 'reablement', 'day_care', 'telecare',
            'direct_payment')
          AND p.start_date < coalesce(r.end_date, DATE '2999-01-01') AND coalesce(p.end_date, DATE '2999-01-01') >
              r.start_date""")  # fmt: skip


def test_no_care_home_has_more_residents_than_beds(place):
    none(place, """
        SELECT site FROM residence JOIN reference_site USING (site), range(DATE '2023-04-01', DATE '2026-03-31',
            INTERVAL 15 DAY) t(day)
        WHERE residence.kind = 'care_home' AND start_date <= day AND coalesce(end_date, DATE '2999-01-01') > day
        GROUP BY site, day, beds HAVING count(*) > beds""")  # fmt: skip


def test_a_stay_in_a_home_begins_and_ends_while_the_person_lives_and_no_one_is_in_two(place):
    none(
        place,
        "SELECT * FROM stay JOIN life USING (person_key) WHERE end_date <= start_date OR end_date > death_date + 1",
    )
    none(place, """
        SELECT * FROM (SELECT *, lead(start_date) OVER (PARTITION BY person_key ORDER BY start_date) AS next FROM stay)
        WHERE next < coalesce(end_date, DATE '2999-01-01')""")  # fmt: skip
    lasting = "SELECT person_key, site, start_date, end_date FROM stay WHERE purpose = 'permanent'"
    lived = "SELECT person_key, site, start_date, end_date FROM residence WHERE kind = 'care_home'"
    none(place, f"({lasting}) EXCEPT ({lived})")
    none(place, f"({lived}) EXCEPT ({lasting})")


def test_everyone_who_dies_here_dies_somewhere_and_no_one_else_does(place):
    none(place, "SELECT * FROM person WHERE (death_date IS NULL) <> (death_place IS NULL)")
    none(
        place,
        """
        SELECT person_key FROM person WHERE death_place = 'hospital'
        EXCEPT SELECT person_key FROM event WHERE outcome = 'died' AND kind IN ('admission', 'mental_health_stay')""",
    )
    none(place, """
        SELECT p.person_key FROM person p WHERE death_place = 'care_home' AND NOT EXISTS (
            FROM stay s WHERE s.person_key = p.person_key AND s.start_date <= p.death_date
            AND coalesce(s.end_date, DATE '2999-01-01') > p.death_date)""")  # fmt: skip


def test_flags_hold_while_the_person_lives_here_and_only_wishes_have_values(place):
    none(
        place,
        """
        SELECT * FROM flag JOIN life USING (person_key)
        WHERE start_date > death_date OR start_date < birth_date OR end_date <= start_date OR start_date >= present_until""",
    )
    none(place, """
        SELECT * FROM flag WHERE (value IS NOT NULL) <> (item IN ('preferred_place_of_care', 'preferred_place_of_death',
            'resuscitation'))""")  # fmt: skip
    none(place, "SELECT * FROM flag JOIN identity USING (person_key) WHERE item = 'pregnant' AND sex <> 'female'")


def test_what_is_measured_is_a_number_or_a_finding_and_has_our_word(place):
    none(place, "SELECT * FROM measurement WHERE (value IS NULL) <> (finding IS NOT NULL) OR concept IS NULL")
    none(place, "SELECT * FROM measurement WHERE (concept = 'smoking_status') <> (finding IS NOT NULL)")
    none(place, "SELECT * FROM immunisation WHERE vaccine IS NULL")
    none(
        place,
        """
        SELECT person_key, vaccine FROM immunisation WHERE dose > 1
        EXCEPT SELECT person_key, vaccine FROM immunisation WHERE dose = 1 OR given_date < DATE '2012-01-01'""",
    )


def test_no_assessment_is_left_among_packages_and_reviews_come_while_support_goes_on(place):
    none(place, "SELECT * FROM package WHERE service = 'assessment'")
    none(place, """
        SELECT * FROM event e WHERE kind = 'assessment' AND point_of_delivery = 'review' AND NOT EXISTS (
            FROM package k WHERE k.person_key = e.person_key AND k.service = e.service AND k.start_date < e.start_at::DATE
            AND coalesce(k.end_date, DATE '2999-01-01') >= e.start_at::DATE)""")  # fmt: skip


def test_mothers_are_women_old_enough_and_twins_share_a_birthday_and_a_mother(place):
    none(place, """
        SELECT * FROM identity c JOIN identity m ON m.person_key = c.mother_key
        WHERE m.sex <> 'female' OR date_diff('day', m.birth_date, c.birth_date) < 15 * 365""")  # fmt: skip
    none(place, """
        SELECT * FROM identity a JOIN identity b ON b.person_key = a.twin_of
        WHERE a.birth_date <> b.birth_date OR a.mother_key <> b.mother_key OR b.twin_of <> a.person_key""")  # fmt: skip


def test_every_baby_born_here_has_a_mother_who_gave_birth_here(place):
    none(
        place,
        """
        SELECT c.person_key FROM event b JOIN identity c USING (person_key) WHERE b.point_of_delivery = 'birth'
          AND NOT EXISTS (FROM event e WHERE e.person_key = c.mother_key AND e.point_of_delivery = 'maternity'
                          AND c.birth_date BETWEEN e.start_at::DATE AND coalesce(e.end_at::DATE, c.birth_date))""",
    )


def test_partners_are_each_others(place):
    none(
        place,
        """
        SELECT * FROM identity a JOIN identity b ON b.person_key = a.partner_key WHERE b.partner_key IS
        DISTINCT FROM a.person_key
        """,
    )


def test_every_place_of_living_and_every_practice_is_in_the_reference_tables(place):
    none(place, "SELECT area FROM residence EXCEPT SELECT area FROM reference_area")
    none(place, "SELECT practice FROM registration EXCEPT SELECT practice FROM reference_practice")
    none(place, "SELECT site FROM residence WHERE site IS NOT NULL EXCEPT SELECT site FROM reference_site")
    none(place, "SELECT site FROM event WHERE kind = 'admission' EXCEPT SELECT site FROM reference_site")


def test_event_ids_are_never_used_twice(place):
    assert place.execute("SELECT count(*) = count(DISTINCT event_id) FROM event").fetchall() == [(True,)]


def test_every_postcode_is_in_an_area_that_does_not_exist(place):
    none(
        place,
        """
        SELECT postcode FROM residence
        WHERE NOT regexp_full_match(postcode, 'ZZ[0-9]{1,2} [0-9][A-Z]{2}') OR postcode LIKE 'ZZ99%'
        """,
    )


def test_the_people_picked_at_their_worst_get_better_anyway(place):
    """Of those admitted twice or more in one year, fewer admissions follow in the next."""
    first, second = place.execute("""
        WITH a AS (SELECT person_key, start_at < TIMESTAMPTZ '2025-04-01' AS first FROM event
                   WHERE point_of_delivery = 'emergency' AND kind = 'admission' AND start_at >= TIMESTAMPTZ
                       '2024-04-01'),
             worst AS (SELECT person_key FROM a JOIN life USING (person_key) WHERE first AND death_date IS NULL
                 GROUP BY person_key HAVING count(*) >= 2)
        SELECT count(*) FILTER (first), count(*) FILTER (NOT first) FROM a WHERE person_key IN (FROM
            worst)""").fetchall()[0]  # fmt: skip
    assert second < 0.75 * first


def test_use_is_skewed_a_few_people_have_most_of_the_emergency_admissions(place):
    top = place.execute("""
        WITH n AS (SELECT person_key, count(e.event_id) AS n FROM life LEFT JOIN (FROM event WHERE
            point_of_delivery = 'emergency') e USING (person_key)
                   GROUP BY person_key),
             ranked AS (SELECT n, row_number() OVER (ORDER BY n DESC) AS place, count(*) OVER () AS people FROM n)
        SELECT sum(n) FILTER (place <= people * 0.05) / sum(n) FROM ranked""").fetchall()[0][0]  # fmt: skip
    assert top > 0.4


def test_no_column_that_must_be_there_is_empty(place):
    for table, column in (
        ("event", "event_id"),
        ("event", "provider"),
        ("event", "feed"),
        ("person", "family_name"),
        ("residence", "postcode"),
    ):
        none(place, f"SELECT 1 FROM {table} WHERE {column} IS NULL OR {column} = ''")


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_table_has_the_declared_columns_and_types(place, name):
    described = place.execute(f"DESCRIBE {name}").fetchall()
    found = [(row[0], row[1].replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")) for row in described]
    assert found == [(field.name, field.type) for field in ALL[name].fields]


def test_paths_are_parts_of_tables(tmp_path: Path):
    made = make_lives(300, 1, 2, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*ALL, "made.json"])
    assert made.rows["person"] > 300
