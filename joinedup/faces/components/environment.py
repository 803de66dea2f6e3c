"""The Jinja environment of every page: NHS components, and the few filters that pages need."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from joinedup.words.basics.moments import day
from joinedup.words.basics.nhs_number import spaced


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
    made = Environment(autoescape=True, **{k: v for k, v in options.items() if k != "autoescape"})
    made.globals.update(static=static, url=reverse)
    made.filters.update(nhs_number=spaced, day=day)
    return made
