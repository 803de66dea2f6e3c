"""NHS numbers: ten digits, the last of which checks the nine before it.

Source: NHS Data Model and Dictionary, NHS NUMBER (Modulus 11 check).
"""

from __future__ import annotations

_WEIGHTS = range(10, 1, -1)
_SEPARATORS = str.maketrans("", "", " -\u00a0")


def check_digit(first_nine: str) -> int | None:
    """Return the check digit (0 to 9) for nine digits, or None where no number may begin with them."""
    remainder = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_nine, strict=True)) % 11
    if remainder == 10:
        return None
    return 0 if remainder == 11 else remainder


def is_valid(number: str) -> bool:
    """Return whether ``number`` is ten digits whose check digit agrees, and not one digit repeated."""
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return False
    return len(set(number)) > 1 and check_digit(number[:9]) == int(number[9])


def normalise(text: str | None) -> str:
    """Return ``text`` without the spaces and dashes that people type; no check is made."""
    return (text or "").translate(_SEPARATORS)


def spaced(number: str) -> str:
    """Return ``number`` in the 3-3-4 form in which the NHS shows it, joined by spaces that do not break."""
    return f"{number[:3]}\u00a0{number[3:6]}\u00a0{number[6:]}" if len(number) == 10 else number


def is_test_number(number: str) -> bool:
    """Return whether ``number`` lies in the range that is never given to a person (999 …)."""
    return number.startswith("999")
