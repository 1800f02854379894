"""JSON Pointers (RFC 6901): read, written, and followed into a value. Paths as one types them are `language.values`.

Both meet in a tuple of steps, outermost first: an object's member by its name, an array's item by its place. So the
path to type for a pointer is `write_path(steps_at(value, pointer))`.
"""

from typing import Any

Step = str | int


def write_pointer(steps: tuple[Step, ...]) -> str:
    """A JSON Pointer: `/items/0/name`, `~` and `/` in names escaped. No steps are the whole value: the empty text."""
    return "".join(f"/{escape_token(step) if isinstance(step, str) else step}" for step in steps)


def escape_token(name: str) -> str:
    """One reference token of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def read_pointer(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a JSON Pointer, unescaped. A leading `#` (its form in a URL or a schema) is allowed.

    Raises:
        ValueError: It does not begin with `/`.
    """
    text = pointer.removeprefix("#")
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError(f"{pointer} is not a JSON Pointer: one begins with /")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text[1:].split("/"))


def steps_at(value: Any, pointer: str) -> tuple[Step, ...]:
    """The steps of a pointer in a value: whether `0` is an item's place or a member's name depends on what is there.

    Raises:
        ValueError: It is not a pointer.
        LookupError: It leads nowhere; the message says how far it goes.
    """
    steps: list[Step] = []
    for token in read_pointer(pointer):
        step: Step = token
        if isinstance(value, list):
            if not token.isascii() or not token.isdigit() or (len(token) > 1 and token[0] == "0"):
                raise LookupError(f"{_name(steps)} is an array, it has no {token}")
            step = int(token)
            if step >= len(value):
                raise LookupError(f"{_name(steps)} has {len(value)} items, there is no {token}")
            value = value[step]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            raise LookupError(f"{_name(steps)} has no member {token}")
        steps.append(step)
    return tuple(steps)


def value_at(value: Any, pointer: str) -> Any:
    """The value that a pointer leads to.

    Raises:
        ValueError: It is not a pointer.
        LookupError: It leads nowhere.
    """
    for step in steps_at(value, pointer):
        value = value[step]
    return value


def _name(steps: list[Step]) -> str:
    return write_pointer(tuple(steps)) or "the value"
