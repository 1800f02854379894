"""A session on the embedded engine with a real Chromium: sending, answers, and how fast an answer is."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.session import EventState, Session
from smooth_console.wire import TaskRequest, evaluate_js, extract, goto

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture(scope="module")
async def engine() -> AsyncIterator[dict[str, Any]]:
    """The line that the engine prints when it is ready."""
    command = [sys.executable, "-m", "smooth_console.engine", "--port", "0"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        yield json.loads(await process.stdout.readline())
    process.terminate()
    await process.wait()


async def test_events_are_answered_by_a_real_page(engine: dict[str, Any]) -> None:
    async with SmoothClient(engine["url"], ApiKey(engine["api_key"])) as client:
        session, opening = await Session.open(client, TaskRequest(task=None, url=engine["demo"]))
        lines = [
            (goto(engine["demo"]), "goto"),
            (evaluate_js("location.href"), "js"),
            (extract({"type": "object", "properties": {"title": {"type": "string"}}}), "extract"),
            (evaluate_js("1 +"), "js"),
        ]
        entries = [session.send(event, verb=verb, line=verb, deadline_s=30) for event, verb in lines]
        for entry in entries:
            await session.settled(entry)
        assert opening.state is EventState.OK
        states = [entry.state for entry in entries]
        assert states == [EventState.OK] * 3 + [EventState.ERROR], [entry.answer for entry in entries]
        assert client.idempotent_events
        await session.aclose()
        assert session.status == "done"


async def test_nothing_sleeps_between_a_line_and_its_answer(engine: dict[str, Any]) -> None:
    async with SmoothClient(engine["url"], ApiKey(engine["api_key"])) as client:
        session, opening = await Session.open(client, TaskRequest(task=None))
        await session.settled(opening)
        times: list[float] = []
        plain: list[float] = []
        for _ in range(60):
            begun = time.monotonic()
            await client.list_tasks(limit=1)
            plain.append((time.monotonic() - begun) * 1000)
            entry = session.send(evaluate_js("1 + 1"), verb="js", line="js 1 + 1", deadline_s=10)
            await session.settled(entry)
            assert entry.total_ms is not None
            times.append(entry.total_ms)
        await session.aclose()
        # The bench holds the goal of 5 ms. Here one pause of a poll, 50 ms, must show, and a busy machine must not.
        ratio = statistics.median(times) / max(1.0, statistics.median(plain))
        assert ratio < 20, f"median {statistics.median(times):.1f} ms, {ratio:.1f} times a plain request"
