"""Every job that runs apart from a page: the one table of them, and the worker beside the site.

A job is a function of its area's ``jobs.py``, queued in the database and run by ``joinedup worker``, or by a thread
of the one server where the database is SQLite (which a second writing process would starve).
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime

# job (module and function): who queues it
JOBS: dict[str, str] = {
    "joinedup.planning.releases.jobs.publish_release": "the Place page, and the demonstration",
    "joinedup.planning.results.jobs.refresh_release": "every publication, start-up where it is owed, the Insight page",
    "joinedup.planning.segments.jobs.work_out_segments": "every publication, after its measures",
    "joinedup.planning.cohorts.jobs.count_cohorts": "every publication, after its segments",
    "joinedup.planning.risk.jobs.see_risks": "every publication, after its segments",
    "joinedup.planning.reports.jobs.make_due": "every publication, who asks for a report, the clock",
}


def work_beside_the_site() -> threading.Thread:
    """Run queued jobs in a thread of this process, and return the thread; it ends with the process."""
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415 (Django must be ready first)

    from joinedup.planning.taking_back import take_back  # noqa: PLC0415

    worker = Worker(
        queue_names=["*"],
        interval=1.0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="beside-the-site",
        excluded_queue_names=[],
    )

    def work() -> None:
        take_back(at=datetime.now(UTC))
        worker.run()

    thread = threading.Thread(target=work, name="jobs", daemon=True)
    thread.start()
    return thread
