"""Scoring pairs with Splink: learning how much each likeness is worth, and what each pair's likeness adds up to. Pure.

In: a workspace with ``records`` and ``doubted``. Out: ``edges`` (pairs of nodes with the weight of their best pair).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from joinedup.record.linkage import model
from joinedup.record.linkage.workspace import Workspace

if TYPE_CHECKING:
    from splink import DuckDBAPI, Linker

LINK_AT = 0.9
REVIEW_AT = 0.5
# With fewer records than this Splink would learn from chance: the figures in ``model`` stand.
ENOUGH_TO_LEARN = 30_000
_PAIRS_FOR_U = 2e6
_PAIRS_FOR_EM = 1_500_000

_COMPARED = """family, families, family_sound, given, givens, canons, canon, birth, birth_text, birth_year, birth_day,
    sex, postcode, phone, email, number, told_number, number_start, number_end"""

_KEPT = ", ".join(
    [
        "record_l", "record_r", "node_l", "node_r", "match_weight",
        *(f"gamma_{c.name}, mw_{c.name}" for c in model.COMPARISONS),
        *(f"mw_tf_adj_{column}" for column in model.RARITIES),
    ]
)  # fmt: skip


def make_comparable(space: Workspace) -> None:
    """Make ``comparable`` (a record and all that is compared) and ``profiles`` (of each node, what differs).

    A number in doubt is not compared. Records under a closed number are compared with nothing. Of a number the first
    six digits and the last four are looked up, of which one slip leaves one as it is: numbers are given out in
    ranges, so that fewer first digits (five of 999 …) would be those of too many people.
    """
    space.run(f"""
        CREATE OR REPLACE TABLE comparable AS
        WITH told AS (
            SELECT r.* REPLACE (CASE WHEN d.record IS NULL THEN r.number END AS number),
                r.canons[1] AS canon, strftime(r.birth, '%Y%m%d') AS birth_text,
                strftime(r.birth, '%m%d') AS birth_day, CASE WHEN d.record IS NULL THEN r.told END AS told_number
            FROM records r LEFT JOIN doubted d ON d.record = r.record
            WHERE r.number IS NULL OR r.number NOT IN (SELECT number FROM closed)
        )
        SELECT record, node, spine, arriving, {_COMPARED}
        FROM (SELECT *, left(told_number, 6) AS number_start, right(told_number, 4) AS number_end FROM told)
    """)
    for column in model.RARITIES:
        space.run(f"""
            CREATE OR REPLACE TABLE rarity_{column} AS
            SELECT {column}, count(*) / (SELECT count({column}) FROM comparable) AS tf_{column}
            FROM comparable WHERE {column} IS NOT NULL GROUP BY {column}
        """)
    space.run(f"""
        CREATE OR REPLACE TABLE profiles AS
        SELECT min(record) AS record, node, bool_or(arriving) AS arriving, {_COMPARED}
        FROM comparable GROUP BY node, {_COMPARED}
    """)


def prior(space: Workspace) -> float:
    """Return the chance that two records at random are one person's: about one in the number of people.

    People are counted as distinct numbers, and where few have one, as a third of the records.
    """
    people = space.one("SELECT greatest(count(DISTINCT number), count(*) // 3, 100) FROM comparable")
    return 1 / float(people)


def learn(space: Workspace) -> model.Learned | None:
    """Return m and u learned from ``comparable``, or None where there is too little to learn from."""
    if space.one("SELECT count(*) FROM comparable") < ENOUGH_TO_LEARN:
        return None
    with _splink(space) as api:
        linker = _linker(api, [api.register("comparable", dataset_display_name="to_learn")], prior(space), None)
        linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS_FOR_U, seed=1)
        for rule in model.TRAINING:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, max_pairs=_PAIRS_FOR_EM, record_sample_proportion=0.1
            )
        return model.learned_from(linker.misc.save_model_to_json())


def score(space: Workspace, learned: model.Learned | None) -> None:
    """Make ``pairs``: each pair of profiles worth looking at, of which one at least arrives, with its weights."""
    chance = prior(space)
    space.run("CREATE OR REPLACE VIEW arrivals AS SELECT * FROM profiles WHERE arriving")
    space.run("CREATE OR REPLACE VIEW settled AS SELECT * FROM profiles WHERE NOT arriving")
    with _splink(space) as api:
        new = api.register("arrivals", dataset_display_name="new")
        old = api.register("settled", dataset_display_name="old")
        linker = _linker(api, [new], chance, learned)
        _register_rarities(api, linker)
        at_least: dict[str, Any] = {"threshold_match_probability": REVIEW_AT, "warning_mode": "never"}
        found = [linker.inference.predict_within(new, **at_least)]
        if space.one("SELECT count(*) FROM settled"):
            found.append(linker.inference.predict_between(old, new, **at_least))
        parts = " UNION ALL ".join(f"SELECT {_KEPT} FROM {frame.physical_name}" for frame in found)
        space.run(f"CREATE OR REPLACE TABLE pairs AS {parts}")


def score_shared_numbers(space: Workspace, learned: model.Learned | None) -> None:
    """Make ``shared`` (as ``pairs``): each record whose number is doubted beside the one that holds the number.

    Here the number is compared too, so that whoever decides sees what speaks for and what against.
    """
    space.run("CREATE OR REPLACE TABLE shared AS SELECT * FROM pairs WHERE false")
    if not space.one("SELECT count(*) FROM number_links WHERE NOT agrees"):
        return
    for name, side in (("shared_holders", "holder"), ("shared_doubted", "record")):
        space.run(f"""
            CREATE OR REPLACE TABLE {name} AS
            SELECT DISTINCT c.* REPLACE (n.number AS told_number, n.number AS number), n.number AS shared_number
            FROM number_links n JOIN comparable c ON c.record = n.{side} WHERE NOT n.agrees
        """)
    with _splink(space) as api:
        holders = api.register("shared_holders", dataset_display_name="holders")
        doubted = api.register("shared_doubted", dataset_display_name="doubted")
        linker = _linker(api, [holders], prior(space), learned)
        _register_rarities(api, linker)
        found = linker.inference.predict_between(
            holders,
            doubted,
            blocking_rules_to_generate_predictions=["l.shared_number = r.shared_number"],
            warning_mode="never",
        )
        space.run(f"CREATE OR REPLACE TABLE shared AS SELECT {_KEPT} FROM {found.physical_name}")


def make_edges(space: Workspace) -> None:
    """Make ``edges``: of each two nodes, the pair that weighs most, and whether it may be joined by rule.

    Where the given name is another (a twin, a parent of the same name's child) likeness alone never joins.
    """
    space.run("""
        CREATE OR REPLACE TABLE edges AS
        SELECT least(node_l, node_r) AS one, greatest(node_l, node_r) AS other,
            max(match_weight) AS weight, arg_max(struct_pack(l := record_l, r := record_r), match_weight) AS pair,
            coalesce(max(match_weight) FILTER (gamma_given <> 0), -99) AS rule_weight
        FROM pairs GROUP BY 1, 2
    """)
    space.run(f"""
        CREATE OR REPLACE TABLE edges AS
        SELECT *, rule_weight >= {weight_of(LINK_AT)} AS sure FROM edges
    """)


def weight_of(probability: float) -> float:
    """Return the match weight (log2 of the odds) at which a pair has this probability."""
    return math.log2(probability / (1 - probability))


def evidence(
    space: Workspace, pairs: Sequence[tuple[int, int]], *, scored: str = "pairs"
) -> dict[frozenset[int], tuple[float, list[dict[str, Any]]]]:
    """Return, for pairs of records of the table ``scored``: the match weight, and what it is made of.

    What was compared is given by its name, the level and the weight in bits; never by a value.
    """
    space.keep(
        "asked",
        pa.table(
            {
                "one": pa.array([min(pair) for pair in pairs], pa.int64()),
                "other": pa.array([max(pair) for pair in pairs], pa.int64()),
            }
        ),
    )
    found = space.arrow(f"""
        SELECT p.* FROM {scored} p JOIN asked a
        ON a.one = least(p.record_l, p.record_r) AND a.other = greatest(p.record_l, p.record_r)
    """)
    return {
        frozenset((row["record_l"], row["record_r"])): (row["match_weight"], list(_levels(row)))
        for row in found.to_pylist()
    }


def _levels(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for comparison in model.COMPARISONS:
        level = model.level_of(comparison.name, row[f"gamma_{comparison.name}"])
        if level:
            weight = row[f"mw_{comparison.name}"] + (row.get(f"mw_tf_adj_{comparison.name}") or 0.0)
            yield {"about": comparison.name, "level": level.name, "weight": round(weight, 2)}


def _register_rarities(api: DuckDBAPI, linker: Linker) -> None:
    for column in model.RARITIES:
        rarity = api.register(f"rarity_{column}", dataset_display_name=f"how_rare_{column}")
        linker.table_management.register_term_frequency_lookup(rarity, column)


def _linker(api: DuckDBAPI, frames: list[Any], chance: float, learned: model.Learned | None) -> Linker:
    from splink import Linker  # noqa: PLC0415 (half a second and 100 MB, which pages need not pay)

    # Splink would write to the log, which is not its place: it prints names of columns and settings.
    return Linker(frames, model.settings(prior=chance, learned=learned), log_level=None, validate_settings=False)


@contextmanager
def _splink(space: Workspace) -> Iterator[DuckDBAPI]:
    """Lend the workspace's connection to Splink, quietly, and clear away what it made."""
    from splink import DuckDBAPI  # noqa: PLC0415 (as above)

    api = DuckDBAPI(connection=space.connection)
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield api
    finally:
        logger.setLevel(level)
        api.delete_tables_created_by_splink_from_db()
