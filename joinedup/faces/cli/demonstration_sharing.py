"""How the demonstration place shares: its agreements, made up, and a made-up exchange of the national data opt-out."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

OPTED_OUT_IN_1000 = 50  # of the people of the made-up place; of England's, about one in twenty
_MAILBOX = "X26DEMO1"


def agree(home: Path, *, at: datetime) -> None:
    """Put the made-up agreements into the place's folder, and take them in."""
    import synthetic  # noqa: PLC0415 (only the demonstration knows the made-up place)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.sharing.agreements import actions  # noqa: PLC0415

    shutil.copytree(Path(synthetic.__path__[0]) / "agreements", home / "agreements", dirs_exist_ok=True)
    actions.load_files(by=SYSTEM, at=at)
    actions.follow(at=at)


def ask_who_opted_out() -> None:
    """Play the exchange where no check is current: the same made-up people have opted out each time."""
    from joinedup.exchange.optouts import actions, queries  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    at = datetime.now(UTC)
    if queries.current(at=at):
        return
    with tempfile.TemporaryDirectory() as folder:
        _, asked = actions.ask(Path(folder), mailbox=_MAILBOX, by=SYSTEM, at=at)
        answer = Path(folder) / "answer.dat"
        with asked.open(encoding="ascii") as came, answer.open("w", encoding="ascii", newline="") as left:
            left.writelines(line for line in came if int(line[3:9]) % 1000 >= OPTED_OUT_IN_1000)
        actions.answer(answer, by=SYSTEM, at=at)
