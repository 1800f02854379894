"""Every example that `.help` shows, on the real engine: what is promised to work works."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from smooth_console.console.changes import NamesLearned
from smooth_console.console.commands import registry
from smooth_console.console.completion import Moment
from smooth_console.language.complete import complete
from smooth_console.language.declare import Command, Example
from tests.end_to_end.desk import Engine, outputs, run, worked

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TOOLS = json.dumps(
    [{"name": "get_weather", "description": "Weather", "inputs": {"type": "object"}, "output": "an object"}]
)
WITH_TOOL = f"open --tools {TOOLS} demo"
ASK = 'run call get_weather with {"city": "Oslo"} &'
CALL_5 = (WITH_TOOL, "js 1", "js 2", ASK, "wait call --deadline 30s")
SHELF = ("open demo/products", "extract @listing")

BEFORE: dict[str, tuple[str, ...]] = {
    'run call get_weather with {"city": "Oslo"} &': (WITH_TOOL, '.tool get_weather {"temperature": 4}'),
    "run --max-steps 8 fill 'Email' with 'demo@example.com', then click 'Sign in'": ("open demo/login",),
    'reply 5 {"temperature": 4}': CALL_5,
    "reply 5 --error 400 -- there is no such city": CALL_5,
    "wait call --deadline 30s": (WITH_TOOL, ASK),
    "expect .items | length > 3": ("open demo", "js ({items: [1, 2, 3, 4]})"),
    'expect 2 startswith("Products")': ("open demo/products", "js document.title"),
    ".show 2 | .items[].title": ("open demo", 'js ({items: [{title: "a"}]})'),
    ".show $_[0].name": ("open demo", 'js [{name: "a"}]'),
    "goto -": ("open demo", "goto demo/products"),
    ".infer 2": ("open demo/products", "js ([{title: 'a', price: 1}])"),
    ".check 2": SHELF,
    ".check 2 @product": ("open demo/products", "extract @product"),
    ".diff 2 4": ("open demo", "js 1", "js 2", "js 3"),
    ".diff @listing": (*SHELF, "extract @listing"),
    ".why 2 [0].price": SHELF,
    ".why $2[0].name": SHELF,
    ".resend 4": ("open demo", "js 1", "js 2", "js await new Promise(later => setTimeout(later, 700)) &"),
}
"""What was done before an example, where that is more than opening the demo site and asking it something."""
USUAL = ("open demo/products", "js document.title")
BY_HAND = {"attach task_8f3a", "goto example.com", ".doctor", ".resend 4"}
"""Those with a test of their own: here, or where they are at home."""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """One browser for all."""
    home = tmp_path_factory.mktemp("examples")
    (home / "job.json").write_text('{"type": "object", "properties": {"title": {"type": "string"}}}')
    (home / "sign-in.smooth").write_text("goto demo/login\njs document.title\n")
    (home / "offer.ts").write_text("export interface Offer { title: string; price: number }\n")
    (home / "demo.smooth").write_text("# A note.\ngoto demo/login\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMOOTH_CONSOLE_HOME", str(home / "data"))
        patch.chdir(home)
        async with Engine() as engine:
            links = [{"url": f"{engine.address.demo}/{page}"} for page in ("products", "login")]
            (home / "links.json").write_text(json.dumps(links))
            yield engine


@pytest.mark.parametrize("command", list(registry()), ids=lambda command: command.name)
async def test_the_examples_of_a_command_work(command: Command, engine: Engine) -> None:
    examples = [each for each in command.examples if each.line not in BY_HAND]
    usual: list[Example] = []
    for each in examples:
        if each.line in BEFORE:
            async with engine.console(*BEFORE[each.line]) as console:
                await worked(console, each.line)
                if each.line.endswith("&"):
                    await worked(console, "wait all --deadline 30s")
        else:
            usual.append(each)
    if usual:
        async with engine.console(*USUAL) as console:
            for each in usual:
                await worked(console, each.line)


async def test_a_session_that_lives_at_the_server_is_taken_up(engine: Engine) -> None:
    async with engine.console("open demo", "js globalThis.kept = 7") as first:
        assert first.session is not None
        async with engine.console() as second:
            await worked(second, f"attach {first.session.task_id}")
            outcome = await worked(second, "js kept")
            assert outcome.entries[0].answer is not None
            assert outcome.entries[0].answer.output == 7
            second.settings = type(second.settings)(keep=True)


async def test_a_session_that_was_closed_is_not_closed_again(engine: Engine) -> None:
    async with engine.console("open demo", "close", "open demo") as console:
        assert [entry.verb for entry in console.entries] == ["open", "close", "open"]


async def test_a_bare_host_gets_https(engine: Engine) -> None:
    async with engine.console("open demo") as console:
        outcome = await run(console, "goto example.com")
        (entry,) = outcome.entries
        assert entry.event is not None
        assert entry.event.payload["input"] == {"url": "https://example.com"}


async def test_completion_knows_the_names_of_the_page_and_the_timeline_does_not(engine: Engine) -> None:
    async with engine.console(
        "open demo/products", "js globalThis.basketOfMine = {get trap() { hit = 1; return {} }}; 0"
    ) as console:
        moment, learned = Moment(console), asyncio.Event()
        console.subscribe(lambda change: learned.set() if isinstance(change, NamesLearned) else None)
        before = len(console.entries)
        for text, wanted in [
            ("js basketO", "basketOfMine"),
            ("js document.querySA", "querySelectorAll"),
            ("js document.body.clas", "classList"),
            ("js 1 + document.qs", "querySelector"),
        ]:
            learned.clear()
            found = complete(text, len(text), console.registry, moment)
            if not found:
                async with asyncio.timeout(10):
                    await learned.wait()
                found = complete(text, len(text), console.registry, moment)
            assert wanted in [each.text for each in found], text
        text = "js basketOfMine.trap."
        assert complete(text, len(text), console.registry, moment) == []
        await console.page_names.answered()
        assert complete(text, len(text), console.registry, moment) == []
        assert len(console.entries) == before
        outcome = await worked(console, "js typeof hit")
        assert outputs(outcome) == ["undefined"]


async def test_the_page_is_not_asked_where_that_may_cost_something(engine: Engine) -> None:
    async with engine.console("open demo") as console:
        assert console.server is not None
        console.server.engine = None
        complete("js docu", 7, console.registry, Moment(console))
        assert not console.page_names.asking
        await run(console, ".set page_names on")
        complete("js docu", 7, console.registry, Moment(console))
        assert console.page_names.asking
