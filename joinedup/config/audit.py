"""Asks who publishes dependencies whether one that we lock is known to be unsafe: ``python -m joinedup.config.audit``.

Ends with 0 where each was asked about and none is unsafe, with 1 where one is, and with 3 where nobody could be asked:
what was not checked is never said to be safe. CI fails on 1, and on 3 goes on, having said NOT CHECKED.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAFE, UNSAFE, UNASKED = 0, 1, 3
# Python: the Open Source Vulnerabilities database, which holds the Python Packaging Advisory Database.
OSV = "https://api.osv.dev/v1/querybatch"
_LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def locked(text: str) -> list[tuple[str, str]]:
    """Return the name and version of every package in a ``requirements.lock``."""
    return [(name.lower(), version) for name, version in _LINE.findall(text)]


def unsafe_of(packages: list[tuple[str, str]], ask: Ask) -> list[str]:
    """Return what is known against packages: ``name 1.0: GHSA-…``. Raises OSError where nobody answers."""
    asked = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    told = ask({"queries": asked})["results"]
    return [
        f"{name} {version}: {', '.join(known['id'] for known in answer['vulns'])}"
        for (name, version), answer in zip(packages, told, strict=True)
        if answer.get("vulns")
    ]


def of_npm(report: str) -> list[str]:
    """Return what ``npm audit --json`` says is high or critical. Raises OSError where it could not ask."""
    try:
        told = json.loads(report or "{}")
    except ValueError as error:
        raise OSError("npm gave no answer.") from error
    if "vulnerabilities" not in told:
        raise OSError("npm could not ask.")
    return sorted(
        f"{name}: {found['severity']}"
        for name, found in told["vulnerabilities"].items()
        if found["severity"] in ("high", "critical")
    )


def ask_osv(question: dict[str, Any]) -> dict[str, Any]:
    """Return what the database answers. Raises OSError."""
    body = json.dumps(question).encode()
    request = urllib.request.Request(OSV, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 (our own address)
        found: dict[str, Any] = json.load(answer)
        return found


def _npm() -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("There is no npm on this machine.")
    done = subprocess.run([npm, "audit", "--json"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 (fixed words)
    return of_npm(done.stdout)


def _python() -> list[str]:
    files = ("requirements.lock", "requirements-spark.lock")
    packages = [each for name in files for each in locked((ROOT / name).read_text(encoding="utf-8"))]
    return unsafe_of(packages, ask_osv)


def audit(parts: Iterable[tuple[str, Callable[[], list[str]]]], say: Callable[[str], None]) -> int:
    """Ask of each part what is known against it, say so, and return how it ended."""
    ended = SAFE
    for name, ask in parts:
        try:
            found = ask()
        except (OSError, KeyError, subprocess.TimeoutExpired) as error:
            say(f"{name}: NOT CHECKED. Nobody could be asked ({type(error).__name__}).")
            ended = ended or UNASKED
            continue
        for line in found:
            say(f"{name}: {line}")
        say(f"{name}: {len(found)} known to be unsafe.")
        ended = UNSAFE if found else ended
    return ended


def main() -> int:
    """Audit what is locked for Python and for npm."""
    return audit((("Python", _python), ("npm", _npm)), print)


if __name__ == "__main__":
    sys.exit(main())
