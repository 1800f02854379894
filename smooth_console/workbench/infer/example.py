"""A schema from one example, as the linter offers it in place of the example."""

from typing import Any

from smooth_console.language.schema_words import SHORT_FORMATS, TYPES
from smooth_console.workbench.written.short import TYPE_WORDS


def schema_of_example(value: Any) -> dict[str, Any]:
    """The schema that an example stands for.

    Where every value is the name of a type (`{"title": "string", "price": "number"}`), those are the types.
    """
    if _all_types(value):
        return _typed(value)
    from smooth_console.workbench.infer.documents import infer

    return infer([value]).schema


def _all_types(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(_all_types(item) for item in value.values())
    if isinstance(value, list):
        return len(value) == 1 and _all_types(value[0])
    return isinstance(value, str) and (value in TYPES or value.lower() in TYPE_WORDS or value.lower() in SHORT_FORMATS)


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"type": "object", "properties": {name: _typed(item) for name, item in value.items()}}
    if isinstance(value, list):
        return {"type": "array", "items": _typed(value[0])}
    word = value.lower()
    if word in SHORT_FORMATS:
        return {"type": "string", "format": SHORT_FORMATS[word]}
    return {"type": word if word in TYPES else TYPE_WORDS[word]}
