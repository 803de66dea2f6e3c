"""Reading cohorts, and counting criteria in a release: how many, where, what they use, and how two overlap."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from joinedup.insight.criteria import holding, told
from joinedup.insight.disclosure import Policy, policy_for, protected_rows, shown_count
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.measures.compute import compute
from joinedup.insight.measures.definition import catalogue
from joinedup.insight.measures.dominance import share_of_one
from joinedup.insight.measures.periods import year_to
from joinedup.insight.measures.shown import disclose
from joinedup.insight.measures.support import feeds_in, missing
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import score
from joinedup.insight.segments.compute import put_segments
from joinedup.insight.segments.definition import catalogue as schemes
from joinedup.planning.cohorts import files, groups, rules, shown
from joinedup.planning.cohorts.counted import Counted, Overlap, Place, Quick, Use
from joinedup.planning.cohorts.models import Cohort, CohortVersion
from joinedup.planning.cohorts.rules import Nearest
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk.scored import put_scored, risk_asked
from joinedup.words.basics.errors import ManyMistakes, NotFound
from joinedup.words.criteria import Expression
from joinedup.words.criteria.expression import rests_on

# What a cohort is said to use: measures over its own people and days.
USES = ("emergency-admissions", "ae-attendances", "bed-days", "gp-contacts", "community-contacts", "cost-per-head")
_one_at_a_time = threading.Lock()


def in_use() -> list[Cohort]:
    """Return the cohorts in use, by title."""
    return list(Cohort.objects.filter(ended_at=None).order_by("title")[:500])


def cohort(cohort_id: int) -> Cohort:
    """Return a cohort, ended or not. Raises NotFound."""
    found = Cohort.objects.filter(pk=cohort_id).first()
    if found is None:
        raise NotFound("There is no such cohort.", now="Choose one of the list.")
    return found


def cohort_named(name: str) -> Cohort:
    """Return the cohort in use that is called ``name``, or else the one with that number. Raises NotFound."""
    found = Cohort.objects.filter(title=name.strip(), ended_at=None).first()
    if found is None and name.isascii() and name.isdigit() and len(name) < 12:
        return cohort(int(name))
    if found is None:
        raise NotFound(f"No cohort in use is called '{name}'.", now="See joinedup cohort list.")
    return found


def versions(cohort_id: int) -> list[CohortVersion]:
    """Return every version of a cohort, newest first."""
    return list(CohortVersion.objects.filter(cohort_id=cohort_id).select_related("saved_by").order_by("-number"))


def count_quickly(release: Release, who: Sequence[Any]) -> Quick:
    """Return how many people the criteria hold of, as it may be shown; for the page on which they are written."""
    rules.understood(who)
    return _quick(release.pk, release.manifest_hash, _written(who))


def count(release: Release, who: Sequence[Any], *, engine: str = "duckdb") -> Counted:
    """Return the cohort by practice, area, age and deprivation, and what it uses beside everyone.

    The first time it is worked out and kept beside the release; by another ``engine`` it is worked out each time.
    """
    meant = rules.understood(rules.in_order(list(who)))
    measures = [catalogue()[name] for name in USES]
    path = files.counted_file(releases.folder_of(release), named=_name(release, meant), measures=measures)
    with _one_at_a_time:
        found = files.read(path, release) if engine == "duckdb" else None
        if found is None:
            found = _count(release, meant, engine)
            if engine == "duckdb":
                files.write(path, found)
    return found


def count_saved(release: Release) -> int:
    """Count every cohort in use, in the order in which they were saved; return how many could be.

    What a newer version no longer understands is left out: its page says what is wrong with it.
    """
    done = 0
    for each in Cohort.objects.filter(ended_at=None).order_by("pk"):
        try:
            count(release, versions(each.pk)[0].who)
        except ManyMistakes:
            continue
        done += 1
    return done


def overlap(release: Release, first: Sequence[Any], second: Sequence[Any], *, engine: str = "duckdb") -> Overlap:
    """Return how many people are in each of two cohorts and in both. What would give a small number away is hidden."""
    policy = policy_for(release.purpose)
    with releases.open_release(release, engine=engine) as opened:
        near = [
            _keep(opened, release, rules.understood(rules.in_order(who)), name).itself
            for who, name in ((first, "cohort_one"), (second, "cohort_two"))
        ]
        [row] = opened.rows(
            "SELECT count(a.person_key) AS one, count(b.person_key) AS two, "
            "count(CASE WHEN a.person_key IS NOT NULL AND b.person_key IS NOT NULL THEN 1 END) AS both_of_them "
            "FROM cohort_one a FULL JOIN cohort_two b ON b.person_key = a.person_key"
        )
    one, two, both = row["one"], row["two"], row["both_of_them"]
    cells = [
        {"a": "in", "b": "in", "people": both},
        {"a": "in", "b": "out", "people": one - both},
        {"a": "out", "b": "in", "people": two - both},
    ]
    _, table = protected_rows(cells, by=("a", "b"), count="people", policy=policy)
    first_of, second_of, of_both = (shown.count(table.at(*at), policy) for at in ((0, -1), (-1, 0), (0, 0)))
    return Overlap(first_of, second_of, of_both, nearly=not all(near))


@functools.lru_cache(maxsize=256)
def _quick(release_id: int, manifest_hash: str, who: str) -> Quick:
    release = Release.objects.get(pk=release_id)
    policy = policy_for(release.purpose)
    with _one_at_a_time, releases.open_release(release) as engine:
        near = _keep(engine, release, rules.understood(json.loads(who)), "cohort_one")
        [row] = engine.rows("SELECT count(*) AS people FROM cohort_one")
    return Quick(shown.count(shown_count(row["people"], policy=policy), policy), nearly=not near.itself)


def _count(release: Release, meant: Expression, engine: str) -> Counted:
    policy = policy_for(release.purpose)
    with releases.open_release(release, engine=engine) as opened:
        near = _keep(opened, release, meant, "cohort_one")
        opened.work_out("last_residence")
        day = literal(release.data_date)
        opened.keep(
            "listed",
            f"SELECT s.person_key, s.practice, home.area, home.deprivation_decile, "
            f"whole_years(s.birth_month, {day}) AS age, CASE WHEN c.person_key IS NULL THEN 0 ELSE 1 END AS within "
            "FROM time_on_list s LEFT JOIN cohort_one c ON c.person_key = s.person_key "
            "LEFT JOIN last_residence home ON home.person_key = s.person_key "
            f"WHERE s.start_date <= {day} AND s.end_date > {day}",
        )
        [all_of_them] = opened.rows("SELECT count(*) AS everyone, coalesce(sum(within), 0) AS people FROM listed")
        return Counted(
            release=release,
            words=str(meant),
            people=shown.count(shown_count(int(all_of_them["people"]), policy=policy), policy),
            everyone=shown_count(all_of_them["everyone"], policy=policy),
            by_practice=_places(opened, "l.practice", policy, names="reference_practice r ON r.practice = l.practice"),
            by_area=_places(opened, "l.area", policy, names="reference_area r ON r.area = l.area"),
            by_age=_places(opened, _AGES, policy),
            by_deprivation=_places(opened, "CAST(floor((l.deprivation_decile + 1) / 2.0) AS INTEGER)", policy),
            uses=_uses(opened, release, policy, people=int(all_of_them["people"])),
            nearly=not near.itself,
        )


_AGES = (
    "CASE WHEN l.age < 18 THEN '0 to 17' WHEN l.age < 65 THEN '18 to 64' WHEN l.age < 75 THEN '65 to 74' "
    "WHEN l.age < 85 THEN '75 to 84' ELSE '85 and over' END"
)


def _written(who: Sequence[Any]) -> str:
    return json.dumps(rules.in_order(list(who)), sort_keys=True)


def _ready(engine: Engine, release: Release, meant: Expression) -> None:
    """Work out what the criteria ask beside the tables: frailty, or segments (which score frailty too)."""
    engine.work_out("time_on_list")
    topics, on = rests_on(meant), release.data_date
    if any(topic.startswith("person_segment") for topic in topics):
        if not engine.has("person_segment"):
            put_segments(engine, schemes().values(), on=on, told=told(engine))
    elif any(topic.startswith("person_score") for topic in topics) and not engine.has("person_score"):
        put_scores(engine, [score("frailty")], on=on, told=told(engine))
    put_scored(engine, release, meant)


def _name(release: Release, meant: Expression) -> str:
    """Return the name of a group, which is another once another model of risk tells who is in it."""
    model_hash = risk_asked(release, meant)
    return groups.name_of((meant, model_hash) if model_hash else meant)


def _keep(engine: Engine, release: Release, meant: Expression, name: str) -> Nearest:
    """Keep the people on a list of whom the criteria hold on the data date; or of the group that stands for them."""
    _ready(engine, release, meant)
    day = literal(release.data_date)
    held = holding(meant, on=release.data_date, told=told(engine))
    listed = engine.arrow(
        f"SELECT s.person_key, CASE WHEN max(h.person_key) IS NULL THEN 0 ELSE 1 END AS within "
        f"FROM time_on_list s LEFT JOIN ({held}) h ON h.person_key = s.person_key "
        f"WHERE s.start_date <= {day} AND s.end_date > {day} GROUP BY s.person_key ORDER BY s.person_key"
    )
    near = groups.stand_in(
        releases.folder_of(release),
        named=_name(release, meant),
        within=np.asarray(listed["within"].to_numpy() > 0, dtype=np.bool_),
        few=policy_for(release.purpose).largest_small,
    )
    chosen = np.flatnonzero(groups.members(near, listed.num_rows))
    engine.put(name, listed.select(["person_key"]).take(chosen))
    return near


def _places(engine: Engine, group: str, policy: Policy, *, names: str = "") -> tuple[Place, ...]:
    name = "coalesce(max(r.name), max(l.practice))" if names else f"CAST({group} AS VARCHAR)"
    join = f"LEFT JOIN {names}" if names else ""
    rows = engine.rows(
        f"SELECT coalesce({name}, 'Not known') AS name, sum(l.within) AS people FROM listed l {join} "
        f"GROUP BY {group} ORDER BY name"
    )
    told, _ = protected_rows(rows, by=("name",), count="people", policy=policy)
    return tuple(Place(str(row["name"]), shown.count(row["people"], policy)) for row in told)


def _uses(engine: Engine, release: Release, policy: Policy, *, people: int) -> tuple[Use, ...]:
    period, feeds = year_to(release.data_date), feeds_in(release.manifest)
    found = []
    for measure in (catalogue()[name] for name in USES):
        if missing(measure, feeds):
            continue
        [theirs], _ = disclose(
            compute(engine, measure, period=period, among="cohort_one"), measure=measure, policy=policy
        )
        [everyones], _ = disclose(compute(engine, measure, period=period), measure=measure, policy=policy)
        alone = share_of_one(engine, measure, period=period, among="cohort_one")
        found.append(Use(measure, shown.use(theirs, people=people, of_one=alone), everyones))
    return tuple(found)
