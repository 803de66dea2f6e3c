"""What is known against our dependencies is asked and told; what could not be asked is never said to be safe."""

from __future__ import annotations

import json
from typing import Any

import pytest

from joinedup.config import audit

LOCK = "django==5.2.19 \\\n    --hash=sha256:abc\nPyYAML==6.0.2 ; python_version > '3'\n# a==1\n"


def test_the_lock_is_read_whole() -> None:
    assert audit.locked(LOCK) == [("django", "5.2.19"), ("pyyaml", "6.0.2")]
    assert len(audit.locked((audit.ROOT / "requirements.lock").read_text(encoding="utf-8"))) > 50


def test_what_is_unsafe_is_named_with_what_is_known() -> None:
    def ask(question: dict[str, Any]) -> dict[str, Any]:
        assert [each["version"] for each in question["queries"]] == ["5.2.19", "6.0.2"]
        return {"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "GHSA-2"}]}]}

    assert audit.unsafe_of(audit.locked(LOCK), ask) == ["pyyaml 6.0.2: GHSA-1, GHSA-2"]


def test_of_npm_only_what_is_high_counts() -> None:
    told = {"vulnerabilities": {"a": {"severity": "critical"}, "b": {"severity": "low"}}}
    assert audit.of_npm(json.dumps(told)) == ["a: critical"]


@pytest.mark.parametrize("report", ["", "no json", '{"error": {"code": "ENOTFOUND"}}'])
def test_an_npm_that_could_not_ask_is_no_clean_answer(report: str) -> None:
    with pytest.raises(OSError, match="npm"):
        audit.of_npm(report)


def fails() -> list[str]:
    raise OSError("no network")


@pytest.mark.parametrize(
    ("parts", "ended"),
    [
        ([("a", lambda: [])], audit.SAFE),
        ([("a", lambda: ["x"]), ("b", lambda: [])], audit.UNSAFE),
        ([("a", fails), ("b", lambda: [])], audit.UNASKED),
        ([("a", fails), ("b", lambda: ["x"])], audit.UNSAFE),
        ([("a", lambda: ["x"]), ("b", fails)], audit.UNSAFE),
    ],
)
def test_how_it_ends_says_what_was_found_and_what_was_not_asked(parts: list[Any], ended: int) -> None:
    said: list[str] = []
    assert audit.audit(parts, said.append) == ended
    assert any("NOT CHECKED" in line for line in said) == any(ask is fails for _, ask in parts)


def test_a_machine_without_a_way_out_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "_python", fails)
    monkeypatch.setattr(audit, "_npm", fails)
    assert audit.main() == audit.UNASKED
    assert capsys.readouterr().out.count("NOT CHECKED") == 2
