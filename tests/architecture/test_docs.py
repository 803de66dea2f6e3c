"""What exists is documented: decisions are numbered once, the reference is current, dependencies are explained."""

import re
import tomllib
from pathlib import Path

from joinedup.config.reference import stale

ROOT = Path(__file__).resolve().parent.parent.parent


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name.split("-")[0] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_the_reference_is_as_the_code_would_write_it() -> None:
    assert stale() == [], "Run: make docs"


def test_every_dependency_has_a_line_that_says_why() -> None:
    text = (ROOT / "docs/reference/dependencies.md").read_text(encoding="utf-8")
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    names = [re.split(r"[\[<>=~]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if name not in text] == []


def test_the_licence_is_apache_2() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
