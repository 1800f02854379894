"""JSON on the wire, to and from typed records; fields that a record does not know survive the way through.

The standard library's `json` reads and writes, because answers can hold lone surrogates, which JavaScript strings
allow and strict UTF-8 decoders refuse. Text leaves as ASCII for the same reason.
"""

import json
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from smooth_console.wire import deep
from smooth_console.wire.records import Record

R = TypeVar("R", bound=Record)


class WireError(ValueError):
    """Text that is not JSON, or JSON that is not the record it should be. Says where, in one line."""


def decode_json(data: bytes | str, *, any_depth: bool = False) -> Any:
    """Read one JSON document.

    Args:
        data: UTF-8 bytes or text. A byte order mark is accepted.
        any_depth: Read what is nested thousands deep too, down to `deep.DEEPEST`.

    Raises:
        WireError: The text is not JSON (with line and column), not UTF-8, or nested past what is read.
    """
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise WireError(f"not UTF-8 at byte {problem.start}") from None
    else:
        text = data.removeprefix("\ufeff")
    try:
        try:
            return json.loads(text)
        except RecursionError:
            if any_depth:
                return deep.loads(text)
            raise WireError("nested too deeply to be read") from None
    except json.JSONDecodeError as problem:
        raise WireError(f"not JSON: {problem.msg} at line {problem.lineno} column {problem.colno}") from None
    except ValueError as problem:  # integers of more digits than Python converts
        raise WireError(f"not readable: {problem}") from None


def encode_json(value: Any) -> bytes:
    """Write a JSON-able value as compact ASCII.

    Raises:
        WireError: The value holds NaN or Infinity, something that is not JSON, or a cycle.
    """
    try:
        try:
            return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
        except RecursionError:
            return deep.dumps(value).encode("ascii")
    except (TypeError, ValueError) as problem:
        raise WireError(f"cannot be written as JSON: {problem}") from None


def decode(kind: type[R], value: Any) -> R:
    """Turn parsed JSON into a record. Unknown fields are kept in `unknown`.

    Raises:
        WireError: A field is missing or has the wrong type; the message names it ("... - at `$.id`").
    """
    if not isinstance(value, dict):
        raise WireError(f"expected an object for {kind.__name__}, got {_type_name(value)}")
    try:
        record = msgspec.convert(value, kind)
    except msgspec.ValidationError as problem:
        raise WireError(str(problem)) from None
    _keep_unknown(record, value)
    return record


def to_builtins(record: Record) -> dict[str, Any]:
    """A record as a JSON-able dict: fields at their defaults left out unless required, unknown fields put back."""
    values = cast("dict[str, Any]", msgspec.to_builtins(record))
    return _restore_unknown(record, values)


def encode(record: Record) -> bytes:
    """A record as compact ASCII JSON, see `to_builtins`."""
    return encode_json(to_builtins(record))


@cache
def _fields(kind: type[Record]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind)


@cache
def _known(kind: type[Record]) -> frozenset[str]:
    return frozenset(field.encode_name for field in _fields(kind))


def _keep_unknown(record: Record, value: dict[str, Any]) -> None:
    """Walk record and raw value together, keeping what no field took."""
    known = _known(type(record))
    extra = {name: item for name, item in value.items() if name not in known}
    if extra:
        record.unknown = extra
    for field in _fields(type(record)):
        child = getattr(record, field.name)
        raw = value.get(field.encode_name)
        if isinstance(child, Record) and isinstance(raw, dict):
            _keep_unknown(child, raw)
        elif isinstance(child, list) and isinstance(raw, list):
            for item, raw_item in zip(child, raw, strict=True):
                if isinstance(item, Record) and isinstance(raw_item, dict):
                    _keep_unknown(item, raw_item)


def _restore_unknown(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    """Put the unknown fields of a record, and of those inside it, back into `values`, which it changes."""
    values.pop(_UNKNOWN, None)
    for field in _fields(type(record)):
        child = getattr(record, field.name)
        raw = values.get(field.encode_name)
        if isinstance(child, Record) and isinstance(raw, dict):
            _restore_unknown(child, raw)
        elif isinstance(child, list) and isinstance(raw, list):
            for item, raw_item in zip(child, raw, strict=True):
                if isinstance(item, Record):
                    _restore_unknown(item, raw_item)
    for name, item in record.unknown.items():
        values.setdefault(name, item)
    return values


_UNKNOWN = "(unknown)"


def _type_name(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
