"""What was done, said once on the next page: kept in the session until that page shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest

_KEPT = "said"


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, and where to go to see it or to undo it. Holds no personal data: a session is kept a while."""

    text: str
    link: str = ""
    link_text: str = ""


def say(request: HttpRequest, text: str, *, link: str = "", link_text: str = "") -> None:
    """Keep a sentence for the next page."""
    request.session[_KEPT] = asdict(Said(text, link, link_text))


def heard(request: HttpRequest) -> Said | None:
    """Return what was said on the page before, once."""
    kept = request.session.pop(_KEPT, None)
    return Said(**kept) if kept else None
