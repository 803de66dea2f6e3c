"""One answer as FHIR R4 writes it: ``valueBoolean``, ``valueCoding`` and the others, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from joinedup.words.forms import values
from joinedup.words.forms.definition import Item, Value
from joinedup.words.forms.values import UCUM, NotAnAnswer

#: How FHIR names the value of each type, and what that is in JSON.
NAMES: Mapping[str, tuple[str, type]] = {
    "boolean": ("Boolean", bool), "decimal": ("Decimal", float), "integer": ("Integer", int), "date": ("Date", str),
    "dateTime": ("DateTime", str), "time": ("Time", str), "string": ("String", str), "text": ("String", str),
    "url": ("Uri", str), "choice": ("Coding", dict), "open-choice": ("Coding", dict),
    "attachment": ("Attachment", dict), "reference": ("Reference", dict), "quantity": ("Quantity", dict),
}  # fmt: skip


def names_of(item: Item) -> tuple[str, ...]:
    """Return the names that an answer may have: Coding, and String too where own words may be said."""
    name = NAMES[item.type][0]
    return (name, "String") if item.type == "open-choice" else (name,)


def from_fhir(item: Item, name: str, data: Any) -> Value:
    """Return the answer that FHIR's ``value<name>`` holds, as it is kept. Raises NotAnAnswer, with what it must be."""
    if name not in names_of(item):
        raise NotAnAnswer(f"must be value{' or value'.join(names_of(item))}, as the item is a {item.type}")
    if item.type == "open-choice" and name == "String":
        return values.canonical(item, values.OTHER + data) if isinstance(data, str) else _refuse(item)
    if name in _READ:
        return _READ[name](item, data)
    return values.canonical(item, data)


def _refuse(item: Item) -> Value:
    raise NotAnAnswer(f"must be {values.TYPED[item.type]}")


def _number(item: Item, data: Any) -> Value:
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
        return _refuse(item)
    return values.canonical(item, f"{Decimal(str(data)):f}")


def _quantity(item: Item, data: Any) -> Value:
    if not isinstance(data, dict) or (item.unit and data.get("code", item.unit.code) != item.unit.code):
        raise NotAnAnswer(f"must be in {item.unit.title} ({item.unit.code})" if item.unit else "must be a quantity")
    return _number(item, data.get("value"))


def _coding(item: Item, data: Any) -> Value:
    option = item.option(data.get("code", "")) if isinstance(data, dict) else None
    if option is None or data.get("system", "") != option.system:
        raise NotAnAnswer("must be one of its options")
    return option.code


def _reference(item: Item, data: Any) -> Value:
    return values.canonical(item, str(data.get("reference", "")) if isinstance(data, dict) else "")


def _attachment(item: Item, data: Any) -> Value:
    return values.canonical(item, json.dumps(data)) if isinstance(data, dict) else _refuse(item)


_READ = {
    "Decimal": _number, "Quantity": _quantity, "Coding": _coding, "Reference": _reference, "Attachment": _attachment,
}  # fmt: skip


def to_fhir(item: Item, value: Value) -> dict[str, Any]:
    """Return an answer as FHIR writes it: ``{"valueInteger": 3}``."""
    own = values.own_words(value)
    if item.type == "open-choice" and own is not None:
        return {"valueString": own}
    return {f"value{NAMES[item.type][0]}": _WRITE[item.type](item, value) if item.type in _WRITE else value}


def _write_number(value: Value) -> int | float:
    number = values.number(value)
    return int(number) if number == number.to_integral_value() else float(number)


def _write_quantity(item: Item, value: Value) -> dict[str, Any]:
    unit = {"unit": item.unit.title, "system": UCUM, "code": item.unit.code} if item.unit else {}
    return {"value": _write_number(value), **unit}


def _write_coding(item: Item, value: Value) -> dict[str, Any]:
    option = item.option(value)
    told = {"system": option.system, "code": option.code, "display": option.title} if option else {"code": value}
    return {name: said for name, said in told.items() if said}


_WRITE: Mapping[str, Callable[[Item, Value], Any]] = {
    "decimal": lambda _, value: _write_number(value),
    "quantity": _write_quantity,
    "choice": _write_coding,
    "open-choice": _write_coding,
    "reference": lambda _, value: {"reference": value},
    "attachment": lambda _, value: json.loads(str(value)),
}
