"""Every act that the journal is given has its words, and every word its act."""

from __future__ import annotations

import ast
from pathlib import Path

from joinedup.record.journal.acts import ACTS, act_in_words

ROOT = Path(__file__).parent.parent.parent / "joinedup"


def acts_written(source: str) -> set[str]:
    """Return the literal acts of a module: those of ``journal.write`` and those kept as a constant or handed on."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ACTS
    } | {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "write"
        and getattr(getattr(node.func, "value", None), "id", "") == "journal"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_act_that_is_written_has_its_words_and_none_has_words_for_nothing() -> None:
    files = [path for path in ROOT.rglob("*.py") if path.name != "acts.py" and "faces" not in path.parts]
    written = set().union(*(acts_written(path.read_text(encoding="utf-8")) for path in files))
    faces = set().union(*(acts_written(path.read_text(encoding="utf-8")) for path in (ROOT / "faces").rglob("*.py")))
    assert (written | faces) - set(ACTS) == set()
    assert set(ACTS) - (written | faces) == set()


def test_an_act_without_words_would_be_seen() -> None:
    assert acts_written('journal.write("edna.waved", by=by, at=at)') == {"edna.waved"}
    assert act_in_words("edna.waved") == "edna.waved"
    assert act_in_words("record.open") == "Opened a record"
