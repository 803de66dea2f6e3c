"""The providers that a place trusts to say who someone is, declared in ``sign-in.yaml`` of its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from joinedup.record.access.models import Role
from joinedup.words.basics.errors import BadInput, NotFound

FILE = "sign-in.yaml"
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


@dataclass(frozen=True, slots=True)
class PostsClaim:
    """Where a provider says which posts someone holds: a claim that lists them, and what it calls our roles."""

    claim: str
    organisation: str
    role: str
    roles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its issuer, who we are to it, how we sign, what we ask of it, and what its answer must hold."""

    name: str
    title: str
    issuer: str
    client_id: str
    key: Path
    algorithm: str = "RS512"
    key_id: str = ""
    thumbprint: str = ""
    scope: str = "openid"
    subject: str = "sub"
    ask: dict[str, str] = field(default_factory=dict)
    must: dict[str, list[str]] = field(default_factory=dict)
    userinfo: bool = False
    posts: PostsClaim | None = None


def providers() -> dict[str, Provider]:
    """Return the providers declared in the place's folder, by name; none where it has no such file. Raises BadInput."""
    file: Path = settings.HOME / FILE
    return _read(file, file.stat().st_mtime_ns) if file.exists() else {}


def provider_named(name: str) -> Provider:
    """Return a provider by its name. Raises NotFound."""
    found = providers().get(name)
    if found is None:
        raise NotFound("This place knows no such provider.", now=f"See the providers in {FILE} of the place's folder.")
    return found


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> dict[str, Provider]:
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _wrong("it cannot be read as YAML") from error
    listed = said.get("providers") if isinstance(said, Mapping) else None
    if not isinstance(listed, Mapping):
        raise _wrong("it has no list called providers")
    return {name: provider(str(name), told, folder=file.parent) for name, told in listed.items()}


def provider(name: str, told: Any, *, folder: Path) -> Provider:
    """Return a provider from what the file tells of it; its key lies in ``folder``. Raises BadInput."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", name) or not isinstance(told, Mapping):
        raise _wrong("a provider's name is small letters, figures and dashes, with its lines below it")
    unknown = set(told) - set(Provider.__dataclass_fields__) | ({"name"} & set(told))
    missing = {"title", "issuer", "client_id", "key"} - set(told)
    if unknown or missing:
        raise _wrong(
            f"{name} has lines that are not known or lacks some: {', '.join(sorted(map(str, unknown | missing)))}"
        )
    if wordless := sorted(line for line in _WORDS & set(told) if not _is_word(told[line])):
        raise _wrong(f"{name} says no word or number at {', '.join(wordless)}")
    if told.get("algorithm", "RS512") not in SIGNED_BY:
        raise _wrong(f"{name} is signed by none of {', '.join(SIGNED_BY)}")
    return Provider(
        **{
            **told,
            **{line: str(told[line]) for line in _WORDS & set(told)},
            "name": name,
            "key": folder / str(told["key"]),
            "ask": {str(k): str(v) for k, v in _lines(name, "ask", told.get("ask", {})).items()},
            "must": {
                str(k): [str(v) for v in (vs if isinstance(vs, list) else [vs])]
                for k, vs in _lines(name, "must", told.get("must", {})).items()
            },
            "posts": _posts(name, told["posts"]) if "posts" in told else None,
        }
    )


def _posts(name: str, told: Any) -> PostsClaim:
    if not isinstance(told, Mapping) or set(told) != set(PostsClaim.__dataclass_fields__):
        raise _wrong(f"posts of {name} are told by claim, organisation, role and roles")
    if not all(_is_word(told[line]) for line in ("claim", "organisation", "role")):
        raise _wrong(f"posts of {name} say no word at claim, organisation or role")
    roles = {str(theirs): str(ours) for theirs, ours in _lines(name, "roles", told["roles"]).items()}
    wrong = sorted(set(roles.values()) - set(Role.values))
    if wrong:
        raise _wrong(f"posts of {name} name roles that are none of ours: {', '.join(wrong)}")
    return PostsClaim(str(told["claim"]), str(told["organisation"]), str(told["role"]), roles)


_WORDS = {"title", "issuer", "client_id", "key", "algorithm", "key_id", "thumbprint", "scope", "subject"}


def _is_word(said: Any) -> bool:
    return isinstance(said, str | int) and not isinstance(said, bool) and bool(str(said).strip())


def _lines(name: str, line: str, said: Any) -> Mapping[Any, Any]:
    if not isinstance(said, Mapping):
        raise _wrong(f"{line} of {name} has no lines of a name and what it is")
    return said


def _wrong(why: str) -> BadInput:
    return BadInput(f"{FILE} cannot be used: {why}.", now="Put the file right: see the how-to on signing in.")
