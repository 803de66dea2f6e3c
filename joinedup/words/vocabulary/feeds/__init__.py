"""Feeds: what comes in, in the shape that its source would send, each declared once in a YAML file beside this.

In: ``*.yaml`` here, and a place's own. Out: ``Feed`` objects from which the reader, the validator, the reference
page and the made-up place are all made. May use: words only.
"""

from joinedup.words.vocabulary.feeds.declaration import Column, EntryRule, Feed, declared, load

__all__ = ["Column", "EntryRule", "Feed", "declared", "load"]
