"""The pure parts of linkage: names as keys, short forms, evidence in words, how right a linking is."""

from __future__ import annotations

import pytest

from joinedup.record.linkage import model, rules
from joinedup.record.linkage.checking import rightness, rightness_by
from joinedup.record.linkage.clean import clean, comparable_names
from joinedup.record.linkage.joining import Clusters, Outcome
from joinedup.record.linkage.numbers import AGREES
from joinedup.record.linkage.workspace import workspace
from joinedup.record.people.rules import source_of, trust
from joinedup.words.basics import names
from joinedup.words.basics.given_names import names_of
from tests.world.drawn import rows


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("O'Brien", "obrien"),
        ("Łaski", "laski"),
        ("MÜLLER", "muller"),
        ("Van der Berg", "vanderberg"),
        ("王伟", "王伟"),
        ("1", ""),
    ],
)
def test_a_key_is_the_letters_alone(name, key):
    assert names.key(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith", "Smyth"), ("MacDonald", "McDonald"), ("Phillips", "Philips"), ("Brown", "Browne"),
        ("Ahmed", "Ahmad"), ("Mohammed", "Muhammad"), ("Knox", "Nox"), ("Schmitt", "Smit"), ("Clarke", "Clark"),
    ],
)  # fmt: skip
def test_two_spellings_of_a_name_sound_the_same(one, other):
    assert names.sound(one) == names.sound(other)


@pytest.mark.parametrize(("one", "other"), [("Smith", "Jones"), ("Brown", "Green"), ("Khan", "Singh"), ("Lee", "Low")])
def test_two_names_do_not_sound_the_same(one, other):
    assert names.sound(one) != names.sound(other)


def test_the_endings_and_middles_of_names_are_heard_by_their_rules():
    heard = {
        "Bradt": "brad", "Bart": "bad", "Evans": "evan", "Lawson": "lasan", "Whitehead": "watahad", "Knight": "nagt",
        "Pfister": "fastar", "Schubert": "sabad", "Quigley": "qagly", "Steven": "stafan", "Joseph": "jasaf",
        "Aknes": "an", "Amanda": "anand", "Baschet": "basat", "Day": "dy", "S": "s", "": "", "Zoe": "z",
    }  # fmt: skip
    assert {name: names.sound(name) for name in heard} == heard


def test_a_short_form_may_be_of_more_than_one_name():
    assert set(names_of("alex")) == {"alexander", "alexandra"}
    assert set(names_of("bill")) & set(names_of("william"))
    assert names_of("wanjiru") == ("wanjiru",)


@pytest.mark.parametrize(
    ("sent", "compared"),
    [
        ("Baby of Sarah", ("sarah",)), ("Twin 1", ()), ("Baby Girl A", ()), ("Boy George", ("boy", "george")),
        ("Mrs Anne-Marie", ("anne", "marie")), ("UNKNOWN", ()), ("Smith-Jones", ("smith", "jones")), ("A", ("a",)),
    ],
)  # fmt: skip
def test_words_that_are_no_names_are_left_out(sent, compared):
    assert comparable_names(sent) == compared


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ({"about": "family", "level": "same", "weight": 7.2}, "Family name agrees exactly: strong evidence for (+7.2)"),
        (
            {"about": "given", "level": "other", "weight": -5.0},
            "Given name is different: moderate evidence against (-5.0)",
        ),
        ({"about": "birth", "level": "same", "weight": 14.7}, "Birth date agrees: very strong evidence for (+14.7)"),
        ({"about": "sex", "level": "same", "weight": 0.98}, "Sex agrees: hardly any evidence either way (+1.0)"),
        (
            {"about": "phone", "level": "other", "weight": -1.1},
            "Phone number is different: weak evidence against (-1.1)",
        ),
        ({"about": "shoes", "level": "size", "weight": 4.0}, "shoes: size: moderate evidence for (+4.0)"),
        ({"about": "sex", "level": "gone", "weight": 4.0}, "sex: gone: moderate evidence for (+4.0)"),
    ],
)
def test_evidence_is_said_in_words(level, words):
    assert rules.in_words(level) == words


