"""No secret is in the repository: no key, token or password that opens anything but what a test or demonstration made."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What a secret of each kind looks like. Sources: the issuers' own formats; PEM of RFC 7468.
SHAPES = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "a Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "a Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}"),
    "a password in an address": re.compile(
        r"\b[a-z][a-z0-9+]{2,}://[^\s:/@'\"<>{}$%]+:([^\s@/'\"<>{}$%]{6,})@(?!localhost|127\.)"
    ),
}
SAID = re.compile(r"""(?i)\b(?:secret|password|token|api_?key)\w*\s*[:=]\s*["']([^"'\s]{12,})["']""")
# Of made-up accounts, printed for whoever tries the demonstration or drawn in a test.
INVENTED = ("joined-up-demonstration", "invented", "test", "example", "wrong", "password", "secret", "correct-horse")
SKIPPED = (".lock", ".json", ".svg", ".woff2", ".png", ".parquet", ".gz")


def secrets_in(text: str) -> list[str]:
    """Return what of a text looks like a secret, by its kind; never the secret itself."""
    found = [
        kind
        for kind, shape in SHAPES.items()
        if any(not (seen.groups() and is_invented(seen[1])) for seen in shape.finditer(text))
    ]
    for value in SAID.findall(text):
        if not is_invented(value) and random(value):
            found.append("something assigned")
    return found


def is_invented(value: str) -> bool:
    """Return whether a value says of itself that it opens nothing."""
    return any(word in value.lower() for word in INVENTED)


def random(value: str) -> bool:
    """Return whether a value is as mixed as one that a machine made: over 3.5 bits a letter, with digits in it."""
    counted = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counted.values())
    return bits > 3.5 and any(letter.isdigit() for letter in value) and any(letter.isalpha() for letter in value)


def kept() -> list[Path]:
    """Return the files that are kept in the repository; every file that is not ignored where there is no git."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if told.returncode == 0:
        return [ROOT / name for name in told.stdout.decode().split("\0") if name]
    return [
        path for part in ("joinedup", "tests", "docs", "synthetic", "catalogue") for path in (ROOT / part).rglob("*.*")
    ]


def test_no_file_holds_a_secret() -> None:
    files = [path for path in kept() if path.is_file() and not path.name.endswith(SKIPPED)]
    assert len(files) > 500
    found = {str(path.relative_to(ROOT)): kinds for path in files if (kinds := secrets_in(read(path)))}
    assert found == {}


def test_no_file_is_of_those_that_hold_secrets() -> None:
    names = [str(path.relative_to(ROOT)) for path in kept()]
    assert [
        name for name in names if re.search(r"(^|/)(\.env|secret-key|id_rsa|.*\.(pem|p12|pfx|key|sqlite3))$", name)
    ] == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("-----BEGIN PRIVATE " + "KEY-----\n" + "A" * 64, ["a private key"]),
        ("AKIA" + "Z" * 16, ["an AWS key"]),
        ("ghp_" + "a1" * 18, ["a GitHub token"]),
        ("postgresql://place:" + "hunter2hunter2@db.nhs.uk/x", ["a password in an address"]),
        ("api_key = '" + "x9Kq72LmZp04TrWv'", ["something assigned"]),
        ("password = 'joined-up-demonstration'", []),
        ("DATABASE_URL=postgresql://user:password@host/name".replace("password", "{password}"), []),
    ],
)
def test_a_secret_would_be_seen(text: str, kinds: list[str]) -> None:
    assert secrets_in(text) == kinds


def read(path: Path) -> str:
    """Return a file as text, be it none."""
    return path.read_text(encoding="utf-8", errors="replace")
