"""Grounding: which values of a result are on the page that it came from. Asked in JavaScript, so that any server does.

A value counts as there when the page's text, attributes, form fields or data (JSON-LD) say it: numbers and dates in any
form that people write, text whatever its spaces, case and quotes. Booleans and null are never looked for, nor are
choices of an enum, which need not be the page's words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from smooth_console.output.paths import escape_token
from smooth_console.workbench.follow import schema_at

MOST_VALUES = 4000
BUDGET_MS = 1500
"""How long the page may be kept busy."""
LONGEST = 5000
"""Letters of a text that are looked for."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is looked for."""

    pointer: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Grounding:
    """What the page said.

    Attributes:
        there: Pointers of the values that are on the page.
        missing: Of those that are not.
        unknown: Of those that could not be looked for: the time was over, or there are too many.
        url: The page that was asked.
    """

    there: frozenset[str]
    missing: frozenset[str]
    unknown: frozenset[str]
    url: str = ""


@cache
def page_code(*names: str) -> str:
    """A function of the page, put together from the files of `page/`."""
    folder = resources.files("smooth_console.workbench") / "page"
    body = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in names)
    return f"(args) => {{\n{body}\n}}"


def leaves_of(value: Any, schema: Any = None) -> list[Leaf]:
    """The values of a result that can be looked for.

    Args:
        value: The result.
        schema: What it was extracted with; choices of its enums are left out.
    """
    return [Leaf(pointer, leaf) for pointer, leaf in _leaves(value, schema, schema, "", 0)]


def question(leaves: Sequence[Leaf]) -> tuple[str, dict[str, Any]]:
    """What to evaluate, and with which args."""
    values = [leaf.value[:LONGEST] if isinstance(leaf.value, str) else leaf.value for leaf in leaves[:MOST_VALUES]]
    return page_code("look", "ground"), {"values": values, "budget_ms": BUDGET_MS}


def answer(output: Any, leaves: Sequence[Leaf]) -> Grounding | None:
    """What the page's answer means; None when it is not an answer of ours."""
    verdicts = output.get("verdicts") if isinstance(output, dict) else None
    if not isinstance(verdicts, list) or len(verdicts) != min(len(leaves), MOST_VALUES):
        return None
    sorted_out: dict[Any, set[str]] = {1: set(), 0: set(), None: set()}
    for leaf, verdict in zip(leaves, [*verdicts, *[None] * (len(leaves) - len(verdicts))], strict=True):
        sorted_out[verdict if verdict in (0, 1) else None].add(leaf.pointer)
    url = output.get("url")
    return Grounding(
        frozenset(sorted_out[1]),
        frozenset(sorted_out[0]),
        frozenset(sorted_out[None]),
        url if isinstance(url, str) else "",
    )


def _leaves(value: Any, schema: Any, root: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > 100:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            part = schema_at(schema, root, name)
            yield from _leaves(inner, part, root, f"{pointer}/{escape_token(name)}", depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            part = schema_at(schema, root, index)
            yield from _leaves(inner, part, root, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        chosen = isinstance(schema, dict) and ("enum" in schema or "const" in schema)
        if not chosen and value != "":
            yield pointer, value
