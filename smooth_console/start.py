"""From the arguments of the command line to a front end that runs. Each front end is imported where it is started."""

import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.client.address import AddressError
from smooth_console.client.credentials import CredentialsError
from smooth_console.console.server import Choice, choose, launched
from smooth_console.language.units import read_duration
from smooth_console.settings import Settings, SettingsError, data_folder, load

if TYPE_CHECKING:
    from smooth_console.exports.records import SessionRecord
    from smooth_console.journal import DiskJournal

FAILED = 1
WRONG = 2
SERVER = 3
INTERRUPTED = 130

_SETTING_NAMES = ("local", "api", "api_key_file", "device", "profile", "keep", "theme", "budget", "vi")


class _RefusedError(Exception):
    """Arguments or settings that cannot be used; the message says which, `code` is the exit code."""

    def __init__(self, message: str, code: int = WRONG) -> None:
        super().__init__(message)
        self.code = code


def told(start: Callable[..., int]) -> Callable[..., int]:
    """A start whose mistakes are told in a sentence: those outside the interfaces, which tell their own."""

    def starting(*arguments: Any) -> int:
        try:
            return start(*arguments)
        except KeyboardInterrupt:
            return INTERRUPTED
        except Exception as problem:
            from smooth_console.output.gone import is_gone

            if is_gone(problem):
                return output_gone(problem)
            from smooth_console.console.crash import tell_crash
            from smooth_console.session import Secrets

            tell_crash(problem, Secrets())
            return FAILED

    return starting


def output_gone(problem: BaseException) -> int:
    """Standard output takes no more. A reader that went away knows that; of a full disk one is told."""
    from smooth_console.output.gone import forget

    forget(sys.stdout)
    if not isinstance(problem, BrokenPipeError) and isinstance(problem, OSError):
        print(f"smooth-console: nothing more can be printed: {problem.strerror}", file=sys.stderr)
    return FAILED


@told
def start_app(url: str | None, given: dict[str, Any]) -> int:
    """The Textual console."""
    try:
        settings, choice = _prepare(given)
    except _RefusedError as problem:
        return _say(problem)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _say(_RefusedError("the console needs a terminal; `smooth-console do` and `run` do without one"))
    # The engine starts while the interface is being imported.
    choice = launched(choice)
    # What the start makes stays: to look for garbage in it takes a tenth of the time to the first frame.
    gc.disable()
    from smooth_console.tui.starting import run_app

    return run_app(settings, choice, url=url, attach=given.get("attach"), journal=_journal)


@told
def start_repl(url: str | None, given: dict[str, Any]) -> int:
    """The line mode; without a terminal to type on, lines are read and run in order."""
    try:
        settings, choice = _prepare(given)
    except _RefusedError as problem:
        return _say(problem)
    if not sys.stdin.isatty():
        from smooth_console.batch.main import run_piped

        return run_piped(url, settings, choice, given)
    # The engine is started once the prompt is there: beside it, both would take longer.
    from smooth_console.repl.app import run_repl

    return run_repl(settings, choice, url=url, attach=given.get("attach"), journal=_journal())


@told
def start_script(script: str, given: dict[str, Any]) -> int:
    """`smooth-console run FILE|-`."""
    from smooth_console.batch.main import run_script

    return _headless(given, lambda settings, choice: run_script(script, settings, choice, given))


@told
def start_lines(lines: Sequence[str], given: dict[str, Any]) -> int:
    """`smooth-console do LINE...`."""
    from smooth_console.batch.main import run_lines

    return _headless(given, lambda settings, choice: run_lines(lines, settings, choice, given))


@told
def start_doctor(given: dict[str, Any]) -> int:
    """`smooth-console doctor`."""
    from smooth_console.console.doctor import examine, report_text, worst

    try:
        settings: Settings | None = load({name: given.get(name) for name in _SETTING_NAMES})
        problem = ""
    except SettingsError as wrong:
        settings, problem = None, str(wrong)
    findings = asyncio.run(examine(settings, problem))
    print(report_text(findings))
    return worst(findings)


@told
def start_key(action: str, given: dict[str, Any]) -> int:
    """`smooth-console key set|show|clear`."""
    from smooth_console.batch import keys

    if action == "set":
        return keys.set_key(in_file=given["in_file"])
    return keys.show_key(reveal=given["reveal"]) if action == "show" else keys.clear_key()


