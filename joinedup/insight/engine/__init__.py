"""The engine: a released dataset's tables, and the few helpers in which definitions are written.

In: the folder of a release (Parquet). Out: rows. May use: words.
"""

from joinedup.insight.engine.engine import Engine

__all__ = ["Engine"]
