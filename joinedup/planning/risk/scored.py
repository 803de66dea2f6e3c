"""What the accepted model of a risk says of everyone of a release for care, kept beside it for the criteria that ask.

A model that nobody accepted is off, and says nothing: the criteria are then not known. Nothing of it is kept for a
release for planning.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.engine import Engine
from joinedup.insight.risk.definition import risk as risk_named
from joinedup.insight.risk.train import risks_on
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk.queries import acceptance, needed
from joinedup.record.store.files import whole
from joinedup.words.criteria import Expression
from joinedup.words.criteria.expression import rests_on
from joinedup.words.criteria.vocabulary.insight import RISK_SCORE

SCORE = pa.schema([("person_key", pa.string()), ("score", pa.string()), ("value", pa.float64()), ("band", pa.string())])
_one_at_a_time = threading.Lock()


def put_risk(engine: Engine, release: Release, who: Expression) -> None:
    """Add to ``person_score`` the risk of everyone, where ``who`` asks for it and a model of it is accepted.

    Worked out once a release and model, by one at a time, and kept beside the release.
    """
    if f"person_score:{RISK_SCORE}" not in rests_on(who) or release.purpose != Release.Purpose.CARE:
        return
    accepted = acceptance(RISK_SCORE)
    if accepted is None:
        return
    path = releases.folder_of(release) / "results" / f"risk-{RISK_SCORE}-{accepted.model_hash[:16]}.parquet"
    with _one_at_a_time:
        if not path.is_file():
            _write(release, path)
    there = (
        [engine.arrow("SELECT person_key, score, value, band FROM person_score")] if engine.has("person_score") else []
    )
    engine.put("person_score", pa.concat_tables([pq.read_table(path), *(each.cast(SCORE) for each in there)]))


def _write(release: Release, path: Path) -> None:
    risk, model = risk_named(RISK_SCORE), needed(RISK_SCORE)
    with releases.open_release(release) as engine:
        table, risks = risks_on(engine, model.trained, risk, on=release.data_date)
    keys = table["person_key"].cast(pa.string()).combine_chunks()
    bands = pa.array([risk.band_of(float(chance)) for chance in risks], pa.string())
    scores = pa.array([RISK_SCORE] * len(risks), pa.string())
    with whole(path) as part:
        pq.write_table(pa.Table.from_arrays([keys, scores, pa.array(risks, pa.float64()), bands], schema=SCORE), part)
