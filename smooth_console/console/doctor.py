"""What works here, found out by trying, and how to mend the rest. It changes nothing and sends nothing that costs."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from smooth_console import __version__
from smooth_console.client import ApiError
from smooth_console.client.address import AddressError
from smooth_console.client.credentials import API_KEY_VARIABLE, CredentialsError
from smooth_console.console.local_engine import EngineError
from smooth_console.console.server import BASE_URL_VARIABLE, Choice, Server, choose, connect
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import duration
from smooth_console.session import EventState, Session
from smooth_console.settings import Settings, data_folder, user_file
from smooth_console.wire import TaskRequest, evaluate_js

BROWSER_S = 40.0
SERVER_S = 15.0
_MARKS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}
_TOOLS = {
    "ffmpeg": "recordings of sessions as video",
    "curl": "what .export curl writes",
    "jq": "what .export curl writes",
}
_CLIPBOARDS = ("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: ok; note, something is missing that one can do without; fail, something that was asked for does not work.
        said: What was found.
        fix: What to do about it.
        code: The exit code that a failure is.
    """

    name: str
    state: Literal["ok", "note", "fail"]
    said: str
    fix: str = ""
    code: int = 1


async def examine(settings: Settings | None, problem: str = "") -> list[Finding]:
    """Look at everything.

    Args:
        settings: None when they cannot be read.
        problem: Why not.
    """
    found = [_program(), _settings(settings, problem), _data()]
    found += await _servers(settings or Settings())
    found += [_terminal(), _fonts(), await asyncio.to_thread(_clipboard), _editor(), *_tools()]
    return found


def worst(findings: Sequence[Finding]) -> int:
    """The exit code: 0 when nothing that is needed fails."""
    return next((found.code for found in findings if found.state == "fail"), 0)


def report_text(findings: Sequence[Finding]) -> str:
    """A row each, and what to do below those that need it. Everything in it is clean."""
    width = max(len(found.name) for found in findings) + 2
    rows = []
    for found in findings:
        rows.append(f"{_MARKS[found.state]}  {found.name:<{width}}{sanitise_line(found.said)}")
        if found.fix:
            rows.append(f"{'':{width + 6}}{sanitise_line(found.fix)}")
    failed = sum(1 for found in findings if found.state == "fail")
    end = "everything that is needed works" if not failed else f"{failed} of these must be mended"
    return "\n".join([*rows, "", end])


# The program and its files


def _program() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("program", "ok", f"smooth-console {__version__}, Python {version}")


def _settings(settings: Settings | None, problem: str) -> Finding:
    if settings is None:
        return Finding("settings", "fail", problem, "mend it, or take the key out", code=2)
    path = user_file()
    return Finding("settings", "ok", str(path) if path.exists() else f"defaults ({path} is not there)")


def _data() -> Finding:
    folder = data_folder()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        fix = "make it writable, or name another with SMOOTH_CONSOLE_HOME; until then nothing is kept"
        return Finding("data folder", "fail", f"{folder} cannot be written", fix)
    free = shutil.disk_usage(nearest).free // (1024 * 1024)
    if free < 100:
        return Finding("data folder", "note", f"{folder}: {free} MB are left on the disk", "make room")
    if folder.exists() and folder.stat().st_mode & 0o077:
        return Finding("data folder", "note", f"{folder} can be read by others", f"chmod 700 {folder}")
    return Finding("data folder", "ok", str(folder))


# Servers and the browser


async def _servers(settings: Settings) -> list[Finding]:
    try:
        choice = choose(settings)
    except CredentialsError as problem:
        return [Finding("key", "fail", str(problem), "name a file that holds the key alone", code=3), await _browser()]
    except AddressError as problem:
        return [Finding("server", "fail", str(problem), "--api takes an address", code=3), await _browser()]
    if choice.local:
        why = "--local was given" if settings.local else f"none in {API_KEY_VARIABLE} or ~/.smooth/config.json"
        key = Finding("key", "ok", f"not needed: {why}, so sessions are on the engine of this machine")
        return [key, await _browser(needed=True)]
    given = choice.key.source if choice.key else ""
    key = (
        Finding("key", "ok", f"from {given}")
        if given
        else Finding("key", "note", "none", f"set {API_KEY_VARIABLE} if the server wants one")
    )
    return [key, await _server(choice), await _browser()]


async def _server(choice: Choice) -> Finding:
    """Whether the server answers and takes the key: by listing tasks, which changes nothing."""
    server = await connect(choice)
    began = time.monotonic()
    try:
        async with asyncio.timeout(SERVER_S):
            await server.client.list_tasks(limit=1)
    except ApiError as problem:
        fix = problem.advice or f"is {BASE_URL_VARIABLE} or --api right?"
        return Finding("server", "fail", f"{server.client.base_url}: {problem.detail}", fix, code=3)
    except TimeoutError:
        said = f"{server.client.base_url}: no answer in {SERVER_S:.0f} s"
        return Finding("server", "fail", said, "is there a proxy or a firewall in between?", code=3)
    finally:
        await server.close()
    spent = duration((time.monotonic() - began) * 1000)
    return Finding("server", "ok", f"{server.client.base_url} answers in {spent} and takes the key")


