"""From an action to the code that carries it out, with the page guarded. The actions themselves are in actions/."""

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console import wire
from smooth_console.engine.actions.goto import goto
from smooth_console.engine.browser import first_line
from smooth_console.engine.builtin_tools import BUILT_IN, call_built_in
from smooth_console.engine.errors import ActionError
from smooth_console.engine.inputs import EvaluateInput, ExtractInput, GotoInput, Posted, RunTaskInput
from smooth_console.engine.model.endpoint import Model
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.outcome import Outcome
from smooth_console.engine.tab import Tab
from smooth_console.engine.tasks import Task

if TYPE_CHECKING:
    from playwright.async_api import Page

    from smooth_console.engine.extraction import Extraction

LOG = logging.getLogger(__name__)
EXTRACT_WITHIN_S = 60.0


async def perform(task: Task, posted: Posted, options: ServeOptions, files: Mapping[str, Path]) -> Any:
    """Carry out an action in the task's page.

    Args:
        task: Whose page it is.
        posted: What was asked.
        options: Deadlines and limits.
        files: Uploaded files by id.

    Returns:
        Its output, JSON-able, or an `Outcome` with that and what goes beside it.

    Raises:
        ActionError: It failed.
    """
    from playwright.async_api import Error

    if task.tab is None:
        raise ActionError("the session has no page", 500)
    try:
        return await _dispatch(task, task.tab, posted, options, files)
    except Error as problem:  # the page closed, crashed or went away under an action that did not expect it
        raise ActionError(f"{posted.action}: the browser said: {first_line(problem)}") from None


async def _dispatch(task: Task, tab: Tab, posted: Posted, options: ServeOptions, files: Mapping[str, Path]) -> Any:
    given = posted.input
    if isinstance(given, GotoInput):
        return await tab.guarded(goto(tab, given.url, timeout_s=options.load_timeout_s))
    if isinstance(given, EvaluateInput):
        return await tab.guarded(_evaluate(tab, given, options))
    if isinstance(given, ExtractInput):
        found = await tab.guarded(_extract(tab, given.schema, given.prompt, model_of(options)))
        return Outcome(found.value, _beside(found, given.schema))
    if isinstance(given, RunTaskInput):
        context = SessionContext(task, tab, options, files)
        output = await _run_task(context, task.request, given)
        return Outcome(output, {"notices": context.notices} if context.notices else {})
    raise ActionError(f"there is no action {posted.action!r}")


async def _evaluate(tab: Tab, given: EvaluateInput, options: ServeOptions) -> Any:
    from smooth_console.engine.actions.evaluate import evaluate

    page = await tab.current()
    return await evaluate(
        page,
        await tab.cdp(page),
        given.js,
        given.args,
        deadline_s=options.evaluate_deadline_s,
        max_bytes=options.evaluate_max_bytes,
    )


@cache
def model_of(options: ServeOptions) -> Model | None:
    """The model that an engine of these options asks, the same for all its tasks; None where there is none."""
    if options.model_url is None:
        return None
    return Model(options.model_url, options.model or "", options.model_key, options.model_timeout_s)


def _beside(found: "Extraction", schema: Any) -> dict[str, Any]:
    """What goes beside an extraction's output: notices where there are any, and the sources when the schema asks."""
    beside: dict[str, Any] = {"notices": found.notes} if found.notes else {}
    if isinstance(schema, dict) and schema.get("x-sources") is True:
        beside["sources"] = {pointer: dataclasses.asdict(source) for pointer, source in found.sources.items()}
    return beside


async def _extract(tab: Tab, schema: Any, prompt: str | None, model: Model | None) -> "Extraction":
    # Extraction brings parsers of dates and amounts along: loaded when first needed, not at the start.
    from smooth_console.engine.actions.extract import extract_with_sources

    page = await tab.current()
    try:
        async with asyncio.timeout(EXTRACT_WITHIN_S + (model.longest_s if model is not None else 0.0)):
            return await extract_with_sources(page, schema, prompt, model)
    except TimeoutError:
        # A page that never comes to rest holds its scripts' thread: end what it runs, so that the session goes on.
        with contextlib.suppress(Exception):
            await asyncio.wait_for((await tab.cdp(page)).send("Runtime.terminateExecution"), 1.0)
        raise ActionError(f"the page was too busy to be read within {EXTRACT_WITHIN_S:g} s") from None


async def _run_task(context: "SessionContext", request: wire.TaskRequest, given: RunTaskInput) -> Any:
    """What the session was opened with holds for each of its tasks, unless the task says otherwise."""
    from smooth_console.engine.agent import run_task

    return await run_task(
        context,
        given.task,
        max_steps=given.max_steps or request.max_steps,
        response_model=given.response_model or request.response_model,
        url=given.url,
        metadata={**(request.metadata or {}), **(given.metadata or {})},
        secrets=given.secrets or {},
        model=context.model,
    )


class SessionContext:
    """The session as the agent may touch it: `agent.context.TaskContext`."""

    def __init__(self, task: Task, tab: Tab, options: ServeOptions, files: Mapping[str, Path]) -> None:
        self._task = task
        self._tab = tab
        self._options = options
        self.files = files
        self.model = model_of(options)
        self.notices: list[str] = []

    @property
    def page(self) -> "Page":
        """The current page."""
        return self._tab.page

    async def goto(self, url: str) -> Any:
        """Go to an address, under the rules of the goto action."""
        return await self._tab.guarded(goto(self._tab, url, timeout_s=self._options.load_timeout_s))

    async def extract(self, schema: Any, prompt: str | None) -> Any:
        """Read the current page into the shape of `schema`."""
        found = await self._tab.guarded(_extract(self._tab, schema, prompt, self.model))
        self.notices += found.notes
        return found.value

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> Any:
        """Run one of the additional tools here, or ask the caller to run one of its own and wait for the answer."""
        enabled = self._task.request.additional_tools or {}
        if name not in enabled:
            return await self._task.call_tool(name, arguments)
        assert self._task.downloads is not None
        called = call_built_in(name, enabled[name], arguments, self.page, self._task.downloads)
        return await self._tab.guarded(called)

    @property
    def tools(self) -> Sequence[wire.ToolSignature]:
        """The caller's tools, and the additional ones that were enabled."""
        request = self._task.request
        return [*(request.custom_tools or []), *(BUILT_IN[name] for name in request.additional_tools or {})]

    def notice(self, sentence: str) -> None:
        """Say something about the output, beside it."""
        self.notices.append(sentence)

    async def log(self, step: str) -> None:
        """Note a step as it begins."""
        LOG.info("task %s: %s", self._task.id, step)
        self._task.note(step)
