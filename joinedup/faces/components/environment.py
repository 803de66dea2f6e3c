"""The Jinja environment of every page: NHS components, and the few filters that pages need."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from joinedup.faces.components import lines, trends, words
from joinedup.words.basics.moments import day
from joinedup.words.basics.nhs_number import spaced
from joinedup.words.basics.visible import visible
from joinedup.words.vocabulary.feeds import declared


def environment(**options: Any) -> Environment:
    """Return the environment; nhsuk-frontend-jinja needs undefined values that chain."""
    options["undefined"] = ChainableUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    options["loader"] = ChoiceLoader(
        [
            options["loader"],
            PackageLoader("nhsuk_frontend_jinja"),
            PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk"),
            PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk/components"),
        ]
    )
    made = Environment(autoescape=True, finalize=_seen, **{k: v for k, v in options.items() if k != "autoescape"})
    made.globals.update(static=static, url=reverse, sexes=words.SEXES)
    made.filters.update(
        nhs_number=spaced,
        day=day,
        written_day=words.written_day,
        when=words.when,
        short_day=words.short_day,
        iso_day=words.iso_day,
        clock=words.clock,
        hour=words.hour,
        london_day=words.london_day,
        kind_words=words.kind_words,
        age_in_words=words.age_in_words,
        many=words.many,
        name_of=words.name_of,
        unit_words=words.unit_words,
        lower_first=words.lower_first,
        upper_first=words.upper_first,
        said_of=lines.said_of,
        tag_of=lines.tag_of,
        sparkline=_sparkline,
        feed_title=_feed_title,
    )
    return made


def _seen(value: Any) -> Any:
    """Return what a page shows of a value: of plain text, every sign that would hide or turn others as a square.

    What is escaped already (``typed | e``) is left as it is, so that a form gives back what came.
    """
    return visible(value) if type(value) is str else value


def _sparkline(values: list[float], width: int = 96, height: int = 24) -> str:
    return trends.sparkline(values, width=width, height=height)


def _feed_title(name: str) -> str:
    """Return the title of a feed, or its name where it is the place's own and not declared here."""
    feed = declared().get(name)
    return feed.title if feed else name
