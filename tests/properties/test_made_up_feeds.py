"""Feeds of a made-up place: what is held is what was planted, nothing is lost, the same seed gives the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from django.conf import settings

from joinedup.exchange.intake.extracts import checks, landing, questions
from joinedup.exchange.intake.fhir.pieces import contents
from joinedup.words.basics.nhs_number import is_valid
from joinedup.words.vocabulary.feeds import declared
from joinedup.words.vocabulary.fhir.validation import Validator
from joinedup.words.vocabulary.hl7v2 import mistakes_of, parse, split
from synthetic.feeds import write_feeds
from synthetic.feeds.extracts import statement, statements
from synthetic.feeds.known import rates
from synthetic.feeds.writing import Work, write_known
from synthetic.lives import make_lives

PEOPLE, SEED = 1_500, 7


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("place")
    make_lives(PEOPLE, 2, SEED, folder / "truth" / "lives")
    write_feeds(folder / "truth" / "lives", folder / "feeds", folder / "truth", people=PEOPLE, seed=SEED)
    return folder


@pytest.fixture(scope="module")
def db(place):
    """The lives by their names, and the truth of the feeds."""
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    for folder in (place / "truth" / "lives").iterdir():
        if folder.is_dir():
            duck.execute(f"CREATE VIEW {folder.name} AS SELECT * FROM read_parquet('{folder}/*.parquet')")
    for name in ("identities", "planted_dirt", "quarantine_expected"):
        duck.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{place}/truth/{name}.parquet')")
    yield duck
    duck.close()


def files_of(place: Path, *shapes: str):
    """Yield sender, path and feed of each file that a manifest names, of these shapes."""
    for path in sorted(place.glob("feeds/*/manifest.yaml")):
        manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, feed in manifest["files"].items():
            if declared()[feed].shape in shapes:
                yield manifest["sender"], path.parent / name, declared()[feed]


def sent(place: Path, feed: str) -> str:
    """Return SQL for every row that was sent of one extract."""
    paths = [str(path) for _, path, of in files_of(place, "extract", "reference") if of.name == feed]
    return f"read_parquet({paths})" if paths[0].endswith("parquet") else f"read_csv({paths}, all_varchar = true)"


def to_be_held(place: Path, db, *shapes: str) -> set[tuple[str, int]]:
    feeds = [feed.name for feed in declared().values() if feed.shape in shapes]
    return set(
        db.execute('SELECT file, "row" FROM quarantine_expected WHERE list_contains(?, feed)', [feeds]).fetchall()
    )


def test_the_rows_that_do_not_pass_their_declaration_are_the_planted_ones_and_no_others(place, db, tmp_path):
    duck = landing.connect(tmp_path)
    held = set()
    for sender, path, feed in files_of(place, "extract", "reference"):
        landed, _ = landing.look(duck, landing.land(path, tmp_path / f"{sender}-{path.stem}"))
        assert checks.missing_or_unknown(feed, landed.physical) == []
        bad = duck.execute(f"SELECT _place FROM ({questions.checked(feed, landed)}) WHERE _mistakes <> ''").fetchall()
        held |= {(f"{sender}/{path.name}", row) for (row,) in bad}
    expected = to_be_held(place, db, "extract")
    assert held == expected
    assert len(expected) > 10


def test_the_messages_that_do_not_pass_are_the_planted_ones_and_no_others(place, db):
    held = set()
    for sender, path, _ in files_of(place, "hl7v2"):
        messages = enumerate(split([path.read_bytes()]), start=1)
        held |= {(f"{sender}/{path.name}", at) for at, data in messages if mistakes_of(parse(data))}
    assert held == to_be_held(place, db, "hl7v2")


@pytest.mark.skipif(not (Path(settings.ASSETS) / "fhir" / "schema.json").exists(), reason="no FHIR schema: make setup")
def test_the_resources_that_are_not_fhir_are_the_planted_ones_and_no_others(place, db):
    validator, held, seen = Validator(Path(settings.ASSETS) / "fhir"), set(), Counter()
    for sender, path, feed in files_of(place, "fhir"):
        for piece in contents(path, skip=0).pieces:
            for at, one in enumerate(piece.received, start=piece.first):
                seen[feed.name, one.resource["resourceType"]] += 1
                if validator.check(one.resource):
                    held.add((f"{sender}/{path.name}", at))
    assert held == to_be_held(place, db, "fhir")
    assert {feed for feed, _ in seen} == {"gp_fhir", "correspondence", "cancer_summary", "out_of_hours", "demographics"}
    assert seen["gp_fhir", "Encounter"] > seen["gp_fhir", "Patient"] > 50


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_lives_and_seed_give_the_same_bytes_and_another_seed_gives_others(place, tmp_path):
    lives = place / "truth" / "lives"
    write_feeds(lives, tmp_path / "again", tmp_path / "truth", people=PEOPLE, seed=SEED)
    assert hashes(tmp_path / "again") == hashes(place / "feeds")
    write_feeds(lives, tmp_path / "other", tmp_path / "truth", people=PEOPLE, seed=SEED + 1)
    assert hashes(tmp_path / "other") != hashes(place / "feeds")


def test_every_file_is_named_in_its_senders_manifest(place):
    for folder in (place / "feeds").iterdir():
        manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
        assert manifest["sender"] == folder.name
        assert manifest["sender_name"]
        assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.yaml"}


def test_a_feed_is_written_for_everything_that_is_declared(place):
    written = {feed.name for _, _, feed in files_of(place, "extract", "reference", "fhir", "hl7v2")}
    # Real ones show what GP Connect sends; "fhir" is for whoever sends what has no feed of its own.
    assert set(declared()) - written == {"gp_connect", "fhir"}


@pytest.mark.parametrize("name", [name for name in statements() if not name.startswith(("reference", "care_home_bed"))])
def test_each_local_id_that_is_sent_is_known_to_be_someones(place, db, name):
    feed = declared()[name]
    column = feed.person["local_id"]
    unknown = db.execute(f"""
        SELECT DISTINCT {column} FROM {sent(place, name)}
        WHERE {column} NOT IN (SELECT local_id FROM identities WHERE feed_group = '{feed.system}')
    """).fetchall()
    assert unknown == []


def test_a_local_id_is_one_persons_in_one_system_of_one_sender(db):
    twice = "SELECT feed_group, sender, local_id FROM identities GROUP BY ALL HAVING count(*) > 1"
    assert db.execute(twice).fetchall() == []


def test_every_admission_is_told_by_an_extract_or_by_a_live_message(place, db):
    told = {row for (row,) in db.execute(f"SELECT spell_id FROM {sent(place, 'admitted_care')}").fetchall()}
    for _, path, _ in files_of(place, "hl7v2"):
        told |= {message["PV1-19"] for data in split([path.read_bytes()]) if (message := parse(data))}
    # An admission of the last hours is not told until its message is sent.
    real = "SELECT event_id FROM event WHERE kind = 'admission' AND start_at < TIMESTAMPTZ '2026-03-31 22:00+00'"
    missing = {row for (row,) in db.execute(real).fetchall()} - told
    assert len(missing) <= 2, "only what was planted to be held may be missing"


@pytest.mark.parametrize(
    ("feed", "key", "which"),
    [
        ("outpatient", "appointment_id", "kind = 'appointment'"),
        ("community_contact", "contact_id", "kind = 'community_contact'"),
        ("ambulance", "incident_id", "kind = 'ambulance_call'"),
        ("urgent_call", "call_id", "kind = 'urgent_call' AND point_of_delivery = '111'"),
        ("telecare_event", "alarm_id", "kind = 'alarm'"),
        ("care_home_incident", "incident_id", "kind = 'incident'"),
        ("voluntary_contact", "contact_id", "kind = 'contact'"),
    ],
)
def test_nothing_that_happened_is_left_out_and_nothing_is_made_up(place, db, feed, key, which):
    real = {row for (row,) in db.execute(f"SELECT event_id FROM event WHERE {which}").fetchall()}
    told = {row for (row,) in db.execute(f"SELECT {key} FROM {sent(place, feed)}").fetchall()}
    assert told == real


def test_costs_are_carried_with_what_they_are_of(place, db):
    cost, told = db.execute(f"""
        SELECT sum(e.cost)::DOUBLE, sum(f.cost) FROM event e
        JOIN (SELECT DISTINCT ON (appointment_id) * FROM {sent(place, "outpatient")}) f ON f.appointment_id = e.event_id
        WHERE f.cost >= 0
    """).fetchall()[0]
    assert told == pytest.approx(cost)
    assert cost > 0


@pytest.fixture(scope="module")
def asked(place, tmp_path_factory):
    """A connection on which a feed's own statement can be asked, before anything is done to its rows."""
    scratch = tmp_path_factory.mktemp("scratch")
    work = Work(place / "truth" / "lives", scratch, scratch, scratch, SEED, date(2026, 3, 31), 28)
    write_known(work)
    duck = work.connect()
    yield duck
    duck.close()


