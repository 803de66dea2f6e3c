"""Every hazard names its controls, and every control a test that is there."""

import ast
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
LOG = yaml.safe_load((ROOT / "docs/safety/hazard-log.yaml").read_text(encoding="utf-8"))
NEEDED = {"id", "hazard", "effect", "causes", "initial", "controls", "residual", "owner", "status"}


def is_there(reference: str) -> bool:
    """Whether ``tests/file.py::name`` is a test function of that file."""
    file, _, name = reference.partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.walk(tree))


def test_there_are_hazards_and_each_is_whole() -> None:
    assert len(LOG["hazards"]) >= 8
    wanting = {hazard.get("id"): sorted(NEEDED - set(hazard)) for hazard in LOG["hazards"] if NEEDED - set(hazard)}
    assert wanting == {}


def test_no_two_hazards_have_one_id() -> None:
    ids = [hazard["id"] for hazard in LOG["hazards"]]
    assert len(ids) == len(set(ids))


def test_every_control_names_tests_that_are_there() -> None:
    missing = [
        (hazard["id"], test)
        for hazard in LOG["hazards"]
        for control in hazard["controls"]
        for test in control["tests"]
        if not is_there(test)
    ]
    assert missing == []
    assert all(control["tests"] for hazard in LOG["hazards"] for control in hazard["controls"])


def test_a_test_that_is_gone_would_be_seen() -> None:
    assert not is_there("tests/architecture/test_hazard_log.py::test_that_never_was")
    assert is_there("tests/architecture/test_hazard_log.py::test_a_test_that_is_gone_would_be_seen")
