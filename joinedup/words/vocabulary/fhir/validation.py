"""Check FHIR R4 resources: one strict schema made from HL7's definitions, and the invariants it names.

    validator = Validator(assets / "fhir")
    mistakes = validator.check(resource)

A mistake has the FHIR path (``Patient.name[0].family``) and a plain sentence, never the value. A resource without
mistakes costs some 15 microseconds; sentences are worked out only for one that has some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from joinedup.words.basics.errors import CannotProceed, Mistake
from joinedup.words.vocabulary.fhir.asking import MOST_DEEP, TooDeep, local_addresses
from joinedup.words.vocabulary.fhir.invariants import INVARIANTS

Schema = Mapping[str, Any]
Way = tuple[str | int, ...]

MOST_MISTAKES = 20
_NAME = re.compile(r"_?[A-Za-z]{1,40}")
_OBJECT = "This must be an object, in braces."
_ONE = "Only one is allowed here, so it may not be a list."
_LIST = "More than one is allowed here, so it must be a list."
_EMPTY = "This is empty: leave it out."
_OTHER = "This is not as FHIR R4 asks."


class Validator:
    """Checks resources against the schema in ``folder``; each type of resource is made ready when it first comes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "schema.json"
        self._schema: Schema = {}
        self._ready: dict[str, jsonschema_rs.Validator] = {}

    def check(self, resource: object, *, inside: bool = True, most: int = MOST_MISTAKES) -> list[Mistake]:
        """Return the mistakes in ``resource``, the first ``most`` of them; none for one that is as FHIR R4 asks.

        The resources of a bundle's entries are checked too, unless ``inside`` is False. Raises CannotProceed
        where set-up has not made the schema.
        """
        try:
            local = local_addresses(resource)
        except TooDeep:
            return [Mistake(f"This is nested more than {MOST_DEEP} deep.")]
        kind = self._kind(resource)
        if isinstance(kind, Mistake) or not isinstance(resource, dict):
            return [kind] if isinstance(kind, Mistake) else []
        found = self._of_shape(resource, kind, (kind,))
        if local and kind not in ("Bundle", "Parameters"):
            found += _dangling(resource, kind, local)
        for way, inner in _held(resource, kind, inside=inside):
            found += self._within(inner, (kind, *way))
            if len(found) >= most:
                break
        return found[:most]

    def _within(self, inner: dict[str, Any], way: Way) -> list[Mistake]:
        """Return the mistakes of a resource held in another: contained ones have their container's addresses."""
        if "contained" in way:
            kind = inner.get("resourceType")
            return self._of_shape(inner, kind, way) if isinstance(kind, str) and kind in self._types() else []
        prefix = path(way)
        return [
            Mistake(each.problem, f"{prefix}.{each.field.partition('.')[2]}".rstrip("."))
            for each in self.check(inner)
            if each.field != "resourceType"  # said already where the entry's own shape is checked
        ]

    def _kind(self, resource: object) -> str | Mistake:
        """Return the type of ``resource``, or what is wrong with it."""
        if not isinstance(resource, dict):
            return Mistake("A resource must be an object, in braces.")
        kind = resource.get("resourceType")
        if not isinstance(kind, str) or kind not in self._types():
            return Mistake("This must be a type of resource that FHIR R4 has.", "resourceType")
        return kind

    def _of_shape(self, resource: dict[str, Any], kind: str, way: Way) -> list[Mistake]:
        """Return the mistakes that the schema and the invariants see."""
        validator = self._ready.get(kind) or self._make_ready(kind)
        if validator.is_valid(resource):
            return []
        said = (mistake for error in validator.iter_errors(resource) for mistake in self._mistakes(error, way))
        return list(dict.fromkeys(said))

    def _types(self) -> Mapping[str, Schema]:
        """Return the schema of each type of resource (and of each part of one), read on first use."""
        if not self._schema:
            try:
                self._schema = orjson.loads(self._path.read_bytes())
            except FileNotFoundError as missing:
                raise CannotProceed("The definitions of FHIR R4 are not there.", now="Run make setup.") from missing
        types: Mapping[str, Schema] = self._schema["resources"]
        return types

    def _make_ready(self, kind: str) -> jsonschema_rs.Validator:
        """Return the validator of one type of resource, made of what that type can reach, and keep it."""
        parts: Mapping[str, Schema] = self._schema["$defs"]
        schema = {"$ref": f"#/$defs/{kind}", "$defs": {name: parts[name] for name in _reached(kind, parts)}}
        options = jsonschema_rs.RegexOptions()  # linear in time, whatever is sent
        made = jsonschema_rs.Draft202012Validator(
            schema, pattern_options=options, keywords={"rules": _Rules, "paired": _Paired}
        )
        return self._ready.setdefault(kind, made)

    def _mistakes(self, error: jsonschema_rs.ValidationError, way: Way) -> Iterator[Mistake]:
        """Yield what one error of the schema means, in words."""
        here = (*way, *error.instance_path)
        schema: Any = self._schema
        for step in error.schema_path[:-1]:
            schema = schema[step]
        match error.kind:
            case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
                for name in names:
                    named = (name,) if _NAME.fullmatch(name) else ()
                    yield Mistake("FHIR R4 has nothing of this name here.", path((*here, *named)))
            case jsonschema_rs.ValidationErrorKind.Required(property=name):
                yield Mistake("This is required.", path((*here, name)))
            case jsonschema_rs.ValidationErrorKind.Custom(message=problem):
                yield Mistake(problem, path(here))
            case jsonschema_rs.ValidationErrorKind.Type(types=["object"]):
                yield Mistake(_ONE if isinstance(error.instance, list) else _OBJECT, path(here))
            case jsonschema_rs.ValidationErrorKind.Type(types=["array"]):
                yield Mistake(_LIST, path(here))
            case jsonschema_rs.ValidationErrorKind.MinItems() | jsonschema_rs.ValidationErrorKind.MinProperties():
                yield Mistake(_EMPTY, path(here))
            case _ if isinstance(error.instance, list):
                yield Mistake(_ONE, path(here))
            case _:
                about = (schema["about"],) if "about" in schema else ()
                yield Mistake(self._problem(schema), path((*here, *about)))

    def _problem(self, schema: Any) -> str:
        """Return the sentence of a schema, or of the one it points to."""
        for each in (schema, *schema.get("anyOf", ())):
            pointed = self._schema["$defs"].get(str(each.get("$ref", "")).removeprefix("#/$defs/"), {})
            if problem := each.get("problem") or pointed.get("problem"):
                return str(problem)
        return _OTHER


