"""A console on a scripted server, in a folder and a home of its own."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from smooth_console.client import ApiKey
from smooth_console.console.changes import Change
from smooth_console.console.console import Console
from smooth_console.console.outcome import Outcome
from smooth_console.console.server import Choice
from smooth_console.settings import Settings
from tests.session.servers import ScriptedServer, serving

Event = tuple[str, str, dict[str, Any]]


@dataclass
class Agent:
    """What the server does: js gives its args back, `give` what `give` returns; `throw` fails, `hang` has no answer.
    run asks for a tool.
    """

    running: str = ""
    calls: int = 0
    replies: list[dict[str, Any]] = field(default_factory=list)
    give: Callable[[], Any] = lambda: None

    def __call__(self, event: dict[str, Any]) -> list[Event]:
        payload = event["payload"]
        if event["name"] == "tool_call":
            self.replies.append(payload)
            return [_answer(self.running, payload)]
        given = payload.get("input") or {}
        if payload["name"] == "run_task":
            self.running, self.calls = event["id"], self.calls + 1
            return [(f"call_{self.calls}", "tool_call", {"name": "weather", "input": {"city": "Oslo"}})]
        code = str(given.get("js"))
        if "hang" in code:
            return []
        if "give" in code:
            return [_answer(event["id"], self.give())]
        if "throw" in code:
            return [(event["id"], event["name"], {"code": 400, "output": "Error: no (line 1, column 20)"})]
        return [_answer(event["id"], given["args"] if given.get("args") is not None else given)]


def _answer(event_id: str, output: Any) -> Event:
    envelope = {"output": output, "credits_used": 2, "duration": 0.25}
    return event_id, "browser_action", {"code": 200, "output": envelope}


@dataclass
class Desk:
    """A console, its server, and all that it told."""

    console: Console
    server: ScriptedServer
    agent: Agent
    changes: list[Change]

    async def run(self, text: str) -> Outcome:
        """Run a line whole."""
        return await self.console.run_line(self.console.parse(text))

    async def value(self, text: str) -> Any:
        """The output of a line."""
        outcome = await self.run(text)
        if outcome.entries:
            answer = outcome.entries[-1].answer
            return answer.output if answer else None
        return outcome.value

    def sent(self) -> list[dict[str, Any]]:
        """The inputs of what the server took."""
        return [event["payload"].get("input") or {} for event in self.server.taken]

    def told(self, kind: type[Any]) -> list[Any]:
        """The changes of a kind."""
        return [change for change in self.changes if isinstance(change, kind)]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own library, history or settings."""
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextlib.asynccontextmanager
async def desk_at(server: ScriptedServer | None = None, *, keep_history: bool = False) -> AsyncIterator[Desk]:
    """A console without a session yet."""
    agent = Agent()
    async with serving(server or ScriptedServer(act=agent)) as running:
        choice = Choice(running.url, ApiKey("key-of-the-test"))
        console = Console(Settings(deadline_s=5.0), choice, keep_history=keep_history)
        changes: list[Change] = []
        console.subscribe(changes.append)
        try:
            yield Desk(console, running, agent, changes)
        finally:
            running.forgotten = True
            await console.aclose()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A console with an open session."""
    async with desk_at() as desk:
        await desk.run("open https://start.example/")
        yield desk
