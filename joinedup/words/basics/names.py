"""Names as keys (letters only, and how a name sounds) and as written. Pure; the same for finding and for linkage.

Names are never changed where they are kept or shown. A key is only for comparing one name with another.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that are letters of their own, not a letter with a mark, so that folding marks leaves them.
_OWN_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)
_PARTS = re.compile(r"[\s\-‐‑–—/,.]+")
_VOWELS = frozenset("aeiou")


def folded(text: str) -> str:
    """Return ``text`` in lower case with the marks taken off its letters (é is e, ø is o)."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_OWN_LETTERS))
    # Taken apart, some signs become capitals: 🆐 is DJ.
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def key(text: str) -> str:
    """Return the letters of ``text`` alone, folded: ``O'Brien-Łaski`` is ``obrienlaski``. Any script is kept."""
    return "".join(letter for letter in folded(text) if letter.isalpha())


def parts(text: str) -> tuple[str, ...]:
    """Return the keys of the names in ``text``, which spaces, hyphens and commas part."""
    return tuple(found for found in (key(part) for part in _PARTS.split(text)) if found)


def first_key(given_names: str) -> str:
    """Return the key of the first of some given names; empty where there is none."""
    found = parts(given_names)
    return found[0] if found else ""


def sound(text: str) -> str:
    """Return how a name sounds, as a code of at most 20 letters; two spellings of one name often share it.

    Source: New York State Identification and Intelligence System (NYSIIS), R. L. Taft, Name Search Techniques,
    1970; here a "y" inside a name sounds as a vowel, so that Smyth and Smith agree. Names with letters outside
    a to z keep their key: the rules were made for English spelling.
    """
    name = key(text)
    if not name or not name.isascii():
        return name[:20]
    for before, after in (("mac", "mcc"), ("kn", "nn"), ("k", "c"), ("ph", "ff"), ("pf", "ff"), ("sch", "sss")):
        if name.startswith(before):
            name = after + name[len(before) :]
            break
    for before, after in (("ee", "y"), ("ie", "y"), ("dt", "d"), ("rt", "d"), ("rd", "d"), ("nt", "d"), ("nd", "d")):
        if name.endswith(before):
            name = name[: -len(before)] + after
            break
    return _without_ending(name[0] + _body(name))[:20]


def _body(name: str) -> str:
    """Return the code of the letters after the first, each that repeats the one before it left out."""
    letters = list(name)
    code = ""
    last = letters[0]
    for at in range(1, len(letters)):
        letters[at : at + 3] = _rewritten(letters, at)
        if letters[at] != last:
            code += letters[at]
            last = letters[at]
    return code


def _rewritten(letters: list[str], at: int) -> list[str]:  # noqa: PLR0911 (a table of rules, one a line)
    """Return the (up to three) letters from ``at`` on, rewritten by the rules for where they stand."""
    here = letters[at : at + 3]
    text = "".join(here)
    before = letters[at - 1]
    after = letters[at + 1] if at + 1 < len(letters) else ""
    if text.startswith("ev"):
        return ["a", "f", *here[2:]]
    if here[0] in _VOWELS or (here[0] == "y" and after):
        return ["a", *here[1:]]
    if text == "sch":
        return ["s", "s", "s"]
    if text.startswith("ph"):
        return ["f", "f", *here[2:]]
    if text.startswith("kn"):
        return ["n", "n", *here[2:]]
    if simple := {"q": "g", "z": "s", "m": "n", "k": "c"}.get(here[0]):
        return [simple, *here[1:]]
    if here[0] == "h" and (before not in _VOWELS or after not in _VOWELS):
        return [before, *here[1:]]
    if here[0] == "w" and before in _VOWELS:
        return [before, *here[1:]]
    return here


def _without_ending(code: str) -> str:
    """Return ``code`` without the endings that are not heard."""
    if len(code) > 1 and code.endswith("s"):
        code = code[:-1]
    if code.endswith("ay"):
        code = code[:-2] + "y"
    if len(code) > 1 and code.endswith("a"):
        code = code[:-1]
    return code


def written_name(family_name: str, given_names: str, title: str = "") -> str:
    """Return a name as the NHS writes it: ``MARSH, Edna (Mrs)``. Source: NHS CUI, patient banner."""
    written = ", ".join(part for part in (family_name.upper(), given_names) if part)
    return f"{written} ({title})" if title else written
