"""`smooth-console repl` in a real terminal, on the embedded engine and a real browser."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.processes import smooth, until
from tests.session.servers import ScriptedServer, serving
from tests.tmux import Tmux

pytestmark = pytest.mark.browser

TOOLS = [{"name": "get_weather", "description": "Weather", "inputs": {"type": "object"}, "output": "an object"}]
EVALUATE = {"name": "browser_action", "payload": {"name": "evaluate_js", "input": {"js": "40 + 2"}}}


def test_every_verb_works_from_the_prompt_to_the_browser_and_back(tmp_path: Path) -> None:
    (tmp_path / "tools.json").write_text(json.dumps(TOOLS), encoding="utf-8")
    with Tmux(tmp_path, "repl", "--local") as terminal:
        # Typed before anything is there: it waits in line.
        terminal.enter("open --tools @./tools.json demo", "✓ $3", 60)
        terminal.enter("goto demo/products", "/products · 200")
        terminal.enter("js const shelf = [1, {a: null}]; shelf", '[1, {"a": null}]')
        terminal.enter("js shelf.lenght.x", "1 │ shelf.lenght.x")
        terminal.enter("extract @listing -- first 2", "✓ $7  2 records")
        terminal.enter("expect length == 2", "holds")
        terminal.enter(f"send {json.dumps(EVALUATE)}", "\n42\n")

        # A call arrives while a line is being typed; the line is not touched, and waits for its turn.
        terminal.enter('run call get_weather with {"city": "Oslo"}', "run call get_weather")
        terminal.type("wait al")
        terminal.sees("reply with: reply 10 VALUE")
        terminal.sees("\n11› wait al\n")
        terminal.type("l")
        terminal.press("Enter")
        terminal.enter('reply 10 {"temperature": 4}', "✓ 10  replied {temperature: 4}")
        terminal.sees('{"temperature": 4}\n✓ $9')
        terminal.enter(".show 9", "request\n{")
        terminal.press("q")

        # Ctrl-C gives up a line, and never the program; an answer does not disturb what is typed.
        terminal.type("js nothing of this")
        terminal.press("C-c")
        terminal.sees("js nothing of this^C")
        terminal.enter("js await new Promise(r => setTimeout(() => r('late'), 700))", "700))")
        terminal.type("clo")
        terminal.sees('"late"')
        terminal.sees("\n12› clo\n")
        terminal.type("se")
        terminal.press("Enter")
        terminal.sees("session closed")
        terminal.press("C-d")
        shown = terminal.sees("ended with 0")
        assert "Traceback" not in shown


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Tmux(tmp_path, "repl", "--local", "demo/products", columns=80, rows=24, TERM="dumb") as terminal:
        terminal.log(log)
        terminal.enter("js document.title", "Products", 60)
        terminal.enter("js [", ".  ")
        terminal.enter("1]", "[1]")
        terminal.enter("extrct", "no verb extrct; did you mean extract?")
        terminal.press("C-c")
        terminal.sees("Ctrl-D leaves")
        terminal.press("C-d")
        terminal.sees("ended with 0")
    assert b"\x1b" not in log.read_bytes()


def test_without_colours_none_are_used(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Tmux(tmp_path, "repl", "--api", "http://127.0.0.1:9", columns=80, rows=24, NO_COLOR="1") as terminal:
        terminal.log(log)
        terminal.enter("extrct", "no verb extrct; did you mean extract?")
        terminal.press("C-c")
        terminal.press("C-d")
        terminal.sees("ended with 0")
    written = log.read_bytes()
    assert b"\x1b[" in written
    assert b"38;5" not in written
    assert b"38;2" not in written
    assert b"\x1b[31m" not in written


@pytest.mark.anyio
async def test_a_terminal_that_is_closed_closes_the_session(tmp_path: Path) -> None:
    async with serving(ScriptedServer()) as server:
        with Tmux(tmp_path, "repl", "--api", server.url, CIRCLEMIND_API_KEY="key-of-the-test") as terminal:
            await asyncio.to_thread(terminal.sees, "✓ $1  session")
            terminal.close()
            await asyncio.to_thread(until, lambda: any(e["payload"].get("name") == "close" for e in server.taken))
            server.forgotten = True


def test_a_pipe_is_run_line_by_line_and_told_as_a_script_is(tmp_path: Path) -> None:
    lines = 'js [1,\n 2]\n# nothing\nexpect length == 2\n.set city Oslo\njs throw new Error("no")\njs 3\n'
    done = smooth(tmp_path, "repl", "--local", stdin=lines)
    assert (done.stdout, done.returncode) == ("[1, 2]\n", 1), done.stderr
    assert "-:6: Error: no" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_mistake_on_a_pipe_ends_it_with_its_place(tmp_path: Path) -> None:
    done = smooth(tmp_path, "repl", "--api", "http://127.0.0.1:9", stdin=".set city Oslo\nextrct\n")
    assert (done.stdout, done.returncode) == ("", 2)
    assert "-:2:1: no verb extrct; did you mean extract?" in done.stderr
