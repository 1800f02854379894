"""What a headless run prints: outputs or JSON Lines on stdout, progress and errors on stderr. All of it redacted."""

import contextlib
import json
import sys
from typing import Any, TextIO

from smooth_console.batch.progress import Progress
from smooth_console.output.gone import forget
from smooth_console.output.render import pretty_lines
from smooth_console.output.sanitise import sanitise
from smooth_console.session import Entry, Secrets
from smooth_console.wire import deep


class OutputGoneError(Exception):
    """Nobody reads standard output any more, so there is no use in going on."""


class Report:
    """Prints as things end.

    Args:
        jsonl: One record a line in place of outputs.
        reveal: Show secrets in outputs.

    Attributes:
        progress: What runs now, on a terminal.
        last_failure: The last failure that was told, as it was told.
    """

    def __init__(
        self, secrets: Secrets, *, jsonl: bool, reveal: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.secrets = secrets
        self.jsonl = jsonl
        self.reveal = reveal
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self._pretty = self.out.isatty()
        self.progress = Progress(self.err)
        self.last_failure = ""

    def output(self, value: Any) -> None:
        """One JSON document: indented on a terminal, else one a line. ASCII escapes keep a terminal safe."""
        value = self._hidden(value)
        self._print(sanitise("\n".join(pretty_lines(value))) if self._pretty else _json(value))

    def record(self, line_number: int, command: str, entry: Entry | None, state: str, output: Any = None) -> None:
        """One record of `--jsonl` (COMMANDS, "Headless output")."""
        answer = entry.answer if entry else None
        record = {
            "n": entry.n if entry else None,
            "line": line_number,
            "command": command,
            "event_id": entry.event_id or None if entry else None,
            "state": state,
            "code": entry.code if entry else None,
            "output": answer.output if answer else output,
            "credits_used": entry.credits if entry else None,
            "duration": entry.server_s if entry else None,
            "wire_ms": _rounded(entry.wire_ms) if entry else None,
            "total_ms": _rounded(entry.total_ms) if entry else None,
        }
        if entry and entry.notices:
            record["notices"] = list(entry.notices)
        if answer and answer.sources:
            record["sources"] = {pointer: source.as_data() for pointer, source in answer.sources.items()}
        self._print(_json(self._hidden(record)))

    def text(self, text: str) -> None:
        """What a dot command says."""
        if self.jsonl:
            self.note(text)
        else:
            self._print(sanitise(str(self._hidden(text))))

    def note(self, text: str) -> None:
        """Progress and errors, on stderr; secrets are never revealed there."""
        self.progress.clear()
        with contextlib.suppress(OSError):  # a terminal that was closed
            print(sanitise(str(self.secrets.redact(text))), file=self.err, flush=True)

    def failure(self, text: str, details: str = "") -> None:
        """Why a line did not work, on stderr, with all that is known about it below."""
        self.last_failure = str(self.secrets.redact(f"{text}\n{details}".rstrip()))
        self.note(self.last_failure)

    def _hidden(self, value: Any) -> Any:
        return value if self.reveal else self.secrets.redact(value)

    def _print(self, text: str) -> None:
        self.progress.clear()
        try:
            print(text, file=self.out, flush=True)
        except OSError as problem:
            forget(self.out)
            raise OutputGoneError(f"nothing more can be printed: {problem.strerror}") from None


def _json(value: Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:
        return deep.dumps(value)


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 3)
