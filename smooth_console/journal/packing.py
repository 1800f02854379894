"""Values on their way into the journal and out of it: text, and JSON that is compressed when it is large."""

import json
import zlib
from typing import Any

PLAIN_LIMIT = 2_000
"""JSON of more characters is compressed."""
_LEVEL = 3

Packed = str | bytes | None


def pack(value: Any) -> str | bytes:
    """A JSON-able value as text, or compressed. Never fails: what cannot be written is said in its place."""
    try:
        text = json.dumps(value, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as problem:
        text = json.dumps(f"(not kept: {problem})")
    return text if len(text) <= PLAIN_LIMIT else zlib.compress(text.encode("ascii"), _LEVEL)


def unpack(packed: Packed) -> Any:
    """The value again. What cannot be read, because the file was damaged, is said in its place."""
    try:
        return json.loads(unpacked_text(packed))
    except (ValueError, RecursionError) as problem:
        return f"(not readable: {problem})"


def unpacked_text(packed: Packed) -> str:
    """The JSON text; "null" for nothing.

    Raises:
        ValueError: It is damaged.
    """
    if isinstance(packed, bytes):
        try:
            return zlib.decompress(packed).decode("ascii")
        except zlib.error as problem:
            raise ValueError(str(problem)) from None
    return "null" if packed is None else packed


def clean(text: str) -> str:
    """Text that a database takes: a lone surrogate is written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
