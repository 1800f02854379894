"""A schema as a model is asked for it, and what of an answer does not fit. No page and no connection."""

import contextlib
import json
import re
from itertools import islice
from typing import Any

from smooth_console.engine.extraction.schema import Field

_OPENS = re.compile(r"[{\[]")
_MOST_TRIES = 50  # places in an answer where its JSON may begin
MOST_PROBLEMS = 12


def answer_schema(field: Field) -> dict[str, Any]:
    """The schema of an answer: `{"value": ...}`, every property there and each of them possibly null.

    It has no references and no alternatives, as what endpoints take of JSON Schema differs.
    """
    return _object({"value": _schema(field)})


def _schema(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"description": field.description} if field.description else {}
    if field.enum is not None:
        return {**found, "enum": [*field.enum, *([] if None in field.enum else [None])]}
    if field.is_object:
        return {**found, **_object({key: _schema(inner) for key, inner in field.properties.items()})}
    if field.is_array:
        return {**found, "type": "array", "items": _schema(field.items) if field.items is not None else {}}
    kinds = sorted(field.kinds & {"string", "number", "integer", "boolean", "object"})
    if "any" in field.kinds or not kinds:
        return found
    return {**found, "type": [*kinds, "null"]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_answer(text: str) -> Any:
    """The JSON in an answer, which may stand in a fence or between words, as models say them without being asked.

    Raises:
        ValueError: There is none.
    """
    try:
        return json.loads(text)
    except ValueError:
        for match in islice(_OPENS.finditer(text), _MOST_TRIES):
            with contextlib.suppress(ValueError):
                return json.JSONDecoder().raw_decode(text, match.start())[0]
        raise


def problems(answer: Any, asked: dict[str, Any], schema: Any) -> list[str]:
    """What of an answer does not fit, with its JSON Pointer: the form that was asked for, then the caller's schema.

    A null is what the page does not say, which the caller's schema may not foresee; it is no problem here.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    found = [_told(error) for error in Draft202012Validator(asked).iter_errors(answer)]
    if not found:
        try:
            errors = list(Draft202012Validator(schema).iter_errors(answer["value"]))
        except (SchemaError, RecursionError):
            errors = []  # the engine's own reading of schemas is more lenient
        found = [_told(error) for error in errors if not _only_null(error)]
    return found[:MOST_PROBLEMS]


def _only_null(error: Any) -> bool:
    """Whether an error is about a null, by itself or somewhere within an alternative."""
    if error.instance is None:
        return True
    return bool(error.context) and all(_only_null(inner) for inner in error.context)


def _told(error: Any) -> str:
    pointer = "".join(f"/{part}" for part in error.absolute_path) or "/"
    return f"{pointer}: {error.message[:300]}"
