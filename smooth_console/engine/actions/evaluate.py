"""evaluate_js: run a caller's JavaScript in the page and answer with its value as JSON. What a form is, how values are
written and how failures are told is in `engine.evaluation`."""

import asyncio
import itertools
import json
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError

from smooth_console.engine.errors import ActionError
from smooth_console.engine.evaluation.channel import Channel
from smooth_console.engine.evaluation.exceptions import (
    Refused,
    bounded,
    is_syntax_error,
    message,
    refused,
    thrown_error,
)
from smooth_console.engine.evaluation.forms import Source
from smooth_console.engine.evaluation.walker import install, prepare

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

_TURNS = itertools.count(1)
_MAX_THROWN_BYTES = 2000


async def evaluate(
    page: "Page",
    cdp: "CDPSession",
    source: str,
    args: Any = None,
    *,
    deadline_s: float = 30.0,
    max_bytes: int = 16_000_000,
) -> Any:
    """Run JavaScript in the page's main frame, once, and give its value as JSON (docs/javascript-values.md).

    The source may be an expression, a function (called with `args`), statements with or without `return`, an object
    literal; `await` may stand at the top; a promise is awaited. Declarations at the top stay for the next call in the
    same document, except beside a `return` at the top, which makes the source a function's body.

    Args:
        page: The page; whoever owns it answers its dialogs.
        cdp: A CDP session attached to the page, the same one each time.
        source: The JavaScript.
        args: A JSON value: the function's argument, and the variable `args` in other forms. None for none.
        deadline_s: Seconds until the script is stopped; the page stays usable.
        max_bytes: The largest answer, in bytes of JSON as UTF-8.

    Raises:
        ActionError: 400 when the source does not compile or throws, is not done in time, gives too large a value, or
            the page navigates meanwhile; 500 when the page crashes.
    """
    if not source.strip():
        return None
    try:
        async with asyncio.timeout(deadline_s):
            walker = await prepare(cdp)
    except TimeoutError:
        raise ActionError(f"given up after {deadline_s:g} s: the page does not answer") from None
    except PlaywrightError as problem:
        raise ActionError(f"the page cannot be reached: {problem.message.split(': ', 1)[-1]}") from None
    form = Source(source, args, walker, next(_TURNS), max_bytes)
    with Channel(page, cdp, form.has_begun(), deadline_s) as channel:
        return await _Evaluation(form, channel, max_bytes).value()


