"""HL7 v2: bytes in; a message whose every field can be asked for, and what it tells as facts and particulars, out.

Pure: knows no database and no network. The reader, the acknowledgement and the mapping are apart, so that a message
that cannot be mapped can still be kept and acknowledged.
"""

from __future__ import annotations

from joinedup.words.vocabulary.hl7v2.acknowledgement import Answer, acknowledge, framed
from joinedup.words.vocabulary.hl7v2.escapes import Separators
from joinedup.words.vocabulary.hl7v2.mapping import facts_of, mistakes_of
from joinedup.words.vocabulary.hl7v2.message import Message, Segment, parse
from joinedup.words.vocabulary.hl7v2.people import MergeNotice, merge_of, particulars_of
from joinedup.words.vocabulary.hl7v2.stream import split, stream
from joinedup.words.vocabulary.hl7v2.visits import after

__all__ = [
    "Answer",
    "MergeNotice",
    "Message",
    "Segment",
    "Separators",
    "acknowledge",
    "after",
    "facts_of",
    "framed",
    "merge_of",
    "mistakes_of",
    "parse",
    "particulars_of",
    "split",
    "stream",
]
