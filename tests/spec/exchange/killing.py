"""Takes files in and is killed at random points, then goes on; prints what the record holds after each trial.

    python -m tests.spec.exchange.killing SEED TRIALS FILE:SENDER:FEED ...    (JOINEDUP_HOME: an empty folder)

Run apart from the tests, as it forks: a child is killed by SIGKILL at a random moment, another finishes its work.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.world.drawn import instant

NOW = instant("2026-04-01 09:00")
_QUESTIONS = {
    "source records": "SELECT sender, feed_group, local_id, first_known_at FROM linkage_sourcerecord",
    "particulars": "SELECT s.local_id, p.family_name, p.given_names, p.nhs_number, p.birth_date, p.postcode,"
    " p.source_updated_at, p.recorded_from, p.recorded_until FROM linkage_sentparticulars p"
    " JOIN linkage_sourcerecord s ON s.id = p.source_record_id",
    "entries": "SELECT s.local_id, e.feed, e.kind, e.key, e.happened_at, e.text, e.status, e.details, e.content_hash,"
    " e.delivery_id, e.recorded_from, e.recorded_until FROM entries_entry e"
    " JOIN linkage_sourcerecord s ON s.id = e.source_record_id",
    "resources": "SELECT sender, type, logical_id, content_hash, recorded_until FROM entries_resource",
    "held": "SELECT delivery_id, position, field, problem, body, state FROM quarantine_helditem",
    "deliveries": "SELECT sender, feed, sha256, state, rows, rows_done, rows_quarantined, entries_added,"
    " entries_changed, entries_unchanged, entries_older, landed_at_path FROM intake_delivery",
}


def main() -> None:
    """Take the files in undisturbed, then in each trial with a kill; print every outcome as JSON."""
    from joinedup.faces.cli.django_ready import django_ready  # noqa: PLC0415

    django_ready()
    home = Path(os.environ["JOINEDUP_HOME"])
    seed, trials, files = int(sys.argv[1]), int(sys.argv[2]), [one.split(":") for one in sys.argv[3:]]
    _in_small_pieces()
    empty = home / "empty.sqlite3"
    _copy_database(home / "joinedup.sqlite3", empty)
    chance = random.Random(seed)  # noqa: S311 (a test's own)
    _, whole = _forked(home / "whole", empty, files, kill_after=None)
    print(json.dumps({"whole": _held_in(home / "whole")}))
    for trial in range(trials):
        place = home / f"trial-{trial}"
        killed, _ = _forked(place, empty, files, kill_after=chance.uniform(0, whole))
        reached = _held_in(place)["deliveries"] if (place / "joinedup.sqlite3").exists() else []
        _forked(place, empty, files, kill_after=None)
        print(json.dumps({"killed": killed, "reached": reached, "after": _held_in(place)}))
        shutil.rmtree(place)


def _in_small_pieces() -> None:
    """Make every batch small, so that there are many points between two of them."""
    from joinedup.exchange.intake.extracts import reader as extracts  # noqa: PLC0415
    from joinedup.exchange.intake.fhir import pieces  # noqa: PLC0415
    from joinedup.exchange.intake.hl7v2 import reader as hl7v2  # noqa: PLC0415

    extracts.take_in.__kwdefaults__["batch"] = 100
    pieces._cut.__kwdefaults__["most"] = 25
    hl7v2.AT_ONCE = 20


def _copy_database(source: Path, to: Path) -> None:
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(source) as one, sqlite3.connect(to) as other:
        one.backup(other)


def _forked(place: Path, empty: Path, files: list[list[str]], *, kill_after: float | None) -> tuple[bool, float]:
    """Take the files in, in a child; return whether it was killed before it was done, and the work it did.

    Work is seconds of processor time: on a busy machine a child is killed as far on as on a quiet one.
    """
    if not place.exists():
        place.mkdir()
        shutil.copyfile(empty, place / "joinedup.sqlite3")
    child = os.fork()
    if child == 0:
        _take_in(place, files)
        os._exit(0)
    if kill_after is not None:
        while 0 <= _work_of(child) < kill_after:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("the child failed")
    return os.WIFSIGNALED(status), used.ru_utime + used.ru_stime


def _work_of(child: int) -> float:
    """Return the processor time that a child has had, in seconds; -1 where it has ended."""
    told = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return -1 if told[0] == "Z" else (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _take_in(place: Path, files: list[list[str]]) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from joinedup.exchange.intake.actions import batch_of, take_in  # noqa: PLC0415
    from joinedup.exchange.intake.addressing import Addressed  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = str(place / "joinedup.sqlite3")
    settings.HOME = place
    # A day apart, so that what came later is told from what came before; as one command that is run again.
    addressed = [Addressed(Path(path), sender, feed) for path, sender, feed in files]
    batch = batch_of(addressed)
    for number, one in enumerate(addressed):
        take_in(one, by=SYSTEM, at=NOW + timedelta(days=number), batch=batch)


def _held_in(place: Path) -> dict[str, list[list[Any]]]:
    """Return every row of every table that matters, without our own ids, in an order of its own."""
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(place / "joinedup.sqlite3") as database:
        return {
            name: sorted([str(value) for value in row] for row in database.execute(question))
            for name, question in _QUESTIONS.items()
        }


if __name__ == "__main__":
    main()
