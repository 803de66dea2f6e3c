"""Help, the accessibility statement, and the note on cookies: the same for everyone."""

from __future__ import annotations

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
