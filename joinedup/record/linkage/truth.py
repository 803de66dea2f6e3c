"""The links of a made-up place held against its truth: how right they are, overall, by feed and by group.

Only this reads the truth, and nothing that links reads this.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from django.db.models import F

from joinedup.record.linkage.checking import Rightness, rightness, rightness_by
from joinedup.record.linkage.models import Link
from joinedup.record.linkage.workspace import Workspace, workspace
from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput

# NHS Data Dictionary, ethnic category: the letters of each group of the census.
_ETHNIC = {"white": "ABC", "mixed": "DEFG", "asian": "HJKL", "black": "MNP", "other": "RS", "not stated": "Z9"}
_GROUPS = ("deprivation", "ethnic_group", "age", "moved", "twins")


@dataclass(frozen=True, slots=True)
class Checked:
    """How right the links are; ``records`` counts those linked that the truth knows."""

    records: int
    overall: Rightness
    by_feed: dict[str, Rightness]
    by_group: dict[str, dict[str, Rightness]]


def check(folder: Path) -> Checked:
    """Return how right the current links are against the truth of the place in ``folder`` (or its ``truth`` folder).

    Raises BadInput where there is no truth there, or none of our records is in it.
    """
    where = next((at for at in (folder, folder / "truth") if (at / "identities.parquet").is_file()), None)
    if where is None:
        raise BadInput(f"There is no identities.parquet in {folder}.", now="Name the folder that 'place make' wrote.")
    with workspace() as space:
        _keep_links(space)
        _keep_groups(space, where)
        space.run(f"""
            CREATE TABLE known AS
            SELECT l.person, t.person_key, l.feed_group, {", ".join(_GROUPS)}
            FROM links l
            JOIN read_parquet({quoting.exactly(where / "identities.parquet")}) t USING (feed_group, sender, local_id)
            LEFT JOIN people_groups USING (person_key)
        """)
        known = space.arrow("SELECT * FROM known").to_pydict()
    people, true_people = known["person"], known["person_key"]
    if not people:
        raise BadInput("None of our records is in that truth.", now="Name the truth of the place that was taken in.")
    by = rightness_by({name: known[name] for name in ("feed_group", *_GROUPS)}, people, true_people)
    return Checked(len(people), rightness(people, true_people), by.pop("feed_group"), by)


def _keep_links(space: Workspace) -> None:
    links = Link.objects.filter(ended_at=None).values_list(
        F("source_record__sender"), F("source_record__feed_group"), F("source_record__local_id"), "person_id"
    )
    space.run("CREATE TABLE links (sender VARCHAR, feed_group VARCHAR, local_id VARCHAR, person BIGINT)")
    rows: list[tuple[str, str, str, int]] = []
    for row in links.iterator(chunk_size=50_000):
        rows.append(row)
        if len(rows) == 50_000:
            _add(space, rows)
            rows = []
    _add(space, rows)


def _add(space: Workspace, rows: list[tuple[str, str, str, int]]) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * 4
    types = (pa.string(), pa.string(), pa.string(), pa.int64())
    arrays = [pa.array(list(values), type_) for values, type_ in zip(columns, types, strict=True)]
    space.keep("links", pa.table(arrays, names=["sender", "feed_group", "local_id", "person"]), more=True)


def _keep_groups(space: Workspace, where: Path) -> None:
    """Make ``people_groups``: of each true person the groups they are in, as far as the truth tells."""
    lives = where / "lives"
    if not (lives / "person").is_dir():
        nothing = ", ".join(f"NULL::VARCHAR AS {name}" for name in _GROUPS)
        space.run(f"CREATE TABLE people_groups AS SELECT NULL::VARCHAR AS person_key, {nothing} WHERE false")
        return
    person, identity, residence = (
        f"read_parquet({quoting.in_folder(lives / name, '*.parquet')})" for name in ("person", "identity", "residence")
    )
    ethnic = " ".join(
        f"WHEN contains('{letters}', left(p.ethnic_group, 1)) THEN '{name}'" for name, letters in _ETHNIC.items()
    )
    space.run(f"""
        CREATE TABLE people_groups AS
        WITH homes AS (
            SELECT person_key, arg_max(deprivation_decile, start_date) AS decile, count(*) > 1 AS moved
            FROM {residence} GROUP BY person_key
        ), last_day AS (SELECT max(start_date) AS day FROM {residence})
        SELECT p.person_key,
            CASE WHEN h.decile <= 2 THEN 'most deprived fifth' WHEN h.decile >= 9 THEN 'least deprived fifth'
                 WHEN h.decile IS NOT NULL THEN 'between' END AS deprivation,
            CASE WHEN p.ethnic_group IS NULL OR p.ethnic_group = '' THEN 'not stated' {ethnic} END AS ethnic_group,
            CASE WHEN age < 1 THEN 'under 1' WHEN age < 18 THEN '1 to 17' WHEN age < 65 THEN '18 to 64'
                 WHEN age < 85 THEN '65 to 84' ELSE '85 and over' END AS age,
            CASE WHEN h.moved THEN 'moved' ELSE 'stayed' END AS moved,
            CASE WHEN i.twin_of IS NOT NULL THEN 'twin' ELSE 'not a twin' END AS twins
        FROM (SELECT *, date_diff('day', birth_date, (SELECT day FROM last_day)) / 365.25 AS age FROM {person}) p
        JOIN {identity} i USING (person_key) LEFT JOIN homes h USING (person_key)
    """)
