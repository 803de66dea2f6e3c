"""What is compared between two records, how alike it can be, and what each degree of likeness is worth. Pure.

Fellegi and Sunter, A Theory for Record Linkage, 1969: a level is worth log2(m / u) bits, where m is how often it
is seen between two records of one person and u between two of different people. Splink learns m and u; where it
cannot see enough (a number with one digit wrong) they are fixed here by hand, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Learned = Mapping[str, Mapping[str, tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of likeness: its name, SQL over ``_l`` and ``_r`` columns, words, and m and u to begin with.

    ``rare`` names the column whose rarity counts (sharing an uncommon name is worth more); ``by_hand`` says why
    m and u are not learned.
    """

    name: str
    sql: str
    words: str
    m: float
    u: float
    rare: str = ""
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing compared, by its best level first; where ``unsaid`` is true it says nothing either way."""

    name: str
    unsaid: str
    levels: tuple[Level, ...]


_SWAPPED = "(family_l = given_r AND given_l = family_r)"
_FIRST_OF_JANUARY = "(month({0}) = 1 AND day({0}) = 1)"
_TOO_FEW = "too few such pairs to learn from"

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "family",
        "family_l IS NULL OR family_r IS NULL",
        (
            Level("same", "family_l = family_r", "Family name agrees exactly", 0.88, 0.003, rare="family"),
            Level("swapped", _SWAPPED, "Family and given name are the other way round", 0.004, 2e-6, by_hand=_TOO_FEW),
            Level(
                "part",
                "list_has_any(families_l, families_r)",
                "A part of the family name, or a former one, agrees",
                0.02, 0.001,
            ),
            Level(
                "near",
                "jaro_winkler_similarity(family_l, family_r) >= 0.9",
                "Family name is nearly the same",
                0.045, 0.002,
            ),
            Level("sound", "family_sound_l = family_sound_r", "Family name sounds the same", 0.005, 0.0015),
            Level("other", "ELSE", "Family name is different", 0.045, 0.99),
        ),
    ),
    Comparison(
        "given",
        f"given_l IS NULL OR given_r IS NULL OR {_SWAPPED}",
        (
            Level("same", "given_l = given_r", "Given name agrees exactly", 0.86, 0.008, rare="given"),
            Level("short", "list_has_any(canons_l, canons_r)", "Given name is another form of the same", 0.05, 0.003),
            Level(
                "near",
                "jaro_winkler_similarity(given_l, given_r) >= 0.9",
                "Given name is nearly the same",
                0.04, 0.004,
            ),
            Level("another", "list_has_any(givens_l, givens_r)", "One of the given names agrees", 0.01, 0.009),
            Level(
                "initial",
                "least(length(given_l), length(given_r)) = 1 AND left(given_l, 1) = left(given_r, 1)",
                "Initial agrees",
                0.01, 0.002, by_hand=_TOO_FEW,
            ),
            Level("other", "ELSE", "Given name is different", 0.03, 0.97),
        ),
    ),
    Comparison(
        "birth",
        "birth_year_l IS NULL OR birth_year_r IS NULL",
        (
            Level(
                "same",
                f"birth_l = birth_r AND NOT {_FIRST_OF_JANUARY.format('birth_l')}",
                "Birth date agrees",
                0.95, 4e-5,
            ),
            Level(
                "default",
                "birth_l = birth_r",
                "Birth date agrees, but is 1 January, which is often a default",
                0.004, 3e-5, by_hand="a default says little more than its year",
            ),
            Level(
                "near",
                "(month(birth_l) = day(birth_r) AND day(birth_l) = month(birth_r) AND year(birth_l) = year(birth_r))"
                " OR damerau_levenshtein(birth_text_l, birth_text_r) <= 1",
                "Birth date is one slip away",
                0.02, 0.0012,
            ),
            Level(
                "year",
                "birth_year_l = birth_year_r AND (birth_l IS NULL OR birth_r IS NULL"
                f" OR {_FIRST_OF_JANUARY.format('birth_l')} OR {_FIRST_OF_JANUARY.format('birth_r')})",
                "Year of birth agrees; the day is a default or was not given",
                0.012, 3e-4, by_hand=_TOO_FEW,
            ),
            Level("same_year", "birth_year_l = birth_year_r", "Year of birth agrees, the day does not", 0.006, 0.011),
            Level("other", "ELSE", "Birth date is different", 0.008, 0.985),
        ),
    ),
    Comparison(
        "postcode",
        "postcode_l IS NULL OR postcode_r IS NULL",
        (
            Level("same", "postcode_l = postcode_r", "Postcode agrees", 0.8, 1e-4, rare="postcode"),
            Level(
                "near",
                "left(postcode_l, -2) = left(postcode_r, -2)",
                "Postcode is in the same neighbourhood",
                0.02, 0.003,
            ),
            Level(
                "district", "left(postcode_l, -3) = left(postcode_r, -3)", "Postcode is in the same town", 0.03, 0.02
            ),
            Level("other", "ELSE", "Postcode is different", 0.15, 0.97),
        ),
    ),
    Comparison(
        "phone",
        "phone_l IS NULL OR phone_r IS NULL",
        (
            Level("same", "phone_l = phone_r", "Phone number agrees", 0.8, 2e-5, rare="phone"),
            Level("other", "ELSE", "Phone number is different", 0.2, 0.99998),
        ),
    ),
    Comparison(
        "email",
        "email_l IS NULL OR email_r IS NULL",
        (
            Level("same", "email_l = email_r", "Email address agrees", 0.6, 1e-5, by_hand="seldom sent"),
            Level("other", "ELSE", "Email address is different", 0.4, 0.99999, by_hand="seldom sent"),
        ),
    ),
    Comparison(
        "sex",
        "sex_l IS NULL OR sex_r IS NULL",
        (
            Level("same", "sex_l = sex_r", "Sex agrees", 0.99, 0.5),
            Level("other", "ELSE", "Sex is different", 0.01, 0.5),
        ),
    ),
    Comparison(
        "nhs_number",
        "told_number_l IS NULL OR told_number_r IS NULL",
        (
            Level(
                "same", "told_number_l = told_number_r", "NHS number agrees",
                0.95, 1e-6, by_hand="its worth is known: one person, one number",
            ),
            Level(
                "near", "damerau_levenshtein(told_number_l, told_number_r) <= 1", "NHS number is one slip away",
                0.02, 1e-6, by_hand="a slip is too rare between two people to be counted",
            ),
            Level(
                "two_valid", "number_l IS NOT NULL AND number_r IS NOT NULL", "Two different valid NHS numbers",
                0.006, 0.95, by_hand="how often a sender has another person's number",
            ),
            Level(
                "other", "ELSE", "NHS numbers differ, and one is not valid",
                0.024, 0.05, by_hand="how often a number is badly mistyped",
            ),
        ),
    ),
)  # fmt: skip

# What two records must share to be compared at all: enough that few true pairs share none of these.
BLOCKING: tuple[str, ...] = (
    "l.birth = r.birth AND l.postcode = r.postcode",
    "l.birth = r.birth AND l.given = r.given",
    "l.birth = r.birth AND l.family_sound = r.family_sound",
    "l.birth = r.birth AND l.canon = r.canon",
    "l.birth = r.birth AND l.given = r.family",
    "l.birth = r.birth AND l.family = r.given",
    "l.postcode = r.postcode AND l.given = r.given",
    "l.postcode = r.postcode AND l.family = r.family AND l.birth_year = r.birth_year",
    "l.phone = r.phone AND l.given = r.given",
    "l.family = r.family AND l.given = r.given AND l.birth_year = r.birth_year",
    "l.family = r.family AND l.given = r.given AND l.birth_day = r.birth_day",
    "l.number_start = r.number_start AND l.birth_year = r.birth_year",
    "l.number_end = r.number_end AND l.birth_year = r.birth_year",
)
# EM sees each comparison once with the truth mostly known from the other columns.
TRAINING: tuple[str, ...] = (
    "l.birth = r.birth AND l.postcode = r.postcode",
    "l.given = r.given AND l.family = r.family",
)
# Sharing a name that is written once should not prove more than this share of people having it.
RAREST = {"family": 5e-5, "given": 1e-4, "postcode": 2e-5, "phone": 2e-6}
RARITIES = tuple(RAREST)


def settings(*, prior: float, learned: Learned | None = None, blocking: tuple[str, ...] = BLOCKING) -> dict[str, Any]:
    """Return the model as Splink takes it. ``prior`` is the chance that two records at random are one person's."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record",
        "probability_two_random_records_match": prior,
        "comparisons": [_as_splink(comparison, (learned or {}).get(comparison.name, {})) for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [f"({rule}) AND l.node <> r.node" for rule in blocking],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "additional_columns_to_retain": ["node"],
        "em_convergence": 0.001,
        "max_iterations": 15,
    }


