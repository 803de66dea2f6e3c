"""Sealing the journal in blocks, and looking whether what was sealed is as it was.

A seal rests on the lines of its block and on the seal before it, so that a line changed, added or taken out later
shows. Whoever can write in the database could make all seals anew: each seal is therefore also written in a file
outside it (``JOINEDUP_HOME/journal-seals.txt``), and the last one may be noted down anywhere else.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from joinedup.record.journal import rules
from joinedup.record.journal.models import JournalLine, Seal

MOST_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: ``wrong`` says in words what does not fit, nothing where all does.

    ``unsealed`` are the lines written since the last seal; ``last`` is the hash of the last seal, to note down.
    """

    seals: int
    lines: int
    unsealed: int
    last: str
    sealed_at: datetime | None
    wrong: tuple[str, ...] = field(default=())


def seal(*, at: datetime) -> Seal | None:
    """Seal what was written since the last seal, in a block of at most MOST_LINES; return its seal, None for nothing.

    Cost: as many lines as were written since, however long the journal is.
    """
    with transaction.atomic():
        last = Seal.objects.select_for_update().order_by("-number").first()
        awaited = [(first, end, since) for first, end, since in (last.awaited if last else [])]
        reached = last.reached if last else 0
        late = Q()
        for first, end, _ in awaited:
            late |= Q(pk__range=(first, end))
        lines = list(_lines(JournalLine.objects.filter(late | Q(pk__gt=reached)))[:MOST_LINES])
        if not lines:
            return None
        number, before = (last.number + 1, last.sha256) if last else (1, rules.FIRST)
        hashed = rules.begun(number, before=before, sealed_at=at)
        for line in lines:
            hashed.update(rules.written_out(line))
        numbers = [line[0] for line in lines]
        made = Seal.objects.create(
            number=number,
            sealed_at=at,
            lines=rules.ranges_of(numbers),
            reached=max(reached, numbers[-1]),
            awaited=_awaited(awaited, reached, numbers, at),
            before=before,
            sha256=hashed.hexdigest(),
        )
        transaction.on_commit(lambda: _note_outside(made))
    return made


def last_sealed_at() -> datetime | None:
    """Return when the journal was last sealed, None where it never was."""
    return Seal.objects.order_by("-number").values_list("sealed_at", flat=True).first()


def verify(*, noted: str = "") -> Verdict:
    """Look at every seal and every line, in one pass, and say what does not fit.

    ``noted`` is the hash of a seal that someone noted down: it must be there. Memory: some bytes for each seal.
    """
    seals = list(Seal.objects.order_by("number"))
    wrong = [*_chain(seals), *_outside(seals)]
    if noted and noted not in {one.sha256 for one in seals}:
        wrong.append("The seal that you noted down is not among the seals.")
    starts, owner = _owners(seals)
    hashes = {one.number: rules.begun(one.number, before=one.before, sealed_at=one.sealed_at) for one in seals}
    found, unsealed, strange = dict.fromkeys(hashes, 0), 0, 0
    for line in _lines(JournalLine.objects.all()).iterator(chunk_size=5_000):
        number = _owner_of(line[0], starts, owner)
        if number is None:
            strange += bool(seals) and line[0] <= seals[-1].reached and not _is_awaited(line[0], seals[-1])
            unsealed += 1
            continue
        hashes[number].update(rules.written_out(line))
        found[number] += 1
    for one in seals:
        sealed = sum(last - first + 1 for first, last in one.lines)
        when = f"{one.sealed_at:%d %B %Y at %H:%M} UTC"
        if found[one.number] < sealed:
            wrong.append(f"Block {one.number}, sealed on {when}, has {found[one.number]} of its {sealed} lines.")
        elif hashes[one.number].hexdigest() != one.sha256:
            wrong.append(f"Block {one.number}, sealed on {when}: a line in it is not as it was written.")
    if strange:
        wrong.append(f"{strange} lines stand between sealed ones and were not there when those were sealed.")
    return Verdict(
        seals=len(seals),
        lines=sum(found.values()) + unsealed,
        unsealed=unsealed,
        last=seals[-1].sha256 if seals else "",
        sealed_at=seals[-1].sealed_at if seals else None,
        wrong=tuple(wrong),
    )


def _lines(found: Any) -> Any:
    return found.order_by("pk").values_list(*rules.LINE)


def _awaited(
    awaited: list[tuple[int, int, str]], reached: int, numbers: list[int], at: datetime
) -> list[tuple[int, int, str]]:
    """Return the numbers without a line that are waited for: those of before that have not come, and new ones."""
    left = [
        (first, end, since)
        for start, last, since in rules.still_awaited(awaited, at=at)
        for first, end in rules.without([(start, last)], [n for n in numbers if start <= n <= last])
    ]
    new = [number for number in numbers if number > reached]
    start = reached + 1 if reached else new[0]  # the first seal begins with the first line there is
    fresh = rules.without([(start, new[-1])], new) if new else []
    return left + [(first, end, at.isoformat()) for first, end in fresh]


def _chain(seals: list[Seal]) -> Iterator[str]:
    """Give what is wrong with how seals follow each other."""
    before = rules.FIRST
    for place, one in enumerate(seals, start=1):
        if one.number != place:
            yield f"Seal {place} is not there; the next is seal {one.number}."
            return
        if one.before != before:
            yield f"Seal {one.number} does not rest on the seal before it."
        before = one.sha256


def _outside(seals: list[Seal]) -> Iterator[str]:
    """Give where the file of seals outside the database says otherwise."""
    if not (path := _file()).exists():
        if seals:
            yield f"There is no file of seals outside the database ({path.name} in JOINEDUP_HOME)."
        return
    noted = dict(line.split()[:2] for line in path.read_text(encoding="ascii").splitlines() if line.strip())
    ours = {str(one.number): one.sha256 for one in seals}
    for number, sha256 in noted.items():
        if ours.get(number) != sha256:
            said = "is not in the database" if number not in ours else "is another in the database"
            yield f"Seal {number} {said}: {path.name} has {sha256[:12]}…"


def _note_outside(made: Seal) -> None:
    """Append a seal to the file outside the database; it is on disk when this returns."""
    path = _file()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{made.number} {made.sha256} {made.sealed_at.isoformat()}\n".encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file() -> Path:
    return Path(settings.HOME) / "journal-seals.txt"


def _owners(seals: list[Seal]) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the first numbers of all sealed ranges in order, and of each its last number and its block."""
    ranges = sorted((first, last, one.number) for one in seals for first, last in one.lines)
    return [first for first, _, _ in ranges], [(last, number) for _, last, number in ranges]


def _owner_of(line: int, starts: list[int], owner: list[tuple[int, int]]) -> int | None:
    """Return the block in which a line is, None where it is in none."""
    place = bisect_right(starts, line) - 1
    return owner[place][1] if place >= 0 and line <= owner[place][0] else None


def _is_awaited(line: int, last: Seal) -> bool:
    return any(first <= line <= end for first, end, _ in last.awaited)
