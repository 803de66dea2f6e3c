"""Pages ask queries and tell actions; none reaches for a table itself, and none grows into a place to hide logic."""

from __future__ import annotations

import ast
from pathlib import Path

SCREENS = Path(__file__).parent.parent.parent / "joinedup/faces"
LONGEST_VIEW = 30
# What a manager or a row offers: these words in a page mean that it reads or writes a table.
MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def uses_of_managers(source: str) -> list[str]:
    """Return where a page reaches for a table: ``line 3: objects``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS | WRITES:
            found.append(f"line {node.lineno}: {node.attr}")
        if isinstance(node, ast.Constant) and node.value in MANAGERS:
            found.append(f"line {node.lineno}: '{node.value}'")
    return found


def long_functions(source: str) -> list[str]:
    """Return the functions of more than ``LONGEST_VIEW`` lines, with their length."""
    return [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno + 1 > LONGEST_VIEW
    ]


def pages() -> list[Path]:
    found = [*(SCREENS / "screens").rglob("*.py"), *(SCREENS / "components").rglob("*.py")]
    assert len(found) > 10
    return found


def test_no_page_uses_a_manager() -> None:
    wrong = {str(path): uses for path in pages() if (uses := uses_of_managers(path.read_text(encoding="utf-8")))}
    assert wrong == {}


def test_a_page_that_did_would_be_seen() -> None:
    assert uses_of_managers("def view(request):\n    return Person.objects.get(pk=1)\n") == ["line 2: objects"]
    assert uses_of_managers("def view(request):\n    person.save()\n") == ["line 2: save"]
    assert uses_of_managers("def view(request):\n    getattr(Person, 'objects')\n") == ["line 2: 'objects'"]


def test_no_view_is_longer_than_a_screen() -> None:
    views = [path for path in pages() if path.name == "views.py"]
    assert {
        path.parent.name: long for path in views if (long := long_functions(path.read_text(encoding="utf-8")))
    } == {}


def test_a_longer_one_would_be_seen() -> None:
    assert long_functions("def view(request):\n" + "    x = 1\n" * 30) == ["view: 31 lines"]
