"""All sample charts on one page, to be looked at: ``python -m tests.unit.faces.charts.gallery gallery.html``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 (Django must be ready)
from django.template import engines  # noqa: E402

from tests.unit.faces.charts import samples  # noqa: E402

_PAGE = """{% from "components/charts.jinja" import figure %}<!doctype html><html lang="en-GB"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Charts</title>
{% for sheet in sheets %}<link rel="stylesheet" href="{{ sheet }}">{% endfor %}
<link rel="stylesheet" href="{{ paper }}" media="print">
<body><div class="nhsuk-width-container"><main class="nhsuk-main-wrapper">
{% for chart in charts %}<div class="ju-panel">{{ figure(chart, download="#") }}</div>{% endfor %}
</main></div></body></html>"""


def page() -> str:
    """Return the gallery as HTML."""
    own = Path(settings.BASE_DIR) / "joinedup/faces/components/static/joinedup"
    sheets = [Path(settings.BASE_DIR) / "assets/nhsuk/nhsuk-frontend.min.css",
              *(own / name for name in ("joinedup.css", "lists.css", "charts.css"))]  # fmt: skip
    charts = [make() for make in samples.ALL.values()]
    return (
        engines["jinja2"]
        .from_string(_PAGE)
        .render({"charts": charts, "sheets": [path.as_uri() for path in sheets], "paper": (own / "print.css").as_uri()})
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