class _Evaluation:
    """One source being evaluated: finds the form by compiling, runs it once."""

    def __init__(self, form: Source, channel: Channel, max_bytes: int) -> None:
        self._form = form
        self._channel = channel
        self._max_bytes = max_bytes

    async def value(self) -> Any:
        as_expression: Refused | None = None
        if not self._form.is_statement:
            answer = await self._run(self._form.expression())
            if not isinstance(answer, Refused):
                return self._read(answer)
            as_expression = answer
        as_statements = await self._statements()
        if isinstance(as_statements, Refused):
            # The reading that got further into the source is the one that was meant.
            best = as_statements
            if as_expression and (as_expression.line, as_expression.column) > (best.line, best.column):
                best = as_expression
            raise ActionError(best.detail(self._form.text))
        return as_statements

    async def _statements(self) -> Any:
        """The value of the source as statements, or Refused."""
        form = self._form
        with_args = form.names_args
        if form.may_return or with_args:
            complaint = await self._probe(with_args=with_args)
            if with_args and "'args' has already been declared" in complaint:
                with_args = False  # the source has its own
                complaint = await self._probe(with_args=False)
            if "Illegal return statement" in complaint:
                answer = await self._run(form.function_body())
                return answer if isinstance(answer, Refused) else self._read(answer)
        answer = await self._run(form.statements(with_args=with_args))
        if isinstance(answer, Refused):
            return answer
        result = answer["result"]
        if result["type"] == "undefined" and (call := form.declared_function()) is not None:
            answer = await self._run(call)
            return answer if isinstance(answer, Refused) else self._read(answer)
        return await self._remote(result)

    async def _run(self, script: str) -> Any:
        """Run a script of `form`; Refused when it does not compile, in which case nothing ran."""
        params = {"expression": script, "replMode": True, "awaitPromise": True, "userGesture": True}
        answer = await self._channel.send("Runtime.evaluate", params)
        details = answer.get("exceptionDetails")
        if details is None:
            return answer
        if self._form.lacks_walker(message(details)):
            await install(self._form.walker, self._channel.send)
            return await self._run(script)
        if is_syntax_error(details) and not await self._has_begun():
            return refused(details)
        raise await self._thrown(details)

    async def _probe(self, *, with_args: bool) -> str:
        """What V8 says against the source as statements; the stray `break` is said only when there is nothing else."""
        params = {"expression": self._form.probe(with_args=with_args), "replMode": True}
        answer = await self._channel.send("Runtime.evaluate", params)
        return message(answer["exceptionDetails"]) if "exceptionDetails" in answer else ""

    async def _has_begun(self) -> bool:
        answer = await self._channel.send("Runtime.evaluate", {"expression": self._form.has_begun()})
        return answer["result"].get("value") is True

    async def _remote(self, result: dict[str, Any]) -> Any:
        """The JSON of what statements gave: V8 hands out small things by value, objects by reference."""
        match result["type"]:
            case "undefined":
                return None
            case "string" | "boolean":
                return self._fitting(result["value"])
            case "number" if "value" in result:
                number = result["value"]
                return float(number) if abs(number) >= 2**53 else number  # as serialise.js writes it
            case "number":
                text = result["unserializableValue"]
                return -0.0 if text == "-0" else {"$type": "Number", "value": text}
            case "bigint":
                return self._fitting({"$type": "BigInt", "value": result["unserializableValue"].removesuffix("n")})
            case "symbol":
                return {"$type": "Symbol", "value": result["description"]}
            case "object" if result.get("subtype") == "null":
                return None
        function = self._form.write_this()
        params = {"functionDeclaration": function, "objectId": result["objectId"], "awaitPromise": True}
        answer = await self._channel.send("Runtime.callFunctionOn", params)
        if "exceptionDetails" in answer:
            raise await self._thrown(answer["exceptionDetails"])
        return self._read(answer)

    def _fitting(self, value: Any) -> Any:
        size = len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if size > self._max_bytes:
            raise self._too_large(f"{_megabytes(size)}")
        return value

    def _read(self, answer: dict[str, Any]) -> Any:
        """The value in what the walker wrote."""
        written = str(answer["result"]["value"])
        if written.startswith("="):
            return json.loads(written[1:])
        size = _megabytes(int(written[1:]))
        raise self._too_large(f"more than {size}" if written.startswith(">") else size)

    def _too_large(self, size: str) -> ActionError:
        return ActionError(
            f"the result is too large: {size} of JSON, the limit is {_megabytes(self._max_bytes)}; return less of it"
        )

    async def _thrown(self, details: dict[str, Any]) -> ActionError:
        """What the script threw, which need not be an Error."""
        thrown = details.get("exception")
        if thrown is None or thrown.get("subtype") == "error":
            return ActionError(thrown_error(details, self._form.text))
        if "objectId" in thrown:
            function = self._form.write_this_now(_MAX_THROWN_BYTES)
            params = {"functionDeclaration": function, "objectId": thrown["objectId"]}
            written = str((await self._channel.send("Runtime.callFunctionOn", params))["result"].get("value", ""))
            told = written[1:] if written.startswith("=") else str(thrown.get("description", "an object"))
        elif thrown["type"] == "string":
            told = json.dumps(bounded(thrown["value"]), ensure_ascii=False)
        elif "description" in thrown:  # numbers, BigInts
            told = thrown["description"]
        else:
            told = "undefined" if thrown["type"] == "undefined" else json.dumps(thrown.get("value"))
        return ActionError(f"the script threw {bounded(told)}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size:,} bytes"
