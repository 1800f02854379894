"""What run_task does: explicit steps in plain English on the page; with a model, the steps that it says."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.async_api import Error as BrowserError
from rapidfuzz import fuzz, process

from smooth_console.engine.agent.context import Secret, TaskContext
from smooth_console.engine.agent.hands import reason
from smooth_console.engine.agent.performing import NOTHING, Performer, absolute
from smooth_console.engine.agent.steps import parse
from smooth_console.engine.agent.values import Values
from smooth_console.engine.agent.vocabulary import CallTool, Extract, Step
from smooth_console.engine.errors import ActionError
from smooth_console.engine.model.endpoint import Model

__all__ = ["TaskContext", "run_task"]


async def run_task(
    context: TaskContext,
    task: str,
    *,
    max_steps: int = 32,
    response_model: Any = None,
    url: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Secret] | None = None,
    model: Model | None = None,
) -> Any:
    """Carry out a task: explicit steps, or with a model whatever it is.

    Args:
        context: The session.
        task: The steps, in plain English.
        max_steps: How many there may be.
        response_model: JSON Schema: the page is read with it after the last step, and that is the output.
        url: Where to go first.
        metadata: What `${name}` stands for.
        model: Whom to ask for the steps; without one the task says them.
        secrets: What `<secret>name</secret>` and `${name}` stand for, on the pages that each allows.

    Returns:
        What the last extract, tool or screenshot gave, else a sentence about what was done.
        Never holds a secret's value.

    Raises:
        ActionError: A step is not understood or there are too many, and nothing was done; or one could not be
            carried out, with its number, what was done before it, and why.
    """
    values = Values(metadata or {}, secrets or {})
    if model is not None:
        from smooth_console.engine.agent.planning import plan_task

        await _open(context, values, url)
        return await plan_task(model, context, values, task, max_steps=max_steps, response_model=response_model)
    steps = parse(task)
    _check(steps, values, context, max_steps)
    await _open(context, values, url)
    return await _Run(context, values, steps, response_model).run()


async def _open(context: TaskContext, values: Values, url: str | None) -> None:
    if url:
        try:
            await context.goto(absolute(url, context.page.url))
        except ActionError as problem:
            raise ActionError(values.redact(f"url: {problem.detail}"), problem.code) from None


def _check(steps: Sequence[Step], values: Values, context: TaskContext, max_steps: int) -> None:
    """All that can be known to be wrong before anything is done."""
    if len(steps) > max_steps:
        raise ActionError(f"the task has {len(steps)} steps, and max_steps is {max_steps}. Nothing was done.")
    try:
        values.check(steps)
    except ActionError as problem:
        raise ActionError(f"{problem.detail}. Nothing was done.") from None
    names = [tool.name for tool in context.tools]
    for number, step in enumerate(steps, start=1):
        if isinstance(step, CallTool) and step.name not in names:
            close = process.extractOne(step.name, names, scorer=fuzz.ratio, score_cutoff=60)
            known = (
                f"did you mean {close[0]}?"
                if close
                else f"the tools are: {', '.join(names)}."
                if names
                else "the session has no tools."
            )
            raise ActionError(f"step {number}: there is no tool {step.name!r}; {known} Nothing was done.")


def _ended(sentence: str) -> str:
    """A sentence with its full stop."""
    return sentence if sentence.endswith((".", "?", "!")) else sentence + "."


class _Run:
    """One task under way."""

    def __init__(self, context: TaskContext, values: Values, steps: Sequence[Step], response_model: Any) -> None:
        self._context = context
        self._values = values
        self._steps = steps
        self._model = response_model
        self._performer = Performer(context, values)
        self._done: list[str] = []

    async def run(self) -> Any:
        """All steps, then the output."""
        for number, step in enumerate(self._steps, start=1):
            await self._context.log(self._values.redact(f"{number}/{len(self._steps)} {step}"))
            if self._model is not None and number == len(self._steps) and isinstance(step, Extract):
                break  # the page is read once, with the model
            await self._step(number, step)
        return self._values.redact(await self._output())

    async def _step(self, number: int, step: Step) -> None:
        try:
            self._done.append(await self._performer.perform(step))
        except ActionError as problem:
            raise ActionError(self._failure(number, step, problem.detail), problem.code) from None
        except BrowserError as problem:
            raise ActionError(self._failure(number, step, reason("the page", problem))) from None

    def _failure(self, number: int, step: Step, why: str) -> str:
        before = f" Done before it: {'; '.join(self._done)}." if self._done else " Nothing was done before it."
        of = f" of {len(self._steps)}" if len(self._steps) > 1 else ""
        told: str = self._values.redact(f"step {number}{of} ({step}): {_ended(why)}{before}")
        return told

    async def _output(self) -> Any:
        if self._model is not None:
            asked = [step.what for step in self._steps if isinstance(step, Extract)]
            try:
                return await self._context.extract(self._model, asked[-1] if asked else None)
            except ActionError as problem:
                done = "; ".join(self._done) or "nothing"
                told = self._values.redact(f"response_model: {_ended(problem.detail)} Done before: {done}.")
                raise ActionError(told, problem.code) from None
        return await self._summary() if self._performer.output is NOTHING else self._performer.output

    async def _summary(self) -> str:
        page = self._context.page
        try:
            title = await page.title()
        except BrowserError:
            title = ""
        count = len(self._done)
        where = f"'{title}' ({page.url})" if title else page.url
        return f"Did {count} step{'s' if count != 1 else ''}: {', '.join(self._done)}. Now on {where}."
