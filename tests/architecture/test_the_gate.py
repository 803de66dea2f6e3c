"""Nothing of a person can be read without having passed the gate: what imports alone cannot show."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from joinedup.record.entries import queries as entries
from joinedup.record.entries import reconcile_views
from joinedup.record.sharing.gate import Opened

ROOT = Path(__file__).parent.parent.parent / "joinedup"
GATE = ROOT / "record/sharing/gate.py"
# Modules that hold what is known of people: whoever is above the record asks its queries and actions instead.
TABLES = ("joinedup.record.entries.models", "joinedup.record.linkage.models", "joinedup.record.people.models")


def calls_of(name: str, source: str) -> bool:
    return any(
        isinstance(node, ast.Call) and (getattr(node.func, "id", "") == name or getattr(node.func, "attr", "") == name)
        for node in ast.walk(ast.parse(source))
    )


def imports_of(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_only_the_gate_opens_a_person() -> None:
    makers = [path for path in ROOT.rglob("*.py") if calls_of("Opened", path.read_text(encoding="utf-8"))]
    assert makers == [GATE]


def test_another_maker_would_be_seen() -> None:
    assert calls_of("Opened", "from x import Opened\nopened = Opened(1, None, None, None, '')")


def test_every_reader_of_a_record_asks_for_the_opened_person_first() -> None:
    readers = [f for name, f in inspect.getmembers(entries, inspect.isfunction) if f.__module__ == entries.__name__]
    public = [f for f in readers if not f.__name__.startswith("_")]
    assert {f.__name__ for f in public} >= {"record_of", "changes_since", "own_last_look"}
    for reader in public:
        first = next(iter(inspect.signature(reader, eval_str=True).parameters.values()))
        assert first.annotation is Opened, reader.__name__


def test_views_of_a_record_read_no_database() -> None:
    assert not any("django" in name for name in imports_of(inspect.getsource(reconcile_views)))


def test_no_face_reads_the_tables_of_people() -> None:
    wrong = {
        str(path.relative_to(ROOT)): sorted(imports_of(path.read_text(encoding="utf-8")) & set(TABLES))
        for path in (ROOT / "faces").rglob("*.py")
    }
    assert {path: tables for path, tables in wrong.items() if tables} == {}


def test_a_face_that_read_a_table_would_be_seen() -> None:
    assert imports_of("from joinedup.record.entries.models import Entry") & set(TABLES)
