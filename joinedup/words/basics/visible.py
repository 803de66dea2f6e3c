"""Signs that nobody sees and that change what is seen: turned into one that is seen.

What senders write may hold signs that turn the order of letters around, move a cursor, ring a bell or delete. A name
or a dose must be read as it was written, so each such sign is shown as a white square wherever people read it: on
pages, in files, in logs. What is kept is what came.

Source: Unicode Technical Report 36, 2.1.5 (bidirectional text spoofing); Technical Standard 55 (source code spoofing).
"""

from __future__ import annotations

import re

SQUARE = "\u25a1"
# C0 but tab and ends of line; DEL and C1; embeddings, overrides and isolates; annotations; what is no character.
# Marks of direction (U+200E, U+200F) stay: names in Arabic or Hebrew need them, and they turn nothing else around.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]"
)


def visible(text: str) -> str:
    """Return ``text``, letter for letter, with a white square for each sign that hides, moves or turns others."""
    return _UNSEEN.sub(SQUARE, text)
