"""The figures by which a made-up place is held to England: each with its source, tolerance and question in SQL.

In: the cited facts of ``synthetic.facts``. Out: ``FIGURES``, in the order in which they are told.
"""

from synthetic.calibration.figures.care import conditions, homes, social
from synthetic.calibration.figures.figure import Figure
from synthetic.calibration.figures.hospital import hospital
from synthetic.calibration.figures.people import deprivation, population, practices
from synthetic.calibration.figures.quality import endings, prevention, waits
from synthetic.calibration.figures.urgent import costs, urgent

FIGURES: tuple[Figure, ...] = (
    *population(),
    *deprivation(),
    *hospital(),
    *urgent(),
    *conditions(),
    *homes(),
    *practices(),
    *social(),
    *waits(),
    *prevention(),
    *endings(),
    *costs(),
)

__all__ = ["FIGURES", "Figure"]