def test_the_whole_weight_is_told_as_odds():
    assert rules.odds_in_words(5.0) == "+5.0: about 32 to 1 that they are one person"
    assert rules.odds_in_words(-3.0) == "-3.0: about 8 to 1 that they are two people"
    assert rules.odds_in_words(19.9) == "+19.9: about 978,356 to 1 that they are one person"
    assert rules.odds_in_words(75.9) == "+75.9: more than a million to 1 that they are one person"
    assert rules.odds_in_words(0.2) == "+0.2: as likely one person as two"
    assert rules.odds_in_words(None) == ""


def test_what_weighs_most_is_said_first():
    told = rules.all_in_words(
        [{"about": "sex", "level": "same", "weight": 1.0}, {"about": "given", "level": "other", "weight": -5.0}]
    )
    assert [line.split(":")[0] for line in told] == ["Given name is different", "Sex agrees"]


def test_a_level_is_known_by_the_number_that_splink_gives_it():
    assert model.level_of("sex", 1).name == "same"
    assert model.level_of("sex", 0).name == "other"
    assert model.level_of("sex", -1) is None


def test_what_is_fixed_by_hand_is_not_learned():
    trained = model.settings(prior=0.001)
    for comparison in trained["comparisons"]:
        for level in comparison["comparison_levels"]:
            level["m_probability"] = 0.5
    learned = model.learned_from(trained)
    assert learned["nhs_number"]["near"] == (0.02, 1e-6)
    assert learned["given"]["same"][0] == 0.5


def test_sources_are_trusted_in_order_whatever_their_feeds_call_them():
    assert [source_of(group) for group in ("GP", "General practice", "Social care")] == ["gp", "gp", "social_care"]
    assert trust("gp") < trust("demographics") < trust("Hospital") < trust("a new system")


def test_precision_and_recall_count_pairs_of_records():
    #         p: one person's records   truth: whose they are
    people = ["p", "p", "p", "q", "r"]
    truth = ["A", "A", "B", "B", "B"]
    told = rightness(people, truth)
    assert (told.joined, told.true, told.right) == (3, 4, 1)
    assert (told.precision, told.recall) == (1 / 3, 1 / 4)
    assert told.f1 == pytest.approx(2 / 7)


def test_nothing_joined_is_nothing_wrong_and_a_group_counts_pairs_with_either_record():
    assert rightness(["p", "q"], ["A", "B"]).told() == {
        "precision": 1.0, "recall": 1.0, "f1": 1.0, "pairs_joined": 0, "pairs_true": 0,
    }  # fmt: skip
    assert rightness(["p", "p"], ["A", "B"]).f1 == 0.0
    by = rightness_by({"feed": ["gp", "gp", None]}, ["p", "q", "p"], ["A", "A", "A"])
    assert {name: (right.true, right.right) for name, right in by["feed"].items()} == {"gp": (3, 1)}


