"""A model that says what a test has written down, on a real socket, and an engine that asks it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, Session, calling, serving

KEY = "sk-model-key"


class Script:
    """What the model says, in order, and what it was asked.

    A text is an answer, a response is sent as it is, and None is never answered.
    """

    def __init__(self) -> None:
        self.says: list[str | Response | None] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.takes_schemas = True

    def last(self) -> str:
        """The last message of the last request."""
        text: str = self.asked[-1]["messages"][-1]["content"]
        return text

    async def answer(self, request: Request) -> Response:
        """The endpoint."""
        body = await request.json()
        self.keys.append(request.headers.get("authorization"))
        if "response_format" in body and not self.takes_schemas:
            return JSONResponse({"error": {"message": "response_format is not known"}}, 400)
        self.asked.append(body)
        assert self.says, f"the model was asked once more than the test says: {self.last()[:500]}"
        said = self.says.pop(0)
        if said is None:
            await asyncio.sleep(3)
        return said if isinstance(said, Response) else spoken(said or "")


def spoken(text: str | None, finish: str = "stop", **message: Any) -> Response:
    """A chat completion."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
    return JSONResponse({"object": "chat.completion", "choices": [choice]})


def value(given: Any) -> str:
    """The answer that gives a value."""
    return json.dumps({"value": given})


@pytest.fixture(scope="session")
async def scripted() -> AsyncIterator[tuple[str, Script]]:
    """The endpoint, for all tests."""
    script = Script()

    async def answer(request: Request) -> Response:
        return await script.answer(request)

    async with serving(Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])) as origin:
        yield f"{origin}/v1", script


@pytest.fixture
def script(scripted: tuple[str, Script]) -> Script:
    """The model with nothing to say yet."""
    script = scripted[1]
    script.says, script.asked, script.keys, script.takes_schemas = [], [], [], True
    return script


@pytest.fixture(scope="session")
async def thinking(scripted: tuple[str, Script]) -> AsyncIterator[RunningEngine]:
    """An engine with that model."""
    options = ServeOptions(
        api_key="test-key",
        hold_s=5.0,
        drain_s=5.0,
        recording=False,
        model_url=scripted[0],
        model="scripted",
        model_key=KEY,
        model_timeout_s=30.0,
    )
    async with engine_running(options) as engine:
        yield engine


@pytest.fixture
async def asking(thinking: RunningEngine, script: Script) -> AsyncIterator[Session]:
    """A session on that engine."""
    async with calling(thinking) as client:
        yield await Caller(client).open()
        for task in list(thinking.engine.tasks.values()):
            await task.cancel()
        await thinking.engine.settled()


async def show(session: Session, body: str) -> None:
    """Put a page before the session."""
    html = f"<!doctype html><meta charset=utf-8><title>Shown</title>{body}"
    await session.ok("evaluate_js", {"js": f"document.open(); document.write({json.dumps(html)}); document.close()"})
