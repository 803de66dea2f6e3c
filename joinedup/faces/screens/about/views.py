"""Help, the accessibility statement, and the note on cookies: the same for everyone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from joinedup.faces.screens.show import show


def help_page(request: HttpRequest) -> HttpResponse:
    """Say how to find a person, read a record and get help."""
    return show(request, "about/help")


def accessibility(request: HttpRequest) -> HttpResponse:
    """State how far the site meets WCAG 2.2 AA, and how that is tested."""
    return show(request, "about/accessibility")


def cookies(request: HttpRequest) -> HttpResponse:
    """Name every cookie, and say what is recorded."""
    return show(request, "about/cookies")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Say to whom a hole is reported. Source: RFC 9116; it expires a year after each day on which it is asked for."""
    expires = (request.at + timedelta(days=364)).replace(microsecond=0)  # type: ignore[attr-defined]
    contact = settings.SECURITY_CONTACT or f"{request.build_absolute_uri('/help')}"
    lines = (f"Contact: {contact}", f"Expires: {expires.isoformat()}", "Preferred-Languages: en",
             f"Canonical: {request.build_absolute_uri(request.path)}")  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
