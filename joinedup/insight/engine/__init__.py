"""The engine: a released dataset's tables, and the language in which definitions are asked of them.

In: the folder of a release (Parquet). Out: rows. May use: words.
"""

from joinedup.insight.engine.engine import Engine, open_release

__all__ = ["Engine", "open_release"]
