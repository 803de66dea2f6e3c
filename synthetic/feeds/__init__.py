"""Feeds of a made-up place: lives turned into what each organisation would send, dirt and all.

In: the Parquet of ``synthetic.lives``. Out: ``feeds/<sender>/…`` in each source's shape with a manifest, and the
truth of what was planted. Uses the declared words of ``joinedup.words`` and the cited facts of ``synthetic.facts``.
"""

from synthetic.feeds.writing import write_feeds

__all__ = ["write_feeds"]
