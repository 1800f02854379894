"""Holding a result against the schema that it was extracted with: which field is wrong, and which is missing."""

from dataclasses import dataclass
from typing import Any, Literal

LARGEST_COUNT = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One field that is not as the schema says, or not there.

    Attributes:
        level: `error` does not fit the schema; `warning` fits but is empty.
        pointer: JSON Pointer (RFC 6901) into the result.
        message: What is wrong, a line.
    """

    level: Literal["error", "warning"]
    pointer: str
    message: str


def check_result(value: Any, schema: Any) -> list[Check]:
    """Where a result does not fit its schema, and where it is null though the schema names a field.

    At most `LARGEST_COUNT` are said.

    Args:
        value: The output of an extract.
        schema: The schema it was sent with; one that is not a schema gives one check that says so.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing.exceptions import Unresolvable

    found: list[Check] = []
    try:
        Draft202012Validator.check_schema(schema)
        for problem in Draft202012Validator(schema).iter_errors(value):
            pointer = _pointer(problem.absolute_path)
            if problem.instance is None:
                found.append(Check("warning", pointer, "nothing was found"))
            else:
                found.append(Check("error", pointer, _short(problem.message)))
            if len(found) >= LARGEST_COUNT:
                break
    except SchemaError as problem:
        return [Check("error", "", f"the schema is not one: {_short(problem.message)}")]
    except Unresolvable as problem:
        return [Check("error", "", f"the schema refers to what is not there: {_short(str(problem))}")]
    except RecursionError:
        return [Check("error", "", "the result or the schema is nested too deeply to be checked")]
    return found


def _pointer(path: Any) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _short(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= 160 else text[:159] + "…"
