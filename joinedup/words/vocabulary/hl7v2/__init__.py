"""HL7 v2: bytes in; a message whose every field can be asked for, and what it tells as facts and particulars, out.

Pure: knows no database and no network. The reader, the acknowledgement and the mapping are apart, so that a message
that cannot be mapped can still be kept and acknowledged.
"""

from __future__ import annotations

from joinedup.words.vocabulary.hl7v2.message import Message, Segment, Separators, parse

__all__ = ["Message", "Segment", "Separators", "parse"]
