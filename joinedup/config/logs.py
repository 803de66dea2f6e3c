"""How a line of the log is written: one event, one line, whatever was sent to us."""

from __future__ import annotations

import logging

# What ends a line somewhere, or moves a terminal's cursor: U+0000 to U+001F but the tab, DEL, the C1 controls, and
# Unicode's own separators; and what turns the order of letters around, so that a line reads as another.
# Source: CWE-117, Unicode Technical Report 13 (newline guidelines), Technical Report 36, 2.1.5.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x09} | {
    code: f"\\u{code:04x}" for code in (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


class OneLine(logging.Formatter):
    """Writes what is said on one line, so that nothing sent to us can write a line of its own.

    A traceback is our own text and keeps its lines; its last, the error's message, may not add any.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is Python's)
        """Return the line, with every control character spelt out."""
        return super().formatMessage(record).translate(_CONTROLS)
