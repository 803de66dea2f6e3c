"""The same feeds as they would have come over time: what was known by each of several days, in one folder a day.

Extracts and bundles tell of a place as it is on its last day. ``as_they_came`` gives each row to the first day by which
it had happened. A row that the source changed later comes twice: first as it must have stood (still active, the person
still alive), then as it is. So a place that takes the folders in one after another knows what was known when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import orjson
import yaml

from joinedup.words.basics import quoting
from joinedup.words.vocabulary.feeds import Feed, declared

_MONTH = re.compile(r"-(\d{4})-(\d{2})\.")
_GOES_ON = ("active", "current", "open")
_ISSUED_EVERY = 28  # days: a repeat medicine was issued then, too, at the same rhythm
# By which a resource is dated, the first that it has.
_HAPPENED = ("onsetDateTime", "authoredOn", "effectiveDateTime", "occurrenceDateTime", "recordedDate")
Resource = dict[str, Any]


def as_they_came(feeds: Path, into: Path, days: Sequence[date]) -> list[Path]:
    """Write what of ``feeds`` was known by each of ``days`` (ascending) and not before; return a folder for each.

    What is dated after the last day comes with it. The same feeds and days give the same bytes.
    """
    duck = duckdb.connect(config={"threads": 1})
    duck.execute("SET TimeZone = 'UTC'")
    folders = [into / day.isoformat() for day in days]
    for sender in sorted(path for path in feeds.iterdir() if path.is_dir()):
        manifest = yaml.safe_load((sender / "manifest.yaml").read_text(encoding="utf-8"))
        wrote: dict[Path, dict[str, str]] = {folder / sender.name: {} for folder in folders}
        for folder in wrote:
            folder.mkdir(parents=True, exist_ok=True)
        for feed, files in _by_feed(sender, manifest["files"]):
            for path in _split(duck, feed, files, list(wrote), days):
                wrote[path.parent][path.name] = feed.name
        for folder, listed in wrote.items():
            said = yaml.safe_dump({**manifest, "files": listed}, sort_keys=False, allow_unicode=True)
            (folder / "manifest.yaml").write_text(said, encoding="utf-8")
    duck.close()
    return folders


def _by_feed(sender: Path, files: dict[str, str]) -> Iterator[tuple[Feed, list[Path]]]:
    known = declared()
    for name in sorted(set(files.values())):
        yield known[name], [sender / file for file, feed in sorted(files.items()) if feed == name]


def _split(
    duck: duckdb.DuckDBPyConnection, feed: Feed, files: list[Path], folders: list[Path], days: Sequence[date]
) -> Iterator[Path]:
    """Write one sender's files of one feed to the folders, and yield each file written."""
    if feed.shape == "extract":
        yield from _split_extract(duck, feed, files, folders, days)
    elif feed.name in ("gp_fhir", "demographics"):
        for path in files:
            yield from _split_bundle(path, folders, days)
    else:
        for path in files:
            day = date.min if feed.shape == "reference" else _written(path, feed) or days[-1]
            into = folders[next((n for n, until in enumerate(days) if day <= until), -1)] / path.name
            into.write_bytes(path.read_bytes())
            yield into


def _written(path: Path, feed: Feed) -> date | None:
    """Return the day of a file that comes whole: a document's own, the last of a month that the file is named for."""
    if found := _MONTH.search(path.name):
        return date(int(found[1]) + int(found[2]) // 12, int(found[2]) % 12 + 1, 1) - timedelta(days=1)
    return _day(orjson.loads(path.read_bytes()).get("timestamp")) if feed.shape == "fhir" else None


# Extracts


def _split_extract(
    duck: duckdb.DuckDBPyConnection, feed: Feed, files: list[Path], folders: list[Path], days: Sequence[date]
) -> Iterator[Path]:
    as_text, listed = files[0].suffix == ".csv", quoting.each_of(files)
    read = f"read_csv({listed}, all_varchar=true)" if as_text else f"read_parquet({listed})"
    how = "FORMAT csv, HEADER" if as_text else "FORMAT parquet, COMPRESSION zstd"
    duck.execute(f"CREATE OR REPLACE TEMP TABLE whole AS SELECT *, {_known_on(feed)} AS known_on FROM {read}")
    for number, (folder, day) in enumerate(zip(folders, days, strict=True)):
        before = days[number - 1] if number else None
        columns = "* EXCLUDE (known_on)" if day == days[-1] else _as_it_stood(feed, day, days[-1], as_text=as_text)
        sql = f"SELECT {columns} FROM whole WHERE {_sent(feed, day, before, days[-1])}"
        if duck.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0][0]:
            path = folder / f"{feed.name}{files[0].suffix}"
            duck.execute(f"COPY ({sql}) TO {quoting.written_to(path)} ({how})")
            yield path


def _dates(feed: Feed, *, required: bool | None = None) -> list[str]:
    """Return the columns that say when something was so: not of births, nor of when the row was changed."""
    births = feed.person.get("birth_date")
    return [
        column.name
        for column in feed.columns.values()
        if column.type in ("date", "instant")
        and column.name not in (births, feed.updated)
        and (required is None or column.required == required)
    ]


def _day_of(column: str) -> str:
    return f"try_cast({column} AS DATE)"


def _between(column: str, after: date, until: date) -> str:
    """Return SQL that is true where ``column`` is of a day in between; what is later than all days is a plan."""
    return f"{_day_of(column)} > DATE '{after}' AND {_day_of(column)} <= DATE '{until}'"


