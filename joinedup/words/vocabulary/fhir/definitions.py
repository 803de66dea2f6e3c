"""Make one JSON Schema of FHIR R4 from the definitions that HL7 publishes, stricter than the one it publishes.

HL7's own JSON Schema lets pass: a required primitive that is not there, a list where one is allowed, two
``value[x]``, an empty list or object, days that are not in the calendar, and references to the wrong kind of
resource. All of these can be said in JSON Schema, so they are said here, and one fast engine checks them all.

Three keywords are ours: ``problem`` is the sentence said where the schema beside it fails; ``rules`` names the
invariants (``obs-6``) that ``invariants`` decides for the element; ``paired`` names the lists of primitives, in which
a null keeps the place of one that has only extensions, in the list beside it (``given`` and ``_given``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from joinedup.words.vocabulary.fhir.codes import CodeBook
from joinedup.words.vocabulary.fhir.primitives import PRIMITIVES, Schema

Definition = Mapping[str, Any]
Part = Mapping[str, Any]

_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_ONLY_AN_ID = {"type": "object", "required": ["id"], "maxProperties": 1}
_SAYS_SOMETHING: Schema = {"not": _ONLY_AN_ID, "problem": "This is empty: leave it out."}
_BASE = "http://hl7.org/fhir/StructureDefinition/"
_ID = "[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?(?:#.*)?"
# Required codes that no published list holds in full: what can be said of their shape.
_SHAPES = {
    "http://hl7.org/fhir/ValueSet/currencies": ("^[A-Z]{3}$", "This must be a currency's three letters, such as GBP."),
    "http://hl7.org/fhir/ValueSet/mimetypes": ("^[^/ ]+/[^/ ]+", "This must be a media type, such as text/plain."),
}


def make_schema(definitions: Iterable[Definition], book: CodeBook, invariants: Collection[str]) -> Schema:
    """Return the schema of all types in ``definitions`` (StructureDefinition resources), one a name in ``$defs``.

    ``invariants`` are the ids of those that we decide; the others in the definitions are left out.
    """
    types = [each for each in definitions if each["kind"] != "logical" and each.get("derivation") != "constraint"]
    resources = sorted(each["name"] for each in types if each["kind"] == "resource" and not each["abstract"])
    maker = _Maker(types, resources, book, invariants)
    made: dict[str, Schema] = dict(PRIMITIVES)
    for each in types:
        if each["kind"] != "primitive-type":
            made.update(maker.parts(each))
    return {"resources": {name: {} for name in resources}, "$defs": {**made, **maker.shared}}


class _Maker:
    """Makes the schemas of one set of definitions; ``shared`` gathers the value sets and targets they point to."""

    def __init__(
        self, types: list[Definition], resources: list[str], book: CodeBook, invariants: Collection[str]
    ) -> None:
        self.resources = resources
        self.book = book
        self.invariants = invariants
        # Where a type is used, HL7 repeats the rules of the type itself.
        self.of_types = {each["name"]: self.rules(each["snapshot"]["element"][0]) for each in types}
        kind = {"enum": resources, "problem": "This must be a type of resource that FHIR R4 has."}
        self.shared: dict[str, Schema] = {
            "AnyResource": {"type": "object", "required": ["resourceType"], "properties": {"resourceType": kind}}
        }

    def parts(self, definition: Definition) -> Iterator[tuple[str, Schema]]:
        """Yield the schema of a type and of each part of it that has parts of its own, by path."""
        elements: list[Part] = definition["snapshot"]["element"]
        children: dict[str, list[Part]] = {elements[0]["path"]: []}
        for element in elements[1:]:
            children.setdefault(element["path"].rpartition(".")[0], []).append(element)
        for element in elements:
            if (path := element["path"]) in children:
                yield path, self.object(element, children[path], children, definition)

    def object(
        self, element: Part, children: list[Part], all_children: Mapping[str, Any], definition: Definition
    ) -> Schema:
        """Return the schema of one object: its properties, what is required, what goes together."""
        properties: dict[str, Schema] = {}
        required: list[str] = []
        paired: list[str] = []
        together: list[Schema] = [_SAYS_SOMETHING]
        is_resource = definition["kind"] == "resource" and element["path"] == definition["name"]
        if is_resource:
            properties["resourceType"] = {"const": definition["name"], "problem": "This is another type of resource."}
            required.append("resourceType")
        for child in children:
            names = self.properties(child, all_children, properties)
            if child["max"] == "0":
                continue
            required += _required(child, names)
            together += _together(child, names)
            paired += [name for name, primitive in names if primitive and child["max"] != "1"]
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
        if required:
            schema["required"] = required
        schema["allOf"] = together
        if paired:
            schema["paired"] = paired
        if rules := self.rules(element):
            schema["rules"] = rules
        return schema

    def properties(
        self, child: Part, all_children: Mapping[str, Any], properties: dict[str, Schema]
    ) -> list[tuple[str, bool]]:
        """Add the properties in which ``child`` is written; return each name and whether it is a primitive's."""
        name = child["path"].rpartition(".")[2]
        many = child["max"] not in ("0", "1")
        names: list[tuple[str, bool]] = []
        if child["max"] == "0":
            return names
        if "contentReference" in child:
            properties[name] = _listed({"$ref": f"#/$defs/{child['contentReference'].lstrip('#')}"}, many)
            return [(name, False)]
        for kind in child["type"]:
            code = _type_code(kind, child)
            written = name.replace("[x]", code[0].upper() + code[1:])
            if code in PRIMITIVES:
                value = self.primitive(code, child)
                properties[written] = _listed_primitive(value, many)
                if not _is_attribute(kind):
                    properties[f"_{written}"] = _listed_primitive({"$ref": "#/$defs/Element"}, many)
                names.append((written, not _is_attribute(kind)))
            else:
                properties[written] = _listed(self.complex(code, kind, child, all_children), many)
                names.append((written, False))
        return names

    def primitive(self, code: str, child: Part) -> Schema:
        """Return the schema of a primitive's value, with the codes it must be one of."""
        found = self.required_codes(child) if code == "code" else None
        schema: Schema = {"$ref": f"#/$defs/{found or code}"}
        if rules := self.rules(child):
            schema["rules"] = rules
        return schema

    def complex(self, code: str, kind: Part, child: Part, all_children: Mapping[str, Any]) -> Schema:
        """Return the schema of an object: a part of this type, another type, a resource, a reference."""
        if child["path"] in all_children:
            return {"$ref": f"#/$defs/{child['path']}"}
        if code == "Resource" or code in self.resources:
            return {"$ref": "#/$defs/AnyResource"}
        schema: Schema = {"$ref": f"#/$defs/{code}"}
        if code == "Reference" and (targets := _targets(kind)):
            schema["properties"] = self.targets(targets)
        if code == "CodeableConcept" and (codes := self.required_codes(child)):
            schema.update(_one_coding_from(codes))
        if rules := [rule for rule in self.rules(child) if rule not in self.of_types.get(code, ())]:
            schema["rules"] = rules
        return schema

    def rules(self, element: Part) -> list[str]:
        """Return the ids of the invariants on ``element`` that we decide."""
        path, ids = element["path"], [each["key"] for each in element.get("constraint", ())]
        return [name for key in ids for name in (key, f"{path} {key}") if name in self.invariants]

    def required_codes(self, child: Part) -> str | None:
        """Return the shared name of the codes of which ``child`` must be one; None where it may be others."""
        binding = child.get("binding", {})
        if binding.get("strength") != "required" or "valueSet" not in binding:
            return None
        address = binding["valueSet"].split("|")[0]
        name = f"codes.{address.rpartition('/')[2]}"
        if name not in self.shared:
            if address in _SHAPES:
                pattern, problem = _SHAPES[address]
                self.shared[name] = {"type": "string", "pattern": pattern, "problem": problem}
            elif codes := self.book.codes(address):
                self.share_codes(name, address, codes)
            else:
                return None
        return name

    def share_codes(self, name: str, address: str, codes: frozenset[tuple[str, str]]) -> None:
        """Share the codes of a value set: as a list for a code, and as pairs with their system for a coding."""
        problem = f"This must be a code from the value set {address}."
        self.shared[name] = {"enum": sorted({code for _, code in codes}), "problem": problem}
        systems: dict[str, list[str]] = {}
        for system, code in sorted(codes):
            systems.setdefault(system, []).append(code)
        self.shared[f"coding.{name}"] = {
            "required": ["system", "code"],
            "anyOf": [
                {"properties": {"system": {"const": system}, "code": {"enum": of_system}}}
                for system, of_system in systems.items()
            ],
        }

    def targets(self, targets: list[str]) -> dict[str, Schema]:
        """Return what a reference's properties must be so that it points to one of ``targets``."""
        name = f"to.{'.'.join(targets)}"
        if name not in self.shared:
            types, all_types = "|".join(targets), "|".join(self.resources)
            said = ", ".join(targets)
            # Addresses of other shapes are allowed: their kind cannot be told from here.
            other = rf"^[A-Z][A-Za-z]+(?:/{_ID}$|\?)|^[a-z][a-z0-9+.-]*://.*/(?:{all_types})/{_ID}$"
            self.shared[name] = {
                "anyOf": [{"pattern": rf"^(?:#|urn:)|(?:^|/)(?:{types})(?:/{_ID}|\?.*)$"}, {"not": {"pattern": other}}],
                "problem": f"This points to a kind of resource that is not allowed here; allowed: {said}.",
            }
            self.shared[f"type.{name}"] = {
                "enum": [*targets, *(f"{_BASE}{each}" for each in targets)],
                "problem": f"This kind of resource is not allowed here; allowed: {said}.",
            }
        return {"reference": {"$ref": f"#/$defs/{name}"}, "type": {"$ref": f"#/$defs/type.{name}"}}


