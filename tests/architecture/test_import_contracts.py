"""The tree is the flow: each import contract holds, and is seen to fail when something breaks it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINT = Path(sys.executable).with_name("lint-imports")

# contract: (file to add, what it would say)
BREAKS = {
    "flow": ("joinedup/words/basics/upward.py", "import joinedup.planning\n"),
    "record": ("joinedup/record/people/upward.py", "import joinedup.record.entries.models\n"),
    "pure": ("joinedup/insight/engine/impure.py", "import django.db\n"),
    "exchange": ("joinedup/exchange/intake/fhir/sideways.py", "import joinedup.exchange.intake.hl7v2\n"),
    "work": ("joinedup/work/plans/sideways.py", "import joinedup.work.enrolment\n"),
    "synthetic": ("joinedup/record/entries/made_up.py", "import synthetic\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("joinedup", "synthetic"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def contracts() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return [contract["id"] for contract in tomllib.load(file)["tool"]["importlinter"]["contracts"]]


def test_every_contract_is_seen_to_fail_here() -> None:
    assert sorted(contracts()) == sorted(BREAKS)


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", BREAKS)
def test_a_contract_fails_when_it_is_broken(contract: str, copy: Path) -> None:
    name, text = BREAKS[contract]
    added = copy / name
    added.write_text(text, encoding="utf-8")
    try:
        done = lint(copy)
    finally:
        added.unlink()
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def test_a_new_folder_must_be_placed_before_anything_passes(copy: Path) -> None:
    folder = copy / "joinedup" / "stray"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Nowhere in the flow."""\n', encoding="utf-8")
    try:
        done = lint(copy)
    finally:
        shutil.rmtree(folder)
    assert done.returncode == 1, done.stdout
