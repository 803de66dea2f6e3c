"""The files that one command takes in together, and which of them are deliveries that we have already.

An extract of March, then April's, then March's again says once more what March's said: that is a new delivery. A
command that is run again meets the deliveries it made and makes none twice. The two are told apart by what came
since: a file is met again where all that its sender has sent of its feed since is in the batch too.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.db.models import QuerySet

from joinedup.exchange.intake.models import Delivery

_UNFINISHED = (Delivery.State.RECEIVED, Delivery.State.LANDED, Delivery.State.WAITING, Delivery.State.STOPPED)


class Batch:
    """The files of one command, each with its sender. A file that is taken in alone is a batch of one."""

    def __init__(self, files: Iterable[tuple[str, Path]]) -> None:
        self._files = list(files)
        self._by_size: dict[tuple[str, int], list[Path]] | None = None
        self._fingerprints: dict[Path, str] = {}
        self._latest: dict[tuple[str, str, bool], dict[str, list[int]]] = {}
        self._kept: set[int] = set()

    def met(self, path: Path, *, sender: str, feed: str, is_piece: bool) -> Delivery | None:
        """Return the delivery of these bytes that is to be gone on with, or that is in already; None for a new one.

        One that never came to its end is gone on with, whatever came since. No two files of a batch are the same
        delivery.
        """
        mine = Delivery.objects.filter(sender=sender, feed=feed, is_piece=is_piece)
        if (sender, feed, is_piece) not in self._latest:
            self._latest[sender, feed, is_piece] = self._met_again(sender, mine)
        sha256 = self.fingerprint(path)
        unfinished = mine.filter(sha256=sha256, state__in=_UNFINISHED).first()
        if unfinished is not None:
            return unfinished
        again = self._latest[sender, feed, is_piece].get(sha256, [])
        found = next((one for one in again if one not in self._kept), None)
        return None if found is None else Delivery.objects.get(pk=found)

    def keep(self, delivery: Delivery) -> None:
        """Note that a file of the batch is this delivery."""
        self._kept.add(delivery.pk)

    def fingerprint(self, path: Path) -> str:
        """Return the SHA-256 of a file's bytes, which are read once."""
        if path not in self._fingerprints:
            with path.open("rb") as file:
                self._fingerprints[path] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._fingerprints[path]

    def _met_again(self, sender: str, mine: QuerySet[Delivery]) -> dict[str, list[int]]:
        """Return the latest deliveries up to one that is of no file of the batch, by fingerprint, the first first."""
        met: defaultdict[str, list[int]] = defaultdict(list)
        latest = mine.order_by("-pk").values_list("pk", "sha256", "size")
        for pk, sha256, size in latest.iterator(chunk_size=200):
            if len(met[sha256]) == self._times(sender, sha256, size):
                break
            met[sha256].insert(0, pk)
        return met

    def _times(self, sender: str, sha256: str, size: int) -> int:
        """Return how many files of the batch are these bytes; only files of the same size are read to know."""
        if self._by_size is None:
            self._by_size = defaultdict(list)
            for who, path in self._files:
                self._by_size[who, path.stat().st_size].append(path)
        return sum(self.fingerprint(path) == sha256 for path in self._by_size.get((sender, size), ()))
