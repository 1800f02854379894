"""Puts the serialiser (serialise.js) into a page where page code can neither reach it nor have changed what it uses."""

import secrets
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from smooth_console.engine.errors import ActionError

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

SOURCE_URL = "smooth-console:serialise.js"

Send = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]

_NAMES: "WeakKeyDictionary[CDPSession, str]" = WeakKeyDictionary()
_IN_A_FRAME = """
if (window.parent !== window && !window.parent.{name}$) {{
  Object.defineProperty(window.parent, "{name}$", {{ value: {script} }});
}}"""
_A_FRAME = "{ const f = document.createElement('iframe'); document.documentElement.append(f); f.remove(); }"


@cache
def _script() -> str:
    text = files("smooth_console.engine.evaluation").joinpath("serialise.js").read_text("utf-8")
    return text.strip().rstrip(";")


async def prepare(cdp: "CDPSession") -> str:
    """Have every document that the page opens from now on start with a walker in it. Once for a CDP session.

    The walker is a global `const`, which unlike a property of `window` cannot be listed, under a name that cannot be
    guessed; it runs before any script of the page. Call it as soon as there is a page; evaluate() does at the latest.

    Returns:
        The walker's name in the page.
    """
    name = _NAMES.get(cdp)
    if name is None:
        name = f"_{secrets.token_hex(16)}"
        await cdp.send("Page.enable")
        source = f"const {name} = {_script()};\n//# sourceURL={SOURCE_URL}"
        await cdp.send("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        _NAMES[cdp] = name
    return name


async def install(name: str, send: Send) -> None:
    """Put a walker into the present document, which was there before `prepare`.

    The page's scripts may have replaced built-ins by now. V8 itself says of each one taken whether it still is native;
    if one is not, all are taken from a new frame instead.

    Args:
        name: The walker's name, from `prepare`.
        send: Sends a CDP command on that session and gives its answer.

    Raises:
        ActionError: The page keeps even a new frame from being made.
    """
    # `let`, because REPL mode lets it be declared again.
    script = f"let {name} = {_script()}; {name}\n//# sourceURL={SOURCE_URL}"
    walker = await send("Runtime.evaluate", {"expression": script, "replMode": True})
    if "exceptionDetails" not in walker and await _is_native(send, walker["result"]["objectId"]):
        return
    await _through_a_frame(send, name)
    script = f"let {name} = window.{name}$; typeof {name}"
    answer = await send("Runtime.evaluate", {"expression": script, "replMode": True})
    if answer["result"].get("value") != "object":
        raise ActionError("values cannot be read in this page: its scripts get in the way; load it again", 500)


async def _is_native(send: Send, walker: str) -> bool:
    taken = await _property(send, walker, "taken")
    if taken is None:
        return False
    functions = (await send("Runtime.getProperties", {"objectId": taken["objectId"], "ownProperties": True}))["result"]
    return bool(functions) and all(
        f["value"].get("description") == f"function {f['name'].split('() ')[0]}() {{ [native code] }}"
        for f in functions
    )


async def _property(send: Send, of: str, name: str) -> dict[str, Any] | None:
    properties = (await send("Runtime.getProperties", {"objectId": of, "ownProperties": True}))["result"]
    return next((p["value"] for p in properties if p["name"] == name), None)


async def _through_a_frame(send: Send, name: str) -> None:
    """A frame's new document starts with our script, in a realm that page code has never seen."""
    source = _IN_A_FRAME.format(name=name, script=_script())
    added = await send("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    try:
        frame = (await send("Page.getFrameTree", {}))["frameTree"]["frame"]["id"]
        # An isolated world has the document but not the page's changes to it.
        world = await send("Page.createIsolatedWorld", {"frameId": frame, "worldName": name})
        await send("Runtime.evaluate", {"expression": _A_FRAME, "contextId": world["executionContextId"]})
    finally:
        await send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": added["identifier"]})
