"""Trained models on disk: a file a risk in JOINEDUP_HOME/risk, and what was seen of it in a release beside that."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from joinedup.insight.risk.train import Trained
from joinedup.record.store.files import whole
from joinedup.words.basics.errors import NotFound


@dataclass(frozen=True, slots=True)
class Kept:
    """A trained model as it is kept, and the hash by which it is accepted."""

    trained: Trained
    hash: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model says of a release's last day: how far risks drifted, and how many are in each band, as shown."""

    drift: float
    bands: tuple[tuple[str, int | str], ...]


def write(home: Path, trained: Trained) -> Kept:
    """Keep a trained model in place of the one before; whole, or not at all."""
    return Kept(trained, _write(_model(home, trained.model.risk), trained.as_json()))


def read(home: Path, risk: str) -> Kept | None:
    """Return the trained model of a risk, or None where there is none. Raises BadInput for a file that is no model."""
    path = _model(home, risk)
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    return Kept(Trained.from_json(text), _hash(text))


def read_hash(home: Path, risk: str) -> str:
    """Return the hash of a risk's trained model, or nothing where there is none; whether or not it can be read."""
    path = _model(home, risk)
    return _hash(path.read_text(encoding="utf-8")) if path.is_file() else ""


def needed(home: Path, risk: str) -> Kept:
    """Return the trained model of a risk. Raises NotFound where there is none."""
    kept = read(home, risk)
    if kept is None:
        raise NotFound("No model was trained for this risk yet.", now=f"Run: joinedup risk train {risk} --as ACCOUNT")
    return kept


def write_seen(release: Path, risk: str, model_hash: str, seen: Seen) -> None:
    """Keep what was seen of a model in a release, beside the release's results."""
    _write(_seen(release, risk, model_hash), json.dumps(asdict(seen)))


def read_seen(release: Path, risk: str, model_hash: str) -> Seen | None:
    """Return what was seen of that model in a release, or None where it was not worked out."""
    path = _seen(release, risk, model_hash)
    if not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Seen(told["drift"], tuple((str(name), people) for name, people in told["bands"]))


def _model(home: Path, risk: str) -> Path:
    return home / "risk" / f"{risk}.json"


def _seen(release: Path, risk: str, model_hash: str) -> Path:
    return release / "results" / f"risk-{risk}-{model_hash[:16]}.json"


def _write(path: Path, text: str) -> str:
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")
    return _hash(text)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