def _type_code(kind: Part, child: Part) -> str:
    """Return the name of a type; ids and urls are written with FHIRPath's names and say their own beside."""
    if not _is_attribute(kind):
        return str(kind["code"])
    if child.get("base", {}).get("path") == "Resource.id":
        return "id"
    return next((str(each["valueUrl"]) for each in kind.get("extension", ()) if each["url"] == _FHIR_TYPE), "string")


def _is_attribute(kind: Part) -> bool:
    """Return whether this is an id or url that can have no extensions of its own."""
    return str(kind["code"]).startswith("http://hl7.org/fhirpath/")


def _targets(kind: Part) -> list[str]:
    """Return the resource types to which a reference may point; empty for any. Types not of HL7 are left out."""
    profiles = [profile for profile in kind.get("targetProfile", ()) if profile.startswith(_BASE)]
    targets = [profile.removeprefix(_BASE) for profile in profiles]
    return [] if "Resource" in targets else sorted(targets)


def _listed(schema: Schema, many: bool) -> Schema:
    """Return ``schema``, or a list of it that is not empty."""
    return {"type": "array", "items": schema, "minItems": 1, "problem": _LIST} if many else schema


_LIST = "This must be a list, and not an empty one."


def _listed_primitive(schema: Schema, many: bool) -> Schema:
    """As ``_listed``; in a list of primitives an item may be null."""
    return _listed({"anyOf": [{"type": "null"}, schema]}, True) if many else schema


