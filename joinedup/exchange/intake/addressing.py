"""Whose a file is and of which feed: as the caller says, else as a manifest beside it says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import yaml

from joinedup.exchange.intake.shapes import shape_of
from joinedup.words.basics.errors import BadInput, ManyMistakes, Mistake
from joinedup.words.vocabulary.feeds import Feed

MANIFEST = "manifest.yaml"
_PATTERN = re.compile(r"[*?\[]|^/")
_SENDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")


@dataclass(frozen=True, slots=True)
class Addressed:
    """A file with its sender and feed; either is empty where nobody said."""

    path: Path
    sender: str
    feed: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies beside files: who sent them (ODS code), and of which feed each name (or pattern) is."""

    folder: Path
    sender: str
    files: Mapping[str, str]

    def feed_of(self, path: Path) -> str:
        """Return the feed of a file, by its name or its path from here; nothing where no line says."""
        names = (path.name, path.relative_to(self.folder).as_posix())
        return next((feed for pattern, feed in self.files.items() if any(fnmatch(name, pattern) for name in names)), "")


def read_manifest(path: Path, feeds: Mapping[str, Feed]) -> Manifest:
    """Return the manifest at ``path``. Raises ManyMistakes naming every mistake in it at once."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raw = None
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not YAML of the form 'name: value'", file=str(path))], now=_MEND)
    files = raw.get("files") or {}
    mistakes = [
        Mistake(f"'{name}' is not a part of a manifest", file=str(path))
        for name in sorted(set(map(str, raw)) - {"sender", "sender_name", "files"})
    ]
    if not _SENDER.fullmatch(str(raw.get("sender", ""))):
        mistakes.append(Mistake("must be the sender's ODS code", "sender", file=str(path)))
    if not isinstance(files, dict):
        mistakes.append(Mistake("is a list of lines, each 'file name or pattern: feed'", "files", file=str(path)))
        files = {}
    mistakes += [
        Mistake(f"'{feed}' is not a declared feed", f"files.{name}", file=str(path))
        for name, feed in files.items()
        if str(feed) not in feeds
    ]
    if mistakes:
        raise ManyMistakes(mistakes, now=_MEND)
    return Manifest(path.parent, str(raw["sender"]), {str(name): str(feed) for name, feed in files.items()})


_MEND = "Mend the manifest; docs/how-to/take-in-files.md shows one."


def check_said(sender: str, feed: str, feeds: Mapping[str, Feed]) -> None:
    """Raise BadInput where the caller's own words are no sender or no declared feed."""
    if sender and not _SENDER.fullmatch(sender):
        raise BadInput("The sender is not an ODS code.", now="Give letters and digits, at most 20, such as RXA.")
    if feed and feed not in feeds:
        near = ", ".join(name for name in sorted(feeds) if feed.lower() in name or name in feed.lower())
        raise BadInput(
            f"'{feed}' is not a declared feed.",
            now=f"Did you mean {near}?" if near else f"The declared feeds are: {', '.join(sorted(feeds))}.",
        )


def files_in(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files to take in, in order, and those left alone as they are of no shape that we read.

    Of a made-up place only its feeds are taken. Raises BadInput for a path that is not there, for one that holds the
    truth of a made-up place, and for a file that was named and is of no shape that we read.
    """
    found: list[Path] = []
    left: list[Path] = []
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is no file or folder '{path}'.", now="Check the path.")
        if not (path.is_file() or path.is_dir()):
            raise BadInput(f"'{path}' is neither a file nor a folder.", now="Keep what it gives in a file first.")
        if not os.access(path, os.R_OK):
            raise BadInput(f"'{path}' may not be read.", now="Have its owner let you read it.")
        if holds_truth(path):
            raise BadInput(
                f"'{path}' holds the truth of a made-up place, which no system would ever be sent.",
                now="Take in the folder 'feeds' beside it.",
            )
        if path.is_file():
            if not shape_of(path):
                raise BadInput(
                    f"'{path}' is of no shape that we read.",
                    now=_INSTEAD.get(path.suffix.lower(), _SHAPES),
                )
            found.append(path)
            continue
        made_up = (path / "feeds").is_dir() and (path / "truth").is_dir()
        for file in sorted((path / "feeds" if made_up else path).rglob("*")):
            if file.is_symlink() and not file.is_file():
                left.append(file)  # to nothing, or to a folder, which may hold this one
            elif file.is_file() and file.name != MANIFEST and not holds_truth(file):
                (found if os.access(file, os.R_OK) and shape_of(file) else left).append(file)
    return list(dict.fromkeys(found)), left


_SHAPES = "Give Parquet (.parquet), CSV (.csv), FHIR (.json, .ndjson) or HL7 v2 (.hl7)."
_INSTEAD = {
    ".zip": "Unpack it, and take in the folder.",
    ".xlsx": "Save each sheet as CSV.",
    ".xls": "Save each sheet as CSV.",
    ".xml": "Ask the sender for FHIR as JSON: both say the same.",
}


def missing_from(paths: Iterable[Path], feeds: Mapping[str, Feed]) -> list[str]:
    """Return each file that a manifest in the folders ``paths`` names and that is not there; a pattern names none."""
    return [
        f"{name}, which {manifest} names"
        for folder in paths
        if folder.is_dir()
        for manifest in sorted(folder.rglob(MANIFEST))
        if not holds_truth(manifest)
        for name in read_manifest(manifest, feeds).files
        if not _PATTERN.search(name) and not any(manifest.parent.rglob(name))
    ]


def holds_truth(path: Path) -> bool:
    """Return whether the path is, or lies in, the folder ``truth`` beside the ``feeds`` of a made-up place."""
    whole = path.resolve()
    return any(part.name == "truth" and (part.parent / "feeds").is_dir() for part in (whole, *whole.parents))


def address(paths: Iterable[Path], *, sender: str, feed: str, feeds: Mapping[str, Feed]) -> list[Addressed]:
    """Return each file with its sender and feed, as said by the caller or by the nearest manifest at or above it."""
    manifests: dict[Path, Manifest | None] = {}
    addressed = []
    for path in paths:
        beside = _nearest(path.resolve().parent, manifests, feeds)
        addressed.append(
            Addressed(
                path,
                sender or (beside.sender if beside else ""),
                feed or (beside.feed_of(path.resolve()) if beside else ""),
            )
        )
    return addressed


def _nearest(
    folder: Path, known: dict[Path, Manifest | None], feeds: Mapping[str, Feed], depth: int = 4
) -> Manifest | None:
    if folder not in known:
        here = folder / MANIFEST
        if here.is_file():
            known[folder] = read_manifest(here, feeds)
        elif depth and folder.parent != folder:
            known[folder] = _nearest(folder.parent, known, feeds, depth - 1)
        else:
            known[folder] = None
    return known[folder]
