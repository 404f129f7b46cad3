"""Whether a JSON value has the shape that a schema describes, in the few words of JSON Schema that
the register's own document uses: what it serves is what it checks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

CANT_BE_KEPT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    pointer: str  # to the place, as JSON Pointer has it: "#/numbers/3"
    detail: str


def faults(value: object, schema: Schema, at: str = "#") -> Iterator[Fault]:
    """All that does not fit. A wrong type hides what is wrong inside."""
    if kind(value) not in kinds_of(schema):
        yield Fault(at, f"must be {' or '.join(kinds_of(schema))}")
    elif "enum" in schema and value not in schema["enum"]:
        yield Fault(at, f"must be one of {', '.join(map(str, filter(None, schema['enum'])))}")
    elif isinstance(value, str):
        yield from faults_in_text(value, schema, at)
    elif isinstance(value, int):
        yield from faults_in_size(value, schema, at, "imum", "must be")
    elif isinstance(value, list):
        yield from faults_in_list(value, schema, at)
    elif isinstance(value, dict):
        yield from faults_in_object(value, schema, at)


def kinds_of(schema: Schema) -> Sequence[str]:
    kinds: str | Sequence[str] = schema["type"]
    return [kinds] if isinstance(kinds, str) else kinds


def kind(value: object) -> str:
    """The JSON type of `value`. A bool is an int to Python, and no integer to JSON."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "number"


def faults_in_text(text: str, schema: Schema, at: str) -> Iterator[Fault]:
    yield from faults_in_size(len(text), schema, at, "Length", "must have", " characters")
    if CANT_BE_KEPT.search(text):
        yield Fault(at, "holds a NUL or half of a surrogate pair, which no database need keep")
    pattern = schema.get("pattern")
    if pattern and not re.fullmatch(pattern, text):
        yield Fault(at, f"must look like {schema['examples'][0]}")


def faults_in_list(items: Sequence[object], schema: Schema, at: str) -> Iterator[Fault]:
    yield from faults_in_size(len(items), schema, at, "Items", "must have", " items")
    for place, item in enumerate(items):
        yield from faults(item, schema["items"], f"{at}/{place}")


def faults_in_object(given: Mapping[str, object], schema: Schema, at: str) -> Iterator[Fault]:
    yield from faults_in_size(len(given), schema, at, "Properties", "must have", " fields")
    for name in schema.get("required", ()):
        if name not in given:
            yield Fault(f"{at}/{name}", "is missing")
    for name, value in given.items():
        yield from faults_in_field(name, value, schema, f"{at}/{escaped(name)}")


def faults_in_field(name: str, value: object, schema: Schema, at: str) -> Iterator[Fault]:
    known = schema.get("properties", {})
    other = schema.get("additionalProperties", False)
    if name not in known and not other:
        yield Fault(at, f"is unknown; there are {', '.join(known)}")
        return
    if "propertyNames" in schema:
        yield from faults(name, schema["propertyNames"], at)
    yield from faults(value, known.get(name, other), at)


def faults_in_size(
    size: int, schema: Schema, at: str, suffix: str, words: str, unit: str = ""
) -> Iterator[Fault]:
    """Against "minLength" and "maxLength", "minimum" and "maximum" and so on."""
    if size < schema.get(f"min{suffix}", size):
        yield Fault(at, f"{words} at least {schema[f'min{suffix}']}{unit}")
    if size > schema.get(f"max{suffix}", size):
        yield Fault(at, f"{words} at most {schema[f'max{suffix}']}{unit}")


def escaped(name: str) -> str:
    """`name` as a step of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