AGREEMENTS = """
    what                                   | family | given     | birth      | family2 | given2    | birth2     | agrees
    ---------------------------------------+--------+-----------+------------+---------+-----------+------------+-------
    the same in all                        | Marsh  | Edna      | 1938-04-03 | Marsh   | Edna      | 1938-04-03 | yes
    married                                | Marsh  | Edna      | 1938-04-03 | Carr    | Edna      | 1938-04-03 | yes
    a twin                                 | Marsh  | Edna      | 1938-04-03 | Marsh   | Joan      | 1938-04-03 | no
    a short form                           | Marsh  | William   | 1938-04-03 | Marsh   | Bill      | 1938-04-03 | yes
    an initial                             | Marsh  | William   | 1938-04-03 | Marsh   | W         | 1938-04-03 | yes
    a middle name used                     | Marsh  | Mary Joan | 1938-04-03 | Marsh   | Joan      | 1938-04-03 | yes
    names swapped                          | Marsh  | Edna      | 1938-04-03 | Edna    | Marsh     | 1938-04-03 | yes
    day and month swapped                  | Marsh  | Edna      | 1938-04-03 | Marsh   | Edna      | 1938-03-04 | yes
    a default birth                        | Marsh  | Edna      | 1938-04-03 | Marsh   | Edna      | 1938-01-01 | yes
    another birth, the same whole name     | Marsh  | Edna      | 1938-04-03 | Marsh   | Edna      | 1941-11-20 | yes
    a mother and daughter of one name      | Marsh  | Edna      | 1938-04-03 | Marsh   | Edna      | 1964-11-20 | no
    another person with a near birth       | Marsh  | Edna      | 1938-04-03 | Okafor  | William   | 1938-04-02 | no
    another person altogether              | Marsh  | Edna      | 1938-04-03 | Okafor  | William   | 1951-07-22 | no
    a number with nothing else             | Marsh  | Edna      | 1938-04-03 |         |           |            | yes
    only a name, and it is another         | Marsh  | Edna      | 1938-04-03 | Okafor  | William   |            | no
    only a birth, and it is another        | Marsh  | Edna      | 1938-04-03 |         |           | 1951-07-22 | no
    only a birth, and it is the same       | Marsh  | Edna      | 1938-04-03 |         |           | 1938-04-03 | yes
"""


@pytest.mark.parametrize("row", rows(AGREEMENTS), ids=lambda row: row["what"])
def test_whether_the_rest_agrees_with_a_shared_number(row):
    blank = {"sender": "X", "feed_group": "gp", "nhs_number": "9990127549", "sensitive": False, "arriving": True}
    with workspace() as space:
        space.run("""
            CREATE TABLE sent (record BIGINT, sender VARCHAR, feed_group VARCHAR, nhs_number VARCHAR,
                family_name VARCHAR, given_names VARCHAR, previous_family_name VARCHAR, birth_date VARCHAR, sex VARCHAR,
                postcode VARCHAR, phone VARCHAR, email VARCHAR, sensitive BOOLEAN, known_from VARCHAR, person BIGINT,
                method VARCHAR, arriving BOOLEAN)
        """)
        for number, ending in ((1, ""), (2, "2")):
            told = blank | {
                "record": number, "family_name": row[f"family{ending}"], "given_names": row[f"given{ending}"],
                "birth_date": row[f"birth{ending}"],
            }  # fmt: skip
            space.connection.execute(
                f"INSERT INTO sent ({', '.join(told)}) VALUES ({', '.join('?' * len(told))})", list(told.values())
            ).fetchall()
        clean(space)
        agrees = space.one(f"SELECT {AGREES} FROM records l JOIN records r ON l.record = 1 AND r.record = 2")
    assert agrees == (row["agrees"] == "yes")


def test_a_join_says_why_it_is_refused():
    clusters = Clusters([1, 1, 1, 39, 1], [True, True, False, False, False], never=[(2, 3)])
    assert clusters.join(0, 1) is Outcome.TWO_PEOPLE
    assert clusters.join(2, 3) is Outcome.FORBIDDEN
    assert clusters.join(0, 2) is Outcome.JOINED
    assert clusters.join(2, 0) is Outcome.ALREADY
    assert clusters.join(4, 3) is Outcome.JOINED
    assert clusters.join(1, 4) is Outcome.TOO_LARGE
    assert clusters.settled(2)


def test_two_numbers_that_are_borne_out_are_two_people():
    clusters = Clusters([2, 2, 1], [False, False, False])
    clusters.give_numbers({0: "9990127549", 1: "9990255083"})
    assert clusters.join(0, 1) is Outcome.TWO_PEOPLE
    assert clusters.join(2, 1) is Outcome.JOINED
    assert clusters.join(2, 0) is Outcome.TWO_PEOPLE


def test_a_number_may_join_two_records_of_practices_but_not_two_people_we_have():
    records = Clusters([1, 1], [True, True])
    assert records.join(0, 1, by_number=True) is Outcome.JOINED
    people = Clusters([1, 1], [True, True], known=[True, True])
    assert people.join(0, 1, by_number=True) is Outcome.TWO_PEOPLE
