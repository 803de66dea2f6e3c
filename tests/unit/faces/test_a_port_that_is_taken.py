"""A port where something listens is not shared: whoever starts a second server is told, before anything is made."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import serve
from joinedup.words.basics.errors import CannotProceed


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOINEDUP_HOME", str(tmp_path / "home"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in (serve.up, serve.serve):
            stopped = CliRunner().invoke(command, ["--port", str(port)]).exception
            assert isinstance(stopped, CannotProceed)
            assert f"Something listens at 127.0.0.1:{port} already." in str(stopped)
            assert f"--port {port + 1}" in stopped.now
    assert not (tmp_path / "home").exists()
    serve.require_free("127.0.0.1", port)  # it is free again
