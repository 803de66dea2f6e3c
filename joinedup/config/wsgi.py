"""The web application, with the jobs worker in a thread beside it where one process does everything."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from joinedup.faces.screens.insight.warming import warm_beside_the_site
from joinedup.words.vocabulary.sections import feeds_that_speak

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")
application = get_wsgi_application()
feeds_that_speak()  # read once, before the first record is opened

if os.environ.get("JOINEDUP_WORKER") == "thread":
    from joinedup.config.jobs import work_beside_the_site
    from joinedup.faces.cli.ticking import tick_beside_the_site

    work_beside_the_site()
    tick_beside_the_site()

warm_beside_the_site()