def _required(child: Part, names: list[tuple[str, bool]]) -> list[str]:
    """Return the names of properties that must be there: one complex property that is required."""
    return [names[0][0]] if child["min"] and len(names) == 1 and not names[0][1] else []


def _together(child: Part, names: list[tuple[str, bool]]) -> Iterator[Schema]:
    """Yield what must hold of the properties of one element together."""
    label = child["path"].rpartition(".")[2]
    there = [_there(name, primitive) for name, primitive in names]
    if len(names) > 1:
        none = [] if child["min"] else [{"not": {"anyOf": there}}]
        said = f"One {label} is required, and only one." if child["min"] else f"Only one {label} is allowed."
        yield {"oneOf": [*there, *none], "problem": said, "about": label}
    elif child["min"] and names[0][1]:
        yield {**there[0], "problem": "This is required.", "about": label}


def _there(name: str, primitive: bool) -> Schema:
    """Return the schema that says that an element is there: its value, or for a primitive its extensions."""
    return {"anyOf": [{"required": [name]}, {"required": [f"_{name}"]}]} if primitive else {"required": [name]}


def _one_coding_from(codes: str) -> Schema:
    """Return what a concept must be so that one of its codings is among ``codes``; an extension may say why not."""
    coded = {
        "properties": {"coding": {"contains": {"$ref": f"#/$defs/coding.{codes}"}}},
        "required": ["coding"],
    }
    problem = f"One coding must be from the value set {codes.removeprefix('codes.')}."
    return {"allOf": [{"anyOf": [coded, {"required": ["extension"]}], "problem": problem}]}