@pytest.mark.parametrize("name", [name for name in statements() if declared()[name].shape == "extract"])
def test_every_word_that_lives_use_is_one_that_the_feed_declares(asked, name):
    """A word that is in no list of codes would be sent as 'other', and its meaning lost."""
    feed = declared()[name]
    said = statement(name)
    for column in feed.columns.values():
        if column.codes and column.name not in feed.person.values():
            used = asked.execute(f"SELECT DISTINCT {column.name}::VARCHAR FROM ({said})").fetchall()
            assert {word for (word,) in used} - {None} <= set(column.codes), column.name


@pytest.mark.parametrize("system", ["gp", "hospital", "social_care", "ambulance", "voluntary"])
def test_nhs_numbers_are_missing_as_often_as_such_a_system_lacks_them(db, system):
    records = f"(SELECT * FROM identities WHERE feed_group = '{system}')"
    missing = f"SELECT * FROM planted_dirt WHERE feed_group = '{system}' AND mistake = 'nhs_missing'"
    (number,), (lacking,) = (db.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0] for sql in (records, missing))
    share = rates()[system]["nhs_missing"]
    assert abs(lacking / number - share) < 5 * (share * (1 - share) / number) ** 0.5


def test_a_mistyped_number_fails_its_check_digit_and_the_rest_are_real_ones(place, db):
    rows = db.execute(f"""
        SELECT DISTINCT hospital_number, nhs_number FROM {sent(place, "outpatient")} WHERE nhs_number IS NOT NULL
    """).fetchall()
    mistyped = "SELECT local_id FROM planted_dirt WHERE feed_group = 'hospital' AND mistake = 'nhs_mistyped'"
    wrong = {row for (row,) in db.execute(mistyped).fetchall()}
    assert wrong
    for local_id, number in rows:
        assert is_valid(number) is (local_id not in wrong)