@told
def start_engine(given: dict[str, Any]) -> int:
    """`smooth-console serve`."""
    from smooth_console.engine.options import ServeOptions
    from smooth_console.engine.server import main

    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        options = ServeOptions(headless=not chosen.pop("headed"), recording=not chosen.pop("no_recording"), **chosen)
    except ValueError as problem:
        return _say(_RefusedError(str(problem)))
    return main(options)


@told
def start_sessions(name: str, given: dict[str, Any]) -> int:
    """`smooth-console sessions ...`."""
    from smooth_console.batch.sessions import run

    if name != "close_sessions":
        return run(name, given)
    try:
        _settings, choice = _prepare(given)
    except _RefusedError as problem:
        return _say(problem)
    return run(name, {"name": given.get("name"), "orphans": given.get("orphans", False)}, choice)


@told
def start_import(file: str, kind: str, output: str | None) -> int:
    """`smooth-console import FILE|-`."""
    from smooth_console.batch.main import RefusedError, read_text
    from smooth_console.console.recorder import write_private
    from smooth_console.imports.kinds import imported
    from smooth_console.imports.script import ImportProblemError

    try:
        text = sys.stdin.read() if file == "-" else read_text(file)
        script = imported(text, kind)
    except ImportProblemError as problem:
        return _say(_RefusedError(f"{file}: {problem}"))
    except RefusedError as problem:
        return _say(_RefusedError(str(problem)))
    if output is None:
        print(script, end="")
        return 0
    try:
        write_private(Path(output).expanduser(), script)
    except OSError as problem:
        return _say(_RefusedError(f"cannot write {output}: {problem.strerror}"))
    return 0


@told
def start_replay(file: str, given: dict[str, Any]) -> int:
    """`smooth-console replay FILE`, in the app or as a server."""
    from smooth_console.exports.recording import RecordingError, read_recording

    try:
        recording = read_recording(Path(file).expanduser())
    except RecordingError as problem:
        return _say(_RefusedError(str(problem)))
    if given.get("served"):
        return _serve_recording(recording, given)
    try:
        settings = load({"theme": given.get("theme")})
    except SettingsError as problem:
        return _say(_RefusedError(str(problem)))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _say(_RefusedError("a replay needs a terminal; with --serve it does without one"))
    if not 0 < given["speed"] <= 10_000:
        return _say(_RefusedError("--speed is how many times as fast, such as 4 or 0.5"))
    from smooth_console.tui.offline import run_replay

    return run_replay(settings, recording, file, speed=given["speed"], step=given["step"])


def _serve_recording(recording: "SessionRecord", given: dict[str, Any]) -> int:
    from smooth_console.engine.options import ServeOptions
    from smooth_console.engine.server import main
    from smooth_console.playback.app import create_app

    chosen = {name: given[name] for name in ("host", "port", "api_key") if given.get(name) is not None}
    try:
        options = ServeOptions(demo=False, **chosen)
    except ValueError as problem:
        return _say(_RefusedError(str(problem)))
    return main(options, create_app(recording, options), recording.demo)


def _headless(given: dict[str, Any], run: Callable[[Settings, Choice], int]) -> int:
    from smooth_console.batch.main import RefusedError

    try:
        return run(*_prepare(given))
    except RefusedError as problem:
        return _say(_RefusedError(str(problem)))
    except _RefusedError as problem:
        return _say(problem)


def _prepare(given: dict[str, Any]) -> tuple[Settings, Choice]:
    """Settings and server.

    Raises:
        _RefusedError: Something in them is wrong.
    """
    flags = {name: given.get(name) for name in _SETTING_NAMES}
    try:
        if given.get("deadline"):
            flags["deadline_s"] = read_duration(given["deadline"])
    except ValueError as problem:
        raise _RefusedError(f"--deadline: {problem}") from None
    try:
        settings = load(flags)
        return settings, choose(settings)
    except SettingsError as problem:
        raise _RefusedError(str(problem)) from None
    except (AddressError, CredentialsError) as problem:
        raise _RefusedError(str(problem), SERVER) from None


def _journal() -> "DiskJournal":
    """The user's journal. Nothing is opened yet."""
    from smooth_console.journal import FOLDER, DiskJournal

    return DiskJournal(data_folder() / FOLDER)


def _say(problem: _RefusedError) -> int:
    print(f"smooth-console: {problem}", file=sys.stderr)
    return problem.code