def _known_on(feed: Feed) -> str:
    """Return SQL for the day on which a row could first be sent: of a feed whose rows change, when it began."""
    needed = _dates(feed, required=True if feed.updated else None)
    return f"greatest({', '.join(map(_day_of, needed))})" if needed else "DATE '1900-01-01'"


def _as_it_stood(feed: Feed, day: date, last: date, *, as_text: bool) -> str:
    """Return SQL for the columns of a row as they must have been on ``day``: what came later is not in it."""
    if not feed.updated or feed.entry is None:
        return "* EXCLUDE (known_on)"
    later = {name: _between(name, day, last) for name in _dates(feed, required=False)}
    stood = {name: f"CASE WHEN {after} THEN NULL ELSE {name} END" for name, after in later.items()}
    for name in (name for name in later if name.startswith("last_")):
        ahead = f"ceil(({_day_of(name)} - DATE '{day}') / {_ISSUED_EVERY}.0)"
        back = f"{_day_of(name)} - {_ISSUED_EVERY} * CAST({ahead} AS INTEGER)"
        issued = f"greatest({back}, {_day_of(feed.entry.happened)})"
        issued = f"CAST({issued} AS VARCHAR)" if as_text else issued
        stood[name] = f"CASE WHEN {later[name]} THEN {issued} ELSE {name} END"
    status, ended = feed.entry.status, feed.entry.ended
    if status and ended in later:
        going_on = next((f"'{word}'" for word in _GOES_ON if word in feed.columns[status].codes), "NULL")
        if going_on != "NULL" or not feed.columns[status].required:
            stood[status] = f"CASE WHEN {later[ended]} THEN {going_on} ELSE {status} END"
    noon = "known_on || 'T12:00:00Z'" if as_text else "timezone('UTC', known_on::TIMESTAMP + INTERVAL 12 HOUR)"
    stood[feed.updated] = f"CASE WHEN {_day_of(feed.updated)} > DATE '{day}' THEN {noon} ELSE {feed.updated} END"
    return ", ".join(f"{stood[name]} AS {name}" if name in stood else name for name in feed.columns)


def _sent(feed: Feed, day: date, before: date | None, last: date) -> str:
    """Return SQL that is true of the rows sent by ``day``: those new since ``before``, and those changed since."""
    until = "true" if day == last else f"known_on <= DATE '{day}'"
    if before is None:
        return until
    fresh = [f"coalesce(known_on > DATE '{before}', true)"]
    fresh += [f"({_between(name, before, day)})" for name in _dates(feed, required=False) if feed.updated]
    return f"{until} AND ({' OR '.join(fresh)})"


# Bundles


def _split_bundle(path: Path, folders: list[Path], days: Sequence[date]) -> Iterator[Path]:
    """Write a bundle of whole records as one bundle a day: who is told of, and what was new of them by then."""
    bundle = orjson.loads(path.read_bytes())
    sent: dict[str, bytes] = {}
    for folder, day in zip(folders, days, strict=True):
        stood = [{**entry, "resource": _stood(entry["resource"], day if day != days[-1] else None)}
                 for entry in bundle["entry"]]  # fmt: skip
        new = {entry["fullUrl"] for entry in stood if entry["resource"] and _is_new(entry, sent)}
        about = {_whose(entry["resource"]) for entry in stood if entry["fullUrl"] in new}
        told = [e for e in stood if e["fullUrl"] in new or (e["resource"] and e["resource"]["id"] in about)]
        if not new:
            continue
        into = folder / path.name
        said = {**bundle, "id": f"{bundle['id']}-{day}", "timestamp": f"{day}T12:00:00+00:00", "entry": told}
        into.write_bytes(orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE))
        yield into


def _is_new(entry: Resource, sent: dict[str, bytes]) -> bool:
    """Return whether a resource was not sent in this form before, and note that it now is."""
    form = orjson.dumps({**entry["resource"], "meta": {}})
    same = sent.get(entry["fullUrl"]) == form
    sent[entry["fullUrl"]] = form
    return not same


def _whose(resource: Resource) -> str:
    about = resource.get("subject") or resource.get("patient") or {}
    return str(about.get("reference", "")).removeprefix("Patient/") or str(resource["id"])


def _stood(resource: Resource, day: date | None) -> Resource | None:
    """Return a resource as it stood on ``day`` (None: as it is); None where it had not happened."""
    if day is None:
        return resource
    kind, found = resource["resourceType"], dict(resource)
    began = next((resource[name] for name in _HAPPENED if name in resource), None)
    began = began or (resource.get("period") or {}).get("start") or resource.get("birthDate")
    if (_day(began) or day) > day:
        return None
    if kind == "Patient":
        found["meta"] = {**resource.get("meta", {}), "lastUpdated": f"{day}T12:00:00+00:00"}
        if (_day(resource.get("deceasedDateTime")) or day) > day:
            del found["deceasedDateTime"]
    if kind == "Condition" and (_day(resource.get("abatementDateTime")) or day) > day:
        del found["abatementDateTime"]
        found["clinicalStatus"] = {"coding": [{**resource["clinicalStatus"]["coding"][0], "code": "active"}]}
    if kind == "MedicationRequest":
        supply = dict(resource.get("dispenseRequest") or {})
        if (_day((supply.get("validityPeriod") or {}).get("end")) or day) > day:
            supply["validityPeriod"] = {"start": supply["validityPeriod"]["start"]}
            found |= {"dispenseRequest": supply, "status": "active"}
    return found


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        return None
