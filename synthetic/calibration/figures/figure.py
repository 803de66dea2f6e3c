"""What a figure is, and the questions that many figures share.

Each question answers one row: achieved, n, published (null where the figure is one number) and standard error.
``DESIGN`` is how much more than chance counts of crises vary, since they cluster in few people.
"""

from __future__ import annotations

from dataclasses import dataclass

DESIGN = 2.2
EMERGENCY = "kind = 'admission' AND pod = 'emergency'"
PLANNED = "kind = 'admission' AND pod IN ('elective', 'day_case')"
AE = "kind = 'attendance'"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``tolerance`` is a share of the published value, or in its own unit where ``absolute``."""

    id: str
    title: str
    unit: str
    published: float | None
    tolerance: float
    source: str
    sql: str
    absolute: bool = False


def share(where: str, of: str, source: str = "resident WHERE moment = 'first'") -> str:
    """Return the question: what per cent of ``of`` are ``where``."""
    return f"""
        SELECT 100.0 * count(*) FILTER ({where}) / count(*), count(*) FILTER ({where}), NULL,
               100 * sqrt(greatest(avg(({where})::INT) * (1 - avg(({where})::INT)), 1e-9) / count(*))
        FROM (SELECT * FROM {source}) WHERE {of}
    """


def expected(kind: str, events: str, people: str = "TRUE", design: float = DESIGN) -> str:
    """Return the question: events per 1,000 person-years, beside the published rates for the place's own mix."""
    return f"""
        WITH there AS (SELECT sum(years) AS years, sum(years * rate) AS expected
                       FROM lived JOIN published_rate USING (band, fifth) WHERE kind = '{kind}' AND {people}),
             seen AS (SELECT count(*) AS n FROM happened WHERE {events})
        SELECT 1000.0 * n / years, n, 1000 * expected / years, 1000 * sqrt({design} * n) / years FROM there, seen
    """


def rate(events: str, people: str = "TRUE", design: float = DESIGN, source: str = "happened", per: int = 1000) -> str:
    """Return the question: events per 1,000 (or ``per``) person-years."""
    return f"""
        WITH there AS (SELECT sum(years) AS years FROM lived WHERE {people}),
             seen AS (SELECT count(*) AS n FROM {source} WHERE {events})
        SELECT {per}.0 * n / years, n, NULL, {per} * sqrt({design} * n) / years FROM there, seen
    """