async def _browser(*, needed: bool = False) -> Finding:
    """Start the engine, open a session on its demo site and ask the page something."""
    state: Literal["note", "fail"] = "fail" if needed else "note"
    began = time.monotonic()
    server: Server | None = None
    try:
        async with asyncio.timeout(BROWSER_S):
            server = await connect(Choice("", None))
            said = await _ask_browser(server)
    except EngineError as problem:
        return Finding("browser", state, str(problem), "run: make setup", code=3)
    except TimeoutError:
        said = f"the engine of this machine did not get ready in {BROWSER_S:.0f} s"
        return Finding("browser", state, said, "is the machine out of memory?", code=3)
    finally:
        if server is not None:
            await server.close()
    if not said.startswith("Mozilla"):
        fix = "install one (Debian: apt install chromium), or name its executable in SMOOTH_CHROMIUM"
        return Finding("browser", state, said, fix, code=3)
    version = next((word for word in said.split() if "Chrome/" in word), said).replace("Headless", "").replace("/", " ")
    return Finding(
        "browser", "ok", f"{version}, from nothing to an answer in {duration((time.monotonic() - began) * 1000)}"
    )


async def _ask_browser(server: Server) -> str:
    """What the browser calls itself, or why it says nothing."""
    session, opening = await Session.open(server.client, TaskRequest(task=None, url=server.demo))
    try:
        asked = session.send(evaluate_js("navigator.userAgent"), verb="js", line="js navigator.userAgent")
        for entry in (opening, asked):
            await session.settled(entry)
            if entry.state is not EventState.OK:
                return entry.reason or (str(entry.answer.output) if entry.answer else entry.state.value)
        return str(asked.answer.output) if asked.answer else ""
    finally:
        await session.aclose()


# The terminal


def _terminal() -> Finding:
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        return Finding("terminal", "note", "the output is no terminal", "`run` and `do` need none; the others do")
    size = shutil.get_terminal_size()
    colours = (
        "16 million colours" if os.environ.get("COLORTERM") in ("truecolor", "24bit") else f"TERM={term or 'none'}"
    )
    said = f"{size.columns}x{size.lines}, {colours}" + (", NO_COLOR" if os.environ.get("NO_COLOR") else "")
    if term in ("", "dumb"):
        return Finding("terminal", "note", said, "the app needs more than a dumb terminal; `run` and `do` work")
    if size.columns < 80 or size.lines < 24:
        return Finding("terminal", "note", said, "the app is made for 80x24 and up")
    return Finding("terminal", "ok", said)


def _fonts() -> Finding:
    """What a terminal can draw cannot be asked: it is shown, and a person looks."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        fix = "set LANG to a UTF-8 locale, such as C.UTF-8; plain letters are used meanwhile"
        return Finding("fonts", "note", f"the encoding is {encoding or 'unknown'}", fix)
    fix = "if you see boxes here or uneven widths: ascii = true in the settings, or another font"
    return Finding("fonts", "ok", "✓ ✗ ◷ ⊘ ∅ ▸ ▾ ⠿ › ╭─╮ │ é 漢", fix)


def _clipboard() -> Finding:
    found = next((name for name in _CLIPBOARDS if shutil.which(name)), "")
    said = "copies go through the terminal (OSC 52), over ssh too" + (f"; {found} is here" if found else "")
    if os.environ.get("TMUX"):
        try:
            asked = subprocess.run(
                ["tmux", "show-options", "-gv", "set-clipboard"], capture_output=True, text=True, timeout=2, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return Finding("clipboard", "note", said, "tmux does not say whether it lets them through")
        if asked.stdout.strip() == "off":
            return Finding("clipboard", "note", f"{said}, but tmux stops them", "tmux set -g set-clipboard on")
    return Finding("clipboard", "ok", said, "if nothing arrives, allow the terminal to write the clipboard")


def _editor() -> Finding:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if named and shutil.which(named.split()[0]):
        return Finding("editor", "ok", named)
    known = next((name for name in ("vim", "vi", "nano") if shutil.which(name)), "")
    said = f"{named} is not there" if named else "$EDITOR is not set"
    return Finding("editor", "note", said, f"set EDITOR, such as: export EDITOR={known or 'vi'}")


def _tools() -> list[Finding]:
    missing = [name for name in _TOOLS if shutil.which(name) is None]
    if not missing:
        return [Finding("other tools", "ok", ", ".join(_TOOLS))]
    return [Finding(name, "note", f"not there; only needed for {_TOOLS[name]}") for name in missing]
