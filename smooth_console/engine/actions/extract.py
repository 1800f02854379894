"""The extract action: a snapshot of the live page, read by a schema off the event loop.

How a page is read is in `extraction`.
"""

import asyncio
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as BrowserError

from smooth_console.engine.errors import ActionError
from smooth_console.engine.extraction import Extraction, compile_schema, extract_from_html
from smooth_console.engine.model.endpoint import Model

LONGEST_WAIT = 1_500  # ms, for content that is on its way
QUIET = 80  # ms without a change, then the page has settled
YOUNG = 4_000  # ms; a page of this age on which nothing was found may not be there yet
MOST_CHARACTERS = 8_000_000
DEADLINE = 20.0  # s, for one look at the page

_CODE = Path(__file__).parent.parent / "extraction"
_SNAPSHOT = (_CODE / "snapshot.js").read_text(encoding="utf-8")
_SETTLE = (_CODE / "settle.js").read_text(encoding="utf-8")
_WORLD = "smooth-extract"
_MOVED = (
    "context was destroyed",
    "Cannot find context",
    "Inspected target navigated",
    "No frame for given id",
    "Frame was detached",
)
_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


async def extract(page: Page, schema: Any, prompt: str | None = None) -> Any:
    """Extracts what a schema describes from the page as it is now.

    Args:
        page: A live page.
        schema: A JSON Schema; None or {} gives a plain reading of the page.
        prompt: How many, in which order, which ones.

    Returns:
        A JSON value: every declared property is there, null when the page does not surely say it.

    Raises:
        ActionError: 400 when the schema or the prompt is wrong, or the page cannot be read now.
    """
    return (await extract_with_sources(page, schema, prompt)).value


async def extract_with_sources(
    page: Page, schema: Any, prompt: str | None = None, model: Model | None = None
) -> Extraction:
    """As `extract`, with the source of each value and notes; by a model where there is one."""
    if prompt is not None and not isinstance(prompt, str):
        raise ActionError("The prompt must be text.")
    compile_schema({} if schema is None else schema)  # a wrong schema is told before any waiting
    await _look(page, _SETTLE, LONGEST_WAIT, QUIET, False)
    if model is not None and schema:
        return await _read_by_model(model, page, schema, prompt)
    result, seen = await _read(page, schema, prompt)
    if not _found(result.value) and seen["scripted"] and seen["age"] < YOUNG:
        # Nothing yet on a page that has only just come: what it shows may still be on its way.
        left = min(LONGEST_WAIT, YOUNG - seen["age"])
        if await _look(page, _SETTLE, left, QUIET, True):
            result, seen = await _read(page, schema, prompt)
    return result


async def _read_by_model(model: Model, page: Page, schema: Any, prompt: str | None) -> Extraction:
    from smooth_console.engine.model.reading import extract_by_model

    seen = await _look(page, _SNAPSHOT, MOST_CHARACTERS)
    return await extract_by_model(model, seen["html"], seen["url"], schema, prompt)


async def _read(page: Page, schema: Any, prompt: str | None) -> tuple[Extraction, dict[str, Any]]:
    seen = await _look(page, _SNAPSHOT, MOST_CHARACTERS)
    result = await asyncio.to_thread(extract_from_html, seen["html"], seen["url"], schema, prompt)
    if seen["cut"]:
        result.notes.append("The page is very large or deeply nested: a part of it was not read.")
    return result, seen


async def _look(page: Page, code: str, *args: object) -> Any:
    """Runs our own function in a world of its own on the page; once more when the page moves on meanwhile."""
    for attempt in (1, 2, 3):
        try:
            async with asyncio.timeout(DEADLINE):
                return await _evaluate(page, code, args)
        except TimeoutError:
            raise ActionError(f"The page did not answer within {DEADLINE:.0f} s: its scripts keep it busy.") from None
        except BrowserError as problem:
            _sessions.pop(page, None)
            if page.is_closed():
                raise ActionError("The page is closed.") from None
            if attempt == 3 or not any(words in problem.message for words in _MOVED):
                raise ActionError(f"The page cannot be read now: {problem.message.splitlines()[0][:200]}") from None
            try:
                await page.wait_for_load_state("domcontentloaded", timeout=LONGEST_WAIT)
            except BrowserError:
                continue
    raise ActionError("The page keeps moving on; try again when it has settled.")


async def _evaluate(page: Page, code: str, args: tuple[object, ...]) -> Any:
    session = _sessions.get(page)
    if session is None:
        session = _sessions[page] = await page.context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    frame = tree["frameTree"]["frame"]["id"]
    world = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
    answer = await session.send(
        "Runtime.callFunctionOn",
        {
            "functionDeclaration": code,
            "executionContextId": world["executionContextId"],
            "arguments": [{"value": value} for value in args],
            "returnByValue": True,
            "awaitPromise": True,
        },
    )
    if problem := answer.get("exceptionDetails"):
        text = str(problem.get("exception", {}).get("description") or problem.get("text", ""))
        raise ActionError(
            f"The page cannot be read: {text.splitlines()[0][:200] if text else 'unknown error'}", code=500
        )
    return answer["result"].get("value")


def _found(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_found(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_found(inner) for inner in value)
    return value is not None
