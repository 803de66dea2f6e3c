"""Frailty, and what the accepted model of a risk says of everyone of a release for care, for the criteria that ask.

A model that nobody accepted is off, and says nothing: the criteria are then not known. Nothing of it is kept for a
release for planning.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.criteria import told
from joinedup.insight.engine import Engine
from joinedup.insight.risk.definition import risk as risk_named
from joinedup.insight.risk.train import risks_on
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import score
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk.queries import acceptance, needed
from joinedup.record.store.files import whole
from joinedup.words.criteria import Expression
from joinedup.words.criteria.expression import rests_on
from joinedup.words.criteria.vocabulary.insight import FRAILTY_SCORE, RISK_SCORE

SCORE = pa.schema([("person_key", pa.string()), ("score", pa.string()), ("value", pa.float64()), ("band", pa.string())])
_one_at_a_time = threading.Lock()


def risk_asked(release: Release, who: Expression) -> str:
    """Return the hash of the accepted model that says what ``who`` asks of a release, or nothing where none does."""
    if f"person_score:{RISK_SCORE}" not in rests_on(who) or release.purpose != Release.Purpose.CARE:
        return ""
    accepted = acceptance(RISK_SCORE)
    return accepted.model_hash if accepted else ""


def put_scored(engine: Engine, release: Release, who: Expression) -> None:
    """Keep in ``person_score`` what ``who`` asks of it: frailty by its index, and the risk of an accepted model.

    Each is worked out once a release (and model), by one at a time, and kept beside the release. What stands there
    already stays.
    """
    folder, there = releases.folder_of(release) / "results", []
    if engine.has("person_score"):
        there = [engine.arrow("SELECT person_key, score, value, band FROM person_score").cast(SCORE)]
    elif f"person_score:{FRAILTY_SCORE}" in rests_on(who):
        there = [_kept(folder / "frailty.parquet", release, _frailty)]
    if model_hash := risk_asked(release, who):
        there.append(_kept(folder / f"risk-{RISK_SCORE}-{model_hash[:16]}.parquet", release, _risk))
    if there:
        engine.put("person_score", pa.concat_tables(there))


def _kept(path: Path, release: Release, work_out: Callable[[Engine, date], pa.Table]) -> pa.Table:
    with _one_at_a_time:
        if not path.is_file():
            with releases.open_release(release) as engine:
                table = work_out(engine, release.data_date)
            with whole(path) as part:
                pq.write_table(table, part)
    return pq.read_table(path, schema=SCORE)


def _frailty(engine: Engine, on: date) -> pa.Table:
    put_scores(engine, [score(FRAILTY_SCORE)], on=on, told=told(engine))
    return engine.arrow("SELECT person_key, score, value, band FROM person_score").cast(SCORE)


def _risk(engine: Engine, on: date) -> pa.Table:
    risk, model = risk_named(RISK_SCORE), needed(RISK_SCORE)
    table, risks = risks_on(engine, model.trained, risk, on=on)
    keys = table["person_key"].cast(pa.string()).combine_chunks()
    bands = pa.array([risk.band_of(float(chance)) for chance in risks], pa.string())
    scores = pa.array([RISK_SCORE] * len(risks), pa.string())
    return pa.Table.from_arrays([keys, scores, pa.array(risks, pa.float64()), bands], schema=SCORE)
