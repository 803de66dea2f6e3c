"""The HTML that a FHIR narrative may hold: words, lists, tables and pictures; no scripts, forms or events.

Source: http://hl7.org/fhir/R4/narrative.html (invariants txt-1 and txt-2).
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

_XHTML = "{http://www.w3.org/1999/xhtml}"
_ELEMENTS_ALLOWED = """
    a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2
    h3 h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt
    u ul var
"""
_ATTRIBUTES_ALLOWED = """
    abbr align alt axis background bgcolor border cellpadding cellspacing char charoff charset cite class color
    cols colspan compact coords dir frame headers height href hreflang hspace id ismap lang longdesc name nohref
    noshade nowrap rel rev rowspan rules scope shape size span src start style summary tabindex target title type
    usemap valign value vspace width
"""
_ELEMENTS = frozenset(_ELEMENTS_ALLOWED.split())
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ATTRIBUTES = frozenset([*_ATTRIBUTES_ALLOWED.split(), f"{_XML}lang", f"{_XML}space"])
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_OF_XML = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_TAG = re.compile(r"<[^>]*>")
_RUNS = re.compile(r"\s*(?:java|vb)script:", re.IGNORECASE)


def is_plain(div: Any) -> bool:
    """Return whether ``div`` is one well-formed XHTML div of allowed elements and attributes only."""
    root = _parsed(div)
    if root is None or root.tag != f"{_XHTML}div":
        return False
    return all(
        isinstance(element.tag, str)
        and element.tag.removeprefix(_XHTML) in _ELEMENTS
        and all(name in _ATTRIBUTES and not _RUNS.match(value) for name, value in element.attrib.items())
        for element in root.iter()
    )


def has_words(div: Any) -> bool:
    """Return whether ``div`` holds something to read or see."""
    return isinstance(div, str) and bool(_TAG.sub("", div).strip() or "<img" in div)


def _parsed(div: Any) -> Element | None:
    """Return the parsed div; None where it is not well formed. HTML's named characters are allowed."""
    try:
        found: Element = fromstring(_NAMED.sub(_character, div))
    except (ParseError, DefusedXmlException, TypeError, ValueError):
        return None
    return found


def _character(named: re.Match[str]) -> str:
    """Return the character that HTML knows by this name; XML's own five stay as they are."""
    return named[0] if named[1] in _OF_XML else html5.get(named[1], named[0])
