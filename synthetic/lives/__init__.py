"""Lives of made-up people that make sense, written as the linked dataset would hold them.

In: how many people, how many years, a seed. Out: a folder of Parquet, one folder a table (see ``tables``).
Uses the declared words of ``joinedup.words`` and the cited facts of ``synthetic.facts``; nothing else of ours.
"""

from synthetic.lives.making import make_lives

__all__ = ["make_lives"]
