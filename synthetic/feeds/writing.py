"""Writing every feed: who each system knows, then extracts, then messages, each sender's files with its manifest."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import yaml

from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.feeds import declared
from synthetic.feeds import known, truth
from synthetic.feeds.duck import connect, view
from synthetic.feeds.extracts import Extract, extract, statements
from synthetic.feeds.messages import contacts, documents, gp, hl7
from synthetic.feeds.messages.sending import Planted
from synthetic.feeds.reference import add_reference
from synthetic.feeds.senders import (
    CANCER_CENTRE,
    FEWEST_PRACTICES_FOR_FHIR,
    REFERENCE_NAME,
    REFERENCE_SENDER,
    SYSTEMS,
    VOLUNTARY,
    WORDS,
)

Progress = Callable[[int, int], None]

_ICD10 = "'[A-Z][0-9]{2}[0-9X]{0,2}[A-Z]?'"
CODES = f"""
CREATE MACRO icd10(code) AS
    CASE WHEN regexp_full_match(replace(code, '.', ''), {_ICD10}) THEN replace(code, '.', '') END;
CREATE MACRO icd10_list(codes) AS nullif(array_to_string(
    list_filter(list_transform(codes, lambda c: replace(c, '.', '')), lambda c: regexp_full_match(c, {_ICD10})),
    ' '), '');
"""


@dataclass(frozen=True, slots=True)
class Work:
    """Where lives are read, where files go, and with which seed: what every part of the writing needs."""

    lives: Path
    feeds: Path
    truth: Path
    scratch: Path
    seed: int
    end: date
    days_of_messages: int

    def noon(self) -> datetime:
        """Return noon of the last day."""
        return datetime(self.end.year, self.end.month, self.end.day, 12, tzinfo=UTC)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a connection that sees the lives, the references and every system's ``known_…`` there is so far."""
        duck = connect(self.lives, self.scratch, seed=self.seed)
        duck.execute("SET VARIABLE last_day = CAST(? AS DATE)", [self.end.isoformat()])
        duck.execute("SET VARIABLE days_of_messages = ?", [self.days_of_messages])
        duck.execute(WORDS)
        duck.execute(CODES)
        add_reference(duck)
        for path in sorted(self.scratch.glob("known_*.parquet")):
            view(duck, f"all_{path.stem}" if path.stem == "known_gp" else path.stem, [path])
            if path.stem == "known_gp":
                duck.execute(_GP_VIEWS)
        return duck


# One practice, the smallest, sends FHIR instead of extracts; the rest send extracts.
_GP_VIEWS = f"""
CREATE TABLE fhir_practice AS
    SELECT sender FROM (SELECT sender, count(*) AS people FROM all_known_gp GROUP BY sender)
    WHERE (SELECT count(*) FROM reference_practice) >= {FEWEST_PRACTICES_FOR_FHIR}
    ORDER BY people, sender LIMIT 1;
CREATE VIEW known_gp AS SELECT * FROM all_known_gp WHERE sender NOT IN (SELECT sender FROM fhir_practice);
CREATE VIEW known_gp_fhir AS SELECT * FROM all_known_gp WHERE sender IN (SELECT sender FROM fhir_practice);
"""


def write_feeds(
    lives: Path, out: Path, truth_in: Path, *, people: int, seed: int, progress: Progress | None = None
) -> dict[str, int]:
    """Write every feed of a place under ``out`` and the truth of them under ``truth_in``; return rows by feed.

    ``lives`` is what ``make_lives`` wrote. Files are ``out/<sender>/<feed>….parquet`` (or ``.csv``, ``.ndjson``,
    ``.hl7``) with ``manifest.yaml`` beside them. The same lives and seed give the same bytes. ``people`` is the
    size of the place, by which messages are capped. ``progress`` is called with parts done and parts in all.
    Raises BadInput where ``lives`` is not whole.
    """
    work = Work(lives, out, truth_in, out / ".making", seed, _last_day(lives), _days_of_messages(people))
    shutil.rmtree(work.scratch, ignore_errors=True)
    work.scratch.mkdir(parents=True)
    truth_in.mkdir(parents=True, exist_ok=True)
    steps = _Steps(progress, 1 + len(statements()) + 2)
    write_known(work)
    steps.done()
    rows = _write_extracts(work, steps)
    rows |= _write_messages(work, people)
    steps.done()
    truth.write_truth(work.scratch, work.truth)
    _write_manifests(work)
    shutil.rmtree(work.scratch)
    steps.done()
    return rows


class _Steps:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._count = progress, total, 0

    def done(self) -> None:
        self._count += 1
        if self._progress:
            self._progress(self._count, self._total)


def _last_day(lives: Path) -> date:
    try:
        return date.fromisoformat(json.loads((lives / "made.json").read_text(encoding="utf-8"))["end"])
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"The lives in '{lives}' are not whole.", now="Make the place again.") from error


