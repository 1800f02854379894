"""The additional tools of the description: run here, when a task has them enabled and a step calls them by name."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smooth_console import wire
from smooth_console.engine.downloads import Downloads
from smooth_console.engine.errors import ActionError

if TYPE_CHECKING:
    from playwright.async_api import Page

WITHIN_MS = 10_000

_SELECTOR = {"type": "string", "description": "A CSS selector, or text=... of the element."}
BUILT_IN: dict[str, wire.ToolSignature] = {
    "screenshot": wire.ToolSignature(
        name="screenshot",
        description="Take a picture of the page.",
        inputs={"type": "object", "properties": {"full_page": {"type": "boolean"}}},
        output="{media_type, base64} of a PNG",
    ),
    "hover": wire.ToolSignature(
        name="hover",
        description="Hold the mouse over an element.",
        inputs={"type": "object", "properties": {"selector": _SELECTOR}, "required": ["selector"]},
        output="the text of the element",
    ),
    "print_page": wire.ToolSignature(
        name="print_page",
        description="Print the page to a PDF file, which is among the session's downloads.",
        inputs={"type": "object", "properties": {"file_name": {"type": "string"}}},
        output="{file_name, bytes} of the PDF",
    ),
    "drag_and_drop": wire.ToolSignature(
        name="drag_and_drop",
        description="Drag one element onto another.",
        inputs={
            "type": "object",
            "properties": {"source": _SELECTOR, "target": _SELECTOR},
            "required": ["source", "target"],
        },
        output="nothing",
    ),
}


def check_tool(name: str, config: Mapping[str, Any] | None) -> None:
    """Whether there is such a tool, and its configuration is one: the inputs that it is called with unless others are.

    Raises:
        ActionError: There is none, or it has no such member.
    """
    if name not in BUILT_IN:
        raise ActionError(f"additional_tools: there is no {name!r}; there are {', '.join(BUILT_IN)}")
    try:
        _check_given(name, config or {}, whole=False)
    except ActionError as problem:
        raise ActionError(f"additional_tools.{problem.detail}") from None


async def call_built_in(
    name: str, config: Mapping[str, Any] | None, given: Mapping[str, Any], page: "Page", downloads: Downloads
) -> Any:
    """Run a tool.

    Args:
        name: One of `BUILT_IN`.
        config: What it was enabled with.
        given: What it is called with, over that.
        page: The page.
        downloads: Where files go that it makes.

    Returns:
        Its output, JSON-able.

    Raises:
        ActionError: The input is wrong, or the browser could not do it.
    """
    from playwright.async_api import Error

    inputs = {**(config or {}), **given}
    _check_given(name, inputs, whole=True)
    try:
        match name:
            case "screenshot":
                picture = await page.screenshot(full_page=inputs.get("full_page", False), timeout=WITHIN_MS)
                return {"media_type": "image/png", "base64": base64.b64encode(picture).decode()}
            case "hover":
                element = page.locator(inputs["selector"]).first
                await element.hover(timeout=WITHIN_MS)
                return await element.inner_text(timeout=WITHIN_MS)
            case "print_page":
                content = await page.pdf(print_background=True)
                name = downloads.add(inputs.get("file_name", "page.pdf"), content)
                return {"file_name": name, "bytes": len(content)}
            case _:
                await page.drag_and_drop(inputs["source"], inputs["target"], timeout=WITHIN_MS)
                return None
    except Error as problem:
        raise ActionError(f"{name}: {problem.message.splitlines()[0]}") from None


def _check_given(name: str, given: Mapping[str, Any], *, whole: bool) -> None:
    schema = BUILT_IN[name].inputs
    types = {"string": str, "boolean": bool}
    for member, value in given.items():
        wanted = schema["properties"].get(member)
        if wanted is None:
            raise ActionError(f"{name}: has no {member!r}; it has {', '.join(schema['properties'])}")
        if not isinstance(value, types[wanted["type"]]):
            raise ActionError(f"{name}.{member}: must be a {wanted['type']}")
    for member in schema.get("required", ()) if whole else ():
        if member not in given:
            raise ActionError(f"{name}: needs {member}")
