"""Making the first pages after a start as quick as the others: what they load and read is loaded before they are asked.

Libraries that compute take seconds to load, and each release's results are read once a process.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import logging
import threading
import time

_LIBRARIES = ("numpy", "scipy.stats", "pyarrow.parquet", "duckdb", "typst", "xlsxwriter")
_log = logging.getLogger(__name__)


def warm_beside_the_site(*, after: float = 1.0) -> threading.Thread:
    """Warm in a thread of this process ``after`` so many seconds, and return it: the start waits for nothing."""

    from django.db import close_old_connections  # noqa: PLC0415 (Django must be ready first)

    def work() -> None:
        time.sleep(after)
        try:
            warm()
            close_old_connections()
            # What was read stays for as long as the process: let no page wait while it is looked through for waste.
            gc.collect()
            gc.freeze()
            atexit.register(gc.unfreeze)
        except Exception as error:  # noqa: BLE001 (a cold page is slow and right: nothing need stop for it)
            _log.warning("Nothing is read beforehand: %s", type(error).__name__)

    thread = threading.Thread(target=work, name="warming", daemon=True)
    thread.start()
    return thread


def warm() -> int:
    """Load what pages of insight need and read the results that they show; return of how many measures."""
    from django.conf import settings  # noqa: PLC0415 (Django must be ready first)
    from django.template import engines  # noqa: PLC0415

    for name in (settings.ROOT_URLCONF, *_LIBRARIES):
        importlib.import_module(name)
    templates = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in templates.list_templates(filter_func=lambda name: name.startswith(("screens/", "components/"))):
        if name.endswith(".jinja"):
            templates.get_template(name)
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.results import population  # noqa: PLC0415
    from joinedup.planning.results import queries as results  # noqa: PLC0415

    newest = list(filter(None, map(releases.latest, ("care", "planning"))))
    for release in newest:
        releases.seen(release)  # the Place page's
        population.read_beforehand(release)
    return sum(map(results.read_beforehand, newest))
