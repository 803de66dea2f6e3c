"""How much of what a measure adds up is one person's: an average that one person makes is that person's figure."""

from __future__ import annotations

from joinedup.insight.engine import Engine
from joinedup.insight.measures.cuts import Cut
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.statement import happened

_PERSON = Cut("person", "Person", "s.person_key")


def share_of_one(engine: Engine, measure: Measure, *, period: Period, among: str = "") -> float:
    """Return the largest share (0 to 1) of what ``measure`` adds up in ``period`` that is of one person's rows.

    ``measure`` is of rows (a rate, share or average). ``among`` names a kept table of person_key. 0 where nothing
    is added up.
    """
    engine.work_out("time_on_list", "last_residence", measure.each, measure.over)
    each = happened(measure, [(_PERSON,)], (period,), among)
    [row] = engine.rows(f"SELECT max(abs(total)) AS most, sum(abs(total)) AS whole FROM ({each}) each_person")
    return float(row["most"]) / float(row["whole"]) if row["whole"] else 0.0