def test_a_record_without_a_planted_mistake_says_who_the_person_is(place, db):
    different = db.execute(f"""
        SELECT DISTINCT o.hospital_number FROM {sent(place, "outpatient")} o
        JOIN identities k ON k.feed_group = 'hospital' AND k.sender = o.provider_code AND k.local_id = o.hospital_number
        JOIN identity i USING (person_key)
        WHERE (o.nhs_number, o.family_name, o.given_names, o.birth_date)
              IS DISTINCT FROM (i.nhs_number, i.family_name, i.given_names, i.birth_date)
          AND o.hospital_number NOT IN (
              SELECT local_id FROM planted_dirt
              WHERE feed_group = 'hospital' AND mistake NOT IN ('duplicate', 'no_phone'))
    """).fetchall()
    assert different == []


def test_repeated_late_and_older_rows_are_among_what_is_sent(db):
    found = dict(db.execute("SELECT mistake, count(*) FROM planted_dirt WHERE feed IS NOT NULL GROUP BY 1").fetchall())
    assert set(found) == {"repeated", "older_version", "late"}
    assert min(found.values()) > 5


def test_an_older_version_has_no_end_yet_and_was_changed_before_the_one_that_has(place, db):
    stays = db.execute(f"""
        SELECT a.updated_at < b.updated_at, a.length_of_stay IS NULL
        FROM {sent(place, "admitted_care")} a JOIN {sent(place, "admitted_care")} b USING (spell_id)
        WHERE a.discharged_at IS NULL AND b.discharged_at IS NOT NULL
    """).fetchall()
    assert all(row == (True, True) for row in stays)


def test_each_area_has_the_people_who_lived_there_at_the_middle_of_the_year(place, db):
    told = db.execute(f"SELECT sum(people) FROM {sent(place, 'reference_population')}").fetchall()[0][0]
    assert PEOPLE * 0.85 < told < PEOPLE * 1.15