def _as_splink(comparison: Comparison, learned: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.unsaid, "label_for_charts": "unsaid", "is_null_level": True}
    ]
    for level in comparison.levels:
        m, u = learned.get(level.name, (level.m, level.u))
        made: dict[str, Any] = {
            "sql_condition": level.sql, "label_for_charts": level.name, "m_probability": m, "u_probability": u,
            "fix_m_probability": bool(level.by_hand), "fix_u_probability": bool(level.by_hand),
        }  # fmt: skip
        if level.rare:
            made |= {
                "tf_adjustment_column": level.rare,
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": RAREST[level.rare],
            }
        levels.append(made)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def level_of(comparison: str, gamma: int) -> Level | None:
    """Return the level that Splink numbers ``gamma`` (0 is the last, -1 that it was not said)."""
    levels = next(c.levels for c in COMPARISONS if c.name == comparison)
    return None if gamma < 0 else levels[len(levels) - 1 - gamma]


def learned_from(trained: Mapping[str, Any]) -> dict[str, dict[str, tuple[float, float]]]:
    """Return m and u by comparison and level out of the settings that Splink trained, those by hand as they were."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    by_name = {comparison["output_column_name"]: comparison for comparison in trained["comparisons"]}
    for comparison in COMPARISONS:
        made = {level["label_for_charts"]: level for level in by_name[comparison.name]["comparison_levels"]}
        found[comparison.name] = {
            level.name: (
                (level.m, level.u)
                if level.by_hand
                else (
                    float(made[level.name].get("m_probability") or level.m),
                    float(made[level.name].get("u_probability") or level.u),
                )
            )
            for level in comparison.levels
        }
    return found