def write_known(work: Work) -> None:
    """Write who each system knows and as whom, for the statements to read, and the mistakes in it."""
    duck = work.connect()
    duck.execute(known.PEOPLE)
    for system in known.systems():
        known.make_known(duck, system, work.scratch)
    duck.close()


def _write_extracts(work: Work, steps: _Steps) -> dict[str, int]:
    """Write the extracts, two feeds at a time: each worker's connection has one thread, so that order is kept."""
    feeds = declared()
    own = threading.local()
    opened: list[duckdb.DuckDBPyConnection] = []

    def begin() -> None:
        own.duck = work.connect()
        opened.append(own.duck)

    def one(name: str) -> tuple[str, int]:
        return name, _write_extract(work, own.duck, extract(feeds[name]))

    rows = {}
    with ThreadPoolExecutor(2, initializer=begin) as pool:
        for name, count in pool.map(one, _largest_first(statements())):
            rows[name] = count
            steps.done()
    for duck in opened:
        duck.close()
    return rows


def _days_of_messages(people: int) -> int:
    """Return for how many of the last days hospitals' live messages are written: fewer in a large place."""
    return 28 if people <= 200_000 else 8


def _write_messages(work: Work, people: int) -> dict[str, int]:
    duck, planted = work.connect(), Planted()
    counts = {
        "gp_fhir": gp.write(work, duck, planted),
        "hospital_messages": hl7.write(work, duck, planted),
        "correspondence": documents.write_correspondence(work, duck, people),
        "cancer_summary": documents.write_cancer_summaries(work, duck),
        "out_of_hours": contacts.write_out_of_hours(work, duck, planted),
        "demographics": contacts.write_demographics(work, duck),
    }
    duck.close()
    truth.write_planted(planted.rows, work.scratch)
    return counts


def _largest_first(names: Iterable[str]) -> list[str]:
    large = ["gp_consultation", "gp_observation", "outpatient", "gp_medication", "emergency_care", "gp_problem"]
    return sorted(names, key=lambda name: (large.index(name) if name in large else len(large), name))


def _write_extract(work: Work, duck: duckdb.DuckDBPyConnection, made: Extract) -> int:
    folder = work.scratch / made.feed.name
    folder.mkdir()
    columns = ", ".join(made.feed.columns)
    how = "FORMAT csv, HEADER" if made.as_text else "FORMAT parquet, COMPRESSION zstd"
    duck.execute(
        f"COPY (SELECT sender, period, {columns} FROM ({made.sql})) "
        f"TO {quoting.written_to(folder)} ({how}, PARTITION_BY (sender, period))"
    )
    files = _take_files(work, made.feed.name, folder)
    return truth.write_rows(duck, made, files, work.scratch)


def _take_files(work: Work, feed: str, folder: Path) -> list[Path]:
    """Give each file the name that its sender would give it, and return them."""
    found = []
    for path in sorted(folder.glob("sender=*/period=*/*")):
        sender = path.parent.parent.name.removeprefix("sender=")
        period = path.parent.name.removeprefix("period=")
        number = path.stem.rpartition("_")[2]
        name = feed + (f"-{period}" if period != "0" else "") + (f"-{number}" if number != "0" else "")
        into = work.feeds / sender / (name + path.suffix)
        into.parent.mkdir(parents=True, exist_ok=True)
        path.replace(into)
        found.append(into)
    shutil.rmtree(folder)
    return found


def _write_manifests(work: Work) -> None:
    """Write beside each sender's files who sent them and of which feed each is."""
    names = _sender_names(work)
    feeds = sorted(declared(), key=len, reverse=True)
    for folder in sorted(path for path in work.feeds.iterdir() if path.is_dir() and path != work.scratch):
        files = sorted(path.name for path in folder.iterdir() if path.name != "manifest.yaml")
        listed = {name: next(feed for feed in feeds if name.startswith((f"{feed}.", f"{feed}-"))) for name in files}
        manifest = {"sender": folder.name, "sender_name": names.get(folder.name, folder.name), "files": listed}
        (folder / "manifest.yaml").write_text(
            yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True), encoding="utf-8"
        )


def _sender_names(work: Work) -> dict[str, str]:
    duck = work.connect()
    found = duck.execute(
        "SELECT practice, name FROM reference_practice UNION ALL SELECT site, name FROM reference_site "
        "UNION ALL SELECT provider, any_value(name ORDER BY site) FROM reference_site WHERE kind = 'hospital' "
        "GROUP BY provider"
    ).fetchall()
    duck.close()
    return (
        {system.sender: system.sender_name for system in SYSTEMS.values()}
        | {f"ZV{number}": name for number, name in enumerate(VOLUNTARY, start=1)}
        | dict(found)
        | {REFERENCE_SENDER: REFERENCE_NAME, CANCER_CENTRE: "The cancer centre"}
    )
