"""Which groups of people were counted in a release before: kept beside it, so that nobody counts nearly the same again.

Whoever may count any criteria could count two groups that differ by one known person. So a group that differs from one
that was counted before by a few people, or by none, is given that one's figures (decision 0208): a file for each group
that was counted has a bit for everyone on a list. They are in the order in which they were first counted.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from joinedup.planning.cohorts.rules import Nearest, nearest
from joinedup.words.basics.errors import CannotProceed

MOST_GROUPS = 2000  # so many were never needed in earnest, and more would be a way of asking for people one by one

Bits = NDArray[np.uint8]


def stand_in(release: Path, *, named: str, within: NDArray[np.bool_], few: int) -> Nearest:
    """Return the group whose figures stand for this one, called ``named``: itself where no other is so near.

    A group that stands for itself is kept, unless it is itself so small that nothing of it is shown. Raises
    CannotProceed where too many groups were counted in the release.
    """
    bits = np.packbits(within)
    with _alone(release) as folder:
        before = list(_before(folder, len(bits)))
        everyone = np.packbits(np.ones(len(within), dtype=np.bool_))
        found = nearest(named, bits, [("", everyone), *before], few=few)
        if found.itself and int(within.sum()) > few and not any(name == found.named for name, _ in before):
            if len(before) >= MOST_GROUPS:
                raise CannotProceed(
                    f"{MOST_GROUPS:,} groups were counted in this release: more could tell of single people.",
                    now="Use a group that was counted before, or count this one in the next release.",
                )
            _write(folder / f"{len(before) + 1:06}-{found.named}.bits", bits)
    return found


def members(found: Nearest, size: int) -> NDArray[np.bool_]:
    """Return whether each of ``size`` people is in the group whose figures stand."""
    return np.unpackbits(found.bits, count=size).astype(np.bool_)


def name_of(criteria: object) -> str:
    """Return the name under which criteria that mean the same are counted."""
    return hashlib.sha256(repr(criteria).encode()).hexdigest()[:24]


@contextmanager
def _alone(release: Path) -> Iterator[Path]:
    """Let one at a time, of whatever process, look at the groups and add one."""
    folder = release / "results" / "cohorts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = folder / ".lock"
    lock.touch(mode=0o600)
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield folder


def _before(folder: Path, size: int) -> Iterable[tuple[str, Bits]]:
    for path in sorted(folder.glob("*.bits")):
        bits = np.fromfile(path, dtype=np.uint8)
        if len(bits) == size:
            yield path.stem.partition("-")[2], bits


def _write(path: Path, bits: Bits) -> None:
    path.touch(mode=0o600)
    bits.tofile(path)
