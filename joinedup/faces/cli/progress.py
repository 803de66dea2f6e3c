"""One progress bar for every long part, on stderr, so that what a command reports can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


@contextmanager
def bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar, and give the function that moves it: what is being done, how many steps are done, of how many."""
    columns = (TextColumn("  {task.description:<44}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)

        def moved(what: str, done: int, total: int) -> None:
            progress.update(task, description=what or title, completed=done, total=total)

        yield moved
        total = progress.tasks[0].total or 1
        progress.update(task, description=title, completed=total, total=total)
