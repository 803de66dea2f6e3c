"""Holds a made-up place beside published figures and says where it is not like England.

In: a folder that ``make_lives`` or a release wrote. Out: one ``Judged`` a figure. Reads Parquet through DuckDB;
uses the cited facts of ``synthetic.facts`` and nothing else of ours.
"""

from synthetic.calibration.check import Judged, Verdict, check_place

__all__ = ["Judged", "Verdict", "check_place"]