class _Rules:
    """The schema's keyword ``rules``: the invariants that an element must keep."""

    def __init__(self, parent_schema: object, value: list[str], schema_path: object) -> None:
        self._rules = [INVARIANTS[name] for name in value]
        self._expects = str if value[0].startswith("txt") else dict

    def validate(self, instance: object) -> None:
        """Raise ValueError for the first invariant that is broken."""
        for broken in self.iter_errors(instance):
            raise broken

    def iter_errors(self, instance: object) -> Iterator[ValueError]:
        """Yield each invariant that is broken, as the sentence to say; a wrong shape is told elsewhere."""
        if type(instance) is self._expects:
            for rule in self._rules:
                if not rule.kept(instance):
                    yield ValueError(f"{rule.problem} (FHIR rule {rule.id})")


class _Paired:
    """The schema's keyword ``paired``: in lists of primitives a null keeps the place of one with only extensions."""

    def __init__(self, parent_schema: object, value: list[str], schema_path: object) -> None:
        self._names = [(name, f"_{name}") for name in value]

    def validate(self, instance: object) -> None:
        """Raise ValueError where there is a place with neither a value nor extensions."""
        if type(instance) is not dict:
            return
        for name, beside in self._names:
            values, extensions = instance.get(name), instance.get(beside)
            if type(values) is list and (extensions is not None or None in values):
                pairs = zip_longest(values, extensions if type(extensions) is list else ())
                if (None, None) in pairs:
                    raise ValueError(f"A null in the list {name} needs an extension in its place in {beside}.")


def path(way: Iterable[str | int]) -> str:
    """Return a FHIR path: ``Patient.name[0].family``."""
    written = ""
    for step in way:
        written += f"[{step}]" if isinstance(step, int) else f".{step}" if written else step
    return written


def _reached(kind: str, parts: Mapping[str, Schema]) -> set[str]:
    """Return the names of all parts of the schema that ``kind`` points to, near or far."""
    reached: set[str] = set()
    todo = [kind]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += _pointed_to(parts[name])
    return reached


def _pointed_to(schema: object) -> Iterator[str]:
    """Yield the name of each part that ``schema`` points to."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix("#/$defs/")
            else:
                yield from _pointed_to(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _pointed_to(value)


def _held(resource: dict[str, Any], kind: str, *, inside: bool) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Yield (way, resource) of each resource in this one: contained, a bundle's or a parameter's."""
    if "contained" in resource:
        yield from _listed(resource, "contained")
    if kind == "Bundle" and inside:
        for way, entry in _listed(resource, "entry"):
            yield from _one(entry, "resource", way)
            for at, response in _one(entry, "response", way):
                yield from _one(response, "outcome", at)
    if kind == "Parameters" and inside:
        todo = list(_listed(resource, "parameter"))
        while todo:
            way, parameter = todo.pop(0)
            yield from _one(parameter, "resource", way)
            todo += [((*way, *at), part) for at, part in _listed(parameter, "part")]


def _listed(holder: dict[str, Any], name: str) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Yield (way, object) of each object in the list under ``name``."""
    found = holder.get(name)
    if isinstance(found, list):
        yield from (((name, at), each) for at, each in enumerate(found) if isinstance(each, dict))


def _one(holder: dict[str, Any], name: str, way: Way) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Yield (way, object) of the object under ``name``, if there is one."""
    found = holder.get(name)
    if isinstance(found, dict):
        yield (*way, name), found


def _dangling(resource: dict[str, Any], kind: str, local: list[tuple[str, str]]) -> list[Mistake]:
    """Return a mistake for each reference into this resource that finds nothing there (invariant ref-1)."""
    contained = resource.get("contained")
    inside = [each.get("id") for each in contained if isinstance(each, dict)] if isinstance(contained, list) else []
    known = {"#", *(f"#{each}" for each in inside)}
    if all(name != "reference" or value in known for name, value in local):
        return []
    return [
        Mistake("This points to a contained resource that is not there. (FHIR rule ref-1)", path((kind, *way)))
        for way, value in _references(resource)
        if value.startswith("#") and value not in known
    ]


def _references(part: object, way: Way = ()) -> Iterator[tuple[Way, str]]:
    """Yield (way, text) of each reference."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "reference" and isinstance(value, str):
                yield (*way, name), value
            yield from _references(value, (*way, name))
    elif isinstance(part, list):
        for at, value in enumerate(part):
            yield from _references(value, (*way, at))
